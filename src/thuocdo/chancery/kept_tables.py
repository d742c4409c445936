"""The copies of tables that imports keep, and the files of their lines: blanked, replaced, forgotten."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence

from thuocdo.chancery.models import RegisterImport
from thuocdo.chancery.queries.importing import Cells, rows_of
from thuocdo.core import files
from thuocdo.core.models import StoredFile

JSON = "application/json"


def keep_rows(rows: Sequence[Cells], name: str) -> StoredFile:
    """Rows of a table as they are kept."""
    data = json.dumps({"rows": rows}, ensure_ascii=False).encode()
    return files.store(data, name=f"{name}.json", content_type=JSON)


def replace_table(before: StoredFile, after: StoredFile, lines: Collection[int]) -> set[int]:
    """Let every import that keeps the one table keep the other, in which these lines (from 1) are blank, and forget the
    one: neither what was said of the cells of the lines stays, nor their files. Keys of the files, to be forgotten."""
    gone: set[int] = set()
    if before.pk == after.pk:
        return gone
    for run in RegisterImport.objects.select_for_update(of=("self",)).filter(table=before):
        gone |= drop_files(run, lines)
        run.table, run.set_aside = after, [one for one in run.set_aside if int(one["line"]) not in lines]
        run.save(update_fields=["table", "columns", "set_aside"])
    files.forget(before, owner=RegisterImport)
    return gone


def drop_files(run: RegisterImport, lines: Collection[int]) -> set[int]:
    """Take the files of lines out of an import, not saved yet; their keys."""
    gone = [run.columns["files"].pop(str(line), None) for line in lines]
    return {int(pair[0]) for pair in gone if pair is not None}


def blank_line(run: RegisterImport, line: int) -> None:
    """Keep nothing of one line (from 1) in the table of an import; its file is the business of whoever calls."""
    rows = rows_of(run)
    rows[line - 1] = None
    replace_table(run.table, keep_rows(rows, run.name), [line])


def forget_files(run: RegisterImport, keys: Iterable[int]) -> None:
    """Forget files of lines of an import by their keys, those that nobody else has, another open import neither."""
    keys = set(keys)
    wanted = keys - _of_other_imports(run) if keys else keys
    for stored in StoredFile.objects.filter(pk__in=wanted).exclude(content=""):
        files.forget(stored, owner=RegisterImport)


def _of_other_imports(run: RegisterImport) -> set[int]:
    others = RegisterImport.objects.exclude(pk=run.pk).exclude(state=RegisterImport.State.DONE)
    return {int(pair[0]) for columns in others.values_list("columns", flat=True) for pair in columns["files"].values()}

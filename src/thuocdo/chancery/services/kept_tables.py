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


def replace_table(before: StoredFile, after: StoredFile) -> None:
    """Let every import that keeps the one table keep the other, which says less, and forget the one."""
    if before.pk != after.pk:
        RegisterImport.objects.filter(table=before).update(table=after)
        files.forget(before, owner=RegisterImport)


def blank_line(run: RegisterImport, line: int) -> None:
    """Keep nothing of one line (from 1): not in the table, not its file, not what was said of its cells."""
    run = RegisterImport.objects.select_for_update(of=("self",)).select_related("table").get(pk=run.pk)
    rows = rows_of(run)
    rows[line - 1] = None
    replace_table(run.table, keep_rows(rows, run.name))
    run.columns["files"].pop(str(line), None)
    run.set_aside = [one for one in run.set_aside if int(one["line"]) != line]
    run.save(update_fields=["columns", "set_aside"])


def forget_files(run: RegisterImport, keys: Iterable[int]) -> None:
    """Forget files of lines of an import by their keys, those that nobody else has, another open import neither."""
    wanted = set(keys) - _of_other_imports(run)
    for stored in StoredFile.objects.filter(pk__in=wanted).exclude(content=""):
        files.forget(stored, owner=RegisterImport)


def _of_other_imports(run: RegisterImport) -> Collection[int]:
    others = RegisterImport.objects.exclude(pk=run.pk).exclude(state=RegisterImport.State.DONE)
    return {int(pair[0]) for columns in others.values_list("columns", flat=True) for pair in columns["files"].values()}

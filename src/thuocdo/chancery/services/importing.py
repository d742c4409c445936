"""Taking over the export of another document system: looked through, agreed to, carried out by the worker in steps."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction

from thuocdo.chancery import permissions
from thuocdo.chancery.kept_tables import drop_files, forget_files, keep_rows, replace_table
from thuocdo.chancery.models import ImportedRow, RegisterImport
from thuocdo.chancery.queries.importing import (
    Assessed,
    Where,
    assess,
    columns_of,
    read_lines,
    register_line,
    remembered,
    rows_of,
    told,
    where_of,
)
from thuocdo.chancery.register_files import Papers, Upload, read_table
from thuocdo.chancery.rules.register_columns import FIELDS
from thuocdo.chancery.rules.register_lines import Line
from thuocdo.chancery.services.imported_numbers import ImportedNumbers
from thuocdo.chancery.services.secrets import count_secrets
from thuocdo.core import audit, clock, files
from thuocdo.core.decision import decision
from thuocdo.core.models import StoredFile
from thuocdo.directory.models import Person
from thuocdo.documents.indexing import index_papers
from thuocdo.documents.models import Document
from thuocdo.documents.services.registers import CHANGED, SAME, Register, RegisterLine
from thuocdo.kernel.columns import head_key
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze

log = logging.getLogger(__name__)
STEP, MOST_TOLD, LONGEST_SOURCE = 300, 5_000, 80
MEANWHILE = (
    "Văn bản hoặc tệp của dòng này vừa được người khác đưa vào.",
    "Gửi lại bảng này; dòng đã nhập không thành hai.",
)
FAULT = ("Hệ thống gặp lỗi ở dòng này.", "Báo quản trị; các dòng khác vẫn nhập.")


@dataclass(frozen=True, kw_only=True)
class Export:
    """What is handed in: the table, the files of papers, and fields by head where a person has chosen them."""

    table: Upload
    papers: Papers | None = None
    chosen: Mapping[str, str] | None = None


@decision("chancery.check_import", ask=permissions.abilities)
def check_import(*, export: Export, where: Where, by: Any, at: datetime) -> RegisterImport:
    """Look an export through and keep it (kiểm tra tệp xuất sổ), so that it can be agreed to; no paper is made.

    Of lines of state secrets, by their column or the stamp of their file, nothing is kept. Refused as `read_table`,
    `assess`, `register.no_source`.
    """
    permissions.refuse_elsewhere(by, where.unit, permissions.IMPORT)
    where = Where(where.unit, squeeze(where.source)[:LONGEST_SOURCE], where.direction)
    if not where.source:
        raise Refused("register.no_source", "Chưa ghi tên phần mềm cũ.", "Ghi tên, ví dụ VNPT-iOffice.")
    chosen = dict(export.chosen) if export.chosen is not None else remembered(where)
    today = at.astimezone(clock.ZONE).date()
    found = assess(read_table(export.table), where, today=today, papers=export.papers, chosen=chosen)
    run = RegisterImport(
        unit=where.unit, source=where.source, direction=where.direction, name=export.table.name, at=at,
        by=by if isinstance(by, Person) else None,
    )  # fmt: skip
    run.columns = {"files": {}}
    _keep(run, found, chosen)
    for number, file in found.files.items():
        stored = files.store(file.data, name=file.name)
        run.columns["files"][str(number)] = [stored.pk, stored.name]
    run.save()
    audit.changed(after={"source": where.source, "direction": where.direction, **run.counts})
    return run


@decision("chancery.map_columns", about="run", ask=permissions.abilities)
def map_columns(*, run: RegisterImport, chosen: Mapping[str, str], by: Any, at: datetime) -> RegisterImport:
    """Say which column is which (chọn lại cột) and look the kept rows through once more; remembered for the next time.

    `chosen` holds fields by head, empty for a column that is left out. Refused `register.under_way`.
    """
    _refuse_unless(run, RegisterImport.State.CHECKED)
    known = {head_key(head): field for head, field in chosen.items() if not field or field in FIELDS}
    before = run.table
    found = assess(
        [row or [] for row in rows_of(run)], where_of(run), today=run.at.astimezone(clock.ZONE).date(), chosen=known
    )
    secret = run.counts.get("secret", 0)
    _keep(run, found, known)
    secrets = [line.number for line in found.lines if line.secret]
    gone = drop_files(run, secrets)
    run.counts = {**run.counts, "secret": secret + run.counts["secret"], "with_file": len(run.columns["files"])}
    run.save()
    forget_files(run, gone | replace_table(before, run.table, secrets))
    audit.changed(after={"columns": known, **run.counts})
    return run


@decision("chancery.order_import", about="run", ask=permissions.abilities)
def order_import(*, run: RegisterImport, by: Any, at: datetime) -> RegisterImport:
    """Agree to an import (đồng ý nhập): the worker carries it out. Refused `register.under_way`, `register.nothing`."""
    _refuse_unless(run, RegisterImport.State.CHECKED)
    if not run.counts["lines"] - run.counts["set_aside"] and not run.counts["secret"]:
        raise Refused("register.nothing", "Không có dòng nào nhập được.", "Sửa các dòng để riêng rồi gửi lại tệp.")
    earlier = RegisterImport.objects.filter(unit=run.unit, direction=run.direction, table=run.table)
    agreed = (RegisterImport.State.RUNNING, RegisterImport.State.DONE)
    if run.counts["secret"] and not earlier.exclude(pk=run.pk).filter(state__in=agreed).exists():
        count_secrets(unit=run.unit, number=run.counts["secret"], by=by, at=at, direction=run.direction)
    run.state, run.done_rows = RegisterImport.State.RUNNING, 0
    run.columns["by"] = by.pk if isinstance(by, Person) else None
    run.counts = {**run.counts, "new": 0, "changed": 0, "same": 0, "numbers": 0, "rows": 0}
    run.save(update_fields=["state", "done_rows", "columns", "counts"])
    audit.changed(before={"state": "checked"}, after={"state": str(run.state), "lines": run.counts["lines"]})
    return run


@decision("chancery.discard_import", ask=permissions.abilities)
def discard_import(*, run: RegisterImport, by: Any, at: datetime) -> None:
    """Drop an import that nobody has agreed to (bỏ lần nhập), with its table and files. Refused `register.under_way`.

    Papers of state secrets in it were only offered to the check, and are counted with an import that is agreed to.
    """
    permissions.refuse_elsewhere(by, run.unit, "discard_import")
    run = RegisterImport.objects.select_for_update(of=("self",)).select_related("table", "unit").get(pk=run.pk)
    _refuse_unless(run, RegisterImport.State.CHECKED)
    audit.changed(thing=run.unit, before={"source": run.source, "direction": run.direction, **run.counts})
    forget_files(run, [int(pair[0]) for pair in run.columns["files"].values()])
    run.delete()
    if not RegisterImport.objects.filter(table=run.table).exists():
        files.forget(run.table, owner=RegisterImport)


@decision("chancery.carry_on_import", about="run", ask=permissions.abilities)
def carry_on_import(*, run: RegisterImport, by: Any, at: datetime) -> RegisterImport:
    """Take the next lines over (nhập tiếp), up to `STEP`, in one transaction; a line that cannot be taken is set aside.

    Nothing happens to an import that is not under way, so that the step can be asked for again.
    """
    if run.state != RegisterImport.State.RUNNING:
        return run
    step = _Step(run, at)
    step.carry_out()
    audit.changed(after={"done": run.done_rows, "of": run.counts["lines"], "state": str(run.state)})
    return run


class _Step:
    """Some lines of an import, taken over one after the other."""

    def __init__(self, run: RegisterImport, at: datetime) -> None:
        self.run, self.at, self.where = run, at, where_of(run)
        self.person = Person.objects.filter(pk=run.columns.get("by") or 0).first()
        self.register = Register(self.where.key, run.unit, self.where.outgoing, self.person, at)
        self.numbers = ImportedNumbers(self.where, by=self.person, at=at)
        self.files: dict[int, StoredFile] = {}
        self.said: dict[int, RegisterLine] = {}

    def carry_out(self) -> None:
        """Up to `STEP` lines, and the end when none is left."""
        lines = list(islice(self._lines(), STEP))
        self._take(lines)
        self.run.done_rows += len(lines)
        if len(lines) < STEP:
            self._finish()
        else:
            self.run.counts["rows"] = lines[-1].number
        self.run.save(update_fields=["done_rows", "counts", "set_aside", "state", "finished_at"])

    def _lines(self) -> Iterator[Line]:
        """Lines to be taken, after the row (from 1) at which the last step ended; those below are not even read."""
        today = self.run.at.astimezone(clock.ZONE).date()
        refused = {int(one["line"]) for one in self.run.set_aside if not one.get("late")}
        done = int(self.run.counts.get("rows", 0))
        rows = [None if number <= done else row for number, row in enumerate(rows_of(self.run), start=1)]
        for line in read_lines(rows, columns_of(self.run), today):
            if not line.secret and line.number not in refused:
                yield line

    def _take(self, lines: Sequence[Line]) -> None:
        kept = {int(number): pair for number, pair in self.run.columns["files"].items()}
        wanted = [kept[line.number][0] for line in lines if line.number in kept]
        self.files = StoredFile.objects.exclude(content="").in_bulk(wanted)
        self.said = {line.number: register_line(line, self.where) for line in lines}
        self._look_up()
        done: list[ImportedRow] = []
        for line in lines:
            stored = self.files.get(kept[line.number][0]) if line.number in kept else None
            if (row := self._taken(line, stored)) is not None:
                done.append(row)
                self._number(line, row.document)
        self.numbers.keep()
        self.register.tell()
        ImportedRow.objects.bulk_create(done)
        for row in done:
            self.run.counts[row.outcome] += 1
        index_papers(list(self.register.touched.values()))

    def _look_up(self) -> None:
        self.register.look_up(list(self.said.values()), [file.sha256 for file in self.files.values()])

    def _taken(self, line: Line, stored: StoredFile | None) -> ImportedRow | None:
        """The paper of a line with its file; nothing where the line is left, and with it all that it has changed."""
        touched = frozenset(self.register.touched)
        try:
            with transaction.atomic():
                said = self.said[line.number]
                known = self.register.known(said, stored.sha256 if stored else "")
                outcome = self.register.outcome(said, known)
                document = known if known is not None and outcome == SAME else self.register.take(said, known)
                outcome = self._complete(line, document, stored, outcome)
                return ImportedRow(run=self.run, line=line.number, document=document, outcome=outcome)
        except Refused as refusal:
            self._leave(line, "", (refusal.message, refusal.remedy))
        except IntegrityError as error:
            log.warning("line %s of import %s: %s", line.number, self.run.pk, type(error).__name__)
            self._leave(line, "", MEANWHILE)
        except Exception:
            log.exception("line %s of import %s", line.number, self.run.pk)
            self._leave(line, "", FAULT)
        self.register.take_back(touched)
        self._look_up()
        return None

    def _number(self, line: Line, document: Document) -> None:
        """The number of a line; a fault of it is told and the paper stays."""
        try:
            fault = self.numbers.enter(line, document)
        except Exception:
            log.exception("number of line %s of import %s", line.number, self.run.pk)
            fault = FAULT
        if fault is not None:
            self._leave(line, "book_number", fault)

    def _complete(self, line: Line, document: Document, stored: StoredFile | None, outcome: str) -> str:
        """The file of a line; a fault of it is told and the paper stays."""
        if stored is not None:
            try:
                if self.register.give_file(document, stored) and outcome == SAME:
                    outcome = CHANGED
            except Refused as refusal:
                self._leave(line, "file", (refusal.message, refusal.remedy))
        elif line.text("file") and not document.sha256:
            self._leave(line, "file", ("Chưa có tệp này.", "Gửi lại bảng kèm tệp; dòng đã vào danh mục."))
        return outcome

    def _leave(self, line: Line, name: str, words: tuple[str, str]) -> None:
        heads, places = self.run.columns["heads"], self.run.columns["places"]
        column = heads[places[name]] if name in places else ""
        # Beyond the measure only the first fault of a line is told: every line set aside is there, and counted.
        if len(self.run.set_aside) < MOST_TOLD or line.number not in {one["line"] for one in self.run.set_aside}:
            self.run.set_aside.append({**told(line.number, name, column, words), "late": True})

    def _finish(self) -> None:
        self.run.state, self.run.finished_at = RegisterImport.State.DONE, self.at
        self.run.counts = {
            **self.run.counts, "set_aside": len({one["line"] for one in self.run.set_aside}),
            "gaps": self.numbers.gaps(),
        }  # fmt: skip


def _keep(run: RegisterImport, found: Assessed, chosen: Mapping[str, str]) -> None:
    """Rows, columns, counts and faults of what was looked through."""
    run.table = keep_rows(found.rows, run.name)
    columns = found.columns
    run.columns = {
        **run.columns, "row": columns.row, "heads": list(columns.heads), "places": dict(columns.places),
        "chosen": dict(chosen),
    }  # fmt: skip
    run.counts, run.set_aside = found.counts, list(_first(found.set_aside))


def _first(faults: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """As many faults as are told; every line that is set aside is among them at least once."""
    seen: set[int] = set()
    for number, fault in enumerate(faults):
        if number < MOST_TOLD or fault["line"] not in seen:
            seen.add(fault["line"])
            yield fault


def _refuse_unless(run: RegisterImport, state: str) -> None:
    if run.state != state:
        raise Refused("register.under_way", "Lần nhập này đã được đồng ý trước đó.", "Tải lại trang để xem tiến độ.")

"""Taking over the export of another document system: looked through, agreed to, carried out by the worker in steps."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from thuocdo.chancery import permissions
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
from thuocdo.chancery.rules.register_columns import FIELDS, head_key
from thuocdo.chancery.rules.register_lines import Line
from thuocdo.chancery.services.imported_numbers import ImportedNumbers
from thuocdo.chancery.services.secrets import count_secrets
from thuocdo.core import audit, clock, files
from thuocdo.core.decision import decision
from thuocdo.core.models import StoredFile
from thuocdo.directory.models import Person
from thuocdo.documents.indexing import index_papers
from thuocdo.documents.models import Document
from thuocdo.documents.services import Paper
from thuocdo.documents.services.registers import Register
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze

log = logging.getLogger(__name__)
STEP, MOST_TOLD, LONGEST_SOURCE = 300, 5_000, 80
JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Export:
    """What is handed in: the table, the files of papers, and fields by head where a person has chosen them."""

    table: Upload
    papers: Papers | None = None
    chosen: Mapping[str, str] | None = None


@decision("chancery.check_import", ask=permissions.abilities)
def check_import(*, export: Export, where: Where, by: Any, at: datetime) -> RegisterImport:
    """Look an export through and keep it (kiểm tra tệp xuất sổ), so that it can be agreed to; no paper is made.

    Rows of state secrets are left out of the kept copy. Refused as `read_table`, `assess`, `register.no_source`.
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
    run.counts = {**run.counts, "secret": secret + run.counts["secret"], "with_file": len(run.columns["files"])}
    run.save()
    if run.table_id != before.pk and not RegisterImport.objects.filter(table=before).exists():
        files.forget(before, owner=RegisterImport)
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
    run.counts = {**run.counts, "new": 0, "changed": 0, "same": 0, "numbers": 0}
    run.save(update_fields=["state", "done_rows", "columns", "counts"])
    audit.changed(before={"state": "checked"}, after={"state": str(run.state), "lines": run.counts["lines"]})
    return run


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

    def carry_out(self) -> None:
        """Up to `STEP` lines, and the end when none is left."""
        today = self.run.at.astimezone(clock.ZONE).date()
        refused = {int(one["line"]) for one in self.run.set_aside if not one.get("late")}
        every = [
            line
            for line in read_lines(rows_of(self.run), columns_of(self.run), today)
            if not line.secret and line.number not in refused
        ]
        lines = every[self.run.done_rows : self.run.done_rows + STEP]
        self._take(lines)
        self.run.done_rows += len(lines)
        if self.run.done_rows >= len(every):
            self._finish()
        self.run.save(update_fields=["done_rows", "counts", "set_aside", "state", "finished_at"])

    def _take(self, lines: Sequence[Line]) -> None:
        kept = {int(number): pair for number, pair in self.run.columns["files"].items()}
        wanted = [kept[line.number][0] for line in lines if line.number in kept]
        self.files = StoredFile.objects.in_bulk(wanted)
        said = {line.number: register_line(line, self.where) for line in lines}
        self.register.look_up(list(said.values()), [file.sha256 for file in self.files.values()])
        done: list[ImportedRow] = []
        for line in lines:
            stored = self.files.get(kept[line.number][0]) if line.number in kept else None
            try:
                with transaction.atomic():
                    known = self.register.known(said[line.number], stored.sha256 if stored else "")
                    outcome = self.register.outcome(said[line.number], known)
                    document = self.register.take(said[line.number], known) if outcome != "same" else known
                    if document is not None:
                        outcome = self._complete(line, document, stored, outcome)
                        done.append(ImportedRow(run=self.run, line=line.number, document=document, outcome=outcome))
            except Refused as refusal:
                self._leave(line, "", (refusal.message, refusal.remedy))
            except Exception:
                log.exception("line %s of import %s", line.number, self.run.pk)
                self._leave(line, "", ("Hệ thống gặp lỗi ở dòng này.", "Báo quản trị; các dòng khác vẫn nhập."))
        ImportedRow.objects.bulk_create(done)
        for row in done:
            self.run.counts[row.outcome] += 1
        index_papers(list(self.register.touched.values()))

    def _complete(self, line: Line, document: Document, stored: StoredFile | None, outcome: str) -> str:
        """File and number of a line; a fault of either is told and the paper stays."""
        if stored is not None:
            try:
                with transaction.atomic():
                    with stored.content.open("rb") as content:
                        paper = Paper(stored.name, content.read(), stored.content_type)
                    if self.register.give_file(document, paper) and outcome == "same":
                        outcome = "changed"
            except Refused as refusal:
                self._leave(line, "file", (refusal.message, refusal.remedy))
        elif line.text("file") and not document.sha256:
            self._leave(line, "file", ("Chưa có tệp này.", "Gửi lại bảng kèm tệp; dòng đã vào danh mục."))
        fault = self.numbers.enter(line, document)
        if fault is not None:
            self._leave(line, "book_number", fault)
        return outcome

    def _leave(self, line: Line, name: str, words: tuple[str, str]) -> None:
        heads, places = self.run.columns["heads"], self.run.columns["places"]
        column = heads[places[name]] if name in places else ""
        if len(self.run.set_aside) < MOST_TOLD:
            self.run.set_aside.append({**told(line.number, name, column, words), "late": True})

    def _finish(self) -> None:
        self.run.state, self.run.finished_at = RegisterImport.State.DONE, self.at
        self.run.counts = {
            **self.run.counts, "set_aside": len({one["line"] for one in self.run.set_aside}),
            "gaps": self.numbers.gaps(),
        }  # fmt: skip


def _keep(run: RegisterImport, found: Assessed, chosen: Mapping[str, str]) -> None:
    """Rows, columns, counts and faults of what was looked through."""
    data = json.dumps({"rows": found.rows}, ensure_ascii=False).encode()
    run.table = files.store(data, name=f"{run.name}.json", content_type=JSON)
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

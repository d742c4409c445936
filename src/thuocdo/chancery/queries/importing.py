"""What an export of another document system would do: its columns, lines that are new, changed, the same, wrong."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Max, QuerySet

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Book, RegisterImport
from thuocdo.chancery.queries.numbers import numbering
from thuocdo.chancery.register_files import Papers, Upload
from thuocdo.chancery.rules.register_columns import find_columns, names_of, refuse_incomplete
from thuocdo.chancery.rules.register_lines import (
    Line,
    far_numbers,
    kind_of,
    read_line,
    subject_of,
    twins,
)
from thuocdo.core import clock
from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import Unit
from thuocdo.documents.screening import is_stamped
from thuocdo.documents.services.registers import CHANGED, NEW, SAME, Register, RegisterLine
from thuocdo.kernel.cells import plain_cell
from thuocdo.kernel.columns import Columns

BATCH = 500
PACK = "national/register_columns.yaml"
SET_ASIDE, SECRET, WITH_FILE, NO_BOOK = "set_aside", "secret", "with_file", "without_number"
Cells = list[str] | None


@cache
def names_of_columns() -> Mapping[str, Any]:
    """The pack of column names."""
    content: Mapping[str, Any] = read_yaml(PACKS / PACK)
    return content


@dataclass(frozen=True)
class Where:
    """Into whose register an export goes: the unit, the name of the other system, coming in or going out."""

    unit: Unit
    source: str
    direction: str

    @property
    def key(self) -> str:
        """What marks papers from there: keys of two units or two registers never meet."""
        return f"{self.source}/{self.unit.key}/{self.direction}"

    @property
    def outgoing(self) -> bool:
        return self.direction == Book.Direction.OUT


@dataclass
class Assessed:
    """The export looked through: `rows` without those of state secrets, what becomes of each line, files by line."""

    where: Where
    columns: Columns
    rows: list[Cells]
    lines: list[Line]
    outcomes: dict[int, str] = field(default_factory=dict)
    files: dict[int, Upload] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Lines by what becomes of them, those with a file, and those of state secrets (only their number)."""
        found = Counter(self.outcomes.values())
        secret = sum(line.secret for line in self.lines)
        return {
            "lines": len(self.lines) - secret, NEW: found[NEW], CHANGED: found[CHANGED], SAME: found[SAME],
            SET_ASIDE: found[SET_ASIDE], SECRET: secret, WITH_FILE: len(self.files),
        }  # fmt: skip

    @property
    def set_aside(self) -> list[dict[str, Any]]:
        """Every fault of every line that is not taken, as it is kept."""
        heads = {name: self.columns.heads[place] for name, place in self.columns.places.items()}
        return [
            told(line.number, fault.field, heads.get(fault.field, ""), (fault.message, fault.remedy))
            for line in self.lines
            for fault in line.faults
        ]


def told(line: int, name: str, column: str, words: tuple[str, str]) -> dict[str, Any]:
    """One fault as it is kept: line, field, head of the column, what is wrong and what to do."""
    return {"line": line, "field": name, "column": column, "message": words[0], "remedy": words[1]}


def assess(
    rows: Sequence[Sequence[object]], where: Where, *, today: date, papers: Papers | None = None,
    chosen: Mapping[str, str] | None = None,
) -> Assessed:  # fmt: skip
    """Look through an export; nothing is written. Refused as `find_columns` and `refuse_incomplete`."""
    columns = find_columns(rows, names_of(names_of_columns(), chosen))
    refuse_incomplete(columns)
    lines = list(read_lines(rows, columns, today))
    joined = _match(lines, papers)
    lines = [_screened(line, joined) for line in lines]
    twins(lines)
    far_numbers(lines, where.direction, _last_numbers(where))
    secret = {line.number for line in lines if line.secret}
    # Of a paper of state secrets nothing is kept, in the copy of the table either.
    kept: list[Cells] = [
        None if number in secret or not row else [plain_cell(cell) for cell in row]
        for number, row in enumerate(rows, start=1)
    ]
    files = {number: file for number, file in joined.items() if number not in secret}
    found = Assessed(where, columns, kept, lines, files=files)
    _foresee(found)
    return found


def read_lines(rows: Sequence[Sequence[object] | None], columns: Columns, today: date) -> Iterator[Line]:
    """The lines under the heads."""
    for number, row in enumerate(rows[columns.row + 1 :], start=columns.row + 2):
        if row is not None and (line := read_line(number, row, columns, today)) is not None:
            yield line


def _match(lines: Sequence[Line], papers: Papers | None) -> dict[int, Upload]:
    """Files by line, joined by the column of names, else by the number."""
    if papers is None or not len(papers):
        return {}
    found = {}
    for line in lines:
        said = line.text("file")
        file = papers.named(said) if said else papers.of_number(line.text("number"))
        if file is not None and not line.secret:
            found[line.number] = file
    return found


def _screened(line: Line, joined: Mapping[int, Upload]) -> Line:
    """The line, or only that it is of state secrets when its file carries a stamp, whatever the column says."""
    file = joined.get(line.number)
    return Line(line.number, secret=True) if file is not None and is_stamped(file.data, file.name) else line


def _last_numbers(where: Where) -> dict[int, int]:
    """The last number of the unit's books of this direction by year."""
    books = Book.objects.filter(unit=where.unit, direction=where.direction).order_by()
    return dict(books.values_list("year").annotate(last=Max("last_number")))


def _foresee(found: Assessed) -> None:
    register = Register(found.where.key, found.where.unit, found.where.outgoing, None, clock.now())
    found.outcomes = {line.number: SET_ASIDE for line in found.lines if line.faults}
    good = [line for line in found.lines if not line.secret and not line.faults]
    for start in range(0, len(good), BATCH):
        batch = [
            (line, register_line(line, found.where), digest_of(found, line)) for line in good[start : start + BATCH]
        ]
        register.look_up([said for _line, said, _digest in batch], [digest for _line, _said, digest in batch])
        for line, said, digest in batch:
            found.outcomes[line.number] = register.outcome(said, register.known(said, digest))


def digest_of(found: Assessed, line: Line) -> str:
    """The hash of the file that is joined to a line, empty where there is none."""
    file = found.files.get(line.number)
    return hashlib.sha256(file.data).hexdigest() if file is not None else ""


@cache
def _kinds() -> dict[str, str]:
    return {kind.symbol: kind.name for kind in numbering().kinds if kind.symbol or kind.code == "cong_van"}


def register_line(line: Line, where: Where) -> RegisterLine:
    """A line of the export as a line of the register."""
    kind = kind_of(line, _kinds())
    return RegisterLine(
        key=line.key, number_symbol=line.text("number"), doc_type=kind, subject=subject_of(line, kind),
        issuer_name=line.text("issuer"), issued_on=line.day("issued_on"), signer_name=line.text("signer"),
        urgency=line.text("urgency"), recipients=tuple(_listed(line.text("recipients"))),
        arrived_on=line.day("arrived_on"),
    )  # fmt: skip


def _listed(text: str) -> Iterable[str]:
    return (part.strip() for part in text.replace("\n", ";").split(";") if part.strip())


def remembered(where: Where) -> dict[str, str]:
    """What people chose for columns of this source at the unit the last time, by head."""
    last = RegisterImport.objects.filter(unit=where.unit, source=where.source, direction=where.direction).first()
    chosen: dict[str, str] = last.columns.get("chosen", {}) if last is not None else {}
    return chosen


def rows_of(run: RegisterImport) -> list[Cells]:
    """The rows that an import keeps, those of state secrets empty."""
    with run.table.content.open("rb") as content:
        rows: list[Cells] = json.load(content)["rows"]
    return rows


def columns_of(run: RegisterImport) -> Columns:
    """The columns that an import was agreed with."""
    kept = run.columns
    return Columns(int(kept["row"]), tuple(kept["heads"]), {str(name): int(at) for name, at in kept["places"].items()})


def where_of(run: RegisterImport) -> Where:
    """Into whose register an import goes."""
    return Where(run.unit, run.source, run.direction)


def imports_seen(person: Any) -> QuerySet[RegisterImport]:
    """Imports of units at which the person may import; newest first."""
    rows = RegisterImport.objects.filter(permissions.at_units(person, permissions.IMPORT))
    return rows.select_related("unit", "by").defer("set_aside")

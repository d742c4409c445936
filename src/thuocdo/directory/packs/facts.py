"""What the files of a pack say, row by row, before anything is compared with the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from thuocdo.core.packs import Problem, read_csv
from thuocdo.directory.rules.hours import parse
from thuocdo.directory.rules.tree import Days
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc

NATIONAL = "national/units.csv"
NATIONAL_SUCCESSIONS = "national/successions.csv"
DISTRICTS = "national/districts_to_communes.csv"
ROLES = "national/roles.yaml"
HOURS = "national/office_hours.yaml"
PROVINCES = "provinces/*"

UNIT_COLUMNS = [
    "unit_id",
    "code",
    "level",
    "kind",
    "name",
    "full_name",
    "parent_id",
    "province_code",
    "valid_from",
    "valid_to",
]
AGENCY_COLUMNS = ["agency_id", "name", "aliases", "kind", "level", "parent_id", "unit_id", "valid_from", "valid_to"]
SUCCESSION_COLUMNS = ["from_id", "to_id", "kind", "extent", "effective_on", "legal_basis", "provenance"]
GROUP_COLUMNS = ["group_id", "expression", "aliases", "confidence", "union_of", "valid_from", "valid_to"]

# Longest texts that the database takes.
LONGEST = {"edoc_code": 30, "weight_basis": 20, "kind": 20, "code": 10}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands: file below the packs folder, line."""

    file: str
    line: int


@dataclass(slots=True)
class VersionFact:
    """One version of a unit; `days` is half-open."""

    unit: str
    days: Days
    values: dict[str, object]
    parent: str
    territory: str
    place: Place


@dataclass(slots=True)
class SuccessionFact:
    """One succession; an empty `target` means dissolved."""

    source: str
    target: str
    on: date
    kind: str
    values: dict[str, object]
    place: Place


@dataclass(slots=True)
class GroupFact:
    """One group expression of a province."""

    key: str
    values: dict[str, object]
    aliases: list[str]
    place: Place


@dataclass
class Facts:
    """Everything the packs say about units, with the problems found on the way."""

    units: dict[str, tuple[str, str]] = field(default_factory=dict)
    versions: list[VersionFact] = field(default_factory=list)
    aliases: dict[tuple[str, str], Place] = field(default_factory=dict)
    successions: list[SuccessionFact] = field(default_factory=list)
    groups: dict[str, GroupFact] = field(default_factory=dict)
    members: list[tuple[str, str, Days, Place]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, place: Place, key: str, message: str) -> None:
        self.problems.append(Problem(place.file, place.line, key, message))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One CSV file being read into `facts`: rows with their place, dates and numbers checked."""

    facts: Facts
    root: Path
    file: str

    def rows(self, required: list[str]) -> Iterator[tuple[Place, dict[str, str]]]:
        for line, row in read_csv(self.root / self.file, required=required):
            yield Place(self.file, line), row

    def day(self, place: Place, key: str, text: str) -> date | None:
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.facts.problem(place, key, f"“{text}” không phải ngày dạng năm-tháng-ngày có thật")
            return None

    def days(self, place: Place, key: str, row: dict[str, str]) -> Days:
        """Validity as a half-open range; the file gives the last day itself."""
        first, last = self.day(place, key, row["valid_from"]), self.day(place, key, row["valid_to"])
        if first and last and first > last:
            self.facts.problem(place, key, f"hiệu lực kết thúc ({last}) trước khi bắt đầu ({first})")
            return first, first + timedelta(days=1)
        return first, last + timedelta(days=1) if last else None

    def share(self, place: Place, key: str, text: str) -> Decimal:
        try:
            number = Decimal(text)
        except ArithmeticError:
            number = Decimal(-1)
        if not 0 <= number <= 1:
            self.facts.problem(place, key, f"“{text}” không phải số từ 0 đến 1")
            return Decimal(0)
        return number

    def text(self, place: Place, key: str, row: dict[str, str], name: str) -> str:
        """An optional cell as composed text; what is longer than the database takes is a problem."""
        text = nfc(row.get(name, "")).strip()
        if len(text) > LONGEST.get(name, len(text)):
            self.facts.problem(place, key, f"{name} “{text[:40]}” dài quá {LONGEST[name]} ký tự")
        return text

    def hours(self, place: Place, key: str, row: dict[str, str]) -> str:
        """Office hours in their shortest notation; empty when the file says none."""
        if not (text := self.text(place, key, row, "office_hours")):
            return ""
        try:
            return str(parse(text))
        except Refused as refusal:
            self.facts.problem(place, key, refusal.message)
            return ""


def provinces(root: Path) -> list[str]:
    """Folders of provinces that bring agencies, in the order of their names."""
    return sorted(path.parent.relative_to(root).as_posix() for path in root.glob(f"{PROVINCES}/agencies.csv"))


Reader = Callable[[Facts, Path], None]

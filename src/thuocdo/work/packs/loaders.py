"""Takes the room's facts over from packs: the seven fields, the working calendar, the policies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import models

from thuocdo.core.packs import PackDiff, Problem, read_csv, read_yaml_rows, refuse
from thuocdo.kernel.calendar import COLUMNS, DAYS_OFF, WORKING
from thuocdo.work.models import CalendarDay, PolicyValue, ReformField

NAME = "work"
FIELDS, CALENDAR, POLICY = "national/fields.yaml", "national/calendar.csv", "national/work_policy.yaml"
PROVINCE_POLICIES = "provinces/*/work_policy.yaml"
FILES = [FIELDS, CALENDAR, POLICY, PROVINCE_POLICIES]
# What a province may set for itself: the questions that ask for the plan's province.
OF_A_PROVINCE = ("day_off_shift", "check_period")
CHOICES: dict[str, tuple[object, ...]] = {
    "day_off_shift": ("none", "next", "previous"),
    "check_period": ("month", "quarter", "half_year", "year"),
    "submit_needs": ("note_or_evidence", "evidence", "nothing"),
}
NUMBERS: dict[str, tuple[float, float]] = {
    "due_soon_days": (0, 60),
    "sure_confidence": (0, 1),
    "coverage_match": (0, 1),
    "load_unit_busy": (1, 1000),
    "load_unit_heavy": (1, 1000),
    "load_person_busy": (1, 1000),
    "load_person_heavy": (1, 1000),
}
SAMPLES = 5
LONGEST_PROVINCE = 10
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """One table filled from one file: its key columns and how the file's rows are read."""

    model: type[models.Model]
    key: tuple[str, ...]
    read: Callable[[Path], Iterator[tuple[int, dict[str, Any]]]]
    file: str


def diff(root: Path) -> PackDiff:
    """What taking over would change; nothing is written."""
    return _compare(root)[0]


def apply(root: Path, *, at: datetime) -> PackDiff:
    """Take the facts over; refused as a whole when a row is wrong."""
    found, changes = _compare(root)
    refuse(found.problems)
    for table, new, changed, gone in changes:
        names = [field.name for field in table.model._meta.fields if not field.primary_key]
        table.model._default_manager.bulk_create(new)
        if changed:
            table.model._default_manager.bulk_update(changed, names)
        table.model._default_manager.filter(pk__in=[row.pk for row in gone]).delete()
    return found


Change = tuple[Table, list[models.Model], list[models.Model], list[models.Model]]


def _compare(root: Path) -> tuple[PackDiff, list[Change]]:
    total = PackDiff()
    changes = []
    for table in TABLES:
        wanted: dict[Key, dict[str, Any]] = {}
        for line, values in table.read(root):
            key = tuple(values[name] for name in table.key)
            if problem := _problem(table, line, key, values, wanted):
                total.problems.append(problem)
            else:
                wanted[key] = values
        # A row that cannot be read is not a row that was removed.
        whole = not any(problem.file == Path(table.file).name for problem in total.problems)
        changes.append(_difference(table, wanted, total, removing=whole))
    return total, changes


def _problem(table: Table, line: int, key: Key, values: dict[str, Any], seen: dict[Key, Any]) -> Problem | None:
    name, printed = Path(table.file).name, str(values.pop("__printed__", key[0]))
    if wrong := values.pop("__wrong__", ""):
        return Problem(name, line, printed, wrong)
    return Problem(name, line, str(key[0]), "khóa này ghi hai lần") if key in seen else None


def _difference(table: Table, wanted: dict[Key, dict[str, Any]], total: PackDiff, *, removing: bool) -> Change:
    there = {tuple(getattr(row, name) for name in table.key): row for row in table.model._default_manager.all()}
    new = [table.model(**values) for key, values in wanted.items() if key not in there]
    gone = [row for key, row in there.items() if removing and key not in wanted]
    changed = []
    total.before |= {_named(table, row): _values(row) for row in gone}
    for key, values in wanted.items():
        row = there.get(key)
        if row is not None and any(getattr(row, name) != value for name, value in values.items()):
            total.before[_named(table, row)] = _values(row)
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    total.after |= {_named(table, row): _values(row) for row in [*new, *changed]}
    total.added, total.removed, total.changed = (
        total.added + len(new),
        total.removed + len(gone),
        total.changed + len(changed),
    )
    total.unchanged += len(wanted) - len(new) - len(changed)
    for sign, rows in (("+", new), ("~", changed), ("-", gone)):
        total.samples += [f"{sign} {row}" for row in rows[:SAMPLES]]
    return table, new, changed, gone


def _named(table: Table, row: models.Model) -> str:
    """How the audit calls a row: its table and its key, as in `policyvalue due_soon_days 2025-01-01`."""
    key = [str(getattr(row, name)) for name in table.key]
    return " ".join([str(table.model._meta.model_name), *(part for part in key if part)])


def _values(row: models.Model) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in row._meta.fields if not field.primary_key}


def _fields(root: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    content, rows = read_yaml_rows(root / FIELDS, "fields")
    for order, row in enumerate(rows, start=1):
        missing = [name for name in ("code", "number", "name") if not row.get(name)]
        yield (
            row["__line__"],
            {
                "code": str(row.get("code", "")),
                "number": str(row.get("number", "")),
                "order": order,
                "name": str(row.get("name", "")),
                "short_name": str(row.get("short") or row.get("name", "")),
                "legal_basis": str(content.get("legal_basis", "")),
                "provenance": str(content.get("provenance", "")),
                **({"__wrong__": f"thiếu mục {', '.join(missing)}"} if missing else {}),
            },
        )


def _calendar(root: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, row in read_csv(root / CALENDAR, required=COLUMNS):
        wrong = "" if row["kind"] in DAYS_OFF | WORKING else f"không có loại ngày “{row['kind']}”"
        day, pair = _day(row["date"]), _day(row["pair_date"])
        if day is None or (row["pair_date"] and pair is None):
            wrong = "ngày phải có dạng YYYY-MM-DD và có trong lịch"
        yield (
            line,
            {
                "day": day,
                "kind": row["kind"],
                "name": row["name"],
                "pair_date": pair,
                "status": row["status"],
                "legal_basis": row["legal_basis"],
                "provenance": row["provenance"],
                **({"__wrong__": wrong, "__printed__": row["date"]} if wrong else {}),
            },
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _policies(root: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Policies that hold everywhere, then those of provinces, each file with the key of its province."""
    for path in [root / POLICY, *sorted(root.glob(PROVINCE_POLICIES))]:
        content, rows = read_yaml_rows(path, "policies")
        national = path == root / POLICY
        province = "" if national else str(content.get("province") or "")
        for row in rows:
            yield row["__line__"], _policy(row, province, national=national)


def _policy(row: dict[str, Any], province: str, *, national: bool) -> dict[str, Any]:
    key, value, start = str(row.get("key", "")), row.get("value"), row.get("valid_from")
    wrong = _wrong_policy(key, value) or ("" if isinstance(start, date) else "valid_from phải là ngày")
    if not national and not wrong:
        wrong = _wrong_province(key, province)
    return {
        "key": key,
        "province_key": province,
        "valid_from": start,
        "value": value,
        "note": str(row.get("note", "")).strip(),
        "legal_basis": str(row.get("legal_basis", "")),
        "provenance": str(row.get("provenance", "")),
        **({"__wrong__": wrong} if wrong else {}),
    }


def _wrong_province(key: str, province: str) -> str:
    if not province or len(province) > LONGEST_PROVINCE:
        return "tệp của tỉnh phải ghi province, ví dụ province: P40"
    return "" if key in OF_A_PROVINCE else f"tỉnh chỉ đặt riêng được {', '.join(OF_A_PROVINCE)}"


def _wrong_policy(key: str, value: object) -> str:
    if key in CHOICES:
        return "" if value in CHOICES[key] else f"chỉ nhận {', '.join(map(str, CHOICES[key]))}"
    if key not in NUMBERS:
        return "không có quy định nào mang khóa này"
    low, high = NUMBERS[key]
    try:
        return "" if low <= float(str(value)) <= high else f"phải từ {low:g} đến {high:g}"
    except ValueError:
        return "phải là số"


TABLES = (
    Table(ReformField, ("code",), _fields, FIELDS),
    Table(CalendarDay, ("day",), _calendar, CALENDAR),
    Table(PolicyValue, ("key", "province_key", "valid_from"), _policies, POLICY),
)

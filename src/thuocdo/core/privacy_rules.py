"""What the reviewed packs say about personal data: what is held and why, for what it may be read, how long it stays."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from thuocdo.core.models import PrivacyTable
from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS

PRIVACY, RETENTION = "national/privacy.yaml", "national/retention.yaml"
ERASE, DELETE, KEEP = "erase", "delete", "keep"
LIMITS = ("views_per_hour", "exports_per_day")
FIELD = re.compile(r"[\w*]+\.[\w*]+\.[\w*]+")
Fault = tuple[str, int, str, str]


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Fields that hold the same personal data (dữ liệu cá nhân đang giữ): what, why, and why it is not masked."""

    fields: tuple[str, ...]
    what: str
    purpose: str
    masked: bool
    retention: str
    why: str = ""

    def covers(self, name: str) -> bool:
        """Whether a field, as `app.Model.field`, is among these."""
        return any(fnmatchcase(name, pattern) for pattern in self.fields)


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """One purpose for which masked data may be read (mục đích); `text_needed` when it must be told in words too."""

    code: str
    name: str
    text_needed: bool = False


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long some personal data stay (thời hạn lưu): what starts the clock, how long after it, what is done then.

    `act` is erase (personal fields are emptied, the row stays), delete (the row goes) or keep. `name` says whether the
    name of a person stays ("kept") or is replaced ("replaced"). `provenance` says how sure the rule is.
    """

    code: str
    what: str
    clock: str
    act: str
    months: int = 0
    days: int = 0
    name: str = "kept"
    basis: str = ""
    provenance: str = ""

    def before(self, at: datetime) -> datetime:
        """The moment before which the clock must have started for the time to be over at `at`.

        >>> from datetime import datetime
        >>> Retention(code="a", what="", clock="b", act="delete", months=1).before(datetime(2025, 3, 31, 8))
        datetime.datetime(2025, 2, 28, 8, 0)
        """
        month = at.year * 12 + at.month - 1 - self.months
        year, index = divmod(month, 12)
        day = min(at.day, monthrange(year, index + 1)[1])
        return at.replace(year=year, month=index + 1, day=day) - timedelta(days=self.days)

    @property
    def is_example(self) -> bool:
        """Whether nobody has confirmed this rule yet."""
        return self.provenance.startswith("ví dụ")


@dataclass(frozen=True, kw_only=True)
class PrivacyRules:
    """Everything that the two packs say."""

    purposes: dict[str, Purpose]
    limits: dict[str, int]
    holdings: tuple[Holding, ...]
    retention: dict[str, Retention] = field(default_factory=dict)

    def holding(self, name: str) -> Holding | None:
        """What a field (`app.Model.field`) holds, or nothing; a full name comes before a pattern."""
        exact = next((one for one in self.holdings if name in one.fields), None)
        return exact or next((one for one in self.holdings if one.covers(name)), None)


def content_of(root: Path = PACKS) -> dict[str, Any]:
    """Content of both packs as one mapping, without the line numbers of the files."""
    privacy, retention = read_yaml(root / PRIVACY), read_yaml(root / RETENTION)
    parts = ((privacy, "purposes"), (privacy, "limits"), (privacy, "held"), (retention, "rules"))
    return {key: _plain(pack[key]) for pack, key in parts}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if name != "__line__"}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def parse(content: Mapping[str, Any]) -> PrivacyRules:
    """The rules of a content that has no faults."""
    return PrivacyRules(
        purposes={row["code"]: Purpose(**row) for row in content["purposes"]},
        limits={row["key"]: int(row["value"]) for row in content["limits"]},
        holdings=tuple(Holding(**{**row, "fields": tuple(row["fields"])}) for row in content["held"]),
        retention={row["code"]: _rule(row) for row in content["rules"]},
    )


def _rule(row: Mapping[str, Any]) -> Retention:
    given = {name: value for name, value in row.items() if name != "keep"}
    return Retention(**given, **(row.get("keep") or {}))


def in_force() -> PrivacyRules:
    """The rules as they were last taken over; the reviewed files where nothing has been taken over yet."""
    table = PrivacyTable.objects.first()
    return parse(table.content) if table is not None else _of_files()


@lru_cache(maxsize=1)
def _of_files() -> PrivacyRules:
    return parse(content_of())


def faults(root: Path, clocks: frozenset[str]) -> Iterator[Fault]:
    """What is wrong in the two packs, as (file, line, key, message); `clocks` are those that the program knows."""
    privacy, retention = read_yaml(root / PRIVACY), read_yaml(root / RETENTION)
    for pack, keys, name in ((privacy, ("purposes", "limits", "held"), PRIVACY), (retention, ("rules",), RETENTION)):
        for key in keys:
            rows = pack.get(key) if isinstance(pack, dict) else None
            if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
                yield name, 1, key, "thiếu mục này, hoặc mục này không phải danh sách các dòng khóa: giá trị"
                return
    codes = {str(row.get("code")) for row in retention["rules"]}
    for row in privacy["purposes"]:
        yield from ((PRIVACY, *fault) for fault in _purpose_faults(row))
    for row in privacy["limits"]:
        yield from ((PRIVACY, *fault) for fault in _limit_faults(row))
    if missing := set(LIMITS) - {row.get("key") for row in privacy["limits"]}:
        yield PRIVACY, 1, "limits", f"thiếu {', '.join(sorted(missing))}"
    for row in privacy["held"]:
        yield from ((PRIVACY, *fault) for fault in _holding_faults(row, codes))
    for row in retention["rules"]:
        yield from ((RETENTION, *fault) for fault in _rule_faults(row, clocks))
    for key, rows, name in (("code", privacy["purposes"], PRIVACY), ("code", retention["rules"], RETENTION)):
        yield from ((name, *fault) for fault in _twice(rows, key))


def _line(row: Mapping[str, Any]) -> int:
    return int(row.get("__line__", 1))


def _twice(rows: list[Mapping[str, Any]], key: str) -> Iterator[tuple[int, str, str]]:
    seen: set[str] = set()
    for row in rows:
        code = str(row.get(key))
        if code in seen:
            yield _line(row), code, "mã này ghi hai lần"
        seen.add(code)


def _unknown(row: Mapping[str, Any], known: set[str]) -> Iterator[tuple[int, str, str]]:
    for name in sorted(set(row) - known - {"__line__"}):
        yield _line(row), str(name), "không có mục này"


def _purpose_faults(row: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    yield from _unknown(row, {"code", "name", "text_needed"})
    if not row.get("code") or not row.get("name"):
        yield _line(row), str(row.get("code", "")), "mục đích cần code và name"


def _limit_faults(row: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    value = row.get("value")
    if row.get("key") not in LIMITS:
        yield _line(row), str(row.get("key", "")), f"không có giới hạn này; có: {', '.join(LIMITS)}"
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        yield _line(row), str(row.get("key", "")), "value phải là số nguyên từ 1"


def _holding_faults(row: Mapping[str, Any], codes: set[str]) -> Iterator[tuple[int, str, str]]:
    line, names = _line(row), row.get("fields")
    yield from _unknown(row, {"fields", "what", "purpose", "masked", "why", "retention"})
    if not isinstance(names, list) or not names or not all(FIELD.fullmatch(str(name)) for name in names):
        yield line, "fields", "phải là danh sách tên dạng phòng.Bảng.trường"
        return
    for name in ("what", "purpose"):
        if not row.get(name):
            yield line, str(names[0]), f"thiếu {name}"
    if not isinstance(row.get("masked"), bool):
        yield line, str(names[0]), "masked phải là true hoặc false"
    elif not row["masked"] and not row.get("why"):
        yield line, str(names[0]), "không che thì phải ghi lý do ở why"
    if row.get("retention") not in codes:
        yield line, str(names[0]), f"retention nêu “{row.get('retention')}”, không có trong {RETENTION}"


def _rule_faults(row: Mapping[str, Any], clocks: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    line, code, act = _line(row), str(row.get("code", "")), row.get("act")
    yield from _unknown(row, {"code", "what", "clock", "keep", "act", "name", "basis", "provenance"})
    if not code or not row.get("what") or not row.get("provenance"):
        yield line, code, "cần code, what và provenance"
    if act not in (ERASE, DELETE, KEEP):
        yield line, code, f"act phải là {ERASE}, {DELETE} hoặc {KEEP}"
    if row.get("name", "kept") not in ("kept", "replaced"):
        yield line, code, "name phải là kept hoặc replaced"
    clock = row.get("clock") or ""
    if clock and clock not in clocks:
        yield line, code, f"không có mốc “{clock}”; có: {', '.join(sorted(clocks))}"
    if act != KEEP and not clock:
        yield line, code, "thiếu mốc bắt đầu tính (clock)"
    if act != KEEP or row.get("keep"):
        yield from _keep_faults(line, code, row.get("keep"))


def _keep_faults(line: int, code: str, keep: Any) -> Iterator[tuple[int, str, str]]:
    """A time of at least a day: a slip of the pen must not erase everything tonight."""
    if not isinstance(keep, dict) or set(keep) - {"months", "days", "__line__"}:
        yield line, code, "keep ghi dạng {months: 24} hoặc {days: 90}"
        return
    numbers = [keep.get("months", 0), keep.get("days", 0)]
    if not all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in numbers) or not sum(numbers):
        yield line, code, "keep phải là số nguyên, ít nhất một ngày"

"""The ladder of urging (bậc đôn đốc): rungs before, on and after a day, and on which of them a thing stands today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from thuocdo.kernel.calendar import WorkingCalendar
from thuocdo.kernel.errors import Refused

DUE, CHECK, RETURNED, CONTRIBUTION = "due", "check", "returned", "contribution"
ANCHORS = (DUE, CHECK, RETURNED, CONTRIBUTION)
DAYS, WORKING_DAYS = "days", "working_days"
OFFICER, OFFICE_HEAD, HEAD, OWNER = "officer", "office_head", "head", "owner"
WHOM = (OFFICER, OFFICE_HEAD, HEAD, OWNER)
NOTICE, MAIL, LETTER = "notice", "mail", "letter"
CHANNELS = (NOTICE, MAIL, LETTER)
WAIT, WORK_ON = "wait", "work_on"
STATES = ("open", "returned")
FURTHEST = 60


@dataclass(frozen=True)
class Rung:
    """One rung: how many days from the day of its anchor, who is told there, through what, and whether at once."""

    code: str
    name: str
    of: str
    offset: int
    unit: str
    standing: tuple[str, ...]
    tell: tuple[str, ...]
    by: tuple[str, ...]
    urgent: bool = False
    repeat: int = 0

    def reached_on(self, day: date, calendar: WorkingCalendar) -> date:
        """The day on which a thing of this day reaches the rung.

        >>> rung = Rung("a", "a", DUE, -2, WORKING_DAYS, STATES, WHOM, CHANNELS)
        >>> rung.reached_on(date(2025, 7, 14), WorkingCalendar())
        datetime.date(2025, 7, 10)
        """
        if self.unit == DAYS:
            return day + timedelta(days=self.offset)
        return calendar.add_working_days(day, self.offset)

    @property
    def earliest(self) -> int:
        """Days before the anchor's day on which it can be reached at the earliest, weekends and holidays included."""
        return 0 if self.offset >= 0 else -self.offset * (1 if self.unit == DAYS else 2) + 15 * (self.unit != DAYS)


@dataclass(frozen=True)
class Told:
    """Whom a rung tells, and through what."""

    tell: tuple[str, ...]
    by: tuple[str, ...]


@dataclass(frozen=True)
class Hours:
    """From when the daily run may start, when the digest goes out, and between which hours nothing does."""

    run_from: time
    digest_at: time
    quiet_from: time
    quiet_to: time


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """The ladder in force from a day, of one province or (without one) of all that have none of their own."""

    valid_from: date
    province: str
    rungs: tuple[Rung, ...]
    blocked: Told
    hours: Hours
    days_off: str = WAIT
    office_titles: tuple[str, ...] = ()
    owner_roles: tuple[str, ...] = ()
    deciding_since: int = 1
    feed_reads: int = 30
    legal_basis: str = ""
    provenance: str = ""

    def of(self, anchor: str) -> tuple[Rung, ...]:
        """The rungs of an anchor in their order."""
        return tuple(rung for rung in self.rungs if rung.of == anchor)

    @property
    def earliest(self) -> int:
        """How many days before its day a thing can stand on the first rung."""
        return max((rung.earliest for rung in self.rungs), default=0)

    @property
    def is_example(self) -> bool:
        """Whether nobody has confirmed it: pages say so."""
        return self.provenance.lower().startswith("ví dụ")


@dataclass(frozen=True)
class Stand:
    """The rung on which a thing stands, and since when it has reached it."""

    rung: Rung
    reached_on: date


@dataclass(frozen=True)
class Anchored:
    """The day that a thing is urged by: of what (`due`, `check`, …), which day, and the state it is in."""

    of: str
    day: date
    state: str


def stand(ladder: Ladder, thing: Anchored, today: date, calendar: WorkingCalendar) -> Stand | None:
    """The furthest rung that a thing has reached by today; nothing before the first.

    Rungs that were passed meanwhile are not made up for one by one. The last one comes again every `repeat` working
    days, where it says so.
    """
    found: Stand | None = None
    for rung in ladder.of(thing.of):
        reached = rung.reached_on(thing.day, calendar)
        if thing.state in rung.standing and reached <= today and (found is None or reached >= found.reached_on):
            found = Stand(rung, reached)
    if found is None or not found.rung.repeat:
        return found
    times = calendar.working_days_between(found.reached_on, today) // found.rung.repeat
    return Stand(found.rung, calendar.add_working_days(found.reached_on, times * found.rung.repeat))


def ladder_on(ladders: Sequence[Ladder], province: str, day: date) -> Ladder:
    """The ladder of a province on a day: its own latest, else the common latest; before all of them, the first."""
    for key in (province, ""):
        known = sorted((one for one in ladders if one.province == key), key=lambda one: one.valid_from)
        begun = [one for one in known if one.valid_from <= day]
        if begun:
            return begun[-1]
    return min(ladders, key=lambda one: (one.province != "", one.valid_from))


def parse(content: Mapping[str, Any]) -> tuple[Ladder, ...]:
    """The ladders of one pack. Refused `urging.bad_ladder` with the place of the fault."""
    found = [_ladder(number, row, str(content.get("province") or ""))
             for number, row in enumerate(content.get("ladders") or [], start=1)]  # fmt: skip
    if not found:
        raise bad(1, "ladders", "không có bậc nào")
    return tuple(found)


def _ladder(number: int, row: Mapping[str, Any], province: str) -> Ladder:
    start = row.get("valid_from")
    if not isinstance(start, date):
        raise bad(number, "valid_from", "phải là ngày")
    rungs = tuple(_rung(number, one) for one in row.get("rungs") or [])
    codes = [rung.code for rung in rungs]
    if not rungs or len(set(codes)) < len(codes):
        raise bad(number, "rungs", "phải có bậc, mỗi mã một lần")
    quiet = row.get("quiet_hours") or {}
    blocked = row.get("blocked") or {}
    return Ladder(
        valid_from=start, province=province, rungs=rungs, days_off=_one(number, row, "days_off", (WAIT, WORK_ON)),
        hours=Hours(_time(number, row, "run_from"), _time(number, row, "digest_at"),
                    _time(number, quiet, "from"), _time(number, quiet, "to")),
        blocked=Told(_some(number, blocked, "tell", WHOM), _some(number, blocked, "by", (NOTICE, MAIL))),
        office_titles=tuple(map(str, row.get("office_titles") or ())),
        owner_roles=tuple(map(str, row.get("owner_roles") or ())),
        deciding_since=_whole(number, row, "deciding_since", (0, 30)),
        feed_reads=_whole(number, row, "feed_reads_an_hour", (1, 1000)),
        legal_basis=str(row.get("legal_basis") or ""), provenance=str(row.get("provenance") or ""),
    )  # fmt: skip


def _rung(number: int, row: Mapping[str, Any]) -> Rung:
    code, name = str(row.get("code") or ""), str(row.get("name") or "")
    if not code or not name or len(code) > 30:
        raise bad(number, "code", "bậc phải có mã (nhiều nhất 30 ký tự) và tên")
    of = _one(number, row, "of", ANCHORS)
    rung = Rung(
        code, name, of, _whole(number, row, "offset", (-FURTHEST, FURTHEST)),
        _one(number, row, "unit", (DAYS, WORKING_DAYS)), _some(number, row, "standing", STATES),
        _some(number, row, "tell", WHOM), _some(number, row, "by", CHANNELS), bool(row.get("urgent")),
        _whole(number, row, "repeat", (0, FURTHEST)) if "repeat" in row else 0,
    )  # fmt: skip
    if LETTER in rung.by and (of != DUE or rung.offset <= 0):
        raise bad(number, code, "công văn đôn đốc chỉ dùng sau ngày hết hạn")
    return rung


def _one(number: int, row: Mapping[str, Any], key: str, known: Sequence[str]) -> str:
    if str(row.get(key)) not in known:
        raise bad(number, key, f"phải là một trong {', '.join(known)}")
    return str(row[key])


def _some(number: int, row: Mapping[str, Any], key: str, known: Sequence[str]) -> tuple[str, ...]:
    given = row.get(key) or []
    if not isinstance(given, list) or not given or set(map(str, given)) - set(known):
        raise bad(number, key, f"phải gồm {', '.join(known)}")
    return tuple(map(str, given))


def _whole(number: int, row: Mapping[str, Any], key: str, span: tuple[int, int]) -> int:
    value = row.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not span[0] <= value <= span[1]:
        raise bad(number, key, f"phải là số từ {span[0]} đến {span[1]}")
    return value


def _time(number: int, row: Mapping[str, Any], key: str) -> time:
    try:
        return time.fromisoformat(str(row.get(key)))
    except ValueError:
        raise bad(number, key, "phải là giờ dạng 07:30") from None


def bad(number: int, key: str, message: str) -> Refused:
    """A fault of the pack with its place."""
    return Refused(
        "urging.bad_ladder", f"Bậc đôn đốc có mục sai ({key}): {message}.", "Sửa tệp urging.yaml trong packs.",
        where={"mục": number, "khóa": key},
    )  # fmt: skip

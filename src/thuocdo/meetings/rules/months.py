"""The lines of a person's month (công việc trong tháng): counted, compared with the list before; plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

DONE = frozenset({"accepted_on_time", "accepted_late", "done", "done_late", "waived"})
LATE = frozenset({"overdue", "accepted_late", "done_late"})
# Late and not done: what needs a measure (biện pháp xử lý).
SLOW = frozenset({"overdue"})
ORDER = ("overdue", "returned", "due_soon", "doing", "submitted", "not_due", "no_date", "watched", "done_late",
         "accepted_late", "done", "accepted_on_time", "waived")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that a person had to do in the month.

    `kind` is occurrence, step, contribution, paper or draft, `key` which; `source` the plan, paper or meeting that it
    comes from; `code` its standing, `quality` the newest judgement (good, met, lacking); `note` a remark.
    """

    kind: str
    key: int
    text: str
    source: str
    code: str
    due_on: date | None = None
    done_on: date | None = None
    late_days: int = 0
    quality: str = ""
    from_meeting: bool = False
    link: str = ""
    note: str = ""

    @property
    def mark(self) -> str:
        """What it is called when lists are compared."""
        return f"{self.kind}:{self.key}"

    @property
    def is_done(self) -> bool:
        return self.code in DONE

    @property
    def is_late(self) -> bool:
        """Overdue now, or done after its date."""
        return self.code in LATE

    def to_json(self) -> dict[str, Any]:
        """The line as it is kept."""
        given = asdict(self)
        return given | {name: day.isoformat() for name in ("due_on", "done_on") if (day := given[name]) is not None}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Line:
        """The line of a kept object."""
        known = {one.name: given[one.name] for one in fields(cls) if one.name in given}
        for name in ("due_on", "done_on"):
            known[name] = date.fromisoformat(known[name]) if known.get(name) else None
        return cls(**known)


def month_after(first: date) -> date:
    """The first day of the next month.

    >>> month_after(date(2025, 12, 1))
    datetime.date(2026, 1, 1)
    """
    return (first + timedelta(days=32)).replace(day=1)


def ordered(lines: Iterable[Line]) -> list[Line]:
    """The most urgent first, then by date."""
    return sorted(lines, key=lambda one: (ORDER.index(one.code) if one.code in ORDER else 99,
                                          one.due_on or date.max, one.kind, one.key))  # fmt: skip


def late_by(due_on: date | None, on: date) -> int:
    """Days after a date; none before it or without one."""
    return max(0, (on - due_on).days) if due_on is not None else 0


def counts(lines: Iterable[Line]) -> dict[str, int]:
    """How many lines, done, done on time, late now or done late, slow, still going, judged lacking.

    >>> counts([Line(kind="step", key=1, text="x", source="", code="overdue")])["slow"]
    1
    """
    rows = list(lines)
    return {
        "total": len(rows), "done": sum(row.is_done for row in rows),
        "on_time": sum(row.is_done and not row.is_late for row in rows), "late": sum(row.is_late for row in rows),
        "slow": sum(row.code in SLOW for row in rows), "open": sum(not row.is_done for row in rows),
        "lacking": sum(row.quality == "lacking" for row in rows),
    }  # fmt: skip


def added(several: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The sum of several counts."""
    rows = list(several)
    return {name: sum(row.get(name, 0) for row in rows) for name in counts([])}


@dataclass(frozen=True)
class Changed:
    """One line that stands elsewhere than in the list before: `before` and `after`, one of them missing when it came
    or went."""

    person: str
    before: Line | None
    after: Line | None

    @property
    def what(self) -> str:
        """came, gone, or moved."""
        if self.before is None:
            return "came"
        return "gone" if self.after is None else "moved"


Sheets = Mapping[str, Sequence[Line]]


def differences(before: Sheets, after: Sheets) -> list[Changed]:
    """What changed between two lists, person by person: what came, what went, what stands elsewhere or has another
    date."""
    found: list[Changed] = []
    for person in dict.fromkeys([*after, *before]):
        old = {one.mark: one for one in before.get(person, ())}
        new = {one.mark: one for one in after.get(person, ())}
        found += [Changed(person, old.get(mark), one) for mark, one in new.items() if _moved(old.get(mark), one)]
        found += [Changed(person, one, None) for mark, one in old.items() if mark not in new]
    return found


def _moved(before: Line | None, after: Line) -> bool:
    return before is None or (before.code, before.due_on, before.quality) != (after.code, after.due_on, after.quality)

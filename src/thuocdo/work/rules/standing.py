"""Where an occurrence stands (tình trạng): derived from its state, its dates and a day; never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# From the most urgent to the least: the order of bars, filters and of "the worst of several".
STANDINGS: tuple[str, ...] = (
    "overdue",
    "returned",
    "due_soon",
    "submitted",
    "not_due",
    "no_date",
    "watched",
    "accepted_late",
    "accepted_on_time",
    "waived",
)
DONE = frozenset({"accepted_on_time", "accepted_late", "waived"})


def standing(
    *, state: str, due_on: date | None, on_time: bool | None, watched: bool, on: date, soon_until: date
) -> str:
    """The standing on a day; what waits for a decision is `submitted` even past its date, an overdue return is overdue.

    The SQL of `queries.standing` says the same; a test compares the two over all cases.
    """
    if state == "accepted":
        return "accepted_on_time" if on_time else "accepted_late"
    if state in ("submitted", "waived", "handed_over"):
        return state
    if due_on is not None and due_on < on:
        return "overdue"
    if state == "returned":
        return "returned"
    if due_on is None:
        return "watched" if watched else "no_date"
    return "due_soon" if due_on <= soon_until else "not_due"


@dataclass(frozen=True)
class Counts:
    """How many occurrences stand where; a standing without any is 0."""

    by_standing: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, code: str) -> int:
        """Number of one standing; only the names of standings, so that templates find the properties below."""
        if code not in STANDINGS:
            raise KeyError(code)
        return self.by_standing.get(code, 0)

    def __add__(self, other: Counts) -> Counts:
        """Both together, standing by standing."""
        return Counts({code: self[code] + other[code] for code in STANDINGS if self[code] + other[code]})

    @property
    def total(self) -> int:
        return sum(self.by_standing.values())

    @property
    def done(self) -> int:
        """Accepted or waived."""
        return sum(self[code] for code in DONE)

    @property
    def late(self) -> int:
        """Overdue now, or accepted after the date."""
        return self["overdue"] + self["accepted_late"]

    @property
    def worst(self) -> str:
        """The most urgent standing present; nothing present is `no_date`, never green."""
        return next((code for code in STANDINGS if self[code]), "no_date")

    def parts(self) -> list[tuple[str, int]]:
        """Standings with their counts in the fixed order, without zeros."""
        return [(code, self[code]) for code in STANDINGS if self[code]]


def add_counts(several: list[Counts]) -> Counts:
    """The sum of several counts, as for a row of totals (tổng cộng)."""
    return Counts({code: total for code in STANDINGS if (total := sum(counts[code] for counts in several))})

"""The board (bảng việc): one column for each kind of standing, its number, and the cards that come first in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from thuocdo.directory.models import Person
from thuocdo.work.models import Occurrence
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.occurrences import Wanted, named, narrow
from thuocdo.work.queries.pictures import counted
from thuocdo.work.queries.standing import current, filter_standing, with_standing
from thuocdo.work.rules.standing import Counts

SHOWN = 12
# Columns from what is to be done to what is done; each holds one or more standings.
COLUMNS: dict[str, tuple[str, ...]] = {
    "overdue": ("overdue",),
    "returned": ("returned",),
    "due_soon": ("due_soon",),
    "submitted": ("submitted",),
    "not_due": ("not_due",),
    "undated": ("no_date", "watched"),
    "done": ("accepted_on_time", "accepted_late", "waived"),
}


@dataclass(frozen=True)
class BoardColumn:
    """One column: its code, the standings in it, how many due instances, and the first of them as cards."""

    code: str
    standings: tuple[str, ...]
    count: int
    cards: list[Occurrence]


def board(person: Person | None, wanted: Wanted, on: date, *, only: Sequence[str] = ()) -> list[BoardColumn]:
    """Every column with its first cards; two statements and two more for each column that is not empty."""
    per_plan = counted(person, wanted, on, ("plan",))
    sums = sum(per_plan.values(), Counts())
    columns = []
    for code, standings in COLUMNS.items():
        count = sum(sums[standing] for standing in standings)
        cards = _cards(person, wanted, on, standings) if count else []
        columns.append(BoardColumn(code, standings, count, cards))
    shown = [card for column in columns for card in column.cards]
    named(shown, on)
    return [column for column in columns if not only or column.code in only]


def _cards(person: Person | None, wanted: Wanted, on: date, standings: tuple[str, ...]) -> list[Occurrence]:
    """The first cards of a column, with standing: the oldest date first, of what is done the newest."""
    found = filter_standing(narrow(current().filter(visible_to(person, Occurrence)), wanted, on), on, standings)
    done = "accepted_on_time" in standings
    order = F("due_on").desc(nulls_last=True) if done else F("due_on").asc(nulls_last=True)
    keys = list(found.order_by(order, "-pk" if done else "pk").values_list("pk", flat=True)[:SHOWN])
    rows = {row.pk: row for row in _whole(keys, on)}
    return [rows[key] for key in keys]


def _whole(keys: Sequence[int], on: date) -> QuerySet[Occurrence]:
    return with_standing(Occurrence.objects.filter(pk__in=keys), on).select_related(
        "task", "plan__issuer", "obligation__officer", "unit"
    )

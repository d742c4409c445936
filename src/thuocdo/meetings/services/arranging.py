"""Changes of an agenda: what is picked by filter, words of one's own, the order by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from django.db.models import Max

from thuocdo.kernel.errors import Refused
from thuocdo.meetings.models import AgendaItem, Meeting
from thuocdo.meetings.queries.agenda import candidates
from thuocdo.meetings.services.hand import Hand
from thuocdo.work.services.history import Words

WHAT = Words("meetings.item_says_nothing", "nội dung")
MOST_ITEMS, LONGEST = 200, 2000
FIELDS = {
    "late": "occurrence_id", "soon": "occurrence_id", "returned": "occurrence_id", "block": "block_id",
    "extension": "extension_id", "conclusion": "conclusion_id",
}  # fmt: skip


class Desk:
    """The agenda of one meeting while it is changed."""

    def __init__(self, meeting: Meeting, hand: Hand) -> None:
        self.meeting, self.hand = meeting, hand

    def rows(self) -> list[AgendaItem]:
        """Points in their order."""
        return list(self.meeting.items.order_by("order", "pk"))

    def last(self) -> int:
        """The place of the last point."""
        return int(self.meeting.items.aggregate(last=Max("order"))["last"] or 0)

    def add(self, rows: Sequence[AgendaItem]) -> None:
        """Put points behind the last one; while the meeting is held they are kept as they stand today."""
        if self.meeting.items.count() + len(rows) > MOST_ITEMS:
            raise Refused(
                "meetings.too_many_items", f"Chương trình họp có nhiều nhất {MOST_ITEMS} nội dung.", "Bỏ bớt nội dung."
            )
        for order, row in enumerate(rows, start=self.last() + 1):
            row.meeting, row.order = self.meeting, order
        made = AgendaItem.objects.bulk_create(rows)
        if self.meeting.state == Meeting.State.UNDER_WAY:
            self.hand.freeze(self.meeting, [row.pk for row in made])

    def item(self, key: int) -> AgendaItem:
        """A point of this agenda."""
        found = self.meeting.items.filter(pk=key).first()
        if found is None:
            raise Refused("meetings.no_such_item", "Nội dung này không còn trong chương trình.", "Tải lại trang.")
        return found


Change = Callable[[Desk], dict[str, Any]]


@dataclass(frozen=True)
class Pick:
    """Put things on the agenda that wait there for it: pairs of kind and key, in this order.

    Refused `meetings.nothing_picked`, `meetings.not_a_candidate`, `meetings.too_many_items`.
    """

    marks: Sequence[tuple[str, int]]

    def __call__(self, desk: Desk) -> dict[str, Any]:
        if not self.marks:
            raise Refused("meetings.nothing_picked", "Chưa chọn nội dung nào.", "Chọn ít nhất một dòng.")
        person, on = desk.hand.person, desk.hand.on
        kinds = dict.fromkeys(kind for kind, _key in self.marks)
        waiting = {
            (one.kind, one.key): one
            for kind in kinds for one in candidates(person, desk.meeting, on, kind=kind)
        }  # fmt: skip
        chosen = [waiting[mark] for mark in dict.fromkeys(self.marks) if mark in waiting]
        if not chosen:
            raise Refused(
                "meetings.not_a_candidate", "Các dòng đã chọn không còn chờ đưa vào họp.", "Tải lại trang rồi chọn lại."
            )
        desk.add([
            AgendaItem(kind=one.kind, text=one.text, **{FIELDS[one.kind]: one.key}) for one in chosen
        ])  # fmt: skip
        return {"added": [one.text[:120] for one in chosen]}


@dataclass(frozen=True)
class Say:
    """Put words of one's own on the agenda. Refused `meetings.item_says_nothing`."""

    text: str

    def __call__(self, desk: Desk) -> dict[str, Any]:
        text = shorten(WHAT(self.text), LONGEST, placeholder="…")
        desk.add([AgendaItem(kind=AgendaItem.Kind.WORDS, text=text)])
        return {"added": [text[:120]]}


@dataclass(frozen=True)
class Move:
    """Put a point before (-1) or behind (+1) its neighbour."""

    key: int
    by: int

    def __call__(self, desk: Desk) -> dict[str, Any]:
        desk.item(self.key)
        rows = desk.rows()
        place = next(index for index, row in enumerate(rows) if row.pk == self.key)
        other = place + (1 if self.by > 0 else -1)
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
        for order, row in enumerate(rows, start=1):
            row.order = order
        AgendaItem.objects.bulk_update(rows, ["order"])
        return {"moved": rows[max(0, min(other, len(rows) - 1))].text[:120]}


@dataclass(frozen=True)
class Order:
    """Put all points in an order by numbers that were typed; equal numbers keep their order."""

    places: dict[int, int]

    def __call__(self, desk: Desk) -> dict[str, Any]:
        rows = sorted(desk.rows(), key=lambda row: (self.places.get(row.pk, row.order), row.order))
        for order, row in enumerate(rows, start=1):
            row.order = order
        AgendaItem.objects.bulk_update(rows, ["order"])
        return {"order": [row.text[:60] for row in rows]}


@dataclass(frozen=True)
class Remove:
    """Take a point out again, while nothing was said or concluded about it. Refused `meetings.item_was_spoken_of`."""

    key: int

    def __call__(self, desk: Desk) -> dict[str, Any]:
        item = desk.item(self.key)
        if item.said or item.conclusions.exists():
            raise Refused(
                "meetings.item_was_spoken_of", "Nội dung này đã có ý kiến hoặc kết luận.", "Giữ lại trong biên bản."
            )
        item.delete()
        return {"removed": item.text[:120]}

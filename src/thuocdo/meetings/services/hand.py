"""Who acts upon a meeting when: it is locked, moved by the table, and those concerned are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from thuocdo.core import notify
from thuocdo.directory.models import Person, Position
from thuocdo.kernel.errors import Stale
from thuocdo.meetings.models import AgendaItem, Invitee, Meeting
from thuocdo.meetings.queries.agenda import stands, with_things
from thuocdo.meetings.rules.life import MEETINGS
from thuocdo.work.services.history import Act, Words

WHY = Words("meetings.reason_needed", "lý do")


class Hand(Act):
    """One act of a person, or of the program, upon a meeting."""

    def take(self, meeting: Meeting, verb: str, *, revision: int | None = None) -> str:
        """Lock the meeting as it is now; returns the state that the verb leads to.

        Raises `Stale` (meetings.stale) when head or agenda were saved meanwhile; refused by state.
        """
        now = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if revision is not None and revision != now.revision:
            raise Stale(
                "meetings.stale", "Cuộc họp này vừa được người khác sửa.", "Mở lại trang để xem bản mới rồi làm tiếp."
            )
        meeting.state, meeting.revision = now.state, now.revision
        return MEETINGS.move(now.state, verb)

    def people_of(self, invitees: Iterable[Invitee]) -> set[Person]:
        """Whom to tell: people by name, and whoever heads an invited unit that day."""
        rows = list(invitees)
        units = [row.unit_id for row in rows if row.unit_id]
        heads = Position.objects.filter(unit__in=units, is_head=True, valid__contains=self.on).select_related("person")
        return {row.person for row in rows if row.person is not None} | {post.person for post in heads}

    def tell(self, people: Iterable[Person], meeting: Meeting, words: str) -> int:
        """Tell each once, not whoever acts; returns how many."""
        own = self.person.pk if self.person is not None else None
        told = [one for one in people if one.pk != own]
        for one in told:
            notify.tell(one, "meetings.told", words, link=f"/hop/{meeting.pk}/", at=self.at)
        return len(told)

    def freeze(self, meeting: Meeting, keys: Sequence[int] | None = None) -> None:
        """Keep how points of the agenda stand today (chốt tình trạng ngày họp): all, or some that were added."""
        found = meeting.items.exclude(kind=AgendaItem.Kind.WORDS)
        rows = list(with_things(found if keys is None else found.filter(pk__in=keys)))
        now = stands(rows, self.on)
        for row in rows:
            row.frozen = now[row.pk]
        AgendaItem.objects.bulk_update(rows, ["frozen"])

"""Who acts upon a meeting when: it is locked, moved by the table, and those concerned are told."""

from __future__ import annotations

from collections.abc import Iterable

from thuocdo.core import notify
from thuocdo.directory.models import Person, Position
from thuocdo.kernel.errors import Stale
from thuocdo.meetings.models import Invitee, Meeting
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


def post_of(person: Person | None, unit: int, on: object) -> str:
    """The title of a person at a unit on a day, as papers print it; empty without one."""
    if person is None:
        return ""
    found = Position.objects.filter(person=person, unit=unit, valid__contains=on).order_by("-is_head", "pk").first()
    return found.title if found is not None else ""

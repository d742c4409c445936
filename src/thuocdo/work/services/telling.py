"""Who is told of the steps of a plan and of its amendments (báo tin): notices, in the running transaction."""

from __future__ import annotations

from dataclasses import dataclass

from thuocdo.core import notify
from thuocdo.directory.models import Person
from thuocdo.directory.queries.why import people_able
from thuocdo.work import permissions
from thuocdo.work.models import Plan
from thuocdo.work.services.history import Act

LONGEST = 500


@dataclass(frozen=True)
class Bell:
    """Tells people about one step of a plan; `link` is the page they come to. Nobody is told of their own act."""

    plan: Plan
    act: Act
    link: str

    def ring_approvers(self, verb: str, kind: str, words: str) -> set[int]:
        """Tell whoever may use the verb on the plan that day; returns their keys."""
        place = permissions.place_of(self.plan)
        able = people_able(f"{permissions.ROOM}{verb}", place, self.act.on) if place is not None else []
        return {person.pk for person in able if self.ring(person, kind, words)}

    def ring(self, person: Person | None, kind: str, words: str) -> bool:
        """Tell one person; returns whether somebody was told."""
        if person is None or (self.act.person is not None and person.pk == self.act.person.pk):
            return False
        shown = words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
        notify.tell(person, kind, shown, link=self.link, at=self.act.at)
        return True

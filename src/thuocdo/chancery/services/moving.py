"""One delivery under its lock: moved through its states, each move a row; who is told of what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from thuocdo.chancery.models import Delivery, DeliveryMove, Entry
from thuocdo.chancery.queries.addressees import receivers
from thuocdo.chancery.rules.life import DELIVERY_LIFE
from thuocdo.core import clock, notify
from thuocdo.directory.models import Person
from thuocdo.documents.models import Holder

MOMENTS = {"send": "sent_at", "receive": "received_at", "read": "read_at", "act": "acted_at"}
# The verbs that lead to a state from wherever a delivery stands, for news that come out of order.
WAY_TO = {"arrived": ("arrive",), "received": ("receive",), "read": ("receive", "read"), "acted": ("receive", "act")}


class Moving:
    """A delivery being moved by somebody at an instant."""

    def __init__(self, delivery: Delivery, *, by: Any, at: datetime) -> None:
        self.delivery, self.at = delivery, at
        self.by = by if isinstance(by, Person) else None

    def go(self, verb: str, *, note: str = "", code: str = "") -> None:
        """One move by the table of states. Refused `chancery.delivery.not_allowed`."""
        delivery = self.delivery
        delivery.state = DELIVERY_LIFE.move(delivery.state, verb)
        if verb in MOMENTS and getattr(delivery, MOMENTS[verb]) is None:
            setattr(delivery, MOMENTS[verb], self.at)
        delivery.save()
        self.note(verb, note=note, code=code)

    def go_on_to(self, state: str, *, note: str = "", code: str = "") -> bool:
        """The moves that lead to a state as far as the table allows them; whether anything moved."""
        before = self.delivery.state
        for verb in WAY_TO.get(state, ()):
            if DELIVERY_LIFE.allows(self.delivery.state, verb):
                self.go(verb, note=note, code=code)
        return self.delivery.state != before

    def note(self, verb: str, *, note: str = "", code: str = "") -> DeliveryMove:
        """A row without a change of state."""
        return DeliveryMove.objects.create(
            delivery=self.delivery, verb=verb, after=self.delivery.state, note=note, code=code, at=self.at, by=self.by
        )

    def take_back_copy(self) -> None:
        """The addressee's right to read ends with the delivery, unless its own book holds the paper."""
        delivery = self.delivery
        if delivery.unit_id is None:
            return
        entered = Entry.objects.filter(document=delivery.document_id, book__unit=delivery.unit_id, struck_at=None)
        if not entered.exists():
            Holder.objects.filter(document=delivery.document_id, unit=delivery.unit_id, why="delivered").delete()

    def tell_sender(self, kind: str, words: str) -> None:
        """Tell whoever sent the paper."""
        link = f"/van-ban/{self.delivery.document_id}/gui/theo-doi/"
        notify.tell(self.delivery.made_by, kind, words, link=link, at=self.at)

    def tell_receivers(self, kind: str, words: str, *, also: Iterable[Person] = ()) -> int:
        """Tell who receives papers at the addressee, and others; how many were told."""
        if self.delivery.unit_id is None:
            return 0
        posts = receivers({self.delivery.unit_id}, self.at.astimezone(clock.ZONE).date())
        people = {person.pk: person for person in (*(post.person for post in posts), *also)}
        for person in people.values():
            notify.tell(person, kind, words, link=f"/van-ban/den/{self.delivery.pk}/", at=self.at)
        return len(people)

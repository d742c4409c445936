"""Sending in the demo year: the letter of July goes to its addressees; days of receiving, reading, urging follow."""

from __future__ import annotations

from datetime import date

from thuocdo.chancery import services
from thuocdo.chancery.models import Delivery
from thuocdo.chancery.queries.addressees import proposed
from thuocdo.chancery.services import Addressee
from thuocdo.core import clock
from thuocdo.directory.models import Person, Unit
from thuocdo.documents.models import Document
from thuocdo.portal.demo.people import contacts

SENT_ON, DUE_ON = date(2025, 7, 9), date(2025, 7, 31)
# Left as they came, so that whoever signs in as one of their people has something to do.
UNTOUCHED = ("NA.UBND.C16681.n",)
ONLY_RECEIVED = ("NA.SKHCN",)


def send(document: Document | None, by: Person) -> None:
    """Send the letter to everybody whom it names, from the unit that received it."""
    assert document is not None and document.received_unit is not None
    sender = document.received_unit
    with clock.fixed(clock.at_day(SENT_ON, 15)):
        found = proposed(document, SENT_ON)
        units = Unit.objects.in_bulk({one.unit for phrase in found.phrases for one in phrase.units})
        addressees = [
            Addressee("inside", one.name, unit=units[one.unit], for_action=phrase.acts)
            for phrase in found.phrases
            for one in phrase.units
        ]
        services.send_document(
            document=document, sender=sender, addressees=addressees, due_on=DUE_ON, by=by, at=clock.now()
        )


def live(document: Document | None, by: Person) -> None:
    """What the addressees do in the days after: most receive, many read, some answer, one sends it back."""
    rows = list(Delivery.objects.filter(document=document, state="sent").select_related("unit", "document", "sender"))
    people = contacts({row.unit_id for row in rows if row.unit_id is not None}, SENT_ON)
    for number, row in enumerate(rows):
        person = people.get(row.unit_id or 0)
        if person is not None and row.unit is not None and row.unit.key not in UNTOUCHED:
            _one(row, person, 3 if row.unit.key in ONLY_RECEIVED else number % 10)
    with clock.fixed(clock.at_day(date(2025, 7, 14), 9)):
        waiting = Delivery.objects.filter(document=document, state="sent").select_related("unit", "document", "sender")
        for row in waiting:
            services.urge_delivery(delivery=row, by=by, at=clock.now())


def _one(row: Delivery, person: Person, kind: int) -> None:
    """One addressee: kinds 0 and 1 do nothing, 2 and 3 receive, 4 to 7 also read, 8 answers, 9 now and then refuses."""
    if kind <= 1:
        return
    with clock.fixed(clock.at_day(date(2025, 7, 10), 8)):
        if kind == 9 and row.pk % 4 == 0:
            services.refuse_delivery(delivery=row, reason="gửi trùng với bản giấy", by=person, at=clock.now())
            return
        services.receive_delivery(delivery=row, by=person, at=clock.now())
    if kind <= 3:
        return
    with clock.fixed(clock.at_day(date(2025, 7, 10 + kind % 2), 10)):
        services.note_read(delivery=row, by=person, at=clock.now())
    if kind == 8:
        with clock.fixed(clock.at_day(date(2025, 7, 14), 16)):
            services.act_on_delivery(
                delivery=row, answer=None, note="đã giao bộ phận một cửa thực hiện", by=person, at=clock.now()
            )

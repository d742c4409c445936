"""A package that was not handed over yet when one of its addressees is taken out: made again for the others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thuocdo.chancery.models import AxisMessage, Delivery
from thuocdo.chancery.rules.life import DeliveryState
from thuocdo.chancery.services.packing import Packing

CLOSED = "thu hồi khi chưa chuyển"


class Repacking:
    """A package out of which one delivery is taken by somebody at an instant."""

    def __init__(self, delivery: Delivery, *, by: Any, at: datetime) -> None:
        self.delivery, self.by, self.at = delivery, by, at

    def leave(self) -> None:
        """The package goes to the other addressees only, or nowhere: when nobody is left, or its paper is withdrawn."""
        delivery, at = self.delivery, self.at
        messages = AxisMessage.objects.select_for_update(of=("self",)).filter(
            direction=AxisMessage.Direction.OUT,
            kind=AxisMessage.Kind.EDOC,
            file=delivery.package_id,
            unit=delivery.sender_id,
        )
        message = messages.exclude(state=AxisMessage.State.DONE).first()
        if message is None:
            return
        others = Delivery.objects.select_for_update(of=("self",)).filter(
            package=delivery.package_id, state__in=[DeliveryState.WAITING, DeliveryState.FAILED]
        )
        left = list(others.exclude(pk=delivery.pk).order_by("pk"))
        if not left or delivery.document.withdrawn_at is not None:
            message.state, message.done_at, message.note = AxisMessage.State.DONE, at, CLOSED
            message.save()
            return
        due = max((one.due_on for one in left if one.due_on is not None), default=None)
        packing = Packing(delivery.document, delivery.sender, at=at)
        stored, key = packing.package([(one.name, one.address) for one in left], due_on=due, by=self.by)
        Delivery.objects.filter(pk__in=[one.pk for one in left]).update(package=stored, message_id=key)
        message.file, message.document_id = stored, key
        message.save()

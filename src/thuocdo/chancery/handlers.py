"""What the chancery does after a commit; `config.wiring.EVENT_HANDLERS` says on which event."""

from __future__ import annotations

from contextlib import suppress

from thuocdo.chancery import services
from thuocdo.chancery.models import Delivery, RegisterImport
from thuocdo.chancery.queries.answering import answered_deliveries
from thuocdo.chancery.queries.mail import mail_to_try
from thuocdo.chancery.rules.life import DeliveryState
from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import OutboxEvent
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import Refused

DRAFT = "chancery.draft"


def mail_what_waits(event: OutboxEvent) -> None:
    """Mail the deliveries that a sending, or a person's second try, has left waiting."""
    for delivery in mail_to_try(clock.now()):
        with suppress(Refused):  # somebody was quicker
            services.mail_delivery(delivery=delivery, by=SYSTEM, at=clock.now())


def stop_withdrawn(event: OutboxEvent) -> None:
    """What of a withdrawn paper still waits for the mail server or the axis is not sent any more."""
    paper = Document.objects.filter(pk=event.payload.get("key"), withdrawn_at__isnull=False).first()
    if paper is None:
        return
    waiting = paper.deliveries.filter(state__in=[DeliveryState.WAITING, DeliveryState.FAILED])
    for delivery in waiting.exclude(way=Delivery.Way.INSIDE):
        reason = f"văn bản đã bị thu hồi: {paper.withdrawn_why}"
        with suppress(Refused):
            services.recall_delivery(delivery=delivery, reason=reason, by=SYSTEM, at=clock.now())


def mail_recall(event: OutboxEvent) -> None:
    """Ask the addressee of a mail that was recalled to disregard it."""
    delivery = Delivery.objects.filter(pk=event.payload.get("key"), way=Delivery.Way.MAIL).first()
    if delivery is not None:
        services.mail_recall(delivery=delivery, by=SYSTEM, at=clock.now())


def carry_on_import(event: OutboxEvent) -> None:
    """Take over the next lines of an import that is under way; each step asks for the next one."""
    run = RegisterImport.objects.filter(pk=event.payload.get("key"), state=RegisterImport.State.RUNNING).first()
    if run is not None:
        services.carry_on_import(run=run, by=SYSTEM, at=clock.now())


def take_answer(event: OutboxEvent) -> None:
    """The paper that became official may answer what was sent to its issuer."""
    column = "draft" if event.payload.get("type") == DRAFT else "pk"
    paper = Document.objects.filter(**{column: event.payload.get("key")}).first()
    for delivery, answer in answered_deliveries([paper]) if paper is not None else []:
        note = f"tự nhận biết từ văn bản trả lời {answer.number_symbol}".strip()
        services.act_on_delivery(delivery=delivery, answer=answer, note=note, by=SYSTEM, at=clock.now())

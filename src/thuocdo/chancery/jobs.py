"""Work of the chancery on a schedule: mail that waits, answers that came, urging of what nobody opened."""

from __future__ import annotations

import logging

from django.db.models import Prefetch

from thuocdo.chancery import services
from thuocdo.chancery.models import Delivery, DeliveryMove
from thuocdo.chancery.queries.answering import answered_deliveries
from thuocdo.chancery.queries.deliveries import UNREAD
from thuocdo.chancery.queries.mail import mail_to_try
from thuocdo.chancery.queries.policy import calendar, rules_on, waited, works_now
from thuocdo.chancery.rules.life import DeliveryState
from thuocdo.chancery.rules.urging import due_step
from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.kernel.errors import Refused

log = logging.getLogger(__name__)


def mail_waiting() -> str:
    """Mail what waits for the server, and what failed again after a pause."""
    done = []
    for one in mail_to_try(clock.now()):
        try:
            done.append(services.mail_delivery(delivery=one, by=SYSTEM, at=clock.now()))
        except Refused as refusal:
            # Somebody was quicker; the other mails go on.
            log.info("delivery %s not mailed: %s", one.pk, refusal.code)
    sent = sum(one.state == DeliveryState.SENT for one in done)
    return f"{sent} thư đã gửi, {len(done) - sent} thư lỗi"


def take_answers() -> str:
    """Deliveries whose addressee has issued an answering paper meanwhile are acted on with it."""
    taken = 0
    for delivery, paper in answered_deliveries():
        note = f"tự nhận biết từ văn bản trả lời {paper.number_symbol}".strip()
        try:
            services.act_on_delivery(delivery=delivery, answer=paper, note=note, by=SYSTEM, at=clock.now())
        except Refused as refusal:
            # Somebody was quicker: the next run sees how it stands.
            log.info("delivery %s not acted on: %s", delivery.pk, refusal.code)
        else:
            taken += 1
    return f"{taken} văn bản đã có trả lời"


def urge_unread() -> str:
    """Take the steps of the policy that are due: who has not received or seen a paper is told, then the head.

    Outside office hours, and when the day's measure is full, nobody is told.
    """
    now = clock.now()
    today = clock.today()
    if not calendar().is_working(today):
        return "ngày nghỉ: không đôn đốc"
    rules, told = rules_on(today), 0
    urgings = Prefetch("moves", DeliveryMove.objects.filter(verb="urge"), to_attr="urgings")
    rows = Delivery.objects.filter(way=Delivery.Way.INSIDE, state__in=UNREAD, sent_at__isnull=False)
    for delivery in rows.select_related("document", "unit", "sender").prefetch_related(urgings):
        if delivery.unit is None or delivery.sent_at is None or (delivery.read_at is not None and delivery.received_at):
            continue
        if not works_now(delivery.unit, now):
            continue
        taken = [int(move.code) for move in delivery.urgings if move.code]
        received = delivery.received_at is not None
        lasting = waited(delivery.unit, delivery.sent_at, now)
        due = due_step(rules, lasting, received=received, done=max(taken, default=0))
        if due is not None:
            told += _urge(delivery, due[0], due[1].tell)
    return f"{told} nơi nhận được nhắc"


def _urge(delivery: Delivery, step: int, tell: tuple[str, ...]) -> bool:
    try:
        services.urge_delivery(delivery=delivery, by=SYSTEM, at=clock.now(), tell=tell, step=step)
    except Refused as refusal:
        log.info("delivery %s not urged: %s", delivery.pk, refusal.code)
        return False
    return True

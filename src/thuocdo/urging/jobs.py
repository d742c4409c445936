"""Urging on a schedule: the run of the day, once its hour has come, and the mails that wait."""

from __future__ import annotations

from datetime import timedelta

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.urging import mailing, services
from thuocdo.urging.models import FeedRead, Run
from thuocdo.urging.queries.policy import ladders

# How long the log of calendar readings is kept; it holds no addresses.
READS_KEPT = timedelta(days=90)


def run_daily() -> str:
    """Take the day's steps, once a day and not before the hour of the ladder; asked again, it does nothing."""
    now = clock.now()
    if now.time() < min(ladder.hours.run_from for ladder in ladders()):
        return "chưa đến giờ"
    if Run.objects.filter(day=now.date()).exists():
        return "hôm nay đã chạy"
    FeedRead.objects.filter(at__lt=now - READS_KEPT).delete()
    run = services.take_steps(by=SYSTEM, at=now)
    return f"{run.steps} bước, {run.people} người" if run.working else "ngày nghỉ: không đôn đốc"


def mail_waiting() -> str:
    """Mail the digests whose hour has come, and what failed before."""
    return mailing.mail_waiting(clock.now())

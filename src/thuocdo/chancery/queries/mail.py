"""Mail of deliveries that may be tried now: what waits, and what failed, after a pause that grows with each failure."""

from __future__ import annotations

from datetime import datetime, timedelta

from thuocdo.chancery.models import Delivery
from thuocdo.chancery.rules.life import DeliveryState

MOST_ATTEMPTS = 8
PAUSE = timedelta(minutes=10)
# Marks the row of a failure after which trying again would change nothing.
FOR_GOOD = "5xx"


def mail_to_try(now: datetime) -> list[Delivery]:
    """Mail that waits for the server, oldest first; papers withdrawn meanwhile are not sent."""
    waiting = Delivery.objects.filter(
        way=Delivery.Way.MAIL, state__in=[DeliveryState.WAITING, DeliveryState.FAILED], document__withdrawn_at=None
    )
    return [one for one in waiting.select_related("document", "sender") if _may_try(one, now)]


def _may_try(delivery: Delivery, now: datetime) -> bool:
    if delivery.state == DeliveryState.WAITING:
        return True
    failures = list(delivery.moves.filter(verb="fail"))
    if not failures or delivery.moves.filter(verb="retry", pk__gt=failures[-1].pk).exists():
        return True
    given_up = len(failures) >= MOST_ATTEMPTS or any(one.code == FOR_GOOD for one in failures)
    return not given_up and now >= failures[-1].at + PAUSE * len(failures)

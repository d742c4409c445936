"""What this room does when a colleague takes work over (see `HAND_OVER_WORK` in the wiring)."""

from __future__ import annotations

from datetime import datetime

from thuocdo.core.audit import Actor
from thuocdo.directory.models import Person
from thuocdo.work import services
from thuocdo.work.models import Obligation, Step


def take_over(key: str, *, giver: Person, taker: Person, by: Actor | None, at: datetime) -> None:
    """The obligation of this key is from now on the taker's."""
    obligation = Obligation.objects.get(pk=key)
    services.change_officer(
        obligation=obligation, officer=taker, why=f"nhận bàn giao từ {giver.full_name}", by=by, at=at
    )


def take_step(key: str, *, giver: Person, taker: Person, by: Actor | None, at: datetime) -> None:
    """The step of this key is from now on the taker's."""
    step = Step.objects.get(pk=key)
    services.pass_step(step=step, person=taker, why=f"nhận bàn giao từ {giver.full_name}", by=by, at=at)

"""Papers of state secrets that come over the document axis: seen before anything is kept, let go of, counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction

from thuocdo.chancery.models import AxisMessage
from thuocdo.core import audit
from thuocdo.directory.models import Unit
from thuocdo.documents.reading.formats.bundles import open_bundle
from thuocdo.documents.screening import StateSecret, refuse_stamped_parts
from thuocdo.kernel.errors import Refused

Result = TypeVar("Result")


class OfferedSecret(StateSecret):
    """A message that was offered carries papers of state secrets; `units` are those that it named."""

    def __init__(self, number: int, units: Sequence[Unit]) -> None:
        super().__init__(number)
        self.units = tuple(units)


def screened(data: bytes, units: Sequence[Unit]) -> None:
    """Refused `documents.state_secret` for a message with a stamped paper in it, before anything of it is kept.

    A message without files, or one whose files cannot be opened, tells nothing here: who takes it is told.
    """
    try:
        members = open_bundle(data, "thong-diep.edxml").members
    except Refused:
        return
    try:
        refuse_stamped_parts((one.name, one.data) for one in members)
    except StateSecret as refusal:
        raise OfferedSecret(refusal.number, units) from None


def letting_go(function: Callable[..., Result]) -> Callable[..., Result]:
    """After a decision that met state secrets has left nothing behind: let go of the message that was kept before, and
    count for the units that it was meant for. Within the decision the count would be undone with it."""

    @wraps(function)
    def decide(**kwargs: Any) -> Result:
        try:
            return function(**kwargs)
        except StateSecret as refusal:
            # Here, because these decisions stand in the package whose decisions this wraps.
            from thuocdo.chancery.services.axis_rows import let_go_of_message
            from thuocdo.chancery.services.secrets import count_secrets

            message, at = kwargs.get("message"), kwargs["at"]
            with transaction.atomic():
                if message is not None:
                    let_go_of_message(message=message, by=audit.SYSTEM, at=at)
                for unit in _meant(refusal, message):
                    count_secrets(unit=unit, number=refusal.number, by=kwargs["by"], at=at)
            raise

    return decide


def _meant(refusal: StateSecret, message: AxisMessage | None) -> Sequence[Unit]:
    if isinstance(refusal, OfferedSecret):
        return refusal.units
    return (message.unit,) if message is not None and message.unit is not None else ()

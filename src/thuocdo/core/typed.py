"""What people are typing and have not sent yet (bản gõ dở): kept while they type, given back to them alone.

It is no decision: nobody else sees it, and what is sent takes its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from thuocdo.core.models import TypedForm
from thuocdo.kernel.errors import Refused

# A form of an official paper with its appendices; more than that is a file.
MOST_LETTERS, MOST_FIELDS, LONGEST_PLACE = 400_000, 400, 300
KEPT = timedelta(days=30)
# Marks of the form itself, which a later opening of it has anew.
NOT_TYPED = frozenset({"csrfmiddlewaretoken"})


def keep(owner_key: str, place: str, fields: Mapping[str, list[str]], *, at: datetime) -> TypedForm:
    """Keep the values of a form at its address, in place of what was kept before. Refused `core.typed_too_long`."""
    said = {name: values for name, values in fields.items() if name not in NOT_TYPED}
    size = sum(len(name) + sum(map(len, values)) for name, values in said.items())
    if size > MOST_LETTERS or len(said) > MOST_FIELDS or not 0 < len(place) <= LONGEST_PLACE:
        raise Refused("core.typed_too_long", "Nội dung quá dài để giữ bản gõ dở.", "Bấm Lưu để không mất nội dung.")
    row, _new = TypedForm.objects.update_or_create(
        owner_key=owner_key, place=place, defaults={"fields": said, "at": at}
    )
    return row


def kept(owner_key: str, place: str) -> TypedForm | None:
    """What the person left at this address."""
    return TypedForm.objects.filter(owner_key=owner_key, place=place).first()


def drop(owner_key: str, place: str) -> None:
    """Throw away what was kept: it has been sent, or is not wanted."""
    TypedForm.objects.filter(owner_key=owner_key, place=place).delete()


def drop_old(*, at: datetime) -> int:
    """Throw away what nobody came back to; returns how many."""
    return TypedForm.objects.filter(at__lt=at - KEPT).delete()[0]

"""Personal data of people, for the program's own use."""

from __future__ import annotations

from thuocdo.directory.models import Person


def mail_address(actor_key: str) -> str:
    """Where mail of the program reaches a person with an open account, or nothing; to send to, never to show."""
    kind, _, key = actor_key.partition(":")
    if kind != "person" or not key.isdigit():
        return ""
    person = Person.objects.filter(pk=int(key), erased_at=None, account__is_active=True)
    return person.values_list("email", flat=True).first() or ""

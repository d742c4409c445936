"""Who may do what on pages of no single room: the audit, which belongs to no unit."""

from __future__ import annotations

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.directory.permissions import verbs_anywhere

READ, DETAILS, EXPORT = "read_audit", "read_audit_details", "export_audit"
CORE = "core."


def abilities(person: Person | None, thing: object) -> frozenset[str]:
    """Verbs about the audit that a person has today, whatever row; the audit knows no province."""
    verbs = verbs_anywhere(person, clock.today())
    return frozenset(verb.removeprefix(CORE) for verb in verbs if verb.startswith(CORE))

"""Who may do what with official papers: role of a position x place of the paper x state of the paper.

Roles and their verbs are data (`packs/national/roles.yaml`): at the own unit, below it, in the whole province. Here
stands what data cannot say: the place of a paper is the unit that received it (and, for reading, the unit that issued
it), a successor takes over from the units merged into it, what is confirmed is read in the whole province, and in
which state a verb makes sense.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from thuocdo.directory import permissions as stands
from thuocdo.directory.permissions import Place, role_table, rows_of
from thuocdo.directory.rules.roles import OWN, PROVINCE
from thuocdo.documents.models import Document, Holder

ROOM = "documents."
VIEW = "view"
RECEIVE = "receive_document"
DECIDE = "confirm_item"
CONFIRM = "confirm_document"
REOPEN = "reopen"
# What can be done about a paper whose items are not open; about one that could not be read; about a withdrawn one:
# that one is frozen.
ANY_TIME = frozenset({VIEW, "check_signatures", "decide_relation", "add_relation", "judge_twin", "withdraw"})
WHEN_FAILED = ANY_TIME | {"read_again", "correct_metadata"}
WHEN_WITHDRAWN = frozenset({VIEW, "check_signatures"})


class Standing(stands.Standing):
    """Where a person stands today, and what the roles held there may do with papers."""

    room = ROOM

    def may(self, verb: str, document: Document) -> bool:
        """Whether role and place give the verb, whatever the state of the paper."""
        return _province(document) in self.provinces(verb, PROVINCE) or document.received_unit_id in self.units(verb)

    def verbs(self) -> frozenset[str]:
        """Every verb of this room that some position of the person has somewhere."""
        found = {verb for post in self.posts for verb in post.anywhere}
        return frozenset(verb.removeprefix(ROOM) for verb in found if verb.startswith(ROOM))


def abilities(person: Any, document: Document | None) -> frozenset[str]:
    """Verbs that a person may do with a paper in its present state; without a paper, whether they may receive one."""
    standing = Standing(person)
    if document is None:
        return standing.verbs() & {RECEIVE}
    if not _sees(standing, document):
        return frozenset()
    verbs = {verb for verb in standing.verbs() - {RECEIVE} if standing.may(verb, document)} | {VIEW}
    return frozenset(verbs & _in_state(document, verbs))


def _in_state(document: Document, verbs: set[str]) -> frozenset[str]:
    """Of the verbs, those that make sense in the present state of the paper."""
    if document.withdrawn_at is not None:
        return WHEN_WITHDRAWN
    if document.is_open:
        return frozenset(verbs - {REOPEN})
    if document.state == Document.State.READING_FAILED:
        return WHEN_FAILED
    return ANY_TIME | {REOPEN} if document.state == Document.State.CONFIRMED else ANY_TIME


def visible_to(person: Any) -> Q:
    """Papers that a person may read: where their role or unit reaches, what their unit issued or holds a copy of, and
    what is confirmed in their province."""
    standing = Standing(person)
    if not standing.has(VIEW):
        return Q(pk__in=[])
    confirmed = Q(province__province_key__in=standing.provinces(VIEW), state=Document.State.CONFIRMED)
    units = standing.units(VIEW)
    held = Exists(Holder.objects.filter(document=OuterRef("pk"), unit__in=rows_of(units)))
    return _where(standing, VIEW) | confirmed | Q(issuer_id__in=rows_of(units)) | Q(held)


def receives(role: str) -> bool:
    """Whether who holds the role takes papers in for the unit of the position."""
    found = role_table().get(role)
    return found is not None and ROOM + RECEIVE in found.may(OWN)


def reached(person: Any, verb: str) -> Q:
    """Papers on which role and place give a person the verb, whatever their state."""
    return _where(Standing(person), verb)


def _where(standing: Standing, verb: str) -> Q:
    return Q(province__province_key__in=standing.provinces(verb, PROVINCE)) | Q(
        received_unit_id__in=rows_of(standing.units(verb))
    )


def _sees(standing: Standing, document: Document) -> bool:
    return (
        standing.may(VIEW, document)
        or document.issuer_id in standing.units(VIEW)
        or (document.state == Document.State.CONFIRMED and _province(document) in standing.provinces(VIEW))
        or document.holders.filter(unit__in=rows_of(standing.units(VIEW))).exists()
    )


def place_of(document: Any) -> Place | None:
    """Where a paper stands: the unit that received it, in the province of its book; nothing for other things."""
    return Place(document.received_unit_id, _province(document) or "") if isinstance(document, Document) else None


def _province(document: Document) -> str | None:
    return document.province.province_key if document.province is not None else None

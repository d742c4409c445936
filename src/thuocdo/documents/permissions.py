"""Who may receive, read and confirm official papers: role of a position x place of its unit x state of the paper."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from thuocdo.core import clock
from thuocdo.directory.permissions import posts, predecessors
from thuocdo.documents.models import Document

VIEW = "view"
RECEIVE = "receive_document"
READ_AGAIN = "read_again"
CONFIRM = "confirm_document"
DECIDE = frozenset({
    "confirm_item", "confirm_many", "correct_item", "split_item", "merge_items", "discard_item", "restore_item",
    "add_item", "undo_last", "correct_metadata", CONFIRM, READ_AGAIN,
})  # fmt: skip
# Roles that receive papers for their unit; the owner of the cycle also works on every paper of the province.
RECEIVERS = frozenset({"unit_head", "unit_officer", "cycle_owner"})
# Roles that read what is not confirmed yet, besides the unit that received it.
READERS = frozenset({"leader", "appraiser", "inspector", "cycle_owner"})


class Standing:
    """Where a person stands today: roles by unit, provinces (keys) by role."""

    def __init__(self, person: Any) -> None:
        self.posts = posts(person, clock.today())

    def provinces(self, *roles: str) -> set[str]:
        """Keys of the provinces in which the person has one of the roles (any role when none is named)."""
        return {post.province for post in self.posts if not roles or post.role in roles}

    def units(self, *roles: str) -> set[int]:
        """Units in which the person has one of the roles, with the units that were merged into them."""
        own = {post.unit for post in self.posts if post.role in roles}
        return predecessors(own) if own else own


def abilities(person: Any, document: Document | None) -> frozenset[str]:
    """Verbs that a person may do with a paper in its present state; without a paper, whether they may receive one."""
    standing = Standing(person)
    if document is None:
        return frozenset({RECEIVE}) if standing.provinces(*RECEIVERS) else frozenset()
    if not _sees(standing, document):
        return frozenset()
    verbs = {VIEW}
    if _works_on(standing, document):
        if document.is_open:
            verbs |= DECIDE
        elif document.state == Document.State.READING_FAILED:
            verbs |= {READ_AGAIN, "correct_metadata"}
    return frozenset(verbs)


def visible_to(person: Any) -> Q:
    """Papers that a person may read: confirmed ones of their province, the rest by role or where their unit stands."""
    standing = Standing(person)
    if not standing.posts:
        return Q(pk__in=[])
    mine = standing.units(*RECEIVERS)
    everything = Q(province__province_key__in=standing.provinces(*READERS))
    confirmed = Q(province__province_key__in=standing.provinces(), state=Document.State.CONFIRMED)
    return everything | confirmed | Q(received_unit_id__in=mine) | Q(issuer_id__in=mine)


def _sees(standing: Standing, document: Document) -> bool:
    province = _province(document)
    return (
        province in standing.provinces(*READERS)
        or (document.state == Document.State.CONFIRMED and province in standing.provinces())
        or not standing.units(*RECEIVERS).isdisjoint({document.received_unit_id, document.issuer_id})
    )


def _works_on(standing: Standing, document: Document) -> bool:
    return _province(document) in standing.provinces("cycle_owner") or document.received_unit_id in standing.units(
        *RECEIVERS
    )


def _province(document: Document) -> str | None:
    return document.province.province_key if document.province is not None else None

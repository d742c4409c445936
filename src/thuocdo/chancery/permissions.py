"""Who may do what in the chancery: role of a position x place of the book, draft or delivery x its state."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.module_loading import import_string

from thuocdo.chancery.models import AxisMessage, Book, Delivery, Draft, Entry, RegisterImport, Template
from thuocdo.core import audit
from thuocdo.directory import permissions as stands
from thuocdo.directory.models import Unit
from thuocdo.directory.permissions import Place, around, rows_of
from thuocdo.directory.rules.roles import OWN, PROVINCE
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed

ROOM = "chancery."
VIEW_BOOKS = "view_books"
ENTER = "enter"
VIEW_DRAFTS = "view_drafts"
IMPORT = "check_import"


class Standing(stands.Standing):
    """Where a person stands today, and what the roles held there may do in the chancery."""

    room = ROOM

    def may(self, verb: str, unit: Unit) -> bool:
        """Whether role and place give the verb at a unit: its own, one merged into it, or in the province."""
        return unit.province_key in self.provinces(verb, PROVINCE) or unit.pk in self.units(verb)

    def verbs(self) -> frozenset[str]:
        """Every verb of this room that some position of the person has somewhere."""
        found = {verb for post in self.posts for verb in post.anywhere}
        return frozenset(verb.removeprefix(ROOM) for verb in found if verb.startswith(ROOM))


def abilities(person: Any, thing: object) -> frozenset[str]:
    """Verbs that a person may do to a thing of the chancery, or at a unit; without a thing, what they may somewhere."""
    standing = Standing(person)
    unit = unit_of(thing)
    if unit is None:
        return standing.verbs() if thing is None else frozenset()
    return frozenset(verb for verb in standing.verbs() if standing.may(verb, unit))


def refuse_elsewhere(by: Any, unit: Unit, verb: str) -> None:
    """Refuse a decision at a unit where the actor has no right to it, with the rule and whom to ask (`NotAllowed`).

    For decisions whose thing is not there yet: a lock on the unit would keep everybody else waiting.
    """
    if by is audit.SYSTEM or verb in abilities(by, unit):
        return
    from config import wiring

    refusal: NotAllowed = import_string(wiring.NOT_ALLOWED)(by, ROOM + verb, unit)
    raise refusal


def at_units(person: Any, verb: str, field: str = "unit") -> Q:
    """Rows whose unit (`field`) lies where the person has the verb."""
    standing = Standing(person)
    wide = Q(**{f"{field}__province_key__in": standing.provinces(verb, PROVINCE)})
    return wide | Q(**{f"{field}__in": rows_of(standing.units(verb))})


def unit_of(thing: object) -> Unit | None:
    """The unit whose chancery a thing belongs to; nothing for other things. A delivery belongs to its addressee."""
    if isinstance(thing, Unit):
        return thing
    if isinstance(thing, Entry):
        return thing.book.unit
    if isinstance(thing, Book | Draft | RegisterImport | Template):
        return thing.unit
    if isinstance(thing, Delivery):
        return thing.unit or thing.sender
    if isinstance(thing, AxisMessage):
        return thing.unit
    return None


def place_of(thing: Any) -> Place | None:
    """Where a thing of the chancery stands."""
    unit = unit_of(thing)
    return Place(unit.pk, unit.province_key) if unit is not None else None


# Deliveries (gửi, nhận văn bản): verbs of the side that sends, and of the side that a paper was sent to.
SENDING = frozenset({"send_document", "recall_delivery", "urge_delivery", "retry_delivery", "hand_over_package"})
RECEIVING = frozenset({"receive_delivery", "refuse_delivery", "act_on_delivery"})
EXCHANGING = frozenset({"take_package", "return_package", "tell_status", "answer_change"})
VIEW_DELIVERIES, NOTE_READ = "view_deliveries", "note_read"


def senders(person: Any, document: Document, verb: str = "send_document") -> list[Unit]:
    """Units for which a person may send a paper: who issued it, and who received it and passes it on."""
    standing = Standing(person)
    units = {unit.pk: unit for unit in (document.issuer, document.received_unit) if unit is not None}
    return [unit for unit in units.values() if standing.may(verb, unit)]


def sending(person: Any, document: object) -> frozenset[str]:
    """Verbs of sending that a person may do with a paper."""
    if not isinstance(document, Document):
        return frozenset()
    return frozenset(verb for verb in SENDING if senders(person, document, verb))


def delivering(person: Any, delivery: object) -> frozenset[str]:
    """Verbs that a person may do to a delivery: as somebody of its sender, or of the unit that it was sent to."""
    if not isinstance(delivery, Delivery):
        return frozenset()
    standing = Standing(person)
    found = {verb for verb in SENDING if standing.may(verb, delivery.sender)}
    if delivery.unit is not None:
        found |= {verb for verb in RECEIVING if standing.may(verb, delivery.unit)}
        if delivery.unit_id in reading_units(person):
            found.add(NOTE_READ)
    return frozenset(found)


def exchanging(person: Any, message: object) -> frozenset[str]:
    """Verbs that a person may do to a message of the document axis that came to a unit, or at a unit."""
    unit = message.unit if isinstance(message, AxisMessage) else None
    if unit is None:
        return frozenset()
    standing = Standing(person)
    return frozenset(verb for verb in EXCHANGING if standing.may(verb, unit))


def reading_units(person: Any) -> set[int]:
    """Units for which a person's opening of a paper counts as the unit having seen it: own ones, with what merged into
    them, where the person reads deliveries."""
    standing = Standing(person)
    own = frozenset(post.unit for post in standing.posts if ROOM + VIEW_DELIVERIES in post.verbs_at(OWN))
    return set(around(own, frozenset(), standing.on)) if own else set()


# What somebody may do whom a draft names, whatever their role at its unit: who signs by delegation sits elsewhere.
OF_AUTHOR = frozenset({VIEW_DRAFTS, "comment_draft", "close_comment"})
OF_SIGNER = frozenset({VIEW_DRAFTS, "comment_draft", "sign_draft", "hand_in_signed"})


def draft_abilities(person: Any, draft: object) -> frozenset[str]:
    """Verbs that a person may do with a draft: those at its unit, and those of author and signer."""
    found = abilities(person, draft)
    if not isinstance(draft, Draft) or person is None or person is audit.SYSTEM:
        return found
    if draft.author_id == person.pk:
        found |= OF_AUTHOR
    if draft.signer is not None and draft.signer.person_id == person.pk:
        found |= OF_SIGNER
    return found


def drafts_visible_to(person: Any) -> Q:
    """Drafts that a person may see: those of units where the role gives it, and those that name the person."""
    named = Q(author=person) | Q(approver=person) | Q(signer__person=person) if person is not None else Q(pk__in=[])
    deciding = at_units(person, "approve_draft") | at_units(person, "number_draft")
    return at_units(person, VIEW_DRAFTS) | deciding | named

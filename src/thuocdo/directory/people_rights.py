"""Who may do what about people: verbs of roles at the units where the person works, and what is everybody's own affair.

Roles and their verbs are data (`packs/national/roles.yaml`). Here stands what data cannot say: that one's own leave,
contact data and work are one's own affair, that only a head lends the authority of the post, and whom one may look up.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from thuocdo.core import clock
from thuocdo.directory.models import Absence, Account, Delegation, Person, Position, Unit, WorkReceipt
from thuocdo.directory.permissions import Post, below, posts, predecessors, verbs_at
from thuocdo.directory.rules.roles import BELOW, OWN, PROVINCE

ROOM = "directory."
VIEW_PEOPLE = "view_people"
OWN_PERSON = frozenset({VIEW_PEOPLE, "correct_contact", "note_absence", "offer_work", "unmask", "hand_out_data"})
LENDING = frozenset({"delegate", "revoke_delegation"})
# What nobody does for themselves, whatever the role: another one who administers must.
BY_ANOTHER = frozenset(
    {
        "appoint", "correct_position", "end_position", "correct_person", "open_account", "reopen_account",
        "reset_password", "reset_factors", "erase_person",
    }
)  # fmt: skip


def rights(person: Person | None, thing: object) -> frozenset[str]:
    """Verbs of this room that a person may use today on a unit, person, position, account, delegation, absence, receipt
    or import of accounts; on nothing, what some post gives in the whole province."""
    if person is None:
        return frozenset()
    found: set[str] = set()
    on = clock.today()
    for unit in _places(thing, on):
        found |= {verb.removeprefix(ROOM) for verb in verbs_at(person, unit, on) if verb.startswith(ROOM)}
    if isinstance(thing, Position | Delegation) and not _lends_itself(person, thing):
        found -= LENDING - _province_verbs(person, on)
    if _person_of(thing) == person.pk:
        found -= BY_ANOTHER
    return frozenset(found | _own(person, thing))


def _person_of(thing: object) -> int | None:
    """Key of the person whom a person, position or account is about."""
    if isinstance(thing, Position | Account):
        return thing.person_id
    return thing.pk if isinstance(thing, Person) else None


def _places(thing: object, on: date) -> list[Unit | None]:
    """Units at which the thing stands; None where only rights over the whole province count."""
    if isinstance(thing, Unit):
        return [thing]
    if isinstance(thing, Position | WorkReceipt):
        return [thing.unit]
    if isinstance(thing, Delegation):
        return [thing.position.unit]
    person = thing.person if isinstance(thing, Account | Absence) else thing
    if not isinstance(person, Person):
        return [None]
    held = list(person.positions.select_related("unit").order_by("pk"))
    now = [row for row in held if row.valid.upper is None or row.valid.upper > on]
    if not held:
        return list(Unit.objects.filter(key=person.province_key))
    return [row.unit for row in now or held[-1:]]


def _province_verbs(person: Person, on: date) -> frozenset[str]:
    return frozenset(verb.removeprefix(ROOM) for verb in verbs_at(person, None, on) if verb.startswith(ROOM))


def _lends_itself(person: Person, thing: Position | Delegation) -> bool:
    """Whether the post is the person's own, as head: nobody in the unit lends the authority of another."""
    position = thing.position if isinstance(thing, Delegation) else thing
    return position.is_head and position.person_id == person.pk


def _own(person: Person, thing: object) -> frozenset[str]:
    if isinstance(thing, Person) and thing.pk == person.pk:
        return OWN_PERSON
    if isinstance(thing, Account) and thing.person_id == person.pk:
        return frozenset({"set_password"})
    if isinstance(thing, Absence) and thing.person_id == person.pk:
        return frozenset({"cancel_absence"})
    if isinstance(thing, WorkReceipt):
        taker = {"take_work", "refuse_work"} if thing.taker_id == person.pk else set()
        giver = {"withdraw_work"} if thing.giver_id == person.pk else set()
        return frozenset(taker | giver)
    return frozenset()


def visible_people(person: Person | None) -> Q:
    """Filter of the people whom a person may look up: all of the province, those of the own unit and below, oneself.

    Who looks over a province also sees those whom it entered and who hold no post. The Q joins positions: use
    `distinct()`.
    """
    if person is None:
        return Q(pk__in=[])
    wide = {post.province for post in _posts_with(person, PROVINCE)}
    own = {post.unit for post in _posts_with(person, OWN) if post.province not in wide}
    heads = {post.unit for post in _posts_with(person, BELOW) if post.province not in wide}
    seen = Q(pk=person.pk)
    if wide:
        seen |= Q(positions__unit__province_key__in=wide) | Q(positions=None, province_key__in=wide)
    if own | heads:
        seen |= Q(positions__unit__in=predecessors(own | below(heads, clock.today())))
    return seen


def _posts_with(person: Person, reach: str) -> list[Post]:
    return [post for post in posts(person, clock.today()) if ROOM + VIEW_PEOPLE in post.may(reach)]


def sees(person: Person | None, other: Person) -> bool:
    """Whether a person may open the page of another."""
    return Person.objects.filter(visible_people(person), pk=other.pk).exists()

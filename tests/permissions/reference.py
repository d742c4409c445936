"""What the matrix expects, worked out a second time and plainly: from the pack of roles, the declared audiences, and
the place of the thing. Nothing here asks the program's own permissions.

The rules in one breath: a role has a verb at its own unit, below it, in its fields, or in the province. Work of the
province is read by everybody who reads work; proof, papers and people closer. A unit that merged into the own one left
its papers, proof and people to it. Whoever may not see a thing gets 404 (or what the audience says), whoever sees it
but may not act 403.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from tests.permissions.world import (
    ABOVE,
    ANONYMOUS,
    BELOW,
    BORROWER,
    CONFIRMED_PAPERS,
    ENDED,
    FAR,
    FORMER,
    LENT,
    NO_POST,
    OTHER,
    OWN,
    PLACES,
    PROPOSED,
)
from thuocdo.core.audience import Audience
from thuocdo.core.paths import PACKS

PACK = yaml.safe_load((PACKS / "national" / "roles.yaml").read_text(encoding="utf-8"))
ROLES: list[str] = list(PACK["roles"])
VIEWING = frozenset(PACK["duties"]["view"]["verbs"])
PROVINCE_PLACES = frozenset(PLACES) - {FAR}
OPEN, LOGIN, REFUSED, HIDDEN = "open", "login", "refused", "hidden"


@dataclass(frozen=True)
class Actor:
    """Somebody with what the pack gives: verbs by reach (own, below, field, province)."""

    name: str
    verbs: Mapping[str, frozenset[str]]

    def reaches(self, verb: str) -> set[str]:
        return {reach for reach, verbs in self.verbs.items() if verb in verbs}


def _of_role(code: str, only: frozenset[str] | None = None) -> Mapping[str, frozenset[str]]:
    row = PACK["roles"][code]
    given = {reach: frozenset(row.get(reach) or ()) for reach in ("own", "below", "field", "province")}
    return given if only is None else {reach: verbs & only for reach, verbs in given.items()}


# Who borrows verbs also looks into their rooms.
BORROWED = frozenset(LENT) | {f"{verb.split('.')[0]}.view" for verb in LENT}
ACTORS = {
    **{code: Actor(code, _of_role(code)) for code in ROLES},
    BORROWER: Actor(BORROWER, _of_role("unit_head", BORROWED)),
    NO_POST: Actor(NO_POST, {}),
    ENDED: Actor(ENDED, {}),
    ANONYMOUS: Actor(ANONYMOUS, {}),
}


def acts_at(actor: Actor, verb: str, place: str, *, has_field: bool = False) -> bool:
    """Whether a verb may be used on what stands at a place."""
    reaches = actor.reaches(verb)
    return (
        ("province" in reaches and place != FAR)
        or ("own" in reaches and place == OWN)
        or ("below" in reaches and place == BELOW)
        or ("field" in reaches and has_field and place != FAR)
    )


def around(actor: Actor, verb: str, place: str) -> bool:
    """The same for what a successor takes over from units merged into it; a head's reach includes the own unit."""
    reaches = actor.reaches(verb)
    heads = {OWN, FORMER, BELOW} if "below" in reaches else set()
    return acts_at(actor, verb, place) or ("own" in reaches and place in (OWN, FORMER)) or place in heads


IN_FIELD = frozenset({"obligation", "occurrence", "extension", "evidence", "contribution", "step", "product", "block"})
WORK = frozenset({"plan", "task", "party", "deadline", "obligation", "occurrence"})
# Things of one person only: nobody of the matrix is that person.
PRIVATE = frozenset(
    {
        "session", "factor", "notice", "urging_message", "arrival", "own_upload", "own_sheet", "saved_view",
        "own_month_sheet",
    }
)  # fmt: skip
PEOPLE = frozenset({"person", "position", "delegation", "absence", "receipt"})
MINUTES = frozenset(
    {"mergers:minute", "mergers:minute_docx", "mergers:minutes_zip", "mergers:confirm", "mergers:merger"}
)


# Things that follow the successor, with the verb that gives sight of them.
SEEN_WITH = {
    "document": "documents.view", "delivery": "chancery.view_deliveries", "axis_message": "chancery.view_deliveries",
    "book": "chancery.view_books", "entry": "chancery.view_books", "draft": "chancery.view_drafts",
    "template": "chancery.draft", "estimate": "funding.view", "spending": "funding.view",
    "activity": "activities.view", "activity_step": "activities.view", "activity_proof": "activities.view",
    "activity_import": "activities.view",
    "meeting": "meetings.view", "conclusion": "meetings.view", "month_list": "meetings.view",
    "month_sheet": "meetings.view", "month_unit": "meetings.view_months",
}  # fmt: skip


def sees(actor: Actor, kind: str, place: str, address: str) -> bool:
    """Whether somebody who may open the page may also see this thing."""
    if kind in PRIVATE:
        return False
    if kind == "audit_row":
        return True
    if kind in WORK or kind in ("unit", "import", "asked") or address in CONFIRMED_PAPERS:
        return place != FAR
    if kind in PEOPLE:
        return around(actor, "directory.view_people", place) or _is_own(actor, kind, place, address)
    if kind in SEEN_WITH:
        return around(actor, SEEN_WITH[kind], place)
    if kind == "draft_plan":
        return _sees_draft(actor, place, address)
    if kind == "amendment":
        return any(acts_at(actor, verb, place) for verb in ("work.prepare_amendment", "work.amend_plan"))
    if kind == "merger":
        oversees = "province" in actor.reaches("mergers.view") and place != FAR
        return oversees or (address in MINUTES and around(actor, "mergers.view", place))
    return around(actor, "work.view", place) or acts_at(actor, "work.view", place, has_field=True)


def _sees_draft(actor: Actor, place: str, address: str) -> bool:
    """Drafts are for those who write or approve them; what is proposed also for who approves in the whole province."""
    written = actor.reaches("work.write_plan") | actor.reaches("work.approve_plan")
    own = bool(written) and place in (OWN, FORMER)
    wide = "province" in actor.reaches("work.approve_plan") and place != FAR
    return own or (address in PROPOSED and wide)


def _is_own(actor: Actor, kind: str, place: str, address: str) -> bool:
    """The head of OWN is one of the matrix: the post that is lent there, the loans and the receipts are theirs."""
    mine = kind == "position" and address == "directory:delegate"
    return actor.name == "unit_head" and place == OWN and (mine or kind in ("delegation", "receipt"))


# Verbs that a page asks for besides its audience: for oneself everybody may, and adopting is not offered to lookers-on.
NEEDS: dict[str, str] = {
    "directory:contact": "directory.correct_contact",
    "directory:note_absence": "directory.note_absence",
    "directory:offer_work": "directory.offer_work",
    "directory:cancel_absence": "directory.cancel_absence",
    "directory:unmask": "directory.unmask",
    "work:adopt": "work.adopt_document",
}
# Lending is for the head of the post alone, and for who administers the province.
LENDING = frozenset({"directory.delegate", "directory.revoke_delegation"})
# A receipt is answered by whom it was offered to.
ANSWERING = frozenset({"directory.take_work"})
# Papers and books follow the successor in deciding too; adopting asks for the issuer, an ended one adopts nothing.
FOLLOWING = ("documents.", "chancery.", "funding.", "activities.", "meetings.")
# What stands at the body that decides is sent back or refused by whoever decides there, not by every appraiser.
WITH_THE_RIGHT = dict.fromkeys(("funding.return_estimate", "funding.refuse_estimate"), "funding.decide_estimate")


def may_do(actor: Actor, verbs: frozenset[str], kind: str, place: str, address: str) -> bool:
    """Whether one of the verbs may be used on the thing."""
    return any(_may(actor, verb, kind, place, address) for verb in verbs)


def _may(actor: Actor, verb: str, kind: str, place: str, address: str) -> bool:
    if verb in LENDING:
        return ("province" in actor.reaches(verb) and place != FAR) or _is_own(actor, kind, place, address)
    if verb == "chancery.enter":
        # Whoever reads a paper enters it in the book of the own unit.
        return "own" in actor.reaches(verb)
    if verb in WITH_THE_RIGHT and not around(actor, WITH_THE_RIGHT[verb], place):
        return False
    if verb.startswith(FOLLOWING):
        return around(actor, verb, place)
    if verb in ANSWERING:
        return _is_own(actor, kind, place, address)
    if verb == "mergers.confirm_minute":
        return acts_at(actor, verb, place)
    if kind == "audit_row":
        return bool(actor.reaches(verb))
    if kind in ("merger", "import"):
        return "province" in actor.reaches(verb) and place != FAR
    return acts_at(actor, verb, place, has_field=kind in IN_FIELD)


def opens(actor: Actor, audience: Audience, verbs: frozenset[str]) -> str:
    """What the door says: the sign-in page, a refusal, or open."""
    if audience.public:
        return OPEN
    if actor.name == ANONYMOUS:
        return LOGIN
    held = {verb for given in actor.verbs.values() for verb in given}
    return OPEN if not verbs or verbs & held else REFUSED


def expected_get(actor: Actor, address: str, audience: Audience, place: str) -> str:
    """What reading an address answers: open, login, refused (403), hidden (what the audience says for others)."""
    door = opens(actor, audience, audience.verbs)
    if door != OPEN or not audience.about or audience.public:
        return door
    if audience.others != 200 and not sees(actor, audience.about, place, address):
        return HIDDEN
    needed = audience.verbs - VIEWING | frozenset({NEEDS[address]} if address in NEEDS else ())
    return OPEN if not needed or may_do(actor, needed, audience.about, place, address) else REFUSED


def expected_post(actor: Actor, address: str, audience: Audience, place: str, verb: str = "") -> str:
    """The same for sending the form; `verb` is the one that the data sent ask for."""
    door = opens(actor, audience, audience.acts or audience.verbs)
    if door != OPEN or not audience.about or audience.public:
        return door
    if audience.others != 200 and not sees(actor, audience.about, place, address):
        return HIDDEN
    needed = frozenset({verb}) if verb else audience.acts or expected_needs(address, audience)
    return OPEN if not needed or may_do(actor, needed, audience.about, place, address) else REFUSED


def expected_needs(address: str, audience: Audience) -> frozenset[str]:
    """Decisions that a page without `acts` asks for."""
    return audience.verbs - VIEWING | frozenset({NEEDS[address]} if address in NEEDS else ())


__all__ = ["ABOVE", "ACTORS", "OTHER", "expected_get", "expected_post"]

"""The verdict on one signature (kết luận) from what was found out about it: pure, a rule a line, the first that bites.

`invalid` is what is known to be wrong, `unsure` what cannot be known from what is at hand. Only a trusted time stamp
proves that a signature was there before its certificate ran out or was revoked; the signer's own clock proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from thuocdo.documents.signing.findings import INVALID, PART, UNSURE, VALID

# Clocks of two machines differ; by less than this nobody is told of a time in the future.
TOLERANCE = timedelta(minutes=5)
# States of a certificate's chain at one moment.
TRUSTED, NO_ROOT, WAS_REVOKED, OUT_OF_TIME, WRONG_USE, WEAK, BROKEN = (
    "trusted", "no_root", "revoked", "out_of_time", "wrong_use", "weak", "broken",
)  # fmt: skip


@dataclass(frozen=True)
class Chain:
    """What the way from a certificate to a trusted root is worth at one moment; `revoked_at` where it was revoked."""

    state: str
    revoked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What was found out about one signature.

    `proved` is the earliest trusted time stamp over it, `claimed` the signer's own clock. `then` is the chain at the
    time of signing (the proved one, else the claimed one), `present` the chain now. `revocation_known`: lists or
    answers that count say that nothing on the chain was revoked (at the proved time, else now).
    """

    intact: bool
    weak: bool
    covers: str
    allowed: bool
    proved: datetime | None
    claimed: datetime | None
    now: datetime
    valid_from: datetime
    valid_until: datetime
    then: Chain
    present: Chain
    revocation_known: bool
    store_is_empty: bool
    self_signed: bool

    @property
    def at(self) -> datetime:
        """The best known time of signing."""
        return self.proved or self.claimed or self.now

    @property
    def decisive(self) -> Chain:
        """The chain that counts: at the proved time, else now."""
        return self.then if self.proved else self.present


def verdict(facts: Facts) -> tuple[str, str]:
    """The verdict and its code; an empty code for a valid signature."""
    found = next(((word, code) for word, code, bites in RULES if bites(facts)), None)
    return found or (VALID, "")


def beside(facts: Facts) -> list[str]:
    """Codes of what else is known to be wrong with a signature whose content is as it was signed."""
    if not facts.intact:
        return []
    _, first = verdict(facts)
    return [code for word, code, bites in RULES if word == INVALID and code != first and bites(facts)]


def revoked_at(facts: Facts) -> datetime | None:
    """When a certificate of the chain was revoked, whether before the signature or after."""
    return facts.then.revoked_at or facts.present.revoked_at


def _future(facts: Facts) -> bool:
    return facts.proved is None and facts.claimed is not None and facts.claimed > facts.now + TOLERANCE


def _outside(facts: Facts) -> bool:
    """Whether the certificate was not in force at the best known time of signing."""
    return not facts.valid_from <= facts.at <= facts.valid_until


def _revoked_before(facts: Facts) -> bool:
    gone = revoked_at(facts)
    return gone is not None and gone <= facts.at


def _revoked_unproved(facts: Facts) -> bool:
    return facts.proved is None and facts.present.state == WAS_REVOKED


def _ran_out_unproved(facts: Facts) -> bool:
    """Whether the chain held when the signer says they signed and holds no longer, without a time stamp between."""
    return facts.proved is None and facts.present.state != TRUSTED and facts.then.state == TRUSTED


def _state(*states: str) -> Callable[[Facts], bool]:
    return lambda facts: facts.decisive.state in states


Rule = tuple[str, str, Callable[[Facts], bool]]
RULES: tuple[Rule, ...] = (
    (INVALID, "altered", lambda facts: not facts.intact),
    (INVALID, "part_only", lambda facts: facts.covers == PART),
    (INVALID, "changed_after", lambda facts: not facts.allowed),
    (INVALID, "future", _future),
    (INVALID, "self_signed", lambda facts: facts.self_signed and facts.decisive.state != TRUSTED),
    (UNSURE, "trust_empty", lambda facts: facts.store_is_empty),
    (INVALID, "outside_validity", _outside),
    (UNSURE, "weak", lambda facts: facts.weak or facts.decisive.state == WEAK),
    (INVALID, "not_trusted", _state(NO_ROOT)),
    (INVALID, "revoked", _revoked_before),
    (UNSURE, "revoked_unproved", _revoked_unproved),
    (UNSURE, "expired_unproved", _ran_out_unproved),
    (INVALID, "wrong_use", _state(WRONG_USE)),
    (INVALID, "broken_chain", _state(BROKEN, OUT_OF_TIME, WAS_REVOKED)),
    (UNSURE, "revocation_unknown", lambda facts: not facts.revocation_known),
)

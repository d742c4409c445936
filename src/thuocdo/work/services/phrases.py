"""Agency phrases of one document, understood as at its date; each phrase is asked of the directory once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from thuocdo.directory.models import Unit
from thuocdo.directory.queries import Alternative, resolve
from thuocdo.kernel.text import squeeze
from thuocdo.work.models import Plan
from thuocdo.work.queries.facts import policy

NOT_SURE = "chưa đủ chắc chắn"
SHOWN = 12


@dataclass(frozen=True)
class Understood:
    """What a phrase means: units sure enough to be given work, and what a person must look at."""

    units: tuple[tuple[int, Decimal], ...]
    confidence: Decimal
    unknown: tuple[str, ...]
    suggestions: tuple[dict[str, Any], ...]

    @property
    def state(self) -> str:
        """State of the task's phrase: resolved, needs_person or unknown."""
        if self.units and not self.unknown and not self.doubtful:
            return "resolved"
        return "needs_person" if self.units or self.doubtful else "unknown"

    @property
    def doubtful(self) -> bool:
        """Whether the directory found units that it is not sure enough of."""
        return any(one.get("doubtful") for one in self.suggestions)


class Phrases:
    """Phrases of a document by the issuer's place and the document's date; `sure` is the least confidence, 0 to 1."""

    def __init__(self, *, on: date, within: Unit | None, sure: Decimal) -> None:
        self.on, self.within, self.sure = on, within, sure
        self.known: dict[str, Understood] = {}

    @classmethod
    def of_plan(cls, plan: Plan, on: date, today: date) -> Phrases:
        """Phrases as read on a day from the place of the plan's issuer, as sure as today's policy asks."""
        within = plan.issuer or Unit.objects.filter(key=plan.province_key).first()
        return cls(on=on, within=within, sure=Decimal(str(policy(today)["sure_confidence"])))

    def understand(self, phrase: str) -> Understood:
        """The meaning of a phrase; without a place to look in, every phrase is unknown and asks a person."""
        text = squeeze(phrase)
        if text not in self.known:
            self.known[text] = self._ask(text)
        return self.known[text]

    def _ask(self, phrase: str) -> Understood:
        if self.within is None:
            return Understood((), Decimal(0), (phrase,), ())
        found = resolve(phrase, self.on, self.within)
        sure = [match for match in found.units if _decimal(match.confidence) >= self.sure]
        doubtful = [match for match in found.units if _decimal(match.confidence) < self.sure]
        suggestions = [
            {"unit": match.unit.key, "name": match.name, "reason": NOT_SURE, "doubtful": True}
            for match in doubtful[:SHOWN]
        ]
        if len(doubtful) > SHOWN:
            more = {
                "unit": "",
                "name": f"và {len(doubtful) - SHOWN} cơ quan khác",
                "reason": NOT_SURE,
                "doubtful": True,
            }
            suggestions.append(more)
        return Understood(
            units=tuple((match.unit.pk, _decimal(match.confidence)) for match in sure),
            confidence=_decimal(found.confidence),
            unknown=tuple(found.unknown),
            suggestions=(*suggestions, *_alternatives(found.alternatives[:SHOWN])),
        )


def _decimal(number: float | Decimal) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.001"))


def _alternatives(found: Iterable[Alternative]) -> list[dict[str, Any]]:
    """Other readings as plain data: a unit by its key, or a group by its code."""
    return [
        {"unit": one.unit.key if one.unit else "", "group": one.group, "name": one.name, "reason": one.reason}
        for one in found
    ]

"""What a phrase comes to: pieces with units, or with the reason why a person must say."""

from __future__ import annotations

from dataclasses import dataclass

from thuocdo.directory.rules.index import Body, Group


@dataclass(frozen=True, slots=True)
class Named:
    """One unit meant by a piece, and how it was named."""

    body: Body
    via: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that a person may choose instead: a unit, or a group by its code."""

    reason: str
    body: Body | None = None
    group: Group | None = None


@dataclass(frozen=True)
class Piece:
    """One piece of a phrase: units, or the reason why a person must say; `ended` are versions of another date."""

    text: str
    units: tuple[Named, ...] = ()
    reason: str = ""
    choices: tuple[Choice, ...] = ()
    ended: tuple[Body, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.units)

    @property
    def confidence(self) -> float:
        return min((unit.confidence for unit in self.units), default=0.0)

"""Targets as the page draws them: the words, the scale of the ruler, the place of the sentence in the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from thuocdo.directory.models import Unit
from thuocdo.work.models import Objective, Target

LONGEST_LABEL = 140


@dataclass(frozen=True)
class Drawn:
    """One target: label, scale from 0 to `maximum`, unit of measure, deadline words, place in the document."""

    target: Target
    label: str
    measured: bool
    unit: str
    maximum: Decimal
    until: str
    place: str


@dataclass(frozen=True)
class Section:
    """An objective with its targets; without an objective, the targets that hang under none."""

    objective: Objective | None
    rows: list[Drawn]


def section(objective: Objective | None, rows: Sequence[Target]) -> Section:
    """An objective as the page shows it."""
    return Section(objective, [drawn(target) for target in rows])


def drawn(target: Target) -> Drawn:
    """One target; a scale beyond 100 leaves a quarter of room behind the goal."""
    unit, value = target.unit or "%", target.value
    top = Decimal(100) if unit == "%" or value is None or value <= 0 else value * Decimal("1.25")
    label = (target.subject or target.text)[:LONGEST_LABEL]
    deadline: dict[str, Any] = target.deadline or {}
    return Drawn(target, label, value is not None, unit, top, str(deadline.get("text") or ""), place_of(target.spans))


def place_of(spans: Sequence[Sequence[int]]) -> str:
    """The anchor of a passage in the page of its document; empty when it has no place.

    >>> place_of([[120, 180], [200, 210]])
    '#d120'
    """
    return f"#d{spans[0][0]}" if spans and spans[0] else ""


def unit_of(key: str | None) -> int | None:
    """Number of the unit with this key."""
    return Unit.objects.filter(key=key).values_list("pk", flat=True).first() if key else None

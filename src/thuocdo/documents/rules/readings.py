"""Other readings of a task whose table cells slipped: what the cells print, and what else may be meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OtherReading:
    """One way to read who leads and who helps (cách đọc khác), with where it comes from."""

    number: int
    why: str
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """The changed keys of the task."""
        return {"lead_agencies": list(self.lead), "coordinating_agencies": list(self.coordinating)}


def other_readings(data: Mapping[str, Any]) -> list[OtherReading]:
    """Readings that a person may choose instead of the present one, numbered from 1.

    >>> found = other_readings({"lead_agencies": ["A"], "as_printed": {"lead": "A Sở", "coordinating": "B"}})
    >>> [(choice.number, choice.lead, choice.coordinating) for choice in found]
    [(1, ('A Sở',), ('B',))]
    """
    present = (tuple(data.get("lead_agencies") or ()), tuple(data.get("coordinating_agencies") or ()))
    pairs = [
        ("Cách hiểu khác", tuple(choice.get("lead_agencies") or ()), tuple(choice.get("coordinating_agencies") or ()))
        for choice in data.get("accept") or ()
        if isinstance(choice, Mapping) and "lead_agencies" in choice
    ]
    printed = data.get("as_printed")
    if isinstance(printed, Mapping):
        pairs.append(("Giữ đúng như bảng in", _cell(printed.get("lead")), _cell(printed.get("coordinating"))))
    different = [pair for pair in pairs if pair[1:] != present]
    return [OtherReading(number, *pair) for number, pair in enumerate(different, start=1)]


def _cell(text: Any) -> tuple[str, ...]:
    return (str(text),) if text else ()

"""What a task will mean once it is adopted: which units its names stand for, and which days its deadlines give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from thuocdo.core.paths import PACKS
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Unit
from thuocdo.documents.models import Document, Item
from thuocdo.documents.rules.limits import plan_year
from thuocdo.kernel.calendar import WorkingCalendar, read_calendar
from thuocdo.kernel.deadlines.occurrences import Schedule, occurrences
from thuocdo.kernel.deadlines.rules import Rule
from thuocdo.kernel.deadlines.sentences import sentence
from thuocdo.kernel.errors import Refused

SURE = 0.8
SHOWN_UNITS = 6
SHOWN_DATES = 3


@dataclass(frozen=True)
class NamedAs:
    """One agency as the paper names it and the units it stands for on the paper's day."""

    phrase: str
    units: tuple[str, ...] = ()
    count: int = 0
    confidence: float = 0.0
    unknown: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        return bool(self.count) and self.confidence >= SURE and not self.unknown

    @property
    def more(self) -> int:
        """How many units are not listed by name."""
        return self.count - len(self.units)


@dataclass(frozen=True)
class Limit:
    """One deadline in words: the printed text, what the rule says, its next days or why there are none."""

    text: str
    applies_to: str
    says: str
    dates: tuple[date, ...] = ()
    count: int = 0
    why_none: str = ""
    next_check: date | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """The consequence of accepting an item as it stands."""

    lead: tuple[NamedAs, ...] = ()
    coordinating: tuple[NamedAs, ...] = ()
    limits: tuple[Limit, ...] = field(default=())

    @property
    def unsure(self) -> bool:
        """Whether an agency is unknown or only guessed."""
        return any(not named.is_sure for named in (*self.lead, *self.coordinating))


class Previewer:
    """Looks up names and days for the items of one paper, each name once."""

    def __init__(self, document: Document) -> None:
        self.on = document.reference_on
        self.within: Unit | None = document.issuer or document.province
        self.year = plan_year(document.subject, document.issued_value) or self.on.year
        self.names: dict[str, NamedAs] = {}

    def look_up(self, listed: Iterable[Item]) -> None:
        """Look up all names of several items at once, so that a page asks the directory once."""
        wanted = {phrase for item in listed for phrase in phrases_of(item.data)} - set(self.names)
        if wanted:
            found = directory.resolve_many(wanted, self.on, self.within)
            self.names |= {phrase: named_as(phrase, resolution) for phrase, resolution in found.items()}

    def of(self, item: Item) -> Preview:
        """The preview of one item; kinds without agencies show their deadline only."""
        data = item.data
        deadlines = data.get("deadlines") or ([data["deadline"]] if data.get("deadline") else [])
        return Preview(
            tuple(self.named(phrase) for phrase in data.get("lead_agencies") or ()),
            tuple(self.named(phrase) for phrase in data.get("coordinating_agencies") or ()),
            tuple(self.limit(deadline) for deadline in deadlines),
        )

    def named(self, phrase: str) -> NamedAs:
        """What a phrase stands for on the paper's day, in the paper's province."""
        if phrase not in self.names:
            self.names[phrase] = named_as(phrase, directory.resolve(phrase, self.on, self.within))
        return self.names[phrase]

    def limit(self, deadline: dict[str, Any]) -> Limit:
        """A deadline in words with its next days inside the planned year."""
        text, about = str(deadline.get("text") or ""), str(deadline.get("applies_to") or "")
        doubts = tuple(str(doubt.get("message", "")) for doubt in deadline.get("doubts") or ())
        try:
            rule = Rule.from_json(deadline)
            schedule = self._schedule(rule)
        except Refused as refusal:
            return Limit(text, about, "", why_none=refusal.message, doubts=doubts)
        dates = tuple(due.due_on for due in schedule.occurrences)
        return Limit(
            text, about, sentence(rule), dates[:SHOWN_DATES], len(dates), schedule.why_none, schedule.next_check, doubts
        )

    def _schedule(self, rule: Rule) -> Schedule:
        start = max(date(self.year, 1, 1), min(self.on, date(self.year, 12, 31)))
        return occurrences(rule, start=start, end=date(self.year + 1, 1, 1), calendar=working_calendar())


def preview(document: Document, item: Item) -> Preview:
    """What one item will mean: units as at the paper's day, next days of each deadline."""
    return Previewer(document).of(item)


def previews(document: Document, listed: Iterable[Item]) -> dict[int, Preview]:
    """Previews by item; every name of the paper is looked up once."""
    look, wanted = Previewer(document), list(listed)
    look.look_up(wanted)
    return {item.pk: look.of(item) for item in wanted}


def phrases_of(data: Mapping[str, Any]) -> list[str]:
    """Every agency that the data of an item names."""
    return [*(data.get("lead_agencies") or ()), *(data.get("coordinating_agencies") or ())]


def named_as(phrase: str, found: directory.Resolution) -> NamedAs:
    """What the directory answered, as the page shows it: a long group is cut to its first members."""
    names = tuple(match.name for match in found.units)
    reasons = tuple(dict.fromkeys(found.reasons.values()))
    others = tuple(dict.fromkeys(choice.name for choice in found.alternatives))
    shown = names[:SHOWN_UNITS] if len(names) > SHOWN_UNITS + 1 else names
    return NamedAs(phrase, shown, len(names), found.confidence, tuple(found.unknown), others, reasons)


@lru_cache(maxsize=1)
def working_calendar() -> WorkingCalendar:
    """The national working calendar of the packs; weekends alone where the pack is missing."""
    path = PACKS / "national" / "calendar.csv"
    return read_calendar(path) if path.is_file() else WorkingCalendar()

"""What a sheet of people is compared with, and what comes of it line by line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thuocdo.directory.rules.accounts_sheet import Line
from thuocdo.directory.rules.authority import Span

# While an import is carried out nothing else is decided: the audit is one chain. A thousand lines take half a minute.
MOST_CHANGES = 1_000
ADDED, CHANGED, SAME, REFUSED = "added", "changed", "unchanged", "refused"


@dataclass(frozen=True)
class KnownPost:
    """A post as the system has it."""

    pk: int
    unit: str
    role: str
    title: str
    start: date | None
    end: date | None
    is_head: bool = False
    fields: tuple[str, ...] = ()
    legal_basis: str = ""

    @property
    def span(self) -> Span:
        return Span(start=self.start, end=self.end)


@dataclass(frozen=True)
class KnownPerson:
    """A person as the system has them: data, how they look when masked, account, posts; `managed` by who imports."""

    pk: int
    full_name: str
    data: Mapping[str, str]
    masked: Mapping[str, str]
    username: str = ""
    is_active: bool = False
    posts: tuple[KnownPost, ...] = ()
    managed: bool = True
    erased: bool = False


@dataclass(frozen=True)
class KnownUnit:
    """A unit: name of today (or its last one), days in force, province."""

    key: str
    name: str
    spans: tuple[Span, ...]
    managed: bool = True


@dataclass(frozen=True)
class Known:
    """Everything that a sheet is compared with. `clash(held roles, wanted)` names a role that may not be held together
    with the wanted one."""

    people: Mapping[int, KnownPerson]
    units: Mapping[str, KnownUnit]
    names: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, str]
    fields: Mapping[str, str]
    heads: Mapping[str, tuple[tuple[int, int, Span], ...]]
    usernames: Mapping[str, int]
    clash: Callable[[Sequence[str], str], str]


@dataclass(frozen=True)
class Change:
    """One value that a line changes: of person, post or account; old and new as people read them."""

    what: str
    column: str
    old: str
    new: str


@dataclass
class Planned:
    """One line with what it would do. `person` is the key of a known person, or None for one entered by the line
    `of_line`; `post` the key of a known post that it is about; `account` open, close, reopen or nothing."""

    line: Line
    person: int | None = None
    of_line: int = 0
    unit: str = ""
    unit_name: str = ""
    role: str = ""
    post: int | None = None
    new_post: bool = False
    account: str = ""
    terms: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    @property
    def status(self) -> str:
        """Refused before everything, then added, changed, unchanged."""
        if self.line.faults:
            return REFUSED
        if self.person is None or self.new_post or self.account == "open":
            return ADDED
        return CHANGED if self.changes or self.account else SAME


@dataclass(frozen=True)
class SheetPlan:
    """All lines of a sheet with what they would do; `places` are the columns (from 0) in which each thing stands."""

    lines: list[Planned]
    unknown_heads: tuple[str, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many lines of each status."""
        found = dict.fromkeys((ADDED, CHANGED, SAME, REFUSED), 0)
        for planned in self.lines:
            found[planned.status] += 1
        return found

    @property
    def is_too_long(self) -> bool:
        """Whether it would change more than one import may."""
        counts = self.counts
        return counts[ADDED] + counts[CHANGED] > MOST_CHANGES

    @property
    def mark(self) -> str:
        """A hash of what would be done, so that what is done is what was shown."""
        told = [
            (one.line.number, one.status, one.person, one.post, one.account, [vars(change) for change in one.changes])
            for one in self.lines
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()[:24]

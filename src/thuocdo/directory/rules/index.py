"""The names of one province in memory: bodies, groups and their members, looked up by what documents write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from thuocdo.directory.rules.names import exact, initials, loose

Found = TypeVar("Found")
COMMITTEES = ("ubnd_xa", "ubnd_huyen")


@dataclass(frozen=True, slots=True)
class Body:
    """One version of a unit: its names during [start, end)."""

    unit: int
    key: str
    name: str
    full_name: str
    bare_name: str
    kind: str
    level: str
    parent: int | None
    start: date
    end: date
    aliases: tuple[str, ...] = ()

    def in_force(self, on: date) -> bool:
        return self.start <= on < self.end


@dataclass(frozen=True, slots=True)
class Group:
    """A group expression with its members and their validity."""

    code: str
    expression: str
    aliases: tuple[str, ...]
    confidence: float
    start: date
    end: date
    members: tuple[tuple[int, date, date], ...] = ()
    union_of: tuple[str, ...] = ()
    alternative: str = ""
    succeeded_by: str = ""

    def in_force(self, on: date) -> bool:
        return self.start <= on < self.end


@dataclass
class Index:
    """Look-up tables of one province; built once, read by many."""

    province: str
    bodies: Sequence[Body]
    groups: Sequence[Group]
    versions: dict[int, list[Body]] = field(default_factory=dict)
    by_exact: dict[str, list[tuple[Body, str]]] = field(default_factory=dict)
    by_loose: dict[str, list[tuple[Body, str]]] = field(default_factory=dict)
    by_bare: dict[str, list[Body]] = field(default_factory=dict)
    by_word: dict[str, set[str]] = field(default_factory=dict)
    group_by_exact: dict[str, list[Group]] = field(default_factory=dict)
    group_by_loose: dict[str, list[Group]] = field(default_factory=dict)
    expanded: dict[tuple[str, date], tuple[Body, ...]] = field(default_factory=dict)

    def version(self, unit: int, on: date) -> Body | None:
        """The version of a unit in force that day."""
        return next((body for body in self.versions.get(unit, ()) if body.in_force(on)), None)

    def group(self, code: str, on: date) -> Group | None:
        return next((group for group in self.groups if group.code == code and group.in_force(on)), None)

    def members(self, group: Group, on: date) -> tuple[Body, ...]:
        """Members of a group that day, in the order of the directory; those of a union are joined."""
        if (group.code, on) not in self.expanded:
            if len(self.expanded) > 512:
                self.expanded.clear()
            parts = [part for code in group.union_of if (part := self.group(code, on))]
            units = [unit for unit, start, end in group.members if start <= on < end]
            units += [body.unit for part in parts for body in self.members(part, on)]
            found = (self.version(unit, on) for unit in dict.fromkeys(units))
            self.expanded[group.code, on] = tuple(body for body in found if body)
        return self.expanded[group.code, on]

    def above(self, body: Body, on: date) -> list[Body]:
        """The body and what it hangs under, from the body up."""
        chain = [body]
        while chain[-1].parent is not None and len(chain) < 8:
            upper = self.version(chain[-1].parent, on)
            if upper is None:
                break
            chain.append(upper)
        return chain


def build(province: str, bodies: Iterable[Body], groups: Iterable[Group]) -> Index:
    """Build the tables; `province` is the bare name ("Nghệ An")."""
    index = Index(province, list(bodies), list(groups))
    versions: dict[int, list[Body]] = defaultdict(list)
    for body in index.bodies:
        versions[body.unit].append(body)
    index.versions = dict(versions)
    for body in index.bodies:
        _add_names(index, body)
    for group in index.groups:
        for text in (group.expression, *group.aliases):
            _append(index.group_by_exact, exact(text), group)
            _append(index.group_by_loose, loose(text), group)
    return index


def _append(table: dict[str, list[Found]], key: str, found: Found) -> None:
    entries = table.setdefault(key, [])
    if found not in entries:
        entries.append(found)


def _add_names(index: Index, body: Body) -> None:
    named = [(text, "name") for text in (body.full_name, body.name)]
    named += [(text, "alias") for text in (*body.aliases, *_made_names(index, body))]
    seen: set[str] = set()
    for text, via in named:
        if (key := exact(text)) and key not in seen:
            seen.add(key)
            index.by_exact.setdefault(key, []).append((body, via))
            _append(index.by_loose, loose(text), (body, via))
    for word in {word for text in (body.full_name, body.name, *body.aliases) for word in loose(text).split()}:
        index.by_word.setdefault(word, set()).add(loose(body.full_name))
    if body.bare_name and body.kind in COMMITTEES:
        _append(index.by_bare, exact(body.bare_name), body)


def _made_names(index: Index, body: Body) -> list[str]:
    """Names that follow from a rule: initials of departments, a commune with its district."""
    if body.kind in ("so", "ban"):
        word, _, rest = body.name.partition(" ")
        return [f"{word} {initials(rest)}"]
    if body.kind not in COMMITTEES:
        return []
    short = body.full_name.replace("Ủy ban nhân dân ", "")
    made = [short, f"{body.full_name} tỉnh {index.province}"]
    for upper in index.versions.get(body.parent or 0, ()):
        if upper.kind == "ubnd_huyen":
            district = upper.full_name.replace("Ủy ban nhân dân ", "")
            made += [f"{body.full_name} {district}", f"{short} {district}", f"{body.full_name} {upper.bare_name}"]
    return made

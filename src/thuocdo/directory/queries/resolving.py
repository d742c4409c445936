"""Phrases of documents to units as at a date: the province's names kept in memory, renewed when facts change."""

from __future__ import annotations

import uuid
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock

from thuocdo.directory.models import GroupMember, Revision, Succession, Unit, UnitAlias, UnitGroup, UnitVersion
from thuocdo.directory.queries.lineage import LINK
from thuocdo.directory.rules import lineage
from thuocdo.directory.rules.index import Body, Group, Index, build
from thuocdo.directory.rules.lineage import Link
from thuocdo.directory.rules.pieces import Choice, Piece
from thuocdo.directory.rules.resolve import Resolver

KEPT = 8


@dataclass(frozen=True)
class Match:
    """One unit meant by a phrase; `via` is name, alias, group, member (of a group), office, or own (the writer)."""

    unit: Unit
    name: str
    via: str
    confidence: float
    named_as: str = ""


@dataclass(frozen=True)
class Alternative:
    """Another reading for a person to choose: one unit, or a group by its code; with the reason it is offered."""

    unit: Unit | None
    name: str
    reason: str
    phrase: str = ""
    group: str = ""


@dataclass(frozen=True)
class Resolution:
    """What a phrase means: units in force that day, how surely (that of the least sure piece), and what stays open.

    `unknown` holds the pieces that a person must decide; `reasons` says why, by piece.
    """

    units: list[Match] = field(default_factory=list)
    confidence: float = 0.0
    unknown: list[str] = field(default_factory=list)
    alternatives: list[Alternative] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass
class Province:
    """Everything the resolver needs of one province, read once."""

    index: Index
    units: dict[int, Unit]
    links: list[Link]
    resolvers: OrderedDict[tuple[date, int], Resolver] = field(default_factory=OrderedDict)
    writers: dict[tuple[int, date], Body | None] = field(default_factory=dict)

    def resolver(self, on: date, within: Body | None) -> Resolver:
        """A reader for one day and writer; the last few are kept with what they have read."""
        key = (on, within.unit if within else 0)
        if key not in self.resolvers:
            self.resolvers[key] = Resolver(self.index, on, within)
            while len(self.resolvers) > KEPT:
                self.resolvers.popitem(last=False)
        self.resolvers.move_to_end(key)
        return self.resolvers[key]


_provinces: dict[tuple[str, uuid.UUID | None], Province] = {}
_lock = Lock()


def forget() -> None:
    """Empty the memory of names; only tests that change rows by hand need it."""
    with _lock:
        _provinces.clear()


def resolve(phrase: str, on: date, within: Unit | None) -> Resolution:
    """The units that a phrase of a document means on a day, in the province and from the place of `within`.

    `within` is the body that wrote (or its territory): "UBND cấp xã" in a district's paper means that district's.
    Without it nothing can be looked up, and the phrase stays unknown.
    """
    return resolve_many([phrase], on, within)[phrase]


def resolve_many(phrases: Iterable[str], on: date, within: Unit | None) -> dict[str, Resolution]:
    """What several phrases of one document mean, by phrase; asks the database once, however many there are."""
    wanted = list(dict.fromkeys(phrases))
    if within is None:
        return {text: Resolution(unknown=[text], reasons={text: "Chưa biết văn bản của tỉnh nào."}) for text in wanted}
    with _lock:
        province = _province(within.province_key)
        resolver = province.resolver(on, _writer(province, within, on))
        return {text: _resolution(province, resolver.read(text), on) for text in wanted}


def members(group: UnitGroup, on: date) -> list[Unit]:
    """Units of a group on a day; a union joins the members of its parts."""
    with _lock:
        province = _province(group.province_key)
        found = next((one for one in province.index.groups if one.code == group.code), None)
        bodies = province.index.members(found, on) if found else ()
        return [province.units[body.unit] for body in bodies]


def _province(key: str) -> Province:
    token = Revision.current()
    if (key, token) not in _provinces:
        for old in [kept for kept in _provinces if kept[0] == key or kept[1] != token]:
            del _provinces[old]
        _provinces[key, token] = _read(key)
    return _provinces[key, token]


def _read(key: str) -> Province:
    nature = Unit.Nature.AGENCY
    units = {unit.pk: unit for unit in Unit.objects.filter(province_key=key, nature=nature)}
    if not units:
        nature = Unit.Nature.TERRITORY
        units = {unit.pk: unit for unit in Unit.objects.filter(province_key=key, nature=nature)}
    seat = UnitVersion.objects.filter(unit__key=key).order_by("-pk").values_list("bare_name", flat=True).first()
    index = build(seat or "", _bodies(key, nature), _groups(key))
    rows = Succession.objects.filter(from_unit__province_key=key, from_unit__nature=nature)
    return Province(index, units, [Link(*row) for row in rows.values_list(*LINK)])


def _bodies(key: str, nature: str) -> Iterable[Body]:
    aliases: dict[int, list[str]] = defaultdict(list)
    for unit, text in UnitAlias.objects.filter(unit__province_key=key).values_list("unit_id", "text"):
        aliases[unit].append(text)
    rows = UnitVersion.objects.filter(unit__province_key=key, unit__nature=nature).values_list(
        "unit_id", "unit__key", "name", "full_name", "bare_name", "kind", "level", "parent_id", "valid"
    )
    bodies = [
        Body(*row[:8], row[8].lower or date.min, row[8].upper or date.max, tuple(aliases[row[0]])) for row in rows
    ]
    return bodies if nature == Unit.Nature.AGENCY else [_governed(body) for body in bodies]


def _governed(body: Body) -> Body:
    """A territory as the committee that governs it, for provinces whose agencies no pack lists."""
    named = f"Ủy ban nhân dân {body.full_name[:1].lower()}{body.full_name[1:]}"
    return replace(body, full_name=named, kind=f"ubnd_{body.level}", aliases=(body.full_name, *body.aliases))


def _groups(key: str) -> Iterable[Group]:
    memberships: dict[int, list[tuple[int, date, date]]] = defaultdict(list)
    for group, unit, valid in GroupMember.objects.filter(group__province_key=key).values_list(
        "group_id", "unit_id", "valid"
    ):
        memberships[group].append((unit, valid.lower or date.min, valid.upper or date.max))
    groups = UnitGroup.objects.filter(province_key=key).prefetch_related("aliases")
    return [
        Group(
            code=group.code, expression=group.expression, aliases=tuple(alias.text for alias in group.aliases.all()),
            confidence=float(group.confidence), start=group.valid.lower or date.min, end=group.valid.upper or date.max,
            members=tuple(memberships[group.pk]), union_of=tuple(group.union_of), alternative=group.alternative,
            succeeded_by=group.succeeded_by,
        )
        for group in groups
    ]  # fmt: skip


def _writer(province: Province, within: Unit, on: date) -> Body | None:
    """The body behind `within`: an agency itself, or the committee of a territory."""
    if within.pk in province.index.versions:
        return province.index.version(within.pk, on)
    if (within.pk, on) not in province.writers:
        rows = UnitVersion.objects.filter(territory=within, valid__contains=on, kind__startswith="ubnd")
        committee = rows.values_list("unit_id", flat=True).first()
        province.writers[within.pk, on] = province.index.version(committee, on) if committee else None
    return province.writers[within.pk, on]


def _resolution(province: Province, pieces: list[Piece], on: date) -> Resolution:
    matches: dict[int, Match] = {}
    alternatives: list[Alternative] = []
    for piece in pieces:
        for named in piece.units:
            match = Match(province.units[named.body.unit], named.body.name, named.via, named.confidence, piece.text)
            if named.body.unit not in matches or matches[named.body.unit].confidence < match.confidence:
                matches[named.body.unit] = match
        alternatives += [_alternative(province, choice, piece.text) for choice in piece.choices]
        alternatives += _carriers(province, piece, on)
    return Resolution(
        units=list(matches.values()),
        confidence=min((piece.confidence for piece in pieces), default=0.0),
        unknown=[piece.text for piece in pieces if not piece.known],
        alternatives=alternatives,
        reasons={piece.text: piece.reason for piece in pieces if piece.reason},
    )


def _alternative(province: Province, choice: Choice, phrase: str) -> Alternative:
    if choice.group is not None:
        return Alternative(None, choice.group.expression, choice.reason, phrase, choice.group.code)
    body = choice.body
    if body is None:
        raise ValueError("a choice names a body or a group")
    return Alternative(province.units[body.unit], body.name, choice.reason, phrase)


def _carriers(province: Province, piece: Piece, on: date) -> list[Alternative]:
    """Who carries on for bodies that a piece names but that were not in force that day."""
    found: list[Alternative] = []
    for body in piece.ended:
        alive = lambda unit: province.index.version(unit, on) is not None  # noqa: E731
        before = body.end <= on
        start = date.fromordinal(body.end.toordinal() - 1) if before else body.start
        walk = lineage.became if before else lineage.made_of
        when = (
            f"kế thừa {body.name} từ {body.end:%d/%m/%Y}"
            if before
            else f"tiền thân của {body.name}, có từ {start:%d/%m/%Y}"
        )
        for part in walk(body.unit, province.links, on=start, to=on, alive=alive):
            if carrier := province.index.version(part.unit, on):
                found.append(Alternative(province.units[part.unit], carrier.name, when, piece.text))
    return found


def resolve_batches(
    batches: Iterable[tuple[Iterable[str], date, Unit | None]],
) -> list[dict[str, Resolution]]:
    """What the phrases of several documents mean, each with its day and writer; asks the database once a province."""
    provinces: dict[str, Province] = {}
    found: list[dict[str, Resolution]] = []
    with _lock:
        for phrases, on, within in batches:
            wanted = list(dict.fromkeys(phrases))
            if within is None:
                found.append({text: Resolution(unknown=[text]) for text in wanted})
                continue
            if within.province_key not in provinces:
                provinces[within.province_key] = _province(within.province_key)
            province = provinces[within.province_key]
            resolver = province.resolver(on, _writer(province, within, on))
            found.append({text: _resolution(province, resolver.read(text), on) for text in wanted})
    return found

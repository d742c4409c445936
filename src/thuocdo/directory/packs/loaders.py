"""Loader of the directory's packs: units, agencies, successions, groups. The same packs twice change nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.db.backends.postgresql.psycopg_any import DateRange

from thuocdo.core import audit
from thuocdo.core.packs import PackDiff, Problem, read_yaml_rows
from thuocdo.directory.models import (
    GroupAlias,
    GroupMember,
    Revision,
    Succession,
    Unit,
    UnitAlias,
    UnitGroup,
    UnitVersion,
    moment,
)
from thuocdo.directory.packs import checks
from thuocdo.directory.packs.facts import HOURS, Facts
from thuocdo.directory.packs.reading import read
from thuocdo.directory.packs.tables import Table, present_rows
from thuocdo.directory.rules import default_hours
from thuocdo.directory.rules.tree import Days, common
from thuocdo.kernel.text import fold

NAME = "directory"
FILES = [
    "national/units.csv", "national/successions.csv", "national/districts_to_communes.csv", HOURS,
    "provinces/*/agencies.csv", "provinces/*/successions.csv", "provinces/*/groups.csv",
    "provinces/*/group_members.csv",
]  # fmt: skip

UNIT_FIELDS = ("nature", "province_key")
VERSION_FIELDS = (
    "valid", "name", "full_name", "bare_name", "kind", "level", "parent_id", "territory_id", "code", "symbol", "sector",
    "edoc_code", "edoc_status", "address", "office_hours", "position", "folded", "legal_basis", "note", "provenance",
    "pack",
)  # fmt: skip
SUCCESSION_FIELDS = ("extent", "weight", "weight_basis", "legal_basis", "clause", "note", "provenance", "pack")
GROUP_FIELDS = (
    "code", "province_key", "expression", "confidence", "union_of", "alternative", "succeeded_by", "member_rule",
    "valid", "provenance",
)  # fmt: skip


@dataclass
class Ids:
    """Primary keys by business key; what is yet to be made has a negative stand-in, so that a diff writes nothing."""

    known: dict[str, int]
    made: int = 0
    names: dict[int, str] = field(default_factory=dict)

    def __call__(self, key: str) -> int:
        if key not in self.known:
            self.made -= 1
            self.known[key] = self.made
        return self.known[key]


def diff(root: Path) -> PackDiff:
    """What a load would change; writes nothing."""
    facts, found = _checked(root)
    if found.problems:
        return found
    for table in (_units(facts), *_tables(facts, _ids(Unit), _ids(UnitGroup))):
        table.compare()
        table.tell(found)
    return found


def apply(root: Path, *, at: datetime) -> PackDiff:
    """Take the packs over, in the caller's transaction; nothing is written when there is a problem.

    Units are never deleted. Aliases, successions and memberships that a pack no longer has are taken back, and every
    changed or removed row goes into the audit with its values before and after.
    """
    facts, found = _checked(root)
    if found.problems:
        return found
    moment(at)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for step in _steps(facts):
        for table in step:
            table.compare()
            table.tell(found)
            table.write()
            old, new = table.before_and_after()
            before, after = before | old, after | new
    if found.added or found.changed or found.removed:
        Revision.renew()
    if before:
        details = audit.Details(before=before, after=after, why="Gói dữ kiện đã sửa")
        audit.record("directory.correct_facts", by=audit.SYSTEM, at=at, details=details)
    return found


def _steps(facts: Facts) -> Iterator[list[Table[Any]]]:
    """Tables in the order of their foreign keys; keys are asked for anew once their owners are written."""
    yield [_units(facts)]
    units = _ids(Unit)
    yield [_versions(facts, units), _aliases(facts, units), _successions(facts, units), _groups(facts)]
    groups = _ids(UnitGroup)
    yield [_group_aliases(facts, groups), _members(facts, units, groups)]


def _tables(facts: Facts, units: Ids, groups: Ids) -> list[Table[Any]]:
    return [
        _versions(facts, units), _aliases(facts, units), _successions(facts, units), _groups(facts),
        _group_aliases(facts, groups), _members(facts, units, groups),
    ]  # fmt: skip


def _checked(root: Path) -> tuple[Facts, PackDiff]:
    facts = read(root)
    checks.check(facts)
    if (root / HOURS).exists():
        _, rows = read_yaml_rows(root / HOURS, "default_hours")
        facts.problems += [Problem(HOURS, line, key, words) for line, key, words in default_hours.faults(rows)]
    return facts, PackDiff(problems=facts.problems)


def _ids(model: type[Unit] | type[UnitGroup]) -> Ids:
    rows = cast("list[tuple[str, int]]", list(model._default_manager.values_list("key", "pk")))
    return Ids(dict(rows), names={pk: key for key, pk in rows})


def _days(days: Days) -> DateRange:
    return DateRange(days[0], days[1], "[)")


def _units(facts: Facts) -> Table[Unit]:
    wanted: dict[Hashable, dict[str, Any]] = {
        key: {"nature": nature, "province_key": province} for key, (nature, province) in facts.units.items()
    }
    present = present_rows(Unit.objects.values("pk", "key", *UNIT_FIELDS), UNIT_FIELDS, lambda row: row["key"])
    return Table(Unit, UNIT_FIELDS, wanted, present, lambda key, row: Unit(key=str(key), **row), removable=False)


def _versions(facts: Facts, ids: Ids) -> Table[UnitVersion]:
    wanted: dict[Hashable, dict[str, Any]] = {}
    decided, kept = _decided(), []
    for fact in facts.versions:
        if any(common(fact.days, days) for days in decided.get(ids(fact.unit), ())):
            kept.append(f"giữ theo quyết định {fact.unit} từ {fact.days[0] or 'trước'}")
            continue
        upper = ids(fact.parent) if fact.parent else None
        land = ids(fact.territory) if fact.territory else None
        row = {"valid": _days(fact.days), "parent_id": upper, "territory_id": land, **fact.values}
        wanted[ids(fact.unit), fact.days[0]] = {name: row[name] for name in VERSION_FIELDS}
    rows = UnitVersion.objects.values("pk", "unit_id", *VERSION_FIELDS)
    present = present_rows(rows, VERSION_FIELDS, lambda row: (row["unit_id"], row["valid"].lower))
    names = {pk: key for key, pk in ids.known.items()}
    return Table(
        UnitVersion, VERSION_FIELDS, wanted, present,
        lambda key, row: UnitVersion(unit_id=cast("Any", key)[0], **row),
        lambda key: f"{names.get(cast('Any', key)[0])} từ {cast('Any', key)[1] or 'trước'}",
        removable=False, kept=kept,
    )  # fmt: skip


def _decided() -> dict[int, list[Days]]:
    """Days of each unit about which a decision has spoken: no load says anything else of them."""
    found: dict[int, list[Days]] = defaultdict(list)
    for unit, valid in UnitVersion.objects.filter(pack="").values_list("unit_id", "valid"):
        found[unit].append((valid.lower, valid.upper))
    return found


def _aliases(facts: Facts, ids: Ids) -> Table[UnitAlias]:
    wanted: dict[Hashable, dict[str, Any]] = {
        (ids(unit), text): {"folded": fold(text), "pack": place.file} for (unit, text), place in facts.aliases.items()
    }
    rows = UnitAlias.objects.values("pk", "unit_id", "text", "folded", "pack")
    present = present_rows(rows, ("folded", "pack"), lambda row: (row["unit_id"], row["text"]))
    return Table(
        UnitAlias, ("folded", "pack"), wanted, present,
        lambda key, row: UnitAlias(unit_id=cast("Any", key)[0], text=cast("Any", key)[1], **row),
        lambda key: f"tên gọi khác “{cast('Any', key)[1]}”",
    )  # fmt: skip


def _successions(facts: Facts, ids: Ids) -> Table[Succession]:
    # What a decision has said of a unit and a day stands in place of what a pack says of them.
    decided = set(Succession.objects.filter(pack="").values_list("from_unit_id", "effective_on"))
    kept = [f"giữ theo quyết định kế thừa của {fact.source} ngày {fact.on}" for fact in facts.successions
            if (ids(fact.source), fact.on) in decided]  # fmt: skip
    wanted: dict[Hashable, dict[str, Any]] = {
        (ids(fact.source), ids(fact.target) if fact.target else None, fact.on, fact.kind): fact.values
        for fact in facts.successions
        if (ids(fact.source), fact.on) not in decided
    }
    rows = Succession.objects.values("pk", "from_unit_id", "to_unit_id", "effective_on", "kind", *SUCCESSION_FIELDS)
    present = present_rows(
        rows, SUCCESSION_FIELDS, lambda row: (row["from_unit_id"], row["to_unit_id"], row["effective_on"], row["kind"])
    )
    names = {pk: key for key, pk in ids.known.items()}

    def make(key: Hashable, row: dict[str, Any]) -> Succession:
        source, target, on, kind = cast("Any", key)
        return Succession(from_unit_id=source, to_unit_id=target, effective_on=on, kind=kind, **row)

    def named(key: Hashable) -> str:
        source, target, on, _ = cast("Any", key)
        return f"kế thừa {names.get(source)} → {names.get(target)} ngày {on}"

    return Table(Succession, SUCCESSION_FIELDS, wanted, present, make, named, kept=kept)


def _groups(facts: Facts) -> Table[UnitGroup]:
    wanted: dict[Hashable, dict[str, Any]] = {
        group.key: {**group.values, "valid": _days(cast("Days", group.values["valid"]))}
        for group in facts.groups.values()
    }
    present = present_rows(UnitGroup.objects.values("pk", "key", *GROUP_FIELDS), GROUP_FIELDS, lambda row: row["key"])
    return Table(
        UnitGroup, GROUP_FIELDS, wanted, present, lambda key, row: UnitGroup(key=str(key), **row), removable=False
    )  # fmt: skip


def _group_aliases(facts: Facts, ids: Ids) -> Table[GroupAlias]:
    wanted: dict[Hashable, dict[str, Any]] = {
        (ids(group.key), text): {"folded": fold(text)} for group in facts.groups.values() for text in group.aliases
    }
    rows = GroupAlias.objects.values("pk", "group_id", "text", "folded")
    present = present_rows(rows, ("folded",), lambda row: (row["group_id"], row["text"]))
    return Table(
        GroupAlias, ("folded",), wanted, present,
        lambda key, row: GroupAlias(group_id=cast("Any", key)[0], text=cast("Any", key)[1], **row),
        lambda key: f"cách gọi nhóm “{cast('Any', key)[1]}”",
    )  # fmt: skip


def _members(facts: Facts, units: Ids, groups: Ids) -> Table[GroupMember]:
    decided = set(GroupMember.objects.filter(pack="").values_list("group_id", "unit_id"))
    wanted: dict[Hashable, dict[str, Any]] = {
        (groups(group), units(unit), days[0]): {"valid": _days(days), "pack": place.file}
        for group, unit, days, place in facts.members
        if (groups(group), units(unit)) not in decided
    }
    rows = GroupMember.objects.values("pk", "group_id", "unit_id", "valid", "pack")
    present = present_rows(rows, ("valid", "pack"), lambda row: (row["group_id"], row["unit_id"], row["valid"].lower))
    names = {pk: key for key, pk in units.known.items()}
    return Table(
        GroupMember, ("valid", "pack"), wanted, present,
        lambda key, row: GroupMember(group_id=cast("Any", key)[0], unit_id=cast("Any", key)[1], **row),
        lambda key: f"thành viên {names.get(cast('Any', key)[1])}",
    )  # fmt: skip

"""Writes into the directory what a mapping says and the directory does not: units, versions, successions, groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Func, ManyToOneRel, Q, Value

from thuocdo.directory.models import GroupMember, Revision, Succession, Unit, UnitGroup, UnitVersion, moment
from thuocdo.directory.rules.kinds import COMMITTEES, bare_name
from thuocdo.directory.turns import take_turn
from thuocdo.kernel.text import fold
from thuocdo.mergers.models import Merger
from thuocdo.mergers.rules.changes import Changes, share_of
from thuocdo.mergers.rules.rows import Founded, Row
from thuocdo.mergers.rules.snapshot import TERRITORY, Said

BATCH = 1000
# Behind every unit of the packs, in the order of the mapping.
LAST_PLACE = 90_000


class Writer:
    """The changes of one merger, written in the caller's transaction; what it writes belongs to no pack."""

    def __init__(self, merger: Merger, changes: Changes, at: datetime) -> None:
        self.merger, self.changes, self.on, self.at = merger, changes, merger.effective_on, at
        self.provenance = f"Đợt sắp xếp số {merger.pk}"
        self.ids: dict[str, int] = {}
        self.territories: dict[int, Founded] = {}

    def write(self) -> None:
        """Write everything and let caches in memory know; nothing to do when the directory says all of it already."""
        if not self.changes:
            return
        take_turn()
        moment(self.at)
        self._identities()
        self._end(self.changes.ended)
        self._renew()
        self._begin()
        self._retell()
        self._reopen()
        self._groups()
        self._successions()
        Revision.renew()

    def _identities(self) -> None:
        """Units that have never been, and the numbers of all that the changes speak of."""
        known = set(
            Unit.objects.filter(key__in=[new.told.key for new in self.changes.begun]).values_list("key", flat=True)
        )
        Unit.objects.bulk_create(
            Unit(key=new.told.key, nature=new.nature, province_key=self.merger.province_key)
            for new in self.changes.begun
            if new.told.key not in known
        )
        self.ids = dict(Unit.objects.filter(key__in=self._keys()).values_list("key", "pk"))
        self.territories = {self.ids[new.told.key]: new.told for new in self.changes.begun if new.nature == TERRITORY}

    def _keys(self) -> set[str]:
        changes = self.changes
        told = [*(new.told for new in changes.begun), *changes.renewed, *changes.retold]
        rows = [*changes.added, *(row for _, row in changes.changed)]
        keys = {key for one in told for key in (one.key, one.parent, one.territory)}
        keys |= {key for row in rows for key in (row.from_key, row.to_key)}
        keys |= {key for new in changes.begun for key in new.sources}
        keys |= {key for said in changes.taken_back for key in (said.source, said.target)}
        return keys | set(changes.ended) | set(changes.reopened)

    def _end(self, keys: Collection[str]) -> None:
        """Close the versions in force and the memberships of units that end."""
        units = [self.ids[key] for key in keys]
        until = Func(Func(F("valid"), function="lower"), Value(self.on), function="daterange")
        UnitVersion.objects.filter(unit__in=units, valid__contains=self.on).update(valid=until, pack="")
        members = GroupMember.objects.filter(unit__in=units, valid__contains=self.on)
        began = Q(valid__startswith__lt=self.on) | Q(valid__startswith__isnull=True)
        members.filter(began).update(valid=until, pack="")

    def _renew(self) -> None:
        """A version of a new name, kind or place from the day on, with everything else as before."""
        for told in self.changes.renewed:
            old = UnitVersion.objects.get(unit=self.ids[told.key], valid__contains=self.on)
            upper = old.valid.upper
            self._end_version(old)
            old.pk, old.recorded_at, old._state.adding = None, None, True
            old.valid = DateRange(self.on, upper)
            self._tell(old, told)
            old.save(force_insert=True)

    def _end_version(self, old: UnitVersion) -> None:
        UnitVersion.objects.filter(pk=old.pk).update(valid=DateRange(old.valid.lower, self.on), pack="")

    def _tell(self, version: UnitVersion, told: Founded) -> None:
        """Write what the mapping tells of a unit over a version."""
        version.name = told.name or version.name
        version.full_name = told.full_name or version.full_name
        version.kind, version.level = told.kind or version.kind, told.level or version.level
        if told.parent:
            version.parent_id = self.ids[told.parent]
        if told.territory:
            version.territory_id = self.ids[told.territory]
        version.bare_name = self._bare_name(version)
        version.folded = _folded(version)
        version.legal_basis, version.provenance, version.pack = self.merger.legal_basis, self.provenance, ""

    def _bare_name(self, version: UnitVersion) -> str:
        """The proper name of a territory, and of the territory that a committee governs; empty for other bodies."""
        if version.unit.nature == TERRITORY:
            return bare_name(version.full_name, version.kind)
        if version.kind not in COMMITTEES or version.territory_id is None:
            return ""
        told = self.territories.get(version.territory_id)
        if told is not None:
            return bare_name(told.full_name, told.kind)
        seat = UnitVersion.objects.filter(unit=version.territory_id, valid__contains=self.on)
        return seat.values_list("bare_name", flat=True).first() or ""

    def _begin(self) -> None:
        """The first version of each new unit; its symbol is that of its sources when they all have the same."""
        begun = self.changes.begun
        symbols = self._symbols({key for new in begun for key in new.sources})
        units = Unit.objects.in_bulk([self.ids[new.told.key] for new in begun])
        rows = []
        for number, new in enumerate(begun, start=1):
            version = UnitVersion(
                unit=units[self.ids[new.told.key]], valid=DateRange(self.on, None), position=LAST_PLACE + number,
                symbol=_common(symbols.get(key, "") for key in new.sources),
            )  # fmt: skip
            self._tell(version, new.told)
            rows.append(version)
        UnitVersion.objects.bulk_create(rows, batch_size=BATCH)

    def _symbols(self, keys: Collection[str]) -> dict[str, str]:
        last = UnitVersion.objects.filter(unit__key__in=keys, valid__endswith=self.on)
        return dict(last.values_list("unit__key", "symbol"))

    def _retell(self) -> None:
        for told in self.changes.retold:
            version = UnitVersion.objects.select_related("unit").get(unit=self.ids[told.key], valid__startswith=self.on)
            self._tell(version, told)
            version.save()

    def _reopen(self) -> None:
        """A unit that a correcting act says did not end goes on."""
        units = [self.ids[key] for key in self.changes.reopened]
        onward = Func(Func(F("valid"), function="lower"), Value(None), function="daterange")
        UnitVersion.objects.filter(unit__in=units, valid__endswith=self.on).update(valid=onward, pack="")
        GroupMember.objects.filter(unit__in=units, valid__endswith=self.on).update(valid=onward, pack="")

    def _groups(self) -> None:
        """A new unit belongs to the groups of its sources of the same kind, or to those that come in their place."""
        begun = {new.told.key: new for new in self.changes.begun}
        kinds = dict(UnitVersion.objects.filter(
            unit__key__in={key for new in begun.values() for key in new.sources}, valid__endswith=self.on
        ).values_list("unit__key", "kind"))  # fmt: skip
        wanted: set[tuple[int, int]] = set()
        groups = self._groups_of(kinds)
        for key, new in begun.items():
            for source in new.sources:
                if kinds.get(source) == new.told.kind:
                    wanted |= {(group, self.ids[key]) for group in groups.get(source, ())}
        GroupMember.objects.bulk_create(
            GroupMember(group_id=group, unit_id=unit, valid=DateRange(self.on, None)) for group, unit in sorted(wanted)
        )

    def _groups_of(self, keys: Iterable[str]) -> dict[str, set[int]]:
        """Groups in force on the day to which units belonged until then, or which follow theirs."""
        named = {
            (group.province_key, group.code): group.pk for group in UnitGroup.objects.filter(valid__contains=self.on)
        }
        held = GroupMember.objects.filter(unit__key__in=list(keys), valid__endswith=self.on).select_related(
            "group", "unit"
        )
        found: dict[str, set[int]] = {}
        for member in held:
            group = member.group
            here = named.get((group.province_key, group.code)) or named.get((group.province_key, group.succeeded_by))
            if here is not None:
                found.setdefault(member.unit.key, set()).add(here)
        return found

    def _successions(self) -> None:
        """Add and change; what is taken back is changed in place where another line of the same source stands in."""
        waiting = list(self.changes.taken_back)
        fresh = []
        for row in self.changes.added:
            stand_in = next((said for said in waiting if said.source == row.from_key), None)
            if stand_in is None:
                fresh.append(self._succession(row))
            else:
                waiting.remove(stand_in)
                self._change(stand_in, row)
        for said, row in self.changes.changed:
            self._change(said, row)
        Succession.objects.bulk_create(fresh, batch_size=BATCH)
        for said in waiting:
            self._take_back(said)

    def _succession(self, row: Row) -> Succession:
        return Succession(
            from_unit_id=self.ids[row.from_key], to_unit_id=self.ids[row.to_key] if row.to_key else None,
            kind=row.kind, extent=row.extent, weight=share_of(row), weight_basis=row.weight_basis,
            effective_on=self.on, legal_basis=self.merger.legal_basis, clause=row.clause, note=row.note,
            provenance=self.provenance, pack="",
        )  # fmt: skip

    def _change(self, said: Said, row: Row) -> None:
        """Say something else in the row that is there; the database keeps what it said before."""
        new = self._succession(row)
        fields = [field.attname for field in Succession._meta.concrete_fields]
        values: dict[str, Any] = {name: getattr(new, name) for name in fields if name not in ("id", "recorded_at")}
        Succession.objects.filter(pk=said.row).update(**values)

    def _take_back(self, said: Said) -> None:
        """Take a succession back; what points at it points at what stands for its source now."""
        stays = Succession.objects.filter(from_unit__key=said.source, effective_on=self.on).exclude(pk=said.row)
        remaining = stays.order_by("pk").first()
        for relation in Succession._meta.get_fields(include_hidden=True):
            if isinstance(relation, ManyToOneRel):
                rows = relation.related_model._default_manager.filter(**{relation.field.name: said.row})
                rows.update(**{relation.field.name: remaining})
        Succession.objects.filter(pk=said.row).delete()


def _folded(version: UnitVersion) -> str:
    """The search form, as the packs make it."""
    if version.unit.nature == TERRITORY:
        return fold(f"{version.full_name} {version.code}")
    return fold(f"{version.full_name} {version.name} {version.symbol}")


def _common(symbols: Iterable[str]) -> str:
    found = set(symbols)
    return found.pop() if len(found) == 1 else ""

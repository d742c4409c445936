"""The two real reorganisations of Nghệ An in 2025, from files, on a directory in which they have not happened yet.

1/3/2025: the departments; 1/7/2025: 20 districts and 412 communes become 130. The result is what the packs say.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import GroupMember, Succession, Unit, UnitVersion
from thuocdo.directory.packs import loaders
from thuocdo.mergers import services
from thuocdo.mergers.models import Merger
from thuocdo.mergers.queries.mapping import described, rows_from_packs
from thuocdo.mergers.queries.mergers import ended_without_approval
from thuocdo.mergers.rules import reading
from thuocdo.mergers.tests.reduced import home_packs, without
from thuocdo.work import services as work_services
from thuocdo.work.models import HandoverLine, Obligation, Occurrence, Plan
from thuocdo.work.packs import loaders as work_packs
from thuocdo.work.tests import factories
from thuocdo.work.tests.test_real_year import confirmed

MARCH, JULY = date(2025, 3, 1), date(2025, 7, 1)
NATURES = ("territory", "agency")


@dataclass
class Told:
    """What the packs say of a day: the mapping as a file, and the directory as it is then."""

    mapping: bytes
    versions: set[tuple[Any, ...]]
    successions: set[tuple[Any, ...]]
    members: set[tuple[str, str]]


def _directory_on(day: date) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]], set[tuple[str, str]]]:
    """Units in force on the day and the day before, successions of the day, members of groups in force."""
    facts = ("unit__key", "name", "full_name", "bare_name", "kind", "level", "parent__key", "territory__key")
    days = (day, day - timedelta(days=1))
    rows = UnitVersion.objects.filter(unit__province_key="P40")
    versions = {(at, *row) for at in days for row in rows.filter(valid__contains=at).values_list(*facts)}
    said = Succession.objects.filter(effective_on=day, from_unit__province_key="P40")
    successions = set(said.values_list("from_unit__key", "to_unit__key", "kind", "extent", "weight"))
    members = GroupMember.objects.filter(valid__contains=day, group__valid__contains=day)
    return versions, successions, set(members.values_list("group__key", "unit__key"))


def _file(day: date) -> bytes:
    """The mapping of the packs as somebody would hand it in; where the packs cite nothing, it says so."""
    rows = described(rows_from_packs("P40", day), day)
    return reading.write(replace(row, clause=row.clause or "chưa có căn cứ trong gói") for row in rows).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return home_packs(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, folder) -> dict[date, Told]:
    """The packs with everything in them, asked once and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        loaders.apply(folder, at=clock.at_day(date(2025, 1, 2)))
        found = {day: Told(_file(day), *_directory_on(day)) for day in (MARCH, JULY)}
        transaction.set_rollback(True)
    return found


def _people() -> dict[str, Any]:
    home = "NA.SNV.1" if directory.version_on(Unit.objects.get(key="NA.SNV.1"), date(2025, 2, 1)) else "NA.SNV"
    return {
        "hoa": factories.person("Hoa", "cycle_owner", Unit.objects.get(key=home)),
        "leader": factories.person("Lãnh đạo", "leader", Unit.objects.get(key="NA.UBND")),
    }


def _loaded(folder: Path, tmp_path_factory, day: date) -> None:
    target = tmp_path_factory.mktemp("reduced")
    shutil.copytree(folder, target, dirs_exist_ok=True)
    problems = loaders.apply(without(target, day), at=clock.at_day(date(2025, 1, 2))).problems
    assert not problems, problems[:5]
    work_packs.apply(target, at=clock.at_day(date(2025, 1, 2)))


def _draft(day: date) -> Merger:
    return Merger(name=f"Sắp xếp {day:%d/%m/%Y}", province_key="P40", effective_on=day,
                  legal_basis="1678/NQ-UBTVQH15; 72/2025/QH15; 203/2025/QH15")  # fmt: skip


def _ready(mapping: bytes, day: date, people: dict[str, Any]) -> Merger:
    with clock.fixed(clock.at_day(day - timedelta(days=3))):
        at = clock.now()
        merger = services.open_merger(
            draft=_draft(day), mapping=services.Mapping(mapping, "anh-xa.csv"), by=people["hoa"], at=at
        )
        assert not [one for one in merger.problems if one["severity"] == "error"], merger.problems[:5]
        began = time.perf_counter()
        services.simulate_merger(merger=merger, by=people["hoa"], at=at)
        merger.seconds = time.perf_counter() - began
        seen = [one["code"] for one in merger.problems]
        return services.approve_merger(merger=merger, acknowledged=seen, by=people["leader"], at=at)


def test_the_departments_of_the_first_of_march(db, folder, told, tmp_path_factory):
    _loaded(folder, tmp_path_factory, MARCH)
    merger = _ready(told[MARCH].mapping, MARCH, _people())
    with clock.fixed(clock.at_day(MARCH, 7)):
        services.carry_out_merger(merger=merger, by=merger.made_by, at=clock.now())
    versions, successions, members = _directory_on(MARCH)
    assert versions == told[MARCH].versions and successions == told[MARCH].successions
    assert members == told[MARCH].members
    home = Unit.objects.get(key="NA.SNV")
    before = directory.origins(home, MARCH, MARCH - timedelta(days=1))
    assert {share.unit.key for share in before} == {"NA.SNV.1", "NA.SLDTBXH"}
    function = merger.minutes.get(giving_unit__key="NA.SLDTBXH", taking_unit__key="NA.SYT")
    assert function.lines[0][0] == "mergers.function" and "bảo trợ xã hội" in function.lines[0][1]


@pytest.fixture(scope="module")
def july(django_db_setup, django_db_blocker, folder, told, tmp_path_factory) -> Iterator[Merger]:
    """The real plan of 2025 adopted, then the real merger carried out, on a directory without it."""
    with django_db_blocker.unblock(), transaction.atomic():
        _loaded(folder, tmp_path_factory, JULY)
        people = _people()
        at = clock.at_day(date(2025, 3, 10))
        with clock.fixed(at):
            document = confirmed("qd-3667-nghe-an-2024.txt", by=people["hoa"], at=at)
            plan = work_services.adopt_document(document=document, by=people["hoa"], at=at)
            work_services.hand_over_merged_units(on=MARCH, by=people["hoa"], at=at)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        merger = _ready(told[JULY].mapping, JULY, people)
        merger.before = _open_work(plan)
        with clock.fixed(clock.at_day(JULY, 7)):
            began = time.perf_counter()
            services.carry_out_merger(merger=merger, by=people["hoa"], at=clock.now())
            merger.took = time.perf_counter() - began
        merger.plan = plan
        yield merger
        transaction.set_rollback(True)


def _open_work(plan: Plan) -> set[tuple[Any, ...]]:
    """What is still to be done, whoever does it."""
    open_ones = Occurrence.objects.filter(plan=plan, state__in=("open", "returned"))
    return set(open_ones.values_list("task", "deadline", "original_due_on", "label"))


def test_twenty_districts_and_412_communes_become_130(july, told, db):
    province = Unit.objects.get(key="P40")
    assert (directory.count(date(2025, 6, 30), "huyen", province), directory.count(JULY, "huyen", province)) == (20, 0)
    assert (directory.count(date(2025, 6, 30), "xa", province), directory.count(JULY, "xa", province)) == (412, 130)


def test_the_directory_is_what_the_packs_say(july, told, db):
    versions, successions, members = _directory_on(JULY)
    assert versions == told[JULY].versions
    assert successions == told[JULY].successions
    assert members == told[JULY].members


@pytest.mark.parametrize("key", ["C16681.n", "C17035.n", "NA.UBND.C16681.n", "NA.UBND.C16804.n"])
def test_the_lineage_of_a_new_unit_leads_to_its_old_ones(july, key, db):
    unit = Unit.objects.get(key=key)
    found = directory.origins(unit, JULY, date(2025, 6, 30))
    said = Succession.objects.filter(to_unit=unit, effective_on=JULY).exclude(kind="level_abolished")
    assert {share.unit.pk for share in found} == set(said.values_list("from_unit", flat=True))
    assert all(share.weight == 1 for share in found)


def test_no_open_work_is_lost_and_nobody_who_is_gone_owes_anything(july, db):
    assert july.before == _open_work(july.plan)
    owing = Obligation.objects.filter(plan=july.plan, state="in_force").values("unit")
    gone = Unit.objects.filter(pk__in=owing).exclude(versions__valid__contains=JULY)
    assert [unit.key for unit in gone] == ["NA.HQ.1"], "the customs ended on 15/3, of which no merger speaks"
    left = ended_without_approval(JULY, ["P40"])
    told = [(one.key, one.obligations > 0, one.people) for one in left]
    assert told == [("NA.SNV.1", False, 1), ("NA.HQ.1", True, 0)], "and Hoa's post, for nobody merged her department"


def test_what_was_simulated_is_what_was_done(july, db):
    assert july.simulation["totals"] == july.result["totals"]
    lines = HandoverLine.objects.filter(handover__up_to=JULY)
    effects = {effect: lines.filter(effect=effect).count() for effect in ("created", "absorbed", "finished")}
    for effect, number in effects.items():
        assert july.result["totals"].get(f"work.{effect}", [0])[0] == number
    assert effects["created"] > 1000 and effects["absorbed"] > 1000


def test_every_pair_of_committees_has_its_minute(july, db):
    pairs = Succession.objects.filter(effective_on=JULY, from_unit__nature="agency", to_unit__isnull=False)
    with_minute = july.minutes.exclude(taking_unit=None)
    assert set(with_minute.values_list("giving_unit", "taking_unit")) >= set(
        pairs.exclude(kind="function_transfer").values_list("from_unit", "to_unit")
    )
    assert not july.minutes.filter(giving_unit__nature="territory").exists()


def test_it_takes_seconds(july, db):
    assert july.seconds < 15 and july.took < 60


def test_loading_the_packs_again_touches_nothing_that_the_merger_said(july, folder, tmp_path_factory, db):
    before = _directory_on(JULY)
    target = tmp_path_factory.mktemp("again")
    shutil.copytree(folder, target, dirs_exist_ok=True)
    diff = loaders.apply(without(target, JULY), at=clock.at_day(date(2025, 7, 2)))
    assert not diff.problems and diff.added == 0, diff.samples
    assert _directory_on(JULY) == before

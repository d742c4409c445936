"""Units through time: counts of a day, trees, where units went and what they were made of."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, transaction

from thuocdo.directory import queries
from thuocdo.directory.models import Succession, Unit, UnitVersion
from thuocdo.directory.tests.facts import unit
from thuocdo.kernel.errors import Refused

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "lineage.yaml").read_text())
COUNTS = [
    (date(2025, 6, 30), None, 63, 696, 10_035),
    (date(2025, 7, 1), None, 34, 0, 3_321),
    (date(2026, 11, 20), None, 34, 0, 3_321),
    (date(2024, 11, 1), "P40", 1, 21, 460),
    (date(2025, 6, 30), "P40", 1, 20, 412),
    (date(2025, 7, 1), "P40", 1, 0, 130),
    (date(2024, 11, 1), "P38", 1, 27, 558),
    (date(2025, 6, 30), "P38", 1, 26, 547),
    (date(2025, 7, 1), "P38", 1, 0, 166),
    (date(2025, 6, 30), "NA.UBND", 1, 20, 412),
    (date(2024, 3, 1), "D420", 0, 1, 21),
]


@pytest.mark.parametrize(("on", "within", "tinh", "huyen", "xa"), COUNTS)
def test_counts_of_a_day_are_those_of_the_official_lists(facts, on, within, tinh, huyen, xa):
    place = unit(within) if within else None
    assert [queries.count(on, level, place) for level in ("tinh", "huyen", "xa")] == [tinh, huyen, xa]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['unit']} {case['day']} {case['to']}")
def test_lineage_follows_every_reorganisation(facts, case):
    shares = queries.lineage(unit(case["unit"]), case["day"], case["to"])
    found = sorted((share.unit.key, share.weight, share.extent) for share in shares)
    assert found == sorted(
        (key, None if weight is None else Decimal(weight), extent) for key, weight, extent in case["shares"]
    )
    assert all(share.name for share in shares)


def test_412_communes_of_nghe_an_became_130(facts):
    nghe_an, ends = unit("P40"), set()
    old = [node for _, node in queries.tree(date(2025, 6, 30), nghe_an)[0].walk() if node.level == "xa"]
    for node in old:
        shares = queries.successors(Unit(pk=node.unit_id, key=node.key), date(2025, 6, 30), date(2025, 7, 1))
        assert sum(share.weight for share in shares) == 1
        ends |= {share.unit.key for share in shares}
    assert (len(old), len(ends)) == (412, 130)


def test_a_split_commune_has_parts_of_unknown_weight(facts):
    parts = Succession.objects.filter(
        from_unit__province_key="P38", extent="part", from_unit__versions__level="xa"
    ).first()
    shares = queries.successors(parts.from_unit, date(2025, 6, 30), date(2025, 7, 1))
    assert len(shares) > 1
    assert all(share.weight is None for share in shares if share.extent == "part")


def test_functions_that_moved_are_told_apart_from_successors(facts):
    life = queries.unit_facts(unit("NA.STTTT"), date(2025, 7, 15))
    assert [step.target.key for step in life.after] == ["NA.SKHCN"]
    assert {step.target.key for step in life.moved_functions} == {"NA.SVHTTDL", "NA.CA"}
    assert life.last_day == date(2025, 2, 28)
    shown = {box.key for box in life.wide.boxes}
    assert shown == {"NA.STTTT", "NA.SKHCN", "NA.SVHTTDL", "NA.CA"} == {box.key for box in life.narrow.boxes}


def test_a_province_that_was_renamed_keeps_its_key(facts):
    hue = unit("P46")
    assert queries.name_on(hue, date(2024, 12, 31)) == "Tỉnh Thừa Thiên Huế"
    assert queries.name_on(hue, date(2025, 1, 1)) == "Thành phố Huế"


def test_the_name_of_an_ended_unit_stays_readable(facts):
    assert queries.name_on(unit("NA.STTTT"), date(2026, 1, 1)) == "Sở Thông tin và Truyền thông"
    assert queries.name_on(unit("NA.UBND.C17035.n"), date(2025, 7, 15)) == "UBND xã Quỳ Hợp"


def test_the_whole_country_is_one_query_and_under_150_milliseconds(facts, django_assert_num_queries):
    with django_assert_num_queries(1):
        tops = queries.tree(date(2025, 6, 30))
    assert sum(1 for top in tops for _ in top.walk()) == 63 + 696 + 10_035
    times = []
    for _ in range(5):
        start = time.process_time()
        queries.tree(date(2025, 6, 30))
        times.append(time.process_time() - start)
    assert min(times) < 0.15


def test_lineage_takes_two_queries_and_under_30_milliseconds(facts, django_assert_num_queries):
    district = unit("D420")
    ward = unit("C16681.n")
    with django_assert_num_queries(2):
        queries.origins(ward, date(2025, 7, 1), date(2024, 1, 1))
    with django_assert_num_queries(2):
        queries.successors(district, date(2024, 1, 1), date(2026, 1, 1))
    # Our own work is held here; the wall clock of a busy test machine says little (`make bench NAME=directory`).
    times = []
    for _ in range(5):
        start = time.process_time()
        queries.successors(district, date(2024, 1, 1), date(2026, 1, 1))
        times.append(time.process_time() - start)
    assert min(times) < 0.03


def test_tree_of_agencies_hangs_communes_under_districts_until_they_end(facts):
    before = {node.key: depth for depth, node in queries.tree(date(2025, 6, 30), unit("NA.UBND"), "agency")[0].walk()}
    assert (before["NA.UBND"], before["NA.UBND.D420"], before["NA.UBND.C17035.o"]) == (0, 1, 2)
    after = {node.key: depth for depth, node in queries.tree(date(2025, 7, 1), unit("NA.UBND"), "agency")[0].walk()}
    assert after["NA.UBND.C17035.n"] == 1 and "NA.UBND.D420" not in after
    above = [one.unit.key for one in queries.ancestors(unit("NA.UBND.C17035.o"), date(2025, 6, 30))]
    assert above == ["NA.UBND.D420", "NA.UBND"]
    assert len(queries.children(unit("NA.UBND.D420"), date(2025, 6, 30))) == 21


def test_the_database_refuses_two_names_at_one_time(facts):
    version = UnitVersion.objects.get(unit__key="NA.SKHCN")
    with pytest.raises(IntegrityError, match="one_version_at_a_time"), transaction.atomic():
        UnitVersion.objects.create(
            unit=version.unit, valid=(date(2025, 5, 1), date(2025, 6, 1)), name="Tên khác", full_name="Tên khác",
            kind="so", folded="ten khac",
        )  # fmt: skip


def test_a_unit_with_history_cannot_be_deleted(facts):
    with pytest.raises(Exception, match="protected"):
        unit("NA.STTTT").delete()


def test_an_unknown_key_is_refused_with_an_example(facts):
    with pytest.raises(Refused, match="Không có đơn vị nào mang mã “P999”"):
        queries.unit_by_key("P999")

"""Every check of a mapping: seen where it should be, silent where all is well."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from thuocdo.mergers.rules.checks import check
from thuocdo.mergers.rules.problems import Problem, warning_codes
from thuocdo.mergers.tests.units import founding, known, row, said, snapshot

GOOD = [founding(2, "X1", "M1"), founding(3, "X2", "M1"), row(4, "X3", "X3", kind="unchanged")]
DISTRICT = known("H1", "UBND huyện Thử", kind="ubnd_huyen", level="huyen")


def found(rows, units=None, **options):
    problems = check(rows, units or snapshot(), source=options.pop("source", "file"), **options)
    return {(one.code, one.line) for one in problems}


def test_a_good_mapping_has_nothing_to_say():
    assert check(GOOD, snapshot(), source="file") == []


def split(line, target, weight=None):
    """X1 goes to a place in part."""
    share = None if weight is None else Decimal(weight)
    return row(line, "X1", target, kind="split_into", extent="part", weight=share, weight_basis="population")


UNLISTED = ("gap_unlisted", 0)
CASES = [
    ([row(2, "")], [], {("source_missing", 2), ("target_missing", 2)}),
    ([row(2, "X1", "X2", kind="", extent="")], [], {("kind_missing", 2), ("extent_missing", 2)}),
    ([row(2, "X1")], [], {("target_missing", 2)}),
    ([row(2, "X1", "X2", kind="dissolved")], [], {("dissolved_with_target", 2)}),
    ([row(2, "X1", "X2", extent="function")], [], {("function_contradicts", 2)}),
    ([row(2, "X1", "X2", clause="")], [], {("clause_missing", 2)}),
    (
        [row(2, "X1", "X2", weight=Decimal("0.5"))],
        [],
        {("weight_contradicts", 2), ("weight_without_basis", 2), ("weights_sum", 2)},
    ),
    ([row(2, "X1", "X2", weight_basis="mood")], [], {("bad_weight_basis", 2)}),
    ([row(2, "X1", "X2"), row(3, "X1", "X2")], [], {("pair_twice", 3), ("whole_twice", 3), ("weights_sum", 2)}),
    ([row(2, "X1", "X2"), row(3, "X1", "X3")], [], {("whole_twice", 3), ("weights_sum", 2)}),
    ([row(2, "X1", "X2"), split(3, "X3")], [], {("whole_and_part", 3), ("share_unknown", 2)}),
    ([row(2, "X1", "X1", kind="unchanged"), row(3, "X1", "X2")], [], {("ends_and_lives", 3), ("weights_sum", 2)}),
    ([row(2, "X1", kind="dissolved"), row(3, "X1", "X2")], [], {("dissolved_and_succeeded", 3)}),
    ([split(2, "X2", "0.7"), split(3, "X3", "0.2")], [], {("weights_sum", 2)}),
    ([split(2, "X2", "0.7"), split(3, "X3", "0.4")], [], {("weights_sum", 2)}),
    ([split(2, "X2", "0.7"), split(3, "X3")], [], {("share_unknown", 2)}),
    ([row(2, "X1", "X2"), row(3, "X2", "X1")], [], {("cycle", 2), ("cycle", 3), UNLISTED}),
    ([row(2, "X1", "X2"), row(3, "X2", "X3")], [], {("target_ends", 2)}),
    ([founding(2, "X1", "M1"), founding(3, "X2", "M1", name="UBND xã Khác")], [], {("founded_twice", 3), UNLISTED}),
    ([row(2, "X9", "X2")], [], {("unknown_unit", 2)}),
    ([row(2, "X1", "M1")], [], {("unknown_unit", 2)}),
    ([row(2, "TH", "X2")], [known("TH", province="P38")], {("other_province", 2)}),
    ([row(2, "M1", "X2")], [known("M1", before=False)], {("not_in_force", 2)}),
    ([row(2, "X1", "OLD")], [known("OLD", before=False, on=False)], {("target_not_in_force", 2)}),
    ([row(2, "X1", "C1")], [known("C1", nature="territory")], {("nature_differs", 2)}),
    ([row(2, "X1", "X2")], [known("X1", later=True)], {("begins_later", 2)}),
    ([founding(2, "X1", "M1")], [known("M1", before=False, on=False, later=True)], {("begins_later", 2)}),
    ([founding(2, "X1", "mã có dấu")], [], {("bad_key", 2)}),
    ([row(2, "X1", "M1", to_name="UBND xã Mới")], [], {("founded_incomplete", 2)}),
    ([founding(2, "X1", "M1", to_level="to")], [], {("bad_to_level", 2)}),
    ([founding(2, "X1", "M1", to_kind="vườn")], [], {("bad_to_kind", 2)}),
    ([founding(2, "X1", "M1", to_parent_key="H9")], [], {("parent_not_in_force", 2)}),
    ([founding(2, "X1", "M1", to_parent_key="X1")], [], {("parent_not_in_force", 2)}),
    (
        [founding(2, "X1", "M1", to_parent_key="M2"), founding(3, "X2", "M2", to_parent_key="M1")],
        [],
        {("parent_cycle", 2), ("parent_cycle", 3), UNLISTED},
    ),
    ([founding(2, "X1", "X2", name="Tên khác")], [], {("contradicts_directory", 2)}),
    ([row(2, "X1", "X2")], [known("X3", on=False)], {("gap_ends", 0)}),
    ([row(2, "X1", "X2")], [DISTRICT, known("X3", parent="H1")], set()),
    ([row(2, "H1", "X2")], [DISTRICT, known("X3", parent="H1")], {("gap_parent", 0)}),
    (
        [row(2, "H1", "X2", kind="level_abolished", extent="part")],
        [DISTRICT, known("H2", kind="ubnd_huyen", level="huyen")],
        {("gap_level", 0)},
    ),
    ([row(2, "X1", "X2"), row(3, "X3", "X2")], [], set()),
    ([row(2, "X1", "X4"), row(3, "X3", "X4")], [known("X4"), known("X5", level="huyen")], set()),
    ([row(2, "X1", "T.UBND"), row(3, "X3", "T.UBND")], [], {UNLISTED}),
    (
        [row(2, "C1", "C2")],
        [*(known(key, nature="territory", level="tinh") for key in ("C1", "C2")), known("X1", territory="C1")],
        {("committee_left", 2)},
    ),
]


@pytest.mark.parametrize(("rows", "units", "expected"), CASES)
def test_each_fault_is_found_at_its_line_and_nothing_else(rows, units, expected):
    assert found(rows, snapshot(*units)) == expected


def test_thirds_that_are_rounded_make_one():
    assert found([split(line, target, "0.333333") for line, target in ((2, "X2"), (3, "X3"), (4, "T.UBND"))]) == set()


def test_a_unit_may_keep_a_part_and_live_on():
    assert found([split(2, "X1", "0.9"), split(3, "X2", "0.1")]) == set()


def test_a_function_that_moves_ends_nobody():
    assert found([row(2, "X1", "X2", kind="function_transfer", extent="function")]) == set()


def test_a_clause_that_the_packs_do_not_cite_is_a_doubt_and_in_a_file_a_fault():
    rows = [row(2, "X1", "X2", clause="")]
    assert [one.severity for one in check(rows, snapshot(), source="pack")] == ["warning"]
    assert [one.severity for one in check(rows, snapshot(), source="file")] == ["error"]


def test_what_the_directory_says_of_the_day_must_be_the_same():
    there = [said("X1", "X2"), said("X1", "X3", "function_transfer", "function")]
    same = [row(2, "X1", "X2"), row(3, "X1", "X3", kind="function_transfer", extent="function")]
    assert found(same, snapshot(said=there)) == set()
    assert found(same[:1], snapshot(said=there)) == {("contradicts_directory", 2)}
    assert found([row(2, "X1", "X3")], snapshot(said=[said("X1", "X2")])) == {("contradicts_directory", 2)}
    part = [row(2, "X1", "X2", extent="part")]
    assert found(part, snapshot(said=[said("X1", "X2")])) == {("contradicts_directory", 2)}
    assert found([row(2, "X1", "X3")], snapshot(said=[said("X1", "X2")]), correcting=True) == set()


def test_two_mergers_do_not_speak_of_one_unit_on_one_day():
    units = snapshot(elsewhere={"X1": "Đợt sắp xếp trước"})
    assert found([row(2, "X1", "X2")], units) == {("other_merger", 2)}


def test_a_unit_is_renamed_by_a_line_of_its_own():
    assert found([founding(2, "X1", "X1", name="UBND xã Tên Mới", kind="renamed")]) == set()


def test_a_mistyped_code_brings_the_nearest_one_to_mind():
    (one,) = check([row(2, "T.UBNDD", "X2")], snapshot(), source="file")
    assert "T.UBND (UBND tỉnh)" in one.message


def test_problems_keep_their_place_and_are_counted():
    one = Problem("cycle", "error", "Quay vòng", 3, "to_id", "X1")
    assert Problem.from_json(one.to_json()) == one and one.place == "dòng 3, cột to_id"
    rows = [row(2, "X1", "T.UBND"), row(3, "X3", "T.UBND", clause="")]
    assert warning_codes(check(rows, snapshot(), source="pack")) == {"clause_missing": 1, "gap_unlisted": 1}


def test_a_large_file_of_nothing_but_faults_is_checked_in_seconds():
    rows = [row(line, f"Z{line}", f"Z{line + 1}", clause="") for line in range(1, 3001)]
    units = snapshot(*(known(f"Y{number}") for number in range(1500)))
    began = time.perf_counter()
    assert len(check(rows, units, source="file")) > 9000 and time.perf_counter() - began < 30

"""Phrases of real documents, read as at their date; the cases are a table that an official can check."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from thuocdo.core import clock
from thuocdo.core.paths import PACKS
from thuocdo.directory import queries
from thuocdo.directory.models import Revision, UnitAlias
from thuocdo.directory.packs import loaders
from thuocdo.directory.tests.facts import unit

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "phrases.yaml").read_text())


def named(case) -> str:
    return f"{case['day']} {case['within']}: {case['phrase']}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_phrase_means_these_units(facts, case):
    found = queries.resolve(case["phrase"], case["day"], unit(case["within"]))
    keys = [match.unit.key for match in found.units]
    assert len(keys) == len(set(keys))
    if "count" in case:
        assert len(keys) == case["count"]
    else:
        assert keys == case.get("units", [])
    assert set(case.get("includes", [])) <= set(keys)
    assert found.unknown == case.get("unknown", [])
    assert all(found.reasons[text] for text in found.unknown)
    offered = {other.unit.key if other.unit else other.group for other in found.alternatives}
    assert set(case.get("may_be", [])) <= offered
    assert case.get("sure", 0) <= found.confidence <= case.get("at_most", 1)
    if "via" in case:
        assert {match.via for match in found.units} == {case["via"]}


def test_every_unit_that_is_meant_is_in_force_that_day(facts):
    for case in CASES:
        for match in queries.resolve(case["phrase"], case["day"], unit(case["within"])).units:
            assert queries.version_on(match.unit, case["day"]) is not None, (case["phrase"], match.unit.key)
            break


def test_a_phrase_without_a_place_stays_unknown(facts):
    assert queries.resolve("Sở Nội vụ", clock.today(), None).unknown == ["Sở Nội vụ"]


@pytest.mark.parametrize(
    "nonsense", ["", "   ", ";,.", "(", "và", "các", "%s\x00", "liên quan", "x" * 5000, ", ".join(["Sở"] * 400)]
)
def test_nonsense_never_breaks_and_never_names_anybody_surely(facts, nonsense):
    found = queries.resolve(nonsense, clock.today(), unit("P40"))
    assert found.confidence < 0.99 or not found.units


def test_a_phrase_takes_under_five_milliseconds_once_names_are_in_memory(facts):
    within = unit("P40")
    todo = [(case["phrase"], case["day"]) for case in CASES if case["within"] == "P40"]
    for phrase, on in todo:
        queries.resolve(phrase, on, within)
    start = time.process_time()
    for phrase, on in todo:
        queries.resolve(phrase, on, within)
    assert (time.process_time() - start) / len(todo) < 0.005


def test_one_question_to_the_database_for_many_phrases(facts, django_assert_num_queries):
    within = unit("P40")
    queries.resolve("Sở Nội vụ", clock.today(), within)
    with django_assert_num_queries(1):
        queries.resolve_many([case["phrase"] for case in CASES], clock.today(), within)


def test_a_load_renews_the_names_in_memory(facts):
    within = unit("P40")
    assert queries.resolve("Sở Sao Hỏa", clock.today(), within).unknown
    UnitAlias.objects.create(unit=unit("NA.SKHCN"), text="Sở Sao Hỏa", folded="so sao hoa")
    Revision.renew()
    assert [match.unit.key for match in queries.resolve("Sở Sao Hỏa", clock.today(), within).units] == ["NA.SKHCN"]
    loaders.apply(PACKS, at=clock.now())
    assert queries.resolve("Sở Sao Hỏa", clock.today(), within).units, (
        "a row made by a decision is not the packs' to take"
    )

"""The command `thuocdo units`, as scripts rely on it."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta

import pytest

from thuocdo.core import clock
from thuocdo.directory import queries
from thuocdo.directory.management import units
from thuocdo.kernel.errors import Refused


def run(capsys, *words):
    parser = argparse.ArgumentParser()
    units.add_arguments(parser)
    assert units.run(parser.parse_args(words)) == 0
    return capsys.readouterr().out


def test_count_prints_one_number(facts, capsys):
    out = run(capsys, "count", "--on", "2025-07-01", "--level", "xa", "--within", "P40", "--json")
    assert json.loads(out) == {"count": 130}
    assert json.loads(run(capsys, "count", "--on", "2025-06-30", "--level", "huyen", "--json")) == {"count": 696}


def test_lineage_prints_units_with_weights(facts, capsys):
    out = run(capsys, "lineage", "NA.STTTT", "--on", "2025-02-28", "--to", "2025-03-01", "--json")
    assert json.loads(out) == [
        {"unit_id": "NA.SKHCN", "name": "Sở Khoa học và Công nghệ", "weight": 1.0, "extent": "whole"}
    ]
    back = json.loads(run(capsys, "lineage", "C17035.n", "--on", "2025-07-01", "--to", "2025-06-30", "--json"))
    assert {row["unit_id"] for row in back} == {"C17035.o", "C17065.o", "C17068.o", "C17080.o"}


def test_resolve_prints_units_confidence_unknown_and_alternatives(facts, capsys):
    out = run(
        capsys, "resolve", "Sở Nội vụ và các cơ quan liên quan", "--on", "2025-01-05", "--within", "P40", "--json"
    )
    found = json.loads(out)
    assert [unit["id"] for unit in found["units"]] == ["NA.SNV.1"]
    assert found["unknown"] == ["các cơ quan liên quan"]
    assert found["confidence"] == 0


def test_figures_are_restated_and_nothing_is_lost(facts, capsys, tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text('unit_id,figure\nC16672.o,10\nC16678.o,5\nC16681.o,"7,5"\nD412,3\n', encoding="utf-8")
    out = json.loads(run(capsys, "restate", str(path), "--on", "2025-06-30", "--to", "2025-07-01", "--json"))
    assert out["total"] == "25.5"
    assert out["units"] == [{"unit_id": "C16681.n", "name": "Phường Thành Vinh", "figure": "22.5"}]
    assert out["unallocated"] == [{"unit_id": "D412", "name": "Thành phố Vinh", "figure": "3"}]
    path.write_text("unit_id,figure\nC16672.o,mười\n", encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        run(capsys, "restate", str(path), "--on", "2025-06-30", "--to", "2025-07-01")
    assert (refusal.value.code, refusal.value.where["dòng"]) == ("directory.bad_figure", 2)


def test_people_can_read_the_answers_too(facts, capsys):
    assert "130 đơn vị cấp xa ngày 01/07/2025" in run(
        capsys, "count", "--on", "2025-07-01", "--level", "xa", "--within", "NA.UBND"
    )
    assert "Xã Mường Chọng (một phần, chưa rõ tỷ lệ)" in run(
        capsys, "lineage", "D420", "--on", "2025-06-30", "--to", "2025-07-01"
    )
    assert "có thể: NA.SKHCN" in run(capsys, "resolve", "Sở TT&TT", "--on", "2025-07-15", "--within", "P40")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["count", "--on", "31/02/2025", "--level", "xa"], "directory.bad_date"),
        (["count", "--on", "2025-02-31", "--level", "xa"], "directory.bad_date"),
        (["count", "--on", "2025-07-01", "--level", "xa", "--believed-on", "hôm qua"], "directory.bad_date"),
        (["count", "--on", "2025-07-01", "--level", "xa", "--within", "P999"], "directory.unknown_unit"),
        (["lineage", "X1", "--on", "2025-07-01", "--to", "2025-07-02"], "directory.unknown_unit"),
        (["lineage", "D420", "--on", "2025-07-01", "--to", "hôm nay"], "directory.bad_date"),
        (["resolve", "Sở Nội vụ", "--on", "2025-07-01", "--within", "X1"], "directory.unknown_unit"),
        (["resolve", "  ", "--on", "2025-07-01", "--within", "P40"], "directory.empty_phrase"),
    ],
)
def test_bad_input_is_refused_with_its_reason(facts, capsys, words, code):
    with pytest.raises(Refused) as refusal:
        run(capsys, *words)
    assert refusal.value.code == code and refusal.value.message


@pytest.fixture
def day_of_records(facts):
    """The packs were recorded on the day of the test run; the clock then stands on that day."""
    day = queries.first_recorded().astimezone(clock.ZONE).date()
    with clock.fixed(day):
        yield day


def test_the_answer_may_be_that_of_an_earlier_belief(day_of_records, capsys):
    known = ["--believed-on", day_of_records.isoformat(), "--json"]
    out = run(capsys, "count", "--on", "2025-07-01", "--level", "xa", "--within", "P40", *known)
    assert json.loads(out) == {"count": 130}
    shares = json.loads(run(capsys, "lineage", "NA.STTTT", "--on", "2025-02-28", "--to", "2025-03-01", *known))
    assert [share["unit_id"] for share in shares] == ["NA.SKHCN"]


@pytest.mark.parametrize(("days", "code"), [(-1, "directory.nothing_recorded"), (1, "directory.belief_in_future")])
def test_a_belief_before_the_first_record_or_after_today_is_refused(day_of_records, capsys, days, code):
    day = (day_of_records + timedelta(days=days)).isoformat()
    for words in (["count", "--level", "xa"], ["lineage", "D420", "--to", "2025-07-01"]):
        with pytest.raises(Refused) as refusal:
            run(capsys, *words, "--on", "2025-06-30", "--believed-on", day)
        assert refusal.value.code == code

"""Restating figures: nothing lost, nothing invented, what nobody knows stays "chưa phân bổ"."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.directory import queries
from thuocdo.directory.models import Unit
from thuocdo.directory.queries.restating import restated, ways
from thuocdo.directory.rules.lineage import Link, Part, became
from thuocdo.directory.rules.restating import restate, sources_of
from thuocdo.directory.tests.facts import unit
from thuocdo.kernel.errors import Refused

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)
D = Decimal


def part(unit_: int, weight: str | None) -> Part:
    return Part(unit_, None if weight is None else D(weight), "part", (1, unit_))


CASES = [
    # figure 10 of unit 1; parts; restated; not allocated and why
    ([part(2, "1")], {2: "10"}, None),
    ([part(2, "0.3"), part(3, "0.7")], {2: "3", 3: "7"}, None),
    ([part(2, "0.3"), part(3, None)], {2: "3"}, ("7", "unknown_share")),
    ([part(2, None), part(3, None)], {}, ("10", "unknown_share")),
    ([part(2, "1"), part(3, None)], {2: "10"}, None),  # all people went to 2; 3 got only land
    ([part(2, "1"), part(3, "0")], {2: "10"}, None),
    ([part(2, "0.25")], {2: "2.5"}, ("7.5", "unknown_share")),
    ([], {}, ("10", "no_successor")),
    ([part(2, "0.8"), part(3, "0.4")], {}, ("10", "over_whole")),
]


@pytest.mark.parametrize(("parts", "totals", "rest"), CASES)
def test_known_shares_are_carried_and_the_remainder_is_told_with_its_reason(parts, totals, rest):
    found = restate({1: D(10)}, {1: parts})
    assert found.totals == {target: D(amount) for target, amount in totals.items()}
    assert {source: (one.amount, one.why) for source, one in found.unallocated.items()} == (
        {1: (D(rest[0]), rest[1])} if rest else {}
    )
    assert found.total == 10 and not found.estimated


def test_sizes_estimate_the_remainder_and_the_lines_say_so():
    parts = {1: [part(2, "0.4"), part(3, None), part(4, None)]}
    found = restate({1: D(100)}, parts, sizes={3: D(1), 4: D(3)})
    assert found.totals == {2: D(40), 3: D(15), 4: D(45)} and found.rest == 0
    assert [line.estimated for line in found.lines] == [False, True, True]
    unsized = restate({1: D(100)}, parts, sizes={3: D(1)})
    assert unsized.rest == 60, "a size that is missing lets nobody guess the others"


def test_whole_things_are_shared_out_by_largest_remainders():
    thirds = {1: [part(2, "0.333333"), part(3, "0.333333"), part(4, "0.333334")]}
    found = restate({1: D(10)}, thirds, places=0)
    assert sorted(found.totals.values()) == [3, 3, 4] and found.rest == 0
    half = restate({1: D(3)}, {1: [part(2, "0.5"), part(3, None)]}, places=0)
    assert half.total == 3 and half.totals[2] in (1, 2)


def test_a_restated_figure_says_what_it_is_made_of():
    found = restate({1: D(10), 5: D(4)}, {1: [part(2, "1")], 5: [Part(2, D("0.5"), "part", (5, 2))]})
    assert [(line.source, line.share, line.amount) for line in sources_of(found.lines)[2]] == [
        (1, 1, 10),
        (5, D("0.5"), 2),
    ]


shares = st.lists(
    st.one_of(st.none(), st.integers(0, 1_000_000).map(lambda n: D(n) / 1_000_000)), max_size=5
)  # fmt: skip
figures = st.decimals(-10_000, 10_000, places=3)


@given(st.dictionaries(st.integers(1, 4), st.tuples(figures, shares), max_size=4), st.sampled_from([None, 0, 2]),
       st.dictionaries(st.integers(10, 15), st.integers(1, 50).map(D)))  # fmt: skip
def test_totals_stay_equal_whatever_the_shares(units, places, sizes):
    parts = {
        one: [part(10 + at, None if w is None else str(w)) for at, w in enumerate(ws)] for one, (_, ws) in units.items()
    }
    given_figures = {one: figure for one, (figure, _) in units.items()}
    found = restate(given_figures, parts, sizes=sizes, places=places)
    assert found.total == sum(given_figures.values(), D(0))
    for one, figure in given_figures.items():
        amounts = [line.amount for line in found.lines if line.source == one]
        rest = found.unallocated[one].amount if one in found.unallocated else D(0)
        assert sum(amounts, rest) == figure
        if figure >= 0:
            assert all(0 <= amount <= figure for amount in amounts), "nobody gets more than there was"


def test_shares_given_away_on_several_days_are_shares_of_what_was_left():
    links = [
        Link(1, 2, date(2024, 12, 1), "split_into", "part", D("0.4")),
        Link(1, 3, JULY, "split_into", "part", D("0.5")),
    ]
    found = became(1, links, on=date(2024, 1, 1), to=JULY, alive={1, 2, 3}.__contains__)
    assert {one.unit: one.weight for one in found} == {1: D("0.30"), 2: D("0.4"), 3: D("0.30")}


def test_a_stated_share_is_never_rounded_up_to_the_whole():
    """The rest of unit 1 went nowhere that is recorded; it is not given to the only heir."""
    for weight in (D("0.4"), None):
        found = became(1, [Link(1, 2, JULY, "merged_into", "part", weight)], on=JUNE, to=JULY, alive={2}.__contains__)
        assert [(one.unit, one.weight, one.extent) for one in found] == [(2, weight, "part")]
        assert restate({1: D(10)}, {1: found}).total == 10


def test_parts_of_unknown_share_that_met_again_are_the_whole():
    links = [Link(1, n, date(2024, 12, 1), "split_into", "part", None) for n in (2, 3)]
    links += [Link(n, 4, JULY, "merged_into", "whole", D(1)) for n in (2, 3)]
    (found,) = became(1, links, on=date(2024, 1, 1), to=JULY, alive={4}.__contains__)
    assert (found.unit, found.weight, found.extent) == (4, 1, "whole")


def ids(*keys: str) -> list[int]:
    return [unit(key).pk for key in keys]


def test_figures_of_412_communes_become_those_of_130_to_the_last(facts):
    old = [node for _, node in queries.tree(JUNE, unit("P40"))[0].walk() if node.level == "xa"]
    given_figures = {node.unit_id: D(at + 1) for at, node in enumerate(old)}
    found = restated(given_figures, JUNE, JULY)
    assert (len(found.totals), found.rest, found.total) == (130, 0, D(412 * 413 // 2))


def test_a_divided_commune_is_not_allocated_and_not_lost(facts):
    """Ten communes of Thanh Hóa were divided, and no act gives their shares."""
    old = [node for _, node in queries.tree(JUNE, unit("P38"))[0].walk() if node.level == "xa"]
    found = restated({node.unit_id: D(1) for node in old}, JUNE, JULY)
    assert found.total == 547 and 0 < found.rest <= 10
    assert {one.why for one in found.unallocated.values()} == {"unknown_share"}


def test_a_district_is_estimated_only_when_asked_and_by_sizes_of_its_communes(facts):
    (quy_hop,) = ids("D420")
    assert restated({quy_hop: D(700)}, JUNE, JULY).unallocated[quy_hop].amount == 700
    for by in ("population", "area"):
        found = restated({quy_hop: D(700)}, JUNE, JULY, by=by, places=0)
        assert len(found.totals) == 7 and found.total == 700 and found.rest == 0 and found.estimated
    (committee,) = ids("NA.UBND.D420")
    by_committees = restated({committee: D(700)}, JUNE, JULY, by="population", places=0)
    names = queries.names_on(by_committees.totals, JULY)
    assert len(names) == 7 and all(name.startswith("UBND xã") for name in names.values())


def test_a_district_whose_land_went_to_shared_communes_is_not_estimated(facts):
    """Five new communes of Thanh Hóa cross borders of districts: their size is no part of one district's."""
    districts = [node for _, node in queries.tree(JUNE, unit("P38"))[0].walk() if node.level == "huyen"]
    found = restated({node.unit_id: D(100) for node in districts}, JUNE, JULY, by="area")
    assert found.total == 2600 and 0 < len(found.unallocated) < 26


def test_units_that_ended_before_the_day_are_followed_from_their_last_day(facts):
    ended, today = ids("C16684.h1", "C16681.n")
    found = ways([ended, today], date(2025, 7, 15), date(2025, 7, 15)).restate({ended: D(2), today: D(3)})
    assert found.totals == {today: 5}
    nobody_yet = restated({today: D(3)}, date(2024, 1, 1), date(2024, 6, 1))
    assert nobody_yet.unallocated[today].why == "no_successor"


def test_backwards_and_by_unknown_sizes_are_refused(facts):
    with pytest.raises(Refused) as backwards:
        restated({1: D(1)}, JULY, JUNE)
    with pytest.raises(Refused) as unknown:
        restated({1: D(1)}, JUNE, JULY, by="rainfall")
    assert [one.value.code for one in (backwards, unknown)] == [
        "directory.restated_backwards",
        "directory.unknown_size",
    ]


def test_restating_takes_few_statements_whatever_the_number_of_units(facts, django_assert_num_queries):
    every = list(Unit.objects.filter(province_key="P40", nature="territory").values_list("pk", flat=True))
    for units in (every[:2], every):
        with django_assert_num_queries(3):
            ways(units, JUNE, JULY)

"""The lineage as a graph and as a drawing: states between reorganisations, layers, every edge forward, nothing lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.directory.rules.drawing import HEIGHT, NARROW, narrow, wide
from thuocdo.directory.rules.graph import Tie, lay

DEC, MAR, JUL = date(2024, 12, 1), date(2025, 3, 1), date(2025, 7, 1)


def tie(source: int, target: int, on: date = JUL, *, kind="merged_into", extent="whole", weight="1") -> Tie:
    row = source * 1000 + target * 10 + on.month
    return Tie(row, source, target, on, kind, extent, None if weight is None else Decimal(weight))


def born(on: date) -> list:
    return [(on, None)]


def ended(on: date, start: date | None = None) -> list:
    return [(start, on)]


def seen(graph) -> list[tuple[int, int]]:
    return [(state.unit, state.layer) for state in graph.states]


def test_two_steps_make_three_layers():
    ties = [tie(1, 3, DEC), tie(2, 3, DEC), tie(3, 5), tie(4, 5)]
    lives = {1: ended(DEC), 2: ended(DEC), 3: ended(JUL, DEC), 4: ended(JUL), 5: born(JUL)}
    graph = lay(5, ties, lives)
    assert sorted(seen(graph)) == [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2)]
    assert graph.marks == (DEC, JUL) and graph.hidden == 0 and len(graph.edges) == 4


def test_a_unit_that_gives_land_and_lives_on_stands_before_and_after_and_goes_on():
    graph = lay(1, [tie(1, 2, DEC, extent="part_area", weight="0")], {1: [(None, None)], 2: [(None, None)]})
    assert sorted(seen(graph)) == [(1, 0), (1, 1), (2, 0), (2, 1)]
    assert sorted((edge.tie is None) for edge in graph.edges) == [False, True, True]


def test_a_gap_in_the_records_does_not_break_the_picture():
    graph = lay(2, [tie(1, 2)], {})
    assert sorted(seen(graph)) == [(1, 0), (2, 1)]


def test_a_unit_without_successions_stands_alone():
    graph = lay(1, [], {1: [(None, None)]})
    assert seen(graph) == [(1, 0)] and not graph.edges


def test_far_generations_are_left_out_whole_and_counted():
    ties = [tie(n, 1) for n in range(10, 20)] + [tie(100 + n, n, DEC) for n in range(10, 20)]
    lives = {
        1: born(JUL),
        **{n: ended(JUL, DEC) for n in range(10, 20)},
        **{100 + n: ended(DEC) for n in range(10, 20)},
    }
    assert lay(1, ties, lives, most=40).hidden == 0
    cut = lay(1, ties, lives, most=15)
    assert (len(cut.states), cut.hidden) == (11, 10)
    assert (len(lay(1, ties, lives, most=5).states), lay(1, ties, lives, most=5).hidden) == (5, 16)


def name(state) -> tuple[str, str]:
    return f"K{state.unit}", f"Ủy ban nhân dân phường số {state.unit} có tên rất dài để xuống dòng"


@pytest.mark.parametrize("number", [2, 7, 40])
def test_boxes_never_overlap_and_stay_inside_however_many_predecessors(number):
    ties = [tie(n, 1) for n in range(2, number + 2)]
    lives = {1: born(JUL), **{n: ended(JUL) for n in range(2, number + 2)}}
    graph = lay(1, ties, lives)
    for drawing in (wide(graph, name), narrow(graph, name)):
        assert len(drawing.boxes) == number + 1 and len(drawing.lines) == number
        for at, box in enumerate(drawing.boxes):
            assert min(box.x, box.y) >= 0
            assert box.right <= drawing.width and box.y + box.height <= drawing.height
            for other in drawing.boxes[at + 1 :]:
                apart = box.right <= other.x or other.right <= box.x
                assert apart or box.y + box.height <= other.y or other.y + other.height <= box.y
    assert narrow(graph, name).width == NARROW, "a phone shows it without scrolling sideways"


def test_words_stand_at_the_end_where_a_line_is_alone():
    into = wide(lay(1, [tie(2, 1), tie(3, 1)], {1: born(JUL), 2: ended(JUL), 3: ended(JUL)}), name)
    assert {line.anchor for line in into.lines} == {"start"} and len({line.y for line in into.lines}) == 2
    out = wide(lay(1, [tie(1, 2), tie(1, 3)], {1: ended(JUL), 2: born(JUL), 3: born(JUL)}), name)
    assert {line.anchor for line in out.lines} == {"end"} and len({line.y for line in out.lines}) == 2


def test_a_long_name_takes_two_lines_and_the_whole_name_is_kept():
    box = wide(lay(1, [tie(2, 1)], {1: born(JUL), 2: ended(JUL)}), name).boxes[0]
    assert len(box.lines) == 2 and box.name.endswith("xuống dòng") and box.height == HEIGHT
    assert box.lines[0][1] == "Ủy ban nhân dân phường số"


def test_headings_say_the_days_of_each_layer():
    lives = {1: ended(DEC), 2: ended(JUL, DEC), 3: born(JUL)}
    heads = wide(lay(3, [tie(1, 2, DEC), tie(2, 3)], lives), name).headings
    assert [(head.start, head.last_day) for head in heads] == [
        (None, date(2024, 11, 30)), (DEC, date(2025, 6, 30)), (JUL, None)
    ]  # fmt: skip


step = st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([DEC, MAR, JUL]))
steps = st.lists(step.filter(lambda one: one[0] != one[1]), max_size=14, unique=True)


@settings(max_examples=200)
@given(steps)
def test_every_tie_is_drawn_once_and_leads_to_a_later_layer(found):
    ties = [tie(source, target, on) for source, target, on in found]
    graph = lay(1, ties, {n: [(None, None)] for n in range(1, 10)})
    for edge in graph.edges:
        assert graph.states[edge.source].layer < graph.states[edge.target].layer
    reached = {state.unit for state in graph.states}
    drawn = [edge.tie for edge in graph.edges if edge.tie]
    assert sorted(t.row for t in drawn) == sorted(t.row for t in ties if {t.source, t.target} <= reached)
    assert {state.layer for state in graph.states} <= set(range(len(graph.marks) + 1))
    assert len(wide(graph, name).boxes) == len(narrow(graph, name).boxes) == len(graph.states)

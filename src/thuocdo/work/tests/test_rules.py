"""Pure rules: standing, transfer of work, names and spans of plans."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.work.rules.adoption import named_phrases, plan_kind, plan_span, plan_title, plan_year
from thuocdo.work.rules.life import OCCURRENCES, open_verbs
from thuocdo.work.rules.standing import STANDINGS, Counts, add_counts, standing
from thuocdo.work.rules.succession import Heir, Holding, Slot, plan_transfer

ON = date(2025, 7, 15)
STANDING_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "standing.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", STANDING_CASES, ids=lambda case: case["name"])
def test_standing_of_a_due_instance(case):
    found = standing(
        state=case["state"], due_on=case["due_on"], on_time=case.get("on_time"), watched=case.get("watched", False),
        on=ON, soon_until=ON + timedelta(days=7),
    )  # fmt: skip
    assert found == case["standing"]


def test_counts_add_up_and_name_the_worst():
    one, two = Counts({"overdue": 1, "accepted_late": 2}), Counts({"accepted_on_time": 3, "waived": 1})
    total = add_counts([one, two])
    assert (total.total, total.done, total.late, total.worst) == (7, 6, 3, "overdue")
    assert total.parts() == [("overdue", 1), ("accepted_late", 2), ("accepted_on_time", 3), ("waived", 1)]
    assert Counts().worst == "no_date", "nothing is never green"


def test_final_states_have_no_way_out():
    for state in ("accepted", "waived", "handed_over"):
        assert {OCCURRENCES.move(state, verb) for verb in OCCURRENCES.verbs(state)} <= {state}
    assert open_verbs("waived") == open_verbs("handed_over") == {"see", "see_proof"}
    assert open_verbs("accepted") == {"see", "see_proof", "judge_quality", "tick_product"}


@pytest.mark.parametrize(
    ("doc_type", "attachments", "kind"),
    [
        ("kế hoạch", [], "plan"),
        ("quyết định", [{"type": "kế hoạch", "title": "x"}], "plan"),
        ("quyết định", [{"type": "phụ lục", "title": "x"}], "directive"),
        ("công văn", [], "directive"),
    ],
)
def test_kind_of_a_plan(doc_type, attachments, kind):
    assert plan_kind(doc_type, attachments) == kind


def test_the_title_is_that_of_the_plan_and_not_of_the_decision():
    carried = [{"type": "kế hoạch", "title": "Cải cách hành chính Nhà nước tỉnh Nghệ An năm 2025"}]
    title = plan_title("quyết định", "Ban hành Kế hoạch", carried, "Quyết định 3667")
    assert title == "Kế hoạch cải cách hành chính Nhà nước tỉnh Nghệ An năm 2025"
    assert plan_title("công văn", "", [], "Công văn ngày 23/04/2025") == "Công văn ngày 23/04/2025"
    assert plan_year("plan", title, date(2024, 12, 30)) == 2025


@pytest.mark.parametrize(
    ("year", "known_on", "start"),
    [
        (2025, date(2024, 12, 30), date(2025, 1, 1)),
        (2025, date(2025, 1, 1), date(2025, 1, 1)),
        (2025, date(2025, 7, 10), date(2025, 7, 10)),
        (2024, date(2025, 2, 1), date(2024, 12, 31)),
    ],
)
def test_a_plan_covers_its_year_from_the_day_on_which_its_paper_is_there(year, known_on, start):
    assert plan_span(year, known_on) == (start, date(year + 1, 1, 1))


@pytest.mark.parametrize(
    ("applies_to", "named"),
    [
        ("UBND cấp xã", {2}),
        ("Các sở, ngành, đơn vị thuộc UBND tỉnh, UBND cấp huyện", {0, 1}),
        ("Báo cáo", set()),
        ("", set()),
        ("Ủy ban nhân dân xã Thử", set()),
    ],
)
def test_agencies_that_a_deadline_names(applies_to, named):
    phrases = ["Các sở, ngành, đơn vị thuộc UBND tỉnh", "UBND cấp huyện", "UBND cấp xã"]
    assert named_phrases(applies_to, phrases) == named


# Units 1..4 end; 5..8 live on. Slots are keyed by a number; a slot of the same key is the same report.
holdings = st.lists(
    st.builds(
        lambda task, unit, role, keys: (task, unit, role, keys),
        st.integers(1, 3), st.integers(1, 4), st.sampled_from(["lead", "coordinating"]),
        st.sets(st.integers(1, 4), max_size=3),
    ),
    unique_by=lambda row: row[:3], max_size=12,
)  # fmt: skip
successors = st.dictionaries(st.integers(1, 4), st.lists(st.integers(5, 8), unique=True, max_size=3))
places = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(5, 8), st.sampled_from(["lead", "coordinating"])),
    st.frozensets(st.integers(1, 4)), max_size=8,
)  # fmt: skip


def key(number):
    return (number, ON, "kỳ", 1)


def world(rows, after, held):
    number = 0
    sources = []
    for pk, (task, unit, role, keys) in enumerate(rows, start=1):
        slots = []
        for one in sorted(keys) if role == "lead" else ():
            number += 1
            slots.append(Slot(number, key(one)))
        sources.append(Holding(pk, task, unit, role, tuple(slots)))
    heirs = {unit: [Heir(target, unit * 10 + target, ON) for target in targets] for unit, targets in after.items()}
    return sources, heirs, {place: frozenset(key(one) for one in keys) for place, keys in held.items()}


@given(holdings, successors, places)
def test_nothing_is_lost_and_nothing_is_there_twice(rows, after, held):
    sources, heirs, there = world(rows, after, held)
    transfer = plan_transfer(sources, heirs, there)
    assert {line.source for line in transfer.lines} == {source.obligation for source in sources}
    for source in sources:
        targets = {heir.unit for heir in heirs.get(source.unit, ())}
        for slot in source.slots:
            reached = transfer.went_to.get(slot.occurrence, [])
            assert {place[1] for place, _ in reached} == targets, "every heir has it"
            for place, of in reached:
                assert place[0] == source.task and of == slot.key
                assert (place, of) in transfer.new_slots or of in there.get(place, ())
    assert not {slot for slot in transfer.new_slots if slot[1] in there.get(slot[0], ())}, "no slot is made twice"
    assert not set(transfer.new_places) & set(there), "no place is made twice"


@given(holdings, successors, places)
def test_handing_over_again_finds_nothing_to_do(rows, after, held):
    sources, heirs, there = world(rows, after, held)
    first = plan_transfer(sources, heirs, there)
    done = {line.source for line in first.lines if line.effect in ("created", "absorbed", "finished")}
    again = plan_transfer([source for source in sources if source.obligation not in done], heirs, there)
    assert not again.new_places and not again.new_slots
    assert {line.effect for line in again.lines} <= {"no_successor"}


@given(holdings, successors, places)
def test_the_counts_of_the_report_balance(rows, after, held):
    sources, heirs, there = world(rows, after, held)
    counts = plan_transfer(sources, heirs, there).counts()
    pairs = sum(len(source.slots) * len(heirs.get(source.unit, ())) for source in sources)
    assert counts["occurrences_created"] + counts["occurrences_absorbed"] == pairs
    assert counts["obligations_created"] == counts["lines_created"]


def test_who_leads_a_task_absorbs_what_its_predecessor_only_helped_with():
    held = {(1, 5, "lead"): frozenset()}
    transfer = plan_transfer([Holding(9, 1, 1, "coordinating")], {1: [Heir(5, 1, ON)]}, held)
    assert [(line.effect, line.place) for line in transfer.lines] == [("absorbed", (1, 5, "lead"))]


def test_who_helped_and_now_leads_no_longer_helps():
    held = {(1, 5, "coordinating"): frozenset()}
    transfer = plan_transfer([Holding(9, 1, 1, "lead", (Slot(1, key(1)),))], {1: [Heir(5, 1, ON)]}, held)
    assert transfer.displaced == [(1, 5, "coordinating")] and (1, 5, "lead") in transfer.new_places


def test_the_standings_are_those_of_the_furniture():
    from thuocdo.ui.standings import STANDINGS as LOOKS

    assert set(STANDINGS) <= set(LOOKS)


def test_a_title_in_capitals_is_set_as_a_sentence():
    subject = "TRIỂN KHAI THỰC HIỆN CHỈ THỊ SỐ 32/CT-TTG CỦA UBND TỈNH"
    title = plan_title("kế hoạch", subject, [], "Kế hoạch")
    assert title == "Kế hoạch triển khai thực hiện chỉ thị số 32/CT-TTG của UBND tỉnh"

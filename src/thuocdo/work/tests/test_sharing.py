"""Inside one due instance: contributions, steps, products, quality and blocks; done, refused, repeated, told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from thuocdo.core import audit, clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import Notice
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import services
from thuocdo.work.models import Block, Contribution, Move, Occurrence, Product, QualityMark, Step
from thuocdo.work.queries import inside_lists, sharing
from thuocdo.work.queries.open_work import open_steps_of
from thuocdo.work.receipts import take_step
from thuocdo.work.services import Ground, StepWords
from thuocdo.work.tests import factories

JULY = date(2025, 7, 15)
AT = clock.at_day(JULY)


@pytest.fixture
def one(place) -> Occurrence:
    task = factories.task(factories.bare_plan(place.committee), outputs=["Báo cáo", "Biểu số liệu"])
    return factories.occurrence(factories.obligation(task, place.science), date(2025, 7, 31))


@pytest.fixture
def helper(place, one):
    place.hoa.positions.update(is_head=True)
    return factories.obligation(one.task, place.home, role="coordinating")


@pytest.fixture
def asked(place, one, helper) -> Contribution:
    return ask(place, one, helper)


def ask(place, one, helper, due_on=date(2025, 7, 25)) -> Contribution:
    return services.request_contribution(
        occurrence=one, obligation=helper, text="Gửi số liệu", due_on=due_on, by=place.binh, at=AT
    )


def accepted(place, one, **more) -> Occurrence:
    services.submit_occurrence(occurrence=one, by=place.binh, at=AT, note="xong")
    return services.accept_occurrence(occurrence=one, by=place.hoa, at=AT, **more)


def part(helper, on=JULY) -> str:
    return sharing.part_states([helper.pk], on)[helper.pk]


def test_a_contribution_is_asked_given_sent_back_and_taken_and_the_part_says_where_it_stands(place, one, helper):
    assert part(helper) == "not_asked"
    asked = ask(place, one, helper)
    assert part(helper) == "asked" and part(helper, date(2025, 7, 26)) == "late"
    assert Notice.objects.get().recipient_key == place.hoa.actor_key
    services.give_contribution(contribution=asked, answer="Gửi kèm", uploads=[factories.upload()], by=place.hoa, at=AT)
    assert part(helper, date(2025, 7, 26)) == "given" and asked.files.get().name == "bao-cao.txt"
    services.return_contribution(contribution=asked, reason="Thiếu quý II", by=place.minh, at=AT)
    assert (asked.state, asked.reason, part(helper)) == ("returned", "Thiếu quý II", "asked")
    services.give_contribution(contribution=asked, answer="Đã bổ sung", by=place.hoa, at=AT)
    services.take_contribution(contribution=asked, by=place.binh, at=AT)
    assert part(helper) == "taken"
    acts = [row.action for row in audit.history(asked)]
    assert acts.count("work.give_contribution") == 2 and "work.return_contribution" in acts


@pytest.mark.parametrize(
    ("due_on", "code"), [(date(2025, 7, 14), "work.date_passed"), (date(2025, 8, 1), "work.after_own_date")]
)
def test_a_contribution_is_not_asked_for_the_past_or_after_the_own_date(place, one, helper, due_on, code):
    with pytest.raises(Refused) as refusal:
        ask(place, one, helper, due_on)
    assert refusal.value.code == code and not Contribution.objects.exists()


def test_a_second_request_waits_for_the_first_and_an_agency_outside_the_task_is_not_asked(place, one, helper, asked):
    with pytest.raises(Refused) as refusal:
        ask(place, one, helper)
    assert refusal.value.code == "work.already_asked_of"
    services.recall_contribution(contribution=asked, reason="Không cần nữa", by=place.binh, at=AT)
    assert part(helper) == "not_asked" and ask(place, one, helper).state == "asked"
    elsewhere = factories.obligation(factories.task(one.plan), place.home, role="coordinating")
    with pytest.raises(Refused, match="không phối hợp"):
        ask(place, one, elsewhere)


def test_each_side_of_a_contribution_has_its_own_verbs(place, asked):
    with pytest.raises(NotAllowed):
        services.give_contribution(contribution=asked, answer="x", by=place.binh, at=AT)
    with pytest.raises(NotAllowed):
        services.take_contribution(contribution=asked, by=place.tam, at=AT)
    services.decline_contribution(contribution=asked, reason="Không có số liệu", by=place.hoa, at=AT)
    with pytest.raises(Refused) as refusal:
        services.give_contribution(contribution=asked, answer="x", by=place.hoa, at=AT)
    assert refusal.value.code == "work.contribution.not_allowed"


def test_a_step_is_given_done_opened_again_and_dropped(place, one):
    words = StepWords("  Dự thảo  báo cáo ", place.binh, date(2025, 7, 20))
    step = services.give_step(obligation=one.obligation, step=words, occurrence=one, by=place.minh, at=AT)
    assert (step.text, step.order) == ("Dự thảo báo cáo", 1)
    assert Notice.objects.get().recipient_key == place.binh.actor_key
    services.finish_step(step=step, result="Đã trình", by=place.binh, at=AT)
    assert step.state == "done" and Notice.objects.filter(recipient_key=place.minh.actor_key).exists()
    with pytest.raises(Refused):
        services.drop_step(step=step, reason="x", by=place.minh, at=AT)
    services.reopen_step(step=step, reason="Sở yêu cầu sửa", by=place.minh, at=AT)
    assert (step.state, step.result, step.ended_at) == ("open", "", None)
    services.drop_step(step=step, reason="Gộp vào bước khác", by=place.minh, at=AT)
    assert step.state == "dropped" and audit.history(step).count() == 3


def test_a_step_is_for_people_of_the_agency_and_not_after_the_date(place, one):
    with pytest.raises(Refused, match="không giữ vị trí"):
        words = StepWords("x", place.hoa)
        services.give_step(obligation=one.obligation, step=words, by=place.minh, at=AT)
    with pytest.raises(Refused, match="sau hạn"):
        words = StepWords("x", place.binh, date(2025, 8, 1))
        services.give_step(obligation=one.obligation, step=words, occurrence=one, by=place.minh, at=AT)
    with pytest.raises(NotAllowed):
        services.give_step(obligation=one.obligation, step=StepWords("x"), by=place.hoa, at=AT)
    assert not Step.objects.exists()


def test_steps_are_open_work_of_a_person_and_pass_to_who_takes_it_over(place, one):
    step = services.give_step(obligation=one.obligation, step=StepWords("Rà soát", place.binh), by=place.minh, at=AT)
    found = open_steps_of(place.binh, JULY)
    assert [(row.kind, row.key, row.unit) for row in found] == [("work.step", str(step.pk), place.science.pk)]
    take_step(str(step.pk), giver=place.binh, taker=place.minh, by=SYSTEM, at=AT)
    step.refresh_from_db()
    assert step.person == place.minh and open_steps_of(place.binh, JULY) == []


def test_products_are_ticked_by_proof_or_a_paper_and_a_tick_is_taken_back_with_its_reason(place, one):
    proof = services.attach_evidence(occurrence=one, upload=factories.upload(), by=place.binh, at=AT)
    tick = services.tick_product(occurrence=one, place=0, by_what=proof, by=place.binh, at=AT)
    products = sharing.products_of(one)
    assert (products.done, products.total, products.lacking) == (1, 2, ["Biểu số liệu"])
    paper = factories.document(place.hoa, place.committee)
    services.tick_product(occurrence=one, place=1, by_what=paper, by=place.binh, at=AT)
    assert sharing.products_of(one).lacking == []
    with pytest.raises(Refused):
        services.withdraw_product(product=tick, why=" ", by=place.binh, at=AT)
    services.withdraw_product(product=tick, why="Nhầm bản dự thảo", by=place.binh, at=AT)
    products = sharing.products_of(one)
    assert products.lacking == ["Báo cáo"] and products.rows[0].past[0].withdrawn_why == "Nhầm bản dự thảo"


def test_a_product_is_not_ticked_by_what_is_elsewhere_or_twice(place, one):
    other = factories.occurrence(one.obligation, date(2025, 9, 30))
    proof = services.attach_evidence(occurrence=other, upload=factories.upload(), by=place.binh, at=AT)
    with pytest.raises(Refused) as refusal:
        services.tick_product(occurrence=one, place=0, by_what=proof, by=place.binh, at=AT)
    assert refusal.value.code == "work.proof_of_another"
    with pytest.raises(Refused) as refusal:
        services.tick_product(occurrence=other, place=7, by_what=proof, by=place.binh, at=AT)
    assert refusal.value.code == "work.no_such_product"
    services.tick_product(occurrence=other, place=0, by_what=proof, by=place.binh, at=AT)
    with pytest.raises(Refused) as refusal:
        services.tick_product(occurrence=other, place=0, by_what=proof, by=place.binh, at=AT)
    assert refusal.value.code == "work.ticked_before" and Product.objects.count() == 1


def test_accepting_with_products_lacking_is_written_down_one_by_one_and_many_at_once(place, one):
    accepted(place, one, note="Duyệt tạm")
    assert Move.objects.get(verb="accept_occurrence").reason == ("Duyệt tạm Còn thiếu sản phẩm: Báo cáo; Biểu số liệu.")
    assert audit.history(one).filter(action="work.accept_occurrence").get().after["lacking"] == [
        "Báo cáo",
        "Biểu số liệu",
    ]
    other = factories.occurrence(one.obligation, date(2025, 9, 30))
    services.submit_occurrence(occurrence=other, by=place.binh, at=AT, note="xong")
    services.accept_many(occurrences=[other], by=place.hoa, at=AT)
    assert "Còn thiếu sản phẩm" in Move.objects.get(occurrence=other, verb="accept_occurrence").reason


def test_quality_is_judged_with_acceptance_or_later_and_its_history_stays(place, one):
    with pytest.raises(Refused):
        services.judge_quality(occurrence=one, grade="good", by=place.hoa, at=AT)
    accepted(place, one, note="Còn thiếu số liệu xã", grade="lacking")
    services.judge_quality(occurrence=one, grade="met", by=place.tam, at=AT + timedelta(days=1))
    one.refresh_from_db()
    assert one.quality == "met"
    assert [(row.grade, row.text) for row in QualityMark.objects.all()] == [
        ("met", ""),
        ("lacking", "Còn thiếu số liệu xã"),
    ]
    with pytest.raises(Refused, match="tồn tại, hạn chế gì"):
        services.judge_quality(occurrence=one, grade="lacking", by=place.tam, at=AT)
    with pytest.raises(Refused, match="Chưa chọn mức"):
        services.judge_quality(occurrence=one, grade="xxx", by=place.tam, at=AT)
    with pytest.raises(NotAllowed):
        services.judge_quality(occurrence=one, grade="good", by=place.binh, at=AT)


def test_done_and_still_lacking_is_counted_apart_from_done(place):
    plan = factories.bare_plan(place.committee)
    of = factories.obligation(factories.task(plan), place.science)
    for day in range(1, 5):
        row = factories.occurrence(of, date(2025, 7, day))
        accepted(place, row, note="x", grade="lacking" if day == 1 else "")
    counts = inside_lists.quality_of_plan(plan, place.hoa)
    assert (counts.total, counts.lacking, counts.unjudged) == (4, 1, 3)
    by_unit = inside_lists.quality_by_unit(inside_lists.accepted(place.hoa), JULY)
    assert [(row.label, row.lacking) for row in by_unit] == [("Sở Khoa học và Công nghệ", 1)]
    assert inside_lists.quality_of_plan(plan, place.lan).total == 0


def test_a_block_is_shown_at_both_ends_and_ends_when_the_other_is_accepted(place, one):
    place.minh.positions.update(is_head=True)
    waiting = factories.occurrence(factories.obligation(factories.task(one.plan), place.home), date(2025, 8, 15))
    block = services.note_block(occurrence=waiting, waits_for=one, text="Chờ số liệu", by=place.hoa, at=AT)
    assert Notice.objects.get().recipient_key == place.minh.actor_key
    assert sharing.blocks_around(waiting, place.hoa) == ([block], [])
    assert sharing.blocks_around(one, place.binh) == ([], [block])
    holdup = inside_lists.worst_holdups(place.hoa, JULY)[0]
    assert (holdup.occurrence, holdup.waiting, holdup.first_due_on) == (one, 1, date(2025, 8, 15))
    services.submit_occurrence(occurrence=one, by=place.binh, at=AT, note="xong")
    services.accept_occurrence(occurrence=one, by=place.tam, at=AT)
    block.refresh_from_db()
    assert block.ended_why == "Kết quả được chờ đã được duyệt." and not inside_lists.worst_holdups(place.hoa, JULY)


def test_things_do_not_wait_for_each_other_in_a_circle(place, one):
    second, third = (factories.occurrence(one.obligation, date(2025, month, 30)) for month in (9, 10))
    services.note_block(occurrence=one, waits_for=second, text="a", by=place.binh, at=AT)
    services.note_block(occurrence=second, waits_for=third, text="b", by=place.binh, at=AT)
    for goal, code in ((one, "work.circle_of_blocks"), (third, "work.waits_for_itself")):
        with pytest.raises(Refused) as refusal:
            services.note_block(occurrence=third, waits_for=goal, text="c", by=place.binh, at=AT)
        assert refusal.value.code == code
    first = Block.objects.get(occurrence=one)
    services.end_block(block=first, why="Đã có số liệu", by=place.binh, at=AT)
    assert services.note_block(occurrence=third, waits_for=one, text="c", by=place.binh, at=AT).pk
    with pytest.raises(Refused):
        services.end_block(block=first, why="lại", by=place.binh, at=AT)


def test_a_waiver_and_a_later_date_name_the_paper_that_decides(place, one):
    paper = factories.document(place.hoa, place.committee)
    asked = services.ask_extension(
        occurrence=one, until=date(2025, 8, 15), reason="Chờ hướng dẫn của Bộ", by=place.binh, at=AT
    )
    services.decide_extension(extension=asked, granted=True, reason=Ground("", paper), by=place.leader, at=AT)
    asked.refresh_from_db()
    assert asked.document == paper and Move.objects.get(verb="grant_extension").document == paper
    services.waive_occurrence(occurrence=one, reason=Ground("Không còn đối tượng", paper), by=place.hoa, at=AT)
    assert Move.objects.get(verb="waive_occurrence").document == paper
    paper.withdrawn_at, paper.number_symbol = AT, "9/QĐ"
    other = factories.occurrence(one.obligation, date(2025, 9, 30))
    with pytest.raises(Refused) as refusal:
        services.waive_occurrence(occurrence=other, reason=Ground("x", paper), by=place.hoa, at=AT)
    assert refusal.value.code == "work.paper_withdrawn"


def test_the_inside_follows_the_obligation_when_units_merge(place):
    """The media department merged into that of science on 1/3/2025: what was open goes on there."""
    task = factories.task(factories.bare_plan(place.committee))
    old = factories.occurrence(factories.obligation(task, place.media), date(2025, 3, 31))
    helper = factories.obligation(task, place.home, role="coordinating")
    other = factories.occurrence(factories.obligation(factories.task(task.plan), place.home), date(2025, 4, 30))
    at = clock.at_day(date(2025, 2, 20))
    worker = factories.person("Yến", "unit_officer", place.media)
    worker.positions.create(unit=place.science, title="x", role="unit_officer", valid=(date(2025, 2, 1), None))
    step = services.give_step(
        obligation=old.obligation, step=StepWords("Tổng hợp", worker), occurrence=old, by=SYSTEM, at=at
    )
    asked = services.request_contribution(
        occurrence=old, obligation=helper, text="Số liệu", due_on=date(2025, 3, 15), by=SYSTEM, at=at
    )
    block = services.note_block(occurrence=other, waits_for=old, text="Chờ", by=SYSTEM, at=at)
    services.hand_over_merged_units(on=date(2025, 3, 1), by=SYSTEM, at=clock.at_day(date(2025, 3, 1)))
    heir = Occurrence.objects.get(origin=old)
    for thing in (step, asked, block):
        thing.refresh_from_db()
    assert (step.state, asked.state, block.ended_at is not None) == ("dropped", "recalled", True)
    new = Step.objects.get(obligation=heir.obligation)
    assert (new.text, new.person, new.occurrence, new.state) == ("Tổng hợp", worker, heir, "open")
    assert Contribution.objects.get(occurrence=heir).obligation == helper
    assert Block.objects.get(ended_at=None).waits_for == heir
    assert services.hand_over_merged_units(on=date(2025, 3, 2), by=SYSTEM, at=AT) and Step.objects.count() == 2


def test_what_was_asked_of_a_unit_that_ended_is_asked_of_its_successor(place):
    task = factories.task(factories.bare_plan(place.committee))
    one = factories.occurrence(factories.obligation(task, place.home), date(2025, 4, 30))
    helper = factories.obligation(task, place.media, role="coordinating")
    at = clock.at_day(date(2025, 2, 20))
    services.request_contribution(
        occurrence=one, obligation=helper, text="Số liệu", due_on=date(2025, 3, 15), by=SYSTEM, at=at
    )
    services.hand_over_merged_units(on=date(2025, 3, 1), by=SYSTEM, at=clock.at_day(date(2025, 3, 1)))
    waiting = Contribution.objects.get(state="asked")
    assert (waiting.obligation.unit, waiting.occurrence, waiting.text) == (place.science, one, "Số liệu")

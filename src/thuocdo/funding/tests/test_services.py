"""The way of an estimate: made, appraised, passed on, decided by a paper, spent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from thuocdo.core import audit
from thuocdo.core.models import Notice
from thuocdo.funding import queries, services
from thuocdo.funding.models import Estimate, Spending
from thuocdo.funding.rules.content import LineContent
from thuocdo.funding.services.judging import Judged
from thuocdo.funding.tests.factories import AT, LINES, TOTAL
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.work.tests import factories as make


def spending(amount: int, **given) -> Spending:
    usual = {"spent_on": date(2025, 7, 14), "content": "Thanh toán đợt 1", "paper": "UNC 12"}
    return Spending(amount=Decimal(amount), **{**usual, **given})


def refused(code: str):
    return pytest.raises(Refused, check=lambda error: error.code == code)


def test_an_estimate_goes_from_the_agency_to_the_paper_that_decides(place):
    estimate = place.decided()
    assert [move.verb for move in estimate.moves.all()] == [
        "send_estimate", "appraise_estimate", "forward_estimate", "decide_estimate",
    ]  # fmt: skip
    assert (estimate.total, estimate.appraised_total, estimate.allocated) == (TOTAL, 186_020_000, 150_000_000)
    assert (estimate.body, estimate.decision, estimate.left) == (place.finance, "2100/QĐ-UBND", 150_000_000)
    assert estimate.field == "steering", "the field is that of the task"
    assert [row.action for row in audit.history(estimate)][-1] == "funding.decide_estimate"
    assert Notice.objects.filter(recipient_key=place.binh.actor_key, words__contains="2100/QĐ-UBND").exists()


def test_a_line_is_quantity_times_price_in_whole_dong(place):
    amounts = [line.amount for line in place.estimate().lines.all()]
    assert amounts == [200_000_000, 6_020_000]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": "  "}, "funding.no_title"),
        ({"year": 1999}, "funding.bad_year"),
        ({"task": None}, "funding.no_field"),
        ({"task": None, "field": "không có"}, "funding.no_such_field"),
        ({"lines": LINES * 101}, "funding.too_many_lines"),
        ({"lines": [replace(LINES[0], quantity=Decimal(0))]}, "funding.bad_line"),
        ({"lines": [replace(LINES[0], quantity=Decimal("1.2345"))]}, "funding.bad_line"),
        ({"lines": [replace(LINES[0], unit_price=Decimal("0.5"))]}, "funding.bad_line"),
        ({"lines": [replace(LINES[0], unit_price=Decimal(10) ** 16)]}, "funding.bad_line"),
        ({"lines": [replace(LINES[0], content=" ")]}, "funding.bad_line"),
        ({"lines": [replace(LINES[0], quantity=Decimal("0.001"), unit_price=Decimal(1))]}, "funding.bad_line"),
        ({"lines": [replace(LINES[0], amount=Decimal(1))]}, "funding.amount_differs"),
    ],
)
def test_what_cannot_stand_in_an_estimate_is_refused(place, given, code):
    with refused(code):
        place.estimate(**given)
    assert not Estimate.objects.exists()


def test_a_task_of_a_draft_or_of_another_province_gets_no_money(place):
    draft = make.task(make.bare_plan(place.committee, state="draft", in_force_on=None))
    elsewhere = make.task(make.bare_plan(province_key="P38"))
    for task in (draft, elsewhere):
        with refused("funding.task_elsewhere"):
            place.estimate(task=task)


def test_what_is_missing_is_not_sent(place):
    for given, code in (({"lines": ()}, "funding.no_lines"), ({"need": " "}, "funding.no_need")):
        with refused(code):
            services.send_estimate(estimate=place.estimate(**given), by=place.binh, at=AT)


def test_two_people_who_save_the_same_estimate_do_not_overwrite_each_other(place):
    estimate = place.estimate()
    services.write_estimate(
        estimate=estimate, content=place.content(title="Bản của Bình"), revision=0, by=place.binh, at=AT
    )
    with pytest.raises(Stale):
        services.write_estimate(
            estimate=estimate, content=place.content(title="Bản của Minh"), revision=0, by=place.minh, at=AT
        )
    assert Estimate.objects.get().title == "Bản của Bình"


def test_what_was_sent_is_not_written_any_more(place):
    with refused("funding.estimate.not_allowed"):
        services.write_estimate(estimate=place.sent(), content=place.content(), revision=0, by=place.binh, at=AT)


def test_a_cut_says_why_and_every_line_is_judged(place):
    estimate = place.sent()
    full = {1: Judged(Decimal(200_000_000)), 2: Judged(Decimal(6_020_000))}
    for lines, code in (
        ({1: full[1]}, "funding.line_missing"),
        ({**full, 2: Judged(Decimal(1))}, "funding.cut_says_why"),
        ({**full, 2: Judged(Decimal(6_020_001))}, "funding.bad_appraisal"),
        ({**full, 2: Judged(Decimal(-1), "không cần")}, "funding.bad_appraisal"),
        ({1: Judged(Decimal(0), "không"), 2: Judged(Decimal(0), "không")}, "funding.nothing_needed"),
    ):
        with refused(code):
            services.appraise_estimate(estimate=estimate, lines=lines, by=place.hoa, at=AT)
    assert Estimate.objects.get().state == "sent"


def test_returned_with_a_reason_it_is_mended_and_sent_again(place):
    estimate = place.sent()
    with refused("funding.reason_needed"):
        services.return_estimate(estimate=estimate, reason=" ", by=place.hoa, at=AT)
    services.return_estimate(estimate=estimate, reason="thiếu báo giá", by=place.hoa, at=AT)
    assert (estimate.state, estimate.state_reason) == ("returned", "thiếu báo giá")
    services.write_estimate(estimate=estimate, content=place.content(), revision=0, by=place.binh, at=AT)
    assert services.send_estimate(estimate=estimate, by=place.binh, at=AT).state == "sent"


def test_the_body_returns_and_refuses_what_stands_with_it(place):
    estimate = place.forwarded()
    services.return_estimate(estimate=estimate, reason="chưa cân đối được", by=place.thu, at=AT)
    assert (estimate.state, estimate.body) == ("returned", None)
    other = place.forwarded()
    services.refuse_estimate(estimate=other, reason="không có nguồn", by=place.thu, at=AT)
    assert other.state == "refused"


def test_it_is_forwarded_only_where_somebody_consolidates(place):
    estimate = place.appraised()
    assert [unit for unit, _name in queries.bodies("P40", AT.date())] == [place.finance]
    with refused("funding.no_body"):
        services.forward_estimate(estimate=estimate, body=place.home, source="recurrent", by=place.hoa, at=AT)
    with refused("funding.bad_source"):
        services.forward_estimate(estimate=estimate, body=place.finance, source="vay", by=place.hoa, at=AT)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"allocated": Decimal(0)}, "funding.bad_amount"),
        ({"allocated": Decimal("1.5")}, "funding.bad_amount"),
        ({"paper": (" ", date(2025, 7, 1))}, "funding.no_paper"),
        ({"paper": ("1/QĐ-UBND", date(2026, 1, 1))}, "funding.future_paper"),
        ({"allocated": Decimal(186_020_001)}, "funding.more_says_why"),
    ],
)
def test_a_decision_needs_its_paper_and_a_sound_amount(place, given, code):
    usual = {"allocated": Decimal(100), "paper": ("2100/QĐ-UBND", date(2025, 7, 10))}
    with refused(code):
        services.decide_estimate(estimate=place.forwarded(), by=place.thu, at=AT, **{**usual, **given})


def test_who_entered_an_estimate_does_not_appraise_it(place):
    estimate = services.open_estimate(unit=place.home, content=place.content(), by=place.hoa, at=AT)
    services.send_estimate(estimate=estimate, by=place.hoa, at=AT)
    judged = {line.order: Judged(line.amount) for line in estimate.lines.all()}
    with pytest.raises(NotAllowed, check=lambda error: error.code == "core.own_entry"):
        services.appraise_estimate(estimate=estimate, lines=judged, by=place.hoa, at=AT)
    assert services.appraise_estimate(estimate=estimate, lines=judged, by=place.linh, at=AT).state == "appraised"


def test_rights_follow_where_the_estimate_stands(place):
    estimate = place.sent()
    with pytest.raises(NotAllowed):
        services.return_estimate(estimate=estimate, reason="x", by=place.thu, at=AT)
    with pytest.raises(NotAllowed):
        services.open_estimate(unit=place.home, content=place.content(), by=place.binh, at=AT)
    estimate = place.forwarded()
    for stranger in (place.hoa, place.minh, place.inspector, place.operator, place.dung, place.leader):
        with pytest.raises(NotAllowed):
            services.decide_estimate(
                estimate=estimate, allocated=Decimal(1), paper=("1/QĐ", date(2025, 7, 1)), by=stranger, at=AT
            )


def test_who_sees_which_estimates(place):
    place.sent()
    seen = {name for name, person in place.everybody().items() if queries.estimates(person).exists()}
    assert seen == {"hoa", "minh", "binh", "tam", "leader", "inspector"}
    assert queries.estimates(place.thu).exists()


def test_a_successor_takes_the_money_over_with_the_work(place):
    estimate = services.open_estimate(unit=place.media, content=place.content(kind="routine"), by=place.binh, at=AT)
    assert queries.estimates(place.minh).filter(pk=estimate.pk).exists(), "Sở TT&TT went into Sở KH&CN"


def test_routine_money_is_recorded_without_being_asked_for(place):
    estimate = place.estimate(kind="routine")
    with refused("funding.other_kind"):
        services.send_estimate(estimate=estimate, by=place.binh, at=AT)
    services.record_routine(
        estimate=estimate, allocated=Decimal(5_000_000), decision="15/QĐ-SKHCN", on=date(2025, 1, 5), by=place.binh,
        at=AT,
    )  # fmt: skip
    assert estimate.state == "decided"
    with refused("funding.other_kind"):
        services.record_routine(
            estimate=place.estimate(), allocated=Decimal(1), decision="1/QĐ", on=date(2025, 1, 5), by=place.binh, at=AT
        )


def test_spending_is_counted_and_withdrawn_with_a_reason(place):
    estimate = place.decided()
    first = services.note_spending(estimate=estimate, spending=spending(100_000_000), by=place.binh, at=AT)
    services.note_spending(
        estimate=estimate, spending=spending(20_000_000, paper=""), upload=make.upload(), by=place.minh, at=AT
    )
    assert (estimate.spent, estimate.left) == (120_000_000, 30_000_000)
    with refused("funding.reason_needed"):
        services.withdraw_spending(spending=first, reason="", by=place.binh, at=AT)
    services.withdraw_spending(spending=first, reason="ghi nhầm số", by=place.binh, at=AT)
    with refused("funding.already_withdrawn"):
        services.withdraw_spending(spending=first, reason="lần nữa", by=place.binh, at=AT)
    assert Estimate.objects.get().spent == 20_000_000
    assert Spending.objects.count() == 2, "nothing is deleted"


def test_spending_beyond_the_allocation_is_refused_or_explained(place):
    estimate = place.decided()
    with refused("funding.over_spent"):
        services.note_spending(estimate=estimate, spending=spending(150_000_001), by=place.binh, at=AT)
    services.note_spending(
        estimate=estimate, spending=spending(150_000_001, why_over="bù từ nguồn tiết kiệm"), by=place.binh, at=AT
    )
    assert estimate.left == -1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"amount": 0}, "funding.bad_amount"),
        ({"amount": 1, "content": " "}, "funding.no_content"),
        ({"amount": 1, "spent_on": date(2025, 7, 16)}, "funding.future_spending"),
        ({"amount": 1, "spent_on": date(2024, 12, 31)}, "funding.early_spending"),
        ({"amount": 1, "paper": ""}, "funding.no_proof"),
    ],
)
def test_unsound_spending_is_refused(place, given, code):
    with refused(code):
        services.note_spending(estimate=place.decided(), spending=spending(**given), by=place.binh, at=AT)


def test_nothing_is_spent_of_what_was_not_allocated(place):
    with refused("funding.estimate.not_allowed"):
        services.note_spending(estimate=place.forwarded(), spending=spending(1), by=place.binh, at=AT)


def test_the_database_itself_checks_the_product(place):
    line = place.estimate().lines.first()
    line.amount += 1
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


def test_sums_by_every_view_agree(place):
    place.decided()
    place.sent()
    place.estimate()
    rows = queries.estimates(place.hoa)
    whole = queries.total_of(rows)
    assert (whole.number, whole.asked, whole.allocated) == (2, 2 * TOTAL, 150_000_000), (
        "what is being made does not count"
    )
    for group in queries.GROUPS:
        lines = queries.sums_by(rows, group, AT.date())
        assert sum(line.asked for line in lines) == whole.asked, group
        assert all(line.name for line in lines), group


def test_half_a_line_of_a_content_is_no_line():
    assert LineContent(content="x", quantity=Decimal("0.5"), unit_price=Decimal(3)).product == 2

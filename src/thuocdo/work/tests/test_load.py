"""Who has too much in which month: numbers, limits, rows behind them, rights, and a fixed number of statements."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from thuocdo.core import clock
from thuocdo.work.models import Obligation, Step
from thuocdo.work.queries.load import BUSY, FEW, HEAVY, Span, limits_on, person_load, unit_load
from thuocdo.work.tests.factories import bare_plan, obligation, occurrence, task
from thuocdo.work.tests.seen import signed_in, statements, words_of

ON = date(2025, 7, 15)
AT = clock.at_day(ON)
SPAN = Span(2025)


@pytest.fixture
def part(place) -> Obligation:
    found = obligation(task(bare_plan(place.committee), text="Công khai thủ tục"), place.science, officer=place.binh)
    for day in (3, 9, 30):
        occurrence(found, date(2025, 7, day))
    occurrence(found, date(2025, 9, 30))
    occurrence(found, date(2026, 1, 5))
    occurrence(found, None)
    return found


def step(part: Obligation, **values) -> Step:
    given = {"order": 1, "text": "Lập biểu", "due_on": date(2025, 7, 8), "given_at": AT, "given_by_name": "Minh"}
    return Step.objects.create(obligation=part, **{**given, **values})


def test_due_instances_count_in_their_month_handed_over_and_waived_ones_nowhere(place, part):
    decided = {"decided_at": AT, "decided_by_name": "Hoa", "reason": "không còn việc"}
    occurrence(part, date(2025, 7, 20), state="waived", **decided)
    occurrence(part, date(2025, 7, 21), state="handed_over", handed_over_on=ON, reason="sáp nhập")
    (row,) = unit_load(place.hoa, SPAN, ON)
    assert row.key == place.science.key and row.months == {date(2025, 7, 1): 3, date(2025, 9, 1): 1}
    assert (row.total, row.most) == (4, 3)
    assert unit_load(place.hoa, Span(2025, plan=part.plan_id + 1), ON) == []
    assert unit_load(place.dung, SPAN, ON) == []


def test_what_is_done_is_left_out_when_only_open_work_is_asked_for(place, part):
    done = {"submitted_at": AT, "submitted_by_name": "Bình", "decided_at": AT, "decided_by_name": "Hoa"}
    part.occurrences.filter(due_on=date(2025, 7, 3)).update(state="accepted", on_time=True, late_days=0, **done)
    (row,) = unit_load(place.hoa, Span(2025, only_open=True), ON)
    assert row.months[date(2025, 7, 1)] == 2


def test_people_carry_what_they_are_charged_with_and_their_steps(place, part):
    step(part, person=place.binh)
    step(part, person=place.minh, order=2)
    step(part, person=place.binh, order=3, state="dropped", ended_at=AT, ended_by_name="Minh")
    rows = {row.name: row for row in person_load(place.minh, SPAN, ON)}
    assert rows["Bình"].months[date(2025, 7, 1)] == 4 and rows["Bình"].steps == 1
    assert rows["Minh"].months == {date(2025, 7, 1): 1}
    assert rows["Bình"].group == "Sở Khoa học và Công nghệ"


def test_people_of_other_agencies_are_no_business_of_an_officer(place, part):
    assert person_load(place.lan, SPAN, ON) == [] and person_load(place.dung, SPAN, ON) == []
    assert [row.name for row in person_load(place.hoa, SPAN, ON)] == ["Bình"]


def test_limits_are_policies(db, place):
    limits = limits_on(ON, "person")
    assert (limits.level(limits.busy - 1), limits.level(limits.busy), limits.level(limits.heavy)) == (FEW, BUSY, HEAVY)


def test_the_page_shades_the_months_and_leads_to_the_rows(place, part):
    for _ in range(35):
        occurrence(part, date(2025, 10, 6))
    client = signed_in(place.hoa)
    page = client.get("/tai-viec/")
    assert "1 cơ quan có tháng nhiều việc, trong đó 1 cơ quan có tháng quá tải" in words_of(page)
    html = page.content.decode()
    assert "q-late load-heavy" in html and "don-vi=T.SKHCN&amp;tu=01%2F10%2F2025&amp;den=31%2F10%2F2025" in html
    assert "35" in words_of(client.get("/ky-han/?don-vi=T.SKHCN&tu=01/10/2025&den=31/10/2025"))
    assert "Không có kỳ hạn nào" in words_of(client.get("/tai-viec/?chu=không+có"))
    (row,) = [one for one in load_workbook(BytesIO(client.get("/tai-viec/xuat.xlsx").content)).active.iter_rows()
              if one[0].value == "Sở Khoa học và Công nghệ"]  # fmt: skip
    assert row[-1].value == "quá tải" and row[-2].value == 35


def test_the_rows_of_a_person_open_and_only_for_who_may_look(place, part):
    step(part, person=place.binh)
    address = f"/tai-viec/chi-tiet/?nguoi={place.binh.pk}&thang=2025-07"
    words = words_of(signed_in(place.minh).get(address))
    assert "4 việc đến hạn" in words and "Lập biểu" in words and "Công khai thủ tục" in words
    assert (
        f"nguoi={place.binh.pk}&amp;thang=2025-07"
        in signed_in(place.minh).get("/tai-viec/?theo=nguoi").content.decode()
    )
    for stranger in (place.lan, place.dung):
        assert signed_in(stranger).get(address)["Location"] == "/tai-viec/?theo=nguoi"
    for wrong in (
        "nguoi=x&thang=2025-07",
        f"nguoi={place.binh.pk}&thang=2025-99",
        f"nguoi={'9' * 30}&thang=2025-07",
        "",
    ):
        assert signed_in(place.minh).get(f"/tai-viec/chi-tiet/?{wrong}")["Location"] == "/tai-viec/?theo=nguoi"


def test_the_page_costs_the_same_however_many_agencies(place, part):
    client = signed_in(place.hoa)
    few = [statements(client, address) for address in ("/tai-viec/", "/tai-viec/?theo=nguoi")]
    for unit in (place.home, *place.districts, *place.old):
        found = obligation(part.task, unit, officer=place.hoa)
        for month in range(1, 13):
            occurrence(found, date(2025, month, 20))
    assert [statements(client, address) for address in ("/tai-viec/", "/tai-viec/?theo=nguoi")] == few

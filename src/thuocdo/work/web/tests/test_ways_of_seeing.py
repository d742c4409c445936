"""A plan as calendar, timeline, board, heat map and year against plan: who sees it, that filters go along, that every
figure leads to its rows, and that a larger plan costs no more statements."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.work import services
from thuocdo.work.models import Occurrence, Plan
from thuocdo.work.queries import Wanted
from thuocdo.work.queries.burn_up import burn_up
from thuocdo.work.queries.pictures import counted
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of
from thuocdo.work.tests.test_queries import bigger
from thuocdo.work.web.timeline import Scale

WAYS = ("plan_calendar", "plan_timeline", "plan_board", "plan_heat", "plan_burn_up")
ON = date(2025, 7, 15)


@pytest.fixture(autouse=True)
def today():
    with clock.fixed(clock.at_day(ON)):
        yield


@pytest.fixture
def place(db) -> Province:
    return Province()


@pytest.fixture
def plan(place: Province) -> Plan:
    paper = make.document(place.hoa, place.committee)
    with clock.fixed(date(2025, 1, 10)):
        found = services.adopt_document(document=paper, by=place.hoa, at=clock.at_day(date(2025, 1, 10)))
    for day in (date(2025, 3, 1), date(2025, 7, 1)):
        services.hand_over_merged_units(on=day, by=SYSTEM, at=clock.at_day(day))
    return found


def addresses(plan: Plan) -> list[str]:
    return [reverse(f"work:{way}", args=[plan.pk]) for way in WAYS]


@pytest.mark.parametrize("name", ["hoa", "minh", "binh", "tam", "leader", "inspector", "lan"])
def test_officials_of_the_province_see_every_way(place, plan, name):
    client = signed_in(place.everybody()[name])
    for address in addresses(plan):
        assert main_of(client.get(address)), address


def test_a_stranger_finds_no_such_plan_and_nobody_reads_without_signing_in(place, plan):
    client = signed_in(place.dung)
    for address in addresses(plan):
        assert client.get(address).status_code == 404, address
        assert Client().get(address)["Location"].startswith(reverse("directory:login"))


def test_the_switch_takes_the_filters_along_and_marks_where_one_is(place, plan):
    client = signed_in(place.hoa)
    for address in [reverse("work:plan", args=[plan.pk]), *addresses(plan)]:
        html = main_of(client.get(address, {"linh-vuc": "steering", "thang": "2025-03", "sap-xep": "ten"}))
        links = re.findall(
            r'<li><a href="([^"]+)"( aria-current="page")?', html.split('class="ways')[1].split("</nav>")[0]
        )
        assert len(links) == 6 and [href for href, current in links if current] == [f"{address}?linh-vuc=steering"]
        assert all(href.endswith("?linh-vuc=steering") for href, _current in links)


def test_an_empty_plan_says_what_to_do(place):
    empty = make.bare_plan(place.committee)
    client = signed_in(place.hoa)
    for address in addresses(empty)[1:]:
        assert "chưa có kỳ hạn nào" in words_of(client.get(address)), address
    assert "Không có kỳ hạn nào trong" in words_of(client.get(addresses(empty)[0]))


def test_what_makes_no_sense_in_the_address_does_no_harm(place, plan):
    client = signed_in(place.hoa)
    hostile = {"tu": "31/02/2025", "den": "0001-01-01", "don-vi": "<script>", "tinh-trang": "x", "linh-vuc": "'",
               "thang": "2025-99", "ngay": "x", "trang": "-1", "so-dong": "9", "sap-xep": "abc", "chu": "%_\\",
               }  # fmt: skip
    for address in addresses(plan):
        answer = client.get(address, hostile)
        assert answer.status_code == 200 and "<script>" not in main_of(answer)


@pytest.mark.parametrize("way", WAYS)
def test_a_larger_plan_costs_no_more_statements(place, way):
    plan = make.bare_plan(place.committee)
    client, address = signed_in(place.hoa), reverse(f"work:{way}", args=[plan.pk])
    bigger(plan, [place.home, place.science], 2)
    client.get(address)
    small = statements(client, address)
    bigger(plan, [place.home, place.science, *place.new], 6)
    assert statements(client, address) <= small


def figures(html: str) -> list[tuple[str, int]]:
    """Addresses of the list of due instances with the number that stands in the link."""
    found = re.findall(r'<a href="([^"]*/ky-han/\?[^"]*)"[^>]*>(?:<b>)?([\d.]+)<', html)
    return [(unescape(href), int(text.replace(".", ""))) for href, text in found]


@pytest.mark.parametrize("way", ["plan_heat", "plan_burn_up"])
def test_every_figure_leads_to_as_many_rows(place, plan, way):
    client = signed_in(place.hoa)
    for query in ({}, {"linh-vuc": "steering"}, {"tu": "15/03/2025", "den": "20/11/2025"}):
        found = figures(main_of(client.get(reverse(f"work:{way}", args=[plan.pk]), query)))
        assert found
        for href, number in found[:25]:
            rows = client.get(href + "&so-dong=100").context["page"].rows
            assert len(rows) == min(number, 100), href


def test_the_heat_map_says_the_worst_standing_in_words_number_and_colour(place):
    plan = make.bare_plan(place.committee)
    of = make.obligation(make.task(plan), place.science)
    for day in (date(2025, 6, 2), date(2025, 6, 30), date(2025, 8, 29)):
        make.occurrence(of, day)
    html = main_of(signed_in(place.hoa).get(reverse("work:plan_heat", args=[plan.pk])))
    assert "Sở Khoa học và Công nghệ, tháng 6/2025: Quá hạn 2" in html and "b-late" in html
    cells = re.findall(r'<td class="(hs[^"]*)"', html.split("<tbody>")[1].split("</tbody>")[0])
    assert cells == ["hs b-late", "hs-none", "hs b-plain"], "June, July without any, August"


def test_the_year_adds_up_what_was_due_and_what_of_it_is_done(place):
    plan = make.bare_plan(place.committee)
    of = make.obligation(make.task(plan), place.science)
    done = {"submitted_at": clock.now(), "submitted_by_name": "x", "decided_at": clock.now(), "decided_by_name": "y"}
    make.occurrence(of, date(2025, 1, 20), state="accepted", on_time=True, late_days=0, **done)
    make.occurrence(of, date(2025, 2, 20), state="accepted", on_time=False, late_days=3, **done)
    make.occurrence(of, date(2025, 7, 1))
    make.occurrence(of, date(2025, 7, 31))
    make.occurrence(of, None, watched=True)
    found = burn_up(place.hoa, Wanted(plan=plan.pk), ON)
    assert [point.reached.total for point in found.points] == [1, 2, 2, 2, 2, 2, 4]
    assert found.today is not None and (found.today.reached.total, found.today.open) == (3, 1)
    assert (found.whole.total, found.undated.total) == (4, 1)
    words = words_of(signed_in(place.hoa).get(reverse("work:plan_burn_up", args=[plan.pk])))
    assert "Đến hết ngày 15/07/2025: 3 kỳ đến hạn trong 4 kỳ cả năm; đúng hạn 1, trễ hạn 1" in words
    assert "Ngoài ra có 1 kỳ không có ngày đến hạn" in words


def test_the_timeline_puts_days_in_their_place_and_windows_beside_them(place, plan):
    year = Scale(date(2025, 1, 1), date(2026, 1, 1))
    assert (year.place(date(2025, 1, 1)), year.place(date(2030, 1, 1))) == (0, 100)
    answer = signed_in(place.hoa).get(reverse("work:plan_timeline", args=[plan.pk]))
    rows = {row["task"].number: row for row in answer.context["rows"]}
    reports = next(row for row in rows.values() if row["task"].text.startswith("Báo cáo định kỳ"))
    assert len(reports["marks"]) == 4 and reports["windows"]
    assert "time-now" in main_of(answer) and reports["sentence"].startswith("Nhiệm vụ")


def test_a_card_moves_by_its_button_and_one_comes_back_to_the_board(place):
    plan = make.bare_plan(place.committee)
    row = make.occurrence(make.obligation(make.task(plan), place.science), date(2025, 7, 10))
    client, board = signed_in(place.binh), reverse("work:plan_board", args=[plan.pk])
    assert reverse("work:board_submit", args=[row.pk]) in main_of(client.get(board))
    Occurrence.objects.filter(pk=row.pk).update(state="open")
    answer = client.post(reverse("work:board_note", args=[row.pk]), {"text": "Đã xong một nửa", "ve": board + "#the"})
    assert answer.status_code == 302 and answer["Location"] == board + "#the"
    assert row.notes.get().text == "Đã xong một nửa"
    assert "draggable" not in main_of(client.get(board))


def test_a_refused_move_keeps_what_was_typed_and_leads_nowhere_else(place):
    plan = make.bare_plan(place.committee)
    row = make.occurrence(make.obligation(make.task(plan), place.science), date(2025, 7, 10))
    client = signed_in(place.binh)
    answer = client.post(reverse("work:board_note", args=[row.pk]), {"text": "", "percent": "250"})
    assert answer.status_code == 422 and "250" in main_of(answer)
    away = client.post(reverse("work:board_note", args=[row.pk]), {"text": "x", "ve": "//evil.example/"})
    assert away["Location"] == reverse("work:plan_board", args=[plan.pk])
    assert signed_in(place.dung).post(reverse("work:board_note", args=[row.pk]), {"text": "x"}).status_code == 404
    assert not row.notes.filter(by=place.dung).exists()


def test_the_board_offers_only_what_role_and_state_allow(place):
    plan = make.bare_plan(place.committee)
    row = make.occurrence(make.obligation(make.task(plan), place.science), date(2025, 7, 10))
    board = reverse("work:plan_board", args=[plan.pk])
    html = main_of(signed_in(place.inspector).get(board))
    assert reverse("work:board_submit", args=[row.pk]) not in html and row.task.text in unescape(html)


def test_counts_are_the_same_by_every_key(place, plan):
    whole = counted(place.hoa, Wanted(plan=plan.pk), ON, ("plan",))[(plan.pk,)]
    for keys in (("task",), ("unit",), ("due_on",), ("unit", "month"), ("task", "due_on"), ("field",)):
        assert sum(one.total for one in counted(place.hoa, Wanted(plan=plan.pk), ON, keys).values()) == whole.total
    assert counted(place.dung, Wanted(plan=plan.pk), ON, ("plan",)) == {}

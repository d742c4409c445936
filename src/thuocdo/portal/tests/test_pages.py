"""Home, agency, calendar, overview and search: who sees what, and that every figure leads to its rows."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from thuocdo.chancery.models import Draft
from thuocdo.core import clock
from thuocdo.portal.templatetags.portal import small_first
from thuocdo.work import services
from thuocdo.work.models import Occurrence, Plan
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

PEOPLE = ("hoa", "minh", "binh", "tam", "leader", "inspector", "lan")


def pages(place: Province) -> list[str]:
    return [
        reverse("portal:home"), reverse("portal:calendar"),
        reverse("portal:calendar") + "?thang=2025-09&ngay=2025-09-30",
        reverse("portal:overview"), reverse("portal:overview") + "?dang=bang", reverse("portal:search") + "?tim=do+thi",
        reverse("portal:unit", args=[place.science.key]), reverse("portal:unit", args=[place.old[0].key]),
        reverse("portal:help"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
def test_officials_of_the_province_read_every_page(place, plan, name):
    client = signed_in(place.everybody()[name])
    for address in pages(place):
        answer = client.get(address)
        assert answer.status_code == 200 and main_of(answer), address


def test_who_only_administers_sees_no_work(place, plan):
    client = signed_in(place.operator)
    answer = client.get(reverse("portal:unit", args=[place.science.key]))
    words = words_of(answer)
    assert answer.status_code == 200 and "Sở Khoa học và Công nghệ" in words and "Minh" in words
    assert "chỉ có thông tin danh bạ" in words and "Việc chủ trì" not in words and "Quá hạn" not in words
    assert "ky-han" not in main_of(answer) and "nghia-vu" not in main_of(answer)
    assert client.get(reverse("portal:unit", args=["K.SNV"])).status_code == 404, "another province"
    assert client.get(reverse("portal:overview")).status_code == 403
    assert main_of(client.get(reverse("portal:home")))


def test_nobody_reads_without_signing_in(place):
    for address in [*pages(place), reverse("portal:overview_xlsx")]:
        answer = Client().get(address)
        assert answer.status_code == 302 and answer["Location"].startswith(reverse("directory:login")), address


def test_a_stranger_finds_nothing_of_this_province(place, plan):
    client = signed_in(place.dung)
    assert client.get(reverse("portal:unit", args=[place.science.key])).status_code == 404
    for address in pages(place)[:6]:
        words = words_of(client.get(address))
        assert "Đô thị thông minh" not in words and place.science.key not in words, address
    assert client.get(reverse("portal:overview")).context["found"].total.total == 0
    book = load_workbook(BytesIO(client.get(reverse("portal:overview_xlsx")).content))
    assert not any("Khoa học" in str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)


def test_an_officer_finds_own_overdue_work_first_with_one_button_each(place, plan):
    answer = signed_in(place.binh).get(reverse("portal:home"))
    todos = answer.context["todos"]
    assert 1 <= len(todos) <= 5 and todos[0].is_late and todos[0].button.startswith("Nộp kết quả")
    html = main_of(answer)
    assert html.count('class="order"') == len(todos) and html.count("btn-main") == 1
    assert "Quá hạn" in words_of(answer)


def test_the_cycle_owner_finds_what_waits_for_a_decision_gathered(place, plan):
    late = Occurrence.objects.filter(unit=place.science, state="open", due_on=date(2025, 6, 30)).order_by("pk")[:2]
    for one in late:
        at = clock.at_day(date(2025, 7, 10))
        services.submit_occurrence(occurrence=one, note="Báo cáo kèm theo.", by=place.binh, at=at)
    todos = signed_in(place.hoa).get(reverse("portal:home")).context["todos"]
    by_button = {todo.button: todo for todo in todos}
    assert "Duyệt 2 kết quả" in by_button and "tinh-trang=submitted" in by_button["Duyệt 2 kết quả"].url
    assert "Chọn cơ quan" in by_button


def test_the_results_that_wait_lead_to_their_list_with_boxes_on_all_rows(place, plan):
    late = Occurrence.objects.filter(unit=place.science, state="open", due_on=date(2025, 6, 30)).order_by("pk")[:2]
    for one in late:
        services.submit_occurrence(occurrence=one, note="Báo cáo.", by=place.binh, at=clock.at_day(date(2025, 7, 10)))
    client = signed_in(place.hoa)
    todos = client.get(reverse("portal:home")).context["todos"]
    answer = client.get(next(todo.url for todo in todos if todo.button.startswith("Duyệt")))
    assert len(answer.context["page"].rows) == 2 == len(answer.context["open_rows"])


def test_unclear_phrases_are_counted_for_the_plan_to_which_the_button_leads(place, plan):
    client = signed_in(place.hoa)
    card = next(todo for todo in client.get(reverse("portal:home")).context["todos"] if todo.button == "Chọn cơ quan")
    assert card.url == reverse("work:plan_unclear", args=[plan.pk])
    assert card.title == f"{len(client.get(card.url).context['questions'])} cụm từ chưa rõ cơ quan"
    assert "Chọn cơ quan" not in [todo.button for todo in signed_in(place.binh).get("/").context["todos"]]


def test_a_task_that_names_nobody_is_not_the_example_of_an_unclear_phrase(place):
    plan = make.bare_plan(place.committee)
    make.party(make.task(plan), phrase="(văn bản không nêu cơ quan chủ trì)", state="unknown", order=1)
    make.party(make.task(plan), phrase="Ban Điều hành Đề án", state="unknown", order=1)
    other = make.bare_plan(place.committee)
    make.party(make.task(other), phrase="Tổ công tác", state="unknown", order=1)
    closed = make.bare_plan(place.committee, state="closed", closed_on=date(2025, 6, 30))
    make.party(make.task(closed), phrase="Ban Cũ", state="unknown", order=1)
    card = next(todo for todo in signed_in(place.hoa).get("/").context["todos"] if todo.button == "Chọn cơ quan")
    assert "Ban Điều hành Đề án" in card.why and card.facts == ("và 1 cụm từ ở văn bản khác",)


def test_unclear_phrases_are_not_pushed_out_by_many_results_that_wait(place):
    plan = make.bare_plan(place.committee)
    make.party(make.task(plan), phrase="Ban Điều hành Đề án", state="unknown", order=1)
    for _ in range(4):
        make.occurrence(make.obligation(make.task(plan), place.home), date(2025, 6, 30))
    one = make.occurrence(make.obligation(make.task(plan), place.science), date(2025, 6, 30))
    services.submit_occurrence(occurrence=one, note="Báo cáo.", by=place.binh, at=clock.at_day(date(2025, 7, 10)))
    buttons = [todo.button for todo in signed_in(place.hoa).get("/").context["todos"]]
    assert len(buttons) == 5 and "Duyệt 1 kết quả" in buttons and "Chọn cơ quan" in buttons


def test_thirty_empty_days_name_the_next_due_date_beyond(place):
    plan = make.bare_plan(place.committee)
    words = words_of(signed_in(place.hoa).get("/"))
    assert "Không có kỳ hạn nào từ nay đến hết ngày 14/08/2025" in words and "chưa có ngày nào được ấn định" in words
    make.occurrence(make.obligation(make.task(plan), place.home), date(2025, 9, 30))
    answer = signed_in(place.hoa).get("/")
    assert "Ngày đến hạn gần nhất sau đó: 30/09/2025" in words_of(answer)
    assert "?thang=2025-09&amp;ngay=2025-09-30" in main_of(answer)


def test_an_empty_month_leads_to_the_nearest_month_with_due_dates(place):
    plan = make.bare_plan(place.committee)
    client, address = signed_in(place.hoa), reverse("portal:calendar")
    assert "Tháng gần nhất" not in words_of(client.get(address))
    make.occurrence(make.obligation(make.task(plan), place.home), date(2025, 9, 30))
    answer = client.get(address + "?thang=2025-07")
    assert "Không có kỳ hạn nào trong tháng 7/2025" in words_of(answer) and "tháng 9/2025" in words_of(answer)
    assert "thang=2025-09" in answer.context["nearest"][1]
    assert client.get(address + "?thang=2025-12").context["nearest"][0] == "tháng 9/2025"


def test_a_long_task_is_cut_at_a_word_on_the_first_page_and_whole_in_the_title(place):
    text = "Rà soát, cập nhật, công bố, công khai đầy đủ danh mục thủ tục hành chính " * 3
    task = make.task(make.bare_plan(place.committee), text=text.strip())
    make.occurrence(make.obligation(task, place.science), date(2025, 6, 30))
    html = main_of(signed_in(place.binh).get("/"))
    assert f'title="{text.strip()}"' in html and f">{text.strip()}<" not in html


def test_a_paper_that_waits_for_confirmation_is_a_thing_to_do(place):
    paper = make.document(place.hoa, place.committee, confirmed=False)
    paper.province = place.province
    paper.save()
    paper.items.update(state="proposed", decided_by=None, decided_at=None)
    todos = signed_in(place.hoa).get(reverse("portal:home")).context["todos"]
    assert [todo.button for todo in todos] == ["Xác nhận 6 mục"]
    assert todos[0].url == reverse("documents:confirm", args=[paper.pk])
    assert not signed_in(place.leader).get(reverse("portal:home")).context["todos"]
    paper.items.update(state="accepted", decided_by=place.hoa, decided_at=clock.now())
    for person in (place.hoa, place.leader):
        todos = signed_in(person).get(reverse("portal:home")).context["todos"]
        assert [todo.button for todo in todos] == ["Xác nhận văn bản"], person


def test_a_draft_that_waits_for_a_person_is_on_their_first_page_alone(place):
    draft = Draft.objects.create(
        unit=place.science, kind="cong_van", title="Công văn chờ duyệt", author=place.binh, approver=place.minh,
        state="submitted", made_at=make.AT,
    )  # fmt: skip
    for person, seen in ((place.minh, True), (place.binh, False), (place.hoa, False)):
        words = main_of(signed_in(person).get(reverse("portal:home")))
        assert (draft.title in words) is seen and (f"/van-ban/du-thao/{draft.pk}/" in words) is seen


def test_a_home_without_work_says_so_and_whom_to_ask(place):
    words = words_of(signed_in(place.lan).get(reverse("portal:home")))
    assert "Không còn việc nào chờ bạn hôm nay" in words and "Hoa" in words


def test_who_oversees_sees_the_agencies_in_the_red(place, plan):
    red = signed_in(place.leader).get(reverse("portal:home")).context["red"]
    assert red and red == sorted(red, key=lambda row: -row.overdue)
    assert not signed_in(place.binh).get(reverse("portal:home")).context["red"]


def test_the_calendar_counts_each_day_and_lists_the_chosen_one(place, plan):
    answer = signed_in(place.hoa).get(reverse("portal:calendar") + "?thang=2025-09&ngay=2025-09-30")
    month = answer.context["month"]
    cells = {cell.day: cell for week in month.weeks for cell in week}
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in month.weeks)
    due = Occurrence.objects.filter(due_on=date(2025, 9, 30)).exclude(state="handed_over").count()
    assert cells[date(2025, 9, 30)].counts.total == due == sum(row.counts.total for row in month.rows)
    assert cells[date(2025, 9, 2)].off and "Quốc khánh" in cells[date(2025, 9, 2)].name
    assert "Quốc khánh" in words_of(answer)


def test_a_make_up_day_is_named_in_the_calendar(place):
    weeks = signed_in(place.hoa).get(reverse("portal:calendar") + "?thang=2025-04").context["month"].weeks
    day = next(cell for week in weeks for cell in week if cell.day == date(2025, 4, 26))
    assert day.make_up and not day.off and day.name


@pytest.mark.parametrize("query", ["thang=2025-13", "thang=x", "ngay=31/02/2025", "ngay=khong"])
def test_a_month_that_does_not_exist_shows_this_month(place, query):
    answer = signed_in(place.hoa).get(reverse("portal:calendar") + f"?{query}")
    assert answer.status_code == 200 and answer.context["period"].code == "2025-07"


def rows_behind(client: Client, address: str) -> int:
    answer = client.get(address + "&so-dong=100")
    page = answer.context["page"]
    return len(page.rows) + (1000 if page.has_next else 0)


def test_every_figure_of_the_overview_leads_to_as_many_rows(place, plan):
    client = signed_in(place.hoa)
    answer = client.get(reverse("portal:overview"))
    parts = answer.context["total_parts"] + [part for row in answer.context["fields"] for part in row.parts]
    assert parts
    for part in parts:
        assert rows_behind(client, part["href"]) == part["count"], part
    table = client.get(reverse("portal:overview") + "?dang=bang").context["page"].rows
    for row in table:
        for count, href in row.cells:
            assert (rows_behind(client, href) if href else 0) == count


def test_the_table_has_the_numbers_of_the_pictures(place, plan):
    client = signed_in(place.leader)
    found = client.get(reverse("portal:overview")).context["found"]
    rows = client.get(reverse("portal:overview") + "?dang=bang").context["page"].rows
    assert sum(row.total for row in rows) == found.total.total == sum(row.total for row in found.fields)


def test_nothing_out_of_nothing_is_said_not_shown_as_zero(place, plan):
    words = words_of(signed_in(place.hoa).get(reverse("portal:overview") + "?dang=bang"))
    assert "không có" in words
    found = signed_in(place.hoa).get(reverse("portal:overview")).context["found"]
    assert {row.share for row in found.agencies if not row.counts["overdue"]} <= {None}


def test_the_heat_map_leaves_out_months_in_which_nothing_was_judged(place):
    holder = make.obligation(make.task(make.bare_plan(place.committee)), place.science)
    make.occurrence(holder, date(2025, 6, 30))
    make.occurrence(make.obligation(make.task(holder.plan), place.new[0]), date(2025, 2, 28))
    assert signed_in(place.hoa).get(reverse("portal:overview")).context["months"] == [date(2025, 6, 1)]


def test_the_table_is_sorted_as_the_address_asks(place, plan):
    client, address = signed_in(place.hoa), reverse("portal:overview") + "?dang=bang"
    names = [row.label for row in client.get(address + "&sap-xep=ten").context["page"].rows]
    back = [row.label for row in client.get(address + "&sap-xep=-ten").context["page"].rows]
    assert names == back[::-1] and len(names) > 3
    late = [row.cells[2][0] for row in client.get(address).context["page"].rows]
    assert late == sorted(late, reverse=True)


def test_the_workbook_of_the_overview_ends_with_totals(place, plan):
    client = signed_in(place.hoa)
    total = client.get(reverse("portal:overview")).context["found"].total
    rows = list(load_workbook(BytesIO(client.get(reverse("portal:overview_xlsx")).content)).active.values)
    assert rows[-1][1] == "Tổng cộng" and rows[-1][11] == total.total and rows[-1][4] == total["overdue"]


def test_the_page_of_an_agency_shows_what_it_owes_and_where_it_came_from(place, plan):
    words = words_of(signed_in(place.hoa).get(reverse("portal:unit", args=[place.science.key])))
    assert "Đang quá hạn và vì sao" in words and "Chưa nộp kết quả" in words
    assert "Việc nhận từ cơ quan trước" in words and "Sở Thông tin và Truyền thông" in words
    assert "Minh" in words and "Bình" in words


def test_a_dissolved_agency_shows_its_closed_page_and_where_all_went(place, plan):
    words = words_of(signed_in(place.hoa).get(reverse("portal:unit", args=[place.old[0].key])))
    assert "Đã kết thúc hoạt động" in words and "Cơ quan kế tục" in words and "UBND xã Mới 1" in words


def test_an_agency_is_shown_as_on_the_day_that_the_address_names(place, plan):
    address = reverse("portal:unit", args=[place.media.key])
    before = signed_in(place.hoa).get(address + "?ngay=01/02/2025").context["agency"]
    after = signed_in(place.hoa).get(address).context["agency"]
    assert before.ended is None and before.version is not None
    assert after.ended == date(2025, 3, 1) and after.version is None


def test_search_finds_without_marks_by_old_names_and_in_groups(place, plan):
    client, address = signed_in(place.hoa), reverse("portal:search")
    found = client.get(address + "?tim=do+thi+thong+minh").context["found"]
    assert [task.row for task in found.tasks] == [1]
    units = client.get(address + "?tim=truyen+thong+so").context["found"].units
    assert [(row.unit, row.ended) for row in units] == [(place.media, True)]
    assert "m-find" in main_of(client.get(address + "?tim=Đô+thị"))
    assert client.get(address + "?tim=zzzz").context["found"].nothing
    assert client.get(address + "?tim=").context["found"].nothing


def test_search_shows_few_of_many_and_leads_to_the_rest(place):
    plan = make.bare_plan(place.committee)
    for _ in range(12):
        make.task(plan, text="Báo cáo chung")
    answer = signed_in(place.hoa).get(reverse("portal:search") + "?tim=bao+cao")
    assert len(answer.context["found"].tasks) == 8 and "tasks" in answer.context["found"].more


def test_links_of_figures_name_filters_that_the_list_knows(place, plan):
    answer = signed_in(place.hoa).get(reverse("portal:unit", args=[place.science.key]))
    query = parse_qs(urlsplit(answer.context["parts"][0]["href"]).query)
    assert set(query) == {"don-vi", "tinh-trang"} and query["don-vi"] == [place.science.key]


def grow(plan: Plan, place: Province, tasks: int) -> None:
    for _ in range(tasks):
        holder = make.obligation(make.task(plan), place.science)
        make.occurrence(holder, date(2025, 6, 30))
        make.occurrence(holder, date(2025, 7, 18))
        make.occurrence(holder, date(2025, 9, 30))


@pytest.mark.parametrize("name", ["hoa", "binh", "leader"])
def test_a_page_takes_as_many_statements_for_two_hundred_tasks_as_for_ten(place, name):
    plan = make.bare_plan(place.committee)
    grow(plan, place, 10)
    client = signed_in(place.everybody()[name])
    before = {address: statements(client, address) for address in pages(place)[:7]}
    grow(plan, place, 190)
    after = {address: statements(client, address) for address in pages(place)[:7]}
    assert all(after[address] <= before[address] for address in before), (before, after)
    assert max(before.values()) <= 55, "the page of an agency asks for most: pictures, lists, panels"


def test_the_name_of_the_province_stands_small_inside_the_heading(place, plan):
    assert small_first("Tỉnh Nghệ An") == "tỉnh Nghệ An" and small_first("") == ""
    assert "Tổng quan cải cách hành chính, Tỉnh" not in words_of(signed_in(place.hoa).get(reverse("portal:overview")))

"""Pages of plans, tasks, obligations and due instances: who sees what, and what stands on them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.work import services
from thuocdo.work.models import Handover, HandoverLine, Obligation, Plan, Task, TaskParty
from thuocdo.work.queries import uses_of_document
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

HOME_PEOPLE = ("hoa", "minh", "binh", "tam", "leader", "inspector", "lan")


@pytest.fixture
def plan(place: Province) -> Plan:
    """The small plan taken into the book on 10/1/2025, its units handed over as far as 15/7/2025."""
    paper = make.document(place.hoa, place.committee)
    with clock.fixed(date(2025, 1, 10)):
        found = services.adopt_document(document=paper, by=place.hoa, at=clock.at_day(date(2025, 1, 10)))
    for day in (date(2025, 3, 1), date(2025, 7, 1)):
        services.hand_over_merged_units(on=day, by=SYSTEM, at=clock.at_day(day))
    return found


def pages_of(plan: Plan) -> list[str]:
    obligation = Obligation.objects.filter(plan=plan, role="lead", state="in_force").first()
    return [
        reverse("work:plans"), reverse("work:plan", args=[plan.pk]), reverse("work:plan_targets", args=[plan.pk]),
        reverse("work:plan_unclear", args=[plan.pk]), reverse("work:task", args=[plan.tasks.first().pk]),
        reverse("work:obligation", args=[obligation.pk]), reverse("work:occurrences"),
    ]  # fmt: skip


def test_pages_of_a_paper_lead_to_the_plan_that_was_made_of_it(place):
    paper = make.document(place.hoa, place.committee)
    paper.province = place.province
    paper.save()
    client, adopt = signed_in(place.hoa), reverse("work:adopt", args=[paper.pk])
    pages = [reverse(name, args=[paper.pk]) for name in ("documents:document", "documents:confirm")]
    for address in pages:
        words = main_of(client.get(address))
        assert f'href="{adopt}"' in words and "Đã đưa vào sổ" not in words, address
    assert client.post(adopt).status_code == 302
    plan = Plan.objects.get(document=paper)
    link = f'<a href="{reverse("work:plan", args=[plan.pk])}">Đã đưa vào sổ: {plan.title}</a>'
    for address in pages:
        words = main_of(client.get(address))
        assert link in words and adopt not in words, address
    assert [use.kind for use in uses_of_document(paper, place.hoa)] == ["plan"]
    assert uses_of_document(paper, place.dung) == [], "plans of another province are not told of"


@pytest.mark.parametrize("name", HOME_PEOPLE)
def test_officials_of_the_province_read_every_page(place, plan, name):
    client = signed_in(place.everybody()[name])
    for address in pages_of(plan):
        assert main_of(client.get(address)), address


def test_nobody_reads_without_signing_in(plan):
    for address in [*pages_of(plan), reverse("work:plan_xlsx", args=[plan.pk]), reverse("work:occurrences_xlsx")]:
        answer = Client().get(address)
        assert answer.status_code == 302 and answer["Location"].startswith(reverse("directory:login"))


def test_a_stranger_finds_nothing_of_this_province(place, plan):
    client = signed_in(place.dung)
    for address in pages_of(plan)[1:-1]:
        assert client.get(address).status_code == 404, address
    assert plan.title not in words_of(client.get(reverse("work:plans")))
    assert "Không có kỳ hạn nào" in words_of(client.get(reverse("work:occurrences")))
    book = load_workbook(BytesIO(client.get(reverse("work:occurrences_xlsx")).content))
    assert book.active.max_row == 3


def test_the_plan_stands_in_its_six_official_columns(place, plan):
    html = main_of(signed_in(place.hoa).get(reverse("work:plan", args=[plan.pk]) + "?phan=tat-ca"))
    head = html[html.index("<thead>") : html.index("</thead>")]
    places = [head.index(words) for words in ("TT", "Nhiệm vụ", "Sản phẩm", "chủ trì", "phối hợp", "Thời gian")]
    assert places == sorted(places)
    for task in plan.tasks.all():
        assert task.text in html


def test_a_plan_with_an_appendix_opens_at_its_appendix(place, plan):
    words = words_of(signed_in(place.hoa).get(reverse("work:plan", args=[plan.pk])))
    assert "Đô thị thông minh" in words and "Việc giao cho cơ quan chưa ai biết" not in words
    assert "Phụ lục 2" in words and "Phần nội dung 3" in words and "Cả văn bản 5" in words


def test_the_plan_says_who_holds_the_work_of_an_agency_that_ended(place, plan):
    words = words_of(signed_in(place.hoa).get(reverse("work:plan", args=[plan.pk])))
    assert " nay là Sở Khoa học và Công nghệ (từ 01/03/2025)" in words


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("chu=do+thi", "Đô thị thông minh", "Công khai thủ tục"),
        ("chu=Đô thị", "Đô thị thông minh", "Công khai thủ tục"),
        ("linh-vuc=procedures", "Công khai thủ tục", "Đô thị thông minh"),
        ("tinh-trang=watched", "Công khai thủ tục", "Đô thị thông minh"),
        ("tinh-trang=overdue", "Đô thị thông minh", "Công khai thủ tục"),
        ("den=30/12/2024", "Không có nhiệm vụ nào", "Đô thị thông minh"),
    ],
)
def test_the_plan_is_narrowed_by_what_the_address_asks(place, plan, query, there, gone):
    html = main_of(signed_in(place.hoa).get(reverse("work:plan", args=[plan.pk]) + f"?{query}"))
    body = html[html.index('id="danh-sach"') :]
    assert there.split()[-1] in body and gone not in body


def test_the_numbers_of_the_bar_are_the_rows_that_their_links_show(place, plan):
    client, address = signed_in(place.hoa), reverse("work:plan", args=[plan.pk])
    page = client.get(address + "?phan=tat-ca")
    for part in page.context["parts"]:
        assert client.get(address + part["href"]).context["total"] == part["count"], part


def test_an_answer_to_htmx_has_the_same_main_region_as_a_full_reload(place, plan):
    client = signed_in(place.hoa)
    for address in (reverse("work:plan", args=[plan.pk]) + "?linh-vuc=procedures", reverse("work:occurrences")):
        assert main_of(client.get(address)) == main_of(client.get(address, headers={"HX-Request": "true"}))


def test_the_official_workbook_has_motto_title_six_columns_and_section_rows(place, plan):
    content = signed_in(place.hoa).get(reverse("work:plan_xlsx", args=[plan.pk])).content
    sheet = load_workbook(BytesIO(content)).active
    rows = [[cell for cell in row] for row in sheet.iter_rows(values_only=True)]
    texts = [str(cell) for row in rows for cell in row if cell]
    assert any("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text for text in texts)
    assert "PHỤ LỤC" in texts and any("CẢI CÁCH HÀNH CHÍNH" in text for text in texts)
    head = next(number for number, row in enumerate(rows) if row[0] == "TT")
    assert rows[head][:6] == [
        "TT", "Nhiệm vụ", "Sản phẩm, kết quả đầu ra", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành",
    ]  # fmt: skip
    body = rows[head + 1 :]
    assert [row[0] for row in body if isinstance(row[0], int)] == [1, 2]
    assert [row[0] for row in body if isinstance(row[0], str)][:2] == ["VI", "II"]
    assert any(text.startswith("Số dòng: 2. Mã đối chiếu:") for text in texts)
    assert sheet.page_setup.orientation == "landscape" and str(sheet.page_setup.paperSize) == "9"


def test_forty_five_rows_of_an_appendix_are_forty_five_rows_of_the_workbook(place):
    plan = make.bare_plan(place.committee)
    for number in range(1, 46):
        section = f"PL.{'I' if number < 20 else 'II'}"
        make.task(plan, number=str(number), row=number, section=section, section_title=section)
    content = signed_in(place.hoa).get(reverse("work:plan_xlsx", args=[plan.pk])).content
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows if isinstance(row[0], int)] == list(range(1, 46))


def test_a_target_without_a_measure_looks_unknown(place, plan):
    words = words_of(signed_in(place.hoa).get(reverse("work:plan_targets", args=[plan.pk])))
    assert "hồ sơ đúng hạn" in words and "Chưa biết" in words and "chưa có số đo" in words


def test_a_task_quotes_its_sentence_and_leads_to_its_place(place, plan):
    task = plan.tasks.get(row=1)
    html = main_of(signed_in(place.hoa).get(reverse("work:task", args=[task.pk])))
    assert task.source_text in html
    assert f"{reverse('documents:document', args=[plan.document_id])}#d{task.spans[0][0]}" in html
    assert "Phụ lục, dòng 1" in html


def test_a_task_says_how_its_deadline_is_read_and_when_it_falls(place, plan):
    words = words_of(signed_in(place.hoa).get(reverse("work:task", args=[plan.tasks.get(row=1).pk])))
    assert "Cách hiểu hạn:" in words and "30/09/2025" in words and "số liệu từ 01/07/2025 đến hết 30/09/2025" in words


def test_a_task_lists_who_owes_it_and_where_they_got_it_from(place, plan):
    client, address = signed_in(place.hoa), reverse("work:task", args=[plan.tasks.get(row=1).pk])
    words = words_of(client.get(address))
    assert "nhận từ Sở Thông tin và Truyền thông, 01/03/2025" in words
    ended = words_of(client.get(address + "?vai-tro=ended"))
    assert "chuyển cho Sở Khoa học và Công nghệ, 01/03/2025" in ended
    assert "Không có cơ quan nào khớp" in words_of(client.get(address + "?co-quan=khong+co+ai"))


def test_the_list_of_due_instances_answers_its_filters(place, plan):
    client, address = signed_in(place.hoa), reverse("work:occurrences")
    late = client.get(address + f"?don-vi={place.science.key}&tinh-trang=overdue").context["page"].rows
    assert late and {row.unit_id for row in late} == {place.science.pk}
    assert {row.standing for row in late} == {"overdue"}
    named = client.get(address + "?ten-co-quan=moi+1").context["page"].rows
    assert {row.unit_id for row in named} == {place.new[0].pk}
    day = client.get(address + "?tu=30/09/2025&den=30/09/2025").context["page"].rows
    assert {row.due_on for row in day} == {date(2025, 9, 30)}


def test_the_workbook_of_due_instances_has_the_rows_of_the_list(place, plan):
    client, query = signed_in(place.hoa), f"?don-vi={place.science.key}&so-dong=100"
    shown = client.get(reverse("work:occurrences") + query).context["page"].rows
    book = load_workbook(BytesIO(client.get(reverse("work:occurrences_xlsx") + query).content))
    rows = list(book.active.iter_rows(min_row=4, values_only=True))
    assert len(rows) == len(shown) and rows[0][5] == "Sở Khoa học và Công nghệ"


def grow(plan: Plan, place: Province, tasks: int) -> None:
    for _ in range(tasks):
        task = make.task(plan, row=1 + Task.objects.count())
        make.party(task, order=1)
        holder = make.obligation(task, place.science)
        make.occurrence(holder, date(2025, 6, 30))
        make.occurrence(holder, date(2025, 9, 30))


def test_a_page_takes_as_many_statements_for_two_hundred_tasks_as_for_ten(place):
    plan = make.bare_plan(place.committee)
    grow(plan, place, 10)
    client = signed_in(place.hoa)
    addresses = [one for one in pages_of(plan) if "nhiem-vu" not in one]
    before = {address: statements(client, address) for address in addresses}
    grow(plan, place, 190)
    assert {address: statements(client, address) for address in addresses} == before
    assert max(before.values()) <= 40


def test_a_task_takes_as_many_statements_for_a_hundred_agencies_as_for_three(place):
    plan = make.bare_plan(place.committee)
    task = make.task(plan)
    client, address = signed_in(place.hoa), reverse("work:task", args=[task.pk])

    def give(first: int, last: int) -> None:
        for number in range(first, last):
            agency = make.unit(f"T.N{number}", f"UBND xã Số {number}", kind="ubnd_xa", parent=place.committee)
            make.occurrence(make.obligation(task, agency), date(2025, 6, 30))

    give(0, 3)
    before = statements(client, address)
    give(3, 100)
    assert statements(client, address) == before


def test_a_phrase_that_nobody_understood_is_answered_by_who_may(place, plan):
    party = TaskParty.objects.get(phrase="Hội Bảo trợ Dế Mèn tỉnh")
    address, listed = reverse("work:choose_units", args=[party.pk]), reverse("work:plan_unclear", args=[plan.pk])
    client = signed_in(place.hoa)
    assert "Hội Bảo trợ Dế Mèn tỉnh" in words_of(client.get(listed))
    wrong = client.post(address, {f"p{party.pk}-units": "Sở Không Có"})
    assert wrong.status_code == 422 and "Sở Không Có" in main_of(wrong)
    assert client.post(address, {f"p{party.pk}-units": ""}).status_code == 422
    done = client.post(address, {f"p{party.pk}-units": "Sở Nội vụ"})
    assert done.status_code == 302
    party.refresh_from_db()
    assert party.state == "chosen" and party.obligations.get().unit == place.home


def test_several_units_are_shown_before_they_get_the_work(place, plan):
    party = TaskParty.objects.get(phrase="Hội Bảo trợ Dế Mèn tỉnh")
    address, client = reverse("work:choose_units", args=[party.pk]), signed_in(place.hoa)
    fields = {f"p{party.pk}-units": "Sở Nội vụ\nSở Khoa học và Công nghệ"}
    shown = client.post(address, fields)
    assert shown.status_code == 200 and "Hiểu là 2 cơ quan" in words_of(shown)
    party.refresh_from_db()
    assert party.state == "unknown"
    hidden = f"hieu-{party.pk}"
    value = main_of(shown).split(f'name="{hidden}" value="')[1].split('"')[0]
    assert client.post(address, {**fields, hidden: value}).status_code == 302
    assert party.obligations.count() == 2


def test_who_may_not_choose_units_sees_no_form_and_is_refused(place, plan):
    party = TaskParty.objects.get(phrase="Hội Bảo trợ Dế Mèn tỉnh")
    client = signed_in(place.binh)
    assert "<form" not in main_of(client.get(reverse("work:plan_unclear", args=[plan.pk])))
    answer = client.post(reverse("work:choose_units", args=[party.pk]), {f"p{party.pk}-units": "Sở Nội vụ"})
    assert answer.status_code == 403


def confirmed_paper(place: Province):
    paper = make.document(place.hoa, place.committee)
    paper.province = place.province
    paper.save()
    return paper


def test_a_confirmed_paper_is_previewed_and_then_adopted(place):
    paper = confirmed_paper(place)
    client, address = signed_in(place.hoa), reverse("work:adopt", args=[paper.pk])
    words = words_of(client.get(address))
    assert "Nhiệm vụ 5" in words and "Hội Bảo trợ Dế Mèn tỉnh" in words and "Đưa 5 nhiệm vụ vào sổ" in words
    preview = client.get(address).context["preview"]
    assert Plan.objects.count() == 0, "looking changes nothing"
    answer = client.post(address)
    plan = Plan.objects.get()
    assert answer["Location"] == reverse("work:plan", args=[plan.pk])
    assert preview.obligations == plan.obligations.count() and preview.tasks == plan.tasks.count()
    assert client.post(address).status_code == 422
    assert "đã có trong sổ" in words_of(client.get(address))


def test_who_may_not_adopt_is_told_why_and_whom_to_ask(place):
    paper = confirmed_paper(place)
    answer = signed_in(place.binh).get(reverse("work:adopt", args=[paper.pk]))
    assert answer.status_code == 403 and "Sở Nội vụ" in words_of(answer)
    assert signed_in(place.dung).get(reverse("work:adopt", args=[paper.pk])).status_code == 404
    assert signed_in(place.binh).post(reverse("work:adopt", args=[paper.pk])).status_code == 403


def test_an_agency_that_kept_its_name_is_not_said_to_be_itself(place):
    day = date(2025, 3, 1)
    again = make.unit("T.SKHCN2", "Sở Khoa học và Công nghệ", parent=place.committee, start=day)
    task = make.task(make.bare_plan(place.committee), row=1, lead_text="Sở Khoa học và Công nghệ")
    run = Handover.objects.create(up_to=day, at=make.AT, by_name="Hoa")
    HandoverLine.objects.create(
        handover=run, source=make.obligation(task, place.science), target=make.obligation(task, again),
        effective_on=day, effect="created",
    )  # fmt: skip
    assert "nay là" not in words_of(signed_in(place.hoa).get(reverse("work:plan", args=[task.plan_id])))


def test_a_long_task_text_is_whole_in_the_page_and_in_the_title(place):
    text = "Rà soát, cập nhật, công bố, công khai đầy đủ danh mục thủ tục hành chính " * 3
    task = make.task(make.bare_plan(place.committee), row=1, text=text.strip())
    html = main_of(signed_in(place.hoa).get(reverse("work:plan", args=[task.plan_id])))
    assert html.count(text.strip()) == 2 and f'title="{text.strip()}"' in html


def test_a_paper_of_another_province_says_so_and_offers_no_button(place):
    paper = confirmed_paper(place)
    paper.issuer_name = "UBND tỉnh Đắk Lắk"
    paper.issuer = make.unit("Q", paper.issuer_name, province="Q", level="tinh")
    paper.received_by = place.hoa
    paper.save()
    address = reverse("work:adopt", args=[paper.pk])
    answer = signed_in(place.hoa).get(address)
    assert answer.status_code == 200
    assert "Văn bản do UBND tỉnh Đắk Lắk ban hành, ngoài phạm vi tỉnh của bạn." in words_of(answer)
    assert f'action="{address}"' not in main_of(answer)


def test_tasks_that_nobody_leads_are_counted_before_anything_happens(place):
    paper = confirmed_paper(place)
    task = paper.items.filter(kind="task").first()
    task.data = {**task.data, "lead_agencies": []}
    task.save()
    answer = signed_in(place.hoa).get(reverse("work:adopt", args=[paper.pk]))
    assert "1 nhiệm vụ chưa có cơ quan chủ trì." in words_of(answer)

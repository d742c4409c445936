"""Pages of meetings and of the monthly list: who sees what, forms that keep what was typed, papers and files."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from thuocdo.meetings import services
from thuocdo.meetings.models import Conclusion, Meeting, MonthList
from thuocdo.meetings.services.arranging import Pick
from thuocdo.meetings.tests.factories import AT, ON
from thuocdo.work import services as work
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of


def page_of(name: str, *args, **query) -> str:
    address = reverse(f"meetings:{name}", args=args)
    return address + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def head(hall, **given) -> dict[str, str]:
    usual = {
        "unit": hall.science.key, "kind": "briefing", "title": "Giao ban tuần 29", "day": "15/07/2025", "time": "8:30",
        "minutes": "90", "place": "Phòng họp số 1", "chair": str(hall.minh.pk), "secretary": str(hall.binh.pk),
    }  # fmt: skip
    return {**usual, **given}


def test_a_meeting_is_planned_in_three_pages(hall):
    client = signed_in(hall.binh)
    answer = client.post(page_of("new"), head(hall))
    meeting = Meeting.objects.get()
    assert answer["Location"] == page_of("guests", meeting.pk)
    assert f"{meeting.starts_at.astimezone(AT.tzinfo):%H:%M}" == "08:30"
    guests = {"nguoi": [hall.minh.pk, hall.binh.pk], "co-quan": [hall.home.key], "tiep": "1"}
    assert client.post(page_of("guests", meeting.pk), guests)["Location"] == page_of("agenda", meeting.pk)
    client.post(page_of("agenda", meeting.pk, nguon="late"), {"chon": [f"late:{hall.late.pk}", "late:x", "tệ"]})
    client.post(page_of("agenda", meeting.pk), {"them": "1", "noi-dung": "Chuẩn bị sơ kết"})
    assert [item.kind for item in meeting.items.order_by("order")] == ["late", "words"]
    page = words_of(client.get(page_of("meeting", meeting.pk)))
    for words in ("Giao ban tuần 29", "Triển khai đô thị thông minh", "Quá hạn", "Chuẩn bị sơ kết", "Sở Nội vụ"):
        assert words in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": ""}, "Ghi tên cuộc họp."),
        ({"day": "31/02/2025"}, "Ghi ngày theo dạng"),
        ({"time": "25:00"}, "Ghi giờ dạng 08:00."),
        ({"minutes": "chín mươi"}, "Ghi một số nguyên."),
        ({"link": "javascript:alert(1)"}, "bắt đầu bằng https"),
        ({"secretary": "CHAIR"}, "hai người"),
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(hall, given, words):
    given = {key: str(hall.minh.pk) if value == "CHAIR" else value for key, value in given.items()}
    answer = signed_in(hall.binh).post(page_of("new"), head(hall, **given))
    assert answer.status_code == 422 and words in words_of(answer)
    assert "Phòng họp số 1" in main_of(answer) and not Meeting.objects.exists()


def test_the_meeting_is_kept_on_one_page_and_concluded(hall):
    meeting = hall.invited(hall.with_agenda())
    binh, minh = signed_in(hall.binh), signed_in(hall.minh)
    assert binh.post(page_of("call", meeting.pk))["Location"] == page_of("meeting", meeting.pk)
    assert binh.post(page_of("open", meeting.pk))["Location"] == page_of("run", meeting.pk)
    page = words_of(binh.get(page_of("run", meeting.pk)))
    assert "Điểm danh (2)" in page and "chậm 10 ngày" in page
    guest, item = meeting.invitees.get(person=hall.minh), hall.item(meeting)
    sent = {f"a-{guest.pk}": "present", f"s-{item.pk}": "Thiếu người.", "closing": "", "ket-luan": str(item.pk)}
    answer = binh.post(page_of("run", meeting.pk), sent)
    assert answer["Location"] == page_of("new_conclusion", meeting.pk) + f"?noi-dung={item.pk}"
    form = {"kind": "task", "item": str(item.pk), "text": "Nộp báo cáo", "due_on": "20/07/2025",
            "person": str(hall.binh.pk)}  # fmt: skip
    assert binh.post(page_of("new_conclusion", meeting.pk), form).status_code == 302
    assert minh.get(page_of("conclude", meeting.pk)).status_code == 200
    assert minh.post(page_of("conclude", meeting.pk), {"closing": "Tập trung."}).status_code == 302
    page = words_of(binh.get(page_of("meeting", meeting.pk)))
    for words in (
        "Thiếu người.",
        "Nộp báo cáo",
        "Bình, Sở Khoa học và Công nghệ",
        "20/07/2025",
        "Tập trung.",
        "có mặt",
    ):
        assert words in page
    task = Conclusion.objects.get().task
    assert "Giao theo kết luận 1" in words_of(binh.get(reverse("work:task", args=[task.pk])))


def test_a_conclusion_with_faults_keeps_what_was_typed(hall):
    meeting = hall.under_way()
    form = {"kind": "task", "text": "Nộp báo cáo rất dài", "due_on": "01/01/2025"}
    answer = signed_in(hall.binh).post(page_of("new_conclusion", meeting.pk), form)
    assert answer.status_code == 422 and "đã qua" in words_of(answer) and "Nộp báo cáo rất dài" in main_of(answer)


def test_a_conclusion_is_changed_dropped_and_given_out_from_its_page(hall):
    meeting = hall.under_way()
    one, two = hall.conclusion(meeting), hall.conclusion(meeting, text="Việc thứ hai")
    minh = signed_in(hall.minh)
    form = {"kind": "task", "text": "Đổi lời", "due_on": "21/07/2025", "revision": str(one.revision), "giao": "1"}
    assert minh.post(page_of("conclusion", one.pk), form).status_code == 302
    one.refresh_from_db()
    assert (one.text, one.state) == ("Đổi lời", "done")
    assert minh.post(page_of("conclusion", two.pk), {**form, "revision": "99"}).status_code == 409
    assert minh.post(page_of("drop_conclusion", two.pk), {"reason": ""}).status_code == 422
    assert minh.post(page_of("drop_conclusion", two.pk), {"reason": "trùng"}).status_code == 302
    page = words_of(minh.get(page_of("run", meeting.pk)))
    assert "Đã giao" in page and "Đã bỏ" in page


def test_others_do_not_find_the_meeting_and_guests_only_read(hall):
    meeting = hall.invited(hall.with_agenda(), hall.home)
    assert signed_in(hall.hoa).get(page_of("meeting", meeting.pk)).status_code == 404
    services.call_meeting(meeting=meeting, by=hall.binh, at=AT)
    hoa = signed_in(hall.hoa)
    page = hoa.get(page_of("meeting", meeting.pk))
    assert page.status_code == 200 and "Việc tiếp theo" not in words_of(page)
    assert hoa.get(page_of("edit", meeting.pk)).status_code == 403
    assert signed_in(hall.dung).get(page_of("meeting", meeting.pk)).status_code == 404


def test_a_meeting_goes_into_a_calendar(hall):
    meeting = hall.invited(hall.meeting(link="https://hop.example.vn/1"))
    text = signed_in(hall.binh).get(page_of("meeting_ics", meeting.pk)).content.decode()
    assert "DTSTART:20250715T010000Z" in text and "STATUS:TENTATIVE" in text
    services.cancel_meeting(meeting=meeting, reason="bận", by=hall.binh, at=AT)
    text = signed_in(hall.binh).get(page_of("meeting_ics", meeting.pk)).content.decode()
    assert "STATUS:CANCELLED" in text and f"UID:hop-{meeting.pk}@thuocdo" in text


def test_papers_are_downloaded_and_begun_as_drafts(hall):
    meeting, client = hall.invited(hall.with_agenda()), signed_in(hall.binh)
    answer = client.get(page_of("paper_file", meeting.pk, "docx"))
    assert answer.content[:2] == b"PK" and "giay-moi" in answer["Content-Disposition"]
    assert client.get(page_of("paper_file", meeting.pk, "exe")).status_code == 404
    assert client.get(page_of("paper_file", meeting.pk, "docx", mau="thong_bao")).status_code == 302
    answer = client.post(page_of("paper", meeting.pk), {"mau": "giay_moi"})
    assert answer["Location"].startswith("/van-ban/du-thao/")
    assert "Giấy mời" in words_of(client.get(page_of("meeting", meeting.pk)))
    assert client.post(page_of("paper", meeting.pk), {"mau": "../../x"})["Location"] == page_of("meeting", meeting.pk)


def test_lists_cost_a_fixed_number_of_statements(hall):
    hall.with_agenda()
    client = signed_in(hall.binh)
    pages = [page_of("list"), page_of("calendar"), page_of("months"), page_of("list_xlsx")]
    services.publish_month(unit=hall.science, month=ON, by=hall.minh, at=AT)
    few = [statements(client, page) for page in pages]
    for number in range(5):
        hall.invited(hall.with_agenda(title=f"Giao ban {number}", starts_at=AT + timedelta(hours=number)))
        services.publish_month(unit=hall.science, month=ON, by=hall.minh, at=AT, note=f"lần {number}")
    assert [statements(client, page) for page in pages] == few


def test_a_long_agenda_costs_as_many_statements_as_a_short_one(hall):
    short, long = hall.with_agenda(), hall.with_agenda(title="Dài")
    for number in range(8):
        part = make.obligation(make.task(hall.plan), hall.science)
        hall.part = part
        row = hall.due(ON - timedelta(days=number + 1), "Tháng 6")
        hall.change(long, Pick([("late", row.pk)]))
    client = signed_in(hall.binh)
    client.get(page_of("meeting", short.pk))
    assert statements(client, page_of("meeting", short.pk)) == statements(client, page_of("meeting", long.pk))


def test_ones_own_month_and_the_units_list(hall):
    work.name_officer(obligation=hall.part, officer=hall.binh, by=hall.minh, at=AT)
    binh, minh = signed_in(hall.binh), signed_in(hall.minh)
    page = words_of(binh.get(page_of("mine")))
    assert "Triển khai đô thị thông minh" in page and "chậm 10 ngày" in page
    assert words_of(binh.get(page_of("mine", thang="không-phải"))) == page
    assert binh.get(page_of("month_unit", hall.science.key)).status_code == 403
    assert "Công bố" in words_of(minh.get(page_of("month_unit", hall.science.key)))
    answer = minh.post(page_of("month_publish", hall.science.key) + "?thang=2025-07", {"note": "Trước họp"})
    row = MonthList.objects.get()
    assert answer["Location"] == page_of("month_list", row.pk)
    page = words_of(binh.get(page_of("month_list", row.pk)))
    assert "Trước họp" in page and "2/2 người" in page and "lần công bố đầu tiên" in page
    assert signed_in(hall.hoa).get(page_of("month_list", row.pk)).status_code == 404


def test_a_published_list_is_a_workbook_and_a_paper(hall):
    work.name_officer(obligation=hall.part, officer=hall.binh, by=hall.minh, at=AT)
    row = services.publish_month(unit=hall.science, month=ON, by=hall.minh, at=AT)
    client = signed_in(hall.binh)
    sheet = load_workbook(BytesIO(client.get(page_of("month_file", row.pk, "xlsx")).content)).active
    cells = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert any("THÁNG 07/2025" in cell.upper() for cell in cells) and any("Bình" in cell for cell in cells)
    assert client.get(page_of("month_file", row.pk, "docx")).content[:2] == b"PK"
    assert client.get(page_of("month_file", row.pk, "zip")).status_code == 404


def test_remarks_and_measures_stand_with_the_sheet(hall):
    work.name_officer(obligation=hall.part, officer=hall.binh, by=hall.minh, at=AT)
    row = services.publish_month(unit=hall.science, month=ON, by=hall.minh, at=AT)
    sheet = row.sheets.get(person=hall.binh)
    binh, minh = signed_in(hall.binh), signed_in(hall.minh)
    assert binh.post(page_of("month_remark", sheet.pk), {"text": ""}).status_code == 422
    assert binh.post(page_of("month_remark", sheet.pk), {"text": "Chờ <b>xã</b>"}).status_code == 302
    assert minh.post(page_of("month_remark", sheet.pk), {"text": "x"}).status_code == 404
    assert minh.post(page_of("month_measure", sheet.pk), {"text": "Giao thêm người"}).status_code == 302
    page = main_of(binh.get(page_of("month_list", row.pk)))
    assert "Chờ &lt;b&gt;xã&lt;/b&gt;" in page and "Giao thêm người" in page

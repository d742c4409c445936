"""The page of one agency's part: what is offered to whom, forms that keep what was typed, files as downloads."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.work import services
from thuocdo.work.models import Evidence, Extension, Occurrence
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import main_of, signed_in, words_of

SUBMIT = {"note": "Đã gửi báo cáo quý II."}


@pytest.fixture
def one(place: Province) -> Occurrence:
    """An overdue report of the science department."""
    plan = make.bare_plan(place.committee)
    return make.occurrence(make.obligation(make.task(plan), place.science), date(2025, 6, 30), label="Quý II/2025")


def page(one: Occurrence) -> str:
    return f"{reverse('work:obligation', args=[one.obligation_id])}?ky={one.pk}"


def act(name: str, one: Occurrence) -> str:
    return reverse(f"work:occurrence_{name}", args=[one.pk])


def submitted(one: Occurrence, place: Province) -> Occurrence:
    at = clock.at_day(date(2025, 7, 10))
    return services.submit_occurrence(occurrence=one, note="Báo cáo kèm theo.", by=place.binh, at=at)


def test_the_unit_is_offered_its_own_verbs_and_nobody_elses(place, one):
    html = main_of(signed_in(place.binh).get(page(one)))
    for name in ("submit", "note", "attach", "ask"):
        assert f'action="{act(name, one)}"' in html
    for name in ("accept", "return", "waive"):
        assert f'action="{act(name, one)}"' not in html


def test_what_is_hidden_is_explained_with_the_one_to_ask(place, one):
    words = words_of(signed_in(place.lan).get(page(one)))
    assert "Vì sao tôi không được làm việc này?" in words
    assert "chỉ người đứng đầu và cán bộ của cơ quan đó được làm" in words and "Hỏi: Minh" in words


def test_notes_and_evidence_are_kept_from_other_agencies(place, one):
    services.note_progress(occurrence=one, text="Chuyện riêng của sở", by=place.binh, at=clock.at_day(date(2025, 7, 1)))
    assert "Chuyện riêng của sở" in words_of(signed_in(place.binh).get(page(one)))
    assert "Chuyện riêng của sở" not in words_of(signed_in(place.lan).get(page(one)))


def test_progress_evidence_and_submission_by_plain_posts(place, one):
    client = signed_in(place.binh)
    assert client.post(act("note", one), {"text": "Xong một nửa", "percent": "50"}).status_code == 302
    answer = client.post(act("attach", one), {"file": make.upload(), "title": "Báo cáo quý II"})
    assert answer["Location"] == f"{page(one)}#ky"
    assert client.post(act("submit", one), {"note": ""}).status_code == 302
    one.refresh_from_db()
    assert one.state == "submitted" and one.notes.get().percent == 50 and one.evidence.get().title == "Báo cáo quý II"
    words = words_of(client.get(page(one)))
    assert "ước xong 50%" in words and "Báo cáo quý II" in words and "Chờ duyệt" in words


def test_a_form_with_problems_comes_back_filled_in_with_a_summary(place, one):
    answer = signed_in(place.binh).post(act("note", one), {"text": "Đã làm nhiều", "percent": "120"})
    html = main_of(answer)
    assert answer.status_code == 422 and "Có vấn đề cần sửa" in html and "Đã làm nhiều" in html
    assert 'value="120"' in html and "Khối lượng không quá 100." in html
    assert one.notes.count() == 0


def test_a_refusal_of_the_rules_is_an_error_of_the_form(place, one):
    answer = signed_in(place.binh).post(act("submit", one), {"note": ""})
    assert answer.status_code == 422 and "chưa ghi tiến độ và chưa gắn tài liệu" in words_of(answer)


def test_an_empty_file_is_refused_beside_its_field(place, one):
    answer = signed_in(place.binh).post(act("attach", one), {"file": make.upload(content=b""), "title": ""})
    assert answer.status_code == 422 and "Tệp này rỗng" in words_of(answer)


def test_another_agency_is_refused_even_when_it_knows_the_address(place, one):
    assert signed_in(place.lan).post(act("submit", one), SUBMIT).status_code == 403
    assert signed_in(place.dung).post(act("submit", one), SUBMIT).status_code == 404
    assert Client().post(act("submit", one), SUBMIT).status_code == 302
    one.refresh_from_db()
    assert one.state == "open"


def test_the_cycle_owner_accepts_and_the_page_says_how_late(place, one):
    client = signed_in(place.hoa)
    submitted(one, place)
    assert client.post(act("accept", one), {"reason": ""}).status_code == 302
    assert "Trễ hạn 10 ngày" in words_of(client.get(page(one)))


def test_a_return_needs_a_reason_and_the_unit_reads_it(place, one):
    client = signed_in(place.hoa)
    submitted(one, place)
    empty = client.post(act("return", one), {"reason": "  "})
    assert empty.status_code == 422 and "Ghi rõ lý do trả lại" in words_of(empty)
    assert client.post(act("return", one), {"reason": "Thiếu số liệu"}).status_code == 302
    words = words_of(signed_in(place.binh).get(page(one)))
    assert "Lý do trả lại: Thiếu số liệu" in words and "Nộp kết quả" in words


def test_a_later_date_is_asked_for_and_decided(place, one):
    unit, owner = signed_in(place.binh), signed_in(place.hoa)
    bad = unit.post(act("ask", one), {"until": "31/02/2025", "reason": "Chờ số liệu"})
    assert bad.status_code == 422 and "31/02/2025" in main_of(bad) and "Chờ số liệu" in main_of(bad)
    assert unit.post(act("ask", one), {"until": "20/07/2025", "reason": "Chờ số liệu"}).status_code == 302
    asked = Extension.objects.get()
    assert f'action="{reverse("work:extension_decide", args=[asked.pk])}"' in main_of(owner.get(page(one)))
    assert f'action="{reverse("work:extension_decide", args=[asked.pk])}"' not in main_of(unit.get(page(one)))
    address = reverse("work:extension_decide", args=[asked.pk])
    assert owner.post(address, {"granted": "no", "reason": ""}).status_code == 422
    assert owner.post(address, {"granted": "yes", "until": "", "reason": ""}).status_code == 302
    one.refresh_from_db()
    assert one.due_on == date(2025, 7, 20)
    assert "Hạn đầu 30/06/2025, đã được gia hạn" in words_of(unit.get(page(one)))
    late = owner.post(address, {"granted": "no", "reason": "Muộn"})
    assert late.status_code == 422 and "đã được quyết định; quyết định đó giữ nguyên" in late.content.decode()


def test_evidence_is_a_download_for_those_who_may_see_it(place, one):
    paper = make.upload("báo cáo.html", b"<script>")
    services.attach_evidence(occurrence=one, upload=paper, by=place.binh, at=clock.at_day(date(2025, 7, 1)))
    address = reverse("work:evidence", args=[Evidence.objects.get().pk])
    answer = signed_in(place.binh).get(address)
    assert answer["Content-Type"] == "application/octet-stream" and "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == b"<script>"
    assert signed_in(place.lan).get(address).status_code == 404


def test_opening_the_address_of_a_form_leads_back_to_the_page(place, one):
    answer = signed_in(place.binh).get(act("submit", one))
    assert answer.status_code == 302 and answer["Location"].startswith(page(one))


def test_the_most_urgent_due_instance_is_chosen_when_the_address_names_none(place, one):
    make.occurrence(one.obligation, date(2025, 9, 30), label="Quý III/2025")
    html = main_of(signed_in(place.binh).get(reverse("work:obligation", args=[one.obligation_id])))
    assert "Kỳ: Quý II/2025" in html
    assert "Kỳ: Quý II/2025" in main_of(signed_in(place.binh).get(page(one) + "9999"))


def test_no_two_fields_of_the_page_have_the_same_id(place, one):
    client = signed_in(place.binh)
    client.post(act("ask", one), {"until": "20/07/2025", "reason": "Chờ số liệu"})
    html = main_of(signed_in(place.hoa).get(page(one)))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)), sorted(ids)

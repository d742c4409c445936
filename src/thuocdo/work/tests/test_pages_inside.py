"""Pages of the inside of an obligation: who is offered what, forms by plain posts, two people at once, lists."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.work import services
from thuocdo.work.models import Block, Contribution, Note, Occurrence, Product, Step
from thuocdo.work.services import StepWords
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

AT = clock.at_day(date(2025, 7, 10))


@pytest.fixture(autouse=True)
def july():
    with clock.fixed(clock.at_day(date(2025, 7, 15))):
        yield


@pytest.fixture
def one(place: Province) -> Occurrence:
    task = make.task(make.bare_plan(place.committee), outputs=["Báo cáo", "Biểu số liệu"])
    return make.occurrence(make.obligation(task, place.science), date(2025, 7, 31), label="Quý III/2025")


@pytest.fixture
def helper(place, one):
    return make.obligation(one.task, place.home, role="coordinating")


def page(one: Occurrence) -> str:
    return f"{reverse('work:obligation', args=[one.obligation_id])}?ky={one.pk}"


def act(name: str, one: Occurrence) -> str:
    return reverse(f"work:occurrence_{name}", args=[one.pk])


def submitted(place, one) -> Occurrence:
    return services.submit_occurrence(occurrence=one, note="Xong.", by=place.binh, at=AT)


def seen_on(client, one: Occurrence) -> str:
    found = re.search(r'name="da-thay" value="([^"]+)"', main_of(client.get(page(one))))
    assert found
    return found[1]


def test_the_unit_asks_ticks_blocks_and_gives_steps_by_plain_posts(place, one, helper):
    client = signed_in(place.binh)
    proof = services.attach_evidence(occurrence=one, upload=make.upload(), by=place.binh, at=AT)
    asked = {"obligation": helper.pk, "text": "Gửi số liệu", "due_on": "25/07/2025"}
    assert client.post(act("contribution", one), asked).status_code == 302
    assert client.post(act("product", one), {"place": "0", "what": proof.pk, "paper": ""}).status_code == 302
    assert client.post(act("block", one), {"text": "Chờ hướng dẫn của Bộ", "waits_for": ""}).status_code == 302
    step = {"text": "Dự thảo báo cáo", "person": place.binh.pk, "due_on": "20/07/2025", "ky": one.pk}
    assert client.post(reverse("work:give_step", args=[one.obligation_id]), step).status_code == 302
    words = words_of(client.get(page(one)))
    assert "1/2 sản phẩm" in words and "Sở Nội vụ: Gửi số liệu" in words and "Đang vướng" in words
    assert "Dự thảo báo cáo" in words and "0/1 bước đã xong" in words
    assert "Đã đề nghị, đang chờ" in words_of(client.get(reverse("work:task", args=[one.task_id])))
    assert Step.objects.get().occurrence == one


def test_forms_with_problems_come_back_with_what_was_typed(place, one, helper):
    client = signed_in(place.binh)
    late = client.post(act("contribution", one), {"obligation": helper.pk, "text": "Số liệu", "due_on": "01/08/2025"})
    assert late.status_code == 422 and "sau hạn 31/07/2025" in words_of(late) and "Số liệu" in main_of(late)
    nobody = client.post(act("block", one), {"text": "Chờ", "waits_for": "99, Sở Tài chính"})
    assert nobody.status_code == 422 and "Không thấy kỳ hạn đang chờ nào" in words_of(nobody)
    unknown = client.post(act("product", one), {"place": "0", "what": "", "paper": "999/QĐ-UBND"})
    assert unknown.status_code == 422 and "Không thấy văn bản" in words_of(unknown)
    neither = client.post(act("attach", one), {"title": ""})
    assert neither.status_code == 422 and "Chọn một tệp, hoặc ghi số" in words_of(neither)
    elsewhere = client.post(
        reverse("work:give_step", args=[one.obligation_id]), {"text": "Việc riêng", "person": place.hoa.pk}
    )
    assert elsewhere.status_code == 422 and "Việc riêng" in main_of(elsewhere)
    assert not (Contribution.objects.exists() or Block.objects.exists() or Product.objects.exists())


def test_a_block_names_another_due_instance_by_task_and_agency_or_by_its_page(place, one):
    other = make.occurrence(make.obligation(make.task(one.plan), place.home), date(2025, 8, 15))
    client = signed_in(place.binh)
    named = {"text": "Chờ Sở Nội vụ", "waits_for": f"{other.task.number}, so noi vu"}
    assert client.post(act("block", one), named).status_code == 302
    assert Block.objects.get().waits_for == other
    assert "Sở Khoa học và Công nghệ đang chờ kết quả kỳ này" in words_of(signed_in(place.hoa).get(page(other)))
    circle = signed_in(place.leader)
    assert circle.post(act("block", other), {"text": "x", "waits_for": page(one)}).status_code == 403
    client.post(reverse("work:end_block", args=[Block.objects.get().pk]), {"reason": "Đã nhận số liệu"})
    assert Block.objects.get().ended_why == "Đã nhận số liệu"


def test_a_paper_of_the_register_is_named_by_its_number_as_proof(place, one):
    paper = make.document(place.hoa, place.committee)
    paper.number_key = paper.number_symbol.upper()
    paper.province = place.province
    paper.save()
    client = signed_in(place.binh)
    assert client.post(act("attach", one), {"paper": paper.number_symbol, "title": ""}).status_code == 302
    proof = one.evidence.get()
    assert proof.document == paper and proof.checked_at is not None
    words = words_of(client.get(page(one)))
    assert paper.number_symbol in words and "Máy kiểm tra trước thấy gì" in words
    assert client.get(reverse("work:evidence", args=[proof.pk])).status_code == 302


def test_the_second_of_two_people_is_told_what_changed_and_keeps_the_words(place, one):
    first, second = signed_in(place.binh), signed_in(place.minh)
    seen = seen_on(second, one)
    assert first.post(act("note", one), {"text": "Bình đã gửi bản 1", "da-thay": seen}).status_code == 302
    typed = {"text": "Minh nhập song song", "percent": "", "da-thay": seen}
    answer = second.post(act("note", one), typed)
    words = words_of(answer)
    assert answer.status_code == 409 and "Bình đã gửi bản 1" in words and "Trong lúc bạn nhập" in words
    assert "Minh nhập song song" in main_of(answer) and Note.objects.count() == 1
    again = re.search(r'name="da-thay" value="([^"]+)"', main_of(answer))
    assert again
    assert second.post(act("note", one), {**typed, "da-thay": again[1]}).status_code == 302
    assert [row.text for row in Note.objects.all()] == ["Bình đã gửi bản 1", "Minh nhập song song"]


def test_own_changes_and_broken_marks_stop_nobody(place, one):
    client = signed_in(place.binh)
    seen = seen_on(client, one)
    for mark in (seen, seen, "x", "9" * 400 + ".1.1", ""):
        assert client.post(act("note", one), {"text": "Ghi", "da-thay": mark}).status_code == 302
    assert Note.objects.count() == 5


def test_a_decision_is_not_taken_on_what_has_changed(place, one):
    submitted(place, one)
    hoa, tam = signed_in(place.hoa), signed_in(place.tam)
    seen = seen_on(hoa, one)
    assert tam.post(act("return", one), {"reason": "Thiếu biểu", "da-thay": seen}).status_code == 302
    answer = hoa.post(act("accept", one), {"reason": "Tốt", "grade": "", "da-thay": seen})
    one.refresh_from_db()
    assert answer.status_code == 409 and one.state == "returned" and "Thiếu biểu" in words_of(answer)


def test_the_appraiser_is_warned_of_lacking_products_and_judges_quality(place, one):
    submitted(place, one)
    client = signed_in(place.hoa)
    assert "còn thiếu: Báo cáo; Biểu số liệu" in words_of(client.get(page(one)))
    lacking = client.post(act("accept", one), {"reason": "", "grade": "lacking"})
    assert lacking.status_code == 422 and "Ghi rõ còn tồn tại" in words_of(lacking)
    assert client.post(act("accept", one), {"reason": "Thiếu số liệu xã", "grade": "lacking"}).status_code == 302
    words = words_of(client.get(page(one)))
    assert "Còn tồn tại, hạn chế" in words and "Thiếu số liệu xã" in words
    listed = words_of(client.get(reverse("work:quality")))
    assert "1 kết quả đã duyệt" in listed and "1 hoàn thành nhưng còn tồn tại" in listed
    assert "Thiếu số liệu xã" not in words_of(signed_in(place.lan).get(reverse("work:quality")))
    for name in ("quality_xlsx", "blocks_xlsx", "contributions_xlsx", "steps_xlsx"):
        assert client.get(reverse(f"work:{name}")).content[:2] == b"PK"


def test_a_list_that_is_cut_says_so_in_its_workbook(place, one, monkeypatch):
    for text in ("Chờ hướng dẫn", "Chờ số liệu"):
        services.note_block(occurrence=one, text=text, by=place.binh, at=AT)

    def lines() -> list[str]:
        book = load_workbook(BytesIO(signed_in(place.hoa).get(reverse("work:blocks_xlsx")).content))
        return [str(row[0].value) for row in book.active.iter_rows()]

    whole = lines()
    assert "Đủ 2 dòng." in whole[1] and whole[-1] == "2"
    monkeypatch.setattr("thuocdo.work.web.answers.MOST_IN_A_WORKBOOK", 1)
    cut = lines()
    assert "Chỉ lấy 1 dòng đầu" in cut[1] and cut[-1] == "1"


def test_both_sides_of_a_contribution_use_its_page(place, one, helper):
    made = services.request_contribution(
        occurrence=one, obligation=helper, text="Số liệu", due_on=date(2025, 7, 20), by=place.binh, at=AT
    )
    address = reverse("work:contribution", args=[made.pk])
    hoa, binh = signed_in(place.hoa), signed_in(place.binh)
    assert 'value="gui"' in main_of(hoa.get(address)) and 'value="gui"' not in main_of(binh.get(address))
    empty = hoa.post(address, {"viec": "gui", "answer": " "})
    assert empty.status_code == 422
    sent = hoa.post(address, {"viec": "gui", "answer": "Gửi kèm", "files": [make.upload(), make.upload("b.txt", b"b")]})
    assert sent.status_code == 302 and made.files.count() == 2
    kept = made.files.first()
    answer = binh.get(reverse("work:contribution_file", args=[made.pk, kept.pk]))
    assert b"".join(answer.streaming_content) == b"Ket qua"
    assert signed_in(place.lan).get(address).status_code == 404
    assert binh.post(address, {"viec": "bo-sung", "reason": "Thiếu xã"}).status_code == 302
    assert "Thiếu xã" in words_of(hoa.get(address))
    assert binh.post(address, {"viec": "nhan"}).status_code == 422
    assert binh.post(address, {"viec": "lạ"}).status_code == 404
    assert "Gửi số liệu" not in words_of(hoa.get(reverse("work:contributions")))
    assert "Số liệu" in words_of(hoa.get(reverse("work:contributions") + "?chieu=gui-den"))


def test_two_people_changing_one_step_do_not_write_over_each_other(place, one):
    step = services.give_step(obligation=one.obligation, step=StepWords("Dự thảo", place.binh), by=place.minh, at=AT)
    address = reverse("work:step", args=[step.pk])
    client = signed_in(place.minh)
    found = re.search(r'name="da-thay" value="([^"]+)"', main_of(client.get(address)))
    assert found
    services.change_step(step=step, to=StepWords("Dự thảo lần 2", place.binh), by=place.binh, at=AT)
    data = {"viec": "sua", "text": "Bản của Minh", "person": place.minh.pk, "due_on": "", "da-thay": found[1]}
    answer = client.post(address, data)
    step.refresh_from_db()
    assert answer.status_code == 409 and step.text == "Dự thảo lần 2" and "Bản của Minh" in main_of(answer)
    assert client.post(address, {"viec": "xong", "reason": "Đã trình"}).status_code == 302
    assert signed_in(place.lan).get(address).status_code == 404


def test_steps_of_a_person_and_of_the_agency_are_listed(place, one):
    for text, person in (("Của Bình", place.binh), ("Của Minh", place.minh)):
        services.give_step(obligation=one.obligation, step=StepWords(text, person), by=SYSTEM, at=AT)
    client = signed_in(place.binh)
    mine, all_of_us = (words_of(client.get(reverse("work:steps") + query)) for query in ("", "?cua=co-quan"))
    assert "Của Bình" in mine and "Của Minh" not in mine and "Của Minh" in all_of_us


def test_the_accept_list_says_what_the_program_saw_of_the_proof(place, one):
    proof = services.attach_evidence(occurrence=one, upload=make.upload(), by=place.binh, at=AT)
    services.check_evidence(evidence=proof, by=SYSTEM, at=AT)
    submitted(place, one)
    words = words_of(signed_in(place.hoa).get(reverse("work:occurrences")))
    assert "cần xem" in words and "sản phẩm 0/2" in words
    client = signed_in(place.tam)
    assert client.post(reverse("work:check_evidence", args=[proof.pk])).status_code == 302
    assert signed_in(place.lan).post(reverse("work:check_evidence", args=[proof.pk])).status_code == 404


@pytest.mark.parametrize("name", ["steps", "contributions", "quality", "blocks"])
def test_lists_take_as_many_statements_for_forty_rows_as_for_four(place, one, name):
    def grow(count: int) -> None:
        for _number in range(count):
            task = make.task(one.plan, outputs=["Báo cáo"])
            row = make.occurrence(make.obligation(task, place.science), date(2025, 7, 31))
            helper = make.obligation(task, place.home, role="coordinating")
            services.give_step(obligation=row.obligation, step=StepWords("x", place.binh), by=SYSTEM, at=AT)
            services.request_contribution(
                occurrence=row, obligation=helper, text="x", due_on=date(2025, 7, 20), by=SYSTEM, at=AT
            )
            services.note_block(occurrence=row, waits_for=one, text="x", by=SYSTEM, at=AT)
            done = make.occurrence(row.obligation, date(2025, 6, 30))
            services.submit_occurrence(occurrence=done, note="x", by=place.binh, at=AT)
            services.accept_occurrence(occurrence=done, grade="met", by=place.hoa, at=AT)

    client, address = signed_in(place.binh), reverse(f"work:{name}")
    grow(4)
    before = statements(client, address)
    grow(36)
    assert statements(client, address) == before <= 30

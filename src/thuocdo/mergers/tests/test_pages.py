"""Pages of mergers: the way of a merger from a form to its minutes, who sees what, and lists that stay fast."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from thuocdo.core import clock
from thuocdo.core.models import OutboxEvent
from thuocdo.directory.models import Succession, Unit, UnitVersion
from thuocdo.documents.reading.formats.docx import extract
from thuocdo.mergers.handlers import carry_out_ordered
from thuocdo.mergers.models import Merger
from thuocdo.mergers.rules import reading
from thuocdo.mergers.tests.shire import JUNE, MAPPING, approved, carried_out, file_of, opened
from thuocdo.mergers.tests.units import JULY, row
from thuocdo.work.tests import factories
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

STEPS = ("anh-xa", "kiem-tra", "mo-phong", "duyet", "bien-ban")


@pytest.fixture(autouse=True)
def in_june():
    with clock.fixed(clock.at_day(JUNE, 9)):
        yield


def fields(**values):
    given = {
        "name": "Sắp xếp cấp xã", "province": "P40", "effective_on": "01/07/2025", "legal_basis": "NQ 1",
        "source": "file", "carries_people": "on",
        "file": SimpleUploadedFile("anh-xa.csv", file_of(MAPPING).data, "text/csv"),
    }  # fmt: skip
    return {name: value for name, value in {**given, **values}.items() if value is not None}


def page(merger, step=""):
    return reverse("mergers:merger", args=[merger.pk]) + (f"?buoc={step}" if step else "")


# The way of a merger


def test_from_the_form_to_the_minutes(shire):
    shire.owes(shire.communes[0])
    hoa, leader = signed_in(shire.hoa), signed_in(shire.leader)
    answer = hoa.post(reverse("mergers:new"), fields())
    merger = Merger.objects.get()
    assert answer.status_code == 302 and answer["Location"] == page(merger)
    assert "Chưa mô phỏng" in words_of(hoa.get(page(merger)))
    assert hoa.post(reverse("mergers:simulate", args=[merger.pk])).status_code == 302
    told = words_of(hoa.get(page(merger, "mo-phong")))
    assert "Nhiệm vụ giao cho đơn vị nhận 1 1 kỳ hạn còn mở" in told and "1 đơn vị lập mới" in told
    assert "không tự duyệt" in words_of(hoa.get(page(merger, "duyet")))
    assert "Duyệt đợt sắp xếp" in words_of(leader.get(page(merger, "duyet")))
    assert leader.post(reverse("mergers:approve", args=[merger.pk])).status_code == 302
    assert "Chờ đến ngày 01/07/2025" in words_of(hoa.get(page(merger)))
    with clock.fixed(clock.at_day(JULY, 8)):
        assert "Thực hiện bàn giao" in words_of(hoa.get(page(merger)))
        assert hoa.post(reverse("mergers:carry_out", args=[merger.pk])).status_code == 302
        assert "Máy đang thực hiện" in words_of(hoa.get(page(merger)))
        carry_out_ordered(OutboxEvent.objects.get(name="mergers.order_carry_out"))
        told = words_of(hoa.get(page(merger)))
    assert "UBND xã Cũ 1" in told and "UBND xã Mới" in told and "Tải mọi biên bản" in told
    assert Unit.objects.filter(key="M1").exists()


def test_the_packs_of_the_directory_are_a_mapping_too(shire):
    one, other = shire.communes[:2]
    Succession.objects.create(from_unit=one, to_unit=other, kind="merged_into", extent="whole", effective_on=JULY)
    client = signed_in(shire.hoa)
    offered = main_of(client.get(reverse("mergers:new")))
    assert "01/07/2025" in offered and 'href="?ngay=2025-07-01"' in offered
    chosen = main_of(client.get(reverse("mergers:new") + "?ngay=2025-07-01"))
    assert 'value="01/07/2025"' in chosen and re.search(r'value="pack"[^>]*checked', chosen)
    client.post(reverse("mergers:new"), fields(source="pack", file=None))
    assert Merger.objects.get().rows.get().to_key == "X2"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "Đặt tên cho đợt sắp xếp."),
        ({"effective_on": "31/02/2025"}, "Ghi ngày theo dạng"),
        ({"file": None}, "Chọn tệp ánh xạ"),
        ({"file": SimpleUploadedFile("a.csv", b"PK\x03\x04xx")}, "sổ Excel"),
        ({"file": SimpleUploadedFile("a.csv", b"from_id,to_id\n\xff\xfe\xe1,x\n")}, "bảng mã"),
        ({"source": "pack", "file": None}, "không ghi thay đổi đơn vị nào ngày 01/07/2025"),
    ],
)
def test_what_is_wrong_comes_back_beside_its_field_and_nothing_typed_is_lost(shire, values, said):
    answer = signed_in(shire.hoa).post(reverse("mergers:new"), fields(**values))
    html = main_of(answer)
    assert answer.status_code == 422 and said in html and 'aria-invalid="true"' in html
    assert "NQ 1" in html and not Merger.objects.exists()


def test_faults_are_listed_with_line_column_and_unit(shire):
    merger = opened(shire, [*MAPPING[:2], row(4, "X3", "T.SNVV", clause="")])
    client = signed_in(shire.hoa)
    told = words_of(client.get(page(merger)))
    assert "dòng 4, cột to_id" in told and "Có phải T.SNV (Sở Nội vụ)?" in told and "Chưa dẫn điều khoản" in told
    only = words_of(client.get(page(merger, "kiem-tra") + "&loai=clause_missing"))
    assert "Chưa dẫn điều khoản của văn bản" in only and "T.SNVV" not in only
    assert "lỗi" in main_of(client.get(page(merger, "anh-xa")))
    refused = client.post(reverse("mergers:simulate", args=[merger.pk]))
    assert refused.status_code == 422 and "Ánh xạ còn" in words_of(refused)


def test_another_mapping_takes_the_place_of_the_first(shire):
    merger = opened(shire, MAPPING[:1])
    client = signed_in(shire.hoa)
    upload = SimpleUploadedFile("b.csv", file_of(MAPPING).data)
    answer = client.post(reverse("mergers:replace", args=[merger.pk]), {"source": "file", "file": upload})
    assert answer.status_code == 302 and merger.rows.count() == len(MAPPING)
    empty = client.post(reverse("mergers:replace", args=[merger.pk]), {"source": "file"})
    assert empty.status_code == 422 and "Chọn tệp ánh xạ" in words_of(empty)


def test_doubts_are_ticked_by_the_approver(shire):
    half = {"kind": "split_into", "extent": "part"}
    merger = opened(shire, [row(2, "X1", "X2", **half), row(3, "X1", "X3", **half)])
    signed_in(shire.hoa).post(reverse("mergers:simulate", args=[merger.pk]))
    client = signed_in(shire.leader)
    assert 'value="share_unknown"' in main_of(client.get(page(merger, "duyet")))
    refused = client.post(reverse("mergers:approve", args=[merger.pk]))
    assert refused.status_code == 422 and "chưa xác nhận đã xem" in words_of(refused)
    assert client.post(reverse("mergers:approve", args=[merger.pk]), {"seen": "share_unknown"}).status_code == 302


def test_a_draft_is_withdrawn_with_words(shire):
    merger = opened(shire)
    client = signed_in(shire.hoa)
    assert client.post(reverse("mergers:withdraw", args=[merger.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("mergers:withdraw", args=[merger.pk]), {"reason": "Lập nhầm ngày"})
    assert "Lập nhầm ngày" in words_of(client.get(page(merger, "duyet")))


def test_a_failed_hand_over_says_why_and_can_be_tried_again(shire):
    merger = approved(shire)
    Merger.objects.filter(pk=merger.pk).update(failure="Ánh xạ còn 1 lỗi.")
    with clock.fixed(clock.at_day(JULY, 8)):
        told = words_of(signed_in(shire.hoa).get(page(merger)))
    assert "Lần thực hiện trước không thành" in told and "Thực hiện bàn giao" in told


def test_a_correcting_act_is_opened_from_the_merger_it_corrects(shire):
    first = approved(shire)
    client = signed_in(shire.hoa)
    link = f"{reverse('mergers:new')}?dieu-chinh={first.pk}"
    assert link in main_of(client.get(page(first)))
    form = main_of(client.get(link))
    assert f'<option value="{first.pk}" selected>' in form and 'value="01/07/2025"' in form
    client.post(reverse("mergers:new"), fields(name="Điều chỉnh", corrects=str(first.pk)))
    assert Merger.objects.latest("pk").corrects == first
    assert "Điều chỉnh" in words_of(client.get(page(first)))


# Files


def test_the_file_to_fill_in_has_a_line_for_every_unit(shire):
    client = signed_in(shire.hoa)
    answer = client.get(reverse("mergers:template_csv") + "?tinh=P40&cap=xa&ngay=01/07/2025")
    assert answer.content.startswith("\ufeff".encode())
    assert [one.from_key for one in reading.read(answer.content).rows] == ["X1", "X2", "X3"]
    sheet = load_workbook(BytesIO(client.get(reverse("mergers:template_xlsx") + "?tinh=P40&cap=xa").content)).active
    told = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert told[2][:2] == ["Mã đơn vị cũ", "Tên đơn vị cũ (để tra)"] and told[3][:2] == ["X1", "UBND xã Cũ 1"]
    for query in ("?tinh=P38&cap=xa", "?tinh=P40&cap=to"):
        assert client.get(reverse("mergers:template_csv") + query).status_code == 404


def test_the_mapping_comes_back_as_the_same_file(shire):
    merger = opened(shire)
    client = signed_in(shire.hoa)
    again = reading.read(client.get(reverse("mergers:mapping_csv", args=[merger.pk])).content)
    assert [(one.from_key, one.to_key, one.to_name) for one in again.rows] == [
        (one.from_key, one.to_key, one.to_name) for one in MAPPING
    ]
    book = load_workbook(BytesIO(client.get(reverse("mergers:mapping_xlsx", args=[merger.pk])).content)).active
    assert book.max_row == 3 + len(MAPPING)


def test_the_simulation_is_listed_in_a_workbook(shire):
    shire.owes(shire.communes[0])
    merger = opened(shire)
    client = signed_in(shire.hoa)
    address = reverse("mergers:simulation_xlsx", args=[merger.pk])
    assert client.get(address).status_code == 404
    client.post(reverse("mergers:simulate", args=[merger.pk]))
    merger.refresh_from_db()
    book = load_workbook(BytesIO(client.get(address).content)).active
    assert book.max_row == 2 + len(merger.simulation["lines"])


def test_faults_and_minutes_are_lists_in_workbooks_too(shire):
    client = signed_in(shire.hoa)
    faulty = opened(shire, [row(2, "X9", "X1")])
    book = load_workbook(BytesIO(client.get(reverse("mergers:checks_xlsx", args=[faulty.pk])).content)).active
    assert [cell.value for cell in book[3]][:4] == ["Lỗi", 2, "from_id", "X9"]
    merger = carried_out(shire)
    book = load_workbook(BytesIO(client.get(reverse("mergers:minutes_xlsx", args=[merger.pk])).content)).active
    assert book.max_row == 2 + merger.minutes.count()


def test_a_minute_is_an_official_paper_made_of_what_was_frozen(shire):
    task = shire.owes(shire.communes[0])[0].task
    merger = carried_out(shire)
    number = merger.minutes.get(giving_unit__key="X1").number
    client = signed_in(shire.hoa)
    answer = client.get(reverse("mergers:minute_docx", args=[merger.pk, number]))
    assert f"bien-ban-{number:03}" in answer["Content-Disposition"]
    told = str(extract(answer.content))
    assert "UBND HUYỆN THỬ" in told and "UBND XÃ CŨ 1" in told
    for expected in (
        "BIÊN BẢN",
        "UBND xã Mới",
        "Căn cứ Nghị quyết số 1/NQ-UBTVQH15",
        "khoản 1 Điều 1",
        str(task),
        "Lan",
    ):
        assert expected in told, expected
    assert "ĐẠI DIỆN BÊN GIAO" in told and "ĐẠI DIỆN BÊN NHẬN" in told
    UnitVersion.objects.filter(unit__key="X1").update(full_name="Tên khác về sau")
    assert client.get(reverse("mergers:minute_docx", args=[merger.pk, number])).content == answer.content


def test_all_minutes_are_one_zip(shire):
    merger = carried_out(shire)
    answer = signed_in(shire.hoa).get(reverse("mergers:minutes_zip", args=[merger.pk]))
    names = ZipFile(BytesIO(answer.content)).namelist()
    assert len(names) == merger.minutes.count() == 4 and all(name.endswith(".docx") for name in names)


def test_what_has_no_taker_is_a_minute_of_one_side(shire):
    half = {"kind": "split_into", "extent": "part"}
    merger = carried_out(shire, [row(2, "X1", "X2", **half), row(3, "X1", "X3", **half)])
    waiting = merger.minutes.get(taking_unit=None)
    paper = signed_in(shire.hoa).get(reverse("mergers:minute_docx", args=[merger.pk, waiting.number]))
    assert "chưa có bên nhận" in str(extract(paper.content)) and "BÊN NHẬN" not in str(extract(paper.content))
    told = words_of(signed_in(shire.hoa).get(reverse("mergers:minute", args=[merger.pk, waiting.number])))
    assert "Công chức chờ phân công đơn vị mới" in told and "Lan" in told


def test_a_minute_is_confirmed_on_its_page(shire):
    merger = carried_out(shire)
    minute = merger.minutes.get(giving_unit__key="X1")
    address = reverse("mergers:minute", args=[merger.pk, minute.number])
    with clock.fixed(clock.at_day(date(2025, 7, 5))):
        client = signed_in(shire.hoa)
        shown = main_of(client.get(address))
        assert 'value="given"' in shown and 'value="taken"' not in shown
        confirm = reverse("mergers:confirm", args=[merger.pk, minute.number])
        assert client.post(confirm, {"side": "hai bên"}).status_code == 422
        assert client.post(confirm, {"side": "given"}).status_code == 302
        assert "Hoa" in words_of(client.get(address)) and client.post(confirm, {"side": "given"}).status_code == 422
        assert client.post(confirm, {"side": "taken"}).status_code == 403
        listed = words_of(client.get(page(merger) + "?xac-nhan=thieu"))
    assert "UBND xã Cũ 1" in listed


# Who sees what


def addresses(merger):
    number = merger.minutes.get(giving_unit__key="X1").number
    names = ("mapping_csv", "mapping_xlsx", "simulation_xlsx", "checks_xlsx", "minutes_xlsx")
    return {
        "minutes": [page(merger), reverse("mergers:minute", args=[merger.pk, number]),
                    reverse("mergers:minute_docx", args=[merger.pk, number]),
                    reverse("mergers:minutes_zip", args=[merger.pk])],
        "whole": [reverse(f"mergers:{name}", args=[merger.pk]) for name in names],
    }  # fmt: skip


def test_units_see_their_own_minutes_and_nothing_else_of_a_merger(shire):
    merger = carried_out(shire)
    found = addresses(merger)
    with clock.fixed(clock.at_day(date(2025, 7, 5))):
        for person in (shire.hoa, shire.leader):
            client = signed_in(person)
            assert {client.get(address).status_code for several in found.values() for address in several} == {200}
        lan = signed_in(shire.lan)
        assert {lan.get(address).status_code for address in found["minutes"]} == {200}
        assert {lan.get(address).status_code for address in found["whole"]} == {404}
        told = words_of(lan.get(page(merger) + "?buoc=duyet"))
        assert "UBND xã Cũ 1" in told and "UBND huyện Thử" in told and "Mô phỏng" not in told
        assert "X3" not in told
        stranger = signed_in(shire.stranger)
        assert {stranger.get(one).status_code for several in found.values() for one in several} == {404}


def test_a_draft_is_seen_by_those_who_oversee_the_province_only(shire):
    merger = opened(shire)
    elsewhere = factories.person("Dũng", "cycle_owner", factories.unit("K.SNV", "Sở Nội vụ Thanh Hóa", province="P38"))
    assert signed_in(shire.leader).get(page(merger)).status_code == 200
    for person in (shire.lan, shire.head, shire.stranger, elsewhere):
        client = signed_in(person)
        assert client.get(page(merger)).status_code == 404
        assert merger.name not in words_of(client.get(reverse("mergers:list")))


@pytest.mark.parametrize("name", ["simulate", "approve", "withdraw", "carry_out"])
def test_who_may_not_act_is_refused(shire, name):
    merger = opened(shire)
    address = reverse(f"mergers:{name}", args=[merger.pk])
    refused = {signed_in(person).post(address).status_code for person in (shire.lan, shire.stranger)}
    assert refused <= {403, 404}
    merger.refresh_from_db()
    assert merger.state == "draft" and merger.simulated_at is None


def test_only_who_may_open_sees_the_form(shire):
    assert signed_in(shire.hoa).get(reverse("mergers:new")).status_code == 200
    for person in (shire.leader, shire.lan, shire.stranger):
        assert signed_in(person).get(reverse("mergers:new")).status_code == 403


# Lists


def test_every_step_of_every_state_is_a_page(shire):
    mergers = [opened(shire), carried_out(shire)]
    withdrawn = opened(shire, [row(2, "T.SYT", "T.SNV")])
    Merger.objects.filter(pk=withdrawn.pk).update(state="withdrawn", withdrawn_at=clock.now(), withdrawn_why="nhầm")
    client = signed_in(shire.hoa)
    for merger in (*mergers, withdrawn):
        for step in ("", *STEPS):
            assert merger.name in words_of(client.get(page(merger, step)))


def test_the_list_finds_and_exports_and_warns_of_what_ended_without_a_merger(shire):
    opened(shire)
    carried_out(shire, [row(2, "T.SYT", "T.SNV")], on=date(2025, 6, 1), effective_on=date(2025, 6, 1))
    client = signed_in(shire.hoa)
    assert "Sắp xếp cấp xã" in words_of(client.get(reverse("mergers:list") + "?trang-thai=carried_out&nam=2025"))
    assert "Không có đợt nào khớp" in words_of(client.get(reverse("mergers:list") + "?trang-thai=withdrawn"))
    book = load_workbook(BytesIO(client.get(reverse("mergers:list_xlsx")).content)).active
    assert book.max_row == 2 + 2
    assert "chưa có đợt sắp xếp được duyệt" not in words_of(client.get(reverse("mergers:list")))
    shire.owes(shire.communes[2])
    UnitVersion.objects.filter(unit=shire.communes[2]).update(valid=(None, date(2025, 6, 5)))
    told = main_of(client.get(reverse("mergers:list")))
    assert "1 đơn vị đã kết thúc mà chưa có đợt" in told and "?ngay=2025-06-05" in told


def test_lists_take_as_many_statements_for_many_rows_as_for_few(shire):
    first = date(2025, 6, 1)
    small = carried_out(shire, [row(2, "T.SYT", "T.SNV")], on=first, effective_on=first)
    client = signed_in(shire.hoa)
    few = {step: statements(client, page(small, step)) for step in STEPS}
    few[""] = statements(client, reverse("mergers:list"))
    for unit in shire.communes:
        shire.owes(unit, number=5)
    big = carried_out(shire, on=JULY)
    many = {step: statements(client, page(big, step)) for step in STEPS}
    many[""] = statements(client, reverse("mergers:list"))
    assert many == few

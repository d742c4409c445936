"""Changing or correcting a unit on the page: typed, looked at, recorded; refusals beside their fields; rights."""

from __future__ import annotations

import re
from datetime import date

import pytest

from thuocdo.directory import queries
from thuocdo.directory.models import PastVersion, UnitVersion
from thuocdo.directory.tests.facts import employ, signed_in, unit

AMEND, CORRECT = "/co-quan/NA.SNV/thay-doi/", "/co-quan/NA.SNV/dinh-chinh/"
BASIS = "12/QĐ-UBND ngày 01/07/2025"


@pytest.fixture
def tuan(facts):
    return signed_in(employ("Đặng Anh Tuấn", "NA.SNV", "operator"), "tuan")


def typed(client, place: str, **changes) -> dict[str, str]:
    """The form as it stands, with some fields typed anew."""
    form = client.get(place).context["form"]
    values = {name: str(form.get_initial_for_field(field, name) or "") for name, field in form.fields.items()}
    return {**values, **changes}


def words(answer) -> str:
    html = answer.content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_change_is_looked_at_before_it_is_recorded(tuan):
    given = typed(
        tuan, AMEND, on="01/08/2025", legal_basis=BASIS, full_name="Sở Nội chính tỉnh Nghệ An", address="Số 5"
    )
    looked = tuan.post(AMEND, {**given, "viec": "xem"})
    assert looked.status_code == 200
    told = words(looked)
    assert "Sẽ ghi như sau" in told and "Có hiệu lực từ 01/08/2025" in told
    assert "Tên đầy đủ Sở Nội vụ tỉnh Nghệ An Sở Nội chính tỉnh Nghệ An" in told and "Địa chỉ không ghi Số 5" in told
    assert UnitVersion.objects.filter(unit__key="NA.SNV").count() == 1, "nothing is recorded yet"
    done = tuan.post(AMEND, {**given, "viec": "ghi"})
    assert (done.status_code, done["Location"]) == (302, "/co-quan/NA.SNV/vong-doi/")
    department = unit("NA.SNV")
    assert queries.name_on(department, date(2025, 8, 1)) == "Sở Nội chính"
    assert queries.name_on(department, date(2025, 7, 31)) == "Sở Nội vụ"
    assert queries.version_on(department, date(2025, 8, 1)).address == "Số 5"


def test_a_correction_shows_and_keeps_what_was_wrong(tuan):
    given = typed(tuan, CORRECT, symbol="SNV2", why="ghi nhầm ký hiệu")
    assert "Ký hiệu văn bản SNV SNV2" in words(tuan.post(CORRECT, {**given, "viec": "xem"}))
    assert tuan.post(CORRECT, {**given, "viec": "ghi"}).status_code == 302
    assert UnitVersion.objects.get(unit__key="NA.SNV").symbol == "SNV2"
    assert PastVersion.objects.get(unit__key="NA.SNV").symbol == "SNV"


def test_the_record_to_be_corrected_is_chosen_by_its_day(tuan):
    given = typed(tuan, AMEND, on="01/08/2025", legal_basis=BASIS, symbol="SNVM")
    tuan.post(AMEND, {**given, "viec": "ghi"})
    chips = tuan.get(CORRECT).content.decode()
    assert 'href="?ngay=2025-03-01"' in chips and 'href="?ngay=2025-08-01"' in chips
    later = f"{CORRECT}?ngay=2025-08-01"
    given = typed(tuan, later, address="Số 7", why="thiếu địa chỉ")
    tuan.post(later, {**given, "viec": "ghi"})
    rows = UnitVersion.objects.filter(unit__key="NA.SNV").order_by("valid").values_list("symbol", "address")
    assert list(rows) == [("SNV", ""), ("SNVM", "Số 7")]


BESIDE = [
    ({"on": "31/02/2025"}, "on", "Ghi ngày theo dạng"),
    ({"on": ""}, "on", ""),
    ({"on": "01/03/2025"}, "on", "đã có một bản ghi bắt đầu"),
    ({"on": "01/01/2025"}, "on", "nằm ngoài thời gian tồn tại"),
    ({"legal_basis": ""}, "legal_basis", "Chưa ghi căn cứ"),
    ({"office_hours": "T2-T9 08:00-12:00"}, "office_hours", "ở ký tự 3"),
    ({"parent": "KHONG"}, "parent", "mang mã “KHONG”"),
    ({"parent": "NA.SKHCN.1"}, "parent", "không tồn tại từ ngày"),
    ({"full_name": ""}, "full_name", "Tên đầy đủ để trống"),
    ({"kind": "quan"}, "kind", ""),
    ({"until": "01/07/2025"}, "until", "phải sau ngày bắt đầu"),
]


@pytest.mark.parametrize(("changes", "field", "message"), BESIDE)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(tuan, changes, field, message):
    good = {"on": "01/08/2025", "legal_basis": BASIS, "symbol": "GIỮ"}
    answer = tuan.post(AMEND, {**typed(tuan, AMEND), **good, **changes, "viec": "ghi"})
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field] and message in errors[field][0]
    assert 'value="GIỮ"' in answer.content.decode() and UnitVersion.objects.filter(unit__key="NA.SNV").count() == 1


def test_nothing_changed_is_said_above_the_form(tuan):
    answer = tuan.post(CORRECT, {**typed(tuan, CORRECT), "why": "thử", "viec": "ghi"})
    assert answer.status_code == 422 and "Không có gì khác với điều đang ghi" in words(answer)


def test_who_may_not_is_told_so_and_nothing_is_shown(facts):
    officer = signed_in(employ("Lan", "NA.SNV", "unit_officer"), "lan")
    stranger = signed_in(employ("Dũng", "TH.SNV", "operator"), "dung")
    for client in (officer, stranger):
        for address in (AMEND, CORRECT):
            assert client.get(address).status_code == 403 and client.post(address, {}).status_code == 403


def test_a_unit_that_is_not_there_does_not_exist(tuan):
    assert tuan.get("/co-quan/X9/thay-doi/").status_code == 404

"""Recording and correcting what a unit became, on pages: shares in per cent, refusals in the form, rights."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from thuocdo.directory import queries
from thuocdo.directory.models import PastSuccession, Succession
from thuocdo.directory.tests.facts import employ, signed_in, unit

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def tuan(facts):
    return signed_in(employ("Đặng Anh Tuấn", "NA.SNV", "operator"), "tuan")


@pytest.fixture
def row(facts) -> Succession:
    return Succession.objects.get(from_unit__key="D420", to_unit__key="C17035.n")


def address(row: Succession) -> str:
    return f"/co-quan/{row.from_unit.key}/ke-thua/{row.pk}/"


GIVEN = {"extent": "part", "percent": "35,5", "weight_basis": "population", "legal_basis": "72/2025/QH15",
         "clause": "khoản 2 Điều 1", "note": "theo địa bàn", "why": "đã có biên bản"}  # fmt: skip


def test_a_share_is_typed_in_per_cent_and_counts_in_the_lineage(tuan, row):
    assert address(row) in tuan.get("/co-quan/D420/vong-doi/").content.decode()
    answer = tuan.post(address(row), GIVEN)
    assert (answer.status_code, answer["Location"]) == (302, "/co-quan/D420/vong-doi/")
    row.refresh_from_db()
    assert (row.weight, row.weight_basis, row.clause) == (Decimal("0.355"), "population", "khoản 2 Điều 1")
    assert PastSuccession.objects.get().weight is None
    shares = {one.unit.key: one.weight for one in queries.lineage(unit("D420"), JUNE, JULY)}
    assert shares["C17035.n"] == Decimal("0.355") and shares["C17044.n"] is None
    assert tuan.get(address(row)).context["form"]["percent"].value() == Decimal("35.5")
    assert "35,5%" in tuan.get("/co-quan/D420/vong-doi/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"why": ""}, "Ghi lý do"),
        ({"percent": "135"}, "100"),
        ({"percent": "nửa"}, ""),
        ({"weight_basis": ""}, "Tỷ lệ chưa nói tính theo gì"),
        ({"legal_basis": ""}, "Chưa ghi căn cứ"),
        ({"extent": "whole"}, "không hợp với mức độ"),
    ],
)
def test_a_wrong_share_is_refused_and_what_was_typed_stays(tuan, row, changes, words):
    answer = tuan.post(address(row), {**GIVEN, **changes})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert "khoản 2 Điều 1" in answer.content.decode()
    assert not PastSuccession.objects.exists()


def test_a_whole_needs_no_share(tuan, row):
    tuan.post(address(row), {**GIVEN, "extent": "whole", "percent": "", "weight_basis": ""})
    row.refresh_from_db()
    assert (row.extent, row.weight, row.weight_basis) == ("whole", None, ""), (
        "an abolished level has no share of its own"
    )


def test_what_a_unit_became_is_recorded(tuan):
    given = {
        **GIVEN,
        "target": "NA.STC",
        "on": "01/09/2025",
        "kind": "merged_into",
        "percent": "40",
        "weight_basis": "staff",
    }
    answer = tuan.post("/co-quan/NA.STP/ke-thua/", given)
    assert answer.status_code == 302
    made = Succession.objects.get(from_unit__key="NA.STP")
    assert (made.to_unit.key, made.weight, made.pack) == ("NA.STC", Decimal("0.4"), "")
    again = tuan.post("/co-quan/NA.STP/ke-thua/", given)
    assert again.status_code == 422 and "đã được ghi" in again.content.decode()
    nobody = tuan.post("/co-quan/NA.STP/ke-thua/", {**given, "target": "KHONG"})
    assert nobody.status_code == 422 and "mang mã “KHONG”" in nobody.content.decode()


def test_who_may_not_and_what_is_not_there(facts, row, tuan):
    officer = signed_in(employ("Lan", "NA.SNV", "unit_officer"), "lan")
    for place in (address(row), "/co-quan/D420/ke-thua/"):
        assert officer.get(place).status_code == 403
        assert "ke-thua" not in officer.get("/co-quan/D420/vong-doi/").content.decode()
    assert tuan.get(f"/co-quan/D421/ke-thua/{row.pk}/").status_code == 404, "a record of another unit"

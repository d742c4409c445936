"""How a directive goes down: the chain in days, who answered, who is silent, which clauses changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from thuocdo.documents.queries.cascade import cascade, clauses, comparison, counted
from thuocdo.documents.rules.alignment import Clause, aligned, compared
from thuocdo.documents.tests import factories

UPPER = """ỦY BAN NHÂN DÂN TỈNH NGHỆ AN
Số: 2822/UBND-KSTT
Nghệ An, ngày 10 tháng 4 năm 2025
V/v chấn chỉnh công tác cải cách hành chính
Kính gửi: Sở Nội vụ; Sở Tư pháp.
1. Giao Sở Nội vụ rà soát, công khai đầy đủ thủ tục hành chính trước ngày 30 tháng 4 năm 2025.
2. Giao Sở Tư pháp thực hiện xin lỗi bằng văn bản đối với 100% hồ sơ trễ hạn trong tháng 5 năm 2025.
3. Giao Sở Nội vụ báo cáo kết quả khắc phục trước ngày 15 tháng 5 năm 2025.
CHỦ TỊCH
Nguyễn Văn A
"""
LOWER = """SỞ NỘI VỤ
Số: 45/SNV-CCHC
Nghệ An, ngày 23 tháng 4 năm 2025
V/v thực hiện chấn chỉnh công tác cải cách hành chính
Kính gửi: Các phòng, đơn vị thuộc Sở.
Thực hiện Công văn số 2822/UBND-KSTT ngày 10 tháng 4 năm 2025 của Ủy ban nhân dân tỉnh, Sở Nội vụ yêu cầu:
1. Các phòng rà soát, công khai đầy đủ thủ tục hành chính trước ngày 28 tháng 4 năm 2025.
2. Văn phòng Sở niêm yết số điện thoại đường dây nóng tại bộ phận một cửa trước ngày 5 tháng 5 năm 2025.
3. Văn phòng Sở báo cáo kết quả khắc phục trước ngày 12 tháng 5 năm 2025.
GIÁM ĐỐC
Nguyễn Văn B
"""


@pytest.fixture
def papers(world):
    upper = factories.receive(world, text=UPPER, name="tren.txt")
    lower = factories.receive(world, text=LOWER, name="duoi.txt")
    return upper, lower


def test_clauses_are_kept_changed_dropped_and_added_in_the_order_of_the_upper_paper():
    upper = [Clause("1", "Niêm yết công khai thủ tục hành chính"), Clause("2", "Xin lỗi khi hồ sơ trễ hạn"),
             Clause("3", "Báo cáo kết quả hằng quý về Sở Nội vụ")]  # fmt: skip
    lower = [Clause("a", "Niêm yết công khai thủ tục hành chính."), Clause("b", "Bố trí máy tính cho người dân"),
             Clause("c", "Báo cáo kết quả hằng tháng về Sở Nội vụ")]  # fmt: skip
    found = [
        (pair.kind, pair.upper and pair.upper.key, pair.lower and pair.lower.key) for pair in aligned(upper, lower)
    ]
    assert found == [("kept", "1", "a"), ("added", None, "b"), ("dropped", "2", None), ("changed", "3", "c")]


def test_every_clause_stands_once_whatever_the_papers():
    upper, lower = [Clause("1", "a b"), Clause("2", "a b")], [Clause("x", "a b")]
    pairs = aligned(upper, lower)
    assert sorted(pair.upper.key for pair in pairs if pair.upper) == ["1", "2"]
    assert [pair.lower.key for pair in pairs if pair.lower] == ["x"]
    assert aligned([], []) == [] and [pair.kind for pair in aligned([], lower)] == ["added"]


def test_words_that_went_and_came_are_shown_and_nothing_else_is_lost():
    pieces = compared("báo cáo trước ngày 15 tháng 5", "báo cáo trước ngày 12 tháng 5 năm 2025")
    assert [(piece.kind, piece.text.strip()) for piece in pieces if piece.kind != "same"] == [
        ("gone", "15"), ("come", "12"), ("come", "năm 2025"),
    ]  # fmt: skip
    assert "".join(piece.text for piece in pieces if piece.kind != "come") == "báo cáo trước ngày 15 tháng 5"


def test_the_way_of_a_directive_is_told_in_days_with_who_answered_and_who_is_silent(world, papers):
    upper, lower = papers
    found = cascade(upper, world.people["hoa"], on=date(2025, 5, 1))
    assert [(answer.document.pk, answer.days) for answer in found.answers] == [(lower.pk, 13)]
    assert found.picture.days == 13 and [step.own for step in found.picture.steps] == [True, False]
    assert "Sở Tư pháp" in {one.name for one in found.silent}


def test_the_chain_above_a_paper_stands_also_when_the_upper_paper_is_only_cited(world):
    lower = factories.receive(world, text=LOWER, name="duoi.txt")
    found = cascade(lower, world.people["hoa"], on=date(2025, 5, 1))
    assert [(step.title, step.pk, step.days) for step in found.picture.steps] == [
        ("2822/UBND-KSTT", None, None), ("45/SNV-CCHC", lower.pk, 13),
    ]  # fmt: skip


def test_what_the_lower_paper_dropped_changed_and_added_is_counted(papers):
    counts = counted(comparison(*papers))
    assert sum(counts.values()) - counts["added"] == len(clauses(papers[0]))
    assert counts["dropped"] >= 1 and counts["added"] >= 1 and counts["changed"] + counts["kept"] >= 2


def test_both_pages_open_for_who_may_read_and_for_nobody_else(papers, signed_in):
    upper, lower = papers
    way, beside = reverse("documents:cascade", args=[upper.pk]), reverse("documents:beside", args=[upper.pk, lower.pk])
    page = signed_in("hoa").get(way).content.decode()
    assert "13 ngày" in page and "45/SNV-CCHC" in page and "Sở Tư pháp" in page
    page = signed_in("hoa").get(beside).content.decode()
    assert "<ins>" in page and "<del>" in page and "Không còn" in page
    assert signed_in("hoa").get(f"{way}?xuat=xlsx")["Content-Type"].endswith("sheet")
    assert {signed_in("dung").get(address).status_code for address in (way, beside)} <= {403, 404}

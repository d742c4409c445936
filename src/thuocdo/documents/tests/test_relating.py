"""Relations that a text says, kind by kind; what it only orders others to do is none."""

from __future__ import annotations

import pytest

from thuocdo.documents.rules.relating import Cited, proposals

CITED = "Quyết định số 12/2020/QĐ-UBND ngày 05/3/2020 của UBND tỉnh"


def kinds(text: str, *, role: str = "mention", in_subject: bool = False) -> list[str]:
    """Kinds proposed for the one citation `[...]` of a text."""
    text = text.replace("[...]", CITED)
    start = text.index(CITED)
    subject = [(0, len(text))] if in_subject else []
    found = proposals(text, [Cited(1, role, ((start, start + len(CITED)),))], subject)
    assert all(CITED[:20] in one.quote and one.why for one in found)
    return [one.kind for one in found]


@pytest.mark.parametrize(
    ("text", "role", "wanted"),
    [
        ("Căn cứ [...];", "basis", ["basis"]),
        ("Kính gửi: Các sở.\n\nThực hiện [...] về cải cách, UBND yêu cầu:", "basis", ["carries_out"]),
        ("Thực hiện chỉ đạo của UBND tỉnh tại [...], phòng báo cáo.", "mention", ["carries_out"]),
        ("Phúc đáp [...] về việc góp ý, Sở có ý kiến như sau:", "mention", ["answers"]),
        ("Trả lời đề nghị tại [...], Sở có ý kiến:", "basis", ["answers"]),
        ("Điều 2. Quyết định này có hiệu lực từ ngày ký và thay thế [...].", "mention", ["replaces"]),
        ("**Quyết định này có hiệu lực kể từ ngày 05 tháng 12 năm 2025 và bãi bỏ [...]**.", "mention", ["replaces"]),
        ("Điều 1. Bãi bỏ [...] về quy chế.", "mention", ["replaces"]),
        ("2. [...] về quy chế hết hiệu lực kể từ ngày Quyết định này có hiệu lực.", "mention", ["replaces"]),
        ("Các văn bản sau đây hết hiệu lực, bãi bỏ các quyết định sau:\na) [...];\nb) khác.", "mention", ["replaces"]),
        ("Điều 1. Sửa đổi, bổ sung một số điều của [...] như sau:", "mention", ["amends"]),
        ("Điều 1. Đính chính lỗi kỹ thuật tại [...].", "mention", ["corrects"]),
        ("KẾ HOẠCH\nCải cách hành chính\n(Ban hành kèm theo [...])", "mention", ["attached"]),
        ("PHỤ LỤC\n(Kèm theo [...])", "mention", ["attached"]),
    ],
)  # fmt: skip
def test_the_words_around_a_citation_say_the_relation(text, role, wanted):
    assert kinds(text, role=role) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "- Sở Tư pháp tham mưu UBND tỉnh sửa đổi, bổ sung hoặc thay thế [...] về quy chế.",
        "Kiến nghị thực thi\nSửa đổi khoản 2 Điều 5 [...] theo hướng cắt giảm.",
        "Nội dung này đã nêu tại [...].",
    ],
)
def test_what_others_shall_do_is_no_relation(text):
    assert kinds(text) == []


def test_a_subject_says_it_too():
    assert kinds("Kế hoạch triển khai thực hiện [...]", in_subject=True) == ["carries_out"]
    assert kinds("Về việc sửa đổi, bổ sung [...]", in_subject=True) == ["amends"]


def test_carrying_out_takes_the_place_of_the_basis():
    text = f"Căn cứ {CITED};\n\nThực hiện {CITED}, UBND yêu cầu."
    first, second = text.index(CITED), text.rindex(CITED)
    spans = ((first, first + len(CITED)), (second, second + len(CITED)))
    assert [one.kind for one in proposals(text, [Cited(1, "basis", spans)])] == ["carries_out"]

"""Papers whose frame a scanner misread or a crawler lost."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading import read_text
from thuocdo.documents.reading.scanned import mend_scanned
from thuocdo.documents.reading.tests import papers, variants

SCANNED = """VÃN PHÒNG CHÍNH PHÚ            CỘNG HOÀ XÃ HÔI CHÚ NGHĨA VIỆT NAM
                                    Đôc lập - Tự do - Hạnh phúc
S6: 330/TB-VPCP                   Hà Nôi, ngày 18 thảng 10 năm 2022

THÓNG BÁO
Kết luận của Thủ tướng Chính phủ tại cuộc họp về dữ liệu

Thủ tướng Chính phủ chủ trì cuộc họp và kết luận như sau:

1. Bộ Công an chủ trì, phối hợp với Bộ Tài chính hoàn thiện cơ sở dữ liệu trước ngày 31/12/2022.

Noi nhận:                              BỘ TRƯỎNG, CHÚ NHIỆM
- Thủ tướng Chính phủ;
- Các Bộ: Công an, Tài chính;
- Luu: VT, KSTT (3b).
                                         Trần Văn Lâm
"""


def test_fixed_words_of_a_frame_are_known_by_their_letters() -> None:
    metadata = read_text(SCANNED).metadata
    assert {
        name: metadata[name] for name in ("document_type", "issuer", "number_symbol", "place", "archive", "signer")
    } == {
        "document_type": "thông báo",
        "issuer": "Văn phòng Chính phủ",
        "number_symbol": "330/TB-VPCP",
        "place": "Hà Nội",
        "archive": "VT, KSTT (3b)",
        "signer": "Trần Văn Lâm",
    }
    assert metadata["date"]["value"] == "2022-10-18"
    assert metadata["signing_role"]["title"] == "BỘ TRƯỞNG, CHỦ NHIỆM"


def test_mending_keeps_every_letter_in_its_place_and_leaves_the_body_alone() -> None:
    mended, misread = mend_scanned(SCANNED)
    assert misread and len(mended) == len(SCANNED)
    body = "1. Bộ Công an chủ trì"
    assert mended[SCANNED.index(body) :][: len(body)] == body


@pytest.mark.parametrize("paper", papers.ALL)
def test_a_paper_that_was_read_well_is_not_touched(paper: str) -> None:
    assert mend_scanned(papers.ALL[paper]) == (papers.ALL[paper], False)
    assert mend_scanned("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nNơi nhận:\n")[1] is False


def without_frame(text: str) -> str:
    """The paper without the tables that hold header, recipients and signature."""
    return variants.TABLE.sub(lambda found: "" if "CỘNG HÒA" in found[0] or "Nơi nhận" in found[0] else found[0], text)


@pytest.mark.parametrize("paper", papers.ALL)
def test_a_paper_without_its_frame_keeps_its_body_and_derives_its_issuer(paper: str) -> None:
    whole = read_text(papers.ALL[paper])
    text = without_frame(papers.ALL[paper]).replace("Ủy ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh Hòa Sơn")
    lost = read_text(text)
    assert (lost.metadata["number_state"], lost.metadata["date"]["state"]) == ("absent", "absent")
    assert lost.metadata["subject"] == whole.metadata["subject"]
    assert (lost.metadata["issuer"], lost.metadata["issuer_source"]) == ("Ủy ban nhân dân tỉnh Hòa Sơn", "derived")
    assert len(lost.tasks) == len(whole.tasks)


@pytest.mark.parametrize(
    ("authority", "issuer"),
    [
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HÒA SƠN", "Ủy ban nhân dân tỉnh Hòa Sơn"),
        ("BỘ TRƯỞNG BỘ NỘI VỤ", "Bộ Nội vụ"),
        ("THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ"),
    ],
)
def test_who_decides_is_the_issuer_of_a_decision_without_header(authority: str, issuer: str) -> None:
    text = f"QUYẾT ĐỊNH\nVề việc phê duyệt Đề án\n\n{authority}\n\nCăn cứ Luật Đầu tư;\n\nĐiều 1. Phê duyệt Đề án.\n"
    assert read_text(text).metadata["issuer"] == issuer


@pytest.mark.parametrize("gap", [" ", "      ", "\n        "], ids=["one space", "a wide gap", "a new line"])
def test_addressees_keep_their_order_whatever_stands_behind_the_word(gap: str) -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nTỈNH AN SƠN\n\nSố: 12/UBND-NC\nV/v báo cáo\n\nAn Sơn, ngày 10 tháng 6 năm 2025\n\n"
        f"Kính gửi:{gap}- Sở Nội vụ;\n             - Sở Tài chính;\n             - Các phường, xã.\n\n"
        "Thực hiện kế hoạch.\n"
    )
    assert read_text(text).metadata["addressees"] == ["Sở Nội vụ", "Sở Tài chính", "Các phường, xã"]

"""The PDF is measured, letter by letter: sizes in points, places in millimetres, for every kind of paper."""

from __future__ import annotations

import ctypes

import pypdfium2
import pytest

from thuocdo.documents.composing import Attachment, Column, Paragraph, Table, compose_pdf
from thuocdo.documents.composing.kinds import KINDS
from thuocdo.documents.composing.pdf import _font_of, fonts
from thuocdo.documents.composing.pictures import page_count, page_picture
from thuocdo.documents.composing.placeholders import sample
from thuocdo.kernel.errors import Refused

MM = 25.4 / 72


class Page:
    """A page that is asked where words stand and how large they are."""

    def __init__(self, document, number=0):
        self.page = document[number]
        self.layer = self.page.get_textpage()
        self.wide, self.high = (side * MM for side in self.page.get_size())

    def box(self, words, occurrence=0):
        """Left, top (from the upper edge), right, bottom in millimetres."""
        start, count = self._find(words, occurrence)
        boxes = [self.layer.get_charbox(at) for at in range(start, start + count)]
        boxes = [box for box in boxes if box[2] > box[0]]
        left, bottom, right, top = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes),
                                    max(b[3] for b in boxes))  # fmt: skip
        return left * MM, self.high - top * MM, right * MM, self.high - bottom * MM

    def size(self, words):
        start, _ = self._find(words, 0)
        return round(pypdfium2.raw.FPDFText_GetFontSize(self.layer, start), 1)

    def is_bold(self, words):
        start, _ = self._find(words, 0)
        buffer = ctypes.create_string_buffer(200)
        pypdfium2.raw.FPDFText_GetFontInfo(self.layer, start, buffer, 200, ctypes.c_int())
        return "bold" in buffer.value.decode().lower()

    def _find(self, words, occurrence):
        search = self.layer.search(words, match_case=True)
        for _ in range(occurrence):
            search.get_next()
        found = search.get_next()
        assert found, f"{words} does not stand on the page"
        return found

    def inside(self):
        """Boxes of all letters of the text area."""
        letters = self.layer.get_text_range()
        boxes = [self.layer.get_charbox(at) for at, letter in enumerate(letters) if not letter.isspace()]
        return [box for box in boxes if box[3] * MM < self.high - 18 and box[1] * MM > 19]


def page_of(kind):
    return Page(pypdfium2.PdfDocument(compose_pdf(sample(kind))))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_keeps_the_margins_and_has_the_head_in_its_sizes(kind):
    page = page_of(kind)
    assert (round(page.wide), round(page.high)) == (210, 297)
    boxes = page.inside()
    assert 29.5 <= min(box[0] for box in boxes) * MM <= 35.5, "left 30 to 35"
    assert page.wide - max(box[2] for box in boxes) * MM >= 14.5, "right 15 to 20"
    assert 12 <= page.size("CỘNG HÒA") <= 13 and page.is_bold("CỘNG HÒA")
    assert 13 <= page.size("Độc lập") <= 14 and page.is_bold("Độc lập")
    assert 12 <= page.size("TÊN CƠ QUAN CẤP TRÊN") <= 13 and not page.is_bold("TÊN CƠ QUAN CẤP TRÊN")
    assert 12 <= page.size("TÊN CƠ QUAN BAN HÀNH") <= 13 and page.is_bold("TÊN CƠ QUAN BAN HÀNH")
    assert page.size("Số: ") == 13 and 13 <= page.size("Đoạn nội dung mẫu") <= 14
    motto, nation = page.box("Độc lập - Tự do"), page.box("CỘNG HÒA")
    assert motto[1] > nation[3] - 2 and nation[0] > page.box("TÊN CƠ QUAN BAN HÀNH")[2], "nation on the right"
    if KINDS[kind].dated:
        number, date = page.box("Số: "), page.box("Địa danh, ngày")
        assert abs(number[3] - date[3]) < 1.5, "number and date on one line"
        assert 13 <= page.size("Địa danh, ngày") <= 14


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"cong_van"}))
def test_the_name_of_the_kind_stands_in_the_middle_above_its_summary(kind):
    page = page_of(kind)
    name, summary = page.box(KINDS[kind].name.upper()), page.box("Trích yếu nội dung của văn bản mẫu")
    middle = 30 + (210 - 30 - 15) / 2
    assert abs((name[0] + name[2]) / 2 - middle) < 1 and abs((summary[0] + summary[2]) / 2 - middle) < 1
    assert name[3] < summary[1] + 1 and page.is_bold(KINDS[kind].name.upper())


def test_a_letter_has_its_summary_small_below_the_number():
    page = page_of("cong_van")
    number, about = page.box("Số: "), page.box("V/v ")
    assert 0 < about[1] - number[3] < 5 and 12 <= page.size("V/v ") <= 13
    assert page.size("Kính gửi:") == 14


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"bien_ban"}))
def test_recipients_stand_on_the_left_edge_level_with_the_signers_authority(kind):
    page = page_of(kind)
    recipients, authority = page.box("Nơi nhận:"), page.box("KT. CHỨC VỤ")
    assert abs(recipients[0] - 30) < 0.7 and abs(recipients[1] - authority[1]) < 1.5
    assert page.size("Nơi nhận:") == 12 and page.size("- Như trên;") == 11 and page.size("KT. CHỨC VỤ") == 14
    assert page.box("Họ và tên người ký")[1] - page.box("CHỨC VỤ NGƯỜI KÝ")[3] > 20, "room for the signature"


def test_minutes_are_signed_side_by_side():
    page = page_of("bien_ban")
    left, right = page.box("THƯ KÝ"), page.box("CHỦ TỌA")
    assert abs(left[1] - right[1]) < 1 and left[2] < 112.5 < right[0]


@pytest.fixture(scope="module")
def long_paper():
    from dataclasses import replace

    table = Table([Column("TT", 1, "center"), Column("Nhiệm vụ", 9)], [["1", "Rà soát thủ tục"]] * 60)
    appendix = Attachment(
        kind="Phụ lục I", subject="Danh mục", landscape=True, body=[table], issued_with="Kèm theo Quyết định"
    )
    paper = replace(sample("quyet_dinh"), body=[Paragraph("Nội dung của quyết định. " * 30)] * 12)
    return pypdfium2.PdfDocument(compose_pdf(replace(paper, attachments=[appendix])))


def test_a_page_number_is_centred_in_the_top_margin_from_the_second_page_on(long_paper):
    page = Page(long_paper, 1)
    number = page.box("2")
    assert page.size("2") == 13 and number[3] < 20 and number[1] > 8
    assert abs((number[0] + number[2]) / 2 - 112.5) < 1
    assert Page(long_paper, 0).inside(), "the first page has text and no number"
    assert not [box for box in (Page(long_paper, 0).layer.get_charbox(at) for at in range(40)) if box[3] * MM > 279]


def test_a_landscape_appendix_keeps_the_margins_and_counts_for_itself(long_paper):
    at = next(n for n in range(len(long_paper)) if long_paper[n].get_width() > long_paper[n].get_height())
    first, second = Page(long_paper, at), Page(long_paper, at + 1)
    assert (round(first.wide), round(first.high)) == (297, 210)
    assert first.size("PHỤ LỤC I") == 14 and first.is_bold("PHỤ LỤC I")
    assert first.box("(Kèm theo Quyết định)")[1] > first.box("Danh mục")[3] - 1
    assert min(box[0] for box in second.inside()) * MM >= 29.5
    assert second.box("2")[3] < 20, "its second page is number 2"


def test_every_kind_is_set_in_one_embedded_font():
    family = fonts()[0].replace(" ", "")
    for kind in KINDS:
        document = pypdfium2.PdfDocument(compose_pdf(sample(kind)))
        names = {_font_of(document, at) for at in range(document[0].get_textpage().count_chars())} - {""}
        assert names and all(name.replace(" ", "").startswith(family) for name in names), (kind, names)


def test_a_page_becomes_a_picture_of_its_size():
    made = compose_pdf(sample("cong_van"))
    picture = page_picture(made, 0, dots=72)
    wide, high = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert picture.startswith(b"\x89PNG") and abs(wide - 595) < 3 and abs(high - 842) < 3
    assert len(picture) > 5_000, "something is drawn on it"
    assert page_count(made) == 1


def test_a_page_that_is_not_there_and_a_file_that_is_no_pdf_are_refused():
    with pytest.raises(Refused) as none:
        page_picture(compose_pdf(sample("cong_van")), 7)
    with pytest.raises(Refused) as no_pdf:
        page_picture(b"abc", 0)
    assert (none.value.code, no_pdf.value.code) == ("composing.no_such_page", "composing.not_a_pdf")

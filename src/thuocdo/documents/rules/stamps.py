"""Stamps in the head of a paper: state secrets, urgency, limits of circulation (Decree 30/2020, Appendix I, II.4).

A stamp stands alone in its place: a line, a column or a cell of the head with nothing else in it, in capitals. The same
words inside a sentence ("bảo mật", "khẩn trương") are no stamp.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from thuocdo.kernel.text import nfc, squeeze

SECRECY = {"MẬT": "mat", "TỐI MẬT": "toi_mat", "TUYỆT MẬT": "tuyet_mat"}
URGENCY = {"KHẨN": "khan", "THƯỢNG KHẨN": "thuong_khan", "HỎA TỐC": "hoa_toc", "HỎA TỐC HẸN GIỜ": "hoa_toc"}
ORDER = ("", "khan", "thuong_khan", "hoa_toc")
CIRCULATION = re.compile(
    r"LƯU HÀNH NỘI BỘ|XEM XONG TRẢ LẠI|TRẢ LẠI SAU KHI HỌP(?: \(HỘI NGHỊ\))?|KHÔNG PHỔ BIẾN|HẠN CHẾ LƯU HÀNH"
)
MOTTO = re.compile(r"CỘNG H[OÒ][AÀ] XÃ HỘI|CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM")
# Columns of a head: wide gaps, tabs, bars of cells.
GAPS = re.compile(r"\s{2,}|\t|\|")
EDGES = re.compile(r"^[\s*_\[\](){}<>“”\"'.:;–—#-]+|[\s*_\[\](){}<>“”\"'.:;–—-]+$")
NAMED = re.compile(r"(?:(?:dấu|chỉ|mức|độ) ){0,3}(?:mật|khẩn)\s*:\s*", re.IGNORECASE)
BEHIND_NUMBER = re.compile(r"^(?:Số|SỐ)\s*:.*?\s(TUYỆT MẬT|TỐI MẬT|MẬT)$")
CUT_WORD = re.compile(r"\b(?:BÍ|BẢO|CƠ|BÁO)$")
KNOWN = {name.replace(" ", ""): name for name in (*SECRECY, *URGENCY)}
HEAD_LINES, MOTTO_WITHIN = 45, 15


@dataclass(frozen=True)
class Stamps:
    """What is stamped on a paper: degree of secrecy, urgency, and the printed limit of circulation; empty for none."""

    secrecy: str = ""
    urgency: str = ""
    circulation: str = ""


def stamps(text: str) -> Stamps:
    """The stamps in the heads of a paper and of the papers bound with it.

    >>> stamps("UBND TỈNH        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\\nSố: 5/BC-UBND\\nHỎA TỐC        Hà Nội")
    Stamps(secrecy='', urgency='hoa_toc', circulation='')
    >>> stamps("V/v tăng cường bảo mật thông tin, bảo vệ bí mật nhà nước").secrecy
    ''
    """
    secrecy, urgency, circulation = "", "", ""
    for place in _places(nfc(text)):
        secrecy = max(secrecy, SECRECY.get(place, ""), key=_degree)
        urgency = max(urgency, URGENCY.get(place, ""), key=ORDER.index)
        found = CIRCULATION.fullmatch(place)
        circulation = circulation or (found.group() if found else "")
    return Stamps(secrecy, urgency, circulation)


def _degree(secrecy: str) -> int:
    return ["", *SECRECY.values()].index(secrecy)


def _places(text: str) -> Iterator[str]:
    """What stands alone in the heads, in capitals and plain spacing."""
    before = ""
    for line in _head_lines(text):
        behind = BEHIND_NUMBER.match(squeeze(EDGES.sub("", line)))
        if behind:
            yield behind.group(1)
        # "BẢO VỆ BÍ / MẬT NHÀ NƯỚC" broken over lines is a title.
        if not CUT_WORD.search(before):
            yield from (_plain(segment) for segment in (line, *GAPS.split(line)))
        before = line.strip()


def _plain(segment: str) -> str:
    """A segment without its frame, its name ("Độ mật: Tối mật") and the spaces between its letters; empty when it is
    not in capitals."""
    words = squeeze(EDGES.sub("", segment))
    named = NAMED.match(words)
    words = squeeze(EDGES.sub("", words[named.end() :])).upper() if named else words
    words = words.replace("HOẢ", "HỎA")
    return KNOWN.get(words.replace(" ", ""), words) if words.isupper() else ""


def _head_lines(text: str) -> Iterator[str]:
    """Lines of the first page's head, and of each later page that opens a paper of its own."""
    for number, page in enumerate(text.split("\f")):
        lines = [line for line in page.splitlines() if line.strip()]
        opens = any(MOTTO.search(line) for line in lines[:MOTTO_WITHIN])
        if number == 0 or opens:
            yield from lines[:HEAD_LINES]

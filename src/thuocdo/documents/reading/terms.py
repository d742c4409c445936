"""Fixed terms of official papers (thể thức văn bản, Decree 30/2020/NĐ-CP): kinds of documents, bodies, posts."""

from __future__ import annotations

import re
from functools import lru_cache

# Printed kinds of documents, longest first where one begins another.
DOCUMENT_TYPES = (
    "thông tư liên tịch",
    "nghị quyết liên tịch",
    "kế hoạch phối hợp",
    "chương trình phối hợp",
    "chương trình hành động",
    "quy chế phối hợp",
    "nghị quyết",
    "nghị định",
    "quyết định",
    "chỉ thị",
    "công điện",
    "thông báo",
    "thông tư",
    "thông cáo",
    "kế hoạch",
    "chương trình",
    "phương án",
    "hướng dẫn",
    "báo cáo",
    "tờ trình",
    "kết luận",
    "quy chế",
    "quy định",
    "quy trình",
    "đề án",
    "dự án",
    "biên bản",
    "pháp lệnh",
    "bộ luật",
    "luật",
    "lệnh",
    "danh mục",
    "đề cương",
    "nội quy",
    "điều lệ",
    "bộ tiêu chí",
    "bộ chỉ số",
    "phiếu chuyển",
    "phiếu gửi",
    "giấy mời",
    "giấy ủy quyền",
    "thư công",
    "văn bản hợp nhất",
    "công văn",
)
PRINTED_TYPES = tuple((name, name.upper()) for name in DOCUMENT_TYPES)
SPACED_TYPES = {name.upper().replace(" ", ""): name for name in DOCUMENT_TYPES}
LONGEST_SPACED = 2 * max(map(len, DOCUMENT_TYPES)) + 6
# The part of a symbol that names the kind: "QĐ-UBND", "29-NQ/TW".
SYMBOL_TYPES = {
    "NQ": "nghị quyết",
    "NQLT": "nghị quyết liên tịch",
    "NĐ": "nghị định",
    "QĐ": "quyết định",
    "CT": "chỉ thị",
    "CĐ": "công điện",
    "TB": "thông báo",
    "TT": "thông tư",
    "TTLT": "thông tư liên tịch",
    "TTTLT": "thông tư liên tịch",
    "KH": "kế hoạch",
    "CTR": "chương trình",
    "CTRHĐ": "chương trình hành động",
    "PA": "phương án",
    "ĐA": "đề án",
    "HD": "hướng dẫn",
    "BC": "báo cáo",
    "TTR": "tờ trình",
    "KL": "kết luận",
    "QC": "quy chế",
    "QYĐ": "quy định",
    "PL": "pháp lệnh",
    "QH": "luật",
    "CV": "công văn",
    "GM": "giấy mời",
    "VBHN": "văn bản hợp nhất",
}
BODY_HEADS = (
    r"[UỦ][YỶ] BAN|UBND|HỘI ĐỒNG|HĐND|CHÍNH PHỦ|THỦ TƯỚNG|QUỐC HỘI|CHỦ TỊCH NƯỚC|BỘ|SỞ|BAN|CỤC|TỔNG CỤC|CHI CỤC|VỤ"
    r"|VĂN PHÒNG"
    r"|THANH TRA|CÔNG AN|(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG) [UỦ][YỶ]|ĐẢNG BỘ|ĐẢNG CỘNG SẢN|LIÊN ĐOÀN|CÔNG ĐOÀN"
    r"|HỘI|ĐOÀN"
    r"|VIỆN|TÒA ÁN|TOÀ ÁN|KIỂM TOÁN|NGÂN HÀNG|BẢO HIỂM|KHO BẠC|THUẾ|HẢI QUAN|TRUNG TÂM|TRƯỜNG|ĐẠI HỌC|HỌC VIỆN"
    r"|BỆNH VIỆN"
    r"|PHÒNG|ĐÀI|TỔNG CÔNG TY|TẬP ĐOÀN|CÔNG TY|MẶT TRẬN|TỔ CÔNG TÁC|BỘ CHỈ HUY|BỘ TƯ LỆNH"
    r"|LIÊN NGÀNH|LIÊN SỞ|LIÊN BỘ|LIÊN TỊCH"
)
POSTS = (
    r"CHỦ TỊCH NƯỚC|CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|THỨ TRƯỞNG|CHỦ NHIỆM|TỔNG THANH TRA|CHÁNH THANH TRA|TỔNG GIÁM ĐỐC"
    r"|GIÁM ĐỐC"
    r"|TỔNG KIỂM TOÁN|THỐNG ĐỐC|CHÁNH VĂN PHÒNG|CHÁNH ÁN|VIỆN TRƯỞNG|TỔNG CỤC TRƯỞNG|CHI CỤC TRƯỞNG|CỤC TRƯỞNG"
    r"|VỤ TRƯỞNG"
    r"|TRƯỞNG BAN|TRƯỞNG PHÒNG|TRƯỞNG ĐOÀN|TRƯỞNG THUẾ|TRƯỞNG|HIỆU TRƯỞNG|ỦY VIÊN|UỶ VIÊN|BÍ THƯ|TỔNG BIÊN TẬP"
    r"|CHỈ HUY TRƯỞNG"
    r"|TỔ TRƯỞNG|THƯ KÝ|PHÓ TRƯỞNG|PHÓ TỔNG|TỔNG THƯ KÝ|CHÁNH"
)
POST_LINE = re.compile(rf"(?:Q\. ?|QUYỀN |P\. ?)?(?:PHÓ )?(?:{POSTS})\b")
BODY_LINE = re.compile(rf"(?:{BODY_HEADS})\b")
APPENDIX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục|PHỤ BIỂU|BIỂU MẪU)(?:\s*(?:SỐ|số)?\s*(?P<label>[IVX]+|\d+|[A-Z])\b)?\s*[.:]?\s*"
)
TERRITORY = r"(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu)"


def capitals(text: str) -> float:
    """Share of capitals among the letters of a text (0..1)."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum(sign.isupper() for sign in letters) / len(letters) if letters else 0.0


@lru_cache(maxsize=4096)
def is_capital(text: str) -> bool:
    """Whether a line is set in capitals (chữ in hoa)."""
    return capitals(text) >= 0.75


def type_of(text: str) -> tuple[str, str]:
    """The kind of document that a title line names, in small letters, and what follows on the line; else two blanks.

    The kind must be in capitals: "KẾ HOẠCH", "QUYẾT ĐỊNH Ban hành ...", "Q U Y Ế T  Đ Ị N H".

    >>> type_of("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH")
    ('kế hoạch', 'CẢI CÁCH HÀNH CHÍNH')
    """
    line = text.strip(" .:*")
    if not line[:1].isupper():
        return "", ""
    for name, printed in PRINTED_TYPES:
        if line.startswith(printed):
            rest = line[len(printed) :]
            if not rest or rest[0] in " :":
                return name, rest.strip(" :")
    if len(line) <= LONGEST_SPACED and is_capital(line):
        return SPACED_TYPES.get(line.replace(" ", ""), ""), ""
    return "", ""


def type_of_symbol(symbol: str) -> str:
    """The kind of document a symbol names: "QĐ-UBND" -> quyết định; blank for letters ("UBND-NV")."""
    for piece in re.split(r"[-/]", symbol.upper()):
        piece = piece.strip()
        if piece in SYMBOL_TYPES:
            return SYMBOL_TYPES[piece]
        if re.fullmatch(r"QH\d+", piece):
            return "luật"
    return ""

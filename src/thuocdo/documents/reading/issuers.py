"""The issuer of a paper that prints no header: out of who decides, who is speaking and where; blank if unknown.

What is found here is derived and doubted; nothing is taken from another paper.
"""

from __future__ import annotations

import re
from collections import Counter

from thuocdo.documents.reading.bodies import case_of_territory, expand, normal_case
from thuocdo.documents.reading.letters import pattern
from thuocdo.documents.reading.terms import TERRITORY

# "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ...", "BỘ TRƯỞNG BỘ NỘI VỤ": the body stands behind the post of its head.
POST_OF_BODY = re.compile(
    r"^(?:CHỦ TỊCH|BỘ TRƯỞNG|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG|CHI CỤC TRƯỞNG|CHÁNH|VIỆN TRƯỞNG)\s+"
    r"(?=UBND|[UỦ][YỶ] BAN|HĐND|HỘI ĐỒNG|BỘ|SỞ|CỤC|TỔNG CỤC|CHI CỤC|THANH TRA|VĂN PHÒNG|VIỆN)"
)
WHOLE = re.compile(r"(?:THỦ TƯỚNG )?CHÍNH PHỦ|QUỐC HỘI")
ACTS = r"(?:ban hành|yêu cầu|chỉ thị|chỉ đạo|xây dựng|đề nghị|phát động|thông báo|quyết nghị|quyết định|điện|báo cáo)"
NAME = r"(?:[A-ZĐ][A-Za-zÀ-ỹ]*(?: ?[-–] ?|\s)?){1,5}"
COMMITTEE = r"(?P<kind>UBND|[UỦ][yỷ] ban nhân dân|HĐND|Hội đồng nhân dân)"
SPEAKING = pattern(rf"{COMMITTEE} (?P<level>(?i:{TERRITORY})) (?P<name>{NAME})?(?={ACTS}\b)")
CENTRAL = re.compile(rf"(?P<body>Thủ tướng Chính phủ|Văn phòng Chính phủ|Chính phủ) (?={ACTS}\b)")
# "Sở Nội vụ đề nghị các sở ..." at the head of a sentence
DEPARTMENT = pattern(
    r"(?:^|[.;:]\s+|, )(?P<body>(?:Sở|Cục|Tổng cục|Chi cục|Thanh tra|Kho bạc|Bảo hiểm xã hội|Công an) "
    r"[A-ZĐ][^.;,:()]{2,50}?) (?=(?:đề nghị|yêu cầu|hướng dẫn|thông báo)\b)"
)
PLACED = pattern(rf"(?:địa bàn|{COMMITTEE}|của|dân) (?P<level>(?i:{TERRITORY})) (?P<name>{NAME})")


def issuer_from_text(authority: str, subject: str, body: str) -> str:
    """The issuer of a paper without header.

    >>> issuer_from_text("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HÒA SƠN", "", "")
    'Ủy ban nhân dân tỉnh Hòa Sơn'
    >>> issuer_from_text("", "kế hoạch trên địa bàn tỉnh Hòa Sơn", "UBND tỉnh ban hành Kế hoạch như sau:")
    'Ủy ban nhân dân tỉnh Hòa Sơn'
    """
    printed = POST_OF_BODY.sub("", authority.upper().strip(" :.*"))
    if printed and (WHOLE.fullmatch(printed) or not re.search(r"(?:NHÂN DÂN|UBND|HĐND)(?: \w+)?(?: PHỐ)?$", printed)):
        return expand(normal_case(printed))
    speaking = SPEAKING.search(body) or re.search(
        rf"{COMMITTEE} (?P<level>(?i:{TERRITORY}))(?P<name>)$", normal_case(printed)
    )
    if speaking:
        kind = "Hội đồng nhân dân" if speaking["kind"].startswith(("H", "h")) else "Ủy ban nhân dân"
        level = speaking["level"].lower()
        name = (speaking["name"] or "").strip() or place_named(level, f"{subject}. {body}")
        return f"{kind} {level} {name}" if name else ""
    central = CENTRAL.search(body) or DEPARTMENT.search(body)
    return central["body"] if central else ""


def place_named(level: str, text: str) -> str:
    """The name of the territory of a level that a text speaks of most; blank if it names none."""
    named = [
        case_of_territory(match["name"].strip(" -–").lower())
        for match in PLACED.finditer(text)
        if match["level"].lower() == level
    ]
    return Counter(named).most_common(1)[0][0] if named else ""

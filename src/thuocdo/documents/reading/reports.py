"""Orders to report (chế độ báo cáo): whether a text asks for a report, where it goes, and how urgent it is."""

from __future__ import annotations

import re

from thuocdo.documents.reading.agencies import first_verb
from thuocdo.documents.reading.orders import ORDERING
from thuocdo.documents.reading.words import URGENCY

REPORTING = re.compile(
    r"(?i:\bbáo cáo\b(?! số)|\bgửi\b(?:.{3,80}\bvề (?:UBND|Ủy ban|Sở|Bộ)|.{3,300}\b(?:trước ngày|chậm nhất)))"
)
# "về UBND tỉnh (qua Sở Nội vụ)", "báo cáo Chủ tịch UBND tỉnh (qua Sở Nội vụ)"
REPORT_TO = re.compile(
    r"(?:(?:báo cáo|gửi)[^.;]{0,90}?\bvề\s+|báo cáo(?: kết quả[^.;,]{0,60}?)?\s+(?:cho\s+)?|gửi\s+(?:về\s+)?)"
    r"(?P<to>(?:Chủ tịch |Phó Chủ tịch )?(?:UBND|[UỦ][yỷ] ban nhân dân|Thủ tướng Chính phủ|Chính phủ|Bộ|Sở|Tỉnh ủy|"
    r"Công an|Văn phòng)\b[^,.;()]{0,60}?"
    r"(?:\s*\((?:thông )?qua [^)]*\))?)(?=$|[,.;)]|\s(?:để|trước|chậm|theo|về|trong|kết quả|tình hình|xem|vào|"
    r"định kỳ|khi|hằng|hàng|phê|ban|sửa|bố|có|tháo|các|những|biện)\b|\s*\()"
)
QUA = re.compile(r"\s*\((?:thông )?qua [^)]*\)")


def orders_report(text: str) -> bool:
    """Whether a text orders a report to be made or sent."""
    return bool(REPORTING.search(text)) and (
        bool(ORDERING.search(text))
        or bool(
            re.search(
                r"(?i:\b(?:định kỳ|trước ngày|"
                r"chậm nhất)\b)",
                text,
            )
        )
    )


def report_to(text: str) -> str:
    """Where a report goes, as printed: "UBND tỉnh (qua Sở Nội vụ)"; empty where nothing is said.

    >>> report_to("tổng hợp báo cáo kết quả thực hiện về UBND tỉnh (qua Sở Nội vụ) trong báo cáo định kỳ")
    'UBND tỉnh (qua Sở Nội vụ)'
    """
    found = REPORT_TO.search(text)
    if not found:
        return ""
    verb = first_verb(text, found.start("to"), found.end("to"))
    end = verb.start() if verb else found.end("to")
    via = QUA.match(text, end)
    return text[found.start("to") : via.end() if via else end].strip()


def urgency(text: str) -> str:
    """The word of urgency as printed ("khẩn trương"), not a deadline."""
    found = URGENCY.search(text)
    return found.group() if found else ""

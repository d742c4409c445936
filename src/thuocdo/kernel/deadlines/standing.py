"""Phrases that name no day: "thường xuyên", "theo quy định", "khi có yêu cầu", "sau khi ... ban hành"."""

from __future__ import annotations

import re

from thuocdo.kernel.deadlines.model import DeadlinePhrase, Within
from thuocdo.kernel.deadlines.passage import Passage, pattern

NEXT_LIMIT = (
    r"(?:báo cáo )?(?:theo )?định k[ỳì]|thường xuyên|h[àằ]ng (?:ngày|tuần|tháng|quý|năm)|đột xuất|"
    r"trước (?:ngày|tháng|quý|\d)|chậm nhất|hoàn thành|trong (?:năm|quý|tháng)|khi có|theo (?:yêu cầu|quy định)"
)
TAIL = rf"(?:(?!\s*(?:[;•(]|\n\s*(?:\n|[-–+])|,?\s*(?:và |hoặc )?(?:{NEXT_LIMIT}))|\s*\.\s*$| -\s).)*"
RULES = (
    r"quy định|kế hoạch|tiến độ|hướng dẫn|chương trình|lộ trình|chỉ đạo|lịch|thời (?:gian|hạn|điểm)|văn bản|"
    r"đề án|dự án|quyết định|nghị (?:quyết|định)|phân công|tình hình|thực tế|nhiệm vụ|đợt|kỳ họp|luật|thông tư|công văn"
)
AUTHOR = (
    r"quyết định|nghị (?:định|quyết)|thông tư|luật|chỉ thị|chính phủ|thủ tướng|quốc hội|bộ(?=\s)|trung ương|"
    r"ủy ban|uỷ ban|ubnd|hđnd|hội đồng|(?:cấp|cơ quan) có thẩm quyền|văn bản|kế hoạch|đề án|phương án|quy hoạch|được|"
    r"quy chế|chương trình|dự thảo"
)
ACTS = (
    r"ban hành|quy định|phê duyệt|thông qua|có hiệu lực|quyết định|công bố|hướng dẫn|giao|chỉ đạo|kết luận|chấp thuận"
)
PAPER = r"quyết định|hướng dẫn|văn bản|chỉ đạo|ý kiến|kết luận|thông báo"
UNITS = {
    "ngày làm việc": "working_day",
    "giờ làm việc": "working_hour",
    "ngày": "day",
    "giờ": "hour",
    "tháng": "month",
    "tuần": "week",
}

WITHIN_CLAUSE = r"(?:(?!\s*[;.\n]\s).){0,140}"

TERSE: tuple[tuple[str, str, float], ...] = (
    # kind, wording that counts in a cell or behind "Thời gian thực hiện:", confidence
    ("ongoing", r"(?:thực hiện )?thường xuyên(?:\s*,?\s*(?:và )?liên tục)?|liên tục(?=\s*(?:[;.,]|$))", 0.95),
    ("ongoing", r"(?:các|những) năm (?:tiếp theo|sau|tới)", 0.85),
    ("on_request", rf"(?:theo|khi(?: có)?|lúc có) yêu cầu{TAIL}|khi (?:có )?(?:phát sinh|cần(?: thiết)?){TAIL}", 0.95),
    ("relative", rf"(?:ngay )?(?:sau )?khi (?:có )?{TAIL}|sau (?:hội nghị|kỳ họp|đại hội){TAIL}", 0.85),
    ("per_rule", rf"(?:thực hiện )?(?:theo|đúng) (?:đúng )?(?:các )?(?:{RULES}){TAIL}", 0.95),
    ("year", r"(?:trong|cả|đầu|giữa|cuối) năm(?!\s*(?:\d|học|qua|trước|vừa|tài))(?: kế hoạch)?", 0.95),
)
PROSE: tuple[tuple[str, str, float], ...] = (
    ("on_request", r"khi (?:có|được) yêu cầu(?: của [^,;.]{1,60})?(?=\s*(?:[;.,]|$))", 0.7),
    ("relative", rf"(?:ngay )?(?:sau )?khi (?:{AUTHOR})(?![\wà-ỹ]){WITHIN_CLAUSE}?(?:{ACTS})(?: [^,;.]{{1,80}})?", 0.7),
    ("relative", rf"(?:ngay )?(?:sau )?khi có (?:{PAPER})(?![\wà-ỹ])(?: [^,;.]{{1,80}})?", 0.7),
    ("relative", r"(?:(?:ngay )?sau )?khi (?:tổng kết|sơ kết|kết thúc)(?! báo cáo)(?: [^,;.]{1,80})?", 0.7),
    ("year", r"trong năm(?!\s*(?:\d|học|qua|trước|vừa|tài|nay))(?![\wà-ỹ])", 0.85),
)
TERSE_PATTERNS, PROSE_PATTERNS = (
    [(kind, pattern(rf"(?<![\wà-ỹ])(?:{wording})(?=\W|$)"), sure) for kind, wording, sure in table]
    for table in (TERSE, PROSE)
)
WITHIN = pattern(
    r"(?:(?:trong )?(?:thời (?:hạn|gian)|vòng)(?: (?:không quá|tối đa|là))?|không quá|chậm nhất(?: là)?(?: sau)?|sau) "
    r"(?P<amount>\d{1,3})\s*(?:\([^()]{1,20}\)\s*)?(?P<unit>ngày làm việc|giờ làm việc|ngày|giờ|tháng|tuần)\s*,?\s*"
    r"(?P<after>(?:kể từ|tính từ|từ ngày|từ khi|sau khi)(?:(?!\s*[;.]\s|,(?! kiến nghị)|\s(?:phải|thì)\s).)"
    r"{3,120})",
)
ATTACHED = pattern(r"(?:kèm|đến|tới) $")
OFTEN = pattern(r"(?<![\wà-ỹ])thường xuyên(?![\wà-ỹ])")
NOT_OFTEN = pattern(r"(?:chưa|chi|không|nhiệm vụ|công việc|sở|kinh phí|,|dự toán|đầu tư|quan trọng)\s*$")
NOT_OFTEN_AFTER = pattern(r"\s*(?:,|và (?:lâu|liên)|của|hàng năm|theo (?:quy|phân))")


def standing_phrases(passage: Passage) -> list[DeadlinePhrase]:
    """All phrases without a day of their own; in prose only those that plainly set a time."""
    found = within_phrases(passage)
    if passage.zones:
        found += [phrase for phrase in matches(passage, TERSE_PATTERNS) if passage.terse_at(phrase.start)]
    found += matches(passage, PROSE_PATTERNS)
    often = often_in_prose(passage)
    return found + ([often] if often else [])


def matches(passage: Passage, table: list[tuple[str, re.Pattern[str], float]]) -> list[DeadlinePhrase]:
    """A phrase for each place where a wording of the table stands."""
    return [
        simple(passage, kind, *found.span(), sure)
        for kind, wording, sure in table
        for found in wording.finditer(passage.low)
        if not ATTACHED.search(passage.left(found.start()))
    ]


def simple(passage: Passage, kind: str, start: int, end: int, sure: float) -> DeadlinePhrase:
    """A phrase of a kind at a place; "trong năm" takes the plan's year."""
    end = start + len(passage.low[start:end].rstrip(" .,:;-"))
    value = str(passage.year) if kind == "year" and passage.year else None
    return DeadlinePhrase(
        kind=kind,
        text=passage.words(start, end),
        start=start,
        end=end,
        value=value,
        op="in" if kind == "year" else None,
        inherited=kind == "year",
        confidence=sure,
    )


def within_phrases(passage: Passage) -> list[DeadlinePhrase]:
    """A length of time after an event (trong thời hạn 15 ngày làm việc kể từ ngày ...)."""
    found = []
    for place in WITHIN.finditer(passage.low):
        unit = UNITS[" ".join(place["unit"].split())]
        phrase = simple(passage, "relative", *place.span(), 0.8)
        within = Within(int(place["amount"]), unit, passage.words(*place.span("after")))
        found.append(DeadlinePhrase(**{**phrase.__dict__, "within": within}))
    return found


def often_in_prose(passage: Passage) -> DeadlinePhrase | None:
    """The word "thường xuyên" makes a task ongoing only where it stands in the task's first clause."""
    stop = re.search(r"[;.]\s|[;:]", passage.low)
    found = OFTEN.search(passage.low, 0, stop.start() if stop else len(passage.low))
    if not found or NOT_OFTEN.search(passage.left(found.start())) or NOT_OFTEN_AFTER.match(passage.low, found.end()):
        return None
    return simple(passage, "ongoing", found.start(), found.end(), 0.7)

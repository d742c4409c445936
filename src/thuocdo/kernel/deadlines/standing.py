"""Phrases that name no day: "thường xuyên", "theo quy định", "khi có yêu cầu", "sau khi ... ban hành"."""

from __future__ import annotations

import re

from thuocdo.kernel.deadlines.model import DeadlinePhrase, Within
from thuocdo.kernel.deadlines.passage import Passage

NEXT_LIMIT = (
    r"(?:báo\s+cáo\s+)?(?:theo\s+)?định\s+k[ỳì]|thường\s+xuyên|h[àằ]ng\s+(?:ngày|tuần|tháng|quý|năm)|đột\s+xuất|trước\s+(?:ngày|tháng|quý|\d)|"
    r"chậm\s+nhất|hoàn\s+thành|trong\s+(?:năm|quý|tháng)|khi\s+có|theo\s+(?:yêu\s+cầu|quy\s+định)"
)
TAIL = rf"(?:(?!\s*(?:[;•(]|\n\s*(?:\n|[-–+])|,?\s*(?:và\s+|hoặc\s+)?(?:{NEXT_LIMIT}))|\s*\.\s*$|\s+-\s).)*"
RULES = (
    r"quy\s+định|kế\s+hoạch|tiến\s+độ|hướng\s+dẫn|chương\s+trình|lộ\s+trình|chỉ\s+đạo|lịch|thời\s+(?:gian|hạn|điểm)|văn\s+bản|"
    r"đề\s+án|dự\s+án|quyết\s+định|nghị\s+(?:quyết|định)|phân\s+công|tình\s+hình|thực\s+tế|nhiệm\s+vụ|đợt|luật|thông\s+tư|công\s+văn"
)
AUTHOR = (
    r"quyết\s+định|nghị\s+(?:định|quyết)|thông\s+tư|luật|chỉ\s+thị|chính\s+phủ|thủ\s+tướng|quốc\s+hội|bộ(?=\s)|trung\s+ương|ủy\s+ban|uỷ\s+ban|"
    r"ubnd|hđnd|hội\s+đồng|cấp\s+có\s+thẩm\s+quyền|cơ\s+quan\s+có\s+thẩm\s+quyền|văn\s+bản|kế\s+hoạch|đề\s+án|phương\s+án|quy\s+hoạch|được|"
    r"quy\s+chế|chương\s+trình|dự\s+thảo"
)
ACTS = r"ban\s+hành|quy\s+định|phê\s+duyệt|thông\s+qua|có\s+hiệu\s+lực|quyết\s+định|công\s+bố|hướng\s+dẫn|giao|chỉ\s+đạo|kết\s+luận|chấp\s+thuận"
PAPER = r"quyết\s+định|hướng\s+dẫn|văn\s+bản|chỉ\s+đạo|ý\s+kiến|kết\s+luận|thông\s+báo"
UNITS = {"ngày làm việc": "working_day", "giờ làm việc": "working_hour", "ngày": "day", "giờ": "hour", "tháng": "month", "tuần": "week"}

TERSE: tuple[tuple[str, str, float], ...] = (
    # kind, wording that counts in a cell or behind "Thời gian thực hiện:", confidence
    ("ongoing", r"(?:thực\s+hiện\s+)?thường\s+xuyên(?:\s*,?\s*(?:và\s+)?liên\s+tục)?|liên\s+tục(?=\s*(?:[;.,]|$))", 0.95),
    ("ongoing", r"(?:các|những)\s+năm\s+(?:tiếp\s+theo|sau|tới)", 0.85),
    ("on_request", rf"(?:theo|khi(?:\s+có)?|lúc\s+có)\s+yêu\s+cầu{TAIL}|khi\s+(?:có\s+)?(?:phát\s+sinh|cần(?:\s+thiết)?){TAIL}", 0.95),
    ("relative", rf"(?:ngay\s+)?(?:sau\s+)?khi\s+(?:có\s+)?{TAIL}|sau\s+(?:hội\s+nghị|kỳ\s+họp|đại\s+hội){TAIL}", 0.85),
    ("per_rule", rf"(?:thực\s+hiện\s+)?(?:theo|đúng)\s+(?:đúng\s+)?(?:các\s+)?(?:{RULES}){TAIL}", 0.95),
    ("year", r"(?:trong|cả)\s+năm(?!\s*(?:\d|học|qua|trước|vừa|tài))(?:\s+kế\s+hoạch)?", 0.95),
)
PROSE: tuple[tuple[str, str, float], ...] = (
    ("on_request", r"khi\s+(?:có|được)\s+yêu\s+cầu(?:\s+của\s+[^,;.]{1,60})?(?=\s*(?:[;.,]|$))", 0.7),
    ("relative", rf"(?:ngay\s+)?(?:sau\s+)?khi\s+(?:{AUTHOR})(?![\wà-ỹ])(?:(?!\s*[;.\n]\s).){{0,140}}?(?:{ACTS})(?:\s+[^,;.]{{1,80}})?", 0.7),
    ("relative", rf"(?:ngay\s+)?(?:sau\s+)?khi\s+có\s+(?:{PAPER})(?![\wà-ỹ])(?:\s+[^,;.]{{1,80}})?", 0.7),
    ("year", r"trong\s+năm(?!\s*(?:\d|học|qua|trước|vừa|tài|nay))(?![\wà-ỹ])", 0.85),
)
WITHIN = re.compile(
    r"(?:(?:trong\s+)?(?:thời\s+(?:hạn|gian)|vòng)(?:\s+(?:không\s+quá|tối\s+đa|là))?|không\s+quá|chậm\s+nhất(?:\s+là)?(?:\s+sau)?|sau)\s+"
    r"(?P<amount>\d{1,3})\s*(?:\([^()]{1,20}\)\s*)?(?P<unit>ngày\s+làm\s+việc|giờ\s+làm\s+việc|ngày|giờ|tháng|tuần)\s*,?\s*"
    r"(?P<after>(?:kể\s+từ|tính\s+từ|từ\s+ngày|từ\s+khi|sau\s+khi)(?:(?!\s*[;.]\s|,|\s(?:phải|thì)\s).){3,120})",
    re.S,
)
ATTACHED = re.compile(r"(?:kèm|đến|tới)\s+$")
OFTEN = re.compile(r"(?<![\wà-ỹ])thường\s+xuyên(?![\wà-ỹ])")
NOT_OFTEN = re.compile(r"(?:chưa|chi|không|nhiệm\s+vụ|công\s+việc|sở|kinh\s+phí|,|dự\s+toán|đầu\s+tư|quan\s+trọng)\s*$")
NOT_OFTEN_AFTER = re.compile(r"\s*(?:,|và\s+(?:lâu|liên)|của|hàng\s+năm|theo\s+(?:quy|phân))")


def standing_phrases(passage: Passage) -> list[DeadlinePhrase]:
    """All phrases without a day of their own; in prose only those that plainly set a time."""
    found = [phrase for kind, wording, sure in TERSE for phrase in matches(passage, kind, wording, sure) if passage.terse_at(phrase.start)]
    found += [phrase for kind, wording, sure in PROSE for phrase in matches(passage, kind, wording, sure)]
    found += within_phrases(passage)
    often = often_in_prose(passage)
    return found + ([often] if often else [])


def matches(passage: Passage, kind: str, wording: str, sure: float) -> list[DeadlinePhrase]:
    """A phrase for each place where the wording stands."""
    pattern = re.compile(rf"(?<![\wà-ỹ])(?:{wording})(?![\wà-ỹ])|(?<![\wà-ỹ])(?:{wording})(?=\W|$)", re.S)
    places = [found.span() for found in pattern.finditer(passage.low)]
    return [simple(passage, kind, *place, sure) for place in places if not ATTACHED.search(passage.left(place[0]))]


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
    """"trong thời hạn 15 ngày làm việc kể từ ngày ...": a length of time after an event."""
    found = []
    for place in WITHIN.finditer(passage.low):
        unit = UNITS[" ".join(place["unit"].split())]
        phrase = simple(passage, "relative", *place.span(), 0.8)
        within = Within(int(place["amount"]), unit, passage.words(*place.span("after")))
        found.append(DeadlinePhrase(**{**phrase.__dict__, "within": within}))
    return found


def often_in_prose(passage: Passage) -> DeadlinePhrase | None:
    """"thường xuyên" makes a task ongoing only where it stands in the task's first clause."""
    stop = re.search(r"[;.]\s|[;:]", passage.low)
    found = OFTEN.search(passage.low, 0, stop.start() if stop else len(passage.low))
    if not found or NOT_OFTEN.search(passage.left(found.start())) or NOT_OFTEN_AFTER.match(passage.low, found.end()):
        return None
    return simple(passage, "ongoing", found.start(), found.end(), 0.7)

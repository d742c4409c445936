"""Phrases with a place in the calendar: "trước ngày 20/01/2025", "Quý I/2026", "tháng 6 và tháng 12 năm 2025"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from thuocdo.kernel.deadlines.model import DeadlinePhrase, Doubt
from thuocdo.kernel.deadlines.passage import Passage, pattern
from thuocdo.kernel.deadlines.points import Point, find_points, share_years

TIME = r"(?:lúc )?(?P<hour>\d{1,2})\s*(?:giờ|h|g|:(?=\d\d))\s*(?P<minute>\d{2})?\s*(?:phút|’|')?"
OPERATORS: tuple[tuple[str, str, bool], ...] = (
    # wording, op, whether it makes a deadline of a point in running prose by itself
    (r"(?:(?:chậm|muộn|trễ) nhất (?:là )?)?trước(?: (?:thời điểm|khi hết|hết))?", "before", True),
    (r"(?:chậm|muộn|trễ) nhất(?:\s*(?:là|vào|đến|trong|:))*(?: hết)?", "by", True),
    (r"không (?:muộn|chậm|trễ|quá)\s*(?:hơn|quá)?", "by", True),
    (r"(?:từ nay )?(?:đến|tới|trước)?\s*hết", "by", True),
    (r"(?:từ nay )?(?:đến|tới) cuối", "by", False),
    (r"(?:từ nay )?(?:đến|tới)", "by", False),
    (r"(?:bắt đầu )?(?:kể )?(?:bắt đầu )?từ", "from", False),
    (r"(?:ngay )?trong(?: (?:thời gian|khoảng|vòng|suốt))?", "in", True),
    (r"(?:vào|dịp)", "in", False),
)
OPERATOR = pattern(
    r"(?<![\wà-ỹ])(?:"
    + "|".join(f"(?P<op{number}>{wording})" for number, (wording, _, _) in enumerate(OPERATORS))
    + rf")\s*(?:{TIME}\s*,?\s*)?(?:(?:của )?thứ [\wà-ỹ]+\s*,?\s*)?(?:\(\s*)?$"
)
AND = pattern(r"\s*(?:,|;|và|&|\+|hoặc)\s*(?:trong )?")
TO = pattern(r"\s*(?:-|–|—|đến(?: hết)?|tới)\s*(?:hết )?")
CITED = pattern(r"\d*/[a-zđ&.\d-]{2,}\s*,?\s*$|(?<![\wà-ỹ])(?:số|điều|khoản|điểm)\s*$")
NAMED = pattern(
    r"(?:giai đoạn|thời k[ỳì]|nhiệm k[ỳì]|niên (?:khóa|khoá)|năm học|tầm nhìn|định hướng)\s*(?:đến|tới|từ|:)?\s*$"
)
YEAR_OF_NAME = pattern(
    r"(?:kế hoạch|chương trình|báo cáo|đề án|dự án|nhiệm vụ|dự toán|chỉ số|cchc|hành chính|nghị quyết|luật|tháng)\s*$"
)
DONE_AFTER = pattern(r"\s*[,)]?\s*(?:đã|thì)(?![\wà-ỹ])")
DATE_LINE = pattern(r"(?:ngày \d+ )?tháng \d+ năm \d+\s*$")
TELLING = pattern(r"(?<![\wà-ỹ])đã(?![\wà-ỹ])|dưới sự")
PLACE_BEFORE = pattern(r"^\s*(?:tp\.?\s*)?[^\W\d][^,;:.]{1,30},\s*$")
DONE_BEFORE = pattern(
    r"(?:đã(?![\wà-ỹ])[^;.]{0,40}|được (?:ban hành|cấp|tiếp nhận|ký|sinh)|tiếp nhận|phát sinh|trừ điểm)\s*$"
)
FINISHING = pattern(r"(?:hoàn thành|xong|hoàn tất|kết thúc)(?![\wà-ỹ])[^;.:]{0,30}$")
FINISHING_HERE = pattern(r"(?:hoàn thành|xong|hoàn tất|kết thúc)\s*(?:vào\s*)?$")
AIMING = pattern(r"\s*,?\s*(?:phấn đấu|đạt|giảm|tăng|có\s|tối thiểu|ít nhất|\d+\s*%|trên|100)")
OPENING = pattern(r"\s*(?:,|:|phấn đấu|phần đấu|tiếp tục|triển khai|hoàn thành|tập trung|đạt|có\s|tổ chức)")
AND_AFTER = pattern(r"\s*(?:và|,)\s*(?:các|những) năm (?:tiếp theo|sau|tới)")
IMPOSSIBLE = "Không có {what} trong lịch: đề nghị xem lại văn bản gốc."
NO_YEAR = Doubt("deadlines.no_year", "Thời hạn không ghi năm và không biết năm của kế hoạch.")


@dataclass(frozen=True)
class Operator:
    """The word before a point (trước, chậm nhất, đến hết ...), where it begins, and a time of day if there is one."""

    op: str
    strong: bool
    start: int
    time: str = ""


def operator_before(passage: Passage, place: int) -> Operator | None:
    """The operator that ends at the place, or None."""
    left = passage.left(place)
    found = OPERATOR.search(left)
    if not found:
        return None
    number = next(n for n in range(len(OPERATORS)) if found[f"op{n}"] is not None)
    _, op, strong = OPERATORS[number]
    time = f"{int(found['hour']):02}:{found['minute'] or '00'}" if found["hour"] else ""
    return Operator(op, strong, place - len(left) + found.start(), time)


@dataclass(frozen=True)
class Chain:
    """Points joined by a comma, "và" or "đến" with the operator before the first."""

    points: tuple[Point, ...]
    operator: Operator | None
    is_range: bool = False

    @property
    def start(self) -> int:
        return self.operator.start if self.operator else self.points[0].start

    @property
    def end(self) -> int:
        return self.points[-1].end


def dated_phrases(passage: Passage) -> list[DeadlinePhrase]:
    """All phrases with dates, months, quarters, half-years or years that set a time limit."""
    found: list[DeadlinePhrase] = []
    for chain in chains(passage, find_points(passage.low)):
        if not is_named(passage, chain) and (passage.terse_at(chain.start) or limits_in_prose(passage, chain)):
            found += phrases_of(passage, chain)
    return found


def chains(passage: Passage, points: list[Point]) -> list[Chain]:
    """Groups neighbouring points; a point with an operator of its own begins a new group."""
    groups: list[Chain] = []
    for point in points:
        last = groups[-1] if groups else None
        between = passage.low[last.end : point.start] if last else ""
        if last and TO.fullmatch(between):
            groups[-1] = replace(last, points=(*last.points, point), is_range=True)
        elif last and AND.fullmatch(between) and not last.is_range and joins(last, point):
            groups[-1] = replace(last, points=(*last.points, point))
        else:
            groups.append(Chain((point,), operator_before(passage, point.start)))
    return groups


def joins(chain: Chain, point: Point) -> bool:
    """Points of different sizes stay apart ("trong quý II, năm 2025 ..." is no list)."""
    return chain.points[-1].kind == point.kind


def is_named(passage: Passage, chain: Chain) -> bool:
    """Whether the points belong to a document's date or to the name of a plan or period."""
    first = chain.points[0]
    before = passage.left(first.start)
    if CITED.search(before) or (PLACE_BEFORE.match(passage.low[: first.start]) and is_date_line(passage, chain)):
        return True
    if chain.operator is None and first.kind == "year" and YEAR_OF_NAME.search(before):
        return True
    return bool(NAMED.search(passage.left(chain.start)) or NAMED.search(before)) and not (
        chain.is_range and passage.terse_at(chain.start)
    )


def is_date_line(passage: Passage, chain: Chain) -> bool:
    """Whether the words are the place and date at the head of a document: "Nghệ An, ngày 30 tháng 12 năm 2024"."""
    words = passage.low[chain.start :]
    return chain.operator is None and bool(DATE_LINE.match(words))


def limits_in_prose(passage: Passage, chain: Chain) -> bool:
    """Whether a point in running prose is a time limit and not a result, an event or a part of a name."""
    first = chain.points[0]
    year = chain.points[-1].year
    if chain.is_range or (passage.year and year and year < passage.year):
        return False
    if DONE_AFTER.match(passage.low, chain.end) or DONE_BEFORE.search(passage.left(chain.start)):
        return False
    operator = chain.operator
    if operator is None:
        return names_time_itself(passage, chain)
    if operator.op == "from":
        return False
    if operator.strong:
        return True
    if FINISHING.search(passage.left(operator.start)):
        return True
    if operator.op == "in":
        return first.kind != "date"
    if TELLING.search(passage.right(chain.end, 60)):
        return False
    return passage.opens_clause(operator.start) or (first.kind == "year" and bool(AIMING.match(passage.low, chain.end)))


def names_time_itself(passage: Passage, chain: Chain) -> bool:
    """A point without a preposition counts behind "hoàn thành" and, for a year, at the head of a sentence."""
    first = chain.points[0]
    if FINISHING_HERE.search(passage.left(first.start)):
        return True
    if first.kind != "year" or passage.low[first.start : first.end].isdigit():
        return False
    return (
        passage.opens_clause(first.start)
        and bool(OPENING.match(passage.low, chain.end))
        and not TELLING.search(passage.right(chain.end, 90))
    )


def phrases_of(passage: Passage, chain: Chain) -> list[DeadlinePhrase]:
    """One phrase for each point of a chain, or one for a range."""
    points = share_years(list(chain.points))
    if chain.is_range and len(points) > 1:
        return [range_phrase(passage, chain, points)]
    return [point_phrase(passage, chain, point, printed) for point, printed in zip(points, chain.points, strict=True)]


def point_phrase(passage: Passage, chain: Chain, point: Point, printed: Point) -> DeadlinePhrase:
    """The phrase of one point; an impossible day keeps its words and loses its value."""
    if point.kind == "nine":
        return nine_months(passage, chain, point)
    own = printed.year is not None and (chain.operator is None or printed is chain.points[0])
    start = chain.start if printed is chain.points[0] or not own else printed.start
    end = printed.end if own else chain.end
    value, doubts = point.value(passage.year), point.doubts
    if value is None:
        doubts = (*doubts, why_no_value(passage, point, printed))
    op = chain.operator.op if chain.operator else "in"
    if point.kind == "year" and AND_AFTER.match(passage.low, chain.end):
        op = "from"
    return DeadlinePhrase(
        kind=point.kind,
        text=passage.words(start, end),
        start=start,
        end=end,
        value=value,
        op=op,
        time=chain.operator.time if chain.operator else "",
        inherited=point.year is None,
        confidence=confidence_of(passage, chain, point, value),
        doubts=doubts,
    )


def confidence_of(passage: Passage, chain: Chain, point: Point, value: str | None) -> float:
    """How sure the reading is: doubtful points low, an unprinted year and running prose a little lower."""
    if value is None:
        return 0.2
    if point.doubts:
        return 0.4
    terse = passage.terse_at(chain.start) or (chain.operator is not None and chain.operator.strong)
    return (0.95 if terse else 0.75) - (0.1 if point.year is None else 0)


def why_no_value(passage: Passage, point: Point, printed: Point) -> Doubt:
    """The doubt of a point the calendar does not have or whose year is not known."""
    if point.year is None and passage.year is None:
        return NO_YEAR
    what = passage.words(printed.start, printed.end)
    return Doubt("deadlines.impossible_date", IMPOSSIBLE.format(what=what if "ngày" in what else f"“{what}”"))


def nine_months(passage: Passage, chain: Chain, point: Point) -> DeadlinePhrase:
    """Nine months (9 tháng đầu năm) as the range January to September."""
    year = point.year or passage.year
    return DeadlinePhrase(
        kind="range",
        text=passage.words(chain.start, chain.end),
        start=chain.start,
        end=chain.end,
        value=(f"{year}-01", f"{year}-09") if year else None,
        op=chain.operator.op if chain.operator else "in",
        inherited=point.year is None,
        confidence=0.8 if year else 0.2,
        doubts=() if year else (NO_YEAR,),
    )


def range_phrase(passage: Passage, chain: Chain, points: list[Point]) -> DeadlinePhrase:
    """A phrase from the first point to the last: "Quý IV/2025 - Quý II/2026"."""
    first, last = points[0].value(passage.year), points[-1].value(passage.year)
    broken = next((point for point, value in ((points[0], first), (points[-1], last)) if value is None), None)
    return DeadlinePhrase(
        kind="range",
        text=passage.words(chain.start, chain.end),
        start=chain.start,
        end=chain.end,
        value=(first, last) if first and last else None,
        op="in",
        inherited=points[-1].year is None,
        confidence=0.2 if broken else 0.85,
        doubts=(why_no_value(passage, broken, broken),) if broken else (),
    )

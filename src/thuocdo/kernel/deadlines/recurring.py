"""Phrases that come again: "chậm nhất ngày 12 hàng tháng", "định kỳ hàng quý, 6 tháng, năm hoặc đột xuất"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thuocdo.kernel.deadlines.dated import TIME, Operator, operator_before
from thuocdo.kernel.deadlines.model import DeadlinePhrase, Doubt
from thuocdo.kernel.deadlines.passage import Passage, pattern
from thuocdo.kernel.deadlines.points import find_points
from thuocdo.kernel.deadlines.printed_windows import window_near, window_spans

EVERY = r"(?:h[àằ]ng|mỗi|từng) "
A_TIME = r"(?:\s*/\s*lần| một lần| 1 lần)"
PERIODS: dict[str, str] = {
    "half_yearly": rf"(?:0?6|sáu) tháng(?! (?:đầu|cuối) năm){A_TIME}?|nửa năm|(?:0?2|hai) lần\s*/\s*năm",
    "nine": r"(?:0?9|chín) tháng(?! đầu năm)",
    "three": rf"(?:0?3|ba) tháng{A_TIME}?",
    "quarterly": r"qu[ýí](?!\s*(?:iv|i{1,3}|\d)(?![\wà-ỹ]))",
    "monthly": r"tháng(?!\s*(?:\d|này|trước|sau|đầu|cuối|giêng|tư))",
    "yearly": r"(?:cuối )?năm(?!\s*(?:\d|nay|trước(?! (?:ngày|tháng|\d))|sau|học|tiếp|qua|tới))",
    "weekly": r"tuần(?!\s*(?:\d|tra|hoàn|tự))",
    "daily": r"h[àằ]ng ngày(?!\s*càng)|mỗi ngày",
    "ad_hoc": r"(?:theo yêu cầu )?đột xuất(?: (?:theo|khi có) yêu cầu)?",
}
REGULAR = r"định k[ỳì]"
ONCE_A = r"(?:0?1|một) lần\s*/\s*"
ANY_PERIOD = "|".join(f"(?:{wording})" for wording in PERIODS.values())
ITEM = (
    rf"(?:báo cáo |b/c )?(?:theo )?(?:{REGULAR}\s*(?:theo )?)?(?:{EVERY}|{ONCE_A})?(?:theo )?"
    rf"(?:{ANY_PERIOD})(?![\wà-ỹ])"
    rf"|(?:báo cáo |b/c )?(?:theo )?{REGULAR}(?![\wà-ỹ])"
)
ONE_ITEM = pattern(ITEM)
PERIOD_ENDINGS = [(name, pattern(rf"(?:{wording})$")) for name, wording in PERIODS.items()]
REGULARLY = pattern(REGULAR)
SEPARATOR = r"\s*(?:,\s*(?:và|hoặc|hay)?|;|/|và|hoặc|hay|cũng như|&)\s*"
RUN = pattern(rf"(?<![\wà-ỹ])(?:{ITEM})(?:{SEPARATOR}(?:{ITEM}))*")
MARKED = pattern(rf"{REGULAR}|{EVERY}|/\s*lần|lần\s*/|một lần")
REPORT_HEAD = pattern(r"^(?:báo cáo|b/c) ")

MONTH_END = r"(?:của )?tháng cuối (?:cùng )?(?:của )?(?:h[àằ]ng |mỗi )?"
MONTH_NEXT = r"(?:của )?tháng đầu (?:tiên )?(?:của )?"
NEXT = r" (?:sau|tiếp theo|kế tiếp|liền kề)"
DAY = r"(?:ngày|mùng|mồng)\s*(?P<day>\d{1,2}|cuối(?: cùng)?|làm việc cuối cùng)\s*(?:của )?"
# The last day on which people work: the last of the month, moved back where that is a day off.
WORKED_LAST = pattern(r"ngày làm việc cuối cùng")
DAY_RULES: tuple[tuple[str, str, str], ...] = (
    # wording behind "ngày 25", recurrence, month of the period
    (rf"{EVERY}tháng|tháng\s*/\s*lần", "monthly", ""),
    (rf"tháng{NEXT}|tháng liền sau", "monthly", "next"),
    (rf"{MONTH_NEXT}(?:qu[ýí]){NEXT}", "quarterly", "next"),
    (rf"{MONTH_END}qu[ýí]", "quarterly", "last"),
    (rf"{MONTH_NEXT}(?:{EVERY})?qu[ýí]", "quarterly", "first"),
    (rf"{EVERY}qu[ýí]", "quarterly", "last"),
    (rf"{MONTH_NEXT}k[ỳì]{NEXT}|tháng sau k[ỳì](?: báo cáo)?", "", "next"),
    (rf"{MONTH_NEXT}k[ỳì](?: báo cáo)?", "", "first"),
    (r"(?:của )?tháng cuối (?:cùng )?(?:của )?k[ỳì](?: báo cáo)?", "", "last"),
    (r"tháng báo cáo|trong tháng|tháng(?!\s*\d|[\wà-ỹ]| (?:trước|cuối|đầu|giêng))", "monthly", ""),
    (r"(?=\s*(?:[,;.)(]|$|về|gửi|báo))", "", ""),
)
DAY_OF_PERIOD = pattern(
    DAY + "(?:" + "|".join(f"(?P<r{number}>{wording})" for number, (wording, _, _) in enumerate(DAY_RULES)) + ")"
)
WEEKDAYS = {"hai": 1, "ba": 2, "tư": 3, "năm": 4, "sáu": 5, "bảy": 6, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}
WEEKDAY = pattern(rf"thứ (?P<weekday>hai|ba|tư|năm|sáu|bảy|[2-7]) {EVERY}tuần|chủ nhật {EVERY}tuần")
GLUE = pattern(rf"[\s,(:]*(?:(?:đồng thời|và) )?(?:{TIME}\s*,?\s*)?")
IN_PERIOD = pattern(r"(?<![\wà-ỹ])(?:trong|cả|đầu|giữa|các|những|cùng|nhiều|một|ngày|\d) $")
MONTHS_EACH_YEAR = pattern(r"(?:\s*(?:,|và|;)\s*(?:(?:tháng|quý)\s*)?(?:\d{1,2}|iv|i{1,3}))*\s*(?:h[àằ]ng|mỗi) năm")
PERIOD_NAME = pattern(r"năm|qu[ýí]|tháng|tuần|ngày")
ITEM_START = pattern(r"(?:^|[;,:(/\n.•>–+-]|và|hoặc)\s*$")
ALONE = pattern(r"cuối năm")
NOT_A_LIMIT_BEFORE = pattern(r"(?:thống kê|nâng lương|bảo trì|kiểm định)\s*$")
# "Báo cáo số liệu hàng tháng gửi ...": a report, then its period, then where it goes.
REPORTING = pattern(r"(?:^|[;.:]|và|,)\s*(?:tổng hợp,? )?báo cáo(?:,? [\wà-ỹ]+){0,14}\s*$")
# "định kỳ hằng quý (trước ngày 15 tháng cuối quý), 6 tháng, năm": the list goes on behind the bracket.
LIST_GOES_ON = pattern(rf"(?:{REGULAR}|{EVERY})[^;.()]{{0,60}}\([^()]{{0,60}}\)\s*,\s*$")
SENT = pattern(r"\s*(?:gửi|báo cáo|cho|về)(?= )")
BAD_DAY = Doubt("deadlines.impossible_date", "Ngày trong tháng không có trong lịch: đề nghị xem lại văn bản gốc.")


@dataclass(frozen=True)
class Piece:
    """A part of a recurring phrase: a list of periods, a day of the month, days of the year, or a weekday."""

    start: int
    end: int
    recurrence: tuple[str, ...] = ()
    day: int | None = None
    month_of_period: str = ""
    dates: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    weekday: int | None = None
    marked: bool = False
    impossible: bool = False

    @property
    def timed(self) -> bool:
        return bool(self.day or self.dates or self.weekday or self.impossible)


def recurring_phrases(passage: Passage) -> list[DeadlinePhrase]:
    """All phrases that recur; a bare "hàng tháng" beside "ngày 12 hàng tháng" is the same limit and counts once."""
    found = [phrase for group in groups(passage, pieces(passage.low)) if (phrase := phrase_of(passage, group))]
    timed = {name for phrase in found if is_timed(phrase) for name in phrase.recurrence}
    return [phrase for phrase in found if is_timed(phrase) or not timed or not set(phrase.recurrence) <= timed]


def is_timed(phrase: DeadlinePhrase) -> bool:
    return bool(phrase.day_of_month or phrase.dates or phrase.weekday or phrase.doubts)


def pieces(low: str) -> list[Piece]:
    """The parts of recurring phrases in a masked text, in order and without overlap."""
    days = [day_piece(found) for found in DAY_OF_PERIOD.finditer(low)]
    days += [weekday_piece(found) for found in WEEKDAY.finditer(low)]
    days += yearly_days(low)
    windows = window_spans(low)
    days = [piece for piece in days if not any(start <= piece.start < end for start, end in windows)]
    # A list may go on behind a day: "ngày 15 tháng cuối quý, 6 tháng, năm".
    rest = blanked(low, [(piece.start, piece.end) for piece in days if piece.recurrence])
    runs = [run_piece(found) for found in RUN.finditer(rest) if not ALONE.fullmatch(found.group())]
    taken = [(piece.start, piece.end) for piece in days] + windows
    taken += [(point.start, point.end) for point in find_points(low) if point.kind != "date" or point.year]
    free = [
        run
        for run in runs
        if not (PERIOD_NAME.match(low, run.start) and IN_PERIOD.search(low, max(0, run.start - 12), run.start))
    ]
    free = [run for run in free if not any(run.start < end and start < run.end for start, end in taken)]
    return sorted([*days, *free], key=lambda piece: piece.start)


def blanked(low: str, spans: list[tuple[int, int]]) -> str:
    """The text with stretches made unreadable, letter for letter as long."""
    letters = list(low)
    for start, end in spans:
        letters[start:end] = "\0" * (end - start)
    return "".join(letters)


def day_piece(found: re.Match[str]) -> Piece:
    """A day of the month; "ngày cuối tháng" counts as the 31st, which every month cuts to its own last day."""
    number = next(n for n in range(len(DAY_RULES)) if found[f"r{n}"] is not None)
    _, recurrence, month = DAY_RULES[number]
    day = int(found["day"]) if found["day"].isdigit() else 31
    names = (recurrence,) if recurrence else ()
    fits = 1 <= day <= 31
    return Piece(*found.span(), names, day if fits else None, month, marked=bool(recurrence), impossible=not fits)


def weekday_piece(found: re.Match[str]) -> Piece:
    return Piece(*found.span(), ("weekly",), weekday=WEEKDAYS.get(found["weekday"] or "", 7), marked=True)


def yearly_days(low: str) -> list[Piece]:
    """Days without a year, "ngày 25/12", which together with "hàng năm" come every year."""
    days: list[Piece] = []
    for point in find_points(low):
        each_year = point.kind == "date" or (
            point.kind in ("month", "quarter") and MONTHS_EACH_YEAR.match(low, point.end)
        )
        if point.year is not None or not each_year:
            continue
        exists = point.exists(2024)
        if days and re.fullmatch(r"\s*(?:,|và|;)\s*", low[days[-1].end : point.start]):
            last = days.pop()
            dates = (*last.dates, point.yearly) if exists else last.dates
            days.append(Piece(last.start, point.end, dates=dates, impossible=last.impossible or not exists))
        else:
            days.append(Piece(point.start, point.end, dates=(point.yearly,) if exists else (), impossible=not exists))
    return days


def run_piece(found: re.Match[str]) -> Piece:
    """A list of periods; "định kỳ" alone is periodic, with a period it only says that it recurs."""
    text = found.group()
    named: list[str] = []
    for item in ONE_ITEM.finditer(text):
        named += [name for name, ending in PERIOD_ENDINGS if ending.search(item.group())][:1]
    months: tuple[int, ...] = ()
    if "nine" in named:
        months = () if {"quarterly", "monthly"} & set(named) else (9,)
        named.remove("nine")
    names = tuple(dict.fromkeys("quarterly" if name == "three" else name for name in named))
    if not set(names) - {"ad_hoc"} and REGULARLY.search(text):
        names = ("periodic", *names)
    if months and not names:
        names = ("yearly",)
    return Piece(*found.span(), names, months=months, marked=bool(MARKED.search(text)))


def groups(passage: Passage, found: list[Piece]) -> list[list[Piece]]:
    """Pieces that touch, apart from brackets, commas and the words of an operator, make one phrase."""
    joined: list[list[Piece]] = []
    for piece in found:
        if joined and touches(passage, joined[-1], piece):
            joined[-1].append(piece)
        else:
            joined.append([piece])
    return joined


def touches(passage: Passage, group: list[Piece], piece: Piece) -> bool:
    """Whether a piece completes the group: a list of periods with its day, or a day with its period."""
    last = group[-1]
    operator = operator_before(passage, piece.start)
    stop = operator.start if operator and operator.start >= last.end else piece.start
    if not GLUE.fullmatch(passage.low[last.end : stop]):
        return False
    if last.recurrence == ("periodic",) and not last.timed:
        return True
    return piece.timed != last.timed or (piece.timed and not piece.recurrence)


def phrase_of(passage: Passage, group: list[Piece]) -> DeadlinePhrase | None:
    """The phrase a group of pieces stands for, or None where it sets no time limit."""
    names = recurrence_of(group)
    if not names or not counts(passage, group):
        return None
    operator = first_operator(passage, group)
    start = min(group[0].start, operator.start) if operator else group[0].start
    end = group[-1].end + closing_bracket(passage, start, group[-1].end)
    timed = [piece for piece in group if piece.timed]
    window = window_near(passage, start, end, names)
    impossible = any(piece.impossible for piece in group)
    return DeadlinePhrase(
        kind="recurring",
        text=passage.words(start, end),
        start=start,
        end=end,
        op=operator.op if operator and timed else ("by" if operator and operator.op == "by" else None),
        recurrence=names,
        day_of_month=next((piece.day for piece in timed if piece.day), None),
        month_of_period=next((piece.month_of_period for piece in timed if piece.month_of_period), ""),
        weekday=next((piece.weekday for piece in timed if piece.weekday), None),
        dates=tuple(date for piece in timed for date in piece.dates),
        months=tuple(month for piece in group for month in piece.months),
        data_window=window,
        time=operator.time if operator else "",
        shift="previous" if WORKED_LAST.search(passage.low, start, end) else "",
        confidence=0.2 if impossible else certainty(passage, group, names),
        doubts=(BAD_DAY,) if impossible else (),
    )


def closing_bracket(passage: Passage, start: int, end: int) -> int:
    """One place more where the phrase opened a bracket that closes right behind it."""
    inside = passage.low[start:end]
    return int(inside.count("(") > inside.count(")") and passage.low[end : end + 1] == ")")


def recurrence_of(group: list[Piece]) -> tuple[str, ...]:
    """The recurrences of all pieces once each, in order; "periodic" yields to a named period."""
    names = dict.fromkeys(name for piece in group for name in piece.recurrence)
    if len(set(names) - {"ad_hoc"}) > 1:
        names.pop("periodic", None)
    if not names and any(piece.dates for piece in group):
        return ()
    return tuple(names)


def first_operator(passage: Passage, group: list[Piece]) -> Operator | None:
    """The operator before the timed piece, or before the whole group."""
    for piece in [piece for piece in group if piece.timed] or group[:1]:
        operator = operator_before(passage, piece.start)
        if operator and operator.op in ("before", "by"):
            return operator
    return None


def counts(passage: Passage, group: list[Piece]) -> bool:
    """In prose only "định kỳ ..." and "hàng ..." at the head of a clause or with a day count; in a cell all do."""
    start = group[0].start
    if passage.terse_at(start) and (any(p.marked or p.timed for p in group) or ITEM_START.search(passage.left(start))):
        return True
    if any(piece.timed for piece in group) and any(piece.recurrence for piece in group):
        return True
    if LIST_GOES_ON.search(passage.left(start, 130)):
        return True
    if not any(piece.marked for piece in group):
        return False
    if NOT_A_LIMIT_BEFORE.search(passage.left(start)):
        return False
    text = passage.low[start : group[-1].end]
    if REGULARLY.search(text) or REPORT_HEAD.match(text):
        return True
    between_commas = (
        passage.left(start, 4).rstrip().endswith(",") and passage.right(group[-1].end, 4).lstrip()[:1] == ","
    )
    return between_commas or passage.opens_clause(start) or sent_then(passage, group)


def sent_then(passage: Passage, group: list[Piece]) -> bool:
    """Whether a report is due each period: "Báo cáo số liệu hàng tháng gửi ..."."""
    reported = REPORTING.search(passage.left(group[0].start, 120))
    return bool(reported and SENT.match(passage.low, group[-1].end))


def certainty(passage: Passage, group: list[Piece], names: tuple[str, ...]) -> float:
    """How sure the reading is: lower without a marking word or a period."""
    if any(piece.timed for piece in group):
        return 0.95
    if "periodic" in names:
        return 0.8
    return 0.9 if any(piece.marked for piece in group) or passage.terse_at(group[0].start) else 0.6

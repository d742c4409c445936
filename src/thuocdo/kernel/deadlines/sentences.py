"""A deadline rule said in one Vietnamese sentence, the same for everybody who reads it."""

from __future__ import annotations

from datetime import timedelta

from thuocdo.kernel.deadlines.rules import Rule, point, values_of
from thuocdo.kernel.deadlines.windows import window_words
from thuocdo.kernel.periods import Period

EVERY = {
    "daily": "hằng ngày",
    "weekly": "hằng tuần",
    "monthly": "hằng tháng",
    "quarterly": "hằng quý",
    "half_yearly": "6 tháng",
    "yearly": "hằng năm",
    "periodic": "định kỳ (văn bản không ghi kỳ)",
    "ad_hoc": "đột xuất khi có yêu cầu",
}
WITHOUT_DAY = {
    "ongoing": "Thường xuyên",
    "on_request": "Khi có yêu cầu",
    "per_rule": "Theo quy định hoặc kế hoạch riêng",
    "relative": "Sau một sự kiện",
}
WORDS = {"in": "Trong", "by": "Chậm nhất", "before": "Trước", "from": "Từ"}
WEEKDAYS = ("", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
UNITS = {
    "day": "ngày",
    "working_day": "ngày làm việc",
    "hour": "giờ",
    "working_hour": "giờ làm việc",
    "week": "tuần",
    "month": "tháng",
}
MONTH_OF = {"last": "tháng cuối", "first": "tháng đầu", "next": "tháng đầu"}
SHIFT_WORDS = {
    "next": ", gặp ngày nghỉ thì tính đến ngày làm việc tiếp theo",
    "previous": ", gặp ngày nghỉ thì hoàn thành vào ngày làm việc liền trước",
    "none": ", gặp ngày nghỉ vẫn giữ nguyên ngày",
}
WITHOUT_LAST_DAY = frozenset({"daily", "periodic", "ad_hoc"})
PERIOD_OF = ("quarterly", "half_yearly", "yearly")
LAST_DAY = 31


def sentence(rule: Rule) -> str:
    """The rule in words, with its last good day where that could be mistaken.

    >>> sentence(Rule("date", "2025-01-20", "before"))
    'Trước ngày 20/01/2025 (ngày cuối cùng còn đúng hạn: 19/01/2025).'
    >>> sentence(Rule("recurring", recurrence=("monthly",), op="by", day_of_month=12))
    'Chậm nhất ngày 12 hằng tháng.'
    """
    if rule.kind == "recurring":
        said = recurring(rule)
    elif rule.kind in WITHOUT_DAY:
        said = without_day(rule)
    else:
        said = dated(rule)
    said += SHIFT_WORDS.get(rule.shift, "")
    return f"{said[:1].upper()}{said[1:]}."


def dated(rule: Rule) -> str:
    """A rule with its own points of time."""
    values = values_of(rule)
    if not values:
        return f"{rule.text or 'Thời hạn'} (chưa xác định được ngày)"
    points = [point(value) for value in values]
    if len(points) == 2:
        return f"Từ {name(points[0])} đến hết {name(points[1])}"
    time = f"{rule.time} " if rule.time else ""
    said = f"{WORDS[rule.op or 'in']} {time}{name(points[0])}"
    if rule.op == "by" and points[0].kind != "day":
        return f"Chậm nhất hết {name(points[0])}"
    if rule.op == "before" and not rule.time:
        last = points[0].start - timedelta(days=1)
        return f"{said} (ngày cuối cùng còn đúng hạn: {last:%d/%m/%Y})"
    if rule.op in (None, "in") and points[0].kind == "day":
        return f"{time}ngày {points[0].start:%d/%m/%Y}"
    return said


def name(period: Period) -> str:
    return f"ngày {period.start:%d/%m/%Y}" if period.kind == "day" else period.label


def recurring(rule: Rule) -> str:
    """A rule that comes again, with its day and its data window."""
    every = ", ".join(named(rule))
    op = WORDS["by"] if rule.op in (None, "in") else WORDS[rule.op]
    time = f"{rule.time} " if rule.time else ""
    if rule.day_of_month:
        said = f"{op} {time}{day_of(rule)}"
    elif rule.weekday:
        said = f"{op} {time}{WEEKDAYS[rule.weekday]} hằng tuần"
    elif rule.dates:
        said = f"{op} {time}{yearly(rule)}"
        said += " hằng năm" if rule.recurrence == ("yearly",) and "tháng" in said else f", báo cáo {every}"
    else:
        said = f"{every}; hạn là ngày cuối của kỳ" if set(rule.recurrence) - WITHOUT_LAST_DAY else every
    if rule.data_window:
        said += f" ({window_words(rule.data_window, monthly=rule.recurrence == ('monthly',))})"
    return said


def named(rule: Rule) -> list[str]:
    """The periods of a rule in words, reports on the year up to a month before the year's: "6 tháng, 9 tháng, năm"."""
    said = [EVERY[word] for word in rule.recurrence]
    at = rule.recurrence.index("yearly") if "yearly" in rule.recurrence else len(said)
    return [*said[:at], *(f"{month} tháng" for month in rule.months), *said[at:]]


def yearly(rule: Rule) -> str:
    """Days or months of every year: "ngày 15/06 và 15/12", "tháng 6 và tháng 12"."""
    if all(len(day) > len("--12") for day in rule.dates):
        return "ngày " + " và ".join("/".join(reversed(day[2:].split("-"))) for day in rule.dates)
    return " và ".join(
        f"tháng {int(day[2:])}" if len(day) == len("--12") else f"ngày {day[5:]}/{day[2:4]}" for day in rule.dates
    )


def day_of(rule: Rule) -> str:
    """The day of the month with the month and the periods it belongs to."""
    periods = [word for word in rule.recurrence if word in PERIOD_OF]
    others = [EVERY[word] for word in rule.recurrence if word in ("daily", "weekly", "periodic", "ad_hoc")]
    beside = f" và {', '.join(others)}" if others else ""
    if "monthly" in rule.recurrence or not periods:
        # The day is that of the month; longer periods beside it are due on their last day.
        if rule.month_of_period == "next":
            said = "ngày cuối của tháng sau" if rule.day_of_month == LAST_DAY else f"ngày {rule.day_of_month} tháng sau"
        else:
            said = f"{'ngày cuối tháng' if rule.day_of_month == LAST_DAY else f'ngày {rule.day_of_month}'} hằng tháng"
        longer = ", ".join(EVERY[word] for word in periods)
        return f"{said}{beside}" + (f"; báo cáo {longer}: ngày cuối của kỳ" if longer else "")
    day = "ngày cuối của" if rule.day_of_month == LAST_DAY else f"ngày {rule.day_of_month}"
    month = MONTH_OF[rule.month_of_period or "last"]
    after = " sau" if rule.month_of_period == "next" else ""
    if periods == ["quarterly"]:
        return f"{day} {month} quý{after}{beside}"
    return f"{day} {month} kỳ{after}, báo cáo {', '.join(EVERY[word] for word in periods)}{beside}"


def without_day(rule: Rule) -> str:
    """A rule without a day of its own, in the document's own words where it has any."""
    if rule.within:
        return f"Trong {rule.within.amount} {UNITS[rule.within.unit]} {rule.within.after}"
    return rule.text or WITHOUT_DAY[rule.kind]

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
PERIOD_OF = {"quarterly": "quý", "half_yearly": "6 tháng", "yearly": "năm"}


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
        return f"Ngày {points[0].start:%d/%m/%Y}"
    return said


def name(period: Period) -> str:
    return f"ngày {period.start:%d/%m/%Y}" if period.kind == "day" else period.label


def recurring(rule: Rule) -> str:
    """A rule that comes again, with its day and its data window."""
    every = ", ".join(EVERY[word] for word in rule.recurrence)
    op = WORDS["by"] if rule.op in (None, "in") else WORDS[rule.op]
    time = f"{rule.time} " if rule.time else ""
    if rule.day_of_month:
        said = f"{op} {time}{day_of(rule)}"
        others = [EVERY[word] for word in rule.recurrence if word in ("periodic", "ad_hoc")]
        said += f" và {', '.join(others)}" if others else ""
    elif rule.weekday:
        said = f"{op} {time}{WEEKDAYS[rule.weekday]} hằng tuần"
    elif rule.dates:
        days = " và ".join("/".join(reversed(day[2:].split("-"))) for day in rule.dates)
        word = "ngày" if all(len(day) > 4 for day in rule.dates) else "tháng"
        said = f"{op} {time}{word} {days}, báo cáo {every}"
    else:
        said = f"{every}; hạn là ngày cuối của kỳ" if set(rule.recurrence) - {"periodic", "ad_hoc"} else every
    if rule.data_window:
        said += f" ({window_words(rule.data_window, monthly=rule.recurrence == ('monthly',))})"
    return said


def day_of(rule: Rule) -> str:
    """The day of the month with the month and period it belongs to."""
    day = "ngày cuối tháng" if rule.day_of_month == 31 else f"ngày {rule.day_of_month}"
    period = next((PERIOD_OF[word] for word in rule.recurrence if word in PERIOD_OF), "")
    if not period:
        return f"{day} tháng sau" if rule.month_of_period == "next" else f"{day} hằng tháng"
    after = " sau" if rule.month_of_period == "next" else ""
    return f"{day} {MONTH_OF[rule.month_of_period or 'last']} {period}{after}"


def without_day(rule: Rule) -> str:
    """A rule without a day of its own, in the document's own words where it has any."""
    if rule.within:
        return f"Trong {rule.within.amount} {UNITS[rule.within.unit]} {rule.within.after}"
    return rule.text or WITHOUT_DAY[rule.kind]

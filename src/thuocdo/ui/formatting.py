"""How dates, numbers and lengths of time are written on screen and paper: dd/mm/yyyy, decimal comma."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Number = int | float | Decimal
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MINUS = "−"
SIZES = ("B", "KB", "MB", "GB")


def _local(value: datetime) -> datetime:
    return value.astimezone(VIETNAM) if value.tzinfo else value


def vn_date(value: date | datetime | None) -> str:
    """Day as on official papers; an instant is shown on its day in Vietnam, nothing for nothing.

    >>> vn_date(date(2025, 7, 5))
    '05/07/2025'
    >>> vn_date(None)
    ''
    """
    if not value:
        return ""
    day = _local(value) if isinstance(value, datetime) else value
    return f"{day:%d/%m/%Y}"


def vn_datetime(value: datetime | None) -> str:
    """Day and minute in Vietnam.

    >>> from datetime import timezone
    >>> vn_datetime(datetime(2025, 7, 15, 1, 5, tzinfo=timezone.utc))
    '15/07/2025, 08:05'
    """
    return f"{_local(value):%d/%m/%Y, %H:%M}" if value else ""


def vn_long_date(value: date | datetime | None) -> str:
    """Day with its name, for the head of a page.

    >>> vn_long_date(date(2025, 7, 15))
    'Thứ Ba, 15/07/2025'
    """
    if not value:
        return ""
    day = _local(value) if isinstance(value, datetime) else value
    names = [
        _("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ Nhật"),
    ]  # fmt: skip
    return f"{names[day.weekday()]}, {vn_date(day)}"


def vn_number(value: Number | str | None, places: int | None = None) -> str:
    """Number with a decimal comma and full stops between thousands; `places` rounds half up.

    >>> vn_number(Decimal("1234.50"))
    '1.234,5'
    >>> vn_number(Decimal("84.346"), 2), vn_number(-1250), vn_number(None)
    ('84,35', '−1.250', '')
    """
    number = _decimal(value)
    if number is None:
        return ""
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _point, decimals = f"{abs(number):,f}".partition(".")
    if places is None:
        decimals = decimals.rstrip("0")
    sign = MINUS if number < 0 and (whole.strip("0,") or decimals.strip("0")) else ""
    return sign + whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def vn_percent(value: Number | str | None, places: int | None = 1) -> str:
    """A value that already is in per cent (96.4, not 0.964); whole percentages stay whole.

    >>> vn_percent(Decimal("96.40")), vn_percent(95), vn_percent(None)
    ('96,4%', '95%', '')
    """
    number = _decimal(value)
    if number is None:
        return ""
    text = vn_number(number, places)
    return (text.rstrip("0").rstrip(",") if "," in text else text) + "%"


def share_of(part: Number | None, total: Number | None) -> Decimal | None:
    """Part of a total in per cent; unknown when the total is unknown or zero.

    >>> share_of(1982, 2056).quantize(Decimal("0.01")), share_of(3, 0)
    (Decimal('96.40'), None)
    """
    numerator, denominator = _decimal(part), _decimal(total)
    if numerator is None or not denominator:
        return None
    return numerator * 100 / denominator


def due_words(due_on: date | None, on: date) -> str:
    """How far a due date (hạn) is from a day, in calendar days and in words; nothing without a due date.

    >>> due_words(date(2025, 7, 19), date(2025, 7, 15)), due_words(date(2025, 7, 12), date(2025, 7, 15))
    ('còn 4 ngày', 'quá hạn 3 ngày')
    >>> due_words(date(2025, 7, 15), date(2025, 7, 15))
    'hết hạn hôm nay'
    """
    if not due_on:
        return ""
    days = (due_on - on).days
    if days == 0:
        return _("hết hạn hôm nay")
    if days > 0:
        return ngettext("còn %(days)s ngày", "còn %(days)s ngày", days) % {"days": vn_number(days)}
    return ngettext("quá hạn %(days)s ngày", "quá hạn %(days)s ngày", -days) % {"days": vn_number(-days)}


def vn_size(size: int | None) -> str:
    """Size of a file.

    >>> vn_size(900), vn_size(1_536), vn_size(5 * 1024 * 1024)
    ('900 B', '1,5 KB', '5 MB')
    """
    if size is None:
        return ""
    amount = Decimal(size)
    for unit in SIZES:
        if amount < 1024 or unit == SIZES[-1]:
            break
        amount /= 1024
    return f"{vn_number(amount.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP))} {unit}"


def _decimal(value: Number | str | None) -> Decimal | None:
    """The number itself, or nothing when there is none; a float keeps the digits it shows."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None

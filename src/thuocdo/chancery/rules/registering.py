"""When a paper must be in the book, and how far the dealing with it is (Decree 30/2020, Articles 22 to 24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thuocdo.kernel.calendar import WorkingCalendar

# A paper is due soon when it has at most so many days left.
SOON = 3


def last_day_to_enter(arrived_on: date, calendar: WorkingCalendar) -> date:
    """The last day on which a paper is entered in time: that of its arrival, or the next working day.

    >>> last_day_to_enter(date(2025, 7, 11), WorkingCalendar())
    datetime.date(2025, 7, 14)
    """
    return calendar.add_working_days(arrived_on, 1)


@dataclass(frozen=True)
class Dealing:
    """How far the dealing with a paper that came in is (tiến độ giải quyết): a standing of the furniture and words."""

    standing: str
    words: str


def dealing(due_on: date | None, done_on: date | None, today: date) -> Dealing:
    """The state of one line of the follow-up book.

    >>> dealing(date(2025, 7, 10), None, date(2025, 7, 15))
    Dealing(standing='overdue', words='Quá hạn 5 ngày')
    >>> dealing(date(2025, 7, 10), date(2025, 7, 9), date(2025, 7, 15)).standing
    'accepted_on_time'
    """
    if done_on is not None:
        if due_on is not None and done_on > due_on:
            return Dealing("accepted_late", f"Xong muộn {(done_on - due_on).days} ngày")
        return Dealing("accepted_on_time", "Đã giải quyết")
    if due_on is None:
        return Dealing("no_date", "Không đặt hạn")
    left = (due_on - today).days
    if left < 0:
        return Dealing("overdue", f"Quá hạn {-left} ngày")
    if left <= SOON:
        return Dealing("due_soon", "Hết hạn hôm nay" if left == 0 else f"Còn {left} ngày")
    return Dealing("not_due", f"Còn {left} ngày")

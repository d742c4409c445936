"""When a message of urging goes out: hour of the digest, quiet hours, and pauses after a failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from thuocdo.urging.rules.ladder import Hours

# After each failure the server is asked again later: minutes; after the last one it is given up.
PAUSES = (5, 15, 60, 180, 360)


@dataclass(frozen=True)
class Wish:
    """What a person chose: hour of the digest, quiet hours, mail for what is not urgent; None is the usual."""

    digest_at: time | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    mails: bool = True


def within(moment: time, start: time, end: time) -> bool:
    """Whether a time of day lies in a span that may pass midnight; a span without length holds nothing.

    >>> within(time(23), time(18), time(7)), within(time(12), time(18), time(7)), within(time(8), time(8), time(8))
    (True, False, False)
    """
    if start == end:
        return False
    return start <= moment < end if start < end else moment >= start or moment < end


def goes_out(at: datetime, hours: Hours, wish: Wish, *, urgent: bool) -> datetime:
    """The moment at which a message made at `at` may be mailed (local times).

    The digest waits for its hour; what is urgent only for the end of the quiet hours that all have; a person's own
    quiet hours hold the digest back.
    """
    start, end = hours.quiet_from, hours.quiet_to
    if not urgent:
        at = max(at, datetime.combine(at.date(), wish.digest_at or hours.digest_at, at.tzinfo))
        start, end = wish.quiet_from or start, wish.quiet_to or end
    return _after(at, start, end)


def _after(at: datetime, start: time, end: time) -> datetime:
    if not within(at.time(), start, end):
        return at
    day = at.date() if at.time() < end else at.date() + timedelta(days=1)
    return datetime.combine(day, end, at.tzinfo)


def next_try(at: datetime, attempts: int) -> datetime | None:
    """When a mail that failed for the `attempts`-th time is tried again; None when it is given up.

    >>> next_try(datetime(2025, 7, 15, 8), 1), next_try(datetime(2025, 7, 15, 8), 6)
    (datetime.datetime(2025, 7, 15, 8, 5), None)
    """
    return at + timedelta(minutes=PAUSES[attempts - 1]) if attempts <= len(PAUSES) else None


def expected_day(now: datetime, hours: Hours, *, grace: timedelta = timedelta(hours=3)) -> date:
    """The last day of which a run must be there: today once its hour and some grace are over, else yesterday."""
    begun = datetime.combine(now.date(), hours.run_from, now.tzinfo) + grace
    return now.date() if now >= begun else now.date() - timedelta(days=1)


def at_time(day: date, moment: time, zone: tzinfo | None) -> datetime:
    """A time of day on a day."""
    return datetime.combine(day, moment, zone)

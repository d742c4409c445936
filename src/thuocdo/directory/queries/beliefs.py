"""What was believed at a moment: the second time axis (ghi nhận), beside the days on which a fact holds (hiệu lực).

A present row is believed since `recorded_at`; a former row was believed during `recorded` (a trigger of the database
keeps it). "What did we believe on T about day D" is therefore: present rows recorded by T, and former rows whose span
holds T; D is then sought among their days as always.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Lower

from thuocdo.core import clock
from thuocdo.directory.models import PastSuccession, PastVersion, Succession, UnitVersion
from thuocdo.kernel.errors import Refused

Version = UnitVersion | PastVersion
INSTANT = timedelta(microseconds=1)


def end_of_belief(day: date) -> datetime:
    """The last moment of a day: what had been recorded by then was believed on that day.

    Raises `Refused` (directory.belief_in_future): nobody knows yet what will be recorded.
    """
    if day > clock.today():
        raise Refused(
            "directory.belief_in_future", f"Chưa ai biết đến ngày {day:%d/%m/%Y} sẽ ghi nhận những gì.",
            "Chọn ngày ghi nhận không muộn hơn hôm nay.",
        )  # fmt: skip
    return clock.end_of(day) - INSTANT


def first_recorded() -> datetime | None:
    """When the first fact about units that is still kept was recorded."""
    moments = [
        UnitVersion.objects.aggregate(at=Min("recorded_at"))["at"],
        PastVersion.objects.aggregate(at=Min(Lower("recorded")))["at"],
    ]
    return min((moment for moment in moments if moment), default=None)


def refuse_before_records(at: datetime | None) -> None:
    """Say it when nothing had been recorded by that moment: an empty answer would pass for "there were no units"."""
    if at is None:
        return
    first = first_recorded()
    if first is None or at < first:
        when = f"lúc {first.astimezone(clock.ZONE):%H:%M ngày %d/%m/%Y}" if first else "bây giờ"
        raise Refused(
            "directory.nothing_recorded", f"Chưa ghi nhận gì trước {when}.",
            "Chọn ngày ghi nhận muộn hơn, hoặc bỏ ngày ghi nhận để xem theo hiểu biết hiện nay.",
        )  # fmt: skip


def believed(at: datetime | None) -> tuple[QuerySet[Any], ...]:
    """Versions believed at a moment, present ones first; the caller filters each alike. Without a moment: today's."""
    if at is None:
        return (UnitVersion.objects.all(),)
    return (UnitVersion.objects.filter(recorded_at__lte=at), PastVersion.objects.filter(recorded__contains=at))


def believed_steps(at: datetime | None) -> tuple[QuerySet[Any], ...]:
    """Successions believed at a moment, as `believed`."""
    if at is None:
        return (Succession.objects.all(),)
    return (Succession.objects.filter(recorded_at__lte=at), PastSuccession.objects.filter(recorded__contains=at))


def version_rows(at: datetime | None, columns: Iterable[str], *conditions: Q, **more: Any) -> list[tuple[Any, ...]]:
    """Columns of the versions believed at a moment that meet the conditions, in the order of the directory.

    They are put in order here: for the whole country that takes a third of the time that the database would need.
    """
    columns = tuple(columns)
    found: list[tuple[Any, ...]] = []
    for rows in believed(at):
        found += rows.filter(*conditions, **more).order_by().values_list("position", "unit_id", *columns)
    found.sort(key=itemgetter(0, 1))
    return [row[2:] for row in found]

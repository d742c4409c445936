"""What was asked for against what was done (giao bao nhiêu, làm được bao nhiêu)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from thuocdo.activities.models import Activity, Asked
from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.directory.queries import names_on


@dataclass(frozen=True)
class AskedRow:
    """One number that was asked for: by whom it is owed, what is counted, how much of it is done by a day."""

    asked: Asked
    unit_name: str
    measure_name: str
    measure_unit: str
    done: int
    days_left: int

    @property
    def last_on(self) -> date:
        """The last day of the time, as papers say it (đến hết ngày)."""
        return self.asked.ends_on - timedelta(days=1)

    @property
    def standing(self) -> str:
        """Reached, missed when the time is over, or still running."""
        if self.done >= self.asked.number:
            return "done"
        return "overdue" if self.days_left < 0 else "doing"


# What an agency was asked for is done by it and by the units that hang under it on the day of the activity (kể cả đơn
# vị trực thuộc); what is asked of the whole province, by all of its units. Days of a unit under another only shrink
# from parent to child, so that a circle ends.
DONE = """
WITH RECURSIVE under(root, unit, valid) AS (
  SELECT DISTINCT unit_id, unit_id, daterange(NULL, NULL) FROM {asked} WHERE id = ANY(%(asked)s) AND unit_id IS NOT NULL
  UNION
  SELECT under.root, v.unit_id, under.valid * v.valid FROM {versions} v JOIN under ON v.parent_id = under.unit
   WHERE v.valid && under.valid
)
SELECT a.id, sum((done.measures ->> a.measure)::bigint)
  FROM {asked} a
  JOIN {activities} done ON done.kind_id = a.kind_id AND done.withdrawn_at IS NULL
   AND done.starts_on >= a.starts_on AND done.starts_on < a.ends_on
  JOIN {units} u ON u.id = done.unit_id
 WHERE a.id = ANY(%(asked)s)
   AND CASE WHEN a.unit_id IS NULL THEN u.province_key = a.province_key
            ELSE EXISTS (SELECT 1 FROM under
                          WHERE (under.root, under.unit) = (a.unit_id, u.id) AND under.valid @> done.starts_on) END
 GROUP BY a.id
"""


def done_of(rows: Iterable[Asked]) -> dict[int, int]:
    """What is done of each number that was asked for, by its key; one statement."""
    names = {"asked": Asked, "activities": Activity, "versions": UnitVersion, "units": Unit}
    statement = DONE.format(**{name: model._meta.db_table for name, model in names.items()})
    with connection.cursor() as cursor:
        cursor.execute(statement, {"asked": [row.pk for row in rows]})
        return {key: int(number or 0) for key, number in cursor.fetchall()}


def asked_rows(rows: QuerySet[Asked], on: date) -> list[AskedRow]:
    """Numbers that were asked for with what is done by a day; three queries."""
    found = list(rows.select_related("kind", "unit", "task"))
    names, done = names_on({row.unit_id for row in found if row.unit_id}, on), done_of(found)
    return [_row(row, names, done.get(row.pk, 0), on) for row in found]


def _row(row: Asked, names: dict[int, str], done: int, on: date) -> AskedRow:
    measure: dict[str, Any] = next((one for one in row.kind.measures if one["code"] == row.measure), {})
    return AskedRow(
        row, names.get(row.unit_id, "") if row.unit_id else "", str(measure.get("name", row.measure)),
        str(measure.get("unit", "")), done, (row.ends_on - on).days - 1,
    )  # fmt: skip

"""Days on which the units of a scope changed, with how many began, ended or were described anew."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from thuocdo.directory.queries.listing import Scope
from thuocdo.directory.queries.remembered import remembered
from thuocdo.directory.rules.strip import Turn

PRESENT = "SELECT unit_id, valid, level FROM directory_unitversion"
BELIEVED = """
    SELECT unit_id, valid, level FROM directory_unitversion WHERE recorded_at <= %(at)s
    UNION ALL SELECT unit_id, valid, level FROM directory_pastversion WHERE recorded @> %(at)s"""
TURNS = """
    WITH row AS (
        SELECT version.unit_id, version.valid FROM ({versions}) version JOIN directory_unit unit ON unit.id = unit_id
        WHERE unit.nature = %(nature)s AND (%(province)s = '' OR unit.province_key = %(province)s)
            AND (%(level)s = '' OR version.level = %(level)s)
    ), touched AS (
        SELECT unit_id, day, bool_or(begins) AS begins, bool_or(NOT begins) AS ends FROM (
            SELECT unit_id, lower(valid) AS day, true AS begins FROM row WHERE NOT lower_inf(valid)
            UNION ALL SELECT unit_id, upper(valid), false FROM row WHERE NOT upper_inf(valid)
        ) border GROUP BY unit_id, day
    )
    SELECT day, count(*) FILTER (WHERE begins AND NOT ends), count(*) FILTER (WHERE ends AND NOT begins),
        count(*) FILTER (WHERE begins AND ends)
    FROM touched GROUP BY day ORDER BY day
"""


def turns(scope: Scope, *, believed_at: datetime | None = None) -> list[Turn]:
    """Days of change in a scope, earliest first, as believed at a moment; one query, the answer is kept in memory."""
    if believed_at is None:
        return remembered(("turns", scope), lambda: _turns(scope, None))
    return _turns(scope, believed_at)


def _turns(scope: Scope, believed_at: datetime | None) -> list[Turn]:
    versions = PRESENT if believed_at is None else BELIEVED
    asked = {"nature": scope.nature, "province": scope.province, "level": scope.level, "at": believed_at}
    with connection.cursor() as cursor:
        cursor.execute(TURNS.format(versions=versions), asked)
        return [Turn(*row) for row in cursor.fetchall()]

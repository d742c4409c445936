"""Due instances written by the database itself: one statement, whatever the number of agencies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from thuocdo.work.models import Obligation, Occurrence, TaskDeadline
from thuocdo.work.services.scheduling import Scheduler

OF_OBLIGATION = ("plan", "task", "unit")
SHAPED = (
    "label", "due_on", "original_due_on", "due_note", "window_start", "window_end", "window_assumed", "next_check_on",
    "why_no_date", "watched",
)  # fmt: skip
NO_DEADLINE = 0


class Layout:
    """Lays due instances out by the dates that a scheduler makes of deadlines."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler

    def write(self, bound: Iterable[tuple[Obligation, Sequence[TaskDeadline]]], *, since: date | None = None) -> int:
        """Create the due instances of lead obligations with the deadlines that bind each; returns how many.

        A deadline has the same dates for every agency, so its dates go to the database once. With no deadline at all
        there is one instance that says so. `since` is as in `Scheduler.occurrences`.
        """
        pairs: list[tuple[int, int]] = []
        shapes: dict[int, list[dict[str, Any]]] = {}
        for obligation, deadlines in bound:
            named: Sequence[TaskDeadline | None] = deadlines or [None]
            for deadline in named:
                key = deadline.pk if deadline is not None else NO_DEADLINE
                pairs.append((obligation.pk, key))
                if key not in shapes:
                    shapes[key] = [_whole(shape) for shape in self.scheduler.shapes_ahead(deadline, since)]
        return _insert(pairs, [{"deadline": key, **shape} for key, several in shapes.items() for shape in several])


def _insert(pairs: Sequence[tuple[int, int]], rows: Sequence[dict[str, Any]]) -> int:
    if not pairs:
        return 0
    sql, fixed = _statement()
    obligations, deadlines = [one for one, _ in pairs], [key for _, key in pairs]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*fixed, obligations, deadlines, json.dumps(rows, cls=DjangoJSONEncoder)])
        return int(cursor.rowcount)


def _whole(shape: dict[str, Any]) -> dict[str, Any]:
    """A shape with every column, those it does not name at their default."""
    return {name: shape[name] if name in shape else _default(name) for name in SHAPED}


def _default(name: str) -> Any:
    return Occurrence._meta.get_field(name).get_default()  # type: ignore[union-attr]


def _statement() -> tuple[str, list[Any]]:
    """The INSERT and the values of columns that are the same for all: everything new starts at the model's defaults."""
    columns, values, fixed = [], [], list[Any]()
    for field in Occurrence._meta.concrete_fields:
        if field.primary_key:
            continue
        columns.append(str(field.column))
        if field.name == "obligation":
            values.append("o.id")
        elif field.name == "deadline":
            values.append(f"NULLIF(p.deadline, {NO_DEADLINE})")
        elif field.name in OF_OBLIGATION:
            values.append(f"o.{field.column}")
        elif field.name in SHAPED:
            values.append(f"s.{field.column}")
        else:
            values.append(f"%s::{field.db_type(connection)}")
            fixed.append(_default(field.name))
    typed = ", ".join(f"{name} {Occurrence._meta.get_field(name).db_type(connection)}" for name in SHAPED)
    sql = (
        f"INSERT INTO {Occurrence._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        " FROM unnest(%s::bigint[], %s::bigint[]) AS p(obligation, deadline)"
        f" JOIN {Obligation._meta.db_table} o ON o.id = p.obligation"
        f" JOIN jsonb_to_recordset(%s) AS s(deadline bigint, {typed}) ON s.deadline = p.deadline"
    )
    return sql, fixed

"""A workbook of a plan in force becomes an amendment that is being prepared; the plan itself stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from thuocdo.work.models import AmendmentLine, Plan
from thuocdo.work.queries.contents import content_of
from thuocdo.work.rules.sheet_contents import added, changed
from thuocdo.work.rules.sheet_diff import ADDED, Planned
from thuocdo.work.services.amending import Line, prepare_amendment, write_amendment
from thuocdo.work.services.history import Act
from thuocdo.work.services.sheets_drafting import Rows

Verb = AmendmentLine.Verb


def _amend(
    plan: Plan, wanted: Sequence[Planned], gone: Sequence[Planned], *, name: str, why: str, act: Act
) -> list[dict[str, Any]]:
    """Prepare the amendment, a line for each row that says something else; returns what takes it back."""
    tasks = Rows.read(plan)
    places = Rows.places_of(list(tasks.values()))
    reason = why or f"Nhập từ bảng {name}"
    lines = [
        Line(Verb.CHANGE, [tasks[one.pk]], [changed(content_of(tasks[one.pk]), one.after, plan.year)], reason)
        for one in wanted
        if one.pk is not None
    ]
    new = [added(one.after, plan.year, Rows.place_of(one, places, tasks)) for one in wanted if one.outcome == ADDED]
    lines += [Line(Verb.ADD, (), [content], reason) for content in new]
    lines += [Line(Verb.REVOKE, [tasks[one.pk or 0]], (), reason) for one in gone]
    made = prepare_amendment(plan=plan, title=f"Điều chỉnh theo bảng {name}", why=reason, by=act.by, at=act.at)
    write_amendment(amendment=made, lines=lines, by=act.by, at=act.at)
    return [{"amendment": made.pk, "lines": [line.data for line in made.lines.order_by("order")]}]


class Amending:
    """An amendment made of rows of a workbook."""

    prepare = staticmethod(_amend)

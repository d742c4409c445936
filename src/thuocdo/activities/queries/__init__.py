"""Questions to the room of activities; lists and counts have a fixed number of statements."""

from thuocdo.activities.queries.asked import AskedRow, asked_rows
from thuocdo.activities.queries.counting import Count, Grid, counts, grid
from thuocdo.activities.queries.lists import (
    activities,
    imports,
    kinds,
    of_task,
    of_unit,
    tasks_of,
    twins,
    visible_activity,
    years,
)
from thuocdo.activities.queries.proposed import Proposed, proposed

__all__ = [
    "AskedRow", "Count", "Grid", "Proposed", "activities", "asked_rows", "counts", "grid", "imports", "kinds",
    "of_task", "of_unit", "proposed", "tasks_of", "twins", "visible_activity", "years",
]  # fmt: skip

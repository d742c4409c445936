"""Questions to the room of money; lists and sums have a fixed number of statements."""

from thuocdo.funding.queries.estimates import (
    bodies,
    estimates,
    of_task,
    of_unit,
    paper_called,
    tasks_of,
    visible_estimate,
    years,
)
from thuocdo.funding.queries.sums import GROUPS, Sums, consolidated, sums_by, total_of

__all__ = [
    "GROUPS", "Sums", "bodies", "consolidated", "estimates", "of_task", "of_unit", "paper_called", "sums_by",
    "tasks_of", "total_of", "visible_estimate", "years",
]  # fmt: skip

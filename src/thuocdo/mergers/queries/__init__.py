"""Questions to the room of mergers."""

from __future__ import annotations

from thuocdo.mergers.queries.mapping import checked, described, rows_from_packs, rows_of, rows_to_fill
from thuocdo.mergers.queries.mergers import (
    Left,
    days_in_packs,
    ended_without_approval,
    mergers,
    minutes,
    names_of_keys,
    visible_merger,
)
from thuocdo.mergers.queries.passages import kinds

__all__ = [
    "Left", "checked", "days_in_packs", "described", "ended_without_approval", "kinds", "mergers", "minutes",
    "names_of_keys", "rows_from_packs", "rows_of", "rows_to_fill", "visible_merger",
]  # fmt: skip

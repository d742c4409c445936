"""All checks of a mapping: its lines among themselves, and against what the directory says."""

from __future__ import annotations

from collections.abc import Sequence

from thuocdo.mergers.rules.checking_lines import check_lines
from thuocdo.mergers.rules.checking_units import check_units
from thuocdo.mergers.rules.problems import Problem, in_order
from thuocdo.mergers.rules.rows import Row
from thuocdo.mergers.rules.snapshot import Snapshot


def check(rows: Sequence[Row], snapshot: Snapshot, *, source: str, correcting: bool = False) -> list[Problem]:
    """Everything that is wrong or doubtful, faults first; `source`: whether the lines are of a file or of the packs."""
    return in_order([*check_lines(rows, source=source), *check_units(rows, snapshot, correcting=correcting)])

"""What a merger would move is counted and listed, room by room; nothing moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.mergers import permissions
from thuocdo.mergers.models import Merger
from thuocdo.mergers.queries.mapping import checked, rows_of
from thuocdo.mergers.queries.passages import foreseen, passage, units_of
from thuocdo.mergers.rules.changes import changes
from thuocdo.mergers.rules.life import MERGERS
from thuocdo.mergers.rules.rows import Row, pairs
from thuocdo.mergers.rules.snapshot import TERRITORY, Snapshot
from thuocdo.mergers.rules.tally import tally
from thuocdo.mergers.rules.verdicts import refuse_faults


@decision("mergers.simulate_merger", about="merger", ask=permissions.rights)
def simulate_merger(*, merger: Merger, by: Actor | None, at: datetime) -> Merger:
    """Check the mapping again and work out what would move (mô phỏng): counted per pair of units and listed.

    Refused while there are faults: what a wrong line would move is not worth counting.
    """
    merger.state = MERGERS.move(merger.state, "simulate_merger")
    rows = rows_of(merger)
    problems, seen = checked(merger, rows)
    refuse_faults(problems)
    merger.problems = [problem.to_json() for problem in problems]
    merger.simulation, merger.simulated_at = _simulation(merger, rows, seen), at
    merger.save(update_fields=["problems", "simulation", "simulated_at"])
    audit.changed(after=merger.simulation["totals"])
    return merger


def _simulation(merger: Merger, rows: list[Row], seen: Snapshot) -> dict[str, Any]:
    units = units_of(rows, seen)
    asked = passage(rows, units, merger.effective_on, carries_people=merger.carries_people)
    wanted = changes(rows, seen, correcting=merger.corrects_id is not None)
    lines = foreseen(rows, asked, units)
    # Between territories nothing passes, and districts go to nobody: only agencies make pairs of their own.
    spoken = [
        (units.numbers[giver], units.numbers[taker])
        for giver, taker in pairs(rows)
        if taker and units.natures.get(units.numbers[giver]) != TERRITORY
    ]
    counted = tally(lines, spoken, name=units.name, key=lambda number: units.keys.get(number or 0, ""))
    return {**counted, "changes": wanted.counts()}

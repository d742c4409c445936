"""Taking over the national units, successions and agencies: goal under 10 s into an empty database."""

from __future__ import annotations

import time

from benchmarks.measure import Result


def run() -> list[Result]:
    """One load of all packs into an empty database, and one that finds nothing to change."""
    from benchmarks import database

    database.ready(with_packs=False)
    from thuocdo.core import packs

    results = []
    for name in ("packs into an empty database", "packs, nothing to change"):
        start = time.perf_counter()
        diffs = packs.load()
        taken = round(time.perf_counter() - start, 2)
        rows = sum(diff.added + diff.changed + diff.unchanged for diff in diffs.values())
        results.append(Result(name=name, size=f"{rows} rows", median=taken, unit="s", goal=10))
    return results

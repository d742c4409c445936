"""A backup of the plan of 2025 and its restoring into an empty database; goals: one minute, two minutes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measure import Result

GOALS = {"backup": 60.0, "backup, verified": 30.0, "restore, checked": 120.0}
TARGET = "thuocdo_bench_restore"


def _taken(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = act()
    return round(time.perf_counter() - began, 2), found


def run() -> list[Result]:
    """One backup, one reading of it, one restoring with all its checks; and how many bytes a backup has."""
    from benchmarks import database

    database.ready()
    from thuocdo.core import archive, backup, clock, databases, restore

    with clock.fixed(clock.at_day(database.TODAY)):
        database.year()
    server = databases.ours()
    with server.connect() as link:
        row = link.execute("SELECT pg_database_size(current_database())").fetchone()
    with TemporaryDirectory() as folder:
        seconds, made = _taken(lambda: backup.make(Path(folder) / "sao.zip"))
        verify, _manifest = _taken(lambda: archive.check(made.path))
        try:
            filling, _done = _taken(lambda: restore.restore(made.path, into=TARGET))
        finally:
            server.drop(TARGET)
    size = f"{made.manifest.rows} rows, {row[0] // 10**6 if row else 0} MB"
    times = {"backup": seconds, "backup, verified": verify, "restore, checked": filling}
    results = [Result(name=name, size=size, median=taken, unit="s", goal=GOALS[name]) for name, taken in times.items()]
    return [*results, Result(name="backup, size of the file", size=size, median=round(made.bytes / 1e6, 1), unit="MB")]

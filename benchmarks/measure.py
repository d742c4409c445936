"""How a claim is measured: medians and percentiles of repeated runs, with machine and commit."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Result:
    """One line of the table; `goal` is the most that is allowed, in `unit`."""

    name: str
    size: str
    median: float
    unit: str
    p95: float | None = None
    baseline: str = ""
    ratio: float | None = None
    goal: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal holds, judged by the 95th percentile where there is one."""
        if self.goal is None:
            return None
        return (self.p95 if self.p95 is not None else self.median) <= self.goal


def seconds_of(act: Callable[[], object], *, times: int = 7, warm: int = 1) -> list[float]:
    """Wall-clock seconds of repeated runs, after some unmeasured ones."""
    for _ in range(warm):
        act()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return taken


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which the given share of the sorted values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(name: str, size: str, act: Callable[[], object], *, goal_ms: float | None = None, times: int = 20) -> Result:
    """Median and p95 of an act, in milliseconds."""
    taken = [value * 1000 for value in seconds_of(act, times=times, warm=2)]
    return Result(
        name=name,
        size=size,
        median=round(statistics.median(taken), 2),
        p95=round(percentile(taken, 0.95), 2),
        unit="ms",
        goal=goal_ms,
    )


def machine() -> str:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return f"{platform.machine()}, {os.cpu_count()} cores, {memory} GiB, Python {platform.python_version()}"


def commit() -> str:
    """The commit that was measured, with a plus when files differ from it."""
    head = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    dirty = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=False)
    return head.stdout.strip() + ("+" if dirty.stdout.strip() else "")


def peak_rss_mb() -> int:
    """Highest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def report(results: Sequence[Result]) -> bool:
    """Print the table, append one JSON object a line to var/benchmarks.jsonl; true when every goal is met."""
    place, version = machine(), commit()
    target = ROOT / "var" / "benchmarks.jsonl"
    target.parent.mkdir(exist_ok=True)
    print(f"{place}; commit {version}")
    print(f"{'name':<44} {'size':>22} {'median':>10} {'p95':>10} {'goal':>9}  met")
    with target.open("a", encoding="utf-8") as log:
        for row in results:
            line = {**asdict(row), "met": row.met, "peak_rss_mb": peak_rss_mb(), "machine": place, "commit": version}
            log.write(json.dumps(line, ensure_ascii=False) + "\n")
            p95 = f"{row.p95:.1f}" if row.p95 is not None else ""
            goal = f"{row.goal:g}" if row.goal is not None else ""
            met = {True: "yes", False: "NO", None: ""}[row.met]
            print(f"{row.name:<44} {row.size:>22} {row.median:>7.1f} {row.unit:<2} {p95:>10} {goal:>9}  {met}")
    return all(row.met is not False for row in results)

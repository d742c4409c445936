"""A PDF of 300 pages, read by a process of its own: seconds, and the most memory that it held. Goals: 20 s, 400 MB."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import ROOT, Result

PAGES = 300
LINES = 38
WIDTH = 82
# Read in a fresh process: the memory of whoever measures is none of the reader's.
CHILD = """
import json, resource, sys, time
from thuocdo.documents.reading import read_path
started = time.perf_counter()
reading = read_path(sys.argv[1])
print(json.dumps({
    "seconds": time.perf_counter() - started, "pages": len(reading.pages), "letters": len(reading.text),
    "found": len(reading.found()), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


def run() -> list[Result]:
    """The same long paper at half its length and whole, so that memory growing with the pages shows."""
    results = []
    for pages in (PAGES // 2, PAGES):
        told = measured(pages)
        size = f"{told['pages']} pages, {told['letters'] // 1000} k letters"
        results += [
            Result("reading a long PDF", size, round(told["seconds"], 2), "s", goal=20 if pages == PAGES else None),
            Result("peak memory of that process", size, round(told["peak_mb"]), "MB", goal=400),
        ]
    return results


def measured(pages: int) -> dict[str, float]:
    """What the child process tells of reading a paper of so many pages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dai.pdf"
        path.write_bytes(paper(pages))
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
        )
    told = {name: float(value) for name, value in json.loads(done.stdout).items()}
    if told["pages"] != pages or not told["found"]:
        raise SystemExit(f"the long paper was not read as it was made: {told}")
    return {name: int(value) if name in ("pages", "letters") else value for name, value in told.items()}


def paper(pages: int) -> bytes:
    """The decision under examples/ again and again, one after another, cut into lines and pages as they are printed."""
    from thuocdo.documents.tests.making_files import pdf

    words = (ROOT / "examples/seeds/qd-3667-nghe-an-2024.txt").read_text(encoding="utf-8").splitlines()
    lines = [piece for line in words for piece in folded(line.replace("\t", "  "))]
    wanted = pages * LINES
    lines = (lines * (wanted // len(lines) + 1))[:wanted]
    return pdf(["\n".join(lines[first : first + LINES]) for first in range(0, wanted, LINES)])


def folded(line: str) -> list[str]:
    """A line cut at blanks to the width of a page."""
    pieces, rest = [], line.rstrip()
    while len(rest) > WIDTH:
        at = rest.rfind(" ", 0, WIDTH)
        at = at if at > 0 else WIDTH
        pieces.append(rest[:at])
        rest = rest[at:].lstrip()
    return [*pieces, rest]

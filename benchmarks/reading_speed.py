"""Reading speed: milliseconds a page (3,000 characters) on the five documents under examples/."""

from __future__ import annotations

from benchmarks.measure import ROOT, Result, timed

PAGE = 3000


def run() -> list[Result]:
    """Goal: under 50 ms a page."""
    from thuocdo.documents import reading

    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples/seeds").glob("*.txt"))}
    results = []
    for name, text in texts.items():
        pages = max(1, round(len(text) / PAGE))
        whole = timed("reading", name, lambda text=text: reading.read_text(text, "a.txt"), times=7)
        results.append(
            Result(
                name=f"reading {name}",
                size=f"{pages} pages",
                median=round(whole.median / pages, 2),
                p95=round((whole.p95 or 0) / pages, 2),
                unit="ms",
                goal=50,
            )
        )
    return results

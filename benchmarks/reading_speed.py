"""Reading speed: milliseconds a page; the five documents under examples/ (3,000 letters a page), a PDF, a DOCX."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.measure import ROOT, Result, timed

PAGE = 3000


def run() -> list[Result]:
    """Goal: under 50 ms a page."""
    from thuocdo.documents import reading

    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples/seeds").glob("*.txt"))}
    results = []
    for name, text in texts.items():
        pages = max(1, round(len(text) / PAGE))
        results.append(a_page(name, pages, lambda text=text: reading.read_text(text, "a.txt")))
    for name, data, pages in files():
        results.append(a_page(name, pages, lambda data=data: reading.read_bytes(data, "a")))
    return results


def a_page(name: str, pages: int, read: Callable[[], object]) -> Result:
    """Milliseconds that one page of a paper takes."""
    whole = timed("reading", name, read, times=7)
    return Result(
        name=f"reading {name}",
        size=f"{pages} pages",
        median=round(whole.median / pages, 2),
        p95=round((whole.p95 or 0) / pages, 2),
        unit="ms",
        goal=50,
    )


def files() -> Iterator[tuple[str, bytes, int]]:
    """The same kind of paper as files: a PDF with text on every page, a plan as Word writes it."""
    from benchmarks import composing, long_pdf
    from thuocdo.documents.composing import compose

    yield "a PDF with text", long_pdf.paper(20), 20
    yield "a DOCX with a table", compose(composing.plan(0)), composing.PAGES

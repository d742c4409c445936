"""The stages of reading, in order. Each is a plain function that can be run and tested alone.

    load -> lines -> layout -> parts -> metadata -> citations -> targets -> tasks -> shortcomings

Every stage leaves its decisions in `Structured.decisions` for `thuocdo read --explain`.
"""

from __future__ import annotations

from typing import Any

from thuocdo.documents.reading.blocks import Structured
from thuocdo.documents.reading.layout import lay_out
from thuocdo.documents.reading.lines import lines_of
from thuocdo.documents.reading.parts import take_apart
from thuocdo.documents.reading.reading import Reading
from thuocdo.kernel.text import nfc


def structure(text: str) -> Structured:
    """The stages up to the blocks: clean lines, layout repair, parts and blocks."""
    text = nfc(text)
    layout = lay_out(lines_of(text))
    return take_apart(text, layout)


def read_loaded(loaded: Any, name: str = "") -> Reading:
    """All stages over a loaded text (a LoadedText of the loading stage, or a plain string)."""
    from thuocdo.documents.reading.citations import extract_citations
    from thuocdo.documents.reading.metadata import read_metadata

    text = nfc(loaded if isinstance(loaded, str) else loaded.text)
    doc = structure(text)
    doc.metadata, doc.year = read_metadata(doc)
    return Reading(
        file=name,
        text=text,
        pages=list(getattr(loaded, "pages", [])),
        notices=list(getattr(loaded, "notices", [])),
        metadata=doc.metadata,
        citations=extract_citations(doc),
        structure=doc,
    )

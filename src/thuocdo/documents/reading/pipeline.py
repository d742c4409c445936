"""The stages of reading, in order. Each is a plain function that can be run and tested alone.

    load -> lines -> layout -> blocks -> metadata -> citations -> targets -> tasks -> shortcomings

Every stage leaves its decisions in `Structured.decisions` for `thuocdo read --explain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from thuocdo.documents.reading.blocks import Structured
from thuocdo.documents.reading.citations import extract_citations
from thuocdo.documents.reading.layout import lay_out
from thuocdo.documents.reading.lines import lines_of
from thuocdo.documents.reading.metadata import read_metadata
from thuocdo.documents.reading.parts import take_apart
from thuocdo.documents.reading.reading import Reading
from thuocdo.documents.reading.scanned import mend_scanned
from thuocdo.documents.reading.shortcomings import extract_shortcomings
from thuocdo.documents.reading.targets import extract_targets
from thuocdo.documents.reading.tasks import extract_tasks
from thuocdo.documents.reading.tasks_table import table_notices
from thuocdo.kernel.text import nfc


class Loaded(Protocol):
    """What the loading stage hands over: the text, page spans, notices."""

    @property
    def text(self) -> str: ...

    @property
    def pages(self) -> Sequence[tuple[int, int]]: ...

    @property
    def notices(self) -> Sequence[object]: ...


def structure(text: str) -> Structured:
    """The stages up to the blocks and the metadata."""
    text = nfc(text)
    text, misread = mend_scanned(text)
    doc = take_apart(text, lay_out(lines_of(text)))
    if misread:
        doc.decide("lines", "sửa chữ cố định ở đầu và cuối văn bản", "dấu của chữ đọc sai khi quét")
    doc.metadata, doc.year = read_metadata(doc)
    return doc


def read_loaded(loaded: Loaded | str, name: str = "") -> Reading:
    """All stages over a loaded file or a plain text."""
    doc = structure(loaded if isinstance(loaded, str) else loaded.text)
    reading = Reading(file=name, text=doc.text, metadata=doc.metadata, structure=doc)
    if not isinstance(loaded, str):
        reading.pages, reading.notices = list(loaded.pages), list(loaded.notices)
    reading.citations = extract_citations(doc)
    reading.targets = extract_targets(doc)
    reading.tasks = extract_tasks(doc)
    reading.notices += table_notices(doc)
    reading.shortcomings = extract_shortcomings(doc)
    return reading

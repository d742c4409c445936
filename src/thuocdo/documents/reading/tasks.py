"""Tasks (nhiệm vụ) of a document: those of its tables and those of its running text, in the order of the source."""

from __future__ import annotations

from thuocdo.documents.reading.blocks import TABLE, Structured
from thuocdo.documents.reading.found import FoundTask
from thuocdo.documents.reading.tasks_prose import prose_tasks
from thuocdo.documents.reading.tasks_table import table_tasks


def extract_tasks(doc: Structured) -> list[FoundTask]:
    """All tasks a document hands out, each with its bodies, deliverables, deadlines, place and doubts."""
    found = list(prose_tasks(doc))
    for block in doc.of_kind(TABLE):
        found += table_tasks(doc, block)
    return sorted(found, key=lambda task: task.spans[0] if task.spans else (0, 0))

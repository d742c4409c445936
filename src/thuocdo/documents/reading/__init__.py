"""Reading official documents (đọc văn bản): from a file to metadata, citations, targets, tasks, shortcomings.

Pure Python: no framework, no network. See README.md in this folder. The stages are imported when first used, so that
importing one module of the workshop stays light.
"""

from __future__ import annotations

from pathlib import Path

from thuocdo.documents.reading.reading import Reading

__all__ = ["Reading", "read_bytes", "read_path", "read_text"]


def read_path(path: Path | str) -> Reading:
    """Read a file; Refused (documents.*) when it cannot be read."""
    from thuocdo.documents.reading.loading import load_file
    from thuocdo.documents.reading.pipeline import read_loaded

    path = Path(path)
    return read_loaded(load_file(path, path.name), path.name)


def read_bytes(data: bytes, name: str) -> Reading:
    """Read an uploaded file; the name's ending tells the format. Refused (documents.*) when it cannot be read."""
    from thuocdo.documents.reading.loading import load_file
    from thuocdo.documents.reading.pipeline import read_loaded

    return read_loaded(load_file(data, name), name)


def read_text(text: str, name: str = "") -> Reading:
    """Read a text that is already in memory; never refuses."""
    from thuocdo.documents.reading.pipeline import read_loaded

    return read_loaded(text, name)

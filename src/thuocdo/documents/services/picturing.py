"""Keeping the pages of a scan as pictures, so that people can compare what the machine recognised."""

from __future__ import annotations

from pathlib import PurePath

from thuocdo.core import files
from thuocdo.documents.models.papers import Document, PageImage
from thuocdo.documents.reading.formats.scans import pictures_of
from thuocdo.documents.rules.trust import scanned_pages


def keep_pages(document: Document, data: bytes) -> int:
    """Keep the recognised pages that have no picture yet, one after another; says how many came.

    Part of the decision that reads the paper; the bytes are those of its file, so a page once drawn stays as it is.
    """
    known = set(document.page_images.values_list("number", flat=True))
    wanted = [number for number in scanned_pages(document.reading) if number not in known]
    if not wanted:
        return 0
    stem = PurePath(document.file_name).stem
    for number, page in pictures_of(data, wanted):
        stored = files.store(page.png(), name=f"{stem}-trang-{number}.png", content_type="image/png")
        PageImage.objects.create(document=document, number=number, file=stored, width=page.wide, height=page.high)
    return len(wanted)

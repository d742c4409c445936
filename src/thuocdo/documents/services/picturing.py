"""Keeping the pages of a scan as pictures, so that people can compare what the machine recognised."""

from __future__ import annotations

from pathlib import PurePath

from thuocdo.core import files
from thuocdo.documents.models.papers import Document, PageImage
from thuocdo.documents.reading.formats.scans import pictures_of
from thuocdo.documents.rules.trust import scanned_pages


class Pictures:
    """The pictures of one paper's pages; part of the decision that reads it."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def keep(self, data: bytes) -> int:
        """Keep the recognised pages that have no picture yet, one after another; says how many came.

        The bytes are those of the paper's file, so a page once drawn stays as it is.
        """
        document = self.document
        scanned = scanned_pages(document.reading)
        if not scanned:
            return 0
        known = set(document.page_images.values_list("number", flat=True))
        wanted = [number for number in scanned if number not in known]
        if not wanted:
            return 0
        stem = PurePath(document.file_name).stem
        for number, page in pictures_of(data, wanted):
            stored = files.store(page.png(), name=f"{stem}-trang-{number}.png", content_type="image/png")
            PageImage.objects.create(document=document, number=number, file=stored, width=page.wide, height=page.high)
        return len(wanted)

"""Answers that are no pages: workbooks and files to keep."""

from __future__ import annotations

from django.http import HttpResponse

from thuocdo.ui.xlsx import CONTENT_TYPE


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download; never kept by caches between the person and us."""
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer

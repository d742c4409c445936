"""Answers that are no pages: workbooks and files to keep; and forms whose decision was refused."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpResponse

from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.xlsx import CONTENT_TYPE


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download; never kept by caches between the person and us."""
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def tried(form: forms.Form, run: Callable[[], object]) -> bool:
    """Whether the decision was taken; a refusal of the rules becomes an error of the form, rights do not."""
    try:
        run()
    except (NotAllowed, Stale):
        raise
    except Refused as refusal:
        named = str(refusal.where.get("field", ""))
        form.add_error(
            named if named in form.fields else None,
            " ".join(part for part in (refusal.message, refusal.remedy) if part),
        )
        return False
    return True

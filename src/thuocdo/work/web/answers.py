"""Answers that are no pages: workbooks and files to keep; and forms whose decision was refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.formatting import vn_date, vn_number
from thuocdo.ui.xlsx import CONTENT_TYPE

MOST_IN_A_WORKBOOK = 20_000
Row = TypeVar("Row", bound=Model)


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download; never kept by caches between the person and us."""
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def cut_for_workbook(rows: QuerySet[Row], on: date) -> tuple[list[Row], str]:
    """The rows of a workbook, 20,000 at the most, and the line above them: of which day, and whether they are all."""
    taken = list(rows[: MOST_IN_A_WORKBOOK + 1])
    note = _("Tính đến ngày %(day)s.") % {"day": vn_date(on)}
    if len(taken) > MOST_IN_A_WORKBOOK:
        more = _("Chỉ lấy %(most)s dòng đầu, còn nữa: lọc bớt rồi xuất lại để có đủ.")
        return taken[:MOST_IN_A_WORKBOOK], f"{note} {more % {'most': vn_number(MOST_IN_A_WORKBOOK)}}"
    return taken, f"{note} {_('Đủ %(count)s dòng.') % {'count': vn_number(len(taken))}}"


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

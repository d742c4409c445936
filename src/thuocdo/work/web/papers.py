"""Papers of the register named in a form by their number (số, ký hiệu), as people name them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thuocdo.directory.models import Person
from thuocdo.documents.models import Document
from thuocdo.documents.permissions import visible_to
from thuocdo.documents.rules.numbers import number_key
from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import Unreadable, read_date
from thuocdo.work.web.forms import PAPER_HINT

ADDRESS = re.compile(r"/van-ban/(\d{1,9})(?:/|$)")
DAY = re.compile(r"(?:,|\bngày\b|\s)\s*(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\s*$")
SHOWN = 5


class PaperField(forms.CharField):
    """The number of a paper, perhaps with its day, or the address of its page."""

    def __init__(self, *, label: Any, required: bool = False) -> None:
        super().__init__(
            label=label, required=required, max_length=300, help_text=PAPER_HINT,
            error_messages={"required": gettext_lazy("Ghi số, ký hiệu của văn bản.")},
        )  # fmt: skip


def paper_named(text: str, person: Person | None) -> Document | None:
    """The one paper that the person may read and that the words name; nothing for no words.

    Raises `ValidationError` beside the field when there is none, or more than one.
    """
    if not text.strip():
        return None
    seen = Document.objects.filter(visible_to(person)).order_by("-issued_on", "-pk").distinct()
    address = ADDRESS.search(text)
    found = list(seen.filter(pk=int(address[1]))) if address else _by_number(seen, text)
    if not found:
        raise ValidationError(
            _("Không thấy văn bản “%(text)s” trong kho. Tiếp nhận văn bản đó trước, hoặc kiểm tra lại số, ký hiệu.")
            % {"text": text[:80]}
        )
    if len(found) > 1:
        several = "; ".join(f"{one.issuer_name} {vn_date(one.issued_on)}" for one in found[:SHOWN])
        raise ValidationError(_("Có nhiều văn bản cùng số này (%(several)s): ghi thêm ngày.") % {"several": several})
    return found[0]


def _by_number(seen: Any, text: str) -> list[Document]:
    day = DAY.search(text)
    key = number_key(text[: day.start()] if day else text)
    if not key:
        return []
    found = seen.filter(number_key=key)
    if day:
        try:
            found = found.filter(issued_on=read_date(day[1]))
        except Unreadable:
            return []
    return list(found[: SHOWN + 1])

"""Fields of forms that several rooms share."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import Unreadable, read_date

# Written as a day, whether or not the calendar has it.
A_DAY = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}")


class DayInput(forms.TextInput):
    """A text input that shows a day as people write it."""

    def format_value(self, value: Any) -> Any:
        return vn_date(value) if isinstance(value, date) else super().format_value(value)


class DayField(forms.Field):
    """A day as people type it (dd/mm/yyyy)."""

    widget = DayInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"})
    default_error_messages = {
        "unreadable": _("Ghi ngày theo dạng ngày/tháng/năm, ví dụ 30/09/2025."),
        "no_such_day": _("Không có ngày “%(day)s”. Ghi ngày theo dạng ngày/tháng/năm, ví dụ 30/09/2025."),
    }

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        if isinstance(value, date):
            return value
        try:
            return read_date(str(value))
        except Unreadable as error:
            if A_DAY.fullmatch(str(value).strip()):
                values = {"day": str(value).strip()}
                raise forms.ValidationError(
                    self.error_messages["no_such_day"], code="no_such_day", params=values
                ) from error
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable") from error

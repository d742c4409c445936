"""Forms of the room: the head of a meeting, a conclusion, reasons, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thuocdo.core.clock import ZONE
from thuocdo.directory.models import Person, Unit
from thuocdo.meetings.models import AgendaItem, Conclusion, Meeting
from thuocdo.meetings.services import ConclusionContent, MeetingContent
from thuocdo.ui.fields import DayField

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
Choices = Sequence[tuple[str, Any]]


def words(label: Any, *, required: bool = True, hint: Any = "", rows: int = 3, missing: Any = "") -> forms.CharField:
    """A text area whose message says what is missing."""
    return forms.CharField(
        label=label, required=required, max_length=4000, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing or _("Ghi lý do."), "max_length": _("Nhiều nhất 4.000 chữ cái.")},
    )  # fmt: skip


class MeetingForm(forms.Form):
    """Head of a meeting."""

    unit = forms.ChoiceField(label=_("Cơ quan họp"))
    kind = forms.ChoiceField(label=_("Loại cuộc họp"), choices=Meeting.Kind.choices)
    title = forms.CharField(
        label=_("Tên cuộc họp"), max_length=300, help_text=_("Ví dụ Giao ban tuần 29"),
        error_messages={"required": _("Ghi tên cuộc họp.")},
    )  # fmt: skip
    day = DayField(label=_("Ngày"), error_messages={"required": _("Ghi ngày họp.")})
    time = forms.TimeField(
        label=_("Giờ bắt đầu"), input_formats=["%H:%M", "%Hh%M", "%Hh", "%H giờ %M", "%H"],
        widget=forms.TimeInput(attrs={"class": "input input-s", "autocomplete": "off"}, format="%H:%M"),
        error_messages={"required": _("Ghi giờ bắt đầu."), "invalid": _("Ghi giờ dạng 08:00.")},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Dự kiến bao nhiêu phút"), min_value=1, max_value=1440, widget=forms.TextInput(attrs=NUMERIC),
        error_messages={
            "required": _("Ghi số phút."), "invalid": _("Ghi một số nguyên."),
            "min_value": _("Ít nhất 1 phút."), "max_value": _("Nhiều nhất 1.440 phút."),
        },
    )  # fmt: skip
    place = forms.CharField(label=_("Địa điểm"), max_length=300, error_messages={"required": _("Ghi địa điểm.")})
    link = forms.CharField(
        label=_("Địa chỉ họp trực tuyến"), max_length=500, required=False,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )  # fmt: skip
    chair = forms.ChoiceField(label=_("Chủ trì"), required=False)
    secretary = forms.ChoiceField(label=_("Thư ký"), required=False)
    purpose = words(_("Nội dung chính, yêu cầu chuẩn bị"), required=False, rows=4)

    def __init__(self, *args: Any, units: Choices, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.pk): one for one in people}
        named = [("", _("Chưa chọn")), *((key, one.full_name) for key, one in self._people.items())]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["chair"].choices = self.fields["secretary"].choices = named  # type: ignore[attr-defined]

    def content(self) -> MeetingContent:
        """What was typed."""
        data = self.cleaned_data
        return MeetingContent(
            title=data["title"], kind=data["kind"], minutes=data["minutes"], place=data["place"], link=data["link"],
            starts_at=datetime.combine(data["day"], data["time"], ZONE), purpose=data["purpose"],
            chair=self._people.get(data["chair"]), secretary=self._people.get(data["secretary"]),
        )  # fmt: skip


class ConclusionForm(forms.Form):
    """A conclusion: what, who, by when; which fields count, its kind says."""

    kind = forms.ChoiceField(label=_("Kết luận này"), choices=Conclusion.Kind.choices, widget=forms.RadioSelect)
    item = forms.ChoiceField(label=_("Về nội dung"), required=False)
    text = words(_("Nội dung kết luận"), missing=_("Ghi nội dung kết luận."), rows=3)
    unit = forms.ChoiceField(
        label=_("Cơ quan thực hiện"), required=False, help_text=_("Khi giao nhiệm vụ mới. Để trống: cơ quan họp.")
    )
    person = forms.ChoiceField(
        label=_("Người thực hiện"), required=False,
        help_text=_("Bắt buộc khi giao bước; khi giao nhiệm vụ mới thì để trống cũng được."),
    )  # fmt: skip
    due_on = DayField(
        label=_("Thời hạn"),
        required=False,
        help_text=_("Bắt buộc khi giao việc; khi gia hạn: hạn mới, nếu khác đề nghị."),
    )
    output = forms.CharField(label=_("Sản phẩm phải có"), max_length=1000, required=False)
    granted = forms.ChoiceField(
        label=_("Đề nghị gia hạn"), required=False,
        choices=[("", _("Không phải về gia hạn")), ("co", _("Đồng ý")), ("khong", _("Không đồng ý"))],
    )  # fmt: skip

    def __init__(
        self, *args: Any, items: Sequence[AgendaItem], units: Choices, people: Sequence[tuple[Person, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._items = {str(one.pk): one for one in items}
        self._people = {str(one.pk): one for one, _post in people}
        named = [(key, f"{number}. {one.text[:110]}") for number, (key, one) in enumerate(self._items.items(), start=1)]
        self.fields["item"].choices = [("", _("Kết luận chung")), *named]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("Cơ quan họp")), *units]  # type: ignore[attr-defined]
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("Cơ quan tự phân công")),
            *((str(one.pk), f"{one.full_name}, {post}") for one, post in people),
        ]

    def content(self) -> ConclusionContent:
        """What was typed."""
        data = self.cleaned_data
        unit = Unit.objects.filter(key=data["unit"]).first() if data["unit"] else None
        return ConclusionContent(
            kind=data["kind"], text=data["text"], item=self._items.get(data["item"]), unit=unit,
            person=self._people.get(data["person"]), due_on=data["due_on"], output=data["output"],
            granted={"co": True, "khong": False}.get(data["granted"]),
        )  # fmt: skip


class ReasonForm(forms.Form):
    """An act that needs its reason."""

    reason = words(_("Lý do"))


class ClosingForm(forms.Form):
    """What the chair says to the whole."""

    closing = words(_("Ý kiến kết luận chung"), required=False, rows=5)


class RemarkForm(forms.Form):
    """What is said to a sheet."""

    text = words(_("Nội dung"), missing=_("Ghi nội dung."), rows=4)


class PublishForm(forms.Form):
    """Words that go along with a published list."""

    note = words(_("Ghi chú khi công bố"), required=False, rows=2)

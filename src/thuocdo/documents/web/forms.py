"""Forms of the room: what people type, and how it looks when it comes back with a problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from thuocdo.documents.models import Document, Item
from thuocdo.documents.rules.limits import deadlines_of, plan_year
from thuocdo.documents.rules.shapes import COMPARATORS, FIELDS, ROLES
from thuocdo.kernel.errors import Refused
from thuocdo.ui.formatting import vn_number

FIELD_CHOICES = [("", _("Chưa rõ, ngoài bảy lĩnh vực")), *FIELDS.items()]


def lines_of(text: str) -> list[str]:
    """Non-empty lines of a text area."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class ReceiveForm(forms.Form):
    """A file, or pasted text."""

    tep = forms.FileField(
        label=_("Tệp văn bản"), required=False, allow_empty_file=True,
        help_text=_("Word, PDF (cả bản quét), Excel, trang web, .txt, .md; gói .zip, .eml, edXML; nặng nhất 50 MB."),
    )  # fmt: skip
    chu = forms.CharField(
        label=_("Hoặc dán nội dung"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Dán cả phần đầu (số, ngày, trích yếu) thì đọc được đủ thông tin hơn."), strip=False,
    )  # fmt: skip
    ten = forms.CharField(label=_("Tên gọi cho phần dán"), required=False, max_length=120)


class MetadataForm(forms.Form):
    """The head of a paper."""

    number_symbol = forms.CharField(label=_("Số, ký hiệu"), required=False, max_length=120)
    doc_type = forms.CharField(label=_("Loại văn bản"), required=False, max_length=80)
    issued = forms.CharField(
        label=_("Ngày ban hành"), required=False, max_length=40,
        help_text=_("Ghi như trên văn bản: 08/07/2025; để trống ngày thì ghi 07/2025 hoặc 2025."),
    )  # fmt: skip
    subject = forms.CharField(label=_("Trích yếu"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    issuer_name = forms.CharField(label=_("Cơ quan ban hành"), required=False, max_length=300)
    signer_name = forms.CharField(label=_("Người ký"), required=False, max_length=120)
    addressees = forms.CharField(
        label=_("Kính gửi"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Mỗi dòng một nơi.")
    )
    recipients = forms.CharField(
        label=_("Nơi nhận"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Mỗi dòng một nơi.")
    )
    archive = forms.CharField(label=_("Lưu"), required=False, max_length=200, help_text=_("Dòng “Lưu: VT, …”."))
    urgency = forms.ChoiceField(label=_("Mức độ khẩn"), required=False, choices=Document.Urgency.choices)
    circulation = forms.CharField(
        label=_("Phạm vi lưu hành"), required=False, max_length=120, help_text=_("Ví dụ: LƯU HÀNH NỘI BỘ")
    )
    reason = forms.CharField(label=_("Ghi chú khi sửa"), required=False, max_length=500)

    PLAIN = ("number_symbol", "doc_type", "subject", "issuer_name", "signer_name", "archive", "urgency", "circulation")
    LISTED = ("addressees", "recipients")

    @classmethod
    def of(cls, document: Document) -> MetadataForm:
        """The form with what the register now says."""
        return cls(
            initial={
                **{name: getattr(document, name) for name in cls.PLAIN},
                **{name: "\n".join(map(str, getattr(document, name))) for name in cls.LISTED},
                "issued": document.issued_words,
            }
        )  # fmt: skip

    def changes(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        data |= {name: lines_of(data[name]) for name in self.LISTED}
        data.pop("reason")
        return data


class ItemForm(forms.Form):
    """What all kinds of items share: words, field, reason, and the revision that the person saw."""

    lines: tuple[str, ...] = ()
    text = forms.CharField(
        label=_("Nội dung"), widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Nội dung còn trống. Ghi lại câu như trong văn bản.")},
    )  # fmt: skip

    def __init__(self, *args: Any, document: Document, known: Mapping[str, Any], **kwargs: Any) -> None:
        self.document, self.known = document, known
        kwargs.setdefault("initial", self.shown(known))
        super().__init__(*args, **kwargs)

    def shown(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The item's data as people read it in the fields."""
        values = {name: "" if value is None else value for name, value in data.items()}
        return {**values, **{name: "\n".join(map(str, data.get(name) or ())) for name in self.lines}}

    def changes(self) -> dict[str, Any]:
        """The changed keys for the service."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return {name: lines_of(value) if name in self.lines else value for name, value in data.items()}


class TaskForm(ItemForm):
    """A task (nhiệm vụ)."""

    lines = ("lead_agencies", "coordinating_agencies", "outputs")
    lead_agencies = forms.CharField(
        label=_("Cơ quan chủ trì"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một cơ quan hoặc một nhóm, ghi như trong văn bản."),
    )  # fmt: skip
    coordinating_agencies = forms.CharField(
        label=_("Cơ quan phối hợp"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    outputs = forms.CharField(
        label=_("Sản phẩm"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi dòng một sản phẩm."),
    )  # fmt: skip
    deadlines = forms.CharField(
        label=_("Thời hạn"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi dòng một thời hạn. Chỉ cho một sản phẩm thì ghi thêm sau dấu |: tháng 01/2025 | Kế hoạch"),
    )  # fmt: skip
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False, choices=FIELD_CHOICES)
    reason = forms.CharField(label=_("Ghi chú khi sửa"), required=False, max_length=500)

    def shown(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().shown(data), "deadlines": deadline_lines(data.get("deadlines") or ())}

    def clean_deadlines(self) -> list[dict[str, Any]]:
        """Typed time limits as data; one that is not understood or not in the calendar is refused here."""
        return _deadlines(self, self.cleaned_data["deadlines"], self.known.get("deadlines") or ())


class TargetForm(ItemForm):
    """A target (chỉ tiêu)."""

    subject = forms.CharField(label=_("Đo cái gì"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    comparator = forms.ChoiceField(label=_("So sánh"), required=False, choices=list(COMPARATORS.items()))
    value = forms.CharField(label=_("Giá trị"), required=False, max_length=40, help_text=_("Ví dụ 95 hoặc 95,5"))
    unit = forms.CharField(label=_("Đơn vị tính"), required=False, max_length=80)
    deadline = forms.CharField(label=_("Thời hạn"), required=False, max_length=200)
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False, choices=FIELD_CHOICES)
    reason = forms.CharField(label=_("Ghi chú khi sửa"), required=False, max_length=500)

    def shown(self, data: Mapping[str, Any]) -> dict[str, Any]:
        value, deadline = data.get("value"), data.get("deadline") or {}
        listed = value if isinstance(value, list) else [value]
        return {
            **super().shown(data), "value": "; ".join(vn_number(part) for part in listed if part is not None),
            "deadline": str(deadline.get("text") or deadline.get("value") or ""),
        }  # fmt: skip

    def clean_value(self) -> Any:
        """The typed number; a pair that was not touched stays a pair."""
        typed = self.cleaned_data["value"]
        return self.known.get("value") if typed == self.initial.get("value") else typed

    def clean_deadline(self) -> dict[str, Any] | None:
        """One time limit as data."""
        typed = self.cleaned_data["deadline"]
        if typed == self.initial.get("deadline"):
            kept: dict[str, Any] | None = self.known.get("deadline")
            return kept
        return next(iter(_deadlines(self, typed, ())), None)


class ShortcomingForm(ItemForm):
    """A shortcoming (tồn tại, hạn chế)."""

    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False, choices=FIELD_CHOICES)
    reason = forms.CharField(label=_("Ghi chú khi sửa"), required=False, max_length=500)


class ObjectiveForm(ShortcomingForm):
    """An objective (mục tiêu)."""


class CitationForm(ItemForm):
    """A cited paper (văn bản được viện dẫn)."""

    text = None  # type: ignore[assignment]
    type = forms.CharField(label=_("Loại văn bản"), required=False, max_length=80)
    number = forms.CharField(label=_("Số, ký hiệu"), required=False, max_length=120)
    date = forms.CharField(label=_("Ngày"), required=False, max_length=40, help_text=_("Ví dụ 08/07/2025 hoặc 2025"))
    issuer = forms.CharField(label=_("Cơ quan ban hành"), required=False, max_length=300)
    title = forms.CharField(label=_("Tên, trích yếu"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    role = forms.ChoiceField(label=_("Vai trò"), required=False, choices=list(ROLES.items()))
    reason = forms.CharField(label=_("Ghi chú khi sửa"), required=False, max_length=500)

    def shown(self, data: Mapping[str, Any]) -> dict[str, Any]:
        day = str(data.get("date") or "")
        return {**super().shown(data), "date": "/".join(reversed(day.split("-"))) if day else ""}


FORMS: dict[str, type[ItemForm]] = {
    Item.Kind.TASK: TaskForm,
    Item.Kind.TARGET: TargetForm,
    Item.Kind.SHORTCOMING: ShortcomingForm,
    Item.Kind.OBJECTIVE: ObjectiveForm,
    Item.Kind.CITATION: CitationForm,
}


def deadline_lines(deadlines: Any) -> str:
    """Deadlines as typed lines, each wording once: "tháng 01/2025 | Kế hoạch"."""
    lines = [
        " | ".join(part for part in (str(entry.get("text") or ""), str(entry.get("applies_to") or "")) if part)
        for entry in deadlines
    ]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _deadlines(form: ItemForm, typed: str, known: Any) -> list[dict[str, Any]]:
    lines = [tuple(part.strip() for part in f"{line}|".split("|")[:2]) for line in lines_of(typed)]
    year = plan_year(form.document.subject, form.document.issued_value) or form.document.reference_on.year
    try:
        return deadlines_of([(words, about) for words, about in lines], known, year)
    except Refused as refusal:
        raise ValidationError(f"{refusal.message} {refusal.remedy}") from refusal

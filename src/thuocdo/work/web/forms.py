"""Forms of the room: progress, proof, submission, decisions; each field says what it wants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thuocdo.ui.fields import DayField
from thuocdo.work.models import QualityMark, TaskParty

LONG = {"rows": 3}
DAY_HINT = _("Ví dụ 30/09/2025")
PAPER_HINT = _("Số, ký hiệu của văn bản có trong kho, ví dụ 3667/QĐ-UBND; trùng số thì ghi thêm ngày.")


def words_field(label: Any, missing: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """A text area whose message says what is missing."""
    return forms.CharField(
        label=label, required=required, max_length=4000, help_text=hint, widget=forms.Textarea(attrs=LONG),
        error_messages={"required": missing, "max_length": _("Ngắn gọn hơn: nhiều nhất 4.000 chữ cái.")},
    )  # fmt: skip


class NoteForm(forms.Form):
    """Progress in words, and per cent where the unit counts it."""

    text = words_field(_("Đã làm được gì"), _("Ghi vài chữ về việc đã làm."))
    percent = forms.IntegerField(
        label=_("Ước khối lượng đã xong (%)"), required=False, min_value=0, max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Khối lượng là một số từ 0 đến 100."), "min_value": _("Khối lượng không dưới 0."),
            "max_value": _("Khối lượng không quá 100."),
        },
    )  # fmt: skip


class EvidenceForm(forms.Form):
    """A file that proves the result, or the number of a paper of the register."""

    file = forms.FileField(
        label=_("Tệp"), required=False, error_messages={"empty": _("Tệp này rỗng, hãy chọn tệp khác.")},
        help_text=_("Báo cáo, quyết định, ảnh chụp...; nặng nhất 50 MB."),
    )  # fmt: skip
    paper = forms.CharField(
        label=_("Hoặc văn bản trong kho"), required=False, max_length=300,
        help_text=PAPER_HINT,
    )  # fmt: skip
    title = forms.CharField(
        label=_("Tên gọi của tài liệu"), max_length=300, required=False,
        help_text=_("Để trống thì lấy tên tệp."), error_messages={"max_length": _("Tên nhiều nhất 300 chữ cái.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("file") and not (data.get("paper") or "").strip():
            self.add_error("file", _("Chọn một tệp, hoặc ghi số, ký hiệu văn bản trong kho."))
        return data


class SubmitForm(forms.Form):
    """Submission; the words become part of the history."""

    note = words_field(_("Lời gửi người duyệt"), "", required=False)


class AcceptForm(forms.Form):
    """Acceptance, perhaps with words and a judgement of the quality."""

    reason = words_field(_("Nhận xét"), "", required=False)
    grade = forms.ChoiceField(
        label=_("Chất lượng"), required=False, choices=[("", _("Đánh giá sau")), *QualityMark.Grade.choices],
        help_text=_("Tách khỏi việc đã xong hay chưa; còn tồn tại thì ghi rõ ở nhận xét."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("grade") == QualityMark.Grade.LACKING and not (data.get("reason") or "").strip():
            self.add_error("reason", _("Ghi rõ còn tồn tại, hạn chế gì."))
        return data


class ReturnForm(forms.Form):
    """Return; the reason is compulsory."""

    reason = words_field(
        _("Lý do trả lại"), _("Ghi rõ lý do trả lại để cơ quan biết phải sửa gì."),
        hint=_("Cơ quan sẽ đọc nguyên văn lời này."),
    )  # fmt: skip


class WaiveForm(forms.Form):
    """Waiver; the reason is compulsory."""

    reason = words_field(_("Lý do miễn"), _("Ghi rõ vì sao kỳ này không phải thực hiện."))
    paper = forms.CharField(label=_("Văn bản cho miễn"), required=False, max_length=300, help_text=PAPER_HINT)


class ExtensionForm(forms.Form):
    """A request for a later date."""

    until = DayField(
        label=_("Xin lùi đến ngày"), help_text=DAY_HINT, error_messages={"required": _("Ghi ngày muốn lùi đến.")}
    )
    reason = words_field(_("Lý do xin gia hạn"), _("Ghi rõ lý do xin gia hạn."))


class DecideForm(forms.Form):
    """The decision on a request for a later date."""

    granted = forms.ChoiceField(
        label=_("Quyết định"), choices=[("yes", _("Đồng ý")), ("no", _("Không đồng ý"))], widget=forms.RadioSelect,
        error_messages={"required": _("Chọn đồng ý hoặc không đồng ý.")},
    )  # fmt: skip
    until = DayField(label=_("Hạn mới"), required=False, help_text=_("Để trống thì lấy ngày được xin."))
    reason = words_field(_("Lý do"), "", required=False, hint=_("Bắt buộc khi không đồng ý."))
    paper = forms.CharField(label=_("Văn bản quyết định"), required=False, max_length=300, help_text=PAPER_HINT)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("granted") == "no" and not data.get("reason"):
            self.add_error("reason", _("Ghi rõ lý do không đồng ý."))
        return data


class UnitsForm(forms.Form):
    """Which units an agency phrase means, by their names or keys, one on each line; or that none is meant."""

    units = forms.CharField(
        label=_("Cơ quan được giao"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một cơ quan, đúng tên như trong danh mục."),
    )  # fmt: skip
    none = forms.BooleanField(label=_("Cụm từ này không giao cụ thể cho cơ quan nào"), required=False)
    reason = forms.CharField(
        label=_("Lý do, căn cứ"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    def __init__(self, data: Any = None, *, party: TaskParty) -> None:
        super().__init__(data, prefix=f"p{party.pk}")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("units", "").strip() and not data.get("none"):
            self.add_error("units", _("Ghi ít nhất một cơ quan, hoặc đánh dấu là không giao cụ thể."))
        if data.get("none") and not data.get("reason", "").strip():
            self.add_error("reason", _("Ghi lý do khi không giao cho cơ quan nào."))
        return data

"""Forms of the room: opening a merger, another mapping, withdrawal, approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thuocdo.mergers.models import Merger
from thuocdo.ui.fields import DayField

FILE_HINT = _("CSV, bảng mã UTF-8; tệp cũ TCVN3, VNI, Windows-1258 hoặc UTF-16 được chuyển và báo lại.")
SOURCES = (
    (Merger.Source.FILE, _("Tệp ánh xạ do cơ quan lập")),
    (Merger.Source.PACK, _("Danh mục đã có sẵn thay đổi của ngày này")),
)  # fmt: skip


class MappingForm(forms.Form):
    """Where the lines come from: a file, or what the directory says already."""

    source = forms.ChoiceField(
        label=_("Lấy ánh xạ từ đâu"), choices=SOURCES, initial=Merger.Source.FILE, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn nơi lấy ánh xạ.")},
    )  # fmt: skip
    file = forms.FileField(
        label=_("Tệp ánh xạ"), required=False, help_text=FILE_HINT,
        error_messages={"empty": _("Tệp này rỗng, hãy chọn tệp khác.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("source") == Merger.Source.FILE and not found.get("file") and "file" not in self.errors:
            self.add_error("file", _("Chọn tệp ánh xạ, hoặc lấy từ danh mục."))
        return found


class OpenForm(MappingForm):
    """A new merger: what it is, from which day, by which act, with which mapping."""

    name = forms.CharField(
        label=_("Tên đợt sắp xếp"), max_length=300, error_messages={"required": _("Đặt tên cho đợt sắp xếp.")},
        help_text=_("Ví dụ: Sắp xếp đơn vị hành chính cấp xã tỉnh Nghệ An năm 2025"),
    )  # fmt: skip
    province = forms.ChoiceField(label=_("Tỉnh, thành phố"), error_messages={"required": _("Chọn tỉnh, thành phố.")})
    effective_on = DayField(
        label=_("Có hiệu lực từ ngày"), help_text=_("Ngày đầu tiên theo cơ cấu mới, ví dụ 01/07/2025"),
        error_messages={"required": _("Ghi ngày có hiệu lực.")},
    )  # fmt: skip
    legal_basis = forms.CharField(
        label=_("Căn cứ pháp lý"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Ghi nghị quyết, quyết định làm căn cứ.")},
        help_text=_("Số, ký hiệu, ngày; nhiều văn bản cách nhau bằng dấu chấm phẩy"),
    )  # fmt: skip
    corrects = forms.ChoiceField(
        label=_("Điều chỉnh đợt đã duyệt"), required=False,
        help_text=_("Chỉ chọn khi đợt này sửa một đợt đã duyệt: cùng ngày hiệu lực, căn cứ riêng, tệp riêng"),
    )  # fmt: skip
    carries_people = forms.BooleanField(
        label=_("Công chức chuyển theo đơn vị kế thừa duy nhất, giữ vai trò"), required=False, initial=True
    )
    field_order = (
        "name", "province", "effective_on", "legal_basis", "source", "file", "corrects", "carries_people",
    )  # fmt: skip

    def __init__(
        self, *args: Any, provinces: Sequence[tuple[str, str]], earlier: Sequence[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["province"].choices = provinces  # type: ignore[attr-defined]
        self.fields["corrects"].choices = [("", _("Không, đây là đợt mới")), *earlier]  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Giving a draft up, with the reason."""

    reason = forms.CharField(
        label=_("Lý do hủy"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Ghi rõ vì sao hủy.")},
    )  # fmt: skip


class ApproveForm(forms.Form):
    """Which kinds of doubts were seen."""

    seen = forms.MultipleChoiceField(label=_("Cảnh báo đã xem"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, doubts: Sequence[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["seen"].choices = doubts  # type: ignore[attr-defined]

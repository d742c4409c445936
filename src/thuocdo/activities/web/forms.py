"""Forms of the room: an activity of a kind, its proof and steps, what is asked for, a list to import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thuocdo.activities.models import ActivityKind, ActivityStep, Asked
from thuocdo.activities.rules.content import LARGEST, ActivityContent
from thuocdo.activities.services.asking import MOST
from thuocdo.ui.fields import DayField
from thuocdo.work.models import Task

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
Choices = Sequence[tuple[str, Any]]


def words(label: Any, *, required: bool = True, hint: Any = "", rows: int = 3) -> forms.CharField:
    """A text area whose message says what is missing."""
    return forms.CharField(
        label=label, required=required, max_length=4000, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Ghi lý do."), "max_length": _("Nhiều nhất 4.000 chữ cái.")},
    )  # fmt: skip


def whole_number(label: Any, *, most: int, least: int = 0, required: bool = True, hint: Any = "") -> forms.IntegerField:
    """A whole number as people type it, also with full stops between thousands."""
    return _Whole(
        label=label, min_value=least, max_value=most, required=required, help_text=hint,
        widget=forms.TextInput(attrs=NUMERIC),
        error_messages={
            "required": _("Ghi số."), "invalid": _("Ghi một số nguyên."), "min_value": _("Số quá nhỏ."),
            "max_value": _("Số quá lớn."),
        },
    )  # fmt: skip


class _Whole(forms.IntegerField):
    def to_python(self, value: Any) -> int | None:
        return super().to_python(value.replace(".", "") if isinstance(value, str) else value)


class ActivityForm(forms.Form):
    """One activity of a kind, with a field for each of its measures."""

    unit = forms.ChoiceField(label=_("Cơ quan thực hiện"))
    title = forms.CharField(
        label=_("Tên hoạt động"), max_length=500, error_messages={"required": _("Ghi tên hoạt động.")}
    )
    starts_on = DayField(label=_("Ngày (từ ngày)"), error_messages={"required": _("Ghi ngày.")})
    last_on = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu chỉ một ngày."))
    medium = forms.CharField(
        label=_("Nơi đăng, phát hoặc tổ chức"), max_length=200, required=False,
        help_text=_("Ví dụ Báo Nghệ An, Cổng thông tin điện tử, Hội trường UBND phường."),
    )  # fmt: skip
    link = forms.CharField(
        label=_("Đường dẫn"), max_length=500, required=False, help_text=_("Ví dụ https://baonghean.vn/..."),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )  # fmt: skip
    task = forms.ChoiceField(label=_("Cho nhiệm vụ"), required=False)
    text = words(_("Nội dung, kết quả"), required=False)
    why_twin = forms.CharField(
        label=_("Vì sao đây là hoạt động khác"), max_length=1000, required=False,
        help_text=_("Chỉ cần khi hệ thống báo có thể đã ghi rồi."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, kind: ActivityKind, units: Choices, tasks: Sequence[Task], correcting: bool = False,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.kind, self._tasks = kind, {str(task.pk): task for task in tasks}
        none = ("", _("Không gắn với nhiệm vụ nào"))
        named = [(key, f"{task.number}. {task.text[:110]}") for key, task in self._tasks.items()]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["task"].choices = [none, *named]  # type: ignore[attr-defined]
        for place, one in enumerate(kind.measures):
            unit = one.get("unit")
            self.fields[f"m_{one['code']}"] = whole_number(
                str(one["name"]), most=LARGEST, required=place == 0,
                hint=_("Đơn vị: %(unit)s") % {"unit": unit} if unit else "",
            )  # fmt: skip
        if correcting:
            self.fields["why"] = words(_("Lý do đính chính"), rows=2)
        names = ["unit", "title", "starts_on", "last_on", *(f"m_{one['code']}" for one in kind.measures)]
        self.order_fields([*names, "medium", "link", "task", "text", "why_twin", "why"])

    def content(self) -> ActivityContent:
        """What was typed."""
        data = self.cleaned_data
        measures = {str(one["code"]): data[f"m_{one['code']}"] for one in self.kind.measures}
        return ActivityContent(
            title=data["title"], starts_on=data["starts_on"], last_on=data["last_on"] or data["starts_on"],
            medium=data["medium"], link=data["link"], text=data["text"], task=self._tasks.get(data["task"]),
            measures={code: number for code, number in measures.items() if number is not None},
            why_twin=data["why_twin"],
        )  # fmt: skip


class ReasonForm(forms.Form):
    """An act that needs its reason."""

    reason = words(_("Lý do"))


class ProofForm(forms.Form):
    """A file that proves an activity."""

    file = forms.FileField(
        label=_("Tệp"), help_text=_("Danh sách dự, ảnh, biên bản...; nặng nhất 50 MB."),
        error_messages={"required": _("Chọn một tệp."), "empty": _("Tệp này rỗng, hãy chọn tệp khác.")},
    )  # fmt: skip
    title = forms.CharField(
        label=_("Tên gọi của tài liệu"), max_length=300, required=False, help_text=_("Để trống thì lấy tên tệp.")
    )


class StepForm(forms.Form):
    """A step of an initiative or model."""

    code = forms.ChoiceField(label=_("Bước"))
    on = DayField(label=_("Ngày"), error_messages={"required": _("Ghi ngày.")})
    paper = forms.CharField(
        label=_("Số quyết định công nhận"), max_length=200, required=False, help_text=_("Bắt buộc khi được công nhận.")
    )
    where = forms.CharField(
        label=_("Nơi nhân rộng tới"), max_length=500, required=False, help_text=_("Bắt buộc khi nhân rộng.")
    )

    def __init__(self, *args: Any, kind: ActivityKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(one["code"], one["name"]) for one in kind.steps]  # type: ignore[attr-defined]

    def step(self) -> ActivityStep:
        """What was typed."""
        return ActivityStep(**self.cleaned_data)


class AskForm(forms.Form):
    """So many of a measure of a kind, of a unit or of the whole province."""

    unit = forms.ChoiceField(label=_("Giao cho"))
    measure = forms.ChoiceField(label=_("Đếm gì"))
    number = whole_number(_("Số lượng"), least=1, most=MOST)
    starts_on = DayField(label=_("Từ ngày"), error_messages={"required": _("Ghi ngày.")})
    last_on = DayField(label=_("Đến hết ngày"), error_messages={"required": _("Ghi ngày.")})
    basis = forms.CharField(
        label=_("Văn bản, mục giao số lượng này"), max_length=500,
        error_messages={"required": _("Ghi văn bản giao.")}, help_text=_("Ví dụ Kế hoạch 12/KH-UBND, mục III.2"),
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: Sequence[ActivityKind], units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = {kind.code: kind for kind in kinds}
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["measure"].choices = [  # type: ignore[attr-defined]
            (kind.name, [(f"{kind.code}:{one['code']}", f"{kind.name}: {one['name']}") for one in kind.measures])
            for kind in kinds
        ]

    def asked(self, unit: Any, province: str) -> Asked:
        """What was typed; the last day becomes the first that is no longer in it."""
        data = self.cleaned_data
        kind, _colon, measure = data["measure"].partition(":")
        return Asked(
            unit=unit, province_key=province, kind=self._kinds[kind], measure=measure, number=data["number"],
            starts_on=data["starts_on"], ends_on=data["last_on"] + timedelta(days=1), basis=data["basis"],
        )  # fmt: skip


class SheetForm(forms.Form):
    """A list to import."""

    unit = forms.ChoiceField(label=_("Danh sách của"))
    file = forms.FileField(
        label=_("Danh sách (.xlsx)"), help_text=_("Theo mẫu tải từ trang này; nhiều nhất 3.000 dòng."),
        error_messages={"required": _("Chọn một tệp."), "empty": _("Tệp này rỗng, hãy chọn tệp khác.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

"""Forms of the room: head and lines of an estimate, appraisal, passing on, decision, spending."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from thuocdo.funding.models import Estimate, EstimateLine, Source
from thuocdo.funding.rules.content import MOST_LINES, EstimateContent, LineContent
from thuocdo.kernel.amounts import read_amount
from thuocdo.ui.fields import DayField
from thuocdo.ui.formatting import vn_number
from thuocdo.work.models import Task

NUMERIC = {"inputmode": "decimal", "autocomplete": "off"}


class AmountInput(forms.TextInput):
    """A text input that shows a number as officials write it."""

    def format_value(self, value: Any) -> Any:
        return vn_number(value) if isinstance(value, Decimal) else super().format_value(value)


class AmountField(forms.Field):
    """A number as officials type it: 1.250.000, or 12,5."""

    widget = AmountInput(attrs=NUMERIC)
    default_error_messages = {"unreadable": _("Ghi số kiểu 1.250.000 hoặc 12,5.")}

    def to_python(self, value: Any) -> Decimal | None:
        if value in (None, ""):
            return None
        try:
            return read_amount(str(value))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable") from error


def words(label: Any, *, required: bool = True, hint: Any = "", rows: int = 3, missing: Any = None) -> forms.CharField:
    """A text area whose message says what is missing."""
    return forms.CharField(
        label=label, required=required, max_length=4000, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing or _("Ghi lý do."), "max_length": _("Nhiều nhất 4.000 chữ cái.")},
    )  # fmt: skip


def money(label: Any, *, required: bool = True, hint: Any = "") -> AmountField:
    """A sum in đồng."""
    return AmountField(
        label=label, required=required, help_text=hint or _("Đơn vị: đồng, ví dụ 15.000.000"),
        error_messages={"required": _("Ghi số tiền.")},
    )  # fmt: skip


class HeadForm(forms.Form):
    """The head of an estimate."""

    unit = forms.ChoiceField(label=_("Cơ quan lập dự toán"))
    kind = forms.ChoiceField(
        label=_("Loại nhiệm vụ"), choices=Estimate.Kind.choices, widget=forms.RadioSelect, initial="ad_hoc",
        help_text=_("Việc thường xuyên chi trong dự toán được giao hằng năm, không phải xin; ghi lại để theo dõi."),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Nội dung cần kinh phí"), max_length=500, error_messages={"required": _("Ghi nội dung.")}
    )
    year = forms.IntegerField(
        label=_("Năm ngân sách"), widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Ghi năm."), "invalid": _("Năm là một số, ví dụ 2025.")},
    )  # fmt: skip
    task = forms.ChoiceField(
        label=_("Cho nhiệm vụ"), required=False, help_text=_("Nhiệm vụ của năm mà cơ quan có phần việc.")
    )
    field = forms.ChoiceField(
        label=_("Lĩnh vực"), required=False, help_text=_("Chọn khi không gắn với nhiệm vụ nào.")
    )  # fmt: skip
    source = forms.ChoiceField(label=_("Nguồn kinh phí"), choices=Source.choices)
    need = words(_("Sự cần thiết, căn cứ"), required=False, hint=_("Bắt buộc khi gửi thẩm định."))

    def __init__(
        self, *args: Any, units: Iterable[tuple[str, str]], tasks: Sequence[Task], fields: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._tasks = {str(task.pk): task for task in tasks}
        none = ("", _("Không gắn với nhiệm vụ nào"))
        named = [(key, f"{task.number}. {task.text[:110]}") for key, task in self._tasks.items()]
        for name, choices in (("unit", list(units)), ("task", [none, *named]), ("field", [("", "…"), *fields])):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def content(self, lines: Sequence[LineContent]) -> EstimateContent:
        """What was typed, with the lines."""
        data = self.cleaned_data
        return EstimateContent(
            title=data["title"], year=data["year"], kind=data["kind"], source=data["source"], need=data["need"],
            task=self._tasks.get(data["task"]), field=data["field"], lines=lines,
        )  # fmt: skip


class LineForm(forms.Form):
    """One line; an empty one counts for nothing."""

    content = forms.CharField(label=_("Nội dung chi"), max_length=1000, required=False)
    measure = forms.CharField(label=_("Đơn vị tính"), max_length=40, required=False)
    quantity = AmountField(label=_("Số lượng"), required=False)
    unit_price = AmountField(label=_("Đơn giá (đồng)"), required=False)
    basis = forms.CharField(label=_("Căn cứ tính"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if any(data.get(name) for name in ("content", "measure", "quantity", "unit_price", "basis")):
            for name, said in (
                ("content", _("Ghi nội dung chi.")), ("quantity", _("Ghi số lượng.")),
                ("unit_price", _("Ghi đơn giá.")),
            ):  # fmt: skip
                if data.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, said)
        return data


def line_forms(data: Any, lines: Sequence[LineContent], *, extra: int = 5) -> BaseFormSet[LineForm]:
    """The lines as a set of forms, with some empty ones at the end."""
    made = formset_factory(LineForm, extra=extra, max_num=MOST_LINES, absolute_max=MOST_LINES + 10)
    names = ("content", "measure", "quantity", "unit_price", "basis")
    initial = [{name: getattr(line, name) for name in names} for line in lines]
    return made(data, prefix="dong", initial=initial)


def lines_of(forms_of_lines: BaseFormSet[LineForm]) -> list[LineContent]:
    """The lines that were filled in."""
    filled = [form.cleaned_data for form in forms_of_lines if form.cleaned_data.get("content")]
    return [LineContent(**data) for data in filled]


class NothingForm(forms.Form):
    """An act that asks for nothing but a look."""


class ReasonForm(forms.Form):
    """An act that needs its reason."""

    reason = words(_("Lý do"), hint=_("Cơ quan lập dự toán đọc nguyên văn lời này."))


class AppraiseForm(forms.Form):
    """The need, line by line."""

    def __init__(self, *args: Any, lines: Sequence[EstimateLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"l{line.order}-amount"] = money(
                _("Dòng %(order)s: %(content)s") % {"order": line.order, "content": line.content[:90]},
                hint=_("Đề nghị %(amount)s đồng") % {"amount": vn_number(line.amount)},
            )
            self.fields[f"l{line.order}-words"] = forms.CharField(
                label=_("Ý kiến dòng %(order)s") % {"order": line.order}, max_length=1000, required=False,
                help_text=_("Bắt buộc khi cắt giảm."),
            )  # fmt: skip
            self.initial.setdefault(f"l{line.order}-amount", line.amount)
        self.fields["note"] = words(_("Ý kiến chung"), required=False)


class ForwardForm(forms.Form):
    """To whom an appraised estimate goes."""

    source = forms.ChoiceField(
        label=_("Nguồn kinh phí"), choices=Source.choices,
        help_text=_("Chi thường xuyên gửi Sở Tài chính; chi đầu tư phát triển gửi cơ quan tổng hợp đầu tư."),
    )  # fmt: skip
    body = forms.ChoiceField(label=_("Cơ quan tổng hợp"), error_messages={"required": _("Chọn cơ quan.")})
    note = words(_("Ý kiến"), required=False)

    def __init__(self, *args: Any, bodies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """An allocation with its paper."""

    allocated = money(_("Số tiền được cấp"))
    decision = forms.CharField(
        label=_("Số ký hiệu văn bản"), max_length=120, error_messages={"required": _("Ghi số ký hiệu văn bản.")},
        help_text=_("Ví dụ 2100/QĐ-UBND. Nếu văn bản đã có trong kho thì được gắn luôn."),
    )  # fmt: skip
    on = DayField(label=_("Ngày văn bản"), error_messages={"required": _("Ghi ngày của văn bản.")})
    why = words(_("Ghi chú"), required=False, hint=_("Bắt buộc khi số được cấp lớn hơn số thẩm định."))


class RoutineForm(PaperForm):
    """The allocation of the unit's own budget."""

    why = None  # type: ignore[assignment]


class SpendForm(forms.Form):
    """Money that was spent."""

    spent_on = DayField(label=_("Ngày chi"), error_messages={"required": _("Ghi ngày chi.")})
    amount = money(_("Số tiền"))
    content = forms.CharField(
        label=_("Nội dung chi"), max_length=1000, error_messages={"required": _("Ghi nội dung chi.")}
    )
    paper = forms.CharField(
        label=_("Số chứng từ, hợp đồng"), max_length=200, required=False,
        help_text=_("Ghi số chứng từ hoặc gửi kèm tệp."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Tệp chứng từ"), required=False, error_messages={"empty": _("Tệp này rỗng, hãy chọn tệp khác.")}
    )
    why_over = words(
        _("Giải trình chi vượt"), required=False, rows=2, hint=_("Chỉ cần khi khoản này vượt số được cấp.")
    )

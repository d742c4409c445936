"""Forms of the plan editor: head, parts in words, targets, tasks; each field says what it wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thuocdo.kernel.text import squeeze
from thuocdo.ui.fields import DayField
from thuocdo.work import queries
from thuocdo.work.models import Objective, Plan, Target
from thuocdo.work.rules.plan_content import Named, TaskContent
from thuocdo.work.web.forms import words_field
from thuocdo.work.web.papers import PaperField

FIRST_YEAR, LAST_YEAR = 2000, 2100
LINES = forms.Textarea(attrs={"rows": 3})
COMPARATORS = (
    ("", "–"),
    (">=", _("từ ... trở lên")),
    (">", _("trên")),
    ("=", _("đúng")),
    ("<=", _("không quá")),
    ("<", _("dưới")),
)
MISSING_END = _("Ghi ngày cuối của kế hoạch.")


class HeadForm(forms.Form):
    """What a plan is: kind, name, theme, span, whose plan it carries out."""

    kind = forms.ChoiceField(
        label=_("Loại"), choices=[(Plan.Kind.PLAN, _("Kế hoạch")), (Plan.Kind.PROGRAMME, _("Chương trình nhiều năm"))]
    )
    title = forms.CharField(
        label=_("Tên kế hoạch"), max_length=500, error_messages={"required": _("Ghi tên kế hoạch.")},
        help_text=_("Ví dụ: Kế hoạch cải cách hành chính nhà nước năm 2026"),
    )  # fmt: skip
    theme = forms.CharField(label=_("Chủ đề"), max_length=500, required=False)
    year = forms.IntegerField(
        label=_("Năm"), min_value=FIRST_YEAR, max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text=_("Của chương trình là năm đầu."),
        error_messages={"required": _("Ghi năm."), "invalid": _("Năm là bốn chữ số."),
                        "min_value": _("Ghi năm từ 2000 đến 2100."), "max_value": _("Ghi năm từ 2000 đến 2100.")},
    )  # fmt: skip
    starts_on = DayField(label=_("Từ ngày"), error_messages={"required": _("Ghi ngày đầu của kế hoạch.")})
    last_day = DayField(label=_("Đến hết ngày"), error_messages={"required": MISSING_END})
    parent = forms.ChoiceField(label=_("Thực hiện chương trình, kế hoạch"), required=False)

    def __init__(self, *args: Any, parents: Sequence[Plan] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("không có")), *((str(plan.pk), f"{plan.title} ({plan.year})") for plan in parents)]
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]
        self.parents = {str(plan.pk): plan for plan in parents}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("starts_on"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Ngày cuối đứng trước ngày đầu: sửa một trong hai ngày."))
        return data

    @property
    def ends_on(self) -> date:
        """The first day after the plan."""
        return date.fromordinal(self.cleaned_data["last_day"].toordinal() + 1)

    @property
    def parent_plan(self) -> Plan | None:
        return self.parents.get(self.cleaned_data.get("parent") or "")

    @staticmethod
    def initial_of(plan: Plan) -> dict[str, Any]:
        """The fields of a plan."""
        return {
            "kind": plan.kind, "title": plan.title, "theme": plan.theme, "year": plan.year,
            "starts_on": plan.starts_on, "last_day": plan.ends_on - timedelta(days=1), "parent": plan.parent_id or "",
        }  # fmt: skip


class NewPlanForm(HeadForm):
    """A new plan: also who drafts and issues it, and what it is begun from."""

    units = forms.ChoiceField(label=_("Cơ quan soạn và cơ quan ban hành"))
    source = forms.ChoiceField(
        label=_("Sao từ kế hoạch"), required=False,
        help_text=_("Mọi nhiệm vụ, chỉ tiêu được sao, ngày tháng dời theo năm; việc gì đổi đều có ghi."),
    )  # fmt: skip
    field_order = ("units", "kind", "title", "theme", "year", "starts_on", "last_day", "parent", "source")

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], sources: Sequence[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = places  # type: ignore[attr-defined]
        choices = [
            ("", _("không, bắt đầu từ trang trắng")),
            *((str(one.pk), f"{one.title} ({one.year})") for one in sources),
        ]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


class TextForm(forms.Form):
    """A legal basis, a solution, a line of the organisation, an objective."""

    number = forms.CharField(label=_("Số, ký hiệu mục"), max_length=40, required=False)
    text = words_field(_("Nội dung"), _("Ghi nội dung."))


class BasisForm(TextForm):
    """A legal basis; the paper where the register has it."""

    paper = PaperField(label=_("Số, ký hiệu văn bản trong kho"))


class TargetForm(forms.Form):
    """A target of any kind."""

    text = words_field(
        _("Chỉ tiêu"), _("Ghi chỉ tiêu."), hint=_("Nguyên văn, ví dụ: Tỷ lệ hồ sơ đúng hạn từ 95% trở lên")
    )
    kind = forms.ChoiceField(label=_("Cách tính"), choices=Target.Kind.choices, initial=Target.Kind.LEVEL)
    subject = forms.CharField(label=_("Đo cái gì"), max_length=300, required=False)
    comparator = forms.ChoiceField(label=_("So sánh"), choices=COMPARATORS, required=False)
    value = forms.DecimalField(
        label=_("Mức, hoặc mức thay đổi"), required=False, max_digits=20, decimal_places=6, localize=True,
        error_messages={"invalid": _("Ghi một số, ví dụ 95 hoặc 99,5.")},
    )  # fmt: skip
    unit = forms.CharField(label=_("Đơn vị tính"), max_length=80, required=False, help_text=_("Ví dụ %"))
    direction = forms.ChoiceField(
        label=_("Chiều thay đổi"), choices=[("", "–"), *Target.Direction.choices], required=False
    )
    base_year = forms.IntegerField(label=_("Năm gốc"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    base_value = forms.DecimalField(
        label=_("Giá trị năm gốc"), required=False, max_digits=20, decimal_places=6, localize=True
    )
    objective = forms.ChoiceField(label=_("Thuộc mục tiêu"), required=False)
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False)

    def __init__(self, *args: Any, objectives: Sequence[Objective], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.objectives = {str(one.pk): one for one in objectives}
        chosen = [("", _("không"))] + [(str(one.pk), one.text[:100]) for one in objectives]
        self.fields["objective"].choices = chosen  # type: ignore[attr-defined]
        self.fields["field"].choices = field_choices()  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """Columns of the target."""
        given = dict(self.cleaned_data)
        return given | {"objective": self.objectives.get(given["objective"])}

    @staticmethod
    def initial_of(target: Target) -> dict[str, Any]:
        names = (
            "text", "kind", "subject", "comparator", "value", "unit", "direction", "base_year", "base_value", "field",
        )  # fmt: skip
        given = {name: getattr(target, name) for name in names}
        for name in ("value", "base_value"):
            given[name] = given[name].normalize() if given[name] is not None else None
        return given | {"objective": target.objective_id or ""}


def field_choices() -> list[tuple[str, Any]]:
    """The seven fields, or none."""
    return [("", _("chưa xếp lĩnh vực")), *((one.code, str(one)) for one in queries.fields())]


class TaskForm(forms.Form):
    """A task: what, product, who leads, who helps; the deadlines stand beside (`RuleSet`)."""

    text = words_field(_("Nhiệm vụ"), _("Ghi nội dung nhiệm vụ."))
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    outputs = forms.CharField(
        label=_("Sản phẩm, kết quả đầu ra"), widget=LINES, required=False, help_text=_("Mỗi dòng một sản phẩm.")
    )
    lead = forms.CharField(
        label=_("Cơ quan chủ trì, ghi bằng lời"), widget=LINES, required=False,
        help_text=_("Mỗi dòng một cơ quan hoặc nhóm cơ quan, như trong văn bản: “Các sở, ban, ngành cấp tỉnh”."),
    )  # fmt: skip
    lead_units = forms.MultipleChoiceField(label=_("hoặc chọn cơ quan chủ trì"), required=False)
    coordinating = forms.CharField(
        label=_("Cơ quan phối hợp, ghi bằng lời"), widget=LINES, required=False, help_text=_("Mỗi dòng một cơ quan.")
    )
    coordinating_units = forms.MultipleChoiceField(label=_("hoặc chọn cơ quan phối hợp"), required=False)
    report_to = forms.CharField(label=_("Báo cáo về"), max_length=300, required=False)
    number = forms.CharField(
        label=_("Số thứ tự riêng"), max_length=40, required=False, help_text=_("Để trống thì đánh số theo thứ tự.")
    )

    def __init__(
        self, *args: Any, agencies: Sequence[tuple[str, str]], content: TaskContent | None = None, **kwargs: Any
    ) -> None:
        self.names = dict(agencies)
        self.content = content
        if content is not None and not args:
            kwargs.setdefault("initial", self._initial(content))
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = field_choices()  # type: ignore[attr-defined]
        for name in ("lead_units", "coordinating_units"):
            self.fields[name].choices = list(agencies)  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["size"] = 6

    def _initial(self, content: TaskContent) -> dict[str, Any]:
        given: dict[str, Any] = {
            "text": content.text, "field": content.field, "outputs": "\n".join(content.outputs),
            "report_to": content.report_to, "number": content.number if not content.number.isdigit() else "",
        }  # fmt: skip
        for role in ("lead", "coordinating"):
            named = content.named(role)
            picked = [one.units[0] for one in named if self._is_picked(one)]
            given[role] = "\n".join(one.phrase for one in named if not self._is_picked(one))
            given[f"{role}_units"] = picked
        return given

    def _is_picked(self, one: Named) -> bool:
        return len(one.units) == 1 and self.names.get(one.units[0]) == one.phrase

    def task(self, deadlines: Sequence[Mapping[str, Any]]) -> TaskContent:
        """The task as it was typed; what the form does not ask stays as it was."""
        data, before = self.cleaned_data, self.content or TaskContent("")
        section, title = self._section(data["field"], before)
        return replace(
            before, text=data["text"].strip(), field=data["field"], outputs=_lines(data["outputs"]),
            lead=self._named("lead"), coordinating=self._named("coordinating"), deadlines=tuple(deadlines),
            report_to=data["report_to"], number=data["number"] or _kept_number(before), section=section,
            section_title=title,
        )  # fmt: skip

    @staticmethod
    def _section(field: str, before: TaskContent) -> tuple[str, str]:
        """A task stands in the section of its field, unless it has one of its own."""
        if field == before.field and before.section:
            return before.section, before.section_title
        found = next((one for one in queries.fields() if one.code == field), None)
        return (found.number, found.name) if found else ("", "")

    def _named(self, role: str) -> tuple[Named, ...]:
        """Phrases, those that had their units chosen with them, and the agencies picked from the list."""
        known = {one.phrase: one for one in (self.content.named(role) if self.content else ())}
        typed = [known.get(words, Named(words)) for words in _lines(self.cleaned_data[role])]
        picked = [Named(self.names[key], (key,)) for key in self.cleaned_data[f"{role}_units"]]
        return tuple({one.phrase: one for one in (*typed, *picked)}.values())


def _kept_number(before: TaskContent) -> str:
    return before.number if before.number.isdigit() else ""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words for line in text.splitlines() if (words := squeeze(line))))

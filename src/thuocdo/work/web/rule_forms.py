"""A deadline written by picking (chọn thời hạn): the form of one rule, from a rule to its fields and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thuocdo.kernel.deadlines.model import DataWindow, Within
from thuocdo.kernel.deadlines.rules import Rule, is_yearly_day
from thuocdo.kernel.deadlines.sentences import sentence
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.periods import Period, periods_between
from thuocdo.kernel.text import squeeze
from thuocdo.ui.fields import DayField
from thuocdo.work.web.rule_said import Span

Choices = list[tuple[str, Any]]
PERIOD_KINDS = ("month", "quarter", "half_year", "year")
LAST_DAY = 31
KINDS: tuple[tuple[str, str | Promise], ...] = (
    ("date", _("Một ngày cụ thể")),
    ("period", _("Một tháng, quý, nửa năm hoặc năm")),
    ("range", _("Từ mốc này đến mốc kia")),
    ("recurring", _("Lặp lại theo kỳ")),
    ("ongoing", _("Thường xuyên")),
    ("on_request", _("Khi có yêu cầu")),
    ("per_rule", _("Theo quy định khác")),
    ("relative", _("Sau một sự kiện")),
)
OPS: tuple[tuple[str, str | Promise], ...] = (
    ("by", _("chậm nhất")),
    ("before", _("trước (không kể ngày đó)")),
    ("in", _("trong")),
    ("from", _("từ (không ghi hạn cuối)")),
)
RECURRENCES: tuple[tuple[str, str | Promise], ...] = (
    ("weekly", _("hằng tuần")), ("monthly", _("hằng tháng")), ("quarterly", _("hằng quý")),
    ("half_yearly", _("6 tháng")), ("yearly", _("hằng năm")), ("ad_hoc", _("và đột xuất khi có yêu cầu")),
    ("daily", _("hằng ngày (không lập từng kỳ)")), ("periodic", _("định kỳ, văn bản không ghi kỳ")),
)  # fmt: skip
ANCHORS: tuple[tuple[str, str | Promise], ...] = (
    ("end", _("ngày cuối của kỳ")),
    ("last", _("một ngày của tháng cuối kỳ (báo cáo tháng: của tháng đó)")),
    ("first", _("một ngày của tháng đầu kỳ")),
    ("next", _("một ngày của tháng sau kỳ")),
    ("weekday", _("một thứ trong tuần")),
    ("yearly", _("ngày cố định trong năm")),
)
WEEKDAYS: tuple[tuple[str, str | Promise], ...] = (
    ("", "–"), ("1", _("thứ Hai")), ("2", _("thứ Ba")), ("3", _("thứ Tư")), ("4", _("thứ Năm")), ("5", _("thứ Sáu")),
    ("6", _("thứ Bảy")), ("7", _("Chủ nhật")),
)  # fmt: skip
WINDOW_MONTHS: tuple[tuple[str, str | Promise], ...] = (
    ("previous", _("tháng trước kỳ báo cáo")), ("first", _("tháng đầu kỳ")),
    ("reporting", _("tháng cuối kỳ (báo cáo tháng: tháng đó)")), ("next", _("tháng sau kỳ")),
    *((f"previous_year_{month:02}", _("tháng %(month)s năm trước") % {"month": month}) for month in range(1, 13)),
    *((f"year_{month:02}", _("tháng %(month)s năm báo cáo") % {"month": month}) for month in range(1, 13)),
)  # fmt: skip
WEEK_MONTHS = ("previous_week", "week")
SHIFTS: tuple[tuple[str, str | Promise], ...] = (
    ("", _("theo quy định chung đang áp dụng")), ("none", _("giữ nguyên ngày")),
    ("next", _("tính đến ngày làm việc tiếp theo")), ("previous", _("lùi về ngày làm việc liền trước")),
)  # fmt: skip
UNITS: tuple[tuple[str, str | Promise], ...] = (
    ("working_day", _("ngày làm việc")), ("day", _("ngày")), ("week", _("tuần")), ("month", _("tháng")),
    ("working_hour", _("giờ làm việc")), ("hour", _("giờ")),
)  # fmt: skip
MONTHS: Choices = [(str(month), _("%(month)s tháng") % {"month": month}) for month in range(1, 13)]
TIME = re.compile(r"(\d{1,2})(?:\s*(?:[:hg]|giờ)\s*(\d{2})?(?:\s*phút)?)?", re.IGNORECASE)
YEARLY = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*/\s*(\d{1,2})|(?:tháng\s*)?(\d{1,2})", re.IGNORECASE)
DAYS: Choices = [("", "–"), *((str(day), str(day)) for day in range(1, 31)), (str(LAST_DAY), _("cuối tháng"))]


def _pick(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    invalid = {"invalid_choice": _("Chọn một mục trong danh sách.")}
    return forms.ChoiceField(label=label, choices=choices, required=False, error_messages=invalid, **more)


class RuleForm(forms.Form):
    """One deadline: its words, and the rule that is picked; what the chosen kind does not use is passed over."""

    words = forms.CharField(
        label=_("Thời hạn bằng lời"), required=False, max_length=500,
        help_text=_("Như trong văn bản, ví dụ: chậm nhất ngày 12 hàng tháng."),
        error_messages={"max_length": _("Ngắn gọn hơn: nhiều nhất 500 chữ cái.")},
    )  # fmt: skip
    kind = _pick(_("Loại thời hạn"), KINDS, widget=forms.RadioSelect)
    op = _pick(_("Cách tính"), OPS)
    day = DayField(label=_("Ngày"), required=False)
    period = _pick(_("Tháng, quý, năm"), ())
    until_day = DayField(label=_("Đến ngày"), required=False)
    until_period = _pick(_("Đến hết"), ())
    time = forms.CharField(label=_("Giờ"), required=False, max_length=20, help_text=_("Ví dụ 16:30"))
    recurrence = forms.MultipleChoiceField(
        label=_("Kỳ"), choices=RECURRENCES, required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Chọn kỳ trong danh sách.")},
    )  # fmt: skip
    months = forms.MultipleChoiceField(
        label=_("Thêm báo cáo tính từ đầu năm"), choices=MONTHS, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Ví dụ báo cáo 9 tháng; đến hạn ngày cuối của tháng đó."),
        error_messages={"invalid_choice": _("Chọn tháng trong danh sách.")},
    )  # fmt: skip
    anchor = _pick(_("Đến hạn vào"), ANCHORS)
    day_of_month = _pick(_("Ngày trong tháng"), DAYS)
    weekday = _pick(_("Thứ"), WEEKDAYS)
    yearly = forms.CharField(
        label=_("Các ngày trong năm"), required=False, max_length=200, help_text=_("Ví dụ 15/6, 15/12; hoặc tháng 6")
    )
    has_window = forms.BooleanField(label=_("Văn bản ghi kỳ số liệu"), required=False)
    window_from_day = _pick(_("Số liệu từ ngày"), DAYS)
    window_from_month = _pick(_("của"), WINDOW_MONTHS)
    window_to_day = _pick(_("đến ngày"), DAYS)
    window_to_month = _pick(_("của"), WINDOW_MONTHS)
    within_amount = forms.IntegerField(
        label=_("Trong bao lâu"), required=False, min_value=1, max_value=999, widget=forms.TextInput(
            attrs={"inputmode": "numeric", "size": 4}
        ),
        error_messages={
            "invalid": _("Ghi một số."), "min_value": _("Ít nhất là 1."), "max_value": _("Nhiều nhất 999.")
        },
    )  # fmt: skip
    within_unit = _pick(_("Đơn vị tính"), UNITS)
    within_after = forms.CharField(
        label=_("Tính từ sự kiện nào"), required=False, max_length=200,
        help_text=_("Ví dụ: kể từ ngày nhận được văn bản"),
    )  # fmt: skip
    shift = _pick(_("Khi hạn rơi vào ngày nghỉ"), SHIFTS)
    applies_to = forms.CharField(
        label=_("Áp dụng cho"), required=False, max_length=300,
        help_text=_("Cơ quan hoặc sản phẩm mà riêng thời hạn này nói tới; để trống là tất cả."),
    )  # fmt: skip

    rule: Rule | None = None

    def __init__(self, *args: Any, span: Span, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = [self._given(name) for name in ("period", "until_period")]
        choices = period_choices(span, [code for code in given if code])
        for name in ("period", "until_period"):
            self._choices(name, choices)
        for name in ("window_from_month", "window_to_month"):
            if self._given(name) in WEEK_MONTHS:
                weeks = [("previous_week", _("tuần trước (ngày 1 là thứ Hai)")), ("week", _("tuần báo cáo"))]
                self._choices(name, [*WINDOW_MONTHS, *weeks])

    def _given(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), "") if self.is_bound else self.initial.get(name, ""))

    def _choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def is_blank(self) -> bool:
        """Whether nobody has written anything: such a form is passed over."""
        return not self._given("kind") and not self._given("words").strip()

    def clean_time(self) -> str:
        given = self.cleaned_data.get("time", "").strip()
        found = TIME.fullmatch(given)
        if given and (not found or int(found[1]) > 23 or int(found[2] or 0) > 59):
            raise forms.ValidationError(_("Ghi giờ và phút, ví dụ 16:30."))
        return f"{int(found[1]):02}:{found[2] or '00'}" if found and given else ""

    def clean_yearly(self) -> tuple[str, ...]:
        """Days or months of every year, as in `--12-25` or `--12`."""
        days = []
        for part in re.split(r"[,;]|\bvà\b", self.cleaned_data.get("yearly", "")):
            if not part.strip():
                continue
            found = YEARLY.fullmatch(part.strip())
            code = ""
            if found:
                code = f"--{int(found[2]):02}-{int(found[1]):02}" if found[1] else f"--{int(found[3]):02}"
            if not is_yearly_day(code):
                raise forms.ValidationError(_("Không có ngày “%(day)s” trong năm.") % {"day": part.strip()})
            days.append(code)
        return tuple(dict.fromkeys(days))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.errors or not data.get("kind"):
            if not self.errors and not self.is_blank:
                self.add_error("kind", _("Chọn loại thời hạn, hoặc bấm “Đọc lời văn”."))
            return data
        before = len(self.errors)
        given = BUILDERS[data["kind"]](self, data)
        if len(self.errors) > before:
            return data
        try:
            rule = Rule(
                **given, shift=data.get("shift", ""), text=squeeze(data.get("words", "")),
                applies_to=squeeze(data.get("applies_to", "")),
            )  # fmt: skip
            self.rule = rule if rule.text else Rule(**{**rule.__dict__, "text": sentence(rule).rstrip(".")})
        except Refused as refusal:
            self.add_error(None, f"{refusal.message} {refusal.remedy}")
        return data

    def need(self, name: str, missing: Any) -> Any:
        """The value of a field that the kind needs, or an error beside it."""
        value = self.cleaned_data.get(name)
        if value in (None, "", [], ()):
            self.add_error(name, missing)
            return None
        return value


def period_choices(span: Span, given: list[str]) -> Choices:
    """Years, halves, quarters and months of the span, the year after it, and whatever stands there already."""
    stop = Period.year(span.last.year + 1).end
    groups: Choices = [("", "–")]
    names = {"year": _("Năm"), "half_year": _("Nửa năm"), "quarter": _("Quý"), "month": _("Tháng")}
    known: set[str] = set()
    for kind, name in names.items():
        periods = periods_between(kind, Period.year(span.start.year).start, stop)
        known |= {period.code for period in periods}
        groups.append((str(name), [(period.code, _large(period.label)) for period in periods]))
    for code in dict.fromkeys(given):
        if code not in known:
            try:
                groups.append((code, _large(Period.of_code(code).label)))
            except Refused:
                continue
    return groups


def _large(words: str) -> str:
    return words[:1].upper() + words[1:]


Fields = dict[str, Any]


def _of_day(form: RuleForm, data: Fields) -> Fields:
    day = form.need("day", _("Ghi ngày."))
    return {"kind": "date", "value": day and day.isoformat(), "op": data.get("op") or "by", "time": data["time"]}


def _of_period(form: RuleForm, data: Fields) -> Fields:
    code = form.need("period", _("Chọn tháng, quý hoặc năm."))
    kind = Period.of_code(code).kind if code else "month"
    return {"kind": kind, "value": code, "op": data.get("op") or "in"}


def _of_range(form: RuleForm, data: Fields) -> Fields:
    ends = []
    for day, period in (("day", "period"), ("until_day", "until_period")):
        chosen = data.get(day)
        if chosen is None and not data.get(period):
            form.add_error(day, _("Ghi ngày, hoặc chọn tháng, quý, năm."))
        ends.append(chosen.isoformat() if chosen else data.get(period) or "")
    return {"kind": "range", "value": (ends[0], ends[1]), "op": "in"}


def _of_recurring(form: RuleForm, data: Fields) -> Fields:
    names = tuple(data.get("recurrence") or ())
    months = tuple(sorted(int(month) for month in data.get("months") or ()))
    anchor = data.get("anchor") or "end"
    if not names and not months:
        form.add_error("recurrence", _("Chọn ít nhất một kỳ."))
    given: Fields = {
        "kind": "recurring", "recurrence": names or ("yearly",), "months": months, "time": data["time"],
        "op": {"before": "before", "by": "by"}.get(data.get("op") or "", "by"),
        "data_window": _window(form, data),
    }  # fmt: skip
    if anchor in ("last", "first", "next"):
        day = form.need("day_of_month", _("Chọn ngày trong tháng."))
        monthly = set(names) <= {"monthly", "ad_hoc", "periodic", "daily"} and anchor != "next"
        given |= {"day_of_month": day and int(day), "month_of_period": "" if monthly else anchor}
    elif anchor == "weekday":
        given["weekday"] = _weekday(form, names)
    elif anchor == "yearly":
        given["dates"] = form.need("yearly", _("Ghi ít nhất một ngày, ví dụ 15/12.")) or ()
    else:
        given["op"] = None
    return given


def _weekday(form: RuleForm, names: tuple[str, ...]) -> int | None:
    weekday = form.need("weekday", _("Chọn thứ trong tuần."))
    if "weekly" not in names:
        form.add_error("anchor", _("Thứ trong tuần chỉ dùng cho kỳ hằng tuần."))
    return int(weekday) if weekday else None


def _window(form: RuleForm, data: Fields) -> DataWindow | None:
    if not data.get("has_window"):
        return None
    first = form.need("window_from_day", _("Chọn ngày đầu của kỳ số liệu."))
    last = form.need("window_to_day", _("Chọn ngày cuối của kỳ số liệu."))
    if not first or not last:
        return None
    months = data.get("window_from_month") or "previous", data.get("window_to_month") or "reporting"
    return DataWindow(int(first), months[0], int(last), months[1], "")


def _of_relative(form: RuleForm, data: Fields) -> Fields:
    amount, after = data.get("within_amount"), squeeze(data.get("within_after") or "")
    if amount is not None and not after:
        form.add_error("within_after", _("Ghi sự kiện mà thời hạn tính từ đó."))
    if amount is None and not after and not data.get("words"):
        form.add_error("within_after", _("Ghi sự kiện, ví dụ: sau khi có hướng dẫn của Bộ Nội vụ."))
    within = Within(amount, data.get("within_unit") or "working_day", after) if amount and after else None
    return {"kind": "relative", "within": within}


def _bare(form: RuleForm, data: Fields) -> Fields:
    return {"kind": data["kind"]}


BUILDERS = {
    "date": _of_day, "period": _of_period, "range": _of_range, "recurring": _of_recurring, "relative": _of_relative,
    "ongoing": _bare, "on_request": _bare, "per_rule": _bare,
}  # fmt: skip


def fields_of(rule: Rule) -> Fields:
    """The form's fields for a rule, as text or lists; the way back is `RuleForm.rule`."""
    given: Fields = {
        "words": rule.text, "applies_to": rule.applies_to, "shift": rule.shift, "time": rule.time,
        "kind": "period" if rule.kind in PERIOD_KINDS else rule.kind, "op": rule.op or "",
    }  # fmt: skip
    if rule.value is not None:
        given |= _points(rule)
    if rule.kind == "recurring":
        given |= _recurring_fields(rule)
    if rule.within is not None:
        given |= {
            "within_amount": rule.within.amount, "within_unit": rule.within.unit, "within_after": rule.within.after,
        }  # fmt: skip
    return given


def _points(rule: Rule) -> Fields:
    values = rule.value if isinstance(rule.value, tuple) else (rule.value,)
    given = {}
    for value, names in zip(values, (("day", "period"), ("until_day", "until_period")), strict=False):
        given[names[0] if len(value or "") == 10 else names[1]] = _typed(value or "")
    return given


def _typed(value: str) -> str:
    return "/".join(reversed(value.split("-"))) if len(value) == 10 else value


def _recurring_fields(rule: Rule) -> Fields:
    anchor = "end"
    if rule.day_of_month:
        anchor = rule.month_of_period or "last"
    elif rule.weekday:
        anchor = "weekday"
    elif rule.dates:
        anchor = "yearly"
    given: Fields = {
        "recurrence": list(rule.recurrence), "months": [str(month) for month in rule.months], "anchor": anchor,
        "day_of_month": str(rule.day_of_month or ""), "weekday": str(rule.weekday or ""),
        "yearly": ", ".join("/".join(reversed(day[2:].split("-"))) for day in rule.dates),
    }  # fmt: skip
    if rule.data_window is not None:
        window: Mapping[str, Any] = rule.data_window.to_json()
        given |= {f"window_{name}": str(window[name]) for name in ("from_day", "from_month", "to_day", "to_month")}
        given["has_window"] = True
    return given

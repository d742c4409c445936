"""Forms about people, their posts and accounts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thuocdo.directory.models import Person, Position, Unit, UnitVersion
from thuocdo.directory.queries.fields import reform_fields, role_choices
from thuocdo.directory.queries.people_list import MOST_UNITS, having_words
from thuocdo.directory.rules import contact
from thuocdo.directory.services import Terms
from thuocdo.kernel.text import fold
from thuocdo.ui.fields import DayField

SHOWN = 20
WHY = {"required": _("Ghi lý do.")}
PLAIN = {"autocomplete": "off"}


def text(
    label: Any, missing: Any = "", *, hint: Any = "", required: bool = True, longest: int = 200
) -> forms.CharField:
    """A line of text whose message says what is missing."""
    return forms.CharField(
        label=label, required=required, max_length=longest, help_text=hint,
        error_messages={"required": missing or _("Ghi mục này.")}, widget=forms.TextInput(attrs=PLAIN),
    )  # fmt: skip


def reason(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """A few lines that say why."""
    return forms.CharField(
        label=label, required=required, max_length=1000, help_text=hint, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=WHY,
    )  # fmt: skip


class ContactForm(forms.Form):
    """E-mail and telephone."""

    email = text(_("Thư điện tử"), required=False)
    phone = text(_("Điện thoại"), required=False, hint=_("Ví dụ 0912345678"))


class PersonForm(ContactForm):
    """A person as entered for the first time."""

    full_name = text(_("Họ và tên"), _("Ghi họ và tên như trong quyết định."), longest=contact.LONGEST_NAME)
    national_id = text(_("Số định danh cá nhân"), required=False, hint=_("12 chữ số; che trên mọi trang"))
    field_order = ("full_name", "national_id", "email", "phone")


class IdentityForm(forms.Form):
    """A corrected name or national id, with the reason."""

    full_name = text(_("Họ và tên"), _("Ghi họ và tên như trong quyết định."), longest=contact.LONGEST_NAME)
    national_id = text(
        _("Số định danh cá nhân"), required=False,
        hint=_("12 chữ số. Để trống thì giữ nguyên số đang có; ghi dấu gạch ngang để xóa."),
    )  # fmt: skip
    why = reason(_("Lý do đính chính"))

    def number(self, person: Person) -> str:
        """The number to keep: as typed, as it was when nothing was typed, none for a dash."""
        typed = str(self.cleaned_data["national_id"]).strip()
        return "" if typed in ("-", "–") else typed or person.national_id


class TermsForm(forms.Form):
    """Terms of a post."""

    role = forms.ChoiceField(label=_("Vai trò"), error_messages={"required": _("Chọn vai trò.")})
    title = text(
        _("Chức vụ"), _("Ghi chức vụ như trong quyết định."), hint=_("Như trong quyết định, ví dụ Phó Giám đốc")
    )
    is_head = forms.BooleanField(label=_("Là người đứng đầu đơn vị"), required=False)
    fields_named = forms.MultipleChoiceField(
        label=_("Lĩnh vực cải cách hành chính phụ trách"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Chỉ cần cho vai trò thẩm định theo lĩnh vực."),
    )  # fmt: skip
    legal_basis = text(_("Quyết định bổ nhiệm, phân công"), required=False, hint=_("Số, ngày, cơ quan ban hành"))
    start = DayField(label=_("Từ ngày"), error_messages={"required": _("Ghi ngày bắt đầu.")})
    end = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống khi chưa biết."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Chọn vai trò")), *role_choices()]  # type: ignore[attr-defined]
        self.fields["fields_named"].choices = list(reform_fields().items())  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        """What was typed, as terms; the last day becomes the first day without the post."""
        data = self.cleaned_data
        return Terms(
            title=data["title"], role=data["role"], start=data["start"], end=day_after(data["end"]),
            is_head=data["is_head"], fields=tuple(data["fields_named"]), legal_basis=data["legal_basis"],
        )  # fmt: skip

    @staticmethod
    def shown(position: Position) -> dict[str, Any]:
        """A position as the form shows it."""
        return {
            "role": position.role, "title": position.title, "is_head": position.is_head,
            "fields_named": position.fields, "legal_basis": position.legal_basis, "start": position.valid.lower,
            "end": day_before(position.valid.upper),
        }  # fmt: skip


class AppointForm(TermsForm):
    """A post in a unit that is found by words of its name; several that fit are offered to choose from."""

    words = text(_("Đơn vị"), _("Ghi tên hoặc mã đơn vị."), hint=_("Vài chữ trong tên, có dấu hoặc không, hoặc mã"))
    unit = forms.ChoiceField(label=_("Đơn vị nào"), required=False, widget=forms.RadioSelect)
    field_order = ("words", "unit", "role", "title", "is_head", "fields_named", "legal_basis", "start", "end")

    def __init__(self, *args: Any, provinces: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provinces = provinces
        self.chosen: Unit | None = None
        offered = self._offered() if self.is_bound else []
        self.fields["unit"].choices = offered  # type: ignore[attr-defined]
        if not offered:
            del self.fields["unit"]

    def _offered(self) -> list[tuple[str, str]]:
        """Units to choose from, when the words fit several; one that fits alone is taken."""
        words = str(self.data.get("words", "")).strip()[:200]
        found = self._found(words) if words else []
        exact = [row for row in found if fold(row.name) == fold(words) or row.unit.key.lower() == words.lower()]
        if len(found) == 1 or len(exact) == 1:
            self.chosen = (exact or found)[0].unit
            return []
        return [(row.unit.key, f"{row.name} ({row.unit.key})") for row in found[:SHOWN]]

    def _found(self, words: str) -> list[UnitVersion]:
        day = self._day()
        named = UnitVersion.objects.filter(
            valid__contains=day, unit__nature=Unit.Nature.AGENCY, unit__province_key__in=self.provinces
        ).select_related("unit")
        by_key = list(named.filter(unit__key__iexact=words))
        return by_key or list(named.filter(having_words("folded", words)).order_by("name", "pk")[:MOST_UNITS])

    def _day(self) -> date:
        from thuocdo.core import clock

        try:
            return DayField(required=False).clean(self.data.get("start")) or clock.today()
        except forms.ValidationError:
            return clock.today()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.chosen is None and data.get("unit"):
            self.chosen = Unit.objects.filter(key=data["unit"]).first()
        if self.chosen is None and data.get("words"):
            if "unit" in self.fields:
                self.add_error("unit", _("Tên này có ở nhiều đơn vị; chọn một."))
            else:
                self.add_error("words", _("Không có đơn vị nào như vậy vào ngày bắt đầu; thử ít chữ hơn."))
        return data


class CorrectPostForm(TermsForm):
    """Corrected terms of a post, with the reason."""

    why = reason(
        _("Lý do đính chính"), hint=_("Chỉ sửa điều nhập sai. Đổi chức vụ thật thì kết thúc rồi bổ nhiệm lại.")
    )


class EndPostForm(forms.Form):
    """The last day of a post."""

    last = DayField(label=_("Ngày cuối giữ vị trí"), error_messages={"required": _("Ghi ngày cuối.")})
    why = reason(_("Lý do, căn cứ"), hint=_("Ví dụ: Quyết định nghỉ hưu số ..."))
    known = forms.BooleanField(
        label=_("Vẫn kết thúc; việc đang dở sẽ bàn giao sau"), required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, unfinished: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unfinished = unfinished
        if not unfinished:
            del self.fields["known"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.unfinished and not data.get("known"):
            self.add_error("known", _("Còn việc đang dở: bàn giao trước, hoặc đánh dấu ô này."))
        return data


class OpenAccountForm(forms.Form):
    """A user name."""

    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=63, error_messages={"required": _("Ghi tên đăng nhập.")},
        help_text=_("Chữ thường không dấu, số, dấu chấm; thường là phần trước @ của thư công vụ."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


class WhyForm(forms.Form):
    """A reason alone."""

    why = reason(_("Lý do"))


def day_after(day: date | None) -> date | None:
    """The first day after a last day."""
    return day + timedelta(days=1) if day else None


def day_before(day: date | None) -> date | None:
    """The last day before a first day without."""
    return day - timedelta(days=1) if day else None

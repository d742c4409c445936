"""The form in which facts of a unit are changed from a day on, or corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thuocdo.directory.models import UnitVersion
from thuocdo.directory.queries.changes import TEXTS, UnitChange
from thuocdo.directory.rules.hours import EXAMPLE
from thuocdo.directory.rules.kinds import kinds_for
from thuocdo.directory.templatetags.directory import kind_words
from thuocdo.directory.web.people_forms import reason, text
from thuocdo.ui.fields import DayField

PROSE = {"address": 500, "legal_basis": 500, "office_hours": 300, "full_name": 300, "name": 200}


class UnitForm(forms.Form):
    """Facts of a unit as they are recorded, to be changed; only what differs from the record becomes a change."""

    full_name = text(_("Tên đầy đủ"), _("Tên đầy đủ để trống."), longest=PROSE["full_name"])
    name = text(_("Tên ngắn trên trang"), required=False, longest=PROSE["name"],
                hint=_("để trống thì rút gọn từ tên đầy đủ"))  # fmt: skip
    kind = forms.ChoiceField(label=_("Loại"))
    parent = text(_("Thuộc (mã đơn vị cấp trên)"), required=False, longest=40)
    symbol = text(_("Ký hiệu trong số văn bản"), required=False, longest=30)
    edoc_code = text(_("Mã định danh điện tử"), required=False, longest=60)
    code = text(_("Mã đơn vị hành chính"), required=False, longest=30)
    address = text(_("Địa chỉ trụ sở"), required=False, longest=PROSE["address"])
    office_hours = text(
        _("Giờ làm việc"), required=False, longest=PROSE["office_hours"], hint=_("Ví dụ:") + " " + EXAMPLE
    )
    legal_basis = text(_("Căn cứ"), required=False, longest=PROSE["legal_basis"],
                       hint=_("Số, ký hiệu, ngày của văn bản"))  # fmt: skip
    why = reason(_("Lý do, ghi chú"), required=False)

    def __init__(self, data: Any, *, version: UnitVersion, **more: Any) -> None:
        self.version = version
        super().__init__(data, initial=self.shown(version), **more)
        choices = kinds_for(version.unit.nature, version.level)
        known = choices if version.kind in choices else (version.kind, *choices)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(one, kind_words(one)) for one in known]
        if version.unit.nature == "agency":
            del self.fields["code"]
        self.fields["parent"].widget.attrs["list"] = "don-vi-cap-tren"
        if version.parent is not None:
            self.fields["parent"].help_text = _("để trống nếu không thuộc đơn vị nào")

    @staticmethod
    def shown(version: UnitVersion) -> dict[str, Any]:
        """What the record says now."""
        return {
            **{name: getattr(version, name) for name in TEXTS}, "parent": version.parent.key if version.parent else "",
        }  # fmt: skip

    def change(self) -> UnitChange:
        """Only what was typed otherwise than the record has it."""
        was, given = self.shown(self.version), self.cleaned_data
        told = {name: given[name] for name in (*TEXTS, "parent") if name in given and given[name] != was[name]}
        return UnitChange(
            **told, legal_basis=given["legal_basis"], why=given["why"], until=given.get("until"),
        )  # fmt: skip


class AmendForm(UnitForm):
    """Other facts from a day on, by virtue of a document."""

    on = DayField(label=_("Có hiệu lực từ ngày"))
    legal_basis = text(_("Căn cứ"), _("Chưa ghi căn cứ của thay đổi."), longest=PROSE["legal_basis"],
                       hint=_("Số, ký hiệu, ngày của văn bản"))  # fmt: skip
    until = DayField(
        label=_("Trở lại như cũ từ ngày"), required=False, help_text=_("để trống nếu không có ngày trở lại")
    )
    field_order = ("on", "legal_basis", "full_name", "name", "kind", "parent", "symbol", "edoc_code", "code", "address",
                   "office_hours", "until", "why")  # fmt: skip


class CorrectForm(UnitForm):
    """The record was wrong: other facts for the same days, with the reason."""

    why = reason(_("Bản ghi sai ở đâu, căn cứ vào đâu để đính chính"))
    field_order = ("why", "full_name", "name", "kind", "parent", "symbol", "edoc_code", "code", "address",
                   "office_hours", "legal_basis")  # fmt: skip

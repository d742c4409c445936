"""Forms of drafts: how one begins, and its content by the boxes of its kind's layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thuocdo.chancery.models import Draft, DraftVersion
from thuocdo.chancery.queries.drafts import possible_signers
from thuocdo.chancery.register_files import Upload
from thuocdo.chancery.rules.bodytext import blocks_of, text_of
from thuocdo.chancery.rules.content import LISTS, URGENCIES, Content, clean_lines
from thuocdo.chancery.workbook_tables import table_block
from thuocdo.documents.composing.kinds import KINDS, Kind, kind_of
from thuocdo.kernel.errors import Refused
from thuocdo.ui.fields import DayField

MOST_ATTACHED, LONGEST = 6, 400_000
BODY_HINT = _(
    "Mỗi dòng một đoạn. “I. TÊN PHẦN”, “1. Tên mục” tự thành đề mục; “Điều 1.” tự in đậm. Bảng: dán thẳng từ "
    "Excel, hoặc gõ các ô cách nhau bằng dấu |, dòng đầu là tên cột. Chú thích: đặt [*] trong câu, dòng dưới ghi "
    "“[*] lời chú”."
)
ORDER = (
    "cong_van", "quyet_dinh", "ke_hoach", "bao_cao", "thong_bao", "to_trinh", "bien_ban", "giay_moi", "chi_thi",
    "nghi_quyet", "huong_dan", "phieu_gui", "phieu_chuyen", "phieu_bao",
)  # fmt: skip


def kind_choices() -> list[tuple[str, str]]:
    """Kinds that can be drafted, as people look for them."""
    return [(code, KINDS[code].name or "Công văn") for code in ORDER]


class Wanted(forms.CharField):
    """A field that a paper must have before it is submitted; a draft is saved without it."""

    def validate(self, value: Any) -> None:
        """Saving never waits for it: `rules.problems` tells what is missing."""


def area(label: Any, rows: int, *, hint: Any = "", wanted: bool = False) -> forms.CharField:
    """A field of several lines."""
    return (Wanted if wanted else forms.CharField)(
        label=label, required=wanted, help_text=hint, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def line(
    label: Any, *, hint: Any = "", required: bool = False, wanted: bool = False, most: int = 500
) -> forms.CharField:  # fmt: skip
    """A field of one line."""
    return (Wanted if wanted else forms.CharField)(
        label=label, required=required or wanted, help_text=hint, max_length=most,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )  # fmt: skip


class SheetField(forms.FileField):
    """A workbook whose first sheet becomes a table behind the text above it; its value is that table."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Bảng từ tệp Excel"), required=False,
            help_text=_("Trang tính đầu; dòng đầu là tên cột. Lưu rồi, bảng vào cuối phần chữ ở trên, sửa tiếp được."),
            widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        )  # fmt: skip

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The table of the file, nothing where none was handed in."""
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return table_block(Upload(file.name, file.read()))
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class BeginForm(forms.Form):
    """How a draft begins: in whose name, which kind, by which form."""

    don_vi = forms.ChoiceField(label=_("Cơ quan ban hành"))
    loai = forms.ChoiceField(label=_("Loại văn bản"))

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].choices = list(units)  # type: ignore[attr-defined]
        self.fields["loai"].choices = kind_choices()  # type: ignore[attr-defined]


class ContentForm(forms.Form):
    """The content of a draft by box; only the boxes that its kind has. `content()` gives what was typed as data."""

    use_required_attribute = False
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: Draft, version: DraftVersion, on: date, **kwargs: Any) -> None:
        self.draft, self.kind = draft, kind_of(draft.kind)
        self.before = version.data
        kwargs.setdefault("initial", initial_of(draft, version))
        super().__init__(*args, **kwargs)
        self.signers = {str(post.pk): post for post, _words in possible_signers(draft.unit, on)}
        self._head()
        self._opening()
        self._middle()
        self._foot(on)

    def _head(self) -> None:
        self.fields["superior"] = line(_("Cơ quan cấp trên trực tiếp"))
        self.fields["agency"] = line(_("Cơ quan ban hành"), required=True)
        hint = _("Ví dụ /KH-UBND; số do văn thư cấp sau khi duyệt.")
        self.fields["symbol"] = line(_("Ký hiệu"), hint=hint, wanted=True, most=60)
        if self.kind.dated:
            self.fields["place"] = line(_("Địa danh"), wanted=True, most=60)
        self.fields["urgency"] = forms.ChoiceField(
            label=_("Độ khẩn"),
            required=False,
            choices=[(key, words or _("Thường")) for key, words in URGENCIES.items()],
        )
        label = _("Trích yếu (sau V/v)") if not self.kind.name else _("Trích yếu nội dung")
        self.fields["subject"] = area(label, 2, wanted=True)

    def _opening(self) -> None:
        kind = self.kind
        if kind.addressed or kind.symbol in ("BC", "TB"):
            label = _("Kính mời") if kind.symbol == "GM" else _("Kính gửi")
            self.fields["addressees"] = area(label, 3, hint=_("Mỗi nơi một dòng."), wanted=kind.addressed)
        if kind.resolves:
            self.fields["authority"] = line(
                _("Thẩm quyền ban hành"), hint=_("Ví dụ: Chủ tịch Ủy ban nhân dân tỉnh."), wanted=True
            )
        if not kind.capacities and kind.symbol != "GM" and kind.name:
            self.fields["bases"] = area(
                _("Căn cứ"), 4, hint=_("Mỗi căn cứ một dòng, không cần dấu chấm phẩy."), wanted=bool(kind.resolves)
            )
        for code, words in _asked(kind):
            self.fields[f"particular_{code}"] = area(words, 2, wanted=True)

    def _middle(self) -> None:
        self.fields["body"] = area(_("Nội dung"), 18, hint=BODY_HINT, wanted=self.kind.symbol != "GM")
        self.fields["sheet"] = SheetField()
        known = len(self.before.get("attachments") or ())
        for at in range(1, min(known + 1, MOST_ATTACHED) + 1):
            self.fields[f"attachment_{at}_kind"] = line(
                _("Tên loại"), hint=_("Kế hoạch, Phụ lục I, Quy chế …"), most=60
            )
            self.fields[f"attachment_{at}_subject"] = line(_("Tiêu đề"))
            self.fields[f"attachment_{at}_body"] = area(_("Nội dung, bảng"), 8)
            self.fields[f"attachment_{at}_own_head"] = forms.BooleanField(
                label=_("Có Quốc hiệu, tên cơ quan (kế hoạch, quy chế ban hành kèm theo)"), required=False
            )
            self.fields[f"attachment_{at}_landscape"] = forms.BooleanField(label=_("Trang ngang"), required=False)
            self.fields[f"attachment_{at}_sheet"] = SheetField()

    def _foot(self, on: date) -> None:
        self.fields["recipients"] = area(
            _("Nơi nhận"), 4, hint=_("Mỗi nơi một dòng; dòng cuối “Lưu: VT, …”."), wanted=True
        )
        if self.kind.capacities:
            for at, capacity in enumerate(self.kind.capacities, start=1):
                self.fields[f"signer_{at}"] = line(_("Họ tên: %(capacity)s") % {"capacity": capacity}, most=120)
        choices = [("", _("Chưa chọn")), *((key, words) for key, words in _signer_words(self.draft, on))]
        self.fields["signer"] = forms.ChoiceField(
            label=_("Người ký"), required=False, choices=choices,
            help_text=_("Quyền hạn, chức vụ in theo thẩm quyền và ủy quyền của ngày ký."),
        )  # fmt: skip
        self.fields["alone"] = forms.BooleanField(
            label=_("Người đứng đầu quyết định riêng (không ghi TM.)"), required=False
        )
        self.fields["contact"] = line(_("Địa chỉ, điện thoại ở cuối trang đầu"))
        self.fields["note"] = line(_("Đã sửa gì (ghi vào phiên bản)"), most=200)

    def boxes(self, *names: str) -> list[Any]:
        """Those of the fields that the form has."""
        return [self[name] for name in names if name in self.fields]

    @property
    def head(self) -> list[Any]:
        return self.boxes("superior", "agency", "symbol", "place", "urgency", "subject")

    @property
    def opening(self) -> list[Any]:
        asked = [f"particular_{code}" for code, _words in _asked(self.kind)]
        return self.boxes("addressees", "authority", "bases", *asked)

    @property
    def foot(self) -> list[Any]:
        return self.boxes("recipients", "signer_1", "signer_2", "signer", "alone", "contact")

    @property
    def attached(self) -> list[tuple[int, list[Any], bool]]:
        """Attachments: number, fields, whether something stands in them."""
        parts = ("kind", "subject", "own_head", "landscape", "body", "sheet")
        found = []
        for at in range(1, MOST_ATTACHED + 1):
            boxes = self.boxes(*(f"attachment_{at}_{part}" for part in parts))
            if boxes:
                found.append((at, boxes, bool(boxes[0].value() or boxes[-2].value() or boxes[-1].errors)))
        return found

    def content(self) -> Content:
        """What was typed as the content of a version; what the form does not ask for stays as it was."""
        said = self.cleaned_data
        lists: Content = {name: clean_lines(said[name]) for name in LISTS if name in said}
        plain = {name: " ".join(said[name].split()) for name in PLAIN if name in said}
        told = {code: " ".join(said[f"particular_{code}"].split()) for code, _words in _asked(self.kind)}
        made: Content = {
            **self.before, "letterhead": {"agency": _name(said["agency"]), "superior": _name(said["superior"])},
            **lists, **plain, "alone": said["alone"], "body": self._body("body", "sheet"),
            "attachments": self._attachments(), "particulars": told, **self._own_signers(),
        }  # fmt: skip
        return made

    def _body(self, text: str, sheet: str) -> list[Content]:
        """What was typed, and behind it the table of the workbook that was handed in with it."""
        table = self.cleaned_data.get(sheet)
        return [*blocks_of(self.cleaned_data[text]), *([table] if table else [])]

    def _own_signers(self) -> Content:
        names = (self.cleaned_data.get(f"signer_{at}", "") for at in range(1, len(self.kind.capacities) + 1))
        own = [
            {"capacity": capacity, "name": name.strip()}
            for capacity, name in zip(self.kind.capacities, names, strict=True)
        ]
        return {"signers": own} if own else {}

    def _attachments(self) -> list[Content]:
        said, found = self.cleaned_data, []
        for at, _boxes, _open in self.attached:
            one = {part: said[f"attachment_{at}_{part}"] for part in ("kind", "subject", "own_head", "landscape")}
            body = self._body(f"attachment_{at}_body", f"attachment_{at}_sheet")
            if one["kind"] or one["subject"] or body:
                found.append(one | {"body": body})
        return found


PLAIN = ("symbol", "place", "urgency", "subject", "authority", "contact")


def _name(text: str) -> str:
    return " ".join(text.split())


def _asked(kind: Kind) -> list[tuple[str, str]]:
    return [*kind.particulars, *([kind.closing] if kind.closing else [])]


def _signer_words(draft: Draft, on: date) -> list[tuple[str, str]]:
    """Who may sign today, and who was chosen although they may not any more."""
    found = [(str(post.pk), words) for post, words in possible_signers(draft.unit, on)]
    chosen = draft.signer
    if chosen is not None and str(chosen.pk) not in dict(found):
        found.append((str(chosen.pk), f"{chosen.person.full_name} (hôm nay không có thẩm quyền ký)"))
    return found


def initial_of(draft: Draft, version: DraftVersion) -> dict[str, Any]:
    """A version as the values of the form."""
    data: Mapping[str, Any] = version.data
    head = data.get("letterhead") or {}
    lists = {name: "\n".join(data.get(name) or ()) for name in ("addressees", "bases", "recipients")}
    told = {f"particular_{code}": value for code, value in (data.get("particulars") or {}).items()}
    own = {f"signer_{at}": one.get("name", "") for at, one in enumerate(data.get("signers") or (), start=1)}
    attached = {
        f"attachment_{at}_{part}": text_of(one.get("body") or ()) if part == "body" else one.get(part)
        for at, one in enumerate(data.get("attachments") or (), start=1)
        for part in ("kind", "subject", "own_head", "landscape", "body")
    }
    return {
        "revision": draft.revision, "agency": head.get("agency", ""), "superior": head.get("superior", ""), **lists,
        **{name: data.get(name, "") for name in PLAIN}, **told, **own, **attached, "alone": bool(data.get("alone")),
        "body": text_of(data.get("body") or ()), "signer": str(draft.signer_id or ""),
    }  # fmt: skip


class NumberForm(forms.Form):
    """The day of a paper that gets its number."""

    ngay = DayField(label=_("Ngày của văn bản"))


class TemplateForm(forms.Form):
    """A Word file that is to become a form."""

    don_vi = forms.ChoiceField(label=_("Mẫu của cơ quan"))
    loai = forms.ChoiceField(label=_("Loại văn bản"))
    ten = line(_("Tên mẫu"), hint=_("Tải lên cùng tên là phiên bản mới của mẫu ấy."), required=True, most=120)
    tep = forms.FileField(label=_("Tệp Word (.docx)"))

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].choices = list(units)  # type: ignore[attr-defined]
        self.fields["loai"].choices = kind_choices()  # type: ignore[attr-defined]

"""Words of the directory for templates."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from thuocdo.directory.models import Succession
from thuocdo.directory.rules.graph import Tie
from thuocdo.directory.rules.hours import parse
from thuocdo.kernel.errors import Refused
from thuocdo.ui.formatting import vn_percent

register = template.Library()

KINDS = {
    "so": _("Sở"), "ban": _("Ban"), "van_phong": _("Văn phòng"), "thanh_tra": _("Thanh tra"),
    "ubnd_tinh": _("UBND tỉnh"), "ubnd_huyen": _("UBND cấp huyện"), "ubnd_xa": _("UBND cấp xã"),
    "nganh_doc": _("Ngành dọc"), "trung_tam_hcc": _("Trung tâm hành chính công"), "don_vi": _("Đơn vị"),
    "bao_chi": _("Báo chí"), "hdnd": _("Hội đồng nhân dân"), "dang": _("Cơ quan đảng"), "mat_tran": _("Mặt trận"),
    "ban_chi_dao": _("Ban chỉ đạo"), "tu_phap": _("Tòa án, kiểm sát"), "doanh_nghiep": _("Doanh nghiệp"),
}  # fmt: skip
EDGES = {
    "whole": _("toàn bộ"), "part": _("một phần"), "part_area": _("chỉ đất"), "part_population": _("một phần dân"),
    "part_area_all_population": _("toàn bộ dân"), "function": _("chức năng"), "unknown": _("chưa rõ"),
}  # fmt: skip
STEPS = {
    "merged_into": _("sáp nhập"), "unchanged": _("giữ nguyên"), "renamed": _("đổi tên"), "retyped": _("đổi loại"),
    "moved": _("chuyển nơi trực thuộc"), "dissolved": _("giải thể"), "area_added": _("nhận thêm địa giới"),
    "succeeded_by": _("kế tục"), "split_into": _("chia tách"), "function_transfer": _("chuyển chức năng"),
    "level_abolished": _("bỏ cấp, theo địa bàn"),
}  # fmt: skip
BASES = {
    "population": _("dân số"), "area": _("diện tích"), "dossiers": _("số hồ sơ"), "staff": _("biên chế"),
    "budget": _("kinh phí"), "duties": _("nhiệm vụ"),
}  # fmt: skip
FACTS = {
    "full_name": _("Tên đầy đủ"), "name": _("Tên ngắn"), "kind": _("Loại"), "code": _("Mã hành chính"),
    "symbol": _("Ký hiệu văn bản"), "edoc_code": _("Mã định danh điện tử"), "address": _("Địa chỉ"),
    "office_hours": _("Giờ làm việc"), "parent": _("Thuộc"), "legal_basis": _("Căn cứ"), "valid": _("Hiệu lực"),
    "from_unit": _("Đơn vị cũ"), "to_unit": _("Đơn vị mới"), "effective_on": _("Ngày"), "extent": _("Mức độ"),
    "weight": _("Tỷ lệ"), "weight_basis": _("Tỷ lệ tính theo"), "clause": _("Điều khoản"),
}  # fmt: skip
VIA = {
    "name": _("tên"), "alias": _("tên gọi khác"), "group": _("nhóm cơ quan"), "member": _("một phần của nhóm"),
    "office": _("bộ phận bên trong"), "own": _("chính nơi ban hành"),
}  # fmt: skip


@register.filter
def kind_words(kind: str) -> str:
    """A kind of unit in words; kinds of territories are words already."""
    return str(KINDS.get(kind, kind[:1].upper() + kind[1:]))


@register.filter
def edge_words(tie: Tie) -> str:
    """How much went from one unit to another, in the few words that fit on a line of a drawing."""
    if tie.kind in ("level_abolished", "renamed", "retyped", "unchanged"):
        return str(_("theo địa bàn") if tie.kind == "level_abolished" else STEPS[tie.kind])
    if tie.weight is not None and 0 < tie.weight < 1:
        return vn_percent(tie.weight * 100)
    return str(EDGES.get(tie.extent, tie.extent))


@register.filter
def step_words(kind: str) -> str:
    """A kind of succession in words."""
    return str(STEPS.get(kind, kind))


@register.filter
def basis_words(basis: str) -> str:
    """What a share was reckoned by."""
    return str(BASES.get(basis, basis))


@register.filter
def fact_words(field: str) -> str:
    """The name of a fact of a unit or succession."""
    return str(FACTS.get(field, field))


@register.filter
def said_words(value: str, field: str) -> str:
    """A fact as people read it: codes in words, nothing as "không ghi"."""
    if not value:
        return str(_("không ghi"))
    words = {"kind": kind_words, "weight_basis": basis_words, "office_hours": hours_words}.get(field)
    if field == "extent" and value in Succession.Extent.values:
        return str(Succession.Extent(value).label)
    return str(words(value)) if words else value


@register.filter
def hours_words(notation: str) -> str:
    """Office hours in a sentence; what cannot be read stays as it is."""
    try:
        return parse(notation).sentence
    except Refused:
        return notation


@register.filter
def last_day(day: date | None) -> date | None:
    """The day before: the last one of a half-open span."""
    return day - timedelta(days=1) if day else None


@register.filter
def via_words(via: str) -> str:
    """How a unit was recognised."""
    return str(VIA.get(via, via))


@register.filter
def in_percent(share: float) -> Decimal:
    """A share of one as per cent."""
    return Decimal(str(share)) * 100


@register.filter
def is_unsure(provenance: str) -> bool:
    """Whether a fact's source says that nobody has checked it."""
    return "unverified" in provenance or "from memory" in provenance


@register.simple_tag
def unit_link(key: str, name: str) -> SafeString:
    """A unit's name, as a link to its page where this deployment has one."""
    try:
        address = reverse("portal:unit", args=[key])
    except NoReverseMatch:
        return conditional_escape(name)
    return format_html('<a href="{}">{}</a>', address, name)

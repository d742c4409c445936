"""Words of the directory for templates."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()

KINDS = {
    "so": _("Sở"), "ban": _("Ban"), "van_phong": _("Văn phòng"), "thanh_tra": _("Thanh tra"),
    "ubnd_tinh": _("UBND tỉnh"), "ubnd_huyen": _("UBND cấp huyện"), "ubnd_xa": _("UBND cấp xã"),
    "nganh_doc": _("Ngành dọc"), "trung_tam_hcc": _("Trung tâm hành chính công"), "don_vi": _("Đơn vị"),
    "bao_chi": _("Báo chí"), "hdnd": _("Hội đồng nhân dân"), "dang": _("Cơ quan đảng"), "mat_tran": _("Mặt trận"),
    "ban_chi_dao": _("Ban chỉ đạo"), "tu_phap": _("Tòa án, kiểm sát"), "doanh_nghiep": _("Doanh nghiệp"),
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

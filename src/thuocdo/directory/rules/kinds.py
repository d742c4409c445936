"""Kinds of units (loại đơn vị): of territories by level, of agencies."""

from __future__ import annotations

TERRITORIES = {
    "tinh": ("tỉnh", "thành phố"),
    "huyen": ("huyện", "quận", "thị xã", "thành phố"),
    "xa": ("xã", "phường", "thị trấn", "đặc khu"),
}
AGENCIES = (
    "so", "ban", "van_phong", "thanh_tra", "ubnd_tinh", "ubnd_huyen", "ubnd_xa", "nganh_doc", "trung_tam_hcc", "don_vi",
    "bao_chi", "hdnd", "dang", "mat_tran", "ban_chi_dao", "tu_phap", "doanh_nghiep",
)  # fmt: skip
COMMITTEES = ("ubnd_tinh", "ubnd_huyen", "ubnd_xa")


def kinds_for(nature: str, level: str) -> tuple[str, ...]:
    """Kinds that a unit of this nature and level may be.

    >>> kinds_for("territory", "xa")
    ('xã', 'phường', 'thị trấn', 'đặc khu')
    """
    return TERRITORIES.get(level, ()) if nature == "territory" else AGENCIES


def bare_name(full_name: str, kind: str) -> str:
    """The proper name of a territory, without its kind.

    >>> bare_name("Phường Thành Vinh", "phường"), bare_name("Thành Vinh", "phường")
    ('Thành Vinh', 'Thành Vinh')
    """
    return full_name[len(kind) :].strip() if full_name.lower().startswith(f"{kind} ") else full_name

"""What pages are called where only their address is known, as saved filters know them."""

from __future__ import annotations

from django.urls import Resolver404, resolve
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from thuocdo.ui.context import entry_of, wired

# Pages that the menu does not name closely enough, by the name of their URL.
PAGES = {
    "work:plan": _("Kế hoạch: bảng nhiệm vụ"),
    "work:plan_targets": _("Kế hoạch: mục tiêu, chỉ tiêu"),
    "work:plan_calendar": _("Kế hoạch: lịch"),
    "work:plan_timeline": _("Kế hoạch: dòng thời gian"),
    "work:plan_board": _("Kế hoạch: bảng việc"),
    "work:plan_heat": _("Kế hoạch: bản đồ nhiệt"),
    "work:plan_burn_up": _("Kế hoạch: tiến độ năm"),
    "work:derived": _("Kế hoạch của cơ quan, đơn vị"),
    "work:coverage_overview": _("Độ phủ của kế hoạch cơ quan"),
    "work:occurrences": _("Danh sách kỳ hạn"),
    "work:load": _("Khối lượng việc"),
    "work:blocks": _("Vướng mắc"),
    "work:task": _("Nhiệm vụ"),
    "work:contributions": _("Đề nghị phối hợp"),
    "funding:sums": _("Tổng hợp kinh phí"),
    "activities:calendar": _("Hoạt động: lịch tháng"),
    "activities:counts": _("Hoạt động: đếm theo tháng"),
    "activities:asked": _("Hoạt động: được giao và đã làm"),
    "urging:ledger": _("Sổ đôn đốc"),
    "urging:people": _("Người được đôn đốc"),
    "portal:unit": _("Trang cơ quan"),
}


def page_words(path: str) -> str:
    """What the page of an address is called: by its own name, else by the entry of the menu, else the address.

    >>> page_words("/khong-co-trang-nay/")
    '/khong-co-trang-nay/'
    """
    try:
        name = resolve(path).view_name
    except Resolver404:
        return path
    if name in PAGES:
        return str(PAGES[name])
    entries = wired("NAVIGATION", [])
    own = entry_of(name, entries)
    return next((gettext(str(entry["label"])) for entry in entries if entry["url_name"] == own), path)

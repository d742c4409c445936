"""The menu: groups in the order of the day, entries with the pages that belong to them."""

from __future__ import annotations


def _(words: str) -> str:
    """Mark words for the catalogue; they are translated where they are shown, so that commands start without Django."""
    return words


WORK, PAPERS, MEASURES, SYSTEM = _("Công việc"), _("Văn thư"), _("Theo dõi, nguồn lực"), _("Hệ thống")


def _entry(
    group: str, label: str, url_name: str, icon: str, *covers: str, short: str = ""
) -> dict[str, object]:  # fmt: skip
    """An entry for everybody who may open it; `covers` are patterns of URL names of the pages that belong to it.

    `short` is what the bar at the foot of a phone says.
    """
    return {
        "group": group, "label": label, "url_name": url_name, "icon": icon, "roles": [], "covers": list(covers),
        "short": short,
    }  # fmt: skip


NAVIGATION: list[dict[str, object]] = [
    _entry(WORK, _("Việc của tôi"), "portal:home", "home", short=_("Hôm nay")),
    _entry(
        WORK, _("Kế hoạch, nhiệm vụ"), "work:plans", "plan", "work:plan*", "work:task", "work:obligation",
        "work:occurrence*", "work:amendment*", "work:coverage*", "work:copy_missing", "work:derive*", "work:set_parent",
        "work:progress_*", "work:load*", "work:rules", "work:call_*", "work:date_event", "work:name_officer",
        "work:choose_units", "work:extension_decide", "work:accept_many", "work:adopt",
    ),
    _entry(
        WORK, _("Được giao, phối hợp"), "work:steps", "people", "work:step", "work:give_step",
        "work:contribution*",
    ),
    _entry(WORK, _("Lịch đến hạn"), "portal:calendar", "calendar", short=_("Lịch")),
    _entry(WORK, _("Họp, giao ban"), "meetings:list", "people", "meetings:*"),
    _entry(WORK, _("Đôn đốc"), "urging:overview", "bell", "urging:ledger", "urging:people", "urging:letters"),
    _entry(
        PAPERS, _("Văn bản đến chờ xử lý"), "chancery:inbox", "mail", "chancery:delivery*", "chancery:package*"
    ),
    _entry(PAPERS, _("Văn bản"), "documents:list", "doc", "documents:*"),
    _entry(PAPERS, _("Soạn thảo"), "chancery:drafts", "edit", "chancery:draft*", "chancery:template*"),
    _entry(PAPERS, _("Văn bản đã gửi"), "chancery:sent", "out", "chancery:send", "chancery:follow*"),
    _entry(
        PAPERS, _("Sổ văn bản"), "chancery:books", "table", "chancery:book*", "chancery:entry", "chancery:enter",
        "chancery:import*", "chancery:secrets",
    ),
    _entry(
        PAPERS, _("Truyền đạt chỉ đạo"), "documents:directives", "flow", "documents:cascade", "documents:beside"
    ),
    _entry(MEASURES, _("Tổng quan tỉnh"), "portal:overview", "chart"),
    _entry(MEASURES, _("Chất lượng, vướng mắc"), "work:quality", "flaw", "work:blocks"),
    _entry(MEASURES, _("Hoạt động"), "activities:list", "report", "activities:*"),
    _entry(MEASURES, _("Kinh phí"), "funding:list", "scale", "funding:*"),
    _entry(
        SYSTEM, _("Cơ quan, đơn vị"), "directory:units", "org", "portal:unit", "directory:life", "directory:*_unit"
    ),
    _entry(SYSTEM, _("Sức khỏe hệ thống"), "portal:health", "gauge"),
    _entry(SYSTEM, _("Dữ liệu cá nhân"), "directory:privacy", "lock", "directory:privacy_*"),
    _entry(SYSTEM, _("Nhật ký"), "portal:audit", "history", "portal:audit_*"),
    _entry(SYSTEM, _("Cán bộ, tài khoản"), "directory:people", "user", "directory:person*", "directory:people_*"),
    _entry(SYSTEM, _("Vai trò, quyền hạn"), "directory:roles", "key"),
    _entry(SYSTEM, _("Sắp xếp đơn vị"), "mergers:list", "merge", "mergers:*"),
    _entry(SYSTEM, _("Trợ giúp"), "portal:help", "help"),
]  # fmt: skip

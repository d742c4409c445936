"""What decisions are about, in words: names of kinds of things, their pages, and of which no reason is shown."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Promise | str

# What an audit row is about, by the type it names; and the page of such a thing by its number, where there is one.
THINGS: dict[str, Words] = {
    "documents.document": _("văn bản"),
    "chancery.entry": _("dòng trong sổ văn bản"),
    "chancery.registerimport": _("lần nhập sổ"),
    "chancery.delivery": _("lần gửi văn bản"),
    "chancery.draft": _("dự thảo văn bản"),
    "chancery.template": _("mẫu văn bản"),
    "chancery.axismessage": _("thông điệp liên thông"),
    "urging.run": _("lượt đôn đốc"),
    "urging.feed": _("địa chỉ lịch"),
    "urging.letter": _("công văn đôn đốc"),
    "work.plan": _("kế hoạch"),
    "work.amendment": _("đợt điều chỉnh kế hoạch"),
    "work.task": _("nhiệm vụ"),
    "work.taskparty": _("cụm từ nêu cơ quan"),
    "work.obligation": _("nghĩa vụ"),
    "work.occurrence": _("kỳ hạn"),
    "work.extension": _("đề nghị gia hạn"),
    "work.handover": _("đợt bàn giao"),
    "work.evidence": _("tài liệu kiểm chứng"),
    "work.contribution": _("đề nghị phối hợp"),
    "work.step": _("bước công việc"),
    "work.product": _("sản phẩm"),
    "work.block": _("vướng mắc"),
    "meetings.meeting": _("cuộc họp"),
    "meetings.conclusion": _("kết luận cuộc họp"),
    "meetings.monthlist": _("danh sách công việc cá nhân"),
    "meetings.monthsheet": _("công việc trong tháng của một người"),
    "activities.activity": _("hoạt động"),
    "activities.activitystep": _("bước công nhận, nhân rộng"),
    "activities.asked": _("số lượng hoạt động được giao"),
    "activities.activityimport": _("danh sách hoạt động"),
    "funding.estimate": _("dự toán kinh phí"),
    "funding.spending": _("khoản chi"),
    "directory.unit": _("đơn vị"),
    "directory.succession": _("kế thừa"),
    "directory.person": _("người"),
    "directory.position": _("vị trí công tác"),
    "directory.delegation": _("ủy quyền"),
    "directory.absence": _("ngày vắng mặt"),
    "directory.workreceipt": _("biên nhận bàn giao"),
    "directory.account": _("tài khoản"),
    "directory.accountimport": _("đợt nhập danh sách"),
    "directory.savedview": _("bộ lọc đã lưu"),
    "directory.roletable": _("bảng vai trò"),
    "mergers.merger": _("đợt sắp xếp"),
    "mergers.minute": _("biên bản bàn giao"),
    "core.packload": _("lần nạp danh mục"),
    "core.maintenance": _("chế độ bảo trì"),
    "core.auditrow": _("dòng nhật ký"),
}
PAGES = {
    "meetings.meeting": "meetings:meeting", "meetings.monthlist": "meetings:month_list",
    "activities.activity": "activities:activity",
    "funding.estimate": "funding:estimate",
    "chancery.draft": "chancery:draft",
    "documents.document": "documents:document", "chancery.entry": "chancery:entry",
    "work.plan": "work:plan", "work.task": "work:task",
    "work.contribution": "work:contribution", "work.step": "work:step",
    "work.obligation": "work:obligation", "directory.person": "directory:person", "core.auditrow": "portal:audit_row",
}  # fmt: skip
# Reasons given about these may speak of a person's own affairs (illness, a lost telephone): not shown in histories.
PRIVATE_REASONS = frozenset({
    "directory.person", "directory.position", "directory.absence", "directory.account", "directory.workreceipt",
    "directory.delegation", "directory.accountimport", "core.auditrow",
})  # fmt: skip

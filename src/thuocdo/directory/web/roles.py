"""The roles in force: who may do what where, who holds what, what each load changed; the same as a workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory.permissions import may_open
from thuocdo.directory.queries.roles import RolesInForce, roles_in_force
from thuocdo.directory.rules.roles import BELOW, FIELD, OWN, PROVINCE, Role
from thuocdo.ui import xlsx
from thuocdo.ui.formatting import vn_date, vn_datetime

REACHES: dict[str, str | Promise] = {
    OWN: gettext_lazy("đơn vị mình"),
    BELOW: gettext_lazy("trực thuộc"),
    FIELD: gettext_lazy("lĩnh vực"),
    PROVINCE: gettext_lazy("toàn tỉnh"),
}


def _found(request: HttpRequest) -> RolesInForce:
    return roles_in_force(getattr(request, "person", None), clock.today())


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Roles and what they may do (vai trò và quyền hạn), with holders of today and the history of loads."""
    found = _found(request)
    context = {
        "found": found, "on": clock.today(), "may_look_up": may_open(request, "directory:people"),
        "holdings": [(one, _conditions(one.role)) for one in found.holdings],
        "parts": [(part.duty, [(line, [_cell(one) for one in line.reaches]) for line in part.lines])
                  for part in found.parts],
        "apart": [(*(found.book.duties[code].name for code in pair.duties), pair.why) for pair in found.book.separate],
    }  # fmt: skip
    return render(request, "directory/roles.html", context)


def _conditions(role: Role) -> list[str]:
    """What holding a role asks for, in words."""
    asked = (
        (role.second_factor, _("Đăng nhập hai bước")),
        (role.four_eyes, _("Hai người cho mỗi việc: ai nhập thì không duyệt việc ấy")),
        (role.by_field, _("Vị trí phải ghi lĩnh vực")),
    )
    return [words for holds, words in asked if holds]


def _cell(reaches: tuple[str, ...]) -> list[str]:
    return [str(REACHES[reach]) for reach in reaches]


@require_safe
def roles_xlsx(request: HttpRequest) -> HttpResponse:
    """The matrix as a workbook: one row a verb, one column a role."""
    found = _found(request)
    columns = [
        xlsx.Column(title=_("Nhiệm vụ"), width=22), xlsx.Column(title=_("Việc"), width=38),
        xlsx.Column(title=_("Mã việc"), width=30),
        *(xlsx.Column(title=role.name, width=20, align="center") for role in found.book.roles.values()),
    ]  # fmt: skip
    rows: list[list[xlsx.Cell]] = [
        [part.duty.name, line.words, line.verb, *(", ".join(_cell(one)) for one in line.reaches)]
        for part in found.parts for line in part.lines
    ]  # fmt: skip
    held = _("Số người giữ ngày %(day)s") % {"day": vn_date(clock.today())}
    rows.append([held, "", "", *(one.people for one in found.holdings)])
    note = _("Bảng vai trò nạp lúc %(at)s.") % {"at": vn_datetime(found.since)} if found.since else ""
    content = xlsx.plain_list(_("Vai trò và quyền hạn"), columns, rows, note=note)
    answer = HttpResponse(content, content_type=xlsx.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="vai-tro-{clock.today():%Y%m%d}.xlsx"'
    answer["Cache-Control"] = "private, no-store"
    return answer

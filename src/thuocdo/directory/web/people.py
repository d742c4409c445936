"""The list of people, the same as a workbook, and entering somebody new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.directory import services
from thuocdo.directory.people_rights import rights
from thuocdo.directory.queries.fields import role_choices
from thuocdo.directory.queries.people_list import CLOSED, NONE, OPEN, PersonRow, Wanted, people, rows
from thuocdo.directory.web.asking import FormPage, form_page, need, person_of
from thuocdo.directory.web.people_forms import PersonForm
from thuocdo.ui import xlsx
from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import Asked, DateFilter, Filter, Listing, Page, TextFilter

MOST_IN_A_WORKBOOK = 20_000
ACCOUNTS = ((OPEN, _("Đang mở")), (CLOSED, _("Đã khóa")), (NONE, _("Chưa có")))


def _roles(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    return role_choices()


PEOPLE = Listing(
    filters=(
        TextFilter(name="tim", label=_("Họ tên"), placeholder=_("có dấu hoặc không dấu")),
        Filter(name="don-vi", label=_("Đơn vị"), placeholder=_("tên hoặc mã"), type="search"),
        Filter(name="vai-tro", label=_("Vai trò"), choices=_roles, all_words=_("Mọi vai trò")),
        Filter(name="tai-khoan", label=_("Tài khoản"), choices=ACCOUNTS, all_words=_("Có và chưa có")),
        DateFilter(name="ngay", label=_("Giữ vị trí vào ngày")),
        Filter(
            name="ca", label=_("Hiện"), choices=(("thoi", _("Cả người đã thôi")),), all_words=_("Đang giữ vị trí")
        ),
    ),
    sorts={
        "ten": ("given", "folded", "pk"), "don-vi": ("unit_name", "given", "pk"), "moi": ("-created_at", "-pk"),
    },
    order="ten", sizes=(50, 100),
)  # fmt: skip


def _wanted(asked: Asked) -> Wanted:
    words = {
        name: (asked.chosen[name][2] if name in asked.chosen else "").replace("\0", "") for name in ("tim", "don-vi")
    }
    return Wanted(
        words=words["tim"], unit=words["don-vi"], role=asked.value("vai-tro") or "",
        account=asked.value("tai-khoan") or "", on=asked.value("ngay"), all=bool(asked.value("ca")),
    )  # fmt: skip


@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody whom the person may look up, 50 a page; a fixed number of queries."""
    asked, today = PEOPLE.read(request), clock.today()
    wanted = _wanted(asked)
    on: date = wanted.on or today
    found = asked.ordered(people(person_of(request), wanted, today))
    start = (asked.number - 1) * asked.size
    cut = list(found[start : start + asked.size + 1])
    total = found.order_by().count()
    page = Page(asked, rows(cut[: asked.size], on), len(cut) > asked.size, total)
    may = rights(person_of(request), None)
    context = {"page": page, "on": on, "may_enter": "create_person" in may, "may_import": "import_accounts" in may}
    return render(request, "directory/people.html", context)


@require_safe
def people_xlsx(request: HttpRequest) -> HttpResponse:
    """The same people as a workbook, without personal data: one line for each post."""
    asked, today = PEOPLE.read(request), clock.today()
    wanted = _wanted(asked)
    on: date = wanted.on or today
    found = rows(list(asked.ordered(people(person_of(request), wanted, today))[:MOST_IN_A_WORKBOOK]), on)
    columns = [
        xlsx.Column(title=say("TT"), width=6, align="center"), xlsx.Column(title=say("Họ và tên"), width=28),
        xlsx.Column(title=say("Chức vụ"), width=30), xlsx.Column(title=say("Đơn vị"), width=44),
        xlsx.Column(title=say("Vai trò"), width=30), xlsx.Column(title=say("Tên đăng nhập"), width=18),
        xlsx.Column(title=say("Tài khoản"), width=14),
    ]  # fmt: skip
    title = say("Cán bộ, công chức ngày %(day)s") % {"day": vn_date(on)}
    content = xlsx.plain_list(title, columns, _lines(found), note=say("Không kèm dữ liệu cá nhân."))
    headers = {
        "Content-Disposition": f'attachment; filename="can-bo-{on.isoformat()}.xlsx"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=xlsx.CONTENT_TYPE, headers=headers)


def _lines(found: Sequence[PersonRow]) -> list[list[xlsx.Cell]]:
    lines: list[list[xlsx.Cell]] = []
    for row in found:
        account = row.account
        state = say("đang mở") if account and account.is_active else say("đã khóa") if account else say("chưa có")
        for title, unit, role in row.posts or [("", "", "")]:
            name = account.username if account else ""
            lines.append([len(lines) + 1, row.person.full_name, title, unit, role, name, state])
    return lines


@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Enter a person; a post and an account follow on the person's page."""
    need(request, None, "create_person")
    form = PersonForm(request.POST if request.method == "POST" else None)
    page = FormPage(
        title=_("Nhập người mới"), button=_("Nhập người này"), icon="plus", back=reverse("directory:people"),
        back_words=_("Cán bộ, tài khoản"),
        lead=_("Tìm trong danh sách trước, để một người không được nhập hai lần. Vị trí và tài khoản nhập ở bước sau."),
    )  # fmt: skip
    made: list[int] = []

    def run() -> None:
        person = services.create_person(**form.cleaned_data, by=person_of(request), at=clock.now())
        made.append(person.pk)

    answer = form_page(request, form, page, run=run, done=_("Đã nhập. Giao vị trí rồi mở tài khoản cho người này."))
    if made:
        return HttpResponseRedirect(reverse("directory:person", args=made))
    return answer

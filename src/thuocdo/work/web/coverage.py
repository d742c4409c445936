"""A derived plan beside its parent: what is covered, missing, said twice, too late; and the same for the province."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from thuocdo.core import clock
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.kernel.text import slug
from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import Filter, Listing
from thuocdo.ui.xlsx import Cell, Column, plain_list
from thuocdo.work import permissions
from thuocdo.work.models import Plan, Task
from thuocdo.work.queries.coverage import Compared, Row, compared
from thuocdo.work.queries.derived import AgencyRow, agencies, proposed_parents
from thuocdo.work.rules.coverage import COVERED, MISSING, PROPOSED
from thuocdo.work.rules.coverage_dates import LATER, NO_DAY, Clash
from thuocdo.work.services.deriving import confirm_match, copy_missing, reject_match
from thuocdo.work.web import derived, lists
from thuocdo.work.web.answers import workbook
from thuocdo.work.web.plans import head_of, seen_plan

CLASHING, HELPING = "mau-thuan", "phoi-hop"
KINDS = {
    COVERED: gettext_lazy("Đã có"), PROPOSED: gettext_lazy("Chờ xác nhận"), MISSING: gettext_lazy("Còn thiếu"),
    CLASHING: gettext_lazy("Mâu thuẫn thời hạn"), HELPING: gettext_lazy("Phối hợp, chưa ghi"),
}  # fmt: skip
BADGES = {
    COVERED: ("done", "check"), PROPOSED: ("doing", "ask"), MISSING: ("late", "x"), HELPING: ("plain", "dot"),
}  # fmt: skip
ROWS = Listing(
    filters=(
        Filter(name="loai", label=gettext_lazy("Kết quả đối chiếu"), choices=tuple(KINDS.items()),
               all_words=gettext_lazy("Mọi nhiệm vụ")),
        Filter(name="vai", label=gettext_lazy("Vai trò"), all_words=gettext_lazy("Chủ trì và phối hợp"),
               choices=(("lead", gettext_lazy("Chủ trì")), ("coordinating", gettext_lazy("Phối hợp")))),
    ),
    sizes=(100, 50, 200),
)  # fmt: skip
# The same questions, the most that is missing first.
OVERVIEW = replace(derived.LISTING, order="-thieu")
# How many open places a cell of the heat table may have before it darkens.
BOUNDS = (1, 3, 6, 12)


def clash_words(clash: Clash) -> str:
    """A clash of dates as a sentence with both days."""
    if clash.kind == NO_DAY:
        return _("Kế hoạch cấp trên có hạn %(day)s, kế hoạch này chưa ghi thời hạn.") % {"day": vn_date(clash.upper_on)}
    if clash.kind == LATER and clash.lower_on is not None:
        days = {"upper": vn_date(clash.upper_on), "lower": vn_date(clash.lower_on)}
        late = (clash.lower_on - clash.upper_on).days
        return _("Hạn cấp trên %(upper)s, kế hoạch này ghi %(lower)s: muộn hơn %(late)s ngày.") % {**days, "late": late}
    return _("Hạn cấp trên %(day)s không có kỳ nào ứng với trong kế hoạch này.") % {"day": vn_date(clash.upper_on)}


@login_required
@require_safe
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """A derived plan against its parent, task by task (đối chiếu); without a parent, which one it may carry out."""
    plan, person, on = seen_plan(request, pk), lists.person_of(request), clock.today()
    verbs = permissions.abilities(person, plan)
    found = compared(plan, on)
    if found is None or not permissions.sees_plan(permissions.reach(person), found.parent):
        proposals = proposed_parents(plan, person)
        return render(request, "work/coverage_none.html", {**head_of(plan), "proposals": proposals, "verbs": verbs})
    asked = ROWS.read(request)
    rows = _narrowed(found.rows, asked.value("loai"), asked.value("vai"))
    page = lists.cut(rows, asked)
    return render(request, "work/coverage.html", {
        **head_of(plan), "found": found, "page": page, "lines": [_line(row) for row in page.rows], "verbs": verbs,
        "open": plan.state in (Plan.State.DRAFT, Plan.State.IN_FORCE), "draft": plan.state == Plan.State.DRAFT,
        "numbers": found.numbers, "chips": _chips(found, asked), "on": on,
        "xlsx_url": reverse("work:coverage_xlsx", args=[pk]), "lacks": _lacks(found),
    })  # fmt: skip


def _narrowed(rows: Sequence[Row], kind: str | None, role: str | None) -> list[Row]:
    return [
        row for row in rows
        if (not role or row.upper.role == role)
        and (not kind or stand_of(row) == kind or (kind == CLASHING and bool(row.clashes)))
    ]  # fmt: skip


def stand_of(row: Row) -> str:
    """How a task of the parent stands; what the agency only helps with is not missing."""
    return HELPING if row.state == MISSING and not row.upper.leads else row.state


def _chips(found: Compared, asked: Any) -> list[tuple[str, str, bool, int]]:
    numbers = {
        COVERED: found.numbers.covered, PROPOSED: found.numbers.proposed, MISSING: found.numbers.missing,
        CLASHING: found.numbers.clashes, HELPING: found.numbers.helping,
    }  # fmt: skip
    chosen = asked.value("loai")
    return [
        (str(words), asked.url(loai="" if chosen == code else code), chosen == code, numbers[code])
        for code, words in KINDS.items()
    ]


def _line(row: Row) -> dict[str, Any]:
    stand = stand_of(row)
    kind, mark = BADGES[stand]
    return {
        "row": row, "badge": kind, "icon": mark, "words": KINDS[stand], "days": _days(row.upper.days),
        "clashes": [clash_words(one) for one in row.clashes],
        "linked": [(one, _days(one.days)) for one in row.linked],
        "proposed": [(one, _days(one.days)) for one in row.proposed],
    }  # fmt: skip


def _days(days: Sequence[date]) -> str:
    """Due days as a page shows them: the first ones, and how many more."""
    shown = ", ".join(vn_date(day) for day in days[:4])
    return _("%(days)s và %(more)s kỳ nữa") % {"days": shown, "more": len(days) - 4} if len(days) > 4 else shown


def _lacks(found: Compared) -> list[tuple[str, list[Task]]]:
    """Tasks of the derived plan that do not say what every such plan must: result, time, who is responsible."""
    below = [one.task for row in found.rows for one in row.linked] + [one.task for one in found.added]
    tasks = list({task.pk: task for task in below}.values())
    checks = (
        (_("chưa ghi kết quả, sản phẩm"), [task for task in tasks if not task.outputs]),
        (_("chưa ghi thời gian hoàn thành"), [task for task in tasks if not task.deadline_text]),
        (_("chưa phân công trách nhiệm"), [task for task in tasks if not task.lead_text]),
    )
    return [(words, some) for words, some in checks if some]


@login_required
@require_POST
def coverage_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or reject that a task of the plan carries out one of its parent."""
    plan, person = seen_plan(request, pk), lists.person_of(request)
    rejects = request.POST.get("viec") == "bac"
    if ("reject_match" if rejects else "confirm_match") not in permissions.rights(person, plan):
        raise NotAllowed(
            "work.confirm_match.not_allowed",
            _("Xác nhận nhiệm vụ khớp với cấp trên là việc của cơ quan lập kế hoạch và cơ quan thường trực."),
            _("Nhờ người của cơ quan đó."),
        )  # fmt: skip
    pair = {"origin": _task(request, "cap-tren", plan.parent_id), "task": _task(request, "nhiem-vu", plan.pk)}
    if rejects:
        reject_match(plan=plan, **pair, why=request.POST.get("ly-do", "")[:500], by=person, at=clock.now())
        messages.success(request, _("Đã bác, không đề xuất lại."))
    else:
        confirm_match(plan=plan, **pair, by=person, at=clock.now())
        messages.success(request, _("Đã xác nhận khớp."))
    return redirect(f"{reverse('work:coverage', args=[pk])}#n{pair['origin'].pk}")


def _task(request: HttpRequest, name: str, plan: int | None) -> Task:
    """The task that the form names; refused when the plan has none such."""
    given = request.POST.get(name, "")
    pk = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    found = Task.objects.filter(pk=pk, plan=plan).first()
    if found is None:
        raise Refused(
            "work.not_of_these_plans", _("Không thấy nhiệm vụ này trong kế hoạch."),
            _("Mở lại trang đối chiếu rồi chọn lại."),
        )  # fmt: skip
    return found


@login_required
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy what is missing into the draft, or into an amendment of a plan in force."""
    plan = seen_plan(request, pk)
    number = copy_missing(plan=plan, by=lists.person_of(request), at=clock.now())
    words = (
        _("Đã chép %(count)s nhiệm vụ còn thiếu vào dự thảo.") if plan.state == Plan.State.DRAFT
        else _("Đã đưa %(count)s nhiệm vụ còn thiếu vào một đợt điều chỉnh đang chuẩn bị.")
    )  # fmt: skip
    messages.success(request, words % {"count": number})
    return redirect("work:coverage", pk=pk)


SIDE_COLUMNS = (
    Column(title="TT", width=8, group="Kế hoạch cấp trên"),
    Column(title="Nhiệm vụ", width=46, group="Kế hoạch cấp trên"),
    Column(title="Vai trò", width=12, group="Kế hoạch cấp trên"),
    Column(title="Hạn", width=24, group="Kế hoạch cấp trên"), Column(title="Đối chiếu", width=16),
    Column(title="Nhiệm vụ", width=46, group="Kế hoạch của cơ quan"),
    Column(title="Hạn", width=24, group="Kế hoạch của cơ quan"), Column(title="Vì sao", width=40),
    Column(title="Mâu thuẫn thời hạn", width=40),
)  # fmt: skip


@login_required
@require_safe
def coverage_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The comparison of one plan as a workbook."""
    plan, on = seen_plan(request, pk), clock.today()
    found = compared(plan, on)
    if found is None:
        raise Refused(
            "work.no_parent", _("Kế hoạch này chưa được ghi là thực hiện kế hoạch nào."),
            _("Chọn kế hoạch cấp trên ở trang đối chiếu."),
        )  # fmt: skip
    note = f"“{plan.title}” đối chiếu với “{found.parent.title}”; tính đến ngày {vn_date(on)}."
    content = plain_list("Đối chiếu", SIDE_COLUMNS, _side_rows(found), note=note)
    return workbook(content, f"doi-chieu-{slug(plan.title)[:50]}.xlsx")


def _side_rows(found: Compared) -> Iterable[list[Cell]]:
    for row in found.rows:
        upper, below = row.upper.task, [*row.linked, *row.proposed]
        yield [
            upper.number, upper.text, "Chủ trì" if row.upper.leads else "Phối hợp", _days(row.upper.days),
            str(KINDS[stand_of(row)]), "\n".join(one.task.text for one in below),
            "\n".join(_days(one.days) for one in below),
            "\n".join("; ".join(one.match.reasons) for one in row.proposed if one.match),
            "\n".join(map(clash_words, row.clashes)),
        ]  # fmt: skip
    for one in found.added:
        yield ["", "", "", "", "Bổ sung", one.task.text, _days(one.days), "", ""]
    for pair in found.twice:
        yield ["", "", "", "", "Trùng lặp", f"{pair.first.task.text}\n{pair.second.task.text}", "", "", ""]


HEAT = ("covered", "proposed", "missing", "clashes", "helping", "twice", "added")


@login_required
@require_safe
def coverage_overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Agencies by what their plans cover of this one (độ phủ): a table of shades, the worst first."""
    parent, on = seen_plan(request, pk), clock.today()
    every, asked = agencies(parent, lists.person_of(request), on), OVERVIEW.read(request)
    rows = derived.narrowed(every, asked)
    page = lists.cut(rows, asked)
    return render(request, "work/coverage_overview.html", {
        **head_of(parent), "page": page, "lines": [_cells_of(row) for row in page.rows], "total": len(rows),
        "sums": [sum(getattr(row.numbers, name) for row in rows if row.numbers) for name in HEAT], "on": on,
        "without": sum(row.numbers is None for row in rows), "bounds": BOUNDS,
        "xlsx_url": f"{reverse('work:coverage_overview_xlsx', args=[pk])}{asked.url()}",
    })  # fmt: skip


def _cells_of(row: AgencyRow) -> dict[str, Any]:
    """The cells of an agency: numbers with their shade, the deeper the more is open; nothing without a plan."""
    href = reverse("work:coverage", args=[row.plan.pk]) if row.plan is not None and row.seen else ""
    cells = []
    for name, kind in (("covered", COVERED), ("proposed", PROPOSED), ("missing", MISSING), ("clashes", CLASHING)):
        value = getattr(row.numbers, name) if row.numbers else None
        cells.append({
            "value": value, "href": f"{href}?loai={kind}" if href and value else "", "open": name != "covered",
            "words": KINDS[kind],
        })  # fmt: skip
    return {"row": row, "cells": cells, "href": href, "asked": row.numbers.asked if row.numbers else row.lead}


OVERVIEW_COLUMNS = (
    Column(title="Cơ quan, đơn vị", width=40), Column(title="Tình trạng kế hoạch", width=22),
    Column(title="Nhiệm vụ chủ trì", width=10), Column(title="Đã có", width=10, group="Đối chiếu"),
    Column(title="Chờ xác nhận", width=10, group="Đối chiếu"), Column(title="Còn thiếu", width=10, group="Đối chiếu"),
    Column(title="Mâu thuẫn thời hạn", width=12), Column(title="Phối hợp chưa có", width=12),
    Column(title="Trùng lặp", width=10), Column(title="Bổ sung", width=10),
)  # fmt: skip


@login_required
@require_safe
def coverage_overview_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same table as a workbook; the filters of the page hold."""
    parent, on = seen_plan(request, pk), clock.today()
    rows = derived.narrowed(agencies(parent, lists.person_of(request), on), OVERVIEW.read(request))
    note = f"Độ phủ của kế hoạch các cơ quan đối với “{parent.title}”; tính đến ngày {vn_date(on)}."
    content = plain_list("Độ phủ", OVERVIEW_COLUMNS, (_overview_cells(row) for row in rows), note=note)
    return workbook(content, f"do-phu-{slug(parent.title)[:50]}.xlsx")


def _overview_cells(row: AgencyRow) -> list[Cell]:
    state = row.plan.get_state_display() if row.plan is not None else "Chưa có"
    if row.numbers is None:
        return [row.name, state, row.lead, *[None] * 7]
    values = row.numbers
    return [
        row.name, state, values.asked, values.covered, values.proposed, values.missing, values.clashes,
        values.helping, values.twice, values.added,
    ]  # fmt: skip

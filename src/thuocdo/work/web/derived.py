"""Plans of agencies under a parent: who has one and who not, beginning one, and which paper is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.directory.permissions import Place
from thuocdo.directory.queries import name_on
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.kernel.text import fold, slug
from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import Asked, Filter, Listing, TextFilter
from thuocdo.ui.xlsx import Cell, Column, plain_list
from thuocdo.work import permissions
from thuocdo.work.models import Plan
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.coverage import owed_by
from thuocdo.work.queries.derived import (
    HAVING,
    NONE,
    AgencyRow,
    agencies,
    derived_title,
    possible_parents,
    proposed_children,
)
from thuocdo.work.services.deriving import confirm_parent, derive_plan, reject_parent
from thuocdo.work.web import lists
from thuocdo.work.web.answers import workbook
from thuocdo.work.web.plans import head_of, seen_plan

LEVELS = {
    "tinh": gettext_lazy("Cấp tỉnh"), "huyen": gettext_lazy("Cấp huyện"), "xa": gettext_lazy("Cấp xã"),
}  # fmt: skip
HAS, MAKING, LACKS = "co", "dang-lam", "chua"
STANDS = {
    HAS: gettext_lazy("Đã có kế hoạch"), MAKING: gettext_lazy("Đang soạn, đang trình"), LACKS: gettext_lazy("Chưa có"),
}  # fmt: skip
ENDED, BOTH = "da-ket-thuc", "tat-ca"
BADGES = {
    "in_force": ("done", "check"), "closed": ("done", "check"), "approved": ("done", "check"),
    "proposed": ("doing", "out"), "draft": ("draft", "edit"), NONE: ("unknown", "dot"),
}  # fmt: skip
WHICH = Filter(
    name="con", label=gettext_lazy("Cơ quan nào"), all_words=gettext_lazy("Đang hoạt động"),
    choices=((ENDED, gettext_lazy("Đã sắp xếp, kết thúc")), (BOTH, gettext_lazy("Cả hai"))),
)  # fmt: skip
LISTING = Listing(
    filters=(
        TextFilter(name="chu", label=gettext_lazy("Cơ quan"), placeholder=gettext_lazy("gõ có dấu hoặc không dấu")),
        Filter(name="cap", label=gettext_lazy("Cấp"), choices=tuple(LEVELS.items()), all_words=gettext_lazy("Mọi cấp")),
        Filter(name="co", label=gettext_lazy("Kế hoạch"), choices=tuple(STANDS.items()),
               all_words=gettext_lazy("Có và chưa có")),
        WHICH,
    ),
    sorts={name: (name,) for name in ("ten", "viec", "han", "ngay", "so-ngay", "thieu", "mau-thuan")},
    order="ten", sizes=(50, 100, 200),
)  # fmt: skip
KEYS: dict[str, Callable[[AgencyRow], Any]] = {
    "ten": lambda row: (row.level != "tinh", fold(row.name)),
    "viec": lambda row: row.lead,
    "han": lambda row: row.due_on or date.max,
    "ngay": lambda row: (row.since if row.has else None) or date.max,
    "so-ngay": lambda row: -1 if row.days is None else row.days,
    "thieu": lambda row: row.numbers.missing if row.numbers else -1,
    "mau-thuan": lambda row: row.numbers.clashes if row.numbers else -1,
}


def stand_of(row: AgencyRow) -> str:
    """Whether an agency has its plan, is making it, or has none."""
    return HAS if row.has else LACKS if row.state == NONE else MAKING


def narrowed(rows: Sequence[AgencyRow], asked: Asked) -> list[AgencyRow]:
    """The rows that the address asks for, in its order."""
    words, level, stand, which = (asked.value(name) for name in ("chu", "cap", "co", "con"))
    kept = [
        row for row in rows
        if (not words or words in fold(row.name)) and (not level or row.level == level)
        and (not stand or stand_of(row) == stand) and (which == BOTH or row.ended == (which == ENDED))
    ]  # fmt: skip
    key = KEYS.get(asked.order.removeprefix("-"), KEYS["ten"])
    ordered = sorted(kept, key=KEYS["ten"])
    return sorted(ordered, key=key, reverse=asked.order.startswith("-"))


@login_required
@require_safe
def derived(request: HttpRequest, pk: int) -> HttpResponse:
    """Every agency that owes a plan of its own under this one (kế hoạch của cơ quan, đơn vị): has it, since when."""
    parent, person, on = seen_plan(request, pk), lists.person_of(request), clock.today()
    every, asked = agencies(parent, person, on), LISTING.read(request)
    rows = narrowed(every, asked)
    page = lists.cut(rows, asked)
    current = [row for row in every if not row.ended]
    own = permissions.reach(person)
    may = {row.unit for row in page.rows if row.state == NONE and not row.ended and _may_derive(own, row, parent)}
    proposals = [(one, permissions.abilities(person, one.plan, held=own)) for one in proposed_children(parent, person)]
    return render(request, "work/derived.html", {
        **head_of(parent), "page": page, "lines": [_line(row, row.unit in may, on) for row in page.rows],
        "counts": [(code, words, sum(stand_of(row) == code for row in current)) for code, words in STANDS.items()],
        "every": len(current), "total": len(rows), "proposals": proposals, "on": on, "asked": asked,
        "late": sum(row.state == NONE and row.late_on(on) > 0 for row in current),
        "xlsx_url": f"{reverse('work:derived_xlsx', args=[pk])}{asked.url()}",
    })  # fmt: skip


def _may_derive(held: permissions.Reach, row: AgencyRow, parent: Plan) -> bool:
    place = Place(row.unit, parent.province_key)
    return "derive_plan" in held.verbs_at(place)


def _line(row: AgencyRow, may: bool, on: date) -> dict[str, Any]:
    kind, mark = BADGES[row.state]
    words = row.plan.get_state_display() if row.plan is not None else _("Chưa có")
    return {
        "row": row, "level": LEVELS.get(row.level, ""), "badge": kind, "icon": mark, "words": words,
        "late": row.late_on(on), "may": may,
    }  # fmt: skip


COLUMNS = (
    Column(title="Cơ quan, đơn vị", width=40), Column(title="Cấp", width=12),
    Column(title="Chủ trì", width=9, group="Nhiệm vụ được giao"),
    Column(title="Phối hợp", width=9, group="Nhiệm vụ được giao"),
    Column(title="Hạn xây dựng kế hoạch", width=14), Column(title="Tình trạng", width=22),
    Column(title="Ngày ban hành", width=14), Column(title="Sau bao nhiêu ngày", width=12),
    Column(title="Số ngày trễ", width=10), Column(title="Kế hoạch", width=50),
)  # fmt: skip


@login_required
@require_safe
def derived_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same list as a workbook; the filters of the page hold."""
    parent, on = seen_plan(request, pk), clock.today()
    rows = narrowed(agencies(parent, lists.person_of(request), on), LISTING.read(request))
    note = f"Theo “{parent.title}”; tính đến ngày {vn_date(on)}."
    content = plain_list("Kế hoạch của cơ quan, đơn vị", COLUMNS, (_cells(row, on) for row in rows), note=note)
    return workbook(content, f"ke-hoach-don-vi-{slug(parent.title)[:50]}.xlsx")


def _cells(row: AgencyRow, on: date) -> list[Cell]:
    words = row.plan.get_state_display() if row.plan is not None else "Chưa có"
    title = row.plan.title if row.plan is not None and (row.has or row.seen) else ""
    return [
        row.name, str(LEVELS.get(row.level, "")), row.lead, row.coordinating, row.due_on, words,
        row.since if row.has else None, row.days, row.late_on(on) or None, title,
    ]  # fmt: skip


class DeriveForm(forms.Form):
    """What the draft is called, and whether it takes along what the agency only helps with."""

    title = forms.CharField(
        label=gettext_lazy("Tên kế hoạch"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Ghi tên kế hoạch.")},
    )  # fmt: skip
    helping = forms.BooleanField(label=gettext_lazy("Lấy cả nhiệm vụ phối hợp"), required=False)


@login_required
@require_http_methods(["GET", "POST"])
def derive(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Begin the plan of an agency: first what it would hold, then the draft."""
    person, on = lists.person_of(request), clock.today()
    parent = Plan.objects.filter(visible_to(person), pk=pk).exclude(state=Plan.State.DISCARDED).first()
    unit = Unit.objects.filter(key=key, province_key__in=permissions.reach(person).provinces()).first()
    if unit is None:
        raise Http404
    if "derive_plan" not in permissions.rights(person, unit):
        raise NotAllowed(
            "work.derive_plan.not_allowed", _("Chỉ người của chính cơ quan này lập kế hoạch cho cơ quan."),
            _("Hỏi người đứng đầu cơ quan."),
        )  # fmt: skip
    if parent is None:
        raise Http404
    name = name_on(unit, on) or unit.key
    form = DeriveForm(request.POST or None, initial={"title": derived_title(parent, name)})
    if request.method == "POST" and form.is_valid():
        try:
            made = derive_plan(parent=parent, unit=unit, by=person, at=clock.now(), **form.cleaned_data)
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            form.add_error(None, f"{refusal.message} {refusal.remedy}")
        else:
            messages.success(request, _("Đã lập dự thảo. Ghi rõ người chịu trách nhiệm từng việc rồi trình duyệt."))
            return redirect("work:coverage", pk=made.pk)
    uppers = owed_by(parent, [unit.pk]).get(unit.pk, [])
    context = {
        "parent": parent, "unit": unit, "name": name, "form": form, "uppers": uppers,
        "lead": sum(one.leads for one in uppers), "helping": sum(not one.leads for one in uppers),
    }  # fmt: skip
    return render(request, "work/derive.html", context, status=422 if form.errors else 200)


CANDIDATES = Listing(
    filters=(
        TextFilter(
            name="chu", label=gettext_lazy("Tên, số hoặc cơ quan ban hành"),
            placeholder=gettext_lazy("gõ có dấu hoặc không dấu"),
        ),
    ),
    sizes=(20, 50, 100),
)  # fmt: skip


@login_required
@require_safe
def choose_parent(request: HttpRequest, pk: int) -> HttpResponse:
    """Plans of which one may be said to be the parent of this one (chọn kế hoạch cấp trên), found by words."""
    person, plan = lists.person_of(request), seen_plan(request, pk)
    if "confirm_parent" not in permissions.rights(person, plan):
        raise _not_theirs("confirm_parent")
    asked = CANDIDATES.read(request)
    rows = possible_parents(plan, person, asked.value("chu") or "")
    page = lists.cut(rows, asked)
    return render(request, "work/choose_parent.html", {**head_of(plan), "page": page, "parent": plan.parent})


def _not_theirs(verb: str) -> NotAllowed:
    return NotAllowed(
        f"work.{verb}.not_allowed",
        _("Ghi quan hệ với kế hoạch cấp trên là việc của cơ quan lập kế hoạch và cơ quan thường trực."),
        _("Nhờ người của cơ quan đó."),
    )  # fmt: skip


@login_required
@require_POST
def set_parent(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a plan carries out another one, or that it does not."""
    person, plan = lists.person_of(request), seen_plan(request, pk)
    chosen = request.POST.get("cap-tren", "")
    rows = Plan.objects.filter(visible_to(person), state__in=HAVING)
    parent = rows.filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
    agrees = request.POST.get("viec") != "bac"
    verb = "confirm_parent" if agrees else "reject_parent"
    if verb not in permissions.rights(person, plan):
        raise _not_theirs(verb)
    if parent is None:
        raise Refused("work.no_such_parent", _("Chưa chọn kế hoạch cấp trên."), _("Chọn một kế hoạch rồi ghi lại."))
    if agrees:
        confirm_parent(plan=plan, parent=parent, by=person, at=clock.now())
        messages.success(request, _("Đã ghi: kế hoạch này thực hiện kế hoạch cấp trên. Xem đối chiếu bên dưới."))
        return redirect("work:coverage", pk=plan.pk)
    reject_parent(plan=plan, parent=parent, why=request.POST.get("ly-do", "")[:500], by=person, at=clock.now())
    messages.success(request, _("Đã ghi: kế hoạch này không thực hiện kế hoạch kia; không đề xuất lại."))
    return redirect("work:derived", pk=parent.pk)

"""The page of one task: its sentence, how its deadline is read, what each agency owes, proof and history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.kernel.text import fold
from thuocdo.ui.formatting import vn_date, vn_number
from thuocdo.ui.tables import Asked, Filter, Listing, TextFilter
from thuocdo.work import queries
from thuocdo.work.models import Task
from thuocdo.work.permissions import reach
from thuocdo.work.queries import task_page
from thuocdo.work.queries.sharing import part_states
from thuocdo.work.queries.tasks import Holder, TaskDetail
from thuocdo.work.rules.standing import STANDINGS
from thuocdo.work.web import events, flow, letterheads, lists, targets

ROLES = (
    ("lead", gettext_lazy("Chủ trì")), ("coordinating", gettext_lazy("Phối hợp")),
    ("ended", gettext_lazy("Đã chuyển giao")),
)  # fmt: skip
AGENCIES = Listing(
    filters=(
        TextFilter(name="co-quan", label=gettext_lazy("Tên cơ quan"), placeholder=gettext_lazy("có dấu hoặc không")),
        Filter(name="vai-tro", label=gettext_lazy("Vai trò"), choices=ROLES, all_words=gettext_lazy("Đang thực hiện")),
        lists.STANDING,
    ),
    sorts={"co-quan": ("name",), "han": ("due",), "gap": ("standing",)},
    order="gap", sizes=(20, 50, 100),
)  # fmt: skip


@dataclass(frozen=True)
class HolderRow:
    """One agency's part as a row: the nearest due instance, how much is done, where the agency got it from."""

    holder: Holder
    label: str
    lineage: Sequence[str]
    no_date_words: str
    part: str = ""

    @property
    def obligation(self) -> Any:
        return self.holder.obligation

    @property
    def unit_name(self) -> str:
        return self.holder.unit_name

    @property
    def due_on(self) -> date | None:
        return self.holder.next_due_on

    @property
    def standing(self) -> str:
        """The most urgent of its due instances; empty for who only coordinates or has handed over."""
        return self.holder.counts.worst if self.holder.counts.total else ""

    @property
    def done(self) -> int:
        return self.holder.counts.done

    @property
    def total(self) -> int:
        return self.holder.counts.total


@login_required
@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task (nhiệm vụ) with its source, its agencies and its history."""
    person, on = lists.person_of(request), clock.today()
    found = queries.visible_task(person, pk)
    if found is None:
        raise Http404
    detail = queries.task_detail(found, on, person)
    asked = AGENCIES.read(request)
    chosen = asked.value("tinh-trang")
    holders = _narrowed(detail, asked)
    page = lists.cut(holders, asked)
    labels = task_page.nearest_labels(found, [row.obligation.pk for row in page.rows])
    lineage = task_page.lineage_of([row.obligation.pk for row in page.rows], on)
    own = reach(person).own_units
    return render(
        request,
        "work/task.html",
        {
            "task": found, "plan": found.plan, "page": page_of(page, labels, lineage, on), **_source(found),
            "worst": detail.counts.worst, "units_words": _units_words(detail),
            "parts": [_part(asked, code, count, chosen) for code, count in detail.counts.parts()],
            "readings": task_page.readings(found, detail.deadlines),
            "phrases": task_page.phrases(detail.parties), "flow": flow.drawn(found, detail),
            "mine": next((row.obligation for row in detail.leading + detail.coordinating
                          if row.obligation.unit_id in own), None),
            **_proof(found, person, on), "handovers": task_page.handover_words(found), "field_name": field_name(found),
            "occurrences_url": f"{reverse('work:occurrences')}?nhiem-vu={found.pk}",
        },
    )  # fmt: skip


def _proof(found: Task, person: Person | None, on: date) -> dict[str, Any]:
    """The newest proof and history, each with the agency it is about."""
    evidence, moves = task_page.evidence(found, person), task_page.events(found, person)
    names = queries.names_on(
        {one.occurrence.unit_id for one in evidence} | {one.occurrence.unit_id for one in moves}, on
    )
    rows = [
        {"name": row.file.name if row.file else row.title, "size": row.file.size if row.file else None,
         "href": reverse("work:evidence", args=[row.pk]),
         "note": f"{names.get(row.occurrence.unit_id, '')}, {row.occurrence.label}, {vn_date(row.at)}"}
        for row in evidence
    ]  # fmt: skip
    return {"evidence": rows, "events": events.rows_of_task(moves, names=names)}


def field_name(found: Task) -> str:
    """Name of the task's field with its number."""
    return next((str(field) for field in queries.fields() if field.code == found.field), "")


def _source(found: Task) -> dict[str, Any]:
    """The quoted sentence, what it is quoted from, and the address of its place in the document."""
    place = ""
    if found.document_id:
        place = reverse("documents:document", args=[found.document_id]) + targets.place_of(found.spans)
    cite = letterheads.basis_of(found.plan)
    if found.row:
        cite = _("%(document)s, Phụ lục, dòng %(row)s") % {"document": cite, "row": found.row}
    section = f"{reverse('work:plan', args=[found.plan_id])}?linh-vuc={found.field}" if found.field else ""
    return {
        "source_text": found.source_text or found.text, "cite": cite, "place_url": place, "section_url": section,
        "section_words": ". ".join(part for part in (found.section, found.section_title) if part),
    }  # fmt: skip


def _units_words(detail: TaskDetail) -> str:
    words = [_("%(count)s cơ quan chủ trì") % {"count": vn_number(len(detail.leading))}]
    if detail.coordinating:
        words.append(_("%(count)s cơ quan phối hợp") % {"count": vn_number(len(detail.coordinating))})
    if late := sum(1 for holder in detail.leading if holder.counts["overdue"]):
        words.append(_("%(count)s cơ quan đang quá hạn") % {"count": vn_number(late)})
    return ", ".join(words)


def _narrowed(detail: TaskDetail, asked: Asked) -> list[Holder]:
    role, standing, words = asked.value("vai-tro"), asked.value("tinh-trang"), asked.value("co-quan") or ""
    by_role = {"lead": detail.leading, "coordinating": detail.coordinating, "ended": detail.past}
    rows = by_role.get(role or "", [*detail.leading, *detail.coordinating])
    kept = [
        row for row in rows
        if (not standing or row.counts[standing]) and (not words or words in fold(row.unit_name))
    ]  # fmt: skip
    keys: dict[str, Any] = {
        "co-quan": lambda row: fold(row.unit_name),
        "han": lambda row: (row.next_due_on or date.max, fold(row.unit_name)),
    }
    usual = lambda row: (row.obligation.role != "lead", _urgency(row), -row.counts["overdue"], fold(row.unit_name))  # noqa: E731
    return sorted(kept, key=keys.get(asked.order.removeprefix("-"), usual), reverse=asked.order.startswith("-"))


def _urgency(row: Holder) -> int:
    return STANDINGS.index(row.counts.worst) if row.counts.total else len(STANDINGS)


def _part(asked: Asked, code: str, count: int, chosen: str | None) -> dict[str, Any]:
    href = asked.url(**{"tinh-trang": "" if chosen == code else code})
    return {"code": code, "count": count, "href": href, "current": chosen == code}


def page_of(page: Any, labels: dict[int, str], lineage: dict[int, list[str]], on: date) -> Any:
    """The page of agencies as rows; one query tells where the coordinating ones stand."""
    helping = [row.obligation.pk for row in page.rows if row.obligation.role != "lead"]
    parts = part_states(helping, on) if helping else {}
    rows = [
        HolderRow(
            row, labels.get(row.obligation.pk, ""), lineage.get(row.obligation.pk, []), _no_date(row),
            parts.get(row.obligation.pk, ""),
        )
        for row in page.rows
    ]  # fmt: skip
    return type(page)(page.asked, rows, page.has_next, page.total)


def _no_date(row: Holder) -> str:
    if row.obligation.state == "ended" and row.obligation.ended_on:
        return _("đến %(day)s") % {"day": vn_date(row.obligation.ended_on)}
    return "–" if row.counts.total == row.counts.done else _("không có ngày")

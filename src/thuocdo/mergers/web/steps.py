"""The page of one merger, step by step: mapping, checks, simulation, approval and carrying out, minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory.models import UnitVersion
from thuocdo.kernel.text import fold
from thuocdo.mergers import permissions, queries
from thuocdo.mergers.models import Merger
from thuocdo.mergers.rules.problems import Problem, warning_codes
from thuocdo.mergers.web import forms, words
from thuocdo.mergers.web.asking import amounts, cut, person_of, seen_merger, sees_whole
from thuocdo.mergers.web.words import APPROVAL, CHECKS, LOOKS, MAPPING, MINUTES, SIMULATION
from thuocdo.ui.tables import Filter, Listing, TextFilter

STEP = "buoc"


def _speaks_of(rows: QuerySet[Any], sought: str) -> QuerySet[Any]:
    """Lines that name a unit by code or by name, old or new."""
    found = UnitVersion.objects.filter(folded__contains=sought).values("unit__key")
    here = Q(from_key__icontains=sought) | Q(to_key__icontains=sought) | Q(to_name__icontains=sought)
    return rows.filter(here | Q(from_key__in=found) | Q(to_key__in=found))


ROWS = Listing(
    filters=(
        TextFilter(name="chu", label=_("Tên hoặc mã đơn vị"), apply=_speaks_of),
        Filter(name="hinh-thuc", label=_("Hình thức"), lookup="kind", choices=tuple(words.KINDS.items()),
               all_words=_("Mọi hình thức")),
        Filter(name="muc-do", label=_("Mức độ"), lookup="extent", choices=tuple(words.EXTENTS.items()),
               all_words=_("Mọi mức độ")),
    ),
    sorts={"dong": ("line", "pk"), "cu": ("from_key", "line"), "moi": ("to_key", "line")},
    order="dong", sizes=(50, 100, 200), keep=(STEP,),
)  # fmt: skip
PROBLEMS = Listing(
    filters=(
        Filter(name="loai", label=_("Loại"), choices=tuple(words.PROBLEMS.items()), all_words=_("Mọi loại")),
        Filter(name="nang", label=_("Mức"), choices=(("error", _("Lỗi")), ("warning", _("Cảnh báo"))),
               all_words=_("Lỗi và cảnh báo")),
    ),
    sizes=(50, 100, 200), keep=(STEP,),
)  # fmt: skip
PAIRS = Listing(
    filters=(
        TextFilter(name="chu", label=_("Tên đơn vị")),
        Filter(name="can", label=_("Chỉ những cặp"), choices=(("nguoi", _("Còn chờ người quyết")),),
               all_words=_("Mọi cặp")),
    ),
    sizes=(50, 100, 200), keep=(STEP,),
)  # fmt: skip
LINES = Listing(sizes=(100, 200), keep=(STEP, "cap"))


@login_required
@require_safe
def merger(request: HttpRequest, pk: int) -> HttpResponse:
    """One merger at one of its steps; who only hands over or takes over sees the minutes."""
    found = seen_merger(request, pk)
    person, on = person_of(request), clock.today()
    whole = sees_whole(person, found)
    step = _step(request, found) if whole else MINUTES
    context = {
        "merger": found, "step": step, "steps": _steps(found, step) if whole else [], "look": LOOKS[found.state],
        "verbs": permissions.abilities(person, found, on), "whole": whole, "today": on,
        "errors": sum(one["severity"] == "error" for one in found.problems),
        "doubts": sum(one["severity"] == "warning" for one in found.problems),
        **PANELS[step](request, found),
    }  # fmt: skip
    return render(request, f"mergers/step_{TEMPLATES[step]}.html", context)


def _step(request: HttpRequest, found: Merger) -> str:
    """The step that the address asks for, else the one at which the merger stands."""
    asked = request.GET.get(STEP, "")
    if asked in words.STEPS:
        return asked
    if found.state == Merger.State.DRAFT:
        faults = any(one["severity"] == "error" for one in found.problems)
        return CHECKS if faults else APPROVAL if found.simulated_at else SIMULATION
    return MINUTES if found.state == Merger.State.CARRIED_OUT else APPROVAL


def _steps(found: Merger, step: str) -> list[dict[str, Any]]:
    """The steps with where each stands: done or open, and how many faults wait at the checks."""
    faults = sum(one["severity"] == "error" for one in found.problems)
    done = {
        MAPPING: True, CHECKS: not faults, SIMULATION: found.simulated_at is not None,
        APPROVAL: found.state == Merger.State.CARRIED_OUT, MINUTES: False,
    }  # fmt: skip
    rows = []
    for number, (name, said) in enumerate(words.STEPS.items(), start=1):
        here = faults if name == CHECKS else 0
        label = f"{number}. {said}" + (
            f", {say('đã xong')}" if done[name] else f", {here} {say('lỗi')}" if here else ""
        )
        rows.append({"name": name, "words": said, "done": done[name], "current": name == step, "number": number,
                     "faults": here, "label": label})  # fmt: skip
    return rows


def _mapping(request: HttpRequest, found: Merger) -> dict[str, Any]:
    """The lines as they were written, with the names of the units."""
    page = ROWS.page(found.rows.all(), request, count=True)
    names = names_of(page.rows, found)
    faulty = {one["line"] for one in found.problems if one["severity"] == "error"}
    for row in page.rows:
        row.from_name, row.target_name = names.get(row.from_key, ""), row.to_name or names.get(row.to_key, "")
        row.kind_words, row.extent_words = (
            words.KINDS.get(row.kind, row.kind),
            words.EXTENTS.get(row.extent, row.extent),
        )
        row.basis_words, row.faulty = words.BASES.get(row.weight_basis, row.weight_basis), row.line in faulty
        row.percent = None if row.weight is None else row.weight * 100
    return {"page": page}


def names_of(rows: Any, found: Merger) -> dict[str, str]:
    """Names of the units of some lines on the day of the merger, or nearest to it."""
    return queries.names_of_keys({key for row in rows for key in (row.from_key, row.to_key) if key}, found.effective_on)


def _checks(request: HttpRequest, found: Merger) -> dict[str, Any]:
    """Everything that is wrong or doubtful, by kind and by line."""
    asked = PROBLEMS.read(request)
    problems = [Problem.from_json(one) for one in found.problems]
    # What the file itself says wrongly comes first, row by row; what it leaves out comes after.
    problems.sort(key=lambda one: (not one.is_error, not one.line, one.line))
    kind, severity = asked.value("loai"), asked.value("nang")
    shown = [one for one in problems if kind in (None, one.code) and severity in (None, one.severity)]
    page = cut(shown, asked)
    names = queries.names_of_keys({one.unit for one in page.rows if one.unit}, found.effective_on)
    rows = [(one, words.PROBLEMS.get(one.code, one.code), names.get(one.unit, "")) for one in page.rows]
    counts: dict[tuple[str, str], int] = {}
    for one in problems:
        counts[one.code, one.severity] = counts.get((one.code, one.severity), 0) + 1
    kinds = [(words.PROBLEMS.get(code, code), asked.url(loai=code), kind == code, number)
             for (code, _severity), number in counts.items()]  # fmt: skip
    return {"page": page, "rows": rows, "kinds": kinds}


def _simulation(request: HttpRequest, found: Merger) -> dict[str, Any]:
    """What would move by kind and by pair, pairs with nothing last; with `cap` the lines of one pair."""
    simulation = found.simulation or {"totals": {}, "pairs": [], "lines": [], "changes": {}}
    number = _pair(request, len(simulation["pairs"]))
    totals = totals_of(simulation["totals"])
    if number is not None:
        return {"totals": totals, "pair": simulation["pairs"][number], **_lines(request, simulation, number)}
    asked = PAIRS.read(request)
    sought, wanted = asked.value("chu") or "", asked.value("can")
    waiting = {kind for kind, known in queries.kinds().items() if known.needs_person}
    pairs = [
        {**pair, "number": at, "sum": sum(lines for lines, _count in pair["counts"].values()),
         "waits": sum(lines for kind, (lines, _count) in pair["counts"].items() if kind in waiting)}
        for at, pair in enumerate(simulation["pairs"])
        if sought in fold(f"{pair['giving_name']} {pair['taking_name']}")
    ]  # fmt: skip
    shown = sorted((pair for pair in pairs if not wanted or pair["waits"]), key=lambda pair: not pair["sum"])
    return {"totals": totals, "page": cut(shown, asked), "changes": simulation["changes"], "pair": None,
            "pairs": len(simulation["pairs"])}  # fmt: skip


def _pair(request: HttpRequest, pairs: int) -> int | None:
    text = request.GET.get("cap", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
    return number if number is not None and number < pairs else None


def _lines(request: HttpRequest, simulation: Mapping[str, Any], number: int) -> dict[str, Any]:
    known = queries.kinds()
    asked = LINES.read(request)
    lines = [line[1:] for line in simulation["lines"] if line[0] == number]
    page = cut(lines, asked)
    rows = [(known[kind].words if kind in known else kind, said, note, count, link)
            for kind, said, note, count, link in page.rows]  # fmt: skip
    return {"page": page, "rows": rows}


def totals_of(totals: Mapping[str, list[int]]) -> list[dict[str, Any]]:
    """Totals by kind in the order of the rooms, in words; kinds of which there is nothing are left out."""
    known = queries.kinds()
    order = [*known, *(kind for kind in totals if kind not in known)]
    return [
        {"words": known[kind].words if kind in known else kind, "lines": totals[kind][0], "count": totals[kind][1],
         "counted": known[kind].counted if kind in known else "",
         "waits": kind in known and known[kind].needs_person}
        for kind in order
        if kind in totals
    ]  # fmt: skip


def _approval(request: HttpRequest, found: Merger) -> dict[str, Any]:
    """Who opened, what must have been seen, who approves; then when it is carried out."""
    counts = warning_codes(Problem.from_json(one) for one in found.problems)
    doubts = [(code, f"{words.PROBLEMS.get(code, code)} ({number})") for code, number in counts.items()]
    own = found.made_by_id is not None and found.made_by_id == getattr(person_of(request), "pk", None)
    return {
        "form": forms.ApproveForm(doubts=doubts), "withdraw": forms.WithdrawForm(), "own": own,
        "result": totals_of(found.result["totals"]) if found.result else [],
        "may_correct": found.province_key in permissions.may_open(person_of(request)),
        "corrections": found.corrections.order_by("pk"), "due": found.effective_on <= clock.today(),
    }  # fmt: skip


def _confirmed(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Minutes by how far they were confirmed."""
    both = Q(given_at__isnull=False) & (Q(taken_at__isnull=False) | Q(taking_unit=None))
    return rows.filter(both) if value == "du" else rows.exclude(both)


def _between(rows: QuerySet[Any], sought: str) -> QuerySet[Any]:
    """Minutes of a unit by its name, with or without marks."""
    units = UnitVersion.objects.filter(folded__contains=sought).values("unit")
    return rows.filter(Q(giving_unit__in=units) | Q(taking_unit__in=units))


MINUTE_LIST = Listing(
    filters=(
        TextFilter(name="chu", label=_("Tên đơn vị"), apply=_between),
        Filter(name="xac-nhan", label=_("Xác nhận"), apply=_confirmed, all_words=_("Mọi biên bản"),
               choices=(("du", _("Đủ hai bên")), ("thieu", _("Còn thiếu")))),
    ),
    sorts={"so": ("number",), "giao": ("giving_name", "number"), "nhan": ("taking_name", "number")},
    order="so", sizes=(50, 100, 200), keep=(STEP,),
)  # fmt: skip


def _minutes(request: HttpRequest, found: Merger) -> dict[str, Any]:
    """Minutes by pair, with what passes and who confirmed."""
    page = MINUTE_LIST.page(queries.minutes(person_of(request), found), request, count=True)
    for row in page.rows:
        row.work, row.sum = amounts(row)
    return {"page": page}


PANELS = {
    MAPPING: _mapping, CHECKS: _checks, SIMULATION: _simulation, APPROVAL: _approval, MINUTES: _minutes,
}  # fmt: skip
TEMPLATES = {
    MAPPING: "mapping", CHECKS: "checks", SIMULATION: "simulation", APPROVAL: "approval", MINUTES: "minutes",
}  # fmt: skip

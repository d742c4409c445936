"""Pages of the directory: units at a date, and what a phrase of a document means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory import queries
from thuocdo.directory.models import Unit
from thuocdo.directory.queries.listing import Row, Scope, finish, listing, provinces
from thuocdo.directory.queries.turning import turns
from thuocdo.directory.rules.strip import Stop, Turn, strip
from thuocdo.directory.templatetags.directory import kind_words
from thuocdo.directory.web.life import own_provinces
from thuocdo.kernel.errors import Refused
from thuocdo.ui import xlsx
from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import Asked, DateFilter, Filter, Listing, Page, TextFilter, Unreadable, read_date

WHOLE_COUNTRY = "vn"
# What the slider sends, and what tells the page that it was just moved.
SLIDER, SLID = "moc", "truot"
NATURES = (("agency", _("Cơ quan, đơn vị")), ("territory", _("Địa giới hành chính")))
LEVELS = (("tinh", _("Cấp tỉnh")), ("huyen", _("Cấp huyện")), ("xa", _("Cấp xã")))


def _province_choices(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    """Provinces of today, asked once for each request."""
    if not hasattr(request, "directory_provinces"):
        request.directory_provinces = provinces(clock.today())  # type: ignore[attr-defined]
    found: list[tuple[str, str]] = request.directory_provinces  # type: ignore[attr-defined]
    return [(WHOLE_COUNTRY, _("Cả nước")), *found]


UNITS = Listing(
    filters=(
        TextFilter(name="tim", label=_("Tên, kể cả tên cũ"), placeholder=_("có dấu hoặc không dấu")),
        DateFilter(name="ngay", label=_("Vào ngày")),
        DateFilter(name="ghi-nhan", label=_("Theo ghi nhận đến ngày"), placeholder=_("mới nhất")),
        Filter(name="loai", label=_("Loại"), choices=NATURES, all_words=_("Cơ quan, đơn vị")),
        Filter(name="cap", label=_("Cấp"), choices=LEVELS, all_words=_("Mọi cấp")),
        Filter(name="tinh", label=_("Tỉnh, thành phố"), choices=_province_choices, all_words=_("Tỉnh của bạn")),
    ),
    sizes=(50, 100),
)


@dataclass(frozen=True)
class Question:
    """What the page was asked: which units, on which day, as believed at which moment, by which words."""

    scope: Scope
    on: date
    known: date | None
    words: str

    @property
    def believed_at(self) -> datetime | None:
        """The moment of the belief; raises `Refused` (directory.belief_in_future)."""
        return queries.end_of_belief(self.known) if self.known else None

    def rows(self) -> Sequence[Row]:
        """All rows, as the query answers; raises `Refused`."""
        return listing(self.on, self.scope, words=self.words, believed_at=self.believed_at)


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The tree of a day, 50 rows a page, or what a search finds; a fixed number of queries."""
    asked = UNITS.read(request)
    question = _question(request, asked)
    try:
        turned = turns(question.scope, believed_at=question.believed_at)
        if (day := _slid_to(request, turned)) is not None:
            return redirect(f"{request.path}{asked.url(ngay=vn_date(day))}&{SLID}=1")
        rows, problem = question.rows(), ""
    except Refused as refusal:
        turned, rows, problem = [], [], f"{refusal.message} {refusal.remedy}"
    start = (asked.number - 1) * asked.size
    believed_at = question.believed_at if rows else None
    shown = finish(rows[start : start + asked.size], question.on, believed_at=believed_at)
    page = Page(asked, shown, len(rows) > start + asked.size, len(rows))
    context = {
        "page": page, "on": question.on, "known": question.known, "problem": problem,
        "days": _strip(asked, turned, question.on), "nature": question.scope.nature,
        "searching": bool(question.words), "slid": SLID in request.GET, "own": own_provinces(request),
        "kept": [(name, text) for name, (_v, _w, text) in asked.chosen.items() if name != "ngay"],
    }  # fmt: skip
    return render(request, "directory/units.html", context, status=422 if problem else 200)


def _question(request: HttpRequest, asked: Asked) -> Question:
    place = asked.value("tinh") or _own_province(request)
    scope = Scope(
        nature=asked.value("loai") or Unit.Nature.AGENCY,
        province="" if place == WHOLE_COUNTRY else place,
        level=asked.value("cap") or "",
    )
    words = asked.chosen["tim"][2].replace("\0", "") if "tim" in asked.chosen else ""
    return Question(scope, asked.value("ngay") or clock.today(), asked.value("ghi-nhan"), words)


def _slid_to(request: HttpRequest, turned: Sequence[Turn]) -> date | None:
    """The day that the slider stands for: its value counts the changes; 0 is the state before the first one."""
    text = request.GET.get(SLIDER, "")
    if not (text.isascii() and text.isdigit() and len(text) < 5 and turned):
        return None
    index = min(int(text), len(turned))
    return turned[index - 1].day if index else turned[0].day - timedelta(days=1)


def _strip(asked: Asked, turned: Sequence[Turn], on: date) -> dict[str, Any] | None:
    """The strip of days with the address of each stop; nothing when nothing ever changed."""
    if not turned:
        return None
    found = strip(turned, on)
    day_before = turned[found.index - 1].day - timedelta(days=1) if found.index else None
    return {
        "drawn": found,
        "stops": [(stop, asked.url(ngay=vn_date(_opened(stop, turned)))) for stop in found.stops],
        "before": (day_before, asked.url(ngay=vn_date(day_before))) if day_before else None,
        "after": (found.after, asked.url(ngay=vn_date(found.after.day))) if found.after else None,
    }


def _opened(stop: Stop, turned: Sequence[Turn]) -> date:
    return stop.turn.day if stop.turn else turned[0].day - timedelta(days=1)


def _own_province(request: HttpRequest) -> str:
    position = getattr(request, "position", None)
    return position.unit.province_key if position is not None else WHOLE_COUNTRY


@require_safe
def units_xlsx(request: HttpRequest) -> HttpResponse:
    """The same rows as a workbook, all pages of them."""
    question = _question(request, UNITS.read(request))
    on = question.on
    rows = finish(question.rows(), on, believed_at=question.believed_at)
    columns = [
        xlsx.Column(title=say("TT"), width=6, align="center"), xlsx.Column(title=say("Mã"), width=18),
        xlsx.Column(title=say("Tên"), width=46), xlsx.Column(title=say("Loại"), width=20),
        xlsx.Column(title=say("Thuộc"), width=30), xlsx.Column(title=say("Nay là"), width=46),
    ]  # fmt: skip
    lines: list[list[xlsx.Cell]] = [
        [number, row.key, row.name, kind_words(row.kind), row.parent, ", ".join(n for _, n in row.became)]
        for number, row in enumerate(rows, 1)
    ]
    title = say("Cơ quan, đơn vị ngày %(day)s") % {"day": vn_date(on)}
    note = say("Không phải danh mục chính thức.")
    if question.known:
        note += " " + say("Theo ghi nhận đến hết ngày %(day)s.") % {"day": vn_date(question.known)}
    content = xlsx.plain_list(title, columns, lines, note=note)
    headers = {"Content-Disposition": f'attachment; filename="co-quan-{on.isoformat()}.xlsx"'}
    return HttpResponse(content, content_type=xlsx.CONTENT_TYPE, headers=headers)


@require_safe
def resolve(request: HttpRequest) -> HttpResponse:
    """Type a phrase and a day: which units it means, how surely, what else it may mean."""
    phrase = request.GET.get("cum-tu", "").strip()[:500]
    problem, on = "", clock.today()
    try:
        on = read_date(request.GET["ngay"]) if request.GET.get("ngay") else on
    except Unreadable:
        problem = say("Ngày phải có dạng 15/07/2025.")
    within, place = _place(request)
    if within is None:
        problem = problem or say("Không có đơn vị nào mang mã “%(key)s”.") % {"key": place}
    found = queries.resolve(phrase, on, within) if phrase and not problem else None
    context = {
        "phrase": phrase, "on": on, "place": place, "found": found, "problem": problem,
        "place_name": queries.name_on(within, on) if within else "",
        "unknown": [(text, found.reasons.get(text, "")) for text in found.unknown] if found else [],
    }  # fmt: skip
    return render(request, "directory/resolve.html", context, status=422 if problem else 200)


def _place(request: HttpRequest) -> tuple[Unit | None, str]:
    """Where the document was written: a unit's key from the address, else the person's own unit."""
    key = request.GET.get("noi", "").strip()
    position = getattr(request, "position", None)
    if not key and position is not None:
        return position.unit, position.unit.key
    try:
        return queries.unit_by_key(key), key
    except Refused:
        return None, key

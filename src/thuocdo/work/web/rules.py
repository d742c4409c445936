"""The page on which a deadline rule is tried, and the piece of the picker that answers while one is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from thuocdo.core import clock
from thuocdo.kernel.periods import Period, periods_between
from thuocdo.work.web.rule_said import DueRow, Span
from thuocdo.work.web.rule_set import RuleSet, span_sent

FIRST_YEAR, LAST_YEAR = 1990, 2100
PREFIX = "han"
ONE_DAY = timedelta(days=1)
EXAMPLES = (
    gettext_lazy("chậm nhất ngày 12 hàng tháng (số liệu tính từ ngày 12 tháng trước đến ngày 12 tháng sau)"),
    gettext_lazy("trước ngày 25 của tháng cuối quý"),
    gettext_lazy("định kỳ hằng quý, 6 tháng, năm hoặc đột xuất"),
    gettext_lazy("trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản"),
)


class YearForm(forms.Form):
    """The year for which a rule is tried."""

    year = forms.IntegerField(
        label=gettext_lazy("Năm"), min_value=FIRST_YEAR, max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages={
            name: gettext_lazy("Ghi năm từ 1990 đến 2100.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )  # fmt: skip


@dataclass(frozen=True)
class Day:
    """One day of the strip; `dues` are labels of what falls due on it."""

    on: date
    dues: tuple[str, ...] = ()
    off: str = ""

    @property
    def look(self) -> str:
        return " ".join(name for name, there in (("is-due", self.dues), ("is-off", self.off)) if there)


@dataclass(frozen=True)
class Month:
    """One month of the strip in weeks from Monday; None fills the days of the neighbours."""

    label: str
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def dues(self) -> list[Day]:
        return [day for week in self.weeks for day in week if day is not None and day.dues]


def strip(dues: list[DueRow], span: Span) -> list[Month]:
    """The months of the span with what falls due and the days off; days outside the months are left out."""
    named: dict[date, list[str]] = {}
    for row in dues:
        named.setdefault(row.due.due_on, []).append(row.due.label)
    return [_month(period, named, span) for period in periods_between("month", span.start, span.end)]


def _month(period: Period, named: dict[date, list[str]], span: Span) -> Month:
    cells: list[Day | None] = [None] * period.start.weekday()
    day = period.start
    while day < period.end:
        cells.append(Day(day, tuple(named.get(day, ())), span.calendar.name(day)))
        day += ONE_DAY
    cells += [None] * (-len(cells) % 7)
    label = period.label[:1].upper() + period.label[1:]
    return Month(label, tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7)))


@login_required
@require_http_methods(["GET", "POST"])
def try_rules(request: HttpRequest) -> HttpResponse:
    """Try a deadline (thử thời hạn): its sentence, the days of a year as a calendar; nothing is saved.

    `?loi-van=...&nam=2025` begins with words.
    """
    given = request.POST if request.method == "POST" else request.GET
    on = clock.today()
    form = YearForm({"year": given.get("nam") or on.year}, auto_id="nam_%s")
    year = form.cleaned_data["year"] if form.is_valid() else on.year
    span = Span.of(date(year, 1, 1), date(year + 1, 1, 1), on)
    rules = RuleSet(_asked(request), span=span, prefix=PREFIX)
    found = sorted(
        (DueRow(due) for rule in rules.rules for due in span.schedule(rule).occurrences), key=lambda row: row.due.due_on
    )
    outside = [row for row in found if not span.start <= row.due.due_on < span.end]
    context = {
        "rules": rules, "year": year, "year_form": form, "year_given": given.get("nam") or year, "dues": found,
        "months": strip(found, span) if found else [], "outside": outside, "examples": EXAMPLES,
        "known": year in span.calendar.known_years, "weekdays": [_("H"), _("B"), _("T"), _("N"), _("S"), _("B"), "CN"],
    }  # fmt: skip
    return render(request, "work/rules.html", context)


def _asked(request: HttpRequest) -> Any:
    """What was sent; words in the address are read as if the button had been pressed."""
    if request.method == "POST":
        return request.POST
    words = request.GET.get("loi-van", "")
    if not words.strip():
        return None
    return {f"{PREFIX}-n": "1", f"{PREFIX}-0-words": words[:500], f"{PREFIX}-viec": "doc-0"}


@login_required
@require_POST
def rule_preview(request: HttpRequest) -> HttpResponse:
    """The picker with what was sent, for HTMX; the page around it takes the piece that changed."""
    prefix = next((key.removesuffix("-n") for key in request.POST if key.endswith("-n")), PREFIX)
    rules = RuleSet(request.POST, span=span_sent(request.POST, prefix, clock.today()), prefix=prefix)
    return render(request, "work/_rule_form.html", {"rules": rules})

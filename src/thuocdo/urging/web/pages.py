"""Pages of urging: the ladder with today's counts, the ledger, people who were urged."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Position, Unit
from thuocdo.kernel.text import squeeze
from thuocdo.ui import xlsx
from thuocdo.ui.formatting import vn_datetime
from thuocdo.ui.tables import DateFilter, Filter, Listing, TextFilter
from thuocdo.urging import permissions
from thuocdo.urging.models import Message, Step
from thuocdo.urging.queries import ledger as asked
from thuocdo.urging.queries.late import late_units
from thuocdo.urging.queries.policy import ladder_of
from thuocdo.urging.web.asking import channel_words, outcome_of, person_of, whom_words

MOST = 20_000
FIRST = 8


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The ladder as a picture with the counts of the last run, runs before, agencies that want a letter."""
    person, today = person_of(request), clock.today()
    runs = asked.runs()
    units = late_units(person, today)
    people = asked.urged_people(person, today)
    seen = asked.ladders_seen(person, _last(runs), today)
    context = {
        "ladders": [(one, _drawn(one.due), _drawn(one.others)) for one in seen],
        "runs": runs, "last": _last(runs), "late": units[:FIRST], "more_late": max(len(units) - FIRST, 0),
        "people": list(asked.most_urged(people)[:FIRST]), "silent": asked.without_mail(people).count(),
        "oversees": permissions.oversees(person),
    }  # fmt: skip
    return render(request, "urging/overview.html", context)


def _last(runs: list[Any]) -> Any:
    return runs[0] if runs else None


def _drawn(rungs: list[asked.RungSeen]) -> list[dict[str, Any]]:
    """Rungs with their words and the width of their bar, in per cent of the fullest."""
    whom, channels = whom_words(), channel_words()
    fullest = max((one.standing if one.standing is not None else one.steps for one in rungs), default=0)
    drawn = []
    for one in rungs:
        count = one.standing if one.standing is not None else one.steps
        drawn.append(
            {"one": one, "tell": ", ".join(whom[code] for code in one.rung.tell),
             "by": ", ".join(channels[code] for code in one.rung.by),
             "width": f"{100 * count // fullest if fullest else 0}%", "count": count}
        )  # fmt: skip
    return drawn


def _rungs(request: HttpRequest) -> list[tuple[str, Any]]:
    """Rungs of the person's ladders, by code; and that of letters."""
    found: dict[str, Any] = {}
    for province in permissions.provinces_seen(person_of(request)):
        found |= {rung.code: rung.name for rung in ladder_of(province, clock.today()).rungs}
    return list(found.items())


def _units(request: HttpRequest) -> list[tuple[str, str]]:
    """Agencies that stand in the ledger of this person."""
    seen = Step.objects.filter(permissions.seen(person_of(request))).order_by().values("unit")
    keys = dict(Unit.objects.filter(pk__in=seen).values_list("pk", "key"))
    names = directory.names_on(keys, clock.today())
    return sorted(((keys[pk], names.get(pk, keys[pk])) for pk in keys), key=lambda pair: pair[1])


def _by_mail(rows: QuerySet[Step], value: str) -> QuerySet[Step]:
    """Rows by what became of the mail; `loi` joins what did not arrive, `cong-van` are letters."""
    if value == "khong-ai":
        return rows.filter(outcome=Step.Outcome.NOBODY)
    if value == "cong-van":
        return rows.filter(outcome=Step.Outcome.LETTER)
    if value == "loi":
        return rows.filter(message__mail__in=[Message.Mail.FAILED, Message.Mail.REFUSED])
    return rows.filter(message__mail=value)


def _words(rows: QuerySet[Step], value: str) -> QuerySet[Step]:
    for word in value.split():
        rows = rows.filter(occurrence__task__folded__contains=word)
    return rows


LEDGER = Listing(
    filters=(
        TextFilter(name="chu", label=gettext_lazy("Nhiệm vụ có chữ"), apply=_words),
        Filter(name="co-quan", label=gettext_lazy("Cơ quan"), lookup="unit__key", choices=_units),
        Filter(name="bac", label=gettext_lazy("Bậc"), lookup="rung", choices=_rungs),
        Filter(name="bao-ai", label=gettext_lazy("Báo ai"), lookup="whom", choices=Step.Whom.choices),
        Filter(name="ket-qua", label=gettext_lazy("Kết quả"), apply=_by_mail,
               choices=[("khong-ai", gettext_lazy("Không có ai để báo")), ("loi", gettext_lazy("Thư lỗi")),
                        ("cong-van", gettext_lazy("Công văn đôn đốc")), *Message.Mail.choices]),
        DateFilter(name="tu", label=gettext_lazy("Từ ngày"), lookup="day__gte"),
        DateFilter(name="den", label=gettext_lazy("Đến ngày"), lookup="day__lte"),
        TextFilter(name="nguoi", label=gettext_lazy("Người được báo"), lookup="person__folded__contains"),
    ),
    sorts={"ngay": ("day", "pk"), "han": ("of_day", "pk"), "co-quan": ("unit", "-day", "pk")},
    order="-ngay",
)  # fmt: skip


@login_required
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Every step, filtered: who was told of what, when, through what, and what came of it."""
    page = LEDGER.page(asked.ledger(person_of(request)), request)
    names = directory.names_on({row.unit_id for row in page.rows}, clock.today())
    lines = [(row, names.get(row.unit_id, ""), *outcome_of(row)) for row in page.rows]
    return render(request, "urging/ledger.html", {"page": page, "lines": lines, "asked": request.GET.urlencode()})


@login_required
@require_safe
def ledger_xlsx(request: HttpRequest) -> HttpResponse:
    """The same rows as a workbook."""
    chosen = LEDGER.read(request)
    rows = list(chosen.ordered(chosen.narrow(asked.ledger(person_of(request))))[:MOST])
    names = directory.names_on({row.unit_id for row in rows}, clock.today())
    columns = [
        xlsx.Column(title=_("STT"), width=6, align="center"), xlsx.Column(title=_("Ngày"), width=12),
        xlsx.Column(title=_("Cơ quan"), width=36), xlsx.Column(title=_("Nhiệm vụ"), width=60),
        xlsx.Column(title=_("Hạn"), width=12), xlsx.Column(title=_("Bậc"), width=26),
        xlsx.Column(title=_("Báo ai"), width=20), xlsx.Column(title=_("Người được báo"), width=26),
        xlsx.Column(title=_("Khẩn"), width=8, align="center"), xlsx.Column(title=_("Kết quả"), width=34),
    ]  # fmt: skip
    lines: list[list[xlsx.Cell]] = [
        [number, row.day, names.get(row.unit_id, ""), squeeze(row.occurrence.task.text), row.of_day, row.rung_name,
         str(row.get_whom_display()), row.person.full_name if row.person is not None else "",
         _("x") if row.urgent else "", outcome_of(row)[0]]
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    note = _("Sổ đôn đốc, xuất lúc %(now)s.") % {"now": vn_datetime(clock.now())}
    return _workbook(xlsx.plain_list(_("Sổ đôn đốc"), columns, lines, note=note), "so-don-doc.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=xlsx.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _silent(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return asked.without_mail(rows)


PEOPLE = Listing(
    filters=(
        TextFilter(name="ten", label=gettext_lazy("Họ tên"), lookup="folded__contains"),
        Filter(name="thu", label=gettext_lazy("Thư điện tử"), apply=_silent,
               choices=[("khong-co", gettext_lazy("Không có địa chỉ thư hoặc tài khoản"))]),
    ),
    sorts={"ten": ("full_name", "pk"), "lan": ("times", "pk"), "khan": ("urgent_times", "pk"),
           "gan-nhat": ("last_on", "pk")},
    order="-lan",
)  # fmt: skip


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who was urged within 30 days, how often; and whom no mail reaches."""
    today = clock.today()
    page = PEOPLE.page(asked.urged_people(person_of(request), today), request)
    posts = _posts([row.pk for row in page.rows], today)
    lines = [(row, posts.get(row.pk, ""), bool(row.email) and row.has_account) for row in page.rows]
    since = today - asked.LATELY
    return render(request, "urging/people.html", {"page": page, "lines": lines, "since": since})


def _posts(people: list[int], on: date) -> dict[int, str]:
    """The first post of each person that day, with the agency."""
    held = list(
        Position.objects.filter(person__in=people, valid__contains=on)
        .order_by("-is_head", "pk")
        .values_list("person", "title", "unit")
    )
    names = directory.names_on({unit for _person, _title, unit in held}, on)
    found: dict[int, str] = {}
    for person, title, unit in held:
        found.setdefault(person, f"{title}, {names.get(unit, '')}")
    return found

"""Pages on how a directive goes down: who passed it on and when, who has not, which clauses changed on the way."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory.permissions import may_open
from thuocdo.documents import queries
from thuocdo.documents.models import Document
from thuocdo.documents.queries.cascade import cascade, comparison, counted
from thuocdo.documents.queries.descent import LEVEL_WORDS, Waiting, Way, ways
from thuocdo.documents.queries.descent import directives as every_directive
from thuocdo.documents.rules.alignment import ADDED, CHANGED, DROPPED, KEPT
from thuocdo.documents.rules.descent import Later, Lost
from thuocdo.documents.web.asking import person_of, seen_document
from thuocdo.kernel.text import fold
from thuocdo.ui import xlsx
from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import DateFilter, Filter, Listing, TextFilter

KINDS = {
    KEPT: (gettext_lazy("Giữ nguyên"), "done", "check"),
    CHANGED: (gettext_lazy("Có sửa"), "doing", "edit"),
    DROPPED: (gettext_lazy("Không còn"), "back", "x"),
    ADDED: (gettext_lazy("Thêm mới"), "draft", "plus"),
}


WAITING, ANSWERED = "chua", "da"


def _as_they_are(rows: QuerySet[Document], value: str) -> QuerySet[Document]:
    """The papers of the way are no rows of one query: the view narrows them itself."""
    return rows


LEVELS = Filter(name="cap", label=gettext_lazy("Cấp"), apply=_as_they_are, choices=list(LEVEL_WORDS.items()))
SHOWN = Filter(
    name="tinh-hinh", label=gettext_lazy("Tình hình"), apply=_as_they_are,
    choices=[(ANSWERED, gettext_lazy("Đã triển khai")), (WAITING, gettext_lazy("Chưa thấy triển khai"))],
)  # fmt: skip
ON_THE_WAY = Listing(filters=(LEVELS, SHOWN))
URGE = "chancery:urge_silent"


@login_required
@require_safe
def way(request: HttpRequest, pk: int) -> HttpResponse:
    """The way of one paper: a picture of the days, the papers below at every level, who is silent, what was lost."""
    paper = seen_document(request, pk)
    person, today = person_of(request), clock.today()
    found = cascade(paper, person, on=today)
    [down] = ways([paper], person, on=today)
    if request.GET.get("xuat") == "xlsx":
        return _workbook(down, found.counts, pk)
    page = ON_THE_WAY.page(Document.objects.none(), request)
    level, shown = page.asked.value("cap") or "", page.asked.value("tinh-hinh") or ""
    below = [one for one in down.below if level in ("", one.level) and shown in ("", ANSWERED)]
    silent = [one for one in down.waiting if level in ("", one.level) and shown in ("", WAITING)]
    context = {
        "document": paper, "found": found, "down": down, "page": page,
        "below": [(one, LEVEL_WORDS.get(one.level, ""), found.counts.get(one.document.pk)) for one in below],
        "silent": _by_paper(silent), "silent_count": len(silent), "waits": bool(down.waiting),
        "may_urge": may_open(request, URGE), "may_compose": may_open(request, "chancery:draft_new"),
        "lost": _lost(down), "later": _later(down),
    }  # fmt: skip
    return render(request, "documents/cascade.html", context)


def _by_paper(silent: list[Waiting]) -> list[tuple[Document, list[tuple[Waiting, str]]]]:
    """Who is silent under the paper that asked them, the directive first."""
    groups: dict[int, tuple[Document, list[tuple[Waiting, str]]]] = {}
    for one in silent:
        groups.setdefault(one.paper.pk, (one.paper, []))[1].append((one, LEVEL_WORDS.get(one.level, "")))
    return list(groups.values())


def _lost(down: Way) -> list[tuple[Lost, list[Document]]]:
    """Lost clauses with the papers that dropped them."""
    return [(one, [down.papers[key] for key in one.dropped_by]) for one in down.descent.lost]


def _later(down: Way) -> list[tuple[Later, Document]]:
    return [(one, down.papers[one.paper]) for one in down.descent.later]


def _words(rows: QuerySet[Document], value: str) -> QuerySet[Document]:
    for word in fold(value).split():
        rows = rows.filter(folded__contains=word)
    return rows


DIRECTIVES = Listing(
    filters=(
        TextFilter(name="tim", label=gettext_lazy("Có chữ"), apply=_words, placeholder=gettext_lazy("Số, trích yếu")),
        Filter(name="tra-loi", label=gettext_lazy("Triển khai"), lookup="is_answered",
               choices=[("True", gettext_lazy("Đã có văn bản triển khai")), ("False", gettext_lazy("Chưa có"))]),
        DateFilter(name="tu", label=gettext_lazy("Ban hành từ ngày"), lookup="issued_on__gte"),
        DateFilter(name="den", label=gettext_lazy("đến hết ngày"), lookup="issued_on__lte"),
    ),
    sorts={"ngay": ("issued_value", "pk"), "so": ("number_key", "pk")}, order="-ngay",
)  # fmt: skip
MOST_IN_A_WORKBOOK = 200


@login_required
@require_safe
def directives(request: HttpRequest) -> HttpResponse:
    """All directives with how far each has come down: asked, answered, median days, lost clauses."""
    person, today = person_of(request), clock.today()
    rows = every_directive(person)
    if request.GET.get("xuat") == "xlsx":
        asked = DIRECTIVES.read(request)
        listed = list(asked.ordered(asked.narrow(rows))[:MOST_IN_A_WORKBOOK])
        return _directives_workbook(ways(listed, person, on=today))
    page = DIRECTIVES.page(rows, request)
    context = {"page": page, "rows": ways(page.rows, person, on=today), "sought": request.GET.get("tim", "")}
    return render(request, "documents/directives.html", context)


def _directives_workbook(found: list[Way]) -> HttpResponse:
    columns = [
        xlsx.Column(title=_("Số, ký hiệu"), width=20), xlsx.Column(title=_("Ngày"), width=12),
        xlsx.Column(title=_("Trích yếu"), width=60), xlsx.Column(title=_("Cơ quan ban hành"), width=34),
        xlsx.Column(title=_("Nơi phải triển khai"), width=12, align="right"),
        xlsx.Column(title=_("Đã triển khai"), width=12, align="right"),
        xlsx.Column(title=_("Trung vị số ngày"), width=12, align="right"),
        xlsx.Column(title=_("Việc bị bỏ sót"), width=12, align="right"),
        xlsx.Column(title=_("Hạn bị lùi"), width=12, align="right"),
    ]  # fmt: skip
    lines: list[list[xlsx.Cell]] = [
        [one.top.number_symbol, one.top.issued_on or one.top.issued_words, one.top.subject or one.top.title,
         one.top.issuer_name, one.asked, one.answered,
         None if one.median_days is None else Decimal(str(one.median_days)), one.lost, len(one.descent.later)]
        for one in found
    ]  # fmt: skip
    content = xlsx.plain_list(_("Truyền đạt, triển khai chỉ đạo"), columns, lines)
    headers = {"Content-Disposition": 'attachment; filename="truyen-dat-chi-dao.xlsx"'}
    return HttpResponse(content, content_type=xlsx.CONTENT_TYPE, headers=headers)


@login_required
@require_safe
def beside(request: HttpRequest, pk: int, lower: int) -> HttpResponse:
    """The clauses of a directive and of a paper that passes it on, side by side."""
    upper, below = seen_document(request, pk), seen_document(request, lower)
    pairs = comparison(upper, below)
    wanted = request.GET.get("loai", "")
    rows = [(pair, *KINDS[pair.kind]) for pair in pairs if not wanted or pair.kind == wanted]
    counts = counted(pairs)
    context = {
        "upper": upper, "lower": below, "rows": rows, "wanted": wanted, "total": len(pairs),
        "kinds": [(kind, words, counts[kind]) for kind, (words, _colour, _icon) in KINDS.items()],
        "days": below.days_after(upper),
        "waiting": queries.progress(queries.shown_items(below)).undecided,
    }  # fmt: skip
    return render(request, "documents/beside.html", context)


def _workbook(down: Way, counts: dict[int, dict[str, int]], pk: int) -> HttpResponse:
    """Papers below with their clauses kept and lost, then who is silent, then what was lost and what is due later."""
    columns = [
        xlsx.Column(title=_("Cơ quan"), width=42), xlsx.Column(title=_("Cấp"), width=12),
        xlsx.Column(title=_("Văn bản triển khai, nội dung"), width=60),
        xlsx.Column(title=_("Số ngày"), width=10, align="right"),
        *(xlsx.Column(title=str(words), width=11, align="right") for words, _colour, _icon in KINDS.values()),
    ]  # fmt: skip
    blank = [None] * len(KINDS)
    lines: list[list[xlsx.Cell]] = [
        [one.document.issuer_name, LEVEL_WORDS.get(one.level, ""), one.document.title, one.days,
         *(counts.get(one.document.pk, {}).get(kind) for kind in KINDS)]
        for one in down.below
    ]  # fmt: skip
    silent = _("chưa thấy văn bản triển khai %(paper)s")
    lines += [
        [one.name, LEVEL_WORDS.get(one.level, ""), silent % {"paper": one.paper.short}, one.days, *blank]
        for one in down.waiting
    ]
    for lost, papers in _lost(down):
        who = "; ".join(paper.issuer_name for paper in papers) or _("cả cấp")
        lines.append([who, "", _("bỏ sót: %(text)s") % {"text": lost.task.text}, None, *blank])
    for later, paper in _later(down):
        words = _("lùi hạn từ %(before)s sang %(after)s: %(text)s")
        said = words % {"before": vn_date(later.before), "after": vn_date(later.after), "text": later.text}
        lines.append([paper.issuer_name, "", said, later.days, *blank])
    content = xlsx.plain_list(_("Truyền đạt, triển khai văn bản"), columns, lines)
    headers = {"Content-Disposition": f'attachment; filename="truyen-dat-{pk}.xlsx"'}
    return HttpResponse(content, content_type=xlsx.CONTENT_TYPE, headers=headers)

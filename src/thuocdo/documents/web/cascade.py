"""Pages on how a directive goes down: who passed it on and when, who has not, which clauses changed on the way."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.documents import queries
from thuocdo.documents.queries.cascade import Cascade, cascade, comparison, counted
from thuocdo.documents.rules.alignment import ADDED, CHANGED, DROPPED, KEPT
from thuocdo.documents.web.asking import person_of, seen_document
from thuocdo.ui import xlsx

KINDS = {
    KEPT: (gettext_lazy("Giữ nguyên"), "done", "check"),
    CHANGED: (gettext_lazy("Có sửa"), "doing", "edit"),
    DROPPED: (gettext_lazy("Không còn"), "back", "x"),
    ADDED: (gettext_lazy("Thêm mới"), "draft", "plus"),
}


@login_required
@require_safe
def way(request: HttpRequest, pk: int) -> HttpResponse:
    """The way of one paper: a picture of the days, the answers, the addressees who are silent; also as a workbook."""
    paper = seen_document(request, pk)
    found = cascade(paper, person_of(request), on=clock.today())
    if request.GET.get("xuat") == "xlsx":
        return _workbook(found, pk)
    return render(request, "documents/cascade.html", {"document": paper, "found": found})


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
        "days": (below.issued_on - upper.issued_on).days if below.issued_on and upper.issued_on else None,
        "waiting": queries.progress(queries.shown_items(below)).undecided,
    }  # fmt: skip
    return render(request, "documents/beside.html", context)


def _workbook(found: Cascade, pk: int) -> HttpResponse:
    columns = [
        xlsx.Column(title=_("Cơ quan"), width=42), xlsx.Column(title=_("Văn bản triển khai"), width=46),
        xlsx.Column(title=_("Sau số ngày"), width=12, align="right"),
        *(xlsx.Column(title=str(words), width=11, align="right") for words, _colour, _icon in KINDS.values()),
    ]  # fmt: skip
    lines: list[list[xlsx.Cell]] = [
        [one.document.issuer_name, one.document.title, one.days, *(one.counts.get(kind) for kind in KINDS)]
        for one in found.answers
    ]
    lines += [
        [one.name, _("chưa thấy văn bản triển khai trong sổ"), None, None, None, None, None] for one in found.silent
    ]
    content = xlsx.plain_list(_("Truyền đạt, triển khai văn bản"), columns, lines)
    headers = {"Content-Disposition": f'attachment; filename="truyen-dat-{pk}.xlsx"'}
    return HttpResponse(content, content_type=xlsx.CONTENT_TYPE, headers=headers)

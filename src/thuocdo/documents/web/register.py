"""The register's pages: the list, its workbook, one paper, its file, its head."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thuocdo.core import clock
from thuocdo.directory.permissions import may_open
from thuocdo.documents import permissions, queries, services
from thuocdo.documents.models import Document, Item
from thuocdo.documents.rules.shapes import WrongFields
from thuocdo.documents.web import relations, signatures
from thuocdo.documents.web.asking import adopt_url, person_of, seen_document
from thuocdo.documents.web.forms import MetadataForm
from thuocdo.documents.web.searching import search
from thuocdo.ui import xlsx
from thuocdo.ui.formatting import vn_datetime

ROLE = ("order", "for_body", "proxy", "title")
MOST_EXPORTED = 20_000
IMPORTS = "chancery:imports"


@login_required
@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """The papers that the person may read: the newest that came, or what is searched for."""
    person = person_of(request)
    found = search(request, person)
    may_receive = permissions.RECEIVE in permissions.abilities(person, None)
    context = {"search": found, "page": found.page, "may_receive": may_receive, "imports": _imports(request)}
    return render(request, "documents/list.html", context)


def _imports(request: HttpRequest) -> str:
    """Where the register of another system is taken over, for who may; that page is of a room above."""
    return reverse(IMPORTS) if may_open(request, IMPORTS) else ""


@login_required
@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """The same list with the same filters as a workbook."""
    rows = [one.document for one in search(request, person_of(request), limit=MOST_EXPORTED).page.rows]
    columns = [
        xlsx.Column(title=_("STT"), width=6, align="center"), xlsx.Column(title=_("Số, ký hiệu"), width=18),
        xlsx.Column(title=_("Ngày ban hành"), width=14), xlsx.Column(title=_("Loại"), width=14),
        xlsx.Column(title=_("Trích yếu"), width=60), xlsx.Column(title=_("Cơ quan ban hành"), width=32),
        xlsx.Column(title=_("Trạng thái"), width=18), xlsx.Column(title=_("Số mục"), width=9),
        xlsx.Column(title=_("Chưa quyết"), width=11), xlsx.Column(title=_("Nhận lúc"), width=18),
    ]  # fmt: skip
    lines = [
        [number, row.number_symbol, row.issued_on or row.issued_words, row.doc_type, row.subject or row.title,
         row.issuer_name, str(row.get_state_display()), row.item_count, row.undecided_count, row.received_at]
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    note = _("Xuất lúc %(now)s.") % {"now": vn_datetime(clock.now())}
    response = HttpResponse(xlsx.plain_list(_("Văn bản"), columns, lines, note=note), content_type=xlsx.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="so-van-ban-{clock.today():%Y%m%d}.xlsx"'
    return response


@login_required
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: its head, what it cites and who cites it, who acts on it, its items, text and history."""
    paper = seen_document(request, pk)
    person = person_of(request)
    listed, used = queries.shown_items(paper), queries.uses(paper, person)
    metadata = paper.reading.get("metadata") or {}
    context = {
        "document": paper, "verbs": permissions.abilities(person, paper), "progress": queries.progress(listed),
        "groups": _by_kind(listed), "cites": queries.cites(paper, person),
        "cited_in": list(queries.where_cited(paper, person)), "acts_on": queries.acts_on(listed),
        "segments": queries.source_segments(paper, listed),
        "metadata": metadata,
        "signing_role": " ".join(str(paper.signing_role[name]) for name in ROLE if paper.signing_role.get(name)),
        "signatures": [_trail(entry) for entry in metadata.get("signatures") or []], "adopt_url": adopt_url(paper),
        "uses": used, "adopted": queries.adopted(used), **signatures.shown(paper),
        "is_pdf": paper.file_name.lower().endswith(".pdf"),
        "earlier": list(paper.earlier_readings.defer("reading")),
        **relations.panel(request, paper),
    }  # fmt: skip
    return render(request, "documents/document.html", context)


def _by_kind(listed: list[Item]) -> list[tuple[str, list[Item]]]:
    """Items under the words of their kind, kinds in the order of a plan."""
    groups = [(str(kind.label), [item for item in listed if item.kind == kind]) for kind in Item.Kind]
    return [(words, found) for words, found in groups if found]


@login_required
@require_GET
def original(request: HttpRequest, pk: int) -> FileResponse:
    """The original file, always as a download: nothing that was handed in opens inside the site."""
    paper = seen_document(request, pk)
    return FileResponse(
        paper.original.content.open("rb"), as_attachment=True, filename=paper.file_name,
        content_type="application/octet-stream",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def metadata(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the head of a paper."""
    paper = seen_document(request, pk)
    form = MetadataForm(request.POST) if request.method == "POST" else MetadataForm.of(paper)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_metadata(
                document=paper, data=form.changes(), by=person_of(request), at=clock.now(),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except WrongFields as wrong:
            for name, words in wrong.problems.items():
                form.add_error(name, words)
            status = 422
        else:
            messages.success(request, _("Đã sửa thông tin văn bản; bản máy đọc vẫn được giữ."))
            return redirect(reverse("documents:document", args=[pk]))
    context = {"document": paper, "form": form, "read": _as_read(paper)}
    return render(request, "documents/metadata.html", context, status=status)


def _trail(entry: dict[str, Any]) -> dict[str, str]:
    """One printed signature line in words; a name that only repeats its organisation is shown once."""
    name, organisation = str(entry.get("signer_name") or ""), str(entry.get("organisation") or "")
    try:
        at = vn_datetime(datetime.fromisoformat(str(entry.get("signed_at") or "")))
    except ValueError:
        at = str(entry.get("signed_at") or "")
    shown = "" if organisation == name else organisation
    return {"name": name, "organisation": shown, "at": at, "note": str(entry.get("note") or "")}


def _as_read(paper: Document) -> list[tuple[str, str]]:
    """What the reader saw in the head, label by label."""
    read = paper.reading.get("metadata") or {}
    stamped = read.get("date") or {}
    pairs = [
        (_("Số"), read.get("number_text")), (_("Ngày"), stamped.get("text")), (_("Trích yếu"), read.get("subject")),
        (_("Cơ quan"), read.get("issuer")), (_("Người ký"), read.get("signer")),
    ]  # fmt: skip
    return [(label, str(words or "–")) for label, words in pairs]

"""Pages of drafts: the list, how one begins, one draft with its steps, its pictures and files, its versions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Draft, DraftVersion
from thuocdo.chancery.queries.books import units_where
from thuocdo.chancery.queries.drafts import (
    issuer_of,
    latest_version,
    made_of,
    possible_signers,
    problems_of,
    signer_of,
    source_of,
    steps_of,
    version_to_print,
    visible_drafts,
    word_of,
)
from thuocdo.chancery.queries.people import approvers_of
from thuocdo.chancery.queries.signed import expected_signer, signatures_of, signed_bytes
from thuocdo.chancery.queries.templates import in_force
from thuocdo.chancery.rules.content import Content, copied
from thuocdo.chancery.rules.difference import changes
from thuocdo.chancery.rules.life import DRAFT_LIFE, DRAFT_WORDS, DraftState
from thuocdo.chancery.rules.starting import answering, blank, handing_down
from thuocdo.chancery.services.drafting import Beginning
from thuocdo.chancery.services.drafting import draft as begin_draft
from thuocdo.chancery.services.keys import Keys
from thuocdo.chancery.web.draft_forms import BeginForm, NumberForm, kind_choices
from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Unit
from thuocdo.documents.composing.kinds import kind_of
from thuocdo.documents.composing.pictures import page_count, page_picture
from thuocdo.documents.models import Document
from thuocdo.documents.permissions import visible_to as papers_visible_to
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import slug
from thuocdo.ui import xlsx
from thuocdo.ui.asked import whole
from thuocdo.ui.formatting import vn_datetime
from thuocdo.ui.tables import Filter, Listing, TextFilter

LOOKS = {
    "drafting": ("draft", "edit"), "submitted": ("soon", "clock"), "returned": ("back", "undo"),
    "approved": ("doing", "check"), "numbered": ("doing", "sign"), "issued": ("done", "check"),
    "cancelled": ("plain", "x"),
}  # fmt: skip
VIEW = "viec"
TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf"}


def person_of(request: HttpRequest) -> Any:
    """The person who is signed in, nothing for an account without a person."""
    return getattr(request, "person", None)


def seen_draft(request: HttpRequest, pk: int) -> Draft:
    """The draft, when the person may see it; 404 otherwise, so that nothing shows that it exists."""
    found = visible_drafts(person_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Không có dự thảo này, hoặc dự thảo không thuộc phạm vi bạn được xem."))
    return found


def _words(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    for word in value.split():
        rows = rows.filter(Q(folded__contains=word) | Q(number_symbol__icontains=word))
    return rows


def _units(request: HttpRequest) -> list[tuple[str, str]]:
    keys = dict(visible_drafts(person_of(request)).order_by().values_list("unit_id", "unit__key").distinct())
    names = directory.names_on(keys, clock.today())
    return sorted(((keys[pk], names.get(pk, keys[pk])) for pk in keys), key=lambda pair: pair[1])


LISTING = Listing(
    filters=(
        TextFilter(name="tim", label=gettext_lazy("Có chữ"), apply=_words, placeholder=gettext_lazy("Trích yếu, số")),
        Filter(name="loai", label=gettext_lazy("Loại"), lookup="kind", choices=lambda request: kind_choices()),
        Filter(name="trang-thai", label=gettext_lazy("Trạng thái"), lookup="state", choices=Draft.State.choices),
        Filter(name="don-vi", label=gettext_lazy("Cơ quan"), lookup="unit__key", choices=_units),
    ),
    sorts={"moi": ("made_at", "pk"), "trich-yeu": ("title", "pk"), "trang-thai": ("state", "pk")},
    order="-moi", keep=(VIEW,),
)  # fmt: skip


def _narrowed(request: HttpRequest) -> tuple[QuerySet[Draft], list[tuple[str, str, bool]]]:
    """The drafts of the chosen view, and the chips of all views."""
    person, rows, chosen = person_of(request), visible_drafts(person_of(request)), request.GET.get(VIEW, "")
    open_states = [DraftState.DRAFTING, DraftState.RETURNED, DraftState.SUBMITTED, DraftState.APPROVED,
                   DraftState.NUMBERED]  # fmt: skip
    numbering = permissions.at_units(person, "number_draft")
    views: dict[str, tuple[Any, Q]] = {
        "": (_("Tất cả"), Q()),
        "cua-toi": (_("Tôi soạn"), Q(author=person, state__in=open_states)),
        "duyet": (_("Chờ tôi duyệt"), Q(approver=person, state=DraftState.SUBMITTED)),
        "cap-so": (_("Chờ cấp số"), numbering & Q(state=DraftState.APPROVED)),
        "ky": (_("Chờ ký, ban hành"), Q(state=DraftState.NUMBERED)),
    }
    chosen = chosen if chosen in views else ""
    chips = [(str(words), f"?{VIEW}={name}" if name else "?", name == chosen) for name, (words, _q) in views.items()]
    return rows.filter(views[chosen][1]), chips


@login_required
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts that the person may see, by what waits for whom."""
    rows, chips = _narrowed(request)
    page = LISTING.page(rows, request)
    names = directory.names_on({row.unit_id for row in page.rows}, clock.today())
    lines = [(row, names.get(row.unit_id, ""), *LOOKS[row.state]) for row in page.rows]
    context = {
        "page": page, "lines": lines, "chips": chips, "sought": request.GET.get("tim", ""),
        "may_draft": "draft" in permissions.abilities(person_of(request), None),
    }  # fmt: skip
    return render(request, "chancery/drafts.html", context)


@login_required
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    asked = LISTING.read(request)
    rows = list(asked.ordered(asked.narrow(_narrowed(request)[0]))[:20_000])
    names = directory.names_on({row.unit_id for row in rows}, clock.today())
    columns = [
        xlsx.Column(title=_("STT"), width=6, align="center"), xlsx.Column(title=_("Dự thảo"), width=60),
        xlsx.Column(title=_("Cơ quan"), width=32), xlsx.Column(title=_("Người soạn"), width=22),
        xlsx.Column(title=_("Người ký"), width=22), xlsx.Column(title=_("Trạng thái"), width=16),
        xlsx.Column(title=_("Số, ký hiệu"), width=16), xlsx.Column(title=_("Soạn lúc"), width=18),
    ]  # fmt: skip
    lines = [
        [number, row.title, names.get(row.unit_id, ""), row.author.full_name,
         row.signer.person.full_name if row.signer else "", str(row.get_state_display()), row.number_symbol,
         row.made_at]
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    note = _("Xuất lúc %(now)s.") % {"now": vn_datetime(clock.now())}
    response = HttpResponse(xlsx.plain_list(_("Dự thảo văn bản"), columns, lines, note=note))
    response["Content-Type"] = xlsx.CONTENT_TYPE
    response["Content-Disposition"] = f'attachment; filename="du-thao-{clock.today():%Y%m%d}.xlsx"'
    return response


class Source:
    """What a new draft is begun from, as the address says: a paper to answer or hand down, another draft."""

    def __init__(self, request: HttpRequest) -> None:
        self.person = person_of(request)
        asked = request.POST if request.method == "POST" else request.GET
        self.answers = self._paper(asked.get("tra-loi", ""))
        self.carries_out = self._paper(asked.get("trien-khai", ""))
        self.draft: Draft | None = visible_drafts(self.person).filter(pk=whole(asked.get("tu")) or 0).first()

    def _paper(self, key: str) -> Document | None:
        asked = whole(key)
        if asked is None:
            return None
        found = Document.objects.filter(papers_visible_to(self.person), pk=asked).select_related("issuer").first()
        if found is None:
            raise Http404(_("Không có văn bản này, hoặc văn bản không thuộc phạm vi bạn được xem."))
        return found

    @property
    def kind(self) -> str:
        return self.draft.kind if self.draft else "cong_van"

    def content(self, unit: Unit, kind: str) -> Content:
        """The first version of a draft of a kind in the name of a unit."""
        on = clock.today()
        issuer = issuer_of(unit, kind, on)
        if self.draft is not None and self.draft.kind == kind:
            return copied(latest_version(self.draft).data)
        content = blank(kind, issuer)
        if self.answers is not None:
            return answering(content, source_of(self.answers), [])
        if self.carries_out is not None:
            return handing_down(kind, content, source_of(self.carries_out), [])
        return content


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a draft: in whose name, which kind; a paper to answer or to hand down fills it in."""
    person, source = person_of(request), Source(request)
    units = units_where(person, "draft")
    choices = [(unit.key, name) for unit, name in units]
    initial = {"loai": request.GET.get("loai", source.kind), "don_vi": choices[0][0] if choices else ""}
    form = BeginForm(request.POST or None, units=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        unit = next(unit for unit, _name in units if unit.key == form.cleaned_data["don_vi"])
        made = _begun(request, source, unit, form.cleaned_data["loai"])
        return redirect("chancery:draft_write", made.pk)
    words_of = [
        (one, kind_of(one.kind).name or _("Công văn")) for unit, _name in units for one in in_force(unit)
    ]  # fmt: skip
    context = {"form": form, "source": source, "has_units": bool(choices), "forms": words_of}
    return render(request, "chancery/draft_new.html", context, status=422 if request.method == "POST" else 200)


def _begun(request: HttpRequest, source: Source, unit: Unit, kind: str) -> Draft:
    signers = possible_signers(unit, clock.today())
    forms = {str(form.pk): form for form in in_force(unit) if form.kind == kind}
    beginning = Beginning(
        unit=unit, kind=kind, content=source.content(unit, kind), answers=source.answers,
        carries_out=source.carries_out, signer=signers[0][0] if signers else None,
        template=forms.get(request.POST.get("mau", "")),
    )  # fmt: skip
    return begin_draft(beginning=beginning, by=person_of(request), at=clock.now())


@login_required
@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft: where it stands, what is wrong, what it looks like, who said what, what can be done now."""
    found = seen_draft(request, pk)
    version = _version(request, found)
    verbs = permissions.draft_abilities(person_of(request), found)
    return render(request, "chancery/draft.html", context_of(found, version, verbs) | {"versions": _versions(found)})


def _versions(found: Draft) -> list[DraftVersion]:
    return list(found.versions.select_related("by").defer("data"))


def _version(request: HttpRequest, found: Draft) -> DraftVersion:
    """The version that the address asks for, else the one that counts."""
    asked = whole(request.GET.get("phien-ban"), 2**31 - 1)
    if asked is not None:
        version = found.versions.filter(number=asked).select_related("by").first()
        if version is None:
            raise Http404(_("Dự thảo không có phiên bản này."))
        return version
    return version_to_print(found)


def context_of(found: Draft, version: DraftVersion, verbs: frozenset[str]) -> dict[str, Any]:
    """What the page of a draft shows."""
    on, told = clock.today(), None
    try:
        pages, told = range(page_count(_pdf(found, version))), None
    except Refused as refusal:
        pages, told = range(0), refusal
    signer = signer_of(found, version.data, found.dated or on)
    return {
        "draft": found, "version": version, "verbs": verbs, "can": _can(found, verbs), "steps": steps_of(found),
        "badge": LOOKS[found.state], "kind_name": kind_of(found.kind).name or _("Công văn"),
        "unit_name": directory.name_on(found.unit, on), "problems": _open_problems(found, version), "pages": pages,
        "refusal": told, "signer_lines": signer.lines if signer else (),
        "comments": list(found.comments.select_related("by", "closed_by", "version").order_by("closed_at", "-pk")),
        "moves": [
            {"at": move.at, "words": DRAFT_WORDS[move.verb].capitalize(), "by": move.by.full_name, "why": move.reason}
            for move in found.moves.exclude(verb="write").select_related("by").order_by("-pk")
        ],
        **_next_of(found, verbs),
    }  # fmt: skip


def _open_problems(found: Draft, version: DraftVersion) -> list[Any]:
    waiting = found.state in (DraftState.DRAFTING, DraftState.RETURNED, DraftState.SUBMITTED)
    return problems_of(found, version.data, clock.today()) if waiting else []


def _can(found: Draft, verbs: frozenset[str]) -> set[str]:
    """What the person may do in this state: verbs of the room whose step the table allows."""
    steps = {
        "write_draft": "write", "submit_draft": "submit", "take_back_draft": "take_back", "approve_draft": "approve",
        "return_draft": "return", "cancel_draft": "cancel", "number_draft": "number", "sign_draft": "sign",
        "hand_in_signed": "sign", "seal_draft": "sign", "issue_draft": "issue",
    }  # fmt: skip
    return {verb for verb, step in steps.items() if verb in verbs and DRAFT_LIFE.allows(found.state, step)}


def _next_of(found: Draft, verbs: frozenset[str]) -> dict[str, Any]:
    """What the next step needs: whom to ask, the day, the signatures so far."""
    if found.state in (DraftState.DRAFTING, DraftState.RETURNED) and "submit_draft" in verbs:
        return {"approvers": approvers_of(found.unit, clock.today())}
    if found.state == DraftState.APPROVED:
        return {"number_form": NumberForm(initial={"ngay": clock.today()})}
    if found.state in (DraftState.NUMBERED, DraftState.ISSUED):
        kept, keys = signatures_of(found), Keys()
        return {
            "signatures": kept, "whose": [one.whose for one in kept], "expected": expected_signer(found),
            "person_key": found.signer is not None and keys.of_person(found.signer.person) is not None,
            "unit_key": keys.of_unit(found.unit),
        }  # fmt: skip
    return {}


def _pdf(found: Draft, version: DraftVersion) -> bytes:
    """What is shown: the numbered paper with its signatures once there is one, else the version laid out."""
    if found.paper_id is not None and version.pk == found.approved_version_id:
        return signed_bytes(found)
    made = made_of(found, version)
    if not made.pdf:
        raise Refused("chancery.no_pdf", made.why_no_pdf, _("Tải bản Word để xem."))
    return made.pdf


@login_required
@require_safe
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A page of a draft as a picture."""
    found = seen_draft(request, pk)
    content = page_picture(_pdf(found, _version(request, found)), number - 1)
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = "private, max-age=300"
    return response


@login_required
@require_safe
def file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """A draft as Word or PDF, always as a download; the PDF of a numbered draft is the very file that is signed."""
    found = seen_draft(request, pk)
    version = _version(request, found)
    if ending not in TYPES:
        raise Http404
    content = word_of(found, version) if ending == "docx" else _pdf(found, version)
    name = slug(found.number_symbol or found.title)[:40] or "du-thao"
    response = HttpResponse(content, content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{name}-v{version.number}.{ending}"'
    return response


@login_required
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side, the last two when the address says nothing."""
    found = seen_draft(request, pk)
    versions = list(found.versions.select_related("by"))
    by_number = {str(one.number): one for one in versions}
    after = by_number.get(request.GET.get("sau", ""), versions[0])
    before = by_number.get(request.GET.get("truoc", ""), next((v for v in versions if v.number < after.number), after))
    context = {
        "draft": found, "versions": versions, "before": before, "after": after,
        "changes": changes(before.data, after.data),
    }  # fmt: skip
    return render(request, "chancery/draft_compare.html", context)

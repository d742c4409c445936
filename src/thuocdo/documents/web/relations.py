"""Pages about a paper and others: relations both ways, twins, withdrawing, opening again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from thuocdo.core import clock
from thuocdo.documents import permissions, queries, services
from thuocdo.documents.models import Document, Relation, Twin
from thuocdo.documents.queries import relations as asked
from thuocdo.documents.queries.relation_web import around
from thuocdo.documents.web.asking import person_of, seen_document
from thuocdo.kernel.errors import NotAllowed, Refused


def panel(request: HttpRequest, paper: Document) -> dict[str, Any]:
    """What the page of a paper shows of its relations: confirmed and proposed ones both ways, effects, twins."""
    person = person_of(request)
    said = [row for row in asked.relations_from(paper, person) if row.state != Relation.State.REJECTED]
    turned = _turned(paper, person)
    return {
        # A long list of legal bases that nobody has looked at stands on the page of relations.
        "relations": [row for row in said if row.kind != Relation.Kind.BASIS or row.state != Relation.State.PROPOSED],
        "relations_to": turned, "relation_count": len(said) + len(turned), "effects": asked.effects(paper, person),
        "twins": asked.twins_of(paper, person),
        "proposed_relations": sum(1 for row in said if row.state == Relation.State.PROPOSED),
    }  # fmt: skip


def _turned(paper: Document, person: Any) -> list[tuple[Any, Relation]]:
    """Relations of others to this paper with the words read from here."""
    return [(asked.DONE_TO[Relation.Kind(row.kind)], row) for row in asked.relations_to(paper, person)]


class AddForm(forms.Form):
    """A relation added by hand: kind, and the other paper by its number."""

    kind = forms.ChoiceField(label=gettext_lazy("Văn bản này"), choices=Relation.Kind.choices)
    number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu văn bản kia"), max_length=120,
        error_messages={"required": gettext_lazy("Ghi số, ký hiệu của văn bản kia.")},
        help_text=gettext_lazy("Văn bản phải có trong hệ thống; ví dụ 3667/QĐ-UBND"),
    )  # fmt: skip
    year = forms.IntegerField(
        label=gettext_lazy("Năm ban hành"), required=False, min_value=1945, max_value=2200,
        help_text=gettext_lazy("Khi nhiều văn bản cùng số."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=300)

    def other(self, person: Any) -> Document:
        """The paper that is meant. Refused `documents.no_such_paper`, `documents.several_papers`."""
        return paper_numbered(self.cleaned_data["number"], self.cleaned_data["year"], person)


def paper_numbered(number: str, year: int | None, person: Any) -> Document:
    """The one paper with this number that the person may read. Refused when there is none, or several."""
    found = asked.papers_numbered(number, person)
    if year:
        found = [paper for paper in found if paper.issued_value.startswith(str(year))]
    if not found:
        raise Refused(
            "documents.no_such_paper", f"Không thấy văn bản số “{number}” trong phạm vi bạn được xem.",
            "Kiểm tra số, ký hiệu; hoặc nhận văn bản đó trước.",
        )  # fmt: skip
    if len(found) > 1:
        years = ", ".join(paper.issued_words or "chưa rõ ngày" for paper in found)
        raise Refused("documents.several_papers", f"Có {len(found)} văn bản số “{number}” ({years}).", "Ghi thêm năm.")
    return found[0]


@login_required
@require_http_methods(["GET", "POST"])
def relations(request: HttpRequest, pk: int) -> HttpResponse:
    """All relations of a paper, with the words that say them; confirm, reject, add."""
    paper = seen_document(request, pk)
    form = AddForm()
    if request.method == "POST":
        verb = request.POST.get("viec", "")
        form = AddForm(request.POST if verb == "them" else None)
        if verb != "them" or form.is_valid():
            try:
                return _done(request, paper, verb, form)
            except NotAllowed:
                raise
            except Refused as refusal:
                if verb != "them":
                    raise
                form.add_error("number", str(refusal))
    person = person_of(request)
    rows = asked.relations_from(paper, person)
    context = {
        "document": paper, "form": form, "verbs": permissions.abilities(person, paper),
        "groups": [(words, [row for row in rows if row.state == state]) for state, words in Relation.State.choices],
        "relations_to": _turned(paper, person), "effects": asked.effects(paper, person),
        "around": around(paper, person),
    }  # fmt: skip
    return render(request, "documents/relations.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, paper: Document, verb: str, form: AddForm) -> HttpResponse:
    """Carry out what was pressed, and come back to the page."""
    person = person_of(request)
    if verb == "them":
        services.add_relation(
            document=paper, kind=form.cleaned_data["kind"], other=form.other(person), by=person, at=clock.now(),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        messages.success(request, _("Đã thêm quan hệ."))
    else:
        keys = [int(key) for key in request.POST.getlist("qh") if key.isascii() and key.isdigit() and len(key) < 18]
        chosen = list(paper.relations.filter(pk__in=keys))
        confirm = verb != "bac"
        services.decide_relation(document=paper, relations=chosen, confirm=confirm, by=person, at=clock.now())
        said = _("Đã xác nhận %(count)s quan hệ.") if confirm else _("Đã bác %(count)s quan hệ.")
        messages.success(request, said % {"count": len(chosen)})
    return redirect("documents:relations", paper.pk)


@login_required
@require_POST
def twin(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether two papers are one."""
    paper = seen_document(request, pk)
    key = request.POST.get("cap", "")
    pair = get_object_or_404(Twin, pk=int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0)
    person, same = person_of(request), request.POST.get("viec") == "mot"
    other = pair.other if pair.document_id == paper.pk else pair.document
    if paper.pk not in (pair.document_id, pair.other_id) or not permissions.abilities(person, other):
        raise Http404
    services.judge_twin(document=paper, twin=pair, same=same, by=person, at=clock.now())
    messages.success(request, _("Đã ghi: là một văn bản.") if same else _("Đã ghi: là hai văn bản khác nhau."))
    return redirect("documents:document", paper.pk)


class WithdrawForm(forms.Form):
    """Why a paper is withdrawn, and by which paper."""

    why = forms.CharField(
        label=gettext_lazy("Lý do thu hồi"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Thu hồi văn bản cần ghi lý do.")},
    )  # fmt: skip
    number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu văn bản thu hồi"), required=False, max_length=120,
        help_text=gettext_lazy("Nếu có văn bản yêu cầu thu hồi và văn bản đó đã ở trong hệ thống."),
    )  # fmt: skip
    year = forms.IntegerField(
        label=gettext_lazy("Năm ban hành"), required=False, min_value=1945, max_value=2200,
        help_text=gettext_lazy("Khi nhiều văn bản cùng số."),
    )  # fmt: skip


class ReopenForm(forms.Form):
    """Why a confirmed paper is opened again."""

    why = forms.CharField(
        label=gettext_lazy("Lý do mở lại"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Mở lại văn bản cần ghi lý do.")},
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a paper: who uses it is shown first, and told afterwards."""
    return _with_reason(request, pk, WithdrawForm, "withdraw")


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a confirmed paper again."""
    return _with_reason(request, pk, ReopenForm, "reopen")


def _with_reason(request: HttpRequest, pk: int, form_class: type[forms.Form], verb: str) -> HttpResponse:
    paper = seen_document(request, pk)
    person = person_of(request)
    if verb not in permissions.abilities(person, paper):
        refuse_verb(person, verb, paper)
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _withdrawn_or_reopened(request, paper, form, verb)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("number" if "number" in form.fields else "why", str(refusal))
    context = {"document": paper, "form": form, "verb": verb, "uses": queries.uses(paper, person)}
    return render(request, "documents/withdraw.html", context, status=422 if form.errors else 200)


def _withdrawn_or_reopened(request: HttpRequest, paper: Document, form: forms.Form, verb: str) -> HttpResponse:
    person, data = person_of(request), form.cleaned_data
    if verb == "reopen":
        services.reopen(document=paper, why=data["why"], by=person, at=clock.now())
        messages.success(request, _("Đã mở lại văn bản; những người đang làm theo văn bản này đã được báo."))
        return redirect("documents:confirm", paper.pk)
    by_paper = paper_numbered(data["number"], data["year"], person) if data["number"] else None
    services.withdraw(document=paper, why=data["why"], recalled_by=by_paper, by=person, at=clock.now())
    messages.success(request, _("Đã thu hồi văn bản; nơi giữ và người đang làm theo văn bản đã được báo."))
    return redirect("documents:document", paper.pk)


def refuse_verb(person: Any, verb: str, paper: Document) -> None:
    """Refuse in words what the person may not do with the paper, or not in its state."""
    words = _("Bạn không thu hồi được văn bản này.") if verb == "withdraw" else _("Bạn không mở lại được văn bản này.")
    raise NotAllowed(
        f"documents.{verb}.not_allowed", words,
        _("Việc này của thủ trưởng đơn vị đã nhận văn bản hoặc người phụ trách chu kỳ, khi văn bản chưa bị thu hồi."),
    )  # fmt: skip

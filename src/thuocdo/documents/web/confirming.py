"""The confirm screen: whole page or, for HTMX, the part that changed; the same forms work without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thuocdo.core import clock
from thuocdo.documents import queries, services
from thuocdo.documents.models import Document, Item
from thuocdo.documents.rules.readings import other_readings
from thuocdo.documents.rules.shapes import WrongFields
from thuocdo.documents.web.asking import is_fragment, person_of, seen_document
from thuocdo.documents.web.desk import Card, Desk
from thuocdo.documents.web.forms import FORMS
from thuocdo.kernel.errors import NotAllowed, Refused, Stale

# A verb on one item gives the words to say and the label to look at next; empty where the next undecided one is meant.
Done = Callable[[HttpRequest, Document, Item], tuple[str, str]]


@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The two panes; POST decides about several items or the whole paper."""
    document = seen_document(request, pk)
    if request.method == "POST":
        verb = WHOLE.get(request.POST.get("viec", ""))
        if verb is None:
            raise Refused("documents.unknown_choice", _("Không rõ việc cần làm."), _("Tải lại trang rồi thử lại."))
        words, label = verb(request, document)
        messages.success(request, words)
        return _desk(request, pk, label)
    return render(request, "documents/confirm.html", Desk(request, document).context())


@login_required
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, pk: int, label: str) -> HttpResponse:
    """One item: GET opens it for reading or for a verb (`lam`), POST decides."""
    document = seen_document(request, pk)
    found = document.items.filter(label=label).first()
    if found is None:
        raise Http404(_("Văn bản này không có mục ấy."))
    if request.method == "POST":
        return _decide(request, document, found)
    if not is_fragment(request):
        query = request.GET.copy()
        query["muc"] = label
        return redirect(f"{reverse('documents:confirm', args=[pk])}?{query.urlencode()}#{label}")
    desk = Desk(request, document)
    shown = next(item for item in [*desk.items, found] if item.pk == found.pk)
    card = desk.card(shown, mode=request.GET.get("lam", ""))
    card.current = True
    return _part(request, "documents/parts/item.html", {**desk.context(), "card": card})


def _part(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A part of the page for HTMX; the address bar keeps the address of the page."""
    response = render(request, template, context, status=status)
    response.headers["HX-Push-Url"] = "false"
    return response


@login_required
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item from a passage chosen in the source, or typed."""
    document = seen_document(request, pk)
    kind, words = request.POST.get("loai", ""), request.POST.get("text", "")
    data = {"number": words} if kind == Item.Kind.CITATION else {"text": words}
    spans = queries.place_of(document, words, _whole(request, "tu", 0), _whole(request, "den", len(document.text)))
    added = services.add_item(
        document=document, kind=kind, data=data, spans=spans, by=person_of(request), at=clock.now()
    )
    messages.success(request, _("Đã thêm mục %(label)s. Sửa tiếp nếu cần.") % {"label": added.label})
    return _desk(request, pk, added.label)


def _whole(request: HttpRequest, name: str, usual: int) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else usual


def _decide(request: HttpRequest, document: Document, found: Item) -> HttpResponse:
    verb = request.POST.get("viec", "")
    decide = VERBS.get(verb)
    if decide is None:
        raise Refused("documents.unknown_choice", _("Không rõ việc cần làm."), _("Tải lại trang rồi thử lại."))
    seen = request.POST.get("revision", "")
    found.revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else found.revision
    if request.POST.get("xem-truoc"):
        return _typed(request, document, found, status=200)
    try:
        words, label = decide(request, document, found)
    except (NotAllowed, Stale):
        raise
    except WrongFields as wrong:
        return _typed(request, document, found, problems=wrong.problems, status=422)
    except Refused as refusal:
        return _refused(request, document, found, refusal)
    messages.success(request, words)
    if verb in RESHAPING:
        return _desk(request, document.pk, label or Desk(request, document).after(found))
    return _card(request, document.pk, found.label)


def _card(request: HttpRequest, pk: int, label: str) -> HttpResponse:
    """After a decision about one item: its card and the progress, or the page at the next undecided item."""
    desk = Desk(request, seen_document(request, pk))
    found = next(item for item in desk.items if item.label == label)
    following = desk.after(found)
    if not is_fragment(request):
        query = request.GET.copy()
        query.pop("lam", None)
        query["muc"] = following or label
        return redirect(f"{reverse('documents:confirm', args=[pk])}?{query.urlencode()}#{following or label}")
    card = desk.card(found)
    card.current = False
    context = {**desk.context(), "card": card, "following": following}
    return _part(request, "documents/parts/decided.html", context)


def _desk(request: HttpRequest, pk: int, label: str = "") -> HttpResponse:
    """After a decision that changes the list or the highlights: the whole desk, or the page; `label` is looked at."""
    if not is_fragment(request):
        kept = request.GET.copy()
        kept.pop("lam", None)
        if label:
            kept["muc"] = label
        suffix = f"?{kept.urlencode()}" if kept else ""
        anchor = f"#{label}" if label else ""
        return redirect(f"{reverse('documents:confirm', args=[pk])}{suffix}{anchor}")
    desk = Desk(request, seen_document(request, pk), look_at=label)
    response = _part(request, "documents/parts/desk_swap.html", desk.context())
    response.headers["HX-Retarget"] = "#ban-lam-viec"
    response.headers["HX-Reswap"] = "outerHTML show:none"
    return response


def _typed(
    request: HttpRequest, document: Document, found: Item, *, status: int, problems: dict[str, str] | None = None
) -> HttpResponse:
    """The form as it was typed, with what it means or what is wrong with it."""
    desk = Desk(request, document)
    form = FORMS[found.kind](request.POST, document=document, known=found.data, prefix=found.label)
    valid = form.is_valid()
    for name, words in (problems or {}).items():
        form.add_error(name if name in form.fields else None, words)
    card = desk.card(found, mode="sua")
    card.form, card.current = form, True
    if valid and not problems:
        card.preview = desk.look.of(Item(kind=found.kind, data={**found.data, **form.changes()}))
    return _open_card(request, desk, card, status if valid or status != 200 else 422)


def _refused(request: HttpRequest, document: Document, found: Item, refusal: Refused) -> HttpResponse:
    """The card with the reason why the verb was refused beside the form it came from."""
    desk = Desk(request, document)
    modes = {"tach": "tach", "gop": "gop", "bo": "bo", "sua": "sua"}
    card = desk.card(found, mode=modes.get(request.POST.get("viec", ""), ""))
    card.problem, card.current = f"{refusal.message} {refusal.remedy}".strip(), True
    return _open_card(request, desk, card, 422)


def _open_card(request: HttpRequest, desk: Desk, card: Card, status: int) -> HttpResponse:
    if is_fragment(request):
        return _part(request, "documents/parts/item.html", {**desk.context(), "card": card}, status)
    desk.acting[card.item.label] = card
    return render(request, "documents/confirm.html", desk.context(), status=status)


def _confirm_item(request: HttpRequest, document: Document, found: Item) -> tuple[str, str]:
    services.confirm_item(document=document, item=found, by=person_of(request), at=clock.now())
    return _("Đã xác nhận mục %(label)s.") % {"label": found.label}, ""


def _choose(request: HttpRequest, document: Document, found: Item) -> tuple[str, str]:
    """Take another reading of a slipped row; the proposed one is taken by confirming."""
    number = request.POST.get("cach", "")
    choice = next((choice for choice in other_readings(found.data) if str(choice.number) == number), None)
    if choice is None:
        raise Refused("documents.unknown_choice", _("Cách đọc này không còn."), _("Tải lại trang."))
    services.correct_item(
        document=document, item=found, data=choice.data(), by=person_of(request), at=clock.now(), reason=choice.why
    )
    return _("Đã chọn cách đọc khác cho mục %(label)s.") % {"label": found.label}, ""


def _correct(request: HttpRequest, document: Document, found: Item) -> tuple[str, str]:
    form = FORMS[found.kind](request.POST, document=document, known=found.data, prefix=found.label)
    if not form.is_valid():
        raise WrongFields({name: str(errors[0]) for name, errors in form.errors.items()})
    services.correct_item(
        document=document, item=found, data=form.changes(), by=person_of(request), at=clock.now(),
        reason=form.cleaned_data.get("reason", ""),
    )  # fmt: skip
    return _("Đã sửa mục %(label)s; bản máy đọc vẫn được giữ.") % {"label": found.label}, ""


def _split(request: HttpRequest, document: Document, found: Item) -> tuple[str, str]:
    typed = request.POST.get("vi-tri", "") or request.POST.get("cho", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 7):
        raise Refused("documents.bad_cut", _("Chưa chọn chỗ tách."), _("Chọn câu bắt đầu phần thứ hai."))
    parts = services.split_item(document=document, item=found, cut_at=int(typed), by=person_of(request), at=clock.now())
    return _("Đã tách thành %(labels)s.") % {"labels": ", ".join(part.label for part in parts)}, parts[0].label


def _merge(request: HttpRequest, document: Document, found: Item) -> tuple[str, str]:
    labels = request.POST.getlist("voi")
    others = list(document.items.filter(label__in=labels).exclude(pk=found.pk))
    merged = services.merge_items(document=document, items=[found, *others], by=person_of(request), at=clock.now())
    return _("Đã gộp thành %(label)s.") % {"label": merged.label}, merged.label


def _discard(request: HttpRequest, document: Document, found: Item) -> tuple[str, str]:
    services.discard_item(
        document=document, item=found, reason=request.POST.get("ly-do", ""), by=person_of(request), at=clock.now()
    )
    return _("Đã bỏ mục %(label)s.") % {"label": found.label}, ""


def _restore(request: HttpRequest, document: Document, found: Item) -> tuple[str, str]:
    services.restore_item(document=document, item=found, by=person_of(request), at=clock.now())
    return _("Đã lấy lại mục %(label)s.") % {"label": found.label}, found.label


def _confirm_sure(request: HttpRequest, document: Document) -> tuple[str, str]:
    desk = Desk(request, document)
    done = services.confirm_many(
        document=document, items=desk.sure, by=person_of(request), at=clock.now(), reason=_("Độ tin cậy cao")
    )
    return _("Đã xác nhận %(count)s mục độ tin cậy cao.") % {"count": len(done)}, ""


def _undo(request: HttpRequest, document: Document) -> tuple[str, str]:
    done = services.undo_last(document=document, by=person_of(request), at=clock.now())
    back = sorted((item for item in done if item.state != Item.State.WITHDRAWN), key=lambda item: item.order)
    labels = ", ".join(item.label for item in (back or done)[:8])
    return _("Đã hoàn tác: %(labels)s.") % {"labels": labels}, back[0].label if back else ""


def _confirm_document(request: HttpRequest, document: Document) -> tuple[str, str]:
    services.confirm_document(document=document, by=person_of(request), at=clock.now())
    return _("Đã xác nhận văn bản. Từ nay các mục không đổi nữa."), ""


VERBS: dict[str, Done] = {
    "xac-nhan": _confirm_item, "chon": _choose, "sua": _correct, "tach": _split, "gop": _merge, "bo": _discard,
    "lay-lai": _restore,
}  # fmt: skip
RESHAPING = frozenset({"tach", "gop", "bo", "lay-lai"})
WHOLE: dict[str, Callable[[HttpRequest, Document], tuple[str, str]]] = {
    "nhieu": _confirm_sure, "hoan-tac": _undo, "xong": _confirm_document
}  # fmt: skip

"""Papers that were sent to the person's units: received, seen, dealt with, or sent back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.chancery import permissions, services
from thuocdo.chancery.models import Delivery, Entry
from thuocdo.chancery.queries import deliveries as queries
from thuocdo.chancery.rules.life import SENT_NO_MORE
from thuocdo.chancery.web.delivery_asking import LOOKS, bar, own_delivery, person_of, told
from thuocdo.core import clock, maintenance
from thuocdo.directory import queries as directory
from thuocdo.documents import permissions as papers
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.kernel.text import fold
from thuocdo.ui import xlsx
from thuocdo.ui.formatting import vn_datetime
from thuocdo.ui.tables import Filter, Listing, TextFilter

OPEN, LATE, ALL = "cho", "qua-han", "tat-ca"
MOST = 20_000
MOST_ANSWERS = 50


def _words(rows: QuerySet[Delivery], value: str) -> QuerySet[Delivery]:
    for word in fold(value).split():
        rows = rows.filter(document__folded__contains=word)
    return rows


def _state(rows: QuerySet[Delivery], value: str) -> QuerySet[Delivery]:
    if value == OPEN:
        return rows.filter(state__in=queries.OPEN)
    return rows.filter(**{"late": True}) if value == LATE else rows.filter(state=value)


LISTING = Listing(
    filters=(
        TextFilter(name="tim", label=gettext_lazy("Có chữ"), apply=_words, placeholder=gettext_lazy("Số, trích yếu")),
        Filter(name="trang-thai", label=gettext_lazy("Trạng thái"), apply=_state,
               choices=[(OPEN, gettext_lazy("Còn việc")), (LATE, gettext_lazy("Quá hạn, chậm tiếp nhận")),
                        *[(state, Delivery.State(state).label) for state in queries.SHOWN_IN_INBOX]]),
        Filter(name="de", label=gettext_lazy("Nhận để"), lookup="for_action",
               choices=[("True", gettext_lazy("Thực hiện")), ("False", gettext_lazy("Biết"))]),
    ),
    sorts={"gap": ("-late", "due_on", "-sent_at", "pk"), "den": ("sent_at", "pk"), "han": ("due_on", "pk"),
           "noi-gui": ("sender", "pk")},
    order="gap",
)  # fmt: skip


class ActForm(forms.Form):
    """How the paper was dealt with."""

    answer = forms.ChoiceField(label=gettext_lazy("Văn bản trả lời"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Kết quả xử lý"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Khi không có văn bản trả lời trong sổ."),
    )  # fmt: skip

    def __init__(self, *args: Any, answers: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Không có, hoặc chưa ban hành")), *[(str(one.pk), one.title[:120]) for one in answers]]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why the paper goes back."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"), max_length=300,
        error_messages={"required": gettext_lazy("Ghi một câu, ví dụ “gửi nhầm đơn vị”.")},
    )  # fmt: skip


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What came, late things first."""
    person, today = person_of(request), clock.today()
    rows = queries.inbox(person, today)
    page = LISTING.page(rows, request)
    counts = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    names = directory.names_on({row.sender_id for row in page.rows}, today)
    context = {
        "page": page, "sought": request.GET.get("tim", ""), "today": today,
        "bar": bar(counts, url=lambda state: page.asked.url(**{"trang-thai": state}),
                   current=page.asked.value("trang-thai") or ""),
        "packages": queries.waiting_packages(person).filter(state="waiting").count(),
        "rows": [(row, *LOOKS[row.state][:2], names.get(row.sender_id, "")) for row in page.rows],
    }  # fmt: skip
    return render(request, "chancery/inbox.html", context)


@login_required
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The same list with the same filters as a workbook."""
    asked = LISTING.read(request)
    rows = list(asked.ordered(asked.narrow(queries.inbox(person_of(request), clock.today())))[:MOST])
    names = directory.names_on({row.sender_id for row in rows}, clock.today())
    columns = [
        xlsx.Column(title=_("STT"), width=6, align="center"), xlsx.Column(title=_("Số, ký hiệu"), width=18),
        xlsx.Column(title=_("Trích yếu"), width=60), xlsx.Column(title=_("Nơi gửi"), width=34),
        xlsx.Column(title=_("Gửi lúc"), width=18), xlsx.Column(title=_("Nhận để"), width=12),
        xlsx.Column(title=_("Hạn xử lý"), width=12), xlsx.Column(title=_("Trạng thái"), width=18),
        xlsx.Column(title=_("Tiếp nhận"), width=18), xlsx.Column(title=_("Xem"), width=18),
        xlsx.Column(title=_("Xử lý"), width=18), xlsx.Column(title=_("Văn bản trả lời"), width=22),
    ]  # fmt: skip
    lines: list[list[xlsx.Cell]] = [
        [number, row.document.number_symbol, row.document.subject or row.document.title, names.get(row.sender_id, ""),
         row.sent_at, _("thực hiện") if row.for_action else _("biết"), row.due_on, str(row.get_state_display()),
         row.received_at, row.read_at, row.acted_at, row.answer.number_symbol if row.answer else ""]
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    note = _("Xuất lúc %(now)s.") % {"now": vn_datetime(clock.now())}
    response = HttpResponse(
        xlsx.plain_list(_("Văn bản đến chờ xử lý"), columns, lines, note=note), content_type=xlsx.CONTENT_TYPE
    )
    response["Content-Disposition"] = f'attachment; filename="van-ban-den-{clock.today():%Y%m%d}.xlsx"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper that was sent to the unit: its way so far, and what can be done now."""
    row = own_delivery(request, pk)
    person = person_of(request)
    may_read = Document.objects.filter(papers.visible_to(person), pk=row.document_id).exists()
    if row.state in SENT_NO_MORE and not may_read:
        # Who may no longer read the paper learns that it is gone, and nothing about it.
        return render(request, "chancery/delivery_gone.html", {"delivery": row, "look": LOOKS[row.state][:2]})
    answers = _possible_answers(row, person)
    acting = ActForm(request.POST if request.POST.get("viec") == "xu-ly" else None, answers=answers)
    refusing = ReasonForm(request.POST if request.POST.get("viec") == "tu-choi" else None)
    status = 200
    if request.method == "POST":
        answer = _done(request, row, acting, refusing, answers)
        if answer is not None:
            return answer
        status = 422
    context = {
        "delivery": row, "document": row.document, "acting": acting, "refusing": refusing, "today": clock.today(),
        "look": LOOKS[row.state][:2], "verbs": permissions.delivering(person, row),
        "moves": list(row.moves.select_related("by")), "sender": directory.name_on(row.sender, clock.today()),
        "unit": directory.name_on(row.unit, clock.today()) if row.unit else "",
        "may_read": may_read,
        "entry": Entry.objects.filter(document=row.document_id, book__unit=row.unit_id, struck_at=None).first(),
        "before": row.state in queries.ARRIVED, "open": row.state in queries.OPEN,
    }  # fmt: skip
    return render(request, "chancery/delivery.html", context, status=status)


def _possible_answers(row: Delivery, person: Any) -> list[Document]:
    """Papers of the unit since this one came, the newest first."""
    found = Document.objects.filter(papers.visible_to(person), issuer=row.unit_id, withdrawn_at=None)
    return list(found.exclude(pk=row.document_id).defer("text", "reading", "pages").order_by("-pk")[:MOST_ANSWERS])


def _done(
    request: HttpRequest, row: Delivery, acting: ActForm, refusing: ReasonForm, answers: list[Document]
) -> HttpResponse | None:
    """The act that was asked for; nothing when the form needs correcting."""
    act = request.POST.get("viec", "")
    given: dict[str, Any] = {"delivery": row, "by": person_of(request), "at": clock.now()}
    here = redirect("chancery:delivery", pk=row.pk)
    if act == "tiep-nhan":
        if told(request, lambda: services.receive_delivery(**given), _("Đã tiếp nhận.")) and request.POST.get("vao-so"):
            return redirect("chancery:enter", pk=row.document_id)
        return here
    if act == "xu-ly" and acting.is_valid():
        typed = acting.cleaned_data
        chosen = next((one for one in answers if str(one.pk) == typed["answer"]), None)
        acted = partial(services.act_on_delivery, answer=chosen, note=typed["note"], **given)
        return _tried(acting, acted, request, _("Đã báo xử lý xong."), here)
    if act == "tu-choi" and refusing.is_valid():
        refused = partial(services.refuse_delivery, reason=refusing.cleaned_data["reason"], **given)
        return _tried(refusing, refused, request, _("Đã từ chối, nơi gửi được báo."), redirect("chancery:inbox"))
    if act not in ("xu-ly", "tu-choi"):
        messages.error(request, _("Không rõ việc cần làm."))
        return here
    return None


def _tried(
    form: forms.Form, act: Callable[[], object], request: HttpRequest, words: str, then: HttpResponse
) -> HttpResponse | None:
    try:
        act()
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, words)
    return then


def of_document(request: HttpRequest, document: Document) -> list[tuple[str, dict[str, Any]]]:
    """What sending adds to the page of a paper; opening the page is seeing what was sent to the person's unit."""
    person = person_of(request)
    units = permissions.reading_units(person)
    mine = list(document.deliveries.filter(unit__in=units, way=Delivery.Way.INSIDE).exclude(state__in=SENT_NO_MORE))
    if maintenance.current() is None:
        for row in mine:
            if row.read_at is None and permissions.NOTE_READ in permissions.delivering(person, row):
                # The page is shown also when somebody was quicker, or the read-only mode has just begun.
                with suppress(Refused):
                    services.note_read(delivery=row, by=person, at=clock.now())
    verbs = permissions.sending(person, document)
    found = queries.standing(queries.sent_of(document, person, clock.today())) if verbs else None
    if not mine and not verbs:
        return []
    links = [(row, *LOOKS[row.state][:2], reverse("chancery:delivery", args=[row.pk])) for row in mine]
    sendable = "send_document" in verbs and document.withdrawn_at is None
    told_ = {"document": document, "mine": links, "found": found, "may_send": sendable,
             "bar": bar(found.counts) if found else []}  # fmt: skip
    return [("chancery/parts/deliveries.html", told_)]

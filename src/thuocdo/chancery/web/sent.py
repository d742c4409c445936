"""What became of a sent paper: states of the addressees as picture and table, urging, recalling, packages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thuocdo.chancery import permissions, services
from thuocdo.chancery.models import Delivery
from thuocdo.chancery.queries.deliveries import UNREAD, days_between, sent_of, sent_papers, standing
from thuocdo.chancery.web.delivery_asking import LOOKS, bar, person_of, refuse_without, seen_paper
from thuocdo.core import clock
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.kernel.text import fold
from thuocdo.ui import xlsx
from thuocdo.ui.asked import whole
from thuocdo.ui.formatting import vn_datetime
from thuocdo.ui.tables import Filter, Listing, TextFilter

MOST = 20_000
UNOPENED, LATE = "chua-xem", "qua-han"


def _state(rows: QuerySet[Delivery], value: str) -> QuerySet[Delivery]:
    if value == UNOPENED:
        return rows.filter(state__in=UNREAD)
    return rows.filter(**{"late": True}) if value == LATE else rows.filter(state=value)


LISTING = Listing(
    filters=(
        TextFilter(name="tim", label=gettext_lazy("Nơi nhận"), lookup="name__icontains", placeholder=""),
        Filter(name="trang-thai", label=gettext_lazy("Trạng thái"), apply=_state,
               choices=[(UNOPENED, gettext_lazy("Chưa xem")), (LATE, gettext_lazy("Quá hạn, chậm tiếp nhận")),
                        *Delivery.State.choices]),
        Filter(name="cach", label=gettext_lazy("Cách gửi"), lookup="way", choices=Delivery.Way.choices),
    ),
    sorts={"ten": ("name", "pk"), "gui": ("sent_at", "pk"), "xem": ("read_at", "pk"), "xong": ("acted_at", "pk")},
    order="ten", sizes=(50, 100, 200),
)  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """States of the addressees; urging those that have not opened, recalling, trying again."""
    paper = seen_paper(request, pk)
    rows = sent_of(paper, person_of(request), clock.today())
    if request.method == "POST":
        return _do(request, paper, rows)
    page = LISTING.page(rows, request)
    found = standing(rows)
    context = {
        "document": paper, "page": page, "found": found, "verbs": permissions.sending(person_of(request), paper),
        "bar": bar(found.counts, url=lambda state: page.asked.url(**{"trang-thai": state}),
                   current=page.asked.value("trang-thai") or ""),
        "rows": [(row, *LOOKS[row.state][:2], days_between(row.sent_at, row.read_at),
                  days_between(row.sent_at, row.acted_at)) for row in page.rows],
        "reasoned": ("failed", "refused", "recalled"),
    }  # fmt: skip
    return render(request, "chancery/follow.html", context)


def _do(request: HttpRequest, paper: Document, rows: QuerySet[Delivery]) -> HttpResponse:
    """One act on the chosen deliveries; `tat-ca` is everyone who has not opened the paper."""
    act, person = request.POST.get("viec", ""), person_of(request)
    verb = {"nhac": "urge_delivery", "thu-hoi": "recall_delivery", "gui-lai": "retry_delivery",
            "da-chuyen": "hand_over_package"}.get(act, "")  # fmt: skip
    if not verb or verb not in permissions.sending(person, paper):
        unit = paper.received_unit or paper.issuer
        if unit is not None:
            permissions.refuse_elsewhere(person, unit, verb or "urge_delivery")
        raise NotAllowed("chancery.not_allowed", _("Bạn không làm được việc này với văn bản này."), "")
    if request.POST.get("tat-ca"):
        chosen = list(rows.filter(state__in=UNREAD, way=Delivery.Way.INSIDE))
    else:
        keys = [key for one in request.POST.getlist("chon") if (key := whole(one)) is not None]
        chosen = list(rows.filter(pk__in=keys))
    if not chosen:
        messages.error(request, _("Chưa chọn nơi nhận nào."))
    else:
        _each(request, verb, chosen)
    return redirect(f"{request.path}{_kept(request)}")


def _kept(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"?{query}" if query else ""


def _each(request: HttpRequest, verb: str, chosen: list[Delivery]) -> None:
    """The act on each; what is refused is said with its reason, the others go on."""
    reason = request.POST.get("ly-do", "")
    extra: dict[str, Any] = {"reason": reason} if verb == "recall_delivery" else {}
    if verb == "hand_over_package":
        extra = {"note": reason}
    done, refused = 0, []
    for delivery in chosen:
        try:
            getattr(services, verb)(delivery=delivery, by=person_of(request), at=clock.now(), **extra)
            done += 1
        except NotAllowed:
            raise
        except Refused as refusal:
            refused.append(str(refusal))
    if done:
        messages.success(request, _("Đã xong với %(count)s nơi nhận.") % {"count": done})
    for words in list(dict.fromkeys(refused))[:5]:
        messages.warning(request, words)


@login_required
@require_POST
def urge_silent(request: HttpRequest, pk: int) -> HttpResponse:
    """Urge units that have issued nothing in answer to a paper, where it was sent to them here; the others are named,
    so that it can be sent to them first."""
    paper = seen_paper(request, pk)
    refuse_without(request, paper, "urge_delivery")
    keys = {key for one in request.POST.getlist("don-vi") if (key := whole(one)) is not None}
    rows = sent_of(paper, person_of(request), clock.today()).filter(unit__in=keys, way=Delivery.Way.INSIDE)
    chosen = list(rows.exclude(state="recalled"))
    if chosen:
        _each(request, "urge_delivery", chosen)
    unsent = len(keys - {row.unit_id for row in chosen if row.unit_id is not None})
    if unsent:
        words = _("%(count)s nơi chưa được gửi văn bản qua hệ thống nên chưa nhắc được: gửi cho họ trước.")
        messages.warning(request, words % {"count": unsent})
    elif not keys:
        messages.error(request, _("Chưa chọn nơi nào để nhắc."))
    back = whole(request.POST.get("ve"))
    return redirect("documents:cascade", pk=pk if back is None else back)


@login_required
@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The same table as a workbook."""
    paper = seen_paper(request, pk)
    asked = LISTING.read(request)
    rows = asked.ordered(asked.narrow(sent_of(paper, person_of(request), clock.today())))[:MOST]
    columns = [
        xlsx.Column(title=_("STT"), width=6, align="center"), xlsx.Column(title=_("Nơi nhận"), width=44),
        xlsx.Column(title=_("Cách gửi"), width=18), xlsx.Column(title=_("Nhận để"), width=14),
        xlsx.Column(title=_("Trạng thái"), width=18), xlsx.Column(title=_("Gửi lúc"), width=18),
        xlsx.Column(title=_("Tiếp nhận"), width=18), xlsx.Column(title=_("Xem"), width=18),
        xlsx.Column(title=_("Xử lý"), width=18), xlsx.Column(title=_("Số ngày"), width=9, align="right"),
        xlsx.Column(title=_("Văn bản trả lời"), width=22), xlsx.Column(title=_("Số lần nhắc"), width=10, align="right"),
        xlsx.Column(title=_("Lý do (lỗi, từ chối, thu hồi)"), width=40),
    ]  # fmt: skip
    lines: list[list[xlsx.Cell]] = [
        [number, row.name, str(row.get_way_display()), _("thực hiện") if row.for_action else _("biết"),
         str(row.get_state_display()), row.sent_at, row.received_at, row.read_at, row.acted_at,
         days_between(row.sent_at, row.acted_at), row.answer.number_symbol if row.answer else "", row.urged_times,
         row.reason or ""]
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    note = _("%(paper)s. Xuất lúc %(now)s.") % {"paper": paper.title, "now": vn_datetime(clock.now())}
    content = xlsx.plain_list(_("Tình hình nhận văn bản"), columns, lines, note=note)
    response = HttpResponse(content, content_type=xlsx.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="gui-van-ban-{pk}.xlsx"'
    return response


@login_required
@require_safe
def package(request: HttpRequest, pk: int, delivery: int) -> FileResponse:
    """The edXML package of a delivery, as a download."""
    paper = seen_paper(request, pk)
    refuse_without(request, paper, "send_document")
    row = sent_of(paper, person_of(request), clock.today()).filter(pk=delivery).first()
    if row is None or row.package is None:
        raise Http404(_("Không có gói liên thông này."))
    return FileResponse(
        row.package.content.open("rb"), as_attachment=True, filename=row.package.name,
        content_type="application/octet-stream",
    )  # fmt: skip


def _words(rows: QuerySet[Document], value: str) -> QuerySet[Document]:
    for word in fold(value).split():
        rows = rows.filter(folded__contains=word)
    return rows


SENT = Listing(
    filters=(TextFilter(name="tim", label=gettext_lazy("Có chữ"), apply=_words, placeholder=""),),
    sorts={"gui": ("last_sent", "pk"), "so": ("number_key", "pk"), "chua-xem": ("unread_count", "pk")}, order="-gui",
)  # fmt: skip


@login_required
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Papers that the person's units have sent, with how many addressees have seen and answered them."""
    sent = sent_papers(person_of(request))
    rows = Document.objects.filter(pk__in=sent.order_by().values("document"))
    own = Q(deliveries__in=sent.order_by())
    counted = rows.annotate(
        last_sent=Max("deliveries__made_at", filter=own), sent_count=Count("deliveries", filter=own),
        unread_count=Count("deliveries", filter=own & Q(deliveries__state__in=UNREAD)),
        acted_count=Count("deliveries", filter=own & Q(deliveries__state="acted")),
        failed_count=Count("deliveries", filter=own & Q(deliveries__state="failed")),
    ).defer("text", "reading", "pages")  # fmt: skip
    return render(request, "chancery/sent.html", {"page": SENT.page(counted, request)})

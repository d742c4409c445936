"""The board of a plan (bảng việc): cards in columns by standing; a card moves by the acts that its buttons name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.ui.standings import look
from thuocdo.ui.tables import Asked
from thuocdo.work import queries
from thuocdo.work.models import Occurrence, Plan
from thuocdo.work.permissions import JUDGING, Reach, place_of, reach
from thuocdo.work.queries.board import BoardColumn, board
from thuocdo.work.rules.life import open_verbs
from thuocdo.work.web import lists, obligations, views_shared
from thuocdo.work.web.acts import BY_SLUG, Act, Offered
from thuocdo.work.web.occurrences import standing_words
from thuocdo.work.web.plans import head_of, seen_plan

LISTING = views_shared.listing()
HEADS = {"undated": gettext_lazy("Chưa rõ hạn, theo dõi"), "done": gettext_lazy("Đã xong")}
ICONS = {"undated": "ask", "done": "check"}
# Acts that a card offers: one short form each; proof, extension and waiver are done on the page of the obligation.
ON_A_CARD = ("nop", "tien-do", "duyet", "tra-lai")


@login_required
@require_safe
def plan_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Due instances of the plan in columns, the first cards of each; every column leads to all its rows."""
    plan, on = seen_plan(request, pk), clock.today()
    person, asked = lists.person_of(request), LISTING.read(request)
    held = reach(person, on)
    found = board(person, views_shared.wanted(plan, asked), on)
    here = f"{request.path}{asked.url()}"
    return render(
        request,
        "work/plan_board.html",
        {
            **head_of(plan), "page": views_shared.bare_page(asked), "on": on, "here": here,
            "columns": [_column(plan, asked, held, column) for column in found],
            "total": sum(column.count for column in found), "own": _own(asked, held),
        },
    )  # fmt: skip


def _own(asked: Asked, held: Reach) -> list[tuple[str, str, bool]]:
    """Chips: all agencies, or one of the person's own; one query."""
    keys = Unit.objects.filter(pk__in=held.own_units).order_by("pk").values_list("key", flat=True)[:3]
    chosen = asked.value("don-vi")
    own = [(_("Việc của cơ quan tôi"), asked.url(**{"don-vi": key}), chosen == key) for key in keys]
    return [(_("Mọi cơ quan"), asked.url(**{"don-vi": ""}), not chosen), *own] if own else []


def _column(plan: Plan, asked: Asked, held: Reach, column: BoardColumn) -> dict[str, Any]:
    shown = look(column.standings[0])
    return {
        "code": column.code, "head": HEADS.get(column.code, shown.word), "icon": ICONS.get(column.code, shown.icon),
        "count": column.count, "left": column.count - len(column.cards),
        "cards": [_card(card, held) for card in column.cards],
        "urls": [
            (look(code).word, views_shared.rows_url(plan, asked, tinh_trang=code)) for code in column.standings
        ],
    }  # fmt: skip


def _card(one: Occurrence, held: Reach) -> dict[str, Any]:
    code: str = one.standing  # type: ignore[attr-defined]
    return {
        "one": one, "standing": code, "words": standing_words(one, clock.today()),
        "url": f"{reverse('work:obligation', args=[one.obligation_id])}?ky={one.pk}#ky", "acts": _acts(one, held),
    }  # fmt: skip


def _acts(one: Occurrence, held: Reach) -> list[Offered]:
    """What the person may do with the card by role, place and state; the decision itself asks again."""
    place = place_of(one)
    verbs = (held.verbs_at(place) if place else frozenset()) & open_verbs(one.state)
    if one.submitted_by_id == held.person:
        verbs -= JUDGING
    return [_offered(BY_SLUG[slug], one) for slug in ON_A_CARD if BY_SLUG[slug].verb in verbs]


def _offered(act: Act, one: Occurrence) -> Offered:
    form = act.form(auto_id=f"the-{one.pk}-{act.slug}_%s")
    return Offered(act, form, reverse(f"work:board_{act.name}", args=[one.pk]), False)


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Do the act of a card as on the obligation's page and come back to the board; refused, the form stands there."""
    occurrence = queries.visible_occurrence(lists.person_of(request), pk)
    if occurrence is None:
        raise Http404
    answer = obligations.act(request, pk, slug)
    back = request.POST.get("ve", "")
    if request.method != "POST" or answer.status_code != 302:
        return answer
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = reverse("work:plan_board", args=[occurrence.plan_id])
    return redirect(back)

"""What a draft would load on whom in which month, before it is proposed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.kernel.text import fold
from thuocdo.ui.tables import Filter, Listing, TextFilter
from thuocdo.work.models import Plan
from thuocdo.work.queries.load import BUSY, HEAVY
from thuocdo.work.services.draft_load import DraftLoad
from thuocdo.work.web import lists
from thuocdo.work.web.plans import seen_plan

LISTING = Listing(
    filters=(
        TextFilter(name="chu", label=gettext_lazy("Cơ quan"), placeholder=gettext_lazy("gõ có dấu hoặc không dấu")),
        Filter(name="muc", label=gettext_lazy("Mức"), all_words=gettext_lazy("Nhiều việc và quá tải"),
               choices=((HEAVY, gettext_lazy("Quá tải")), (BUSY, gettext_lazy("Nhiều việc")))),
    ),
    sizes=(50, 100, 200),
)  # fmt: skip
DRAFTS = (Plan.State.DRAFT, Plan.State.PROPOSED, Plan.State.APPROVED)


@login_required
@require_safe
def draft_load(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would have too much in which month with this draft added (khối lượng việc nếu thực hiện)."""
    plan = seen_plan(request, pk)
    found = DraftLoad(plan, clock.today()) if plan.state in DRAFTS else None
    rows = found.too_much() if found is not None else []
    asked = LISTING.read(request)
    words, level = asked.value("chu") or "", asked.value("muc")
    kept = [row for row in rows if words in fold(row.name) and level in (None, "", row.level)]
    return render(request, "work/draft_load.html", {
        "plan": plan, "found": found, "page": lists.cut(kept, asked), "heavy": sum(row.is_heavy for row in rows),
        "every": len(rows), "units": len({row.unit for row in rows}),
    })  # fmt: skip

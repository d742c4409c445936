"""Letters of urging: which agencies have something late, one click that drafts a letter to them, letters so far."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thuocdo.chancery.queries.books import units_where
from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.tables import Listing
from thuocdo.urging import permissions, services
from thuocdo.urging.queries.late import late_units, letters
from thuocdo.urging.queries.ledger import letter_words
from thuocdo.urging.web.asking import person_of

LETTERS = Listing(sorts={"ngay": ("day", "pk")}, order="-ngay")


@login_required
@require_http_methods(["GET", "POST"])
def letters_page(request: HttpRequest) -> HttpResponse:
    """Agencies with late things and the letters to them; sending the form drafts one letter to the chosen ones."""
    if request.method == "POST":
        return _draft(request)
    person = person_of(request)
    page = LETTERS.page(letters(person), request)
    context = {
        "late": [(one, letter_words(one.letter) if one.letter else "") for one in late_units(person, clock.today())],
        "page": page, "lines": [(row, letter_words(row)) for row in page.rows], "senders": _senders(request),
        "chosen": request.GET.get("co-quan", ""),
    }  # fmt: skip
    return render(request, "urging/letters.html", context)


def _senders(request: HttpRequest) -> list[tuple[Unit, str]]:
    """Agencies in whose name the person may draft such a letter, with their names."""
    person = person_of(request)
    return [pair for pair in units_where(person, "draft") if "draft_letter" in permissions.abilities(person, pair[0])]


def _draft(request: HttpRequest) -> HttpResponse:
    senders = dict((unit.key, unit) for unit, _name in _senders(request))
    sender = senders.get(request.POST.get("thay-mat", "")) or next(iter(senders.values()), None)
    if sender is None:
        raise NotAllowed(
            "urging.not_allowed", _("Bạn không có quyền soạn công văn đôn đốc."),
            _("Nhờ người phụ trách chu kỳ hoặc thủ trưởng cơ quan."),
        )  # fmt: skip
    keys = request.POST.getlist("co-quan")
    known = {one.key for one in late_units(person_of(request), clock.today())}
    wanted = known if request.POST.get("tat-ca") else known & set(keys)
    try:
        letter = services.draft_letter(
            sender=sender, units=list(Unit.objects.filter(key__in=wanted)), by=person_of(request), at=clock.now()
        )
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return redirect("urging:letters")
    words = _("Đã soạn dự thảo công văn tới %(agencies)s cơ quan, %(tasks)s việc. Kiểm tra lại rồi trình duyệt.")
    messages.success(request, words % {"agencies": letter.agencies, "tasks": letter.tasks})
    return redirect("chancery:draft", pk=letter.draft_id)

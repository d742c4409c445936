"""Contact data of people as a workbook: masked for the asking, unmasked with a purpose that the audit keeps."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.core.privacy import cell, personal_fields
from thuocdo.core.privacy_rules import in_force
from thuocdo.directory.models import Person, Position
from thuocdo.directory.people_rights import visible_people
from thuocdo.directory.queries import names_on
from thuocdo.directory.services import privacy as services
from thuocdo.directory.web.privacy import PERSONAL_WORDS, PurposeForm, note_limit
from thuocdo.kernel.errors import Refused
from thuocdo.ui import xlsx
from thuocdo.ui.formatting import vn_date

MOST_ROWS = 20_000


def _people(reader: Person | None) -> QuerySet[Person]:
    seen = Person.objects.filter(visible_people(reader)).values("pk")
    return Person.objects.filter(pk__in=seen, erased_at=None).order_by("folded", "pk")


@require_safe
def contacts_masked(request: HttpRequest) -> HttpResponse:
    """The workbook with masked values."""
    return _workbook(list(_people(getattr(request, "person", None))[:MOST_ROWS]), shown=False)


@never_cache
@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest) -> HttpResponse:
    """Ask for the purpose (GET); the workbook with values that are not masked (POST)."""
    reader: Person | None = getattr(request, "person", None)
    form = PurposeForm(request.POST if request.method == "POST" else None, rules=in_force())
    people = _people(reader)
    if request.method == "POST" and form.is_valid():
        found = list(people[:MOST_ROWS])
        if _told(form, reader, len(found)):
            return _workbook(found, shown=True)
    context = {"form": form, "count": people.count(), "limit": in_force().limits["exports_per_day"]}
    return render(request, "directory/contacts.html", context, status=422 if form.is_bound else 200)


def _told(form: PurposeForm, reader: Person | None, count: int) -> bool:
    """Whether the purpose was good enough; the audit then knows what went out, and how much of it."""
    try:
        services.export_personal(
            what=_("danh bạ liên hệ"), fields=sorted(personal_fields(Person)), count=count, told=form.cleaned_data,
            by=reader, at=clock.now(),
        )  # fmt: skip
    except Refused as refusal:
        note_limit(refusal, "directory.export_personal", by=reader)
        if refusal.where.get("field") not in form.fields:
            raise
        form.add_error(str(refusal.where["field"]), f"{refusal.message} {refusal.remedy}")
        return False
    return True


def _workbook(people: list[Person], *, shown: bool) -> HttpResponse:
    today = clock.today()
    names = sorted(personal_fields(Person))
    columns = [
        xlsx.Column(title=_("TT"), width=6), xlsx.Column(title=_("Họ và tên"), width=28),
        xlsx.Column(title=_("Chức vụ, đơn vị"), width=50),
        *(xlsx.Column(title=str(PERSONAL_WORDS[name]).capitalize(), width=26) for name in names),
    ]  # fmt: skip
    posts = _posts(people)
    lines: list[list[xlsx.Cell]] = [
        [number, one.full_name, posts.get(one.pk, ""), *(cell(one, name, shown=shown) for name in names)]
        for number, one in enumerate(people, 1)
    ]
    note = _("Dữ liệu cá nhân không che; lần xuất này đã ghi vào nhật ký.") if shown else _("Dữ liệu cá nhân đã che.")
    content = xlsx.plain_list(_("Danh bạ liên hệ ngày %(day)s") % {"day": vn_date(today)}, columns, lines, note=note)
    headers = {
        "Content-Disposition": f'attachment; filename="lien-he-{today.isoformat()}.xlsx"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=xlsx.CONTENT_TYPE, headers=headers)


def _posts(people: list[Person]) -> dict[int, str]:
    """Title and unit of everybody's post today, by person."""
    held = list(Position.objects.filter(person__in=people, valid__contains=clock.today()).order_by("-pk"))
    units = names_on({one.unit_id for one in held}, clock.today())
    return dict(_words(held, units))


def _words(held: list[Position], units: dict[int, str]) -> Iterator[tuple[int, str]]:
    for one in held:
        yield one.person_id, ", ".join(part for part in (one.title, units.get(one.unit_id, "")) if part)

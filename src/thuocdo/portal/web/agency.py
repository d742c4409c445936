"""The page of one agency (trang cơ quan): strengths, what is late and why, by month and field, by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Unit
from thuocdo.kernel.periods import Period
from thuocdo.portal.queries import agency as agencies
from thuocdo.portal.queries import agency_picture as pictures
from thuocdo.portal.queries.agency_picture import AgencyPicture, Beside, Middle
from thuocdo.portal.queries.overview import share_on_time
from thuocdo.portal.web.asking import FIELD, day_of, person_of, rows_url
from thuocdo.ui.charts import percent
from thuocdo.ui.formatting import vn_date, vn_number, vn_percent
from thuocdo.ui.tables import Filter, Listing, Page
from thuocdo.work.models import Obligation

NOBODY = "chua-giao"
MONTHS_SHOWN = 12


def _officers(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    """Who is charged with work of this agency, and nobody; asked only of who may see the agency."""
    key = request.resolver_match.kwargs.get("key", "") if request.resolver_match else ""
    return [*pictures.officers(key), (NOBODY, gettext_lazy("Chưa giao người phụ trách"))]


LISTING = Listing(
    filters=(
        FIELD,
        Filter(
            name="nguoi", label=gettext_lazy("Người phụ trách"), choices=_officers, all_words=gettext_lazy("Mọi người")
        ),
    ),
    keep=("ngay",),
)


@dataclass(frozen=True)
class Strip:
    """The share on time of the agency on a scale from 0 to 100, with the middle half and median of like agencies."""

    own: str
    low: str
    width: str
    median: str
    words: str


@login_required
@require_safe
def unit(request: HttpRequest, key: str) -> HttpResponse:
    """One agency on a day (`?ngay=`): what it owes, how it does, what is late and why, where work came from and went.

    Who may not see work (who administers) gets what the directory knows about the agency.
    """
    on = day_of(request) or clock.today()
    found = agencies.visible_unit(person_of(request), key)
    if found is None:
        return _facts_page(request, agencies.known_unit(person_of(request), key), on)
    asked = LISTING.read(request)
    field, who = asked.value("linh-vuc"), asked.value("nguoi")
    fields = (field,) if field else ()
    owed = pictures.owed_by(
        found, fields=fields, officer=int(who) if who and who != NOBODY else None, nobody=who == NOBODY
    )
    page = agencies.agency(found, on, narrowed=owed)
    picture = pictures.agency_picture(person_of(request), found, owed, on, fields=fields, compared=not who)
    return render(
        request,
        "portal/unit.html",
        {
            "agency": page, "unit": found, "on": on, "is_today": on == clock.today(), "picture": picture,
            "page": Page(asked, [], False), "parts": _parts(picture, key, field),
            "leading": [row for row in page.work.leading if _kept(row, field, who)],
            "facts": directory.unit_facts(found, on), "rows_url": rows_url(don_vi=key, linh_vuc=field),
            "late_url": rows_url(don_vi=key, tinh_trang="overdue", linh_vuc=field),
            "strip": _strip(picture), "months": _months(picture, key, field), "fields": _fields(picture, key),
        },
    )  # fmt: skip


def _kept(row: Obligation, field: str | None, who: str | None) -> bool:
    """Whether a part of the agency belongs to the field and person that the page is narrowed to."""
    charged = str(row.officer_id or NOBODY)
    return (not field or row.task.field == field) and (not who or charged == who)


def _parts(picture: AgencyPicture, key: str, field: str | None) -> list[dict[str, Any]]:
    return [
        {"code": code, "count": count, "href": rows_url(don_vi=key, tinh_trang=code, linh_vuc=field)}
        for code, count in picture.counts.parts()
    ]


def _strip(picture: AgencyPicture) -> Strip | None:
    """The agency beside the middle of like agencies, in words that rank nobody; nothing without both."""
    own = share_on_time(picture.counts)
    middle = picture.middle
    if own is None or middle is None:
        return None
    numbers = {
        "own": vn_percent(own, 1), "median": vn_percent(middle.median, 1), "low": vn_percent(middle.low, 1),
        "high": vn_percent(middle.high, 1), "count": vn_number(middle.agencies), "place": _place(own, middle),
    }  # fmt: skip
    words = (
        _(
            "Đúng hạn %(own)s: %(place)s. Trong %(count)s cơ quan cùng loại, mức giữa là %(median)s, một nửa ở khoảng "
            "từ %(low)s đến %(high)s."
        )
        % numbers
    )
    width = max(_inside(middle.high) - _inside(middle.low), Decimal("0.8"))
    return Strip(
        own=percent(_inside(own)), low=percent(_inside(middle.low)), width=percent(width),
        median=percent(_inside(middle.median)), words=words,
    )  # fmt: skip


def _place(own: Decimal, middle: Middle) -> str:
    if middle.low <= own <= middle.high:
        return _("ở trong khoảng thường gặp")
    return _("cao hơn khoảng thường gặp") if own > middle.high else _("thấp hơn khoảng thường gặp")


def _inside(share: Decimal) -> Decimal:
    """A place on the strip that the mark does not stick out of."""
    return min(max(share, Decimal(1)), Decimal(99))


def _months(picture: AgencyPicture, key: str, field: str | None) -> list[dict[str, Any]]:
    """The trend: for each month that has passed or has results its counts, shares, and rows."""
    return [
        {
            "row": row, "parts": row.counts.parts(), "judged": _judged(row), "share": row.share,
            "url": rows_url(don_vi=key, linh_vuc=field, tu=vn_date(row.key),
                            den=vn_date(Period.month(row.key.year, row.key.month).last_day)),
        }
        for row in picture.months[-MONTHS_SHOWN:]
    ]  # fmt: skip


def _fields(picture: AgencyPicture, key: str) -> list[dict[str, Any]]:
    return [
        {
            "row": row, "share": row.share, "judged": _judged(row), "label": row.label or _("Ngoài bảy lĩnh vực"),
            "url": rows_url(don_vi=key, linh_vuc=row.key) if row.key else "",
        }
        for row in picture.fields
    ]  # fmt: skip


def _judged(row: Beside) -> str:
    """Numerator and denominator of the share on time."""
    counts = row.counts
    judged = counts["accepted_on_time"] + counts["accepted_late"] + counts["overdue"]
    return f"{vn_number(counts['accepted_on_time'])}/{vn_number(judged)}"


def _facts_page(request: HttpRequest, found: Unit | None, on: date) -> HttpResponse:
    if found is None:
        raise Http404(_("Không có cơ quan này, hoặc cơ quan không thuộc tỉnh mà bạn công tác."))
    facts, people = directory.unit_facts(found, on), agencies.people_of(found, on)
    return render(request, "portal/unit_facts.html", {"unit": found, "on": on, "facts": facts, "people": people})

"""The desk of whoever looks after personal data: what is held, who read it, what is due for erasure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.http import require_safe

from thuocdo.core import clock, retention
from thuocdo.core.models import AuditRow, PrivacyTable
from thuocdo.core.privacy import declared
from thuocdo.core.privacy_rules import Holding, PrivacyRules, Retention, in_force
from thuocdo.directory.models import Person
from thuocdo.directory.people_rights import visible_people
from thuocdo.directory.queries.privacy import EXPORTED, READ, people_who_left, readings
from thuocdo.directory.web.privacy import PERSONAL_WORDS
from thuocdo.ui import xlsx
from thuocdo.ui.formatting import vn_datetime, vn_number
from thuocdo.ui.tables import DateFilter, Filter, Listing

MOST_ROWS = 20_000
CLOCKS = {
    "last_position_ended": say("từ ngày thôi giữ vị trí cuối cùng"),
    "account_closed": say("từ lúc khóa tài khoản"),
    "session_ended": say("từ lần dùng cuối của phiên"),
    "notice_read": say("từ lúc đọc"),
    "import_file_stored": say("từ lúc nạp tệp"),
}
ACTS = {"erase": say("xóa trống dữ liệu, dòng ở lại"), "delete": say("xóa dòng"), "keep": say("không xóa")}


def _tabs(current: str) -> list[tuple[str, str, bool]]:
    names = {
        "privacy": _("Đang giữ gì"), "privacy_readings": _("Ai đã xem"), "privacy_due": _("Đến hạn xóa"),
    }  # fmt: skip
    return [(words, reverse(f"directory:{name}"), name == current) for name, words in names.items()]


def time_words(rule: Retention) -> str:
    """How long a rule keeps data, in words: 24 tháng, 90 ngày."""
    parts = [_("%(n)s tháng") % {"n": rule.months}] if rule.months else []
    parts += [_("%(n)s ngày") % {"n": rule.days}] if rule.days else []
    return " ".join(parts)


@dataclass(frozen=True)
class RuleRow:
    """One retention rule as the page shows it."""

    rule: Retention
    time: str
    clock: str
    act: str
    due: int


def _rule_rows(rules: PrivacyRules, counted: dict[str, int]) -> Iterator[RuleRow]:
    for rule in rules.retention.values():
        clock_words = str(CLOCKS.get(rule.clock, rule.clock))
        yield RuleRow(rule, time_words(rule), clock_words, str(ACTS[rule.act]), counted.get(rule.code, 0))


def _kinds(holding: Holding) -> str:
    """Kinds of the masked fields among these, as the models declare them."""
    names = {f"{model._meta.label}.{name}": name for model, name, _kind in declared()}
    return ", ".join(str(PERSONAL_WORDS.get(short, short)) for name, short in names.items() if holding.covers(name))


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What personal data the program holds, why, masked how, and how long they stay: from the declarations."""
    rules = in_force()
    rows = {row.rule.code: row for row in _rule_rows(rules, {})}
    held = [(one, _kinds(one) if one.masked else "", rows[one.retention]) for one in rules.holdings]
    context = {
        "tabs": _tabs("privacy"), "held": held, "rules": rows.values(), "taken": PrivacyTable.objects.first(),
        "purposes": list(rules.purposes.values()), "limits": rules.limits,
    }  # fmt: skip
    return render(request, "directory/privacy.html", context)


def _purposes(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    return [(one.code, one.name) for one in in_force().purposes.values()]


READINGS = Listing(
    filters=(
        Filter(
            name="viec", label=say("Việc"), lookup="action", all_words=say("Xem và xuất"),
            choices=((READ, say("Xem từng giá trị")), (EXPORTED, say("Xuất không che"))),
        ),
        Filter(name="muc-dich", label=say("Mục đích"), lookup="after__purpose", choices=_purposes,
               all_words=say("Mọi mục đích")),
        Filter(name="nguoi-xem", label=say("Người xem"), lookup="actor_name__icontains", type="search"),
        DateFilter(name="tu", label=say("Từ ngày"), lookup="at__date__gte"),
        DateFilter(name="den", label=say("Đến hết ngày"), lookup="at__date__lte"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One reading of personal data: who, when, what of whom, for what; never the value."""

    row: AuditRow
    what: str
    purpose: str

    @property
    def refused(self) -> bool:
        return self.row.outcome != "done"


def _read(rows: Sequence[AuditRow]) -> list[Reading]:
    purposes = in_force().purposes
    found = []
    for row in rows:
        told = row.after or {}
        purpose = purposes.get(str(told.get("purpose", "")))
        found.append(Reading(row, _what(row, told), purpose.name if purpose else str(told.get("purpose", ""))))
    return found


def _what(row: AuditRow, told: dict[str, Any]) -> str:
    if row.action == EXPORTED:
        return _("Xuất %(what)s, %(count)s người") % {
            "what": told.get("what", ""), "count": vn_number(int(told.get("count", 0))),
        }  # fmt: skip
    return str(PERSONAL_WORDS.get(str(told.get("field", "")), ""))


@require_safe
def privacy_readings(request: HttpRequest) -> HttpResponse:
    """Who read personal data lately, from the audit; only that it was read, never what."""
    page = READINGS.page(readings(getattr(request, "person", None)), request)
    context = {"tabs": _tabs("privacy_readings"), "page": page, "found": _read(page.rows)}
    return render(request, "directory/privacy_readings.html", context)


@require_safe
def privacy_readings_xlsx(request: HttpRequest) -> HttpResponse:
    """The same rows as a workbook."""
    asked = READINGS.read(request)
    rows = list(asked.narrow(readings(getattr(request, "person", None)))[:MOST_ROWS])
    titles = (
        _("Lúc"), _("Người xem"), _("Với vị trí"), _("Xem gì"), _("Của ai"), _("Mục đích"), _("Ghi rõ"), _("Kết quả"),
    )  # fmt: skip
    columns = [xlsx.Column(title=title, width=24) for title in titles]
    lines: list[list[xlsx.Cell]] = [
        [vn_datetime(one.row.at), one.row.actor_name, one.row.position, one.what, one.row.thing_name, one.purpose,
         one.row.why, _("bị từ chối") if one.refused else _("đã xem")]
        for one in _read(rows)
    ]  # fmt: skip
    content = xlsx.plain_list(_("Lượt xem dữ liệu cá nhân"), columns, lines)
    name = f'attachment; filename="luot-xem-du-lieu-ca-nhan-{clock.today().isoformat()}.xlsx"'
    return HttpResponse(content, content_type=xlsx.CONTENT_TYPE, headers={"Content-Disposition": name})


PEOPLE = Listing(sorts={"ngay": ("left_on", "pk"), "ten": ("folded", "pk")}, order="ngay")


@require_safe
def privacy_due(request: HttpRequest) -> HttpResponse:
    """What is due for erasure: how much by rule, and the people by name."""
    now = clock.now()
    counted = retention.counts(now)
    rule = next((one for one, keeper in retention.working_rules() if one.clock == "last_position_ended"), None)
    rows: QuerySet[Person] = people_who_left(rule.before(now)) if rule is not None else Person.objects.none()
    seen = Person.objects.filter(visible_people(getattr(request, "person", None))).values("pk")
    page = PEOPLE.page(rows.filter(pk__in=seen), request)
    working = [row for row in _rule_rows(in_force(), counted) if row.rule.code in counted]
    context = {
        "tabs": _tabs("privacy_due"), "rules": working, "page": page, "rule": rule,
        "taken": PrivacyTable.objects.first(),
    }  # fmt: skip
    return render(request, "directory/privacy_due.html", context)

"""The first page: five things to do today, each with one button, and the thirty days ahead (việc của tôi)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from thuocdo.chancery.queries.open_deliveries import waiting_deliveries
from thuocdo.chancery.queries.waiting import open_drafts_of
from thuocdo.core import clock
from thuocdo.core.models import Trouble
from thuocdo.directory.permissions import may_open
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.portal.queries import day as queries
from thuocdo.portal.queries.day import Card
from thuocdo.portal.web.asking import person_of, rows_url
from thuocdo.ui.formatting import due_words, vn_date, vn_number
from thuocdo.work.models import Extension, Occurrence, TaskParty
from thuocdo.work.permissions import reach

LONGEST_BUTTON, TROUBLES_SHOWN = 26, 5


@dataclass(frozen=True)
class ToDo:
    """One card as the page shows it: what, why, where it stands, one button with its result as words."""

    title: str
    why: str
    standing: str
    standing_words: str
    facts: tuple[str, ...]
    button: str
    url: str
    source: str = ""
    source_url: str = ""

    @property
    def is_late(self) -> bool:
        return self.standing == "overdue"


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Five things to do today, what is coming, and whom to ask."""
    person, on = person_of(request), clock.today()
    day = queries.my_day(person, on)
    units, counts = queries.own_counts(person, on)
    oversees = bool(reach(person).provinces(reach=PROVINCE))
    position = getattr(request, "position", None)
    unit_key = position.unit.key if units and position is not None else ""
    laid = {one.mark for one in day.desk}
    drafts = [one for one in open_drafts_of(person, on) if one.mark not in laid] if person is not None else []
    return render(
        request,
        "portal/home.html",
        {
            "todos": [todo(card) for card in day.cards], "waiting": day.waiting, "ahead": queries.ahead(person, on),
            "own_parts": _parts(counts, unit_key), "own_total": counts.total, "unit_key": unit_key,
            "red": queries.red_agencies(person, on) if oversees else [], "contacts": queries.contacts(person, on),
            "drafts": drafts[:6], "works": bool(reach(person).has("view")), "system": _system(request),
            "papers": waiting_deliveries(person, on) if person is not None else (0, 0),
            "all_url": rows_url(don_vi=unit_key), "late_url": rows_url(tinh_trang="overdue"),
        },
    )  # fmt: skip


def _system(request: HttpRequest) -> dict[str, Any] | None:
    """What is broken now, for whoever looks after the installation."""
    if not may_open(request, "portal:health"):
        return None
    open_now = list(Trouble.objects.filter(cleared_at=None)[:TROUBLES_SHOWN])
    return {"troubles": open_now}


def _parts(counts: Any, key: str) -> list[dict[str, Any]]:
    return [
        {"code": code, "count": count, "href": rows_url(don_vi=key, tinh_trang=code)} for code, count in counts.parts()
    ]


def todo(card: Card) -> ToDo:
    """A card in words; the button says what will have happened."""
    if card.document is not None:
        return _paper(card)
    if card.desk is not None:
        return _desk(card)
    assert card.first is not None
    makers = {
        "accept_occurrence": _judge, "decide_extension": _extend, "choose_units": _clear, "see": _watch,
        "note_progress": _own, "submit_occurrence": _own,
    }  # fmt: skip
    return makers[card.verb](card)


def _paper(card: Card) -> ToDo:
    document: Any = card.document
    count = vn_number(card.count)
    if not card.count:
        return ToDo(
            str(document), _("Mọi mục đã có quyết định; chỉ còn xác nhận cả văn bản."), "draft", "",
            (_("Nhận ngày %(day)s") % {"day": vn_date(document.received_at)},), _("Xác nhận văn bản"),
            reverse("documents:confirm", args=[document.pk]),
        )  # fmt: skip
    return ToDo(
        _("Xác nhận %(count)s mục trích từ %(paper)s") % {"count": count, "paper": document},
        _("Bản nháp do máy lập, mỗi mục kèm câu gốc. Chưa ai xác nhận thì chưa giao cho ai."), "draft", "",
        (_("Nhận ngày %(day)s") % {"day": vn_date(document.received_at)},),
        _("Xác nhận %(count)s mục") % {"count": count}, reverse("documents:confirm", args=[document.pk]),
    )  # fmt: skip


DESK = {
    "decide_draft": (
        _lazy("Dự thảo chờ bạn duyệt, ký"), _lazy("%(count)s dự thảo chờ bạn duyệt, ký"), _lazy("Mở dự thảo"),
        "chancery:drafts",
    ),
    "judge_estimate": (
        _lazy("Dự toán chờ bạn xem"), _lazy("%(count)s dự toán chờ bạn xem"), _lazy("Mở dự toán"), "funding:list"
    ),
}  # fmt: skip


def _desk(card: Card) -> ToDo:
    """Drafts and estimates that others laid on the desk: the one, or the list with the first of them named."""
    desk: Any = card.desk
    one, many, button, listed = DESK[card.verb]
    title = str(one) if card.count == 1 else str(many) % {"count": vn_number(card.count)}
    url = desk.link if card.count == 1 else reverse(listed)
    return ToDo(title, desk.words, "submitted", desk.note, (), str(button), url)


def _address(one: Occurrence) -> str:
    return f"{reverse('work:obligation', args=[one.obligation_id])}?ky={one.pk}#ky"


def _own(card: Card) -> ToDo:
    """Own work: submit, submit again after a return, or look at regular work."""
    urgent: Any = card.first
    one: Occurrence = urgent.thing
    label = one.label[:1].lower() + one.label[1:]
    if urgent.standing == "returned" or one.state == "returned":
        why = _("Người duyệt trả lại: %(reason)s") % {"reason": one.reason}
        button = _("Sửa và nộp lại")
    elif card.verb == "note_progress":
        why, button = one.why_no_date or _("Việc thường xuyên, đến lúc rà soát."), _("Ghi tiến độ")
    else:
        why, button = one.label, _("Nộp kết quả %(label)s") % {"label": label}
    facts = [_("Hạn %(day)s") % {"day": vn_date(one.due_on)}] if one.due_on else []
    if urgent.is_own:
        facts.insert(0, _("Giao cho bạn"))
    if one.due_note:
        facts.append(one.due_note)
    words = due_words(one.due_on, clock.today()).capitalize() if urgent.standing in ("overdue", "due_soon") else ""
    return ToDo(
        urgent.task.text, why, urgent.standing, words, tuple(facts),
        button if len(button) <= LONGEST_BUTTON else _("Nộp kết quả"), _address(one),
        one.plan.number_symbol or one.plan.title, reverse("work:task", args=[urgent.task.pk]),
    )  # fmt: skip


def _judge(card: Card) -> ToDo:
    urgent: Any = card.first
    if card.count == 1:
        one: Occurrence = urgent.thing
        return ToDo(
            _("Duyệt kết quả của %(unit)s") % {"unit": urgent.unit_name}, urgent.task.text, "submitted", "",
            (_("Nộp ngày %(day)s") % {"day": vn_date(one.submitted_at)},), _("Duyệt 1 kết quả"), _address(one),
        )  # fmt: skip
    return ToDo(
        _("%(count)s kết quả đang chờ duyệt") % {"count": vn_number(card.count)},
        _("Lâu nhất: %(unit)s, nộp ngày %(day)s.")
        % {"unit": urgent.unit_name, "day": vn_date(urgent.thing.submitted_at)},
        "submitted", "", (), _("Duyệt %(count)s kết quả") % {"count": vn_number(card.count)},
        rows_url(tinh_trang="submitted", duyet="toi", sap_xep="nop"),
    )  # fmt: skip


def _extend(card: Card) -> ToDo:
    urgent: Any = card.first
    asked: Extension = urgent.thing
    facts = (_("Hạn cũ %(day)s") % {"day": vn_date(asked.old_due_on)},)
    title = _("%(unit)s xin lùi hạn đến %(day)s") % {"unit": urgent.unit_name, "day": vn_date(asked.asked_until)}
    why = asked.reason if card.count == 1 else _("Và %(count)s đề nghị khác. Trước hết: %(reason)s") % {
        "count": vn_number(card.count - 1), "reason": asked.reason,
    }  # fmt: skip
    return ToDo(
        title, why, "submitted", _("Chờ quyết định"), facts, _("Quyết định gia hạn"), _address(asked.occurrence)
    )


def _clear(card: Card) -> ToDo:
    urgent: Any = card.first
    party: TaskParty = urgent.thing
    plan = urgent.task.plan
    elsewhere = _("và %(count)s cụm từ ở văn bản khác") % {"count": vn_number(card.elsewhere)}
    return ToDo(
        _("%(count)s cụm từ chưa rõ cơ quan") % {"count": vn_number(card.count)},
        _("Ví dụ “%(phrase)s”. Chưa chọn cơ quan thì chưa giao được việc.") % {"phrase": party.phrase},
        "unknown", _("Chưa rõ cơ quan"), (elsewhere,) if card.elsewhere else (), _("Chọn cơ quan"),
        reverse("work:plan_unclear", args=[plan.pk]), plan.number_symbol or plan.title,
        reverse("work:plan", args=[plan.pk]),
    )  # fmt: skip


def _watch(card: Card) -> ToDo:
    urgent: Any = card.first
    return ToDo(
        _("%(count)s kỳ hạn trong tỉnh đã quá hạn") % {"count": vn_number(card.count)},
        _("Lâu nhất: %(unit)s, %(task)s") % {"unit": urgent.unit_name, "task": urgent.task.text}, "overdue",
        due_words(urgent.due_on, clock.today()).capitalize(), (),
        _("Xem %(count)s kỳ quá hạn") % {"count": vn_number(card.count)}, rows_url(tinh_trang="overdue"),
    )  # fmt: skip

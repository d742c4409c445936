"""A later date: asked by the unit with a reason, decided by somebody else; the old date is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work import permissions
from thuocdo.work.models import Extension, Occurrence
from thuocdo.work.rules.life import EXTENSIONS, OCCURRENCES, WORDS, latest_day
from thuocdo.work.services.history import Act, Ground, Words

WHY_ASKED = Words("work.reason_needed", "lý do gia hạn")
WHY_REFUSED = Words("work.reason_needed", "lý do không đồng ý gia hạn")
# Chosen by the program, no law sets it: a reason that says something.
SHORTEST_REASON = 10
PUT_OFF_IN = ("open", "returned")


@decision("work.ask_extension", about="occurrence", ask=permissions.rights)
def ask_extension(*, occurrence: Occurrence, until: date, reason: str, by: Actor | None, at: datetime) -> Extension:
    """Ask for a later date (đề nghị gia hạn); one request waits at a time.

    Refused `work.no_date_to_extend`, `work.not_later`, `work.too_late`, `work.already_asked`, `work.reason_needed`,
    `work.reason_too_short`.
    """
    OCCURRENCES.move(occurrence.state, "ask_extension")
    why, act = WHY_ASKED(reason), Act(by, at)
    due_on = _due_date(occurrence)
    _refuse_not_later(until, due_on)
    _refuse_too_late(until, latest_day(max(occurrence.plan.ends_on - timedelta(days=1), due_on)))
    if occurrence.extensions.filter(state=Extension.State.ASKED).exists():
        raise Refused(
            "work.already_asked",
            "Kỳ hạn này đang có một đề nghị gia hạn chờ quyết định.",
            "Chờ quyết định cho đề nghị đó, rồi đề nghị lại nếu cần.",
        )
    _refuse_short(why)
    audit.changed(before={"due_on": due_on}, after={"asked_until": until}, why=why)
    act.record(occurrence, "ask_extension", before=occurrence.state, reason=why)
    return Extension.objects.create(
        occurrence=occurrence, asked_until=until, reason=why, asked_at=at, asked_by=act.person,
        asked_by_name=act.name, old_due_on=due_on,
    )  # fmt: skip


def _due_date(occurrence: Occurrence) -> date:
    if occurrence.due_on is None:
        raise Refused(
            "work.no_date_to_extend",
            f"Việc này không có ngày hết hạn nên không có gì để gia hạn: {occurrence.why_no_date}",
            "Ghi tiến độ để dời lần rà soát tiếp theo.",
        )
    return occurrence.due_on


def _refuse_not_later(until: date, due_on: date) -> None:
    if until <= due_on:
        raise Refused(
            "work.not_later",
            f"Ngày {until:%d/%m/%Y} không muộn hơn hạn hiện tại {due_on:%d/%m/%Y}.",
            "Chọn một ngày sau hạn hiện tại.",
        )


def _refuse_too_late(until: date, last: date) -> None:
    if until > last:
        raise Refused(
            "work.too_late",
            f"Ngày {until:%d/%m/%Y} quá xa: kế hoạch này chỉ gia hạn được đến {last:%d/%m/%Y}.",
            "Chọn một ngày sớm hơn; việc kéo dài hơn nữa thì đưa vào kế hoạch sau.",
        )


def _refuse_short(reason: str) -> None:
    if len(reason) < SHORTEST_REASON:
        raise Refused(
            "work.reason_too_short",
            f"Lý do gia hạn “{reason}” quá ngắn, người quyết định chưa hiểu được.",
            f"Ghi rõ vì sao cần thêm thời gian, ít nhất {SHORTEST_REASON} chữ cái.",
        )


@decision("work.decide_extension", about="extension", ask=permissions.rights)
def decide_extension(
    *,
    extension: Extension,
    granted: bool,
    by: Actor | None,
    at: datetime,
    until: date | None = None,
    reason: str | Ground = "",
) -> Extension:
    """Grant a later date (the asked one, or another) or refuse with a reason; who asked does not decide.

    A `Ground` also names the paper that decides it (quyết định gia hạn).

    Refused `work.extension.not_allowed`, `work.extension.not_open` (only refusing is left), `work.own_request`,
    `work.not_later`, `work.reason_needed`, `work.paper_withdrawn`.
    """
    act, ground = Act(by, at), Ground.of(reason)
    _refuse_own(extension, act)
    extension.state = EXTENSIONS.move(extension.state, "grant" if granted else "refuse")
    extension.decided_at, extension.decided_by, extension.decided_by_name = at, act.person, act.name
    extension.decision_reason = squeeze(ground.words) if granted else WHY_REFUSED(ground.words)
    extension.document = ground.paper
    occurrence = Occurrence.objects.select_for_update(of=("self",)).get(pk=extension.occurrence_id)
    if granted:
        _put_off(occurrence, extension, until or extension.asked_until)
    extension.save()
    verb = "grant_extension" if granted else "refuse_extension"
    act.record(occurrence, verb, before=occurrence.state, reason=extension.decision_reason, paper=ground.paper)
    paper = {"paper": ground.cited} if ground.paper else {}
    audit.changed(
        before={"due_on": extension.old_due_on},
        after={"state": extension.state, "due_on": extension.granted_until, **paper},
        why=extension.decision_reason,
    )
    return extension  # fmt: skip


def _refuse_own(extension: Extension, act: Act) -> None:
    if act.person is not None and extension.asked_by_id == act.person.pk:
        raise NotAllowed(
            "work.own_request",
            "Người đề nghị gia hạn không tự quyết định đề nghị của mình.",
            "Nhờ cơ quan thường trực hoặc lãnh đạo quyết định.",
        )


def _refuse_not_open(occurrence: Occurrence) -> None:
    if occurrence.state not in PUT_OFF_IN:
        raise Refused(
            "work.extension.not_open",
            f"Không thể quyết định gia hạn khi kết quả đang ở trạng thái “{WORDS[occurrence.state]}”.",
            "Chọn không đồng ý và ghi lý do; kết quả chờ duyệt thì trả lại trước nếu cần thêm thời gian.",
        )


def _put_off(occurrence: Occurrence, extension: Extension, until: date) -> None:
    _refuse_not_open(occurrence)
    _refuse_not_later(until, _due_date(occurrence))
    extension.granted_until = until
    occurrence.due_on = until
    occurrence.due_note = f"Gia hạn từ {extension.old_due_on:%d/%m/%Y} theo đề nghị ngày {extension.asked_at:%d/%m/%Y}."
    occurrence.save(update_fields=["due_on", "due_note"])

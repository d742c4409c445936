"""Progress of one due instance: note, prove, submit, return, accept, waive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from thuocdo.core import audit, files
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person
from thuocdo.directory.permissions import refuse_own_entry
from thuocdo.documents.models import Document
from thuocdo.documents.queries.glance import refuse_secret
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work import permissions
from thuocdo.work.models import Evidence, Note, Occurrence
from thuocdo.work.queries.facts import policy
from thuocdo.work.queries.inherited import has_proof
from thuocdo.work.queries.sharing import products_missing
from thuocdo.work.rules.life import OCCURRENCES
from thuocdo.work.services.blocking import Freeing
from thuocdo.work.services.history import Act, Ground, Words
from thuocdo.work.services.quality import Judging
from thuocdo.work.services.scheduling import Scheduler

NOTE = Words("work.empty_note", "nội dung tiến độ")
WHY_RETURNED = Words("work.reason_needed", "lý do trả lại")
WHY_WAIVED = Words("work.reason_needed", "lý do miễn")
ACCEPTED_BEFORE = "Kết quả đã được duyệt nên đề nghị không còn cần."
WAIVED_BEFORE = "Kỳ hạn đã được miễn nên đề nghị không còn cần."


@decision("work.note_progress", about="occurrence", ask=permissions.rights)
def note_progress(
    *,
    occurrence: Occurrence,
    text: str,
    by: Actor | None,
    at: datetime,
    percent: int | None = None,
    synthetic: bool = False,
) -> Note:
    """Note progress in words and, where there is one, a percentage 0 to 100; regular work gets its next check.

    Refused `work.empty_note`, `work.bad_percent`, `work.occurrence.not_allowed`.
    """
    OCCURRENCES.move(occurrence.state, "note_progress")
    note = _note(occurrence, text, Act(by, at), percent=percent, synthetic=synthetic)
    if occurrence.due_on is None:
        _look_again(occurrence, Act(by, at))
    return note  # fmt: skip


def _note(occurrence: Occurrence, text: str, act: Act, *, percent: int | None, synthetic: bool) -> Note:
    if percent is not None and not 0 <= percent <= 100:
        raise Refused(
            "work.bad_percent", f"Tỷ lệ {percent}% không hợp lệ.", "Ghi số nguyên từ 0 đến 100, hoặc để trống."
        )
    audit.changed(after={"note": NOTE(text), "percent": percent})
    return Note.objects.create(
        occurrence=occurrence, text=NOTE(text), percent=percent, at=act.at, by=act.person, by_name=act.name,
        synthetic=synthetic,
    )  # fmt: skip


def _look_again(occurrence: Occurrence, act: Act) -> None:
    """A note is the look that a check asks for: the next one is at the end of the following period."""
    scheduler = Scheduler(occurrence.plan, act.on)
    this = max(scheduler.next_check(act.on), act.on)
    after = scheduler.next_check(this + timedelta(days=1))
    while after <= this:
        this += timedelta(days=1)
        after = scheduler.next_check(this)
    occurrence.next_check_on = after
    occurrence.save(update_fields=["next_check_on"])


@decision("work.attach_evidence", about="occurrence", ask=permissions.rights)
def attach_evidence(
    *, occurrence: Occurrence, upload: files.Upload, by: Actor | None, at: datetime, title: str = "",
    synthetic: bool = False,
) -> Evidence:  # fmt: skip
    """Attach a file that proves the result (tài liệu kiểm chứng); the same file twice stays one.

    What the file says is looked over afterwards (`check_evidence`).
    Refused `files.too_large`, `files.empty`, `documents.state_secret`, `work.occurrence.not_allowed`.
    """
    OCCURRENCES.move(occurrence.state, "attach_evidence")
    files.refuse_too_large(upload.size or 0, upload.name or "tep")
    name, data = upload.name or "tep", upload.read()
    refuse_secret(data, name)
    act, file = Act(by, at), files.store(data, name=name, content_type=getattr(upload, "content_type", "") or "")
    values = {"title": squeeze(title) or file.name, "at": at, "by": act.person, "by_name": act.name}
    evidence, is_new = Evidence.objects.get_or_create(
        occurrence=occurrence, file=file, defaults={**values, "synthetic": synthetic}
    )
    audit.changed(after={"evidence": evidence.title, "sha256": file.sha256, "new": is_new})
    return evidence


@decision("work.attach_paper", about="occurrence", ask=permissions.rights)
def attach_paper(
    *, occurrence: Occurrence, document: Document, by: Actor | None, at: datetime, synthetic: bool = False
) -> Evidence:
    """Name a paper of the register as proof (lấy văn bản trong kho làm tài liệu kiểm chứng); the same one stays one.

    Refused `work.paper_withdrawn`, `work.occurrence.not_allowed`.
    """
    OCCURRENCES.move(occurrence.state, "attach_evidence")
    act, paper = Act(by, at), Ground.of(Ground("", document)).paper
    values = {"title": document.title, "at": at, "by": act.person, "by_name": act.name, "synthetic": synthetic}
    evidence, is_new = Evidence.objects.get_or_create(occurrence=occurrence, document=paper, defaults=values)
    audit.changed(after={"evidence": evidence.title, "new": is_new})
    return evidence


@decision("work.submit_occurrence", about="occurrence", ask=permissions.rights)
def submit_occurrence(
    *, occurrence: Occurrence, by: Actor | None, at: datetime, note: str = "", synthetic: bool = False
) -> Occurrence:
    """Submit the result for a decision (nộp kết quả); needs a note or evidence given since the last return.

    Refused `work.nothing_to_show`, `work.not_begun`, `work.occurrence.not_allowed`.
    """
    OCCURRENCES.move(occurrence.state, "submit_occurrence")
    act = Act(by, at)
    _refuse_too_early(occurrence, act.on)
    if squeeze(note):
        _note(occurrence, note, act, percent=None, synthetic=synthetic)
    _refuse_without_proof(occurrence, act)
    before = act.move(occurrence, "submit_occurrence")
    occurrence.submitted_at, occurrence.submitted_by, occurrence.submitted_by_name = at, act.person, act.name
    occurrence.decided_at, occurrence.decided_by, occurrence.decided_by_name, occurrence.reason = None, None, "", ""
    occurrence.save()
    audit.changed(before={"state": before}, after={"state": occurrence.state, "due_on": occurrence.due_on})
    return occurrence


def _refuse_too_early(occurrence: Occurrence, on: date) -> None:
    begins = occurrence.window_start
    if begins is not None and on < begins:
        raise Refused(
            "work.not_begun",
            f"Kỳ “{occurrence.label}” lấy số liệu từ ngày {begins:%d/%m/%Y} nên chưa có kết quả để nộp.",
            f"Nộp từ ngày {begins:%d/%m/%Y}; trước đó vẫn ghi được tiến độ.",
        )


def _refuse_without_proof(occurrence: Occurrence, act: Act) -> None:
    needed = policy(act.on)["submit_needs"]
    since = {"at__gt": occurrence.decided_at} if occurrence.decided_at else {}
    has_note, has_file = (things.filter(**since).exists() for things in (occurrence.notes, occurrence.evidence))
    # What the former agency attached counts too, until somebody has looked at it and sent it back.
    has_file = has_file or (occurrence.decided_at is None and has_proof(occurrence))
    if {"note_or_evidence": has_note or has_file, "evidence": has_file, "nothing": True}[needed]:
        return
    again = " sau khi bị trả lại" if occurrence.decided_at else ""
    raise Refused(
        "work.nothing_to_show",
        f"Chưa có gì chứng minh kết quả{again}: chưa ghi tiến độ và chưa gắn tài liệu.",
        "Ghi tiến độ hoặc gắn tài liệu kiểm chứng rồi nộp.",
    )


@decision("work.return_occurrence", about="occurrence", ask=permissions.rights)
def return_occurrence(*, occurrence: Occurrence, reason: str, by: Actor | None, at: datetime) -> Occurrence:
    """Send a result back (trả lại); a reason is compulsory. Refused `work.reason_needed`, `work.own_submission`."""
    act, why = Act(by, at), WHY_RETURNED(reason)
    _refuse_own(occurrence, act)
    before = act.move(occurrence, "return_occurrence", reason=why)
    act.decide(occurrence, reason=why)
    occurrence.save()
    audit.changed(before={"state": before}, after={"state": occurrence.state}, why=why)
    return occurrence


@decision("work.accept_occurrence", about="occurrence", ask=permissions.rights)
def accept_occurrence(
    *, occurrence: Occurrence, by: Actor | None, at: datetime, note: str = "", grade: str = ""
) -> Occurrence:
    """Accept a result (duyệt): on time or late by the day of submission against the date in force.

    With a `grade` its quality is judged in the same act, by the words of the note. Products that are still lacking are
    written down with the acceptance. Who submitted does not accept: refused `work.own_submission`; also as
    `judge_quality`. Accepted regular work opens its next round, and what waited for this result is free.
    """
    act, words = Act(by, at), squeeze(note)
    missing = products_missing([occurrence]).get(occurrence.pk, [])
    before = _accept(occurrence, act, words, missing)
    audit.changed(before={"state": before}, after=_outcome(occurrence, missing))
    if grade:
        Judging(act).mark(occurrence, grade, words)
    Freeing(act).done([occurrence], "đã được duyệt")
    return occurrence


def _outcome(occurrence: Occurrence, missing: Sequence[str]) -> dict[str, object]:
    lacking = {"lacking": list(missing)} if missing else {}
    return {
        "state": occurrence.state, "on_time": occurrence.on_time, "late_days": occurrence.late_days, **lacking,
    }  # fmt: skip


@decision("work.accept_many")
def accept_many(*, occurrences: Sequence[Occurrence], by: Actor | None, at: datetime, note: str = "") -> int:
    """Accept several results with one decision (duyệt hàng loạt), all or none; returns how many.

    The right is asked for each. Refused `work.nothing_chosen`, `work.own_submission`, `work.accept_many.not_allowed`.
    """
    if not occurrences:
        raise Refused("work.nothing_chosen", "Chưa chọn kết quả nào để duyệt.", "Đánh dấu các dòng cần duyệt.")
    keys = {row.pk for row in occurrences}
    locked = list(Occurrence.objects.select_for_update(of=("self",)).select_related("plan", "task").filter(pk__in=keys))
    _refuse_without_right(locked, by)
    act, why = Act(by, at), squeeze(note)
    missing = products_missing(locked)
    before = [_accept(occurrence, act, why, missing.get(occurrence.pk, [])) for occurrence in locked]
    audit.record_each(
        "work.accept_occurrence",
        [
            (one, audit.Details(before={"state": state}, after=_outcome(one, missing.get(one.pk, [])), why=why))
            for one, state in zip(locked, before, strict=True)
        ],
        by=by, at=at,
    )  # fmt: skip
    Freeing(act).done(locked, "đã được duyệt")
    audit.changed(after={"accepted": sorted(keys), "count": len(locked)}, why=why)
    return len(locked)


def _refuse_without_right(occurrences: Sequence[Occurrence], by: Actor | None) -> None:
    if by is audit.SYSTEM:
        return
    person = by if isinstance(by, Person) else None
    held = permissions.reach(person)
    barred = [row for row in occurrences if "accept_occurrence" not in permissions.rights(person, row, held=held)]
    for row in occurrences:
        if person is not None:
            refuse_own_entry(person, row, "work.accept_occurrence")
    if barred:
        raise NotAllowed(
            "work.accept_many.not_allowed",
            f"Bạn không có quyền duyệt {len(barred)} trong {len(occurrences)} kết quả đã chọn, chưa duyệt kết quả nào.",
            "Bỏ đánh dấu những dòng ngoài phạm vi của bạn rồi làm lại.",
        )


def _accept(occurrence: Occurrence, act: Act, reason: str, missing: Sequence[str]) -> str:
    """Accept one result; returns the state before. Accepted regular work opens its next round."""
    _refuse_own(occurrence, act)
    lacking = f"Còn thiếu sản phẩm: {'; '.join(missing)}." if missing else ""
    before = act.move(occurrence, "accept_occurrence", reason=" ".join(part for part in (reason, lacking) if part))
    act.decide(occurrence, reason=reason)
    submitted_on = Act(act.by, occurrence.submitted_at or act.at).on
    occurrence.late_days = max(0, (submitted_on - occurrence.due_on).days) if occurrence.due_on else 0
    occurrence.on_time = occurrence.late_days == 0
    occurrence.save()
    act.close_request(occurrence, ACCEPTED_BEFORE)
    if occurrence.watched:
        _next_round(occurrence, act)
    return before


def _refuse_own(occurrence: Occurrence, act: Act) -> None:
    if act.person is not None and occurrence.submitted_by_id == act.person.pk:
        raise NotAllowed(
            "work.own_submission",
            "Người nộp kết quả không tự duyệt hoặc tự trả lại kết quả của mình.",
            "Nhờ người khác có quyền duyệt: cơ quan thường trực, người thẩm định hoặc người đứng đầu.",
        )


def _next_round(occurrence: Occurrence, act: Act) -> None:
    """Regular work never ends with one acceptance: the next round is looked at in the following period."""
    following = Occurrence(
        obligation_id=occurrence.obligation_id, plan_id=occurrence.plan_id, task_id=occurrence.task_id,
        unit_id=occurrence.unit_id, deadline_id=occurrence.deadline_id, label=occurrence.label, watched=True,
        why_no_date=occurrence.why_no_date, next_check_on=occurrence.next_check_on, round=occurrence.round + 1,
    )  # fmt: skip
    following.plan = occurrence.plan
    following.save()
    _look_again(following, act)


@decision("work.waive_occurrence", about="occurrence", ask=permissions.rights)
def waive_occurrence(*, occurrence: Occurrence, reason: str | Ground, by: Actor | None, at: datetime) -> Occurrence:
    """Free a unit from one due instance (miễn); a reason is compulsory, a `Ground` also names the paper that says so.

    Refused `work.reason_needed`, `work.paper_withdrawn`.
    """
    act, ground = Act(by, at), Ground.of(reason)
    why = WHY_WAIVED(ground.words)
    before = act.move(occurrence, "waive_occurrence", reason=why, paper=ground.paper)
    act.decide(occurrence, reason=why)
    occurrence.save()
    act.close_request(occurrence, WAIVED_BEFORE)
    Freeing(act).done([occurrence], "đã được miễn")
    paper = {"paper": ground.cited} if ground.paper else {}
    audit.changed(before={"state": before}, after={"state": occurrence.state, **paper}, why=why)
    return occurrence

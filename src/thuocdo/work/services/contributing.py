"""A lead asks a coordinating agency for a contribution by a date (đề nghị phối hợp); the agency gives, the lead takes.

The rows move by `rules.sharing.CONTRIBUTIONS`; who answered what earlier stays in the audit of the contribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from thuocdo.core import audit, files, notify
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.queries import names_on
from thuocdo.kernel.errors import Refused
from thuocdo.work import permissions
from thuocdo.work.models import Contribution, Obligation, Occurrence
from thuocdo.work.queries.sharing import people_charged
from thuocdo.work.rules.life import OCCURRENCES
from thuocdo.work.rules.sharing import CONTRIBUTIONS, WAITING
from thuocdo.work.services.history import Act, Words

WHAT = Words("work.contribution_says_nothing", "nội dung cần phối hợp")
ANSWER = Words("work.answer_needed", "nội dung trả lời")
WHY = Words("work.reason_needed", "lý do")
MOST_FILES = 10


@decision("work.request_contribution", about="occurrence", ask=permissions.rights)
def request_contribution(
    *, occurrence: Occurrence, obligation: Obligation, text: str, due_on: date, by: Actor | None, at: datetime
) -> Contribution:
    """Ask a coordinating agency (its part `obligation`) for something by a date, not after the lead's own due date.

    Refused `work.not_a_helper`, `work.already_asked_of`, `work.date_passed`, `work.after_own_date`,
    `work.contribution_says_nothing`, `work.occurrence.not_allowed`.
    """
    OCCURRENCES.move(occurrence.state, "request_contribution")
    act, words = Act(by, at), WHAT(text)
    _refuse_no_helper(occurrence, obligation)
    _refuse_wrong_date(occurrence, due_on, act.on)
    made = Contribution.objects.create(
        occurrence=occurrence, obligation=obligation, text=words, due_on=due_on, asked_at=at, asked_by=act.person,
        asked_by_name=act.name,
    )  # fmt: skip
    audit.changed(after={"asked_of": _name(obligation, act.on), "text": words, "due_on": due_on})
    lead = _name(occurrence.obligation, act.on)
    _tell(obligation, act, made, f"{lead} đề nghị phối hợp trước hết ngày {due_on:%d/%m/%Y}: {words[:160]}")
    return made


def _refuse_no_helper(occurrence: Occurrence, obligation: Obligation) -> None:
    in_force = obligation.state == Obligation.State.IN_FORCE and obligation.role == "coordinating"
    if obligation.task_id != occurrence.task_id or not in_force:
        raise Refused(
            "work.not_a_helper", "Cơ quan này không phối hợp trong nhiệm vụ này.",
            "Chọn một cơ quan phối hợp đang thực hiện nhiệm vụ.", where={"field": "obligation"},
        )  # fmt: skip
    if Contribution.objects.filter(occurrence=occurrence, obligation=obligation, state__in=WAITING).exists():
        raise Refused(
            "work.already_asked_of", "Cơ quan này đang có một đề nghị phối hợp chưa xong ở kỳ hạn này.",
            "Mở đề nghị đó để đề nghị bổ sung, hoặc rút nó rồi đề nghị lại.", where={"field": "obligation"},
        )  # fmt: skip


def _refuse_wrong_date(occurrence: Occurrence, due_on: date, on: date) -> None:
    if due_on < on:
        raise Refused(
            "work.date_passed", f"Ngày {due_on:%d/%m/%Y} đã qua.", "Chọn hôm nay hoặc một ngày sau.",
            where={"field": "due_on"},
        )  # fmt: skip
    own = occurrence.due_on
    if own is not None and own >= on and due_on > own:
        raise Refused(
            "work.after_own_date",
            f"Ngày {due_on:%d/%m/%Y} sau hạn {own:%d/%m/%Y} của chính cơ quan chủ trì.",
            "Chọn ngày không muộn hơn hạn của kỳ này.", where={"field": "due_on"},
        )  # fmt: skip


@decision("work.give_contribution", about="contribution", ask=permissions.rights)
def give_contribution(
    *, contribution: Contribution, answer: str, uploads: Sequence[files.Upload] = (), by: Actor | None, at: datetime
) -> Contribution:
    """Send what was asked for (gửi nội dung phối hợp), in words and files.

    Refused `work.answer_needed`, `work.too_many_files`, `work.contribution.not_allowed`.
    """
    before = contribution.state
    contribution.state = CONTRIBUTIONS.move(before, "give_contribution")
    act = Act(by, at)
    if len(uploads) > MOST_FILES:
        raise Refused(
            "work.too_many_files", f"Có {len(uploads)} tệp, mỗi lần chỉ gửi {MOST_FILES} tệp.",
            "Gộp lại thành một tệp nén, hoặc bớt tệp.", where={"field": "files"},
        )  # fmt: skip
    _answered(contribution, act, ANSWER(answer))
    contribution.save()
    kept = [files.store_upload(upload) for upload in uploads]
    contribution.files.add(*kept)
    audit.changed(
        before={"state": before},
        after={"state": contribution.state, "answer": contribution.answer, "files": [file.name for file in kept]},
    )
    _tell_lead(contribution, act, f"đã gửi nội dung phối hợp: {contribution.text[:160]}")
    return contribution


@decision("work.decline_contribution", about="contribution", ask=permissions.rights)
def decline_contribution(*, contribution: Contribution, reason: str, by: Actor | None, at: datetime) -> Contribution:
    """Say that the agency cannot contribute, and why. Refused `work.reason_needed`, `work.contribution.not_allowed`."""
    why, act = WHY(reason), Act(by, at)
    before, contribution.state = contribution.state, CONTRIBUTIONS.move(contribution.state, "decline_contribution")
    _answered(contribution, act, "")
    contribution.reason = why
    contribution.save()
    audit.changed(before={"state": before}, after={"state": contribution.state}, why=why)
    _tell_lead(contribution, act, f"báo không phối hợp được: {why[:160]}")
    return contribution


@decision("work.take_contribution", about="contribution", ask=permissions.rights)
def take_contribution(*, contribution: Contribution, by: Actor | None, at: datetime) -> Contribution:
    """Say that what was sent is enough (nhận đủ). Refused `work.contribution.not_allowed`."""
    return _decided(contribution, "take_contribution", Act(by, at), "", "đã nhận đủ nội dung phối hợp")


@decision("work.return_contribution", about="contribution", ask=permissions.rights)
def return_contribution(*, contribution: Contribution, reason: str, by: Actor | None, at: datetime) -> Contribution:
    """Ask for more (đề nghị bổ sung), saying what is wanting.

    Refused `work.reason_needed`, `work.contribution.not_allowed`.
    """
    why = WHY(reason)
    return _decided(contribution, "return_contribution", Act(by, at), why, f"đề nghị bổ sung: {why[:160]}")


@decision("work.recall_contribution", about="contribution", ask=permissions.rights)
def recall_contribution(*, contribution: Contribution, reason: str, by: Actor | None, at: datetime) -> Contribution:
    """Take the request back (rút đề nghị). Refused `work.reason_needed`, `work.contribution.not_allowed`."""
    why = WHY(reason)
    return _decided(contribution, "recall_contribution", Act(by, at), why, f"rút đề nghị phối hợp: {why[:160]}")


def _decided(one: Contribution, verb: str, act: Act, why: str, words: str) -> Contribution:
    before, one.state = one.state, CONTRIBUTIONS.move(one.state, verb)
    one.decided_at, one.decided_by_name, one.reason = act.at, act.name, why
    one.save()
    audit.changed(before={"state": before}, after={"state": one.state}, why=why)
    _tell(one.obligation, act, one, f"{_name(one.occurrence.obligation, act.on)} {words}")
    return one


def _answered(one: Contribution, act: Act, answer: str) -> None:
    one.answer = answer or one.answer
    one.answered_at, one.answered_by, one.answered_by_name = act.at, act.person, act.name
    one.decided_at, one.decided_by_name, one.reason = None, "", ""


def _tell_lead(one: Contribution, act: Act, words: str) -> None:
    _tell(one.occurrence.obligation, act, one, f"{_name(one.obligation, act.on)} {words}")


def _tell(obligation: Obligation, act: Act, about: Contribution, words: str) -> None:
    """Tell whoever is charged with a part, unless they did it themselves."""
    for person in people_charged([obligation], act.on).get(obligation.pk, ()):
        if act.person is None or person.pk != act.person.pk:
            notify.tell(person, "work.contribution", words, link=f"/phoi-hop/{about.pk}/", at=act.at)


def _name(obligation: Obligation, on: date) -> str:
    return names_on([obligation.unit_id], on).get(obligation.unit_id, "") or obligation.named_as

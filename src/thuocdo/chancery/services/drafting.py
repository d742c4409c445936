"""Writing a draft: begun, saved version by version, submitted, taken back, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Draft, DraftVersion, Template
from thuocdo.chancery.queries.drafts import latest_version, problems_of
from thuocdo.chancery.rules.content import Content, title_of
from thuocdo.chancery.services.draft_steps import Refuse, Step
from thuocdo.chancery.services.numbers import strike_out
from thuocdo.core import audit, clock
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Position, Unit
from thuocdo.documents.composing.kinds import kind_of
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What a draft begins with: its unit, kind and content, the paper it answers or hands down, form and signer."""

    unit: Unit
    kind: str
    content: Content
    answers: Document | None = None
    carries_out: Document | None = None
    template: Template | None = None
    signer: Position | None = None


@decision("chancery.draft", ask=permissions.abilities)
def draft(*, beginning: Beginning, by: Any, at: datetime) -> Draft:
    """Begin a paper (soạn văn bản) in the name of a unit; its content is the first version.

    Refused `composing.unknown_kind`, `chancery.form_of_other_kind`.
    """
    permissions.refuse_elsewhere(by, beginning.unit, "draft")
    kind_of(beginning.kind)
    if beginning.template is not None and beginning.template.kind != beginning.kind:
        raise Refused("chancery.form_of_other_kind", "Mẫu đã chọn là của loại văn bản khác.", "Chọn mẫu cùng loại.")
    title = title_of(beginning.kind, beginning.content)
    made = Draft.objects.create(
        unit=beginning.unit, kind=beginning.kind, title=title, folded=fold(title), author=by,
        answers=beginning.answers, carries_out=beginning.carries_out, template=beginning.template,
        signer=beginning.signer, made_at=at,
    )  # fmt: skip
    DraftVersion.objects.create(draft=made, number=1, data=beginning.content, at=at, by=by)
    audit.changed(thing=made, after={"kind": made.kind, "unit": made.unit.key, "version": 1})
    return made


@decision("chancery.write_draft", about="draft", ask=permissions.draft_abilities)
def write_draft(  # noqa: PLR0913 - what a form sends
    *, draft: Draft, content: Content, revision: int, by: Any, at: datetime, signer: Position | None = None,
    note: str = "",
) -> DraftVersion:  # fmt: skip
    """Save the content as the next version (lưu phiên bản); the same content and signer make none.

    Raises `Stale` (chancery.draft_changed) when somebody saved in between; refused by state.
    """
    Refuse.stale(draft, revision)
    step = Step(draft, "write", by=by, at=at)
    last = latest_version(draft)
    if last.data == content and draft.signer_id == (signer.pk if signer else None):
        return last
    version = last
    if last.data != content:
        version = DraftVersion.objects.create(
            draft=draft, number=last.number + 1, data=content, note=note.strip(), at=at, by=by
        )
    title = title_of(draft.kind, content)
    step.take(version=version, reason=note.strip(), title=title, folded=fold(title), signer=signer)
    return version


@decision("chancery.submit_draft", about="draft", ask=permissions.draft_abilities)
def submit_draft(*, draft: Draft, approver: Person, revision: int, by: Any, at: datetime) -> Draft:
    """Submit the latest version to who approves (trình duyệt). Refused `chancery.draft_has_faults`, with all of them,
    `chancery.no_approver`."""
    Refuse.stale(draft, revision)
    step = Step(draft, "submit", by=by, at=at)
    version = latest_version(draft)
    faults = [one for one in problems_of(draft, version.data, _day(at)) if one.stops]
    if faults:
        raise Refused(
            "chancery.draft_has_faults", f"Dự thảo còn {len(faults)} lỗi: {' '.join(one.words for one in faults)}",
            "Sửa các lỗi này rồi trình lại.",
        )  # fmt: skip
    if "approve_draft" not in permissions.abilities(approver, draft):
        raise Refused(
            "chancery.no_approver", f"{approver.full_name} không có quyền duyệt văn bản của cơ quan này.",
            "Chọn người đứng đầu hoặc người được giao quyền.",
        )  # fmt: skip
    step.take(version=version, approver=approver)
    step.tell(approver, f"Có dự thảo chờ duyệt: {step.name}.")
    return draft


@decision("chancery.take_back_draft", about="draft", ask=permissions.draft_abilities)
def take_back_draft(*, draft: Draft, by: Any, at: datetime, reason: str = "") -> Draft:
    """Take a submitted draft back before it is approved (rút lại) to go on writing."""
    step = Step(draft, "take_back", by=by, at=at)
    step.take(version=latest_version(draft), reason=reason.strip())
    step.tell(draft.approver, f"Dự thảo {step.name} đã được rút lại, chưa cần duyệt.")
    return draft


@decision("chancery.cancel_draft", about="draft", ask=permissions.draft_abilities)
def cancel_draft(*, draft: Draft, reason: str, by: Any, at: datetime) -> Draft:
    """Give a draft up for good (hủy dự thảo); a number that it took is struck out in the book and given to nobody."""
    why = Refuse.without_reason(reason, "cancel")
    step = Step(draft, "cancel", by=by, at=at)
    step.take(reason=why)
    if draft.entry is not None and draft.entry.struck_at is None:
        strike_out(entry=draft.entry, why=f"Hủy dự thảo: {why}", by=by, at=at)
    for person in {draft.author, draft.approver} - {None}:
        step.tell(person, f"Dự thảo {step.name} đã bị hủy: {why}")
    return draft


def _day(at: datetime) -> date:
    return at.astimezone(clock.ZONE).date()

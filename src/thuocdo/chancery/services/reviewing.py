"""Reviewing a draft: comments and their answers, approval of exactly one version, return with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Draft, DraftComment, DraftVersion
from thuocdo.chancery.queries.drafts import latest_version
from thuocdo.chancery.rules.life import DraftState
from thuocdo.chancery.services.draft_steps import Refuse, Step
from thuocdo.core import audit, notify
from thuocdo.core.decision import decision
from thuocdo.kernel.errors import Refused, Stale


@decision("chancery.comment_draft", about="draft", ask=permissions.draft_abilities)
def comment_draft(
    *, draft: Draft, version: DraftVersion, text: str, by: Any, at: datetime, place: str = ""
) -> DraftComment:
    """Remark on a version, perhaps on a place in it (góp ý); open until it is closed. Refused `chancery.no_words`."""
    if not text.strip():
        raise Refused("chancery.no_words", "Chưa ghi ý kiến.", "Ghi ý kiến rồi gửi lại.")
    if version.draft_id != draft.pk or draft.state in (DraftState.ISSUED, DraftState.CANCELLED):
        raise Refused("chancery.not_open", "Dự thảo này không còn nhận góp ý.", "Mở lại trang dự thảo.")
    made = DraftComment.objects.create(
        draft=draft, version=version, place=place.strip(), text=text.strip(), at=at, by=by
    )  # fmt: skip
    audit.changed(after={"version": version.number, "place": made.place})
    if draft.author != by:
        link = f"/van-ban/du-thao/{draft.pk}/"
        words = f"Có góp ý cho dự thảo “{draft.title[:120]}”."
        notify.tell(draft.author, "chancery.draft_comment", words, link=link, at=at)
    return made


@decision("chancery.close_comment", about="draft", ask=permissions.draft_abilities)
def close_comment(*, draft: Draft, comment: DraftComment, answer: str, by: Any, at: datetime) -> DraftComment:
    """Close a remark with an answer (trả lời góp ý). Refused `chancery.no_words`, `chancery.already_closed`."""
    comment = DraftComment.objects.select_for_update().get(pk=comment.pk, draft=draft)
    if comment.closed_at is not None:
        raise Refused("chancery.already_closed", "Góp ý này đã được trả lời.", "Tải lại trang để xem.")
    if not answer.strip():
        raise Refused("chancery.no_words", "Chưa ghi trả lời.", "Ghi đã sửa thế nào, hoặc vì sao không sửa.")
    comment.answer, comment.closed_at, comment.closed_by = answer.strip(), at, by
    comment.save(update_fields=["answer", "closed_at", "closed_by"])
    audit.changed(after={"comment": comment.pk})
    if comment.by != by:
        link = f"/van-ban/du-thao/{draft.pk}/"
        words = f"Góp ý của bạn cho “{draft.title[:120]}” đã được trả lời."
        notify.tell(comment.by, "chancery.draft_comment", words, link=link, at=at)
    return comment


@decision("chancery.approve_draft", about="draft", ask=permissions.draft_abilities)
def approve_draft(*, draft: Draft, version: DraftVersion, revision: int, by: Any, at: datetime) -> Draft:
    """Approve exactly one version (duyệt), the newest as the person saw it; only that one can be numbered and signed.

    Nobody approves a version that they wrote (`NotAllowed` chancery.own_draft). Raises `Stale` when it changed.
    """
    Refuse.stale(draft, revision)
    Refuse.own_draft(version, by)
    step = Step(draft, "approve", by=by, at=at)
    if version.pk != latest_version(draft).pk:
        raise Stale(
            "chancery.draft_changed", "Đây không phải phiên bản mới nhất của dự thảo.", "Xem bản mới nhất rồi duyệt."
        )
    step.take(version=version, approved_version=version)
    step.tell(draft.author, f"Dự thảo {step.name} đã được duyệt (phiên bản {version.number}); chờ cấp số.")
    return draft


@decision("chancery.return_draft", about="draft", ask=permissions.draft_abilities)
def return_draft(*, draft: Draft, reason: str, by: Any, at: datetime) -> Draft:
    """Send a submitted or approved draft back with a reason (trả lại để sửa); an approval given before is gone."""
    why = Refuse.without_reason(reason, "return")
    step = Step(draft, "return", by=by, at=at)
    step.take(version=latest_version(draft), reason=why, approved_version=None)
    step.tell(draft.author, f"Dự thảo {step.name} bị trả lại: {why}")
    return draft

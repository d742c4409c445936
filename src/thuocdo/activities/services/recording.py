"""A unit records what it did, proves it, corrects it, withdraws it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from thuocdo.activities import permissions
from thuocdo.activities.models import Activity, ActivityChange, ActivityKind, Proof
from thuocdo.activities.rules.content import ActivityContent
from thuocdo.activities.services.writing import WHY, Pen
from thuocdo.core import audit, files
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit
from thuocdo.kernel.errors import Refused, Stale
from thuocdo.kernel.text import squeeze


@decision("activities.record_activity", about="unit", ask=permissions.rights)
def record_activity(
    *, unit: Unit, kind: ActivityKind, content: ActivityContent, by: Actor | None, at: datetime,
    synthetic: bool = False,
) -> Activity:  # fmt: skip
    """Record what a unit did (ghi hoạt động). Refused as `Pen.write`, and `activities.retired_kind`."""
    if kind.retired:
        raise Refused("activities.retired_kind", f"Loại “{kind}” không còn dùng.", "Chọn loại khác.")
    pen = Pen(by, at)
    activity = Activity(
        unit=unit, kind=kind, made_at=at, made_by=pen.person, made_by_name=pen.name, synthetic=synthetic
    )
    pen.write(activity, content)
    audit.changed(after={"kind": kind.code, **activity.told()}, why=activity.why_twin, thing=activity)
    return activity


@decision("activities.correct_activity", about="activity", ask=permissions.rights)
def correct_activity(
    *, activity: Activity, content: ActivityContent, revision: int, why: str, by: Actor | None, at: datetime,
) -> Activity:  # fmt: skip
    """Correct an activity with a reason (đính chính hoạt động); what stood there before is kept.

    Raises `Stale` when somebody corrected it meanwhile. Refused as `Pen.write`, and `activities.reason_needed`,
    `activities.withdrawn`.
    """
    _refuse_withdrawn(activity)
    if revision != activity.revision:
        raise Stale(
            "activities.stale", "Hoạt động này vừa được người khác sửa.", "Mở lại trang để xem bản mới rồi sửa tiếp."
        )
    pen, before, reason = Pen(by, at), activity.told(), WHY(why)
    activity.revision += 1
    pen.write(activity, replace(content, why_twin=content.why_twin or reason))
    ActivityChange.objects.create(
        activity=activity, before=before, after=activity.told(), why=reason, at=at, by=pen.person, by_name=pen.name
    )
    audit.changed(before=before, after=activity.told(), why=reason)
    return activity


@decision("activities.withdraw_activity", about="activity", ask=permissions.rights)
def withdraw_activity(*, activity: Activity, reason: str, by: Actor | None, at: datetime) -> Activity:
    """Take an activity back that was recorded wrongly (rút hoạt động); it stays to be read and counts no more.

    Refused `activities.reason_needed`, `activities.withdrawn`.
    """
    _refuse_withdrawn(activity)
    activity.withdrawn_at, activity.withdrawn_by_name = at, Pen(by, at).name
    activity.withdrawn_why = WHY(reason)
    activity.save()
    audit.changed(before={"withdrawn": False}, after={"withdrawn": True}, why=activity.withdrawn_why)
    return activity


@decision("activities.attach_proof", about="activity", ask=permissions.rights)
def attach_proof(
    *, activity: Activity, upload: files.Upload, by: Actor | None, at: datetime, title: str = ""
) -> Proof:  # fmt: skip
    """Attach a file that proves the activity; the same file twice stays one.

    Refused `files.too_large`, `files.empty`, `activities.withdrawn`.
    """
    _refuse_withdrawn(activity)
    pen, file = Pen(by, at), files.store_upload(upload)
    values = {"title": squeeze(title) or file.name, "at": at, "by": pen.person, "by_name": pen.name}
    proof, is_new = Proof.objects.get_or_create(activity=activity, file=file, defaults=values)
    audit.changed(after={"proof": proof.title, "sha256": file.sha256, "new": is_new}, thing=activity)
    return proof


def _refuse_withdrawn(activity: Activity) -> None:
    if activity.withdrawn_at is not None:
        raise Refused(
            "activities.withdrawn", "Hoạt động này đã được rút.", "Ghi hoạt động mới nếu cần.",
        )  # fmt: skip

"""Writes the content of an activity into its row: the private tool of recording, correcting and importing."""

from __future__ import annotations

from thuocdo.activities.models import Activity
from thuocdo.activities.queries.lists import twins
from thuocdo.activities.rules.content import ActivityContent, link_key, refuse_unsound
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc, squeeze
from thuocdo.work.models import Task
from thuocdo.work.services.history import Act, Words

WHY = Words("activities.reason_needed", "lý do")


class Pen(Act):
    """One act of a person, or of the program, that writes an activity."""

    def write(self, activity: Activity, content: ActivityContent) -> Activity:
        """Check the content, look for twins, save.

        Refused as `rules.content.refuse_unsound`, and `activities.task_elsewhere`, `activities.twin` when there seems
        to be the same activity already and nobody said why this is another.
        """
        refuse_unsound(content, activity.kind.measures, self.on)
        _refuse_task(activity, content.task)
        self._refuse_twin(activity, content)
        activity.title, activity.text = nfc(squeeze(content.title)), nfc(content.text.strip())
        activity.starts_on, activity.last_on = content.starts_on, content.last_on
        activity.medium, activity.link = nfc(squeeze(content.medium))[:200], content.link.strip()
        activity.link_key, activity.task = link_key(content.link), content.task
        activity.measures = dict(content.measures)
        activity.amount = activity.measures.get(activity.kind.main_measure, 0)
        activity.save()
        return activity

    def _refuse_twin(self, activity: Activity, content: ActivityContent) -> None:
        found = twins(activity.unit, activity.kind, content, besides=activity.pk or 0)
        activity.why_twin = nfc(squeeze(content.why_twin)) if found else ""
        if found and not activity.why_twin:
            raise Refused(
                "activities.twin",
                f"Có thể đã ghi rồi: “{found[0].title[:120]}”, ngày {found[0].starts_on:%d/%m/%Y}.",
                "Mở hoạt động đã có; nếu là hoạt động khác, ghi lý do rồi lưu.",
                where={"field": "why_twin", "activity": found[0].pk},
            )  # fmt: skip


def _refuse_task(activity: Activity, task: Task | None) -> None:
    if task is not None and (task.plan.province_key != activity.unit.province_key or task.plan.state == "draft"):
        raise Refused(
            "activities.task_elsewhere", "Nhiệm vụ này không thuộc kế hoạch của tỉnh.", "Chọn nhiệm vụ khác.",
            where={"field": "task"},
        )  # fmt: skip

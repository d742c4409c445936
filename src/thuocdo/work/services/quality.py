"""Quality judged apart from completion (đánh giá chất lượng): done, and still with shortcomings (IMP-10)."""

from __future__ import annotations

from datetime import datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work import permissions
from thuocdo.work.models import Occurrence, QualityMark
from thuocdo.work.rules.life import OCCURRENCES
from thuocdo.work.services.history import Act


@decision("work.judge_quality", about="occurrence", ask=permissions.rights)
def judge_quality(*, occurrence: Occurrence, grade: str, by: Actor | None, at: datetime, text: str = "") -> QualityMark:
    """Judge the quality of an accepted result; the newest judgement holds, earlier ones stay.

    Refused `work.no_such_grade`, `work.quality_says_what`, `work.occurrence.not_allowed`; who submitted does not judge
    (`work.own_submission`).
    """
    OCCURRENCES.move(occurrence.state, "judge_quality")
    return Judging(Act(by, at)).mark(occurrence, grade, text)


class Judging:
    """Writes one judgement; also used where accepting and judging are one act."""

    def __init__(self, act: Act) -> None:
        self.act = act

    def mark(self, occurrence: Occurrence, grade: str, text: str) -> QualityMark:
        """Add the judgement and note it at the due instance as the one that holds."""
        words, act = squeeze(text), self.act
        self._refuse(occurrence, grade, words)
        before, occurrence.quality = occurrence.quality, grade
        occurrence.save(update_fields=["quality"])
        audit.changed(before={"quality": before}, after={"quality": grade}, why=words)
        return QualityMark.objects.create(
            occurrence=occurrence, grade=grade, text=words, at=act.at, by=act.person, by_name=act.name
        )

    def _refuse(self, occurrence: Occurrence, grade: str, words: str) -> None:
        if grade not in QualityMark.Grade.values:
            raise Refused(
                "work.no_such_grade", "Chưa chọn mức đánh giá.", "Chọn Tốt, Đạt, hoặc Còn tồn tại, hạn chế.",
                where={"field": "grade"},
            )  # fmt: skip
        if grade == QualityMark.Grade.LACKING and not words:
            raise Refused(
                "work.quality_says_what", "Chưa ghi còn tồn tại, hạn chế gì.",
                "Ghi rõ tồn tại, hạn chế để cơ quan biết phải khắc phục gì.", where={"field": "text"},
            )  # fmt: skip
        if self.act.person is not None and occurrence.submitted_by_id == self.act.person.pk:
            raise NotAllowed(
                "work.own_submission", "Người nộp kết quả không tự đánh giá chất lượng kết quả của mình.",
                "Nhờ người khác có quyền duyệt đánh giá.",
            )  # fmt: skip

"""One step of a draft: its state moves by the table, and a row says who, when, which version and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thuocdo.chancery.models import Draft, DraftMove, DraftVersion
from thuocdo.chancery.rules.life import DRAFT_LIFE, DRAFT_WORDS
from thuocdo.core import audit, notify
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import NotAllowed, Refused, Stale


class Step:
    """A verb about a locked draft; `take` moves the state, keeps the row and says it to the audit."""

    def __init__(self, draft: Draft, verb: str, *, by: Any, at: datetime) -> None:
        self.draft, self.verb, self.by, self.at = draft, verb, by, at
        self.before = str(draft.state)
        self.after = DRAFT_LIFE.move(self.before, verb)

    def take(self, *, version: DraftVersion | None = None, reason: str = "", **changed: Any) -> None:
        """Move, with other columns that change along; the row of the step is added."""
        draft = self.draft
        draft.state, draft.revision = self.after, draft.revision + 1
        for name, value in changed.items():
            setattr(draft, name, value)
        draft.save(update_fields=["state", "revision", *changed])
        DraftMove.objects.create(
            draft=draft, version=version, verb=self.verb, before=self.before, after=self.after, reason=reason,
            at=self.at, by=self.by,
        )  # fmt: skip
        told = {"state": self.after} | ({"version": version.number} if version else {})
        audit.changed(before={"state": self.before}, after=told, why=reason)

    def tell(self, person: Person | None, words: str) -> None:
        """Tell a person, unless they did it themselves."""
        if person is not None and person != self.by:
            kind = f"chancery.draft_{self.verb}"
            notify.tell(person, kind, words, link=f"/van-ban/du-thao/{self.draft.pk}/", at=self.at)

    @property
    def name(self) -> str:
        """How notices call the draft: its title in quotes."""
        title = self.draft.title
        return f"“{title if len(title) <= 120 else title[:119] + '…'}”"


class Refuse:
    """What may keep a step from being taken, besides the table of states."""

    @staticmethod
    def stale(draft: Draft, revision: int) -> None:
        """What was decided on an older state of the draft. Raises `Stale` (chancery.draft_changed)."""
        if draft.revision != revision:
            raise Stale(
                "chancery.draft_changed",
                "Dự thảo đã được người khác sửa hoặc chuyển bước sau khi bạn mở trang.",
                "Mở lại trang để xem bản mới; những gì bạn vừa ghi vẫn còn ở ô nhập để chép sang.",
            )

    @staticmethod
    def own_draft(version: DraftVersion, by: Any) -> None:
        """Who wrote what is approved does not approve it. Raises `NotAllowed` (chancery.own_draft)."""
        if version.by == by:
            raise NotAllowed(
                "chancery.own_draft", "Phiên bản này do chính bạn soạn nên bạn không tự duyệt.",
                "Trình người đứng đầu khác hoặc người được giao quyền duyệt.",
            )  # fmt: skip

    @staticmethod
    def without_reason(reason: str, verb: str) -> str:
        """The reason without blanks around it. Refused `chancery.reason_missing`."""
        if not reason.strip():
            raise Refused(
                "chancery.reason_missing", f"Muốn {DRAFT_WORDS[verb]} phải ghi lý do.",
                "Ghi một câu cho người soạn biết.",
            )  # fmt: skip
        return reason.strip()

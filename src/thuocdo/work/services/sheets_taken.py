"""What one row of a progress workbook did to a due instance, and how it is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thuocdo.core import audit
from thuocdo.work.models import Move, Note, Occurrence
from thuocdo.work.queries.sheets_progress import WAITING
from thuocdo.work.services.history import Act

MOMENTS = ("submitted_at", "decided_at")
PLAIN = ("state", "submitted_by_id", "submitted_by_name", "decided_by_id", "decided_by_name", "reason")
SUBMITTED = "submitted"


class Taken:
    """One row that was carried out, as `import_progress_sheet` kept it, beside its due instance of now (locked)."""

    def __init__(self, row: Mapping[str, Any], thing: Occurrence) -> None:
        self.row, self.thing = row, thing
        self.note = Note.objects.filter(pk=row["note"]).first() if row["note"] else None

    @staticmethod
    def before(thing: Occurrence) -> dict[str, Any]:
        """What a submission overwrites, so that it can be brought back."""
        moments = {name: value.isoformat() if (value := getattr(thing, name)) else None for name in MOMENTS}
        return {**moments, **{name: getattr(thing, name) for name in PLAIN}}

    def why_kept(self) -> str:
        """Why what the row did stays; empty when it can be taken back."""
        if self.row["submitted"]:
            return self._why_submitted()
        if self.thing.state not in WAITING:
            return "kết quả đã nộp sau đó: chỉ người duyệt trả lại được."
        if self.note is None:
            return "ghi nhận không còn."
        return self._why_noted(self.note.at)

    def _why_submitted(self) -> str:
        if self.thing.state != SUBMITTED:
            return f"kết quả nộp từ bảng này nay ở trạng thái “{self.thing.get_state_display().lower()}”."
        if "was" not in self.row:
            return "kết quả đã nộp: chỉ người duyệt trả lại được."
        if self.thing.moves.filter(pk__gt=self.row["move"]).exists():
            return "đã có bước xử lý sau khi nộp."
        return self._why_noted(Move.objects.values_list("at", flat=True).get(pk=self.row["move"]))

    def _why_noted(self, at: datetime) -> str:
        """What followed the row's own moment."""
        last = self.note.pk if self.note is not None else None
        later = self.thing.notes.filter(pk__gt=last) if last is not None else self.thing.notes.filter(at__gt=at)
        if later.exists():
            return "đã có ghi nhận tiến độ sau đó."
        if self.thing.moves.filter(at__gt=at).exists() or self.thing.evidence.filter(at__gt=at).exists():
            return "đã có tài liệu hoặc bước xử lý sau đó."
        return ""

    def back(self, act: Act, name: str) -> audit.Details:
        """Take it back: the submission with a row of history, the note and the day of looking again; what the audit
        keeps."""
        before: dict[str, Any] = {"state": self.thing.state}
        if self.row["submitted"]:
            self._submission_back(act, name)
        if self.note is not None:
            before |= {"note": self.note.text, "percent": self.note.percent}
            self.note.delete()
        self._look_as_before()
        return audit.Details(before=before, after={"state": self.thing.state})

    def _submission_back(self, act: Act, name: str) -> None:
        was, thing = self.row["was"], self.thing
        verb = "withdraw_again" if was["state"] == "returned" else "withdraw_first"
        act.move(thing, verb, reason=f"Hoàn tác lần nhập bảng {name}; chưa có ai quyết định.")
        for one in PLAIN:
            setattr(thing, one, was[one])
        for one in MOMENTS:
            setattr(thing, one, datetime.fromisoformat(was[one]) if was[one] else None)
        thing.save()

    def _look_as_before(self) -> None:
        """Regular work is looked at again on the day on which it was going to be."""
        if self.thing.due_on is None and self.row["check"] is not None:
            Occurrence.objects.filter(pk=self.thing.pk).update(next_check_on=self.row["check"])

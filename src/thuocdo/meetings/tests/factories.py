"""Rows for tests of this room: the small province with late work at Sở Khoa học và Công nghệ, and a briefing there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from thuocdo.core import clock
from thuocdo.directory.models import Position
from thuocdo.meetings import services
from thuocdo.meetings.models import AgendaItem, Conclusion, Meeting
from thuocdo.meetings.services import ConclusionContent, Guests, MeetingContent
from thuocdo.meetings.services.arranging import Pick, Say
from thuocdo.work.models import Occurrence
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province

ON = date(2025, 7, 15)
AT = clock.at_day(ON)


class Hall(Province):
    """The small province; Minh heads Sở Khoa học và Công nghệ, Bình works there; two things are late, one is soon."""

    def __init__(self) -> None:
        super().__init__()
        Position.objects.filter(person=self.minh).update(is_head=True, title="Giám đốc")
        Position.objects.filter(person=self.binh).update(title="Chuyên viên")
        self.plan = make.bare_plan(self.committee, title="Kế hoạch CCHC năm 2025", number_symbol="1/KH-UBND")
        self.part = make.obligation(make.task(self.plan, text="Triển khai đô thị thông minh"), self.science)
        self.late = self.due(ON - timedelta(days=10), "Quý II")
        self.soon = self.due(ON + timedelta(days=3), "Tháng 7")

    def due(self, on: date, label: str, **given: Any) -> Occurrence:
        return Occurrence.objects.create(
            obligation=self.part, plan=self.plan, task=self.part.task, unit=self.part.unit, label=label, due_on=on,
            original_due_on=on, **given,
        )  # fmt: skip

    def content(self, **given: Any) -> MeetingContent:
        usual = {
            "title": "Giao ban tuần 29", "kind": "briefing", "starts_at": AT, "minutes": 90, "place": "Phòng họp số 1",
            "chair": self.minh, "secretary": self.binh,
        }  # fmt: skip
        return MeetingContent(**{**usual, **given})

    def meeting(self, **given: Any) -> Meeting:
        """A briefing that Bình planned."""
        return services.plan_meeting(unit=self.science, content=self.content(**given), by=self.binh, at=AT)

    def with_agenda(self, **given: Any) -> Meeting:
        meeting = self.meeting(**given)
        self.change(meeting, Pick([("late", self.late.pk), ("soon", self.soon.pk)]))
        self.change(meeting, Say("Việc khác"))
        return meeting

    def change(self, meeting: Meeting, change: Any) -> int:
        return services.arrange_agenda(meeting=meeting, change=change, by=self.binh, at=AT)

    def invited(self, meeting: Meeting, *units: Any) -> Meeting:
        guests = Guests(people=[self.minh, self.binh], units=list(units))
        services.invite(meeting=meeting, guests=guests, by=self.binh, at=AT)
        return meeting

    def under_way(self, **given: Any) -> Meeting:
        meeting = self.invited(self.with_agenda(**given))
        services.call_meeting(meeting=meeting, by=self.binh, at=AT)
        return services.open_meeting(meeting=meeting, by=self.binh, at=AT)

    def item(self, meeting: Meeting, kind: str = "late") -> AgendaItem:
        return meeting.items.get(kind=kind)

    def conclusion(self, meeting: Meeting, **given: Any) -> Conclusion:
        usual = {"kind": "task", "text": "Nộp báo cáo quý II", "due_on": ON + timedelta(days=5), "person": self.binh}
        content = ConclusionContent(**{**usual, **given})
        return services.write_conclusion(meeting=meeting, content=content, by=self.binh, at=AT)

    def concluded(self, **given: Any) -> Meeting:
        meeting = self.under_way(**given)
        self.conclusion(meeting, item=self.item(meeting))
        return services.conclude_meeting(meeting=meeting, by=self.minh, at=AT)

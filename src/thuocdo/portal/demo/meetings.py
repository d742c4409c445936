"""Meetings of the demo: a briefing that was held and whose conclusions are tasks, one to come, a list of people's work.

All invented, and said so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.directory import services as directory
from thuocdo.directory.models import Person, Unit
from thuocdo.directory.services import Terms
from thuocdo.meetings import services
from thuocdo.meetings.models import Meeting
from thuocdo.meetings.queries.agenda import candidates
from thuocdo.meetings.services import ConclusionContent, Guests, Heard, MeetingContent
from thuocdo.meetings.services.arranging import Pick, Say
from thuocdo.work import services as work
from thuocdo.work.models import Obligation, Occurrence

UNIT, GUEST = "NA.SKHCN", "NA.SNV"
JULY = date(2025, 7, 1)
HELD, COMING, PUBLISHED, TODAY = date(2025, 7, 7), date(2025, 7, 21), date(2025, 7, 14), date(2025, 7, 15)
CHARGED, POINTS = 6, 3
SAID = "Minh họa: đầu mối báo cáo chậm do chờ số liệu của các phòng; đề nghị thống nhất một biểu chung."
CLOSING = "Minh họa: các phòng ưu tiên dứt điểm việc quá hạn trước ngày 15/7; việc vướng báo ngay, không chờ giao ban."
PURPOSE = "Minh họa: các phòng chuẩn bị nguyên nhân của từng việc chậm và đề xuất."


def live(staff: Mapping[str, Person]) -> None:
    """July at one department: who is charged with what, the briefings, the list before the agency's meeting."""
    unit, head = Unit.objects.get(key=UNIT), staff["minh"]
    officer = _officer(unit)
    _charge(unit, head, officer)
    held = _planned(unit, head, officer, "Giao ban tuần 28 (minh họa)", HELD, at=clock.at_day(date(2025, 7, 4)))
    _hold(held, head, officer)
    _answer(held, officer)
    _publish(unit, head, officer)
    _planned(unit, head, officer, "Giao ban tuần 30 (minh họa)", COMING, at=clock.at_day(TODAY, 7))


def _officer(unit: Unit) -> Person:
    """Somebody who keeps the minutes: whoever heads the department concludes."""
    with clock.fixed(clock.at_day(date(2025, 7, 2))):
        person = directory.create_person(full_name="Lê Thị Hà (minh họa)", by=SYSTEM, at=clock.now())
        terms = Terms(title="Chuyên viên Văn phòng sở", role="unit_officer", start=date(2025, 3, 1))
        directory.appoint(person=person, unit=unit, terms=terms, by=SYSTEM, at=clock.now())
    return person


def _charge(unit: Unit, head: Person, officer: Person) -> None:
    waiting = Occurrence.objects.filter(unit=unit, state="open", due_on__lt=date(2025, 8, 1))
    parts = Obligation.objects.filter(pk__in=waiting.values("obligation"), officer=None, state="in_force")
    with clock.fixed(clock.at_day(date(2025, 7, 3))):
        for part in parts.select_related("task", "plan").order_by("pk")[:CHARGED]:
            work.name_officer(obligation=part, officer=officer, by=head, at=clock.now())


def _planned(unit: Unit, head: Person, officer: Person, title: str, on: date, *, at: datetime) -> Meeting:
    """A briefing with its guests and an agenda of what is late, due soon and still open, called by the officer."""
    with clock.fixed(at):
        content = MeetingContent(
            title=title, kind="briefing", starts_at=clock.at_day(on), minutes=90, place="Phòng họp tầng 2, trụ sở Sở",
            chair=head, secretary=officer, purpose=PURPOSE,
        )  # fmt: skip
        meeting = services.plan_meeting(unit=unit, content=content, by=officer, at=at, synthetic=True)
        guests = Guests(people=[head, officer], units=[Unit.objects.get(key=GUEST)])
        services.invite(meeting=meeting, guests=guests, by=officer, at=at)
        for kind in ("conclusion", "late", "soon", "block"):
            found = candidates(officer, meeting, clock.today(), kind=kind)[:POINTS]
            if found:
                marks = [(one.kind, one.key) for one in found]
                services.arrange_agenda(meeting=meeting, change=Pick(marks), by=officer, at=at)
        say = Say("Chuẩn bị sơ kết cải cách hành chính 6 tháng đầu năm (minh họa)")
        services.arrange_agenda(meeting=meeting, change=say, by=officer, at=at)
        return services.call_meeting(meeting=meeting, by=officer, at=at)


def _hold(meeting: Meeting, head: Person, officer: Person) -> None:
    at = clock.at_day(HELD)
    with clock.fixed(at):
        services.open_meeting(meeting=meeting, by=officer, at=at)
        came = {row.pk: ("present", "") for row in meeting.invitees.filter(unit=None)}
        came |= {
            row.pk: ("instead", "chuyên viên phòng Cải cách hành chính") for row in meeting.invitees.exclude(unit=None)
        }
        points = list(meeting.items.order_by("order"))
        heard = Heard(attendance=came, said={point.pk: SAID for point in points[:2]})
        services.record_meeting(meeting=meeting, heard=heard, by=officer, at=at)
        about = points[0] if points[0].kind != "words" else None
        for content in (
            ConclusionContent(kind="task", text="Minh họa: lập biểu chung theo dõi tiến độ của các phòng", item=about,
                              person=officer, due_on=date(2025, 7, 11), output="Biểu theo dõi"),
            ConclusionContent(kind="task", text="Minh họa: tham mưu báo cáo sơ kết cải cách hành chính 6 tháng của Sở",
                              due_on=date(2025, 7, 18), output="Dự thảo báo cáo"),
            ConclusionContent(kind="words", text="Minh họa: thống nhất họp giao ban sáng thứ Hai hằng tuần."),
        ):  # fmt: skip
            services.write_conclusion(meeting=meeting, content=content, by=officer, at=at)
    with clock.fixed(at + timedelta(hours=1)):
        services.conclude_meeting(meeting=meeting, closing=CLOSING, by=head, at=clock.now())


def _answer(meeting: Meeting, officer: Person) -> None:
    """One of the conclusions is done in time."""
    task = meeting.conclusions.order_by("order")[0].task
    due = Occurrence.objects.filter(task=task).select_related("plan", "task", "obligation").first()
    if due is not None:
        with clock.fixed(clock.at_day(date(2025, 7, 10))):
            note = "Minh họa: biểu chung đã gửi các phòng."
            work.submit_occurrence(occurrence=due, note=note, by=officer, at=clock.now())


def _publish(unit: Unit, head: Person, officer: Person) -> None:
    with clock.fixed(clock.at_day(PUBLISHED, 9)):
        note = "Minh họa: công bố trước họp cơ quan ngày 16/7."
        row = services.publish_month(unit=unit, month=JULY, note=note, by=head, at=clock.now(), synthetic=True)
    sheet = row.sheets.filter(person=officer).first()
    if sheet is not None:
        with clock.fixed(clock.at_day(PUBLISHED, 15)):
            said = "Minh họa: hai việc chậm đang chờ số liệu của các phòng, sẽ xong trong tuần."
            services.remark_sheet(sheet=sheet, text=said, by=officer, at=clock.now())

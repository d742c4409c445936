"""Meetings of the demo: a briefing that was held and whose conclusions are tasks, one to come, a list of people's work.

All invented, and said so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from thuocdo.core import clock
from thuocdo.directory.models import Person, Unit
from thuocdo.meetings import services
from thuocdo.meetings.models import AgendaItem, Meeting
from thuocdo.meetings.queries.agenda import candidates
from thuocdo.meetings.queries.lists import people_to_invite
from thuocdo.meetings.services import ConclusionContent, Guests, Heard, MeetingContent
from thuocdo.meetings.services.arranging import Pick, Say
from thuocdo.work import services as work
from thuocdo.work.models import Obligation, Occurrence

UNIT = "NA.UBND.C16681.n"
JULY = date(2025, 7, 1)
HELD, COMING, PUBLISHED, TODAY = date(2025, 7, 10), date(2025, 7, 21), date(2025, 7, 14), date(2025, 7, 15)
CHARGED, POINTS, GUESTS = 6, 3, 4
SAID = "Minh họa: đầu mối báo cáo chậm do chờ số liệu của các bộ phận; đề nghị thống nhất một biểu chung."
CLOSING = (
    "Minh họa: các bộ phận ưu tiên dứt điểm việc quá hạn trước ngày 18/7; việc vướng báo ngay, không chờ giao ban."
)
PURPOSE = "Minh họa: các bộ phận chuẩn bị nguyên nhân của từng việc chậm và đề xuất."


def live(staff: Mapping[str, Person]) -> None:
    """July at one ward: who is charged with what, the briefings, the list before the agency's meeting."""
    unit, head, officer = Unit.objects.get(key=UNIT), staff["chutich"], staff["lan"]
    _charge(unit, head, officer)
    held = _planned(unit, head, officer, "Giao ban tuần 28 (minh họa)", HELD, at=clock.at_day(date(2025, 7, 8)))
    _hold(held, head, officer)
    _answer(held, officer)
    _publish(unit, head, officer)
    _planned(unit, head, officer, "Giao ban tuần 30 (minh họa)", COMING, at=clock.at_day(TODAY, 7))


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
            title=title, kind="briefing", starts_at=clock.at_day(on), minutes=90, place="Phòng họp UBND phường",
            chair=head, secretary=officer, purpose=PURPOSE,
        )  # fmt: skip
        meeting = services.plan_meeting(unit=unit, content=content, by=officer, at=at, synthetic=True)
        posts = people_to_invite(unit, clock.today())
        others = [post.person for post in posts if post.person not in (head, officer)]
        guests = Guests(people=[head, officer, *others[:GUESTS]])
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
        rows = list(meeting.invitees.order_by("order"))
        came = {row.pk: ("present", "") for row in rows} | {rows[-1].pk: ("excused", "đi tập huấn (minh họa)")}
        points = list(meeting.items.order_by("order"))
        heard = Heard(attendance=came, said={point.pk: SAID for point in points[:2]})
        services.record_meeting(meeting=meeting, heard=heard, by=officer, at=at)
        about = points[0] if points[0].kind != "words" else None
        for content in (
            ConclusionContent(kind="task", text="Minh họa: lập biểu chung theo dõi tiến độ của các bộ phận", item=about,
                              person=officer, due_on=date(2025, 7, 14), output="Biểu theo dõi"),
            ConclusionContent(kind="task", text="Minh họa: báo cáo sơ kết cải cách hành chính 6 tháng của phường",
                              due_on=date(2025, 7, 18), output="Dự thảo báo cáo"),
            *_step(about, officer),
            ConclusionContent(kind="words", text="Minh họa: thống nhất họp giao ban sáng thứ Hai hằng tuần."),
        ):  # fmt: skip
            services.write_conclusion(meeting=meeting, content=content, by=officer, at=at)
    with clock.fixed(at + timedelta(hours=1)):
        services.conclude_meeting(meeting=meeting, closing=CLOSING, by=head, at=clock.now())


def _step(about: AgendaItem | None, officer: Person) -> list[ConclusionContent]:
    """A step of what is late, with a new date."""
    if about is None or about.occurrence is None:
        return []
    text = "Minh họa: hoàn thành dự thảo báo cáo, trình Chủ tịch ký"
    return [ConclusionContent(kind="step", text=text, item=about, person=officer, due_on=date(2025, 7, 16))]


def _answer(meeting: Meeting, officer: Person) -> None:
    """One of the conclusions is done in time."""
    task = meeting.conclusions.order_by("order")[0].task
    due = Occurrence.objects.filter(task=task).select_related("plan", "task", "obligation").first()
    if due is not None:
        with clock.fixed(clock.at_day(date(2025, 7, 11))):
            note = "Minh họa: biểu chung đã gửi các bộ phận."
            work.submit_occurrence(occurrence=due, note=note, by=officer, at=clock.now())


def _publish(unit: Unit, head: Person, officer: Person) -> None:
    with clock.fixed(clock.at_day(PUBLISHED, 9)):
        note = "Minh họa: công bố trước họp cơ quan ngày 16/7."
        row = services.publish_month(unit=unit, month=JULY, note=note, by=head, at=clock.now(), synthetic=True)
    sheet = row.sheets.filter(person=officer).first()
    if sheet is not None:
        with clock.fixed(clock.at_day(PUBLISHED, 15)):
            said = "Minh họa: hai việc chậm đang chờ số liệu của các bộ phận, sẽ xong trong tuần."
            services.remark_sheet(sheet=sheet, text=said, by=officer, at=clock.now())

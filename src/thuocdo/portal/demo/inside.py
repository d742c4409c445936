"""Inside some obligations of the demo year: steps, contributions, products, a block, checked proof, quality.

Everything goes through the services and says of itself that it is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.directory.models import Person
from thuocdo.portal.demo.people import contacts
from thuocdo.work import services
from thuocdo.work.models import Evidence, Obligation, Occurrence, Plan
from thuocdo.work.services import StepWords

INVENTED = "Minh họa: "
ASKED_ON, ANSWERED_ON, TODAY = date(2025, 7, 3), date(2025, 7, 9), date(2025, 7, 15)
STEPS = (
    ("rà soát số liệu của các phòng, đơn vị trực thuộc", 5),
    ("dự thảo báo cáo kết quả", 8),
    ("trình lãnh đạo sở ký", None),
)
JUDGED, LACKING_EVERY = 42, 14
WHY_LACKING = "Minh họa: báo cáo chưa nêu nguyên nhân chậm và chưa có biểu số liệu kèm theo."
PAPER = """SỞ KHOA HỌC VÀ CÔNG NGHỆ        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: {number}/BC-SKHCN        Độc lập - Tự do - Hạnh phúc

        Nghệ An, ngày {day}

BÁO CÁO
Kết quả thực hiện nhiệm vụ (tài liệu minh họa, không có giá trị pháp lý)

Nội dung minh họa.

GIÁM ĐỐC


Trần Văn Minh Họa
"""


def live(plan: Plan, staff: Mapping[str, Person]) -> None:
    """Some July days inside the work of one department, and judgements of what the province accepted."""
    _judge(plan, staff["hoa"])
    head = staff["minh"]
    own = head.positions.filter(valid__contains=TODAY).values_list("unit", flat=True)
    open_ones = Occurrence.objects.filter(plan=plan, unit__in=own, state="open", due_on__gt=TODAY)
    found = open_ones.exclude(task__outputs=[]).select_related("task", "obligation", "plan").order_by("due_on", "pk")
    helped = Obligation.objects.filter(role="coordinating", state="in_force", plan=plan)
    one = found.filter(task__in=helped.values("task")).first() or found.first()
    if one is None:
        return
    _steps(one, head)
    _contributions(one, list(helped.filter(task=one.task).order_by("pk")[:3]), head)
    _proof(one, head)
    _block(one, plan)


def _judge(plan: Plan, by: Person) -> None:
    """42 accepted results, and three of them still lack something."""
    accepted = Occurrence.objects.filter(plan=plan, state="accepted").exclude(submitted_by=by)
    with clock.fixed(clock.at_day(TODAY - timedelta(days=1), 9)):
        for number, one in enumerate(accepted.order_by("-decided_at", "pk")[:JUDGED], start=1):
            lacking = number % LACKING_EVERY == 0
            grade, text = ("lacking", WHY_LACKING) if lacking else ("good" if number % 3 else "met", "")
            services.judge_quality(occurrence=one, grade=grade, text=text, by=by, at=clock.now())


def _steps(one: Occurrence, head: Person) -> None:
    with clock.fixed(clock.at_day(ASKED_ON, 8)):
        for words, days in STEPS:
            due_on = ASKED_ON + timedelta(days=days) if days else one.due_on
            step = StepWords(INVENTED + words, head, due_on)
            made = services.give_step(obligation=one.obligation, step=step, occurrence=one, by=SYSTEM, at=clock.now())
            if days == STEPS[0][1]:
                services.finish_step(step=made, result="Đã rà soát xong (minh họa).", by=head, at=clock.now())


def _contributions(one: Occurrence, helpers: list[Obligation], head: Person) -> None:
    """One that was given and taken, one that is late, one that still has time."""
    people = contacts([part.unit_id for part in helpers], ASKED_ON)
    for part, days in zip(helpers, (7, 9, 12), strict=False):
        with clock.fixed(clock.at_day(ASKED_ON, 9)):
            asked = services.request_contribution(
                occurrence=one, obligation=part, text=f"{INVENTED}gửi số liệu 6 tháng đầu năm thuộc lĩnh vực phụ trách",
                due_on=ASKED_ON + timedelta(days=days), by=head, at=clock.now(),
            )  # fmt: skip
        if part == helpers[0] and part.unit_id in people:
            with clock.fixed(clock.at_day(ANSWERED_ON, 10)):
                answer = f"{INVENTED}số liệu gửi kèm công văn của cơ quan."
                services.give_contribution(contribution=asked, answer=answer, by=people[part.unit_id], at=clock.now())
                services.take_contribution(contribution=asked, by=head, at=clock.now())


def _proof(one: Occurrence, head: Person) -> None:
    """A report of the right day, which ticks the first product, and one that is dated next year."""
    with clock.fixed(clock.at_day(TODAY - timedelta(days=2), 9)):
        good = _attached(one, head, "12", "10 tháng 7 năm 2025")
        _attached(one, head, "13", "10 tháng 7 năm 2026")
        services.tick_product(occurrence=one, place=0, by_what=good, by=head, at=clock.now())


def _attached(one: Occurrence, by: Person, number: str, day: str) -> Evidence:
    content = PAPER.format(number=number, day=day).encode()
    upload = SimpleUploadedFile(f"minh-hoa-bao-cao-{number}.txt", content, "text/plain")
    made = services.attach_evidence(
        occurrence=one, upload=upload, title=f"{INVENTED}báo cáo số {number}", synthetic=True, by=by, at=clock.now()
    )
    return services.check_evidence(evidence=made, by=SYSTEM, at=clock.now())


def _block(one: Occurrence, plan: Plan) -> None:
    """Another department waits for this one."""
    other = Occurrence.objects.filter(plan=plan, state="open", due_on__gt=TODAY).exclude(unit=one.unit_id)
    waiting = other.order_by("due_on", "pk").first()
    if waiting is None:
        return
    by = contacts([waiting.unit_id], TODAY).get(waiting.unit_id)
    with clock.fixed(clock.at_day(TODAY - timedelta(days=1), 15)):
        services.note_block(
            occurrence=waiting, waits_for=one, text=f"{INVENTED}chờ số liệu tổng hợp của sở để hoàn thành báo cáo",
            by=by or SYSTEM, at=clock.now(),
        )  # fmt: skip

"""Money and activities of the demo: estimates on every step of their way, things that agencies did. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from thuocdo.activities import services as activities
from thuocdo.activities.models import ActivityKind, ActivityStep, Asked
from thuocdo.activities.rules.content import ActivityContent
from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.directory import services as directory
from thuocdo.directory.models import Person, Unit
from thuocdo.directory.services import Terms
from thuocdo.funding import services as funding
from thuocdo.funding.models import Estimate, Spending
from thuocdo.funding.rules.content import EstimateContent, LineContent
from thuocdo.funding.services.judging import Judged
from thuocdo.work.models import Plan, Task

FINANCE, HOME, SCIENCE, WARD = "NA.STC", "NA.SNV", "NA.SKHCN", "NA.UBND.C16681.n"
SOFTWARE = 43
Lines = list[tuple[str, str, str, int]]
UPGRADE: Lines = [
    ("Nâng cấp phần mềm chấm điểm cải cách hành chính", "gói", "1", 420_000_000),
    ("Tập huấn sử dụng phần mềm", "lớp", "3", 18_000_000),
    ("Máy tính cho Tổ giúp việc", "bộ", "4", 17_500_000),
]
DESK: Lines = [
    ("Kiosk tra cứu thủ tục hành chính", "bộ", "2", 65_000_000), ("Ghế chờ cho người dân", "dãy", "6", 3_200_000),
]  # fmt: skip
FORUM: Lines = [("Tổ chức diễn đàn sáng kiến chuyển đổi số", "cuộc", "1", 85_000_000)]
ROUTINE: Lines = [("In tài liệu, tờ rơi tuyên truyền", "bộ", "1500", 6_000)]


def live(plan: Plan, staff: Mapping[str, Person]) -> None:
    """Estimates and activities from March to the day of the demo."""
    _money(plan, staff)
    _activities(plan, staff)


def _at(month: int, day: int) -> Any:
    return clock.fixed(clock.at_day(date(2025, month, day), 9))


def _content(title: str, lines: Lines, *, task: Task | None = None, **more: Any) -> EstimateContent:
    made = [
        LineContent(content=what, measure=measure, quantity=Decimal(many), unit_price=Decimal(price), basis="minh họa")
        for what, measure, many, price in lines
    ]
    given = {"kind": "ad_hoc", "source": "recurrent", "field": "steering", "need": "Số liệu minh họa."}
    return EstimateContent(title=title, year=2025, lines=made, task=task, **{**given, **more})


def _money(plan: Plan, staff: Mapping[str, Person]) -> None:
    with _at(3, 5):
        finance = Unit.objects.get(key=FINANCE)
        keeper = directory.create_person(full_name="Nguyễn Thị Thu (minh họa)", by=SYSTEM, at=clock.now())
        terms = Terms(title="Chuyên viên quản lý ngân sách", role="budget_officer", start=date(2025, 3, 1))
        directory.appoint(person=keeper, unit=finance, terms=terms, by=SYSTEM, at=clock.now())
        home = Unit.objects.get(key=HOME)
        officer = _officer(home)
    task = Task.objects.filter(plan=plan, row=SOFTWARE).first()
    with _at(3, 10):
        upgrade = _sent(home, _content("Kinh phí nâng cấp phần mềm chấm điểm CCHC", UPGRADE, task=task), officer)
    with _at(3, 14):
        _appraised(upgrade, staff["hoa"], finance, {2: Judged(Decimal(36_000_000), "hai lớp là đủ")})
    with _at(4, 2):
        funding.decide_estimate(
            estimate=upgrade, allocated=Decimal(500_000_000), paper=("…/QĐ-UBND (minh họa)", date(2025, 4, 1)),
            by=keeper, at=clock.now(),
        )  # fmt: skip
    for month, day, amount, what in ((5, 20, 210_000_000, "Tạm ứng hợp đồng"), (6, 27, 70_000_000, "Mua máy tính")):
        with _at(month, day):
            _spent(upgrade, amount, what, officer)
    with _at(6, 5):
        forum = _sent(Unit.objects.get(key=SCIENCE), _content("Diễn đàn sáng kiến", FORUM), staff["minh"])
    with _at(6, 10):
        funding.return_estimate(
            estimate=forum, reason="Chưa có kế hoạch tổ chức kèm theo (minh họa).", by=staff["hoa"], at=clock.now()
        )
    with _at(7, 8):
        ward = Unit.objects.get(key=WARD)
        desk = _content("Nâng cấp Trung tâm Phục vụ hành chính công phường", DESK, field="procedures")
        _sent(ward, desk, staff["lan"])
        _routine(ward, staff)


def _officer(unit: Unit) -> Person:
    """Somebody of the unit who enters: not the owner of the cycle, who appraises."""
    person = directory.create_person(full_name="Cán bộ đầu mối, Sở Nội vụ (minh họa)", by=SYSTEM, at=clock.now())
    terms = Terms(title="Chuyên viên (minh họa)", role="unit_officer", start=date(2025, 3, 1))
    directory.appoint(person=person, unit=unit, terms=terms, by=SYSTEM, at=clock.now())
    return person


def _sent(unit: Unit, content: EstimateContent, by: Person) -> Estimate:
    made = funding.open_estimate(unit=unit, content=content, by=by, at=clock.now(), synthetic=True)
    return funding.send_estimate(estimate=made, by=by, at=clock.now())


def _appraised(estimate: Estimate, by: Person, body: Unit, cuts: Mapping[int, Judged]) -> None:
    judged = {line.order: Judged(line.amount) for line in estimate.lines.all()} | dict(cuts)
    funding.appraise_estimate(estimate=estimate, lines=judged, by=by, at=clock.now())
    funding.forward_estimate(estimate=estimate, body=body, source="recurrent", by=by, at=clock.now())


def _spent(estimate: Estimate, amount: int, what: str, by: Person) -> None:
    one = Spending(
        spent_on=clock.today(), amount=Decimal(amount), content=f"{what} (minh họa)", paper="UNC minh họa",
        synthetic=True,
    )  # fmt: skip
    funding.note_spending(estimate=estimate, spending=one, by=by, at=clock.now())


def _routine(ward: Unit, staff: Mapping[str, Person]) -> None:
    content = _content("Tuyên truyền cải cách hành chính thường xuyên", ROUTINE, kind="routine")
    made = funding.open_estimate(unit=ward, content=content, by=staff["lan"], at=clock.now(), synthetic=True)
    funding.record_routine(
        estimate=made, allocated=Decimal(9_000_000), decision="…/QĐ-UBND phường (minh họa)", on=date(2025, 7, 2),
        by=staff["lan"], at=clock.now(),
    )  # fmt: skip
    _spent(made, 3_600_000, "In tờ rơi đợt 1", staff["lan"])


# month, day, kind, title, where, numbers.
Done = tuple[int, int, str, str, str, dict[str, int]]
OF_HOME: list[Done] = [
    (3, 12, "training", "Tập huấn nghiệp vụ cải cách hành chính", "Hội trường", {"sessions": 2, "participants": 180}),
    (4, 18, "briefing", "Quán triệt kế hoạch cải cách hành chính", "Trực tuyến", {"sessions": 1, "participants": 640}),
    (5, 9, "study_visit", "Học tập kinh nghiệm một cửa", "Tỉnh bạn", {"visits": 1, "participants": 24}),
    (6, 20, "short_report", "Phóng sự: một ngày ở bộ phận một cửa", "Đài PTTH tỉnh", {"items": 1}),
    (7, 3, "dialogue", "Đối thoại với người dân về thủ tục đất đai", "Trung tâm Phục vụ hành chính công",
     {"sessions": 1, "participants": 120, "questions": 35, "answered": 31}),
]  # fmt: skip
OF_SCIENCE: list[Done] = [
    (3, 25, "news", "Sở hỗ trợ phường dùng dịch vụ công", "Cổng thông tin điện tử", {"items": 1}),
    (4, 10, "clip", "Hướng dẫn nộp hồ sơ trực tuyến", "Fanpage", {"items": 2}),
    (5, 22, "data_cleaning", "Làm sạch dữ liệu sáng kiến", "Sở", {"campaigns": 1, "checked": 900, "corrected": 120}),
    (6, 12, "initiative", "Trợ lý tra cứu thủ tục bằng giọng nói", "Sở", {"items": 1}),
]
OF_WARD: list[Done] = [
    (7, 2, "news", "Phường mới đón người dân làm thủ tục", "Trang thông tin phường", {"items": 1}),
    (7, 4, "identity_drive", "Kích hoạt định danh điện tử tại khối phố", "Nhà văn hóa",
     {"times": 1, "people": 85, "activated": 72}),
    (7, 9, "postal_training", "Tập huấn nhân viên bưu điện", "Bưu điện", {"sessions": 1, "participants": 12}),
    (7, 11, "photo", "Ảnh hướng dẫn tại quầy", "Trang thông tin phường", {"items": 6}),
    (7, 14, "article", "Cán bộ phường đến tận nhà hỗ trợ người già", "Báo Nghệ An", {"items": 1}),
]  # fmt: skip


def _activities(plan: Plan, staff: Mapping[str, Person]) -> None:
    kinds = {kind.code: kind for kind in ActivityKind.objects.all()}
    for key, person, done in (
        (HOME, staff["hoa"], OF_HOME), (SCIENCE, staff["minh"], OF_SCIENCE), (WARD, staff["lan"], OF_WARD),
    ):  # fmt: skip
        unit = Unit.objects.get(key=key)
        for month, day, code, title, where, numbers in done:
            with _at(month, day):
                _done(unit, kinds[code], (title, where), numbers, person)
    _asked(plan, staff, kinds)


def _done(unit: Unit, kind: ActivityKind, said: tuple[str, str], numbers: dict[str, int], by: Person) -> None:
    content = ActivityContent(
        title=said[0], medium=said[1], starts_on=clock.today(), last_on=clock.today(), measures=numbers,
        text="Số liệu minh họa.",
    )  # fmt: skip
    made = activities.record_activity(unit=unit, kind=kind, content=content, by=by, at=clock.now(), synthetic=True)
    if kind.steps:
        step = ActivityStep(code="submitted", on=clock.today())
        activities.note_step(activity=made, step=step, by=by, at=clock.now())


def _asked(plan: Plan, staff: Mapping[str, Person], kinds: Mapping[str, ActivityKind]) -> None:
    span = {"starts_on": date(2025, 1, 1), "ends_on": date(2026, 1, 1), "province_key": plan.province_key}
    wanted = (("training", "sessions", 4, None), ("news", "items", 12, SCIENCE), ("dialogue", "sessions", 2, HOME))
    with _at(3, 3):
        for code, measure, number, key in wanted:
            unit = Unit.objects.get(key=key) if key else None
            asked = Asked(
                unit=unit, kind=kinds[code], measure=measure, number=number, synthetic=True,
                basis="Kế hoạch tuyên truyền (minh họa)", **span,
            )  # fmt: skip
            activities.ask_for_activities(asked=asked, by=staff["hoa"], at=clock.now())

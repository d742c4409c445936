"""The order of the demo year: people, papers, months of work, mergers; built once."""

from __future__ import annotations

import sys
from datetime import date

from thuocdo.core import clock, packs
from thuocdo.core.models import ClockSetting
from thuocdo.directory.models import Person, Unit
from thuocdo.portal.demo import (
    calls,
    deliveries,
    derived,
    drafts,
    inside,
    meetings,
    merging,
    money,
    papers,
    people,
    planning,
    seeing,
    urging,
)
from thuocdo.portal.demo.year import HalfYear
from thuocdo.work import services as work
from thuocdo.work.models import Plan, TaskParty

TODAY = date(2025, 7, 15)
DEPARTMENTS_MERGE, DISTRICTS_END = merging.DEPARTMENTS.on, merging.COMMUNES.on


def is_there() -> bool:
    """Whether this database holds the demo year already."""
    return ClockSetting.objects.exists()


def holds_official_data() -> bool:
    """Whether somebody works in this database for real, so that nothing invented may be added."""
    return Person.objects.exists() and not is_there()


def build() -> None:
    """Make the whole demo year; the clock setting is stored last, so an interrupted build is seen."""
    _say("Đang dựng năm minh họa 2025 (chỉ một lần, mất vài phút)...")
    with clock.fixed(clock.at_day(date(2024, 1, 2))):
        staff = people.create_named()
    half_year = HalfYear([staff["hoa"], staff["thamdinh"]])
    thanh_hoa = HalfYear([staff["dung"]])

    _say("  2024: công văn của huyện Quỳ Hợp")
    _live_2024(staff, half_year)
    _say("  31/12/2024: Quyết định 3667/QĐ-UBND, 45 nhiệm vụ")
    plan = papers.take_in(papers.ARRIVALS["qd-3667-nghe-an-2024.txt"], staff)
    letter = papers.take_in(papers.ARRIVALS["cv-thkh-thanh-hoa-2025.txt"], staff)
    _say("  đến 28/02/2025: tiến độ minh họa")
    half_year.live([plan], date(2025, 1, 1), DEPARTMENTS_MERGE)
    _say("  01/03/2025: các sở sáp nhập, bàn giao có biên bản")
    _reorganise(staff, DEPARTMENTS_MERGE, merging.DEPARTMENTS)
    thanh_hoa.live([letter], DEPARTMENTS_MERGE, DISTRICTS_END)
    ward = papers.take_in(papers.ARRIVALS["cv-hung-binh-2025-04.txt"], staff)
    _choose(ward, "NA.UBND.C16672.o", staff["chutich"], date(2025, 4, 24))
    half_year.live([plan], DEPARTMENTS_MERGE, DISTRICTS_END)
    _say("  01/07/2025: kết thúc cấp huyện, 130 xã, phường mới nhận bàn giao có biên bản")
    _reorganise(staff, DISTRICTS_END, merging.CUSTOMS, merging.COMMUNES)
    july = papers.take_in(papers.ARRIVALS["cv-kstt-nghe-an-2025-07.txt"], staff)
    half_year.live([plan], DISTRICTS_END, TODAY)
    _say("  tháng 7/2025: việc trong cơ quan, phối hợp, vướng mắc, chất lượng (minh họa)")
    inside.live(plan, staff)
    _say("  09/07/2025: gửi công văn tháng 7 tới các sở, xã, phường")
    deliveries.send(july.document, staff["hoa"])
    deliveries.live(july.document, staff["hoa"])
    _say("  10/07/2025: yêu cầu báo cáo đột xuất (minh họa)")
    calls.live(plan, staff)
    _say("  11 đến 14/07/2025: phường soạn, ký, ban hành văn bản triển khai")
    drafts.live(july.document, staff)
    _say("  14/07/2025: phường ban hành kế hoạch theo kế hoạch của tỉnh, một sở đang soạn")
    derived.live(plan, staff)
    _say("  09 đến 15/07/2025: đôn đốc hằng ngày, một công văn đôn đốc đang soạn")
    urging.live(staff)
    _say("  10 đến 14/07/2025: dự thảo kế hoạch năm 2026, một đợt điều chỉnh đang chuẩn bị")
    planning.live(plan, staff)
    _say("  03 đến 07/2025: dự toán, khoản chi, hoạt động (minh họa)")
    money.live(plan, staff)
    _say("  07 đến 21/07/2025: giao ban, kết luận thành nhiệm vụ, danh sách công việc cá nhân (minh họa)")
    meetings.live(staff)
    seeing.live(plan, staff)
    ClockSetting.objects.create(day=TODAY)
    clock.set_for_process(TODAY)
    packs.refresh_statistics()
    _say("  xong.")


def _reorganise(staff: dict[str, Person], on: date, *several: merging.Reorganisation) -> None:
    """Mergers whose day has come by a day, the late ones too; the other province goes along."""
    for one in several:
        merging.carry_out(merging.prepare(one, staff), on)
    merging.hand_over_elsewhere(on)


def _live_2024(staff: dict[str, Person], half_year: HalfYear) -> None:
    arrival = papers.ARRIVALS["cv-quy-hop-2024.txt"]
    plan = papers.take_in(arrival, staff)
    _choose(plan, "NA.UBND.D420", staff["hoa"], arrival.on)
    half_year.live([plan], arrival.on, date(2025, 1, 1))
    half_year.settle([plan], date(2024, 12, 31))
    with clock.fixed(clock.at_day(date(2024, 12, 31), 17)):
        work.close_plan(plan=plan, on=date(2024, 12, 31), by=staff["hoa"], at=clock.now())


def _choose(plan: Plan, unit: str, by: Person, on: date) -> None:
    """Answer every phrase that the directory could not resolve with one unit, as the person named."""
    chosen = Unit.objects.get(key=unit)
    with clock.fixed(clock.at_day(on, 10)):
        for party in TaskParty.objects.filter(task__plan=plan, state="needs_person"):
            work.choose_units(party=party, units=[chosen], by=by, at=clock.now())


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
    sys.stderr.flush()

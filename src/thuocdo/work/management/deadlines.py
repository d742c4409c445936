"""`thuocdo deadlines`: a deadline phrase as a rule, its due days and data windows."""

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta
from typing import Any

from thuocdo.core.paths import PACKS
from thuocdo.kernel.calendar import WorkingCalendar, read_calendar
from thuocdo.kernel.deadlines.faults import NOTE, Fault, faults_of
from thuocdo.kernel.deadlines.occurrences import Due, Schedule, occurrences
from thuocdo.kernel.deadlines.phrases import DeadlinePhrase, read_deadlines
from thuocdo.kernel.deadlines.rules import SHIFTS, rule_of
from thuocdo.kernel.deadlines.sentences import sentence
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.periods import MONTHS
from thuocdo.ui.tables import Unreadable, read_date

HELP = """Đọc một câu thời hạn thành quy tắc, các kỳ hạn và kỳ số liệu. Không cần cơ sở dữ liệu.

Ví dụ: thuocdo deadlines --text "chậm nhất ngày 12 hàng tháng" --year 2025 --json"""

FIRST_YEAR, LAST_YEAR = 1990, 2100
CHECKS = tuple(MONTHS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--text", required=True, help="câu thời hạn, như in trong kế hoạch hoặc công văn")
    parser.add_argument("--year", required=True, help="năm của kế hoạch, ví dụ 2025")
    parser.add_argument("--shift", choices=SHIFTS, default="none", help="dời kỳ hạn rơi vào ngày nghỉ (mặc định: none)")
    parser.add_argument("--check", choices=CHECKS, default="quarter", help="kỳ xem lại khi không có ngày")
    parser.add_argument("--start", default="", help="ngày bắt đầu thực hiện dd/mm/yyyy (mặc định: đầu năm)")
    parser.add_argument("--end", default="", help="ngày cuối cùng thực hiện dd/mm/yyyy (mặc định: cuối năm)")
    parser.add_argument(
        "--ask", action="store_true", help="chỉ nêu chỗ cần sửa của các thời hạn; có lỗi thì mã thoát 1"
    )
    parser.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    year = year_of(args.year)
    phrases = read_deadlines(args.text, year=year, cell=True)
    if not phrases:
        raise Refused(
            "deadlines.none_found",
            f"Không thấy thời hạn nào trong câu “{args.text.strip()[:120]}”.",
            "Viết thời hạn như trong văn bản, ví dụ: trước ngày 20/01/2025; quý I/2026; định kỳ hằng quý.",
        )
    calendar = read_calendar(PACKS / "national" / "calendar.csv")
    start, end = span_of(args, year)
    rules = [rule_of(phrase) for phrase in phrases]
    faults = faults_of(rules, start=start, end=end, calendar=calendar, shift=args.shift)
    if args.ask:
        return answer(faults, as_json=args.json)
    planned = [(phrase, schedule_of(phrase, (start, end), calendar, args)) for phrase in phrases]
    if args.json:
        found = {**as_json(planned), "faults": [fault.to_json() for fault in faults]}
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(line for phrase, schedule in planned for line in lines(phrase, schedule)))
        print("".join(f"{said(fault)}\n" for fault in faults if fault.weight != NOTE), end="")
        if year not in calendar.known_years:
            print(f"Lưu ý: lịch nghỉ năm {year} chưa được công bố hoặc chưa có trong gói dữ kiện.")
    return 0


def year_of(text: str) -> int:
    """The plan's year. Refused for what is no year of this century or the last decade before it."""
    if text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    raise Refused(
        "deadlines.bad_year",
        f"“{text}” không phải năm của kế hoạch.",
        f"Ghi bốn chữ số từ {FIRST_YEAR} đến {LAST_YEAR}, ví dụ --year 2025.",
    )


def span_of(args: argparse.Namespace, year: int) -> tuple[date, date]:
    """The time to look at, [start, end): the plan's year, or from a day to the end of another."""
    ends = []
    for text, otherwise in ((args.start, date(year, 1, 1)), (args.end, date(year, 12, 31))):
        try:
            ends.append(read_date(text) if text else otherwise)
        except Unreadable as error:
            message, remedy = f"“{text}” không phải một ngày.", "Ghi ngày dạng 15/07/2025."
            raise Refused("deadlines.bad_day", message, remedy) from error
    return ends[0], ends[1] + timedelta(days=1)


def answer(faults: list[Fault], *, as_json: bool) -> int:
    """What is wrong with the deadlines, alone; 1 when something must be mended."""
    if as_json:
        print(json.dumps([fault.to_json() for fault in faults], ensure_ascii=False))
    else:
        print("\n".join(said(fault) for fault in faults) or "Không thấy lỗi nào.")
    return int(any(fault.is_error for fault in faults))


def said(fault: Fault) -> str:
    head = {"error": "Cần sửa", "warning": "Xem lại"}.get(fault.weight, "Lưu ý")
    return f"{head}: {fault.message} {fault.remedy}".rstrip()


def schedule_of(
    phrase: DeadlinePhrase, span: tuple[date, date], calendar: WorkingCalendar, args: argparse.Namespace
) -> Schedule:
    """The schedule of one phrase in the plan's time."""
    start, end = span
    return occurrences(rule_of(phrase), start=start, end=end, calendar=calendar, shift=args.shift, check=args.check)


def as_json(planned: list[tuple[DeadlinePhrase, Schedule]]) -> dict[str, Any]:
    """The answer; with several deadlines `rule` is the first and `deadlines` has each with its own days."""
    each = [
        {
            "rule": rule_of(phrase).to_json(),
            "sentence": sentence(rule_of(phrase)),
            "occurrences": [due.to_json() for due in schedule.occurrences],
            "why_none": schedule.why_none or None,
            "next_check": schedule.next_check and schedule.next_check.isoformat(),
            "notes": list(schedule.notes),
            "confidence": phrase.confidence,
            "doubts": [doubt.to_json() for doubt in phrase.doubts],
        }
        for phrase, schedule in planned
    ]
    dues = sorted((due for _, schedule in planned for due in schedule.occurrences), key=lambda due: due.due_on)
    reasons = [schedule.why_none for _, schedule in planned if schedule.why_none]
    return {
        "rule": each[0]["rule"],
        "occurrences": [due.to_json() for due in dues],
        "why_none": " ".join(reasons) if reasons and not dues else None,
        "next_check": next((deadline["next_check"] for deadline in each if deadline["next_check"]), None),
        "deadlines": each,
    }


def lines(phrase: DeadlinePhrase, schedule: Schedule) -> list[str]:
    """One deadline for people: its sentence, its days, what is unsure."""
    told = [sentence(rule_of(phrase))]
    told += [f"  {line_of(due)}" for due in schedule.occurrences]
    if schedule.why_none:
        check = f" Xem lại ngày {schedule.next_check:%d/%m/%Y}." if schedule.next_check else ""
        told.append(f"  Không có ngày: {schedule.why_none}{check}")
    told += [f"  Lưu ý: {note}" for note in schedule.notes]
    told += [f"  Cần xem lại: {doubt.message}" for doubt in phrase.doubts]
    return told


def line_of(due: Due) -> str:
    """One due day with its label, data window and day off."""
    told = f"{due.due_on:%d/%m/%Y}{' ' + due.time if due.time else ''}  {due.label}"
    if due.window_start and due.window_end:
        last = due.window_end - timedelta(days=1)
        told += f"  (kỳ từ {due.window_start:%d/%m/%Y} đến hết {last:%d/%m/%Y})"
    return f"{told}  [ngày nghỉ: {due.day_off_reason}]" if due.day_off_reason else told

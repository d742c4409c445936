"""The ladder, hours and words as pure rules."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.core.paths import PACKS
from thuocdo.kernel.calendar import WorkingCalendar, read_calendar
from thuocdo.kernel.errors import Refused
from thuocdo.urging.queries.policy import ladders
from thuocdo.urging.rules.ladder import Anchored, Hours, ladder_on, parse, stand
from thuocdo.urging.rules.letters import Row, content
from thuocdo.urging.rules.sending import Wish, expected_day, goes_out, next_try
from thuocdo.urging.rules.words import sentence

PACK = yaml.safe_load((PACKS / "national" / "urging.yaml").read_text(encoding="utf-8"))
LADDER = parse(PACK)[0]
CALENDAR = read_calendar(PACKS / "national" / "calendar.csv")
HOURS = Hours(time(6), time(7, 30), time(18), time(7))
TUESDAY = date(2025, 7, 15)


def on(day: date, today: date = TUESDAY, state: str = "open", of: str = "due") -> str:
    found = stand(LADDER, Anchored(of, day, state), today, CALENDAR)
    return found.rung.code if found else ""


@pytest.mark.parametrize(
    ("due", "rung"),
    [
        (date(2025, 7, 23), ""),
        (date(2025, 7, 22), "truoc-7"),
        (date(2025, 7, 18), "truoc-7"),
        (date(2025, 7, 17), "truoc-2"),
        (date(2025, 7, 15), "dung-han"),
        (date(2025, 7, 14), "qua-1"),
        (date(2025, 7, 10), "qua-3"),
        (date(2025, 7, 8), "qua-5"),
        (date(2025, 7, 1), "cong-van"),
    ],
)
def test_a_due_instance_stands_on_the_furthest_rung_it_has_reached(due: date, rung: str):
    assert on(due) == rung


def test_working_days_pass_over_the_public_holiday():
    # Due on 29/4/2025; 30/4, 1/5 and 2/5 are off, the first working day after is 5/5.
    assert on(date(2025, 4, 29), date(2025, 5, 2)) == "dung-han"
    assert on(date(2025, 4, 29), date(2025, 5, 5)) == "qua-1"


def test_the_last_rung_comes_again_every_ten_working_days():
    first = stand(LADDER, Anchored("due", date(2025, 7, 1), "open"), TUESDAY, CALENDAR)
    later = stand(LADDER, Anchored("due", date(2025, 7, 1), "open"), date(2025, 7, 29), CALENDAR)
    assert first is not None and later is not None
    assert (first.reached_on, later.reached_on) == (date(2025, 7, 15), date(2025, 7, 29))


def test_a_rung_for_returned_results_is_not_for_open_ones():
    assert on(TUESDAY, state="returned", of="returned") == "tra-lai"
    assert on(TUESDAY, state="open", of="returned") == ""


@given(st.dates(date(2021, 1, 1), date(2030, 12, 1)), st.integers(0, 90))
def test_as_days_pass_a_thing_only_goes_up_the_ladder(due: date, days: int):
    codes = [rung.code for rung in LADDER.of("due")]
    before = stand(LADDER, Anchored("due", due, "open"), due + timedelta(days=days - 30), WorkingCalendar())
    after = stand(LADDER, Anchored("due", due, "open"), due + timedelta(days=days - 29), WorkingCalendar())
    if before is not None:
        assert after is not None and after.reached_on >= before.reached_on
        assert codes.index(after.rung.code) >= codes.index(before.rung.code)


def test_the_pack_is_read_and_says_that_it_is_an_example():
    assert ladders()[0].is_example and len(ladders()[0].rungs) >= 10


def test_a_province_has_its_own_ladder_from_its_day():
    own = parse({**PACK, "province": "P40", "ladders": [{**PACK["ladders"][0], "valid_from": date(2025, 7, 1)}]})
    every = (LADDER, *own)
    assert ladder_on(every, "P40", TUESDAY).province == "P40"
    assert ladder_on(every, "P38", TUESDAY).province == ""
    assert ladder_on(every, "P40", date(2025, 6, 30)).province == ""


@pytest.mark.parametrize(
    ("key", "value"),
    [("offset", "ba"), ("offset", 900), ("unit", "weeks"), ("tell", ["ai đó"]), ("by", []), ("of", "never"),
     ("code", ""), ("standing", ["accepted"]), ("tell", "officer"), ("offset", True)],
)  # fmt: skip
def test_a_fault_of_the_pack_is_refused_with_its_place(key: str, value: object):
    row = PACK["ladders"][0]
    broken = {**row["rungs"][0], key: value}
    with pytest.raises(Refused) as refusal:
        parse({"ladders": [{**row, "rungs": [broken]}]})
    assert refusal.value.code == "urging.bad_ladder"


def test_a_letter_before_the_deadline_is_refused():
    row = PACK["ladders"][0]
    with pytest.raises(Refused):
        parse({"ladders": [{**row, "rungs": [{**row["rungs"][0], "by": ["letter"]}]}]})


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 7, 15, hour, minute)  # noqa: DTZ001 - rules see local times


@pytest.mark.parametrize(
    ("made", "wish", "urgent", "goes"),
    [
        (at(6), Wish(), False, at(7, 30)),
        (at(6), Wish(), True, at(7)),
        (at(9), Wish(), True, at(9)),
        (at(19), Wish(), True, at(7) + timedelta(days=1)),
        (at(6), Wish(digest_at=time(10)), False, at(10)),
        (at(6), Wish(quiet_from=time(7), quiet_to=time(9)), False, at(9)),
        (at(6), Wish(digest_at=time(10), quiet_from=time(7), quiet_to=time(9)), True, at(7)),
    ],
)
def test_a_message_goes_out_at_its_hour_and_not_in_quiet_hours(made, wish, urgent, goes):
    assert goes_out(made, HOURS, wish, urgent=urgent) == goes


def test_a_failed_mail_is_tried_five_times_more_with_longer_pauses():
    tries = [next_try(at(8), number) for number in range(1, 7)]
    assert tries[:5] == sorted(one for one in tries[:5] if one) and tries[5] is None


def test_the_run_of_today_is_expected_only_after_its_hour():
    assert expected_day(at(7), HOURS) == date(2025, 7, 14)
    assert expected_day(at(10), HOURS) == TUESDAY


def test_a_digest_of_nothing_says_so():
    assert sentence({}, TUESDAY, urgent=True) == "Khẩn, ngày 15/07/2025: không còn việc nào."


def test_a_short_letter_has_its_table_in_the_text_and_a_long_one_an_appendix_by_agency():
    row = Row("Sở Nội vụ", "Báo cáo", "1/KH", date(2025, 7, 1), 14)
    short = content({"letterhead": {}}, [row], TUESDAY, date(2025, 7, 22))
    assert short["addressees"] == ["Sở Nội vụ"] and "table" in short["body"][1] and "attachments" not in short
    other = Row("Sở Tư pháp", "Báo cáo", "1/KH", date(2025, 7, 1), 14)
    long = content({"letterhead": {}}, [row, other], TUESDAY, date(2025, 7, 22))
    rows = long["attachments"][0]["body"][0]["table"]["rows"]
    assert [len(one) for one in rows] == [1, 5, 1, 5] and long["addressees"] == ["Sở Nội vụ", "Sở Tư pháp"]

"""The watchdog: an alarm when the run of the day, or one rung of the ladder, is missing."""

from __future__ import annotations

import json
from datetime import date

from thuocdo.core import clock, health
from thuocdo.urging.management import urging as command
from thuocdo.urging.models import RungRun
from thuocdo.urging.tests.world import TODAY, World, run
from thuocdo.work.tests import factories as make


def look(hour: int, day: date = TODAY) -> health.Finding:
    with clock.fixed(clock.at_day(day, hour)):
        return next(one.finding for one in health.look() if one.check.name == "urging")


def test_a_run_of_yesterday_is_enough_in_the_morning_and_too_old_at_ten(world: World):
    run(date(2025, 7, 14))
    assert look(8).state == "ok"
    assert look(10).state == "failed"
    run()
    assert look(10).state == "ok"


def test_a_rung_without_its_record_is_an_alarm_that_names_it(world: World):
    run()
    RungRun.objects.filter(rung="qua-3").delete()
    found = look(10)
    assert found.state == "failed" and "Quá hạn 3 ngày làm việc" in found.seen


def test_a_province_whose_first_plan_came_after_the_run_is_not_missed_yet(world: World):
    run()
    make.bare_plan(None, province_key="P38")
    assert look(10).state == "ok"


def test_before_the_first_run_it_is_a_warning(world: World):
    assert look(10).state == "warning"


def test_the_command_runs_once_and_shows_the_ladder(world: World, capsys):
    import argparse

    world.due(date(2025, 7, 14))
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["run", "--json"])) == 0
    assert json.loads(capsys.readouterr().out)["steps"] == 3
    command.run(parser.parse_args(["run"]))
    assert "đã chạy trước đó" in capsys.readouterr().out
    command.run(parser.parse_args(["show"]))
    assert "qua-1" in (shown := capsys.readouterr().out) and "1 việc đang đứng" in shown

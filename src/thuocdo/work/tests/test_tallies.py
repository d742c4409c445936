"""Running counts say what a count of the due instances themselves would say, whatever was done to these."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thuocdo.core import clock
from thuocdo.work.models import MonthTally, Occurrence, Task, TaskTally, UnitTally
from thuocdo.work.queries.standing import by_months, counts_by, current, tallies
from thuocdo.work.tests import factories as make

ON = date(2025, 7, 15)
DAYS = [date(2025, 3, 31), date(2025, 7, 20), date(2025, 12, 1), None]
ACCEPTED = {"submitted_by_name": "Lan", "decided_by_name": "Hoa", "late_days": 0}


def agree() -> None:
    assert counts_by(tallies(TaskTally), "task", ON) == counts_by(current(), "task", ON)
    assert counts_by(tallies(UnitTally), "unit", ON) == counts_by(current(), "unit", ON)
    assert counts_by(tallies(UnitTally), "field", ON) == counts_by(current(), "task__field", ON)
    assert counts_by(tallies(UnitTally), "due_on", ON) == counts_by(current(), "due_on", ON)
    for day in (date(2025, 3, 31), date(2025, 4, 1), ON, date(2025, 7, 28)):
        assert counts_by(by_months(day), "unit", day) == counts_by(current(), "unit", day)
        assert counts_by(by_months(day), "field", day) == counts_by(current(), "task__field", day)


@pytest.fixture
def parts(place):
    plan = make.bare_plan(place.committee)
    tasks = [make.task(plan, field=field) for field in ("procedures", "digital", "")]
    return [make.obligation(task, unit) for task in tasks for unit in (place.home, place.science)]


def change(step: tuple[str, int, int], parts: list) -> None:
    """One act on the rows, by itself or in bulk, as services and upkeep do them."""
    what, first, second = step
    rows = list(Occurrence.objects.order_by("pk"))
    one = rows[first % len(rows)] if rows else None
    if what == "add":
        due = DAYS[second % 4]
        for part in parts[first % 3 : first % 3 + 1 + second % 3]:
            make.occurrence(part, due, watched=due is None and bool(second % 2))
    elif what == "field":
        Task.objects.filter(pk=parts[first % len(parts)].task_id).update(
            field=("procedures", "digital", "")[second % 3]
        )
    elif what == "fold":
        (TaskTally, UnitTally, MonthTally)[second % 3].fold()
    elif one is not None and what == "accept":
        now = clock.now()
        Occurrence.objects.filter(pk=one.pk).update(
            state="accepted", submitted_at=now, decided_at=now, on_time=bool(second % 2), **ACCEPTED
        )
    elif one is not None and what == "move":
        Occurrence.objects.filter(task=one.task_id, due_on__isnull=False, state="open").update(due_on=DAYS[second % 3])
    elif one is not None and what == "remove":
        Occurrence.objects.filter(pk__in=[row.pk for row in rows[first % len(rows) :]]).delete()


STEPS = st.tuples(
    st.sampled_from(["add", "add", "accept", "move", "remove", "field", "fold"]), st.integers(0, 9), st.integers(0, 9)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_running_counts_are_the_counts(steps, parts):
    with transaction.atomic():
        for step in steps:
            change(step, parts)
            agree()
        transaction.set_rollback(True)


def test_folding_leaves_one_row_a_key_and_no_zeros(parts):
    one = make.occurrence(parts[0], DAYS[0])
    make.occurrence(parts[1], DAYS[0])
    Occurrence.objects.filter(pk=one.pk).update(due_on=DAYS[2])
    Occurrence.objects.filter(pk=one.pk).update(due_on=DAYS[0])
    before = TaskTally.objects.count()
    assert TaskTally.fold() == 1 and UnitTally.fold() == MonthTally.fold() == 2 and before > 1
    agree()


def test_one_statement_for_many_rows_adds_one_row_a_key(parts):
    rows = [Occurrence(obligation=part, plan_id=part.plan_id, task_id=part.task_id, unit_id=part.unit_id, label=f"{n}",
                       due_on=DAYS[0], original_due_on=DAYS[0]) for part in parts for n in range(20)]  # fmt: skip
    Occurrence.objects.bulk_create(rows)
    assert TaskTally.objects.count() == 3 and UnitTally.objects.count() == MonthTally.objects.count() == 6
    agree()

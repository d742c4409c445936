"""The daily run of urging over 9,000 and 900,000 due instances: goal under 30 s, with the same number of statements.

150 agencies x 500 obligations x 12 due instances, six people an agency. Measured: the first run on a day in July, the
same day again, and the last day of July on which 75,000 due instances fall due at once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks.measure import ROOT, Result

FOLDER = ROOT / "var" / "bench-urging"
GOAL_S = 30
FIRST, CLIFF = date(2025, 7, 15), date(2025, 7, 31)
PEOPLE = 6

UNITS = """
WITH made AS (INSERT INTO directory_unit (key, nature, province_key)
  SELECT 'BENCH.{name}.' || n, 'agency', '{province}' FROM generate_series(1, {units}) n RETURNING id)
INSERT INTO directory_unitversion (unit_id, valid, name, full_name, bare_name, kind, level, code, symbol, sector,
    edoc_code, edoc_status, address, office_hours, position, folded, legal_basis, note, provenance, pack)
SELECT id, daterange('2020-01-01', NULL), 'Cơ quan ' || id, 'Cơ quan ' || id, '', 'so', 'tinh', '', '', '', '', '', '',
    '', 0, 'co quan', '', '', '', '' FROM made
"""
PERSONS = """
WITH made AS (INSERT INTO directory_person (full_name, email, phone, national_id, folded, province_key, created_at)
  SELECT 'Cán bộ ' || n, '', '', '', 'can bo ' || n, '{province}', now() FROM generate_series(1, {units} * {people}) n
  RETURNING id),
 held AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM made),
 places AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM directory_unit WHERE key LIKE 'BENCH.{name}.%')
INSERT INTO directory_position (person_id, unit_id, title, role, valid, is_head, fields, legal_basis)
SELECT held.id, places.id, CASE held.n % {people} WHEN 0 THEN 'Giám đốc' WHEN 1 THEN 'Chánh Văn phòng'
    ELSE 'Chuyên viên' END, CASE held.n % {people} WHEN 0 THEN 'unit_head' ELSE 'unit_officer' END,
    daterange('2020-01-01', NULL), held.n % {people} = 0, '[]', ''
  FROM held JOIN places ON places.n = held.n / {people}
"""
PLAN = """
INSERT INTO work_plan (kind, title, number_symbol, year, theme, issuer_name, province_key, state, revision,
    made_by_name, proposed_by_name, state_reason, as_at, starts_on, ends_on, in_force_on)
VALUES ('plan', 'Kế hoạch đo', '', 2025, '', '', '{province}', 'in_force', 0, '', '', '', '2025-01-01',
    '2025-01-01', '2026-01-01', '2025-01-01') RETURNING id
"""
TASKS = """
INSERT INTO work_task (plan_id, number, "order", section, section_title, field, text, folded, outputs, lead_text,
    coordinating_text, deadline_text, report_to, urgency, source_text, spans, state, revision)
SELECT {plan}, n, n, '', '', 'procedures', 'Nhiệm vụ ' || n, 'nhiem vu ' || n, '[]', '', '', '', '', '', '', '[]',
    'in_force', 0 FROM generate_series(1, {tasks}) n
"""
OBLIGATIONS = """
INSERT INTO work_obligation (plan_id, task_id, unit_id, role, officer_id, named_as, confidence, state, assigned_on,
    ended_why)
SELECT {plan}, t.id, u.id, 'lead', (SELECT min(person_id) + 2 + t.id %% ({people} - 2) FROM directory_position p
    WHERE p.unit_id = u.id), '', 1, 'in_force', '2025-01-01', ''
  FROM work_task t CROSS JOIN directory_unit u WHERE t.plan_id = {plan} AND u.key LIKE 'BENCH.{name}.%%'
"""
# Of what was due before July, 95 in 100 are accepted; the rest is open, a part of it submitted.
OCCURRENCES = """
INSERT INTO work_occurrence (obligation_id, plan_id, task_id, unit_id, label, due_on, original_due_on, due_note,
    window_assumed, why_no_date, watched, round, state, submitted_at, submitted_by_name, decided_at, decided_by_name,
    reason, on_time, late_days, ad_hoc, quality)
SELECT b.id, b.plan_id, b.task_id, b.unit_id, 'Tháng ' || m, d.due, d.due, '', false, '', false, 1, s.state,
    CASE WHEN s.state <> 'open' THEN d.due::timestamptz END, CASE WHEN s.state <> 'open' THEN 'ai đó' ELSE '' END,
    CASE WHEN s.state = 'accepted' THEN d.due::timestamptz END, CASE WHEN s.state = 'accepted' THEN 'ai đó' ELSE '' END,
    '', CASE WHEN s.state = 'accepted' THEN true END, CASE WHEN s.state = 'accepted' THEN 0 END, false, ''
  FROM work_obligation b CROSS JOIN generate_series(1, 12) m
 CROSS JOIN LATERAL (SELECT (make_date(2025, m, 1) + interval '1 month - 1 day')::date AS due) d
 CROSS JOIN LATERAL (SELECT CASE WHEN m >= 7 OR (b.id + m) %% 20 = 0 THEN 'open' WHEN (b.id + m) %% 20 = 1
    THEN 'submitted' ELSE 'accepted' END AS state) s
 WHERE b.plan_id = {plan}
"""


@dataclass(frozen=True)
class Size:
    """How many agencies, and obligations of each; every obligation has twelve due instances."""

    name: str
    province: str
    units: int
    tasks: int

    @property
    def things(self) -> int:
        return self.units * self.tasks * 12


SIZES = (Size("small", "B01", 15, 50), Size("large", "B02", 150, 500))


def run() -> list[Result]:
    """Two sizes, each in a province of its own, one after the other."""
    from benchmarks import database

    database.ready(folder=FOLDER)
    results: list[Result] = []
    for size in SIZES:
        _build(size)
        results += [_measured(size, "first run in July", FIRST), _measured(size, "same day again", FIRST),
                    _measured(size, "75 in 900 due at once", CLIFF)]  # fmt: skip
        _clear()
    return results


def _build(size: Size) -> None:
    from django.db import connection

    values = {"name": size.name, "province": size.province, "units": size.units, "tasks": size.tasks, "people": PEOPLE}
    with connection.cursor() as cursor:
        cursor.execute(UNITS.format(**values))
        cursor.execute(PERSONS.format(**values))
        cursor.execute(PLAN.format(**values))
        values["plan"] = cursor.fetchone()[0]
        cursor.execute(TASKS.format(**values))
        cursor.execute(OBLIGATIONS.format(**values).replace("%%", "%"))
        cursor.execute(OCCURRENCES.format(**values).replace("%%", "%"))
        cursor.execute("ANALYZE")


def _measured(size: Size, what: str, day: date) -> Result:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.urging import services

    at = clock.at_day(day, 6)
    with clock.fixed(at), CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        made: Any = services.take_steps(by=SYSTEM, at=at)
        taken = time.perf_counter() - began
    told = f"{size.things:,} due, {len(queries)} SQL"
    print(f"{what}: {size.things:,} due instances, {made.steps:,} rows, {made.people:,} people, {taken:.2f} s")
    return Result(name=f"urging, {what}", size=told, median=round(taken, 2), unit="s", goal=GOAL_S)


def _clear() -> None:
    """The next size begins with an empty ledger; the plan of this one is no longer in force."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE urging_step, urging_message, urging_rungrun, urging_run CASCADE")
        cursor.execute("UPDATE work_plan SET state = 'closed', closed_on = '2025-12-31' WHERE state = 'in_force'")

"""The statements of the daily run. Tables that begin with `urging_` and stand in no migration live for one run."""

from __future__ import annotations

from typing import Any

TEMPORARY = (
    "urging_anchored", "urging_stands", "urging_now", "urging_whom", "urging_there", "urging_of_unit", "urging_owners",
    "urging_contacts", "urging_told",
)  # fmt: skip


def forget(cursor: Any) -> None:
    """Drop what a former run of the same transaction left."""
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TEMPORARY)}")


# Open things with the day they are urged by. A thing of a plan that is not in force, and what is settled, is moot.
ANCHORED = """
CREATE TEMPORARY TABLE urging_anchored ON COMMIT DROP AS
SELECT o.id AS occurrence_id, NULL::bigint AS contribution_id, o.obligation_id, o.unit_id, p.province_key AS province,
       'due'::text AS of, o.due_on AS of_day, o.state::text AS state, o.due_on
  FROM work_occurrence o JOIN work_plan p ON p.id = o.plan_id
 WHERE p.state = 'in_force' AND p.province_key = ANY(%(provinces)s)
   AND o.state IN ('open', 'returned') AND o.due_on <= %(until)s
UNION ALL
SELECT o.id, NULL, o.obligation_id, o.unit_id, p.province_key, 'check', o.next_check_on, o.state, o.due_on
  FROM work_occurrence o JOIN work_plan p ON p.id = o.plan_id
 WHERE p.state = 'in_force' AND p.province_key = ANY(%(provinces)s)
   AND o.state IN ('open', 'returned') AND o.due_on IS NULL AND o.next_check_on <= %(until)s
UNION ALL
SELECT o.id, NULL, o.obligation_id, o.unit_id, p.province_key, 'returned',
       (o.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, o.state, o.due_on
  FROM work_occurrence o JOIN work_plan p ON p.id = o.plan_id
 WHERE p.state = 'in_force' AND p.province_key = ANY(%(provinces)s) AND o.state = 'returned'
UNION ALL
SELECT o.id, c.id, b.id, b.unit_id, p.province_key, 'contribution', c.due_on, o.state, c.due_on
  FROM work_contribution c JOIN work_occurrence o ON o.id = c.occurrence_id JOIN work_plan p ON p.id = o.plan_id
  JOIN work_obligation b ON b.id = c.obligation_id
 WHERE p.state = 'in_force' AND p.province_key = ANY(%(provinces)s) AND o.state IN ('open', 'returned')
   AND c.state IN ('asked', 'returned') AND c.due_on <= %(until)s
"""

STANDS = """
CREATE TEMPORARY TABLE urging_stands ON COMMIT DROP AS
SELECT * FROM unnest(%s::text[], %s::text[], %s::date[], %s::text[], %s::text[], %s::text[], %s::date[], %s::boolean[],
                     %s::boolean[])
  AS s(province, of, of_day, state, rung, rung_name, reached_on, urgent, letter)
"""

# What stands on a rung that no former step has reached for the same day of the same thing. `fresh` tells the two apart,
# so that the records of the rungs know how many stand there at all.
NOW = """
CREATE TEMPORARY TABLE urging_now ON COMMIT DROP AS
SELECT a.*, s.rung, s.rung_name, s.reached_on, k.blocked, s.urgent AND NOT k.blocked AS urgent,
       s.letter AND NOT k.blocked AS letter,
       CASE WHEN k.blocked THEN 'blocked' WHEN a.of = 'contribution' THEN 'asked' WHEN a.of = 'check' THEN 'check'
            WHEN a.of = 'returned' THEN 'returned' WHEN a.due_on < %(day)s THEN 'overdue'
            WHEN a.state = 'returned' THEN 'returned' WHEN a.due_on = %(day)s THEN 'today' ELSE 'soon' END AS section,
       NOT EXISTS (SELECT 1 FROM urging_step t
                    WHERE t.occurrence_id = a.occurrence_id AND t.of = a.of AND t.of_day = a.of_day
                      AND t.reached_on >= s.reached_on
                      AND t.contribution_id IS NOT DISTINCT FROM a.contribution_id) AS fresh
  FROM urging_anchored a
  JOIN urging_stands s ON (s.province, s.of, s.of_day, s.state) = (a.province, a.of, a.of_day, a.state)
 CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM work_block b WHERE b.occurrence_id = a.occurrence_id
                                       AND b.ended_at IS NULL) AS blocked) k
"""

WHOM = """
CREATE TEMPORARY TABLE urging_whom ON COMMIT DROP AS
SELECT * FROM unnest(%s::text[], %s::text[], %s::boolean[], %s::text[], %s::int[], %s::boolean[])
  AS w(province, rung, blocked, whom, rank, mails)
"""
THERE = """
CREATE TEMPORARY TABLE urging_there ON COMMIT DROP AS
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS t(person_id, unit_id, told)
"""
OF_UNIT = """
CREATE TEMPORARY TABLE urging_of_unit ON COMMIT DROP AS
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS t(unit_id, whom, person_id)
"""
OWNERS = """
CREATE TEMPORARY TABLE urging_owners ON COMMIT DROP AS
SELECT * FROM unnest(%s::text[], %s::bigint[]) AS t(province, person_id)
"""
CONTACTS = """
CREATE TEMPORARY TABLE urging_contacts ON COMMIT DROP AS
SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS t(unit_id, person_id)
"""

# Whom each fresh step tells: an officer who left or is away without a deputy is no longer told, but who is next in
# line; nobody is told twice of the same thing on a day, and a rung that reaches nobody leaves a row that says so.
TOLD = """
CREATE TEMPORARY TABLE urging_told ON COMMIT DROP AS
WITH meant AS (
  SELECT n.*, w.whom, w.rank, w.mails,
         CASE w.whom WHEN 'officer' THEN coalesce(t.told, c.person_id) WHEN 'owner' THEN r.person_id
              ELSE u.person_id END AS person_id
    FROM urging_now n
    JOIN urging_whom w ON (w.province, w.rung, w.blocked) = (n.province, n.rung, n.blocked)
    JOIN work_obligation b ON b.id = n.obligation_id
    LEFT JOIN urging_there t ON w.whom = 'officer' AND t.person_id = b.officer_id AND t.unit_id = n.unit_id
    LEFT JOIN urging_contacts c ON w.whom = 'officer' AND c.unit_id = n.unit_id
    LEFT JOIN urging_of_unit u ON u.whom = w.whom AND u.unit_id = n.unit_id
    LEFT JOIN urging_owners r ON w.whom = 'owner' AND r.province = n.province
   WHERE n.fresh
  UNION ALL
  SELECT n.*, 'step', 90, w.mails, t.told
    FROM urging_now n
    JOIN urging_whom w ON (w.province, w.rung, w.blocked, w.whom) = (n.province, n.rung, n.blocked, 'officer')
    JOIN work_step s ON s.obligation_id = n.obligation_id AND s.state = 'open'
     AND (s.occurrence_id IS NULL OR s.occurrence_id = n.occurrence_id)
    JOIN urging_there t ON t.person_id = s.person_id AND t.unit_id = n.unit_id
   WHERE n.fresh
)
SELECT DISTINCT ON (occurrence_id, coalesce(contribution_id, 0), of, coalesce(person_id, -rank)) *
  FROM meant ORDER BY occurrence_id, coalesce(contribution_id, 0), of, coalesce(person_id, -rank), rank
"""

COUNTS = """
SELECT person_id, urgent, section, count(DISTINCT (occurrence_id, contribution_id)) FROM urging_told
 WHERE person_id IS NOT NULL GROUP BY person_id, urgent, section
"""
MAILED = "SELECT DISTINCT person_id, urgent FROM urging_told WHERE person_id IS NOT NULL AND mails"

LEDGER = """
INSERT INTO urging_step (run_id, day, at, occurrence_id, contribution_id, unit_id, of, of_day, reached_on, rung,
                         rung_name, section, urgent, whom, person_id, outcome, wants_letter, message_id)
SELECT %(run)s, %(day)s, %(at)s, t.occurrence_id, t.contribution_id, t.unit_id, t.of, t.of_day, t.reached_on, t.rung,
       t.rung_name, t.section, t.urgent, t.whom, t.person_id,
       CASE WHEN t.person_id IS NULL THEN 'nobody' ELSE 'told' END, t.letter, m.message_id
  FROM urging_told t
  LEFT JOIN unnest(%(people)s::bigint[], %(urgent)s::boolean[], %(messages)s::bigint[])
    AS m(person_id, urgent, message_id) ON (m.person_id, m.urgent) = (t.person_id, t.urgent)
"""

BY_RUNG = """
SELECT n.province, n.rung, count(*), count(*) FILTER (WHERE n.fresh), coalesce(max(t.people), 0)
  FROM urging_now n
  LEFT JOIN (SELECT province, rung, count(DISTINCT person_id) AS people FROM urging_told GROUP BY province, rung) t
    ON (t.province, t.rung) = (n.province, n.rung)
 GROUP BY n.province, n.rung
"""
TOTALS = "SELECT count(*) FROM urging_told"

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

# What is added to the counts of agencies by day is added to those by month, in the same statement.
BY_DAY = "plan_id, unit_id, field, due_on, state, on_time, watched"
BY_MONTH = "plan_id, unit_id, field, date_trunc('month', due_on)::date, state, on_time, watched"
TRIGGERS = f"""
CREATE OR REPLACE FUNCTION work_tally_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO work_tasktally (plan_id, task_id, due_on, state, on_time, watched, number)
    SELECT plan_id, task_id, due_on, state, on_time, watched, count(*) FROM new_rows GROUP BY 1, 2, 3, 4, 5, 6;
    WITH days AS (
        INSERT INTO work_unittally ({BY_DAY}, number)
        SELECT o.plan_id, o.unit_id, t.field, o.due_on, o.state, o.on_time, o.watched, count(*)
        FROM new_rows o JOIN work_task t ON t.id = o.task_id GROUP BY 1, 2, 3, 4, 5, 6, 7
        RETURNING {BY_DAY}, number
    )
    INSERT INTO work_monthtally ({BY_DAY}, number)
    SELECT {BY_MONTH}, sum(number) FROM days GROUP BY 1, 2, 3, 4, 5, 6, 7;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION work_tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO work_tasktally (plan_id, task_id, due_on, state, on_time, watched, number)
    SELECT plan_id, task_id, due_on, state, on_time, watched, sum(one) FROM
        (SELECT plan_id, task_id, due_on, state, on_time, watched, 1 AS one FROM new_rows UNION ALL
         SELECT plan_id, task_id, due_on, state, on_time, watched, -1 FROM old_rows) both_rows
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(one) <> 0;
    WITH days AS (
        INSERT INTO work_unittally ({BY_DAY}, number)
        SELECT o.plan_id, o.unit_id, t.field, o.due_on, o.state, o.on_time, o.watched, sum(o.one) FROM
            (SELECT plan_id, unit_id, task_id, due_on, state, on_time, watched, 1 AS one FROM new_rows UNION ALL
             SELECT plan_id, unit_id, task_id, due_on, state, on_time, watched, -1 FROM old_rows) o
        JOIN work_task t ON t.id = o.task_id GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(o.one) <> 0
        RETURNING {BY_DAY}, number
    )
    INSERT INTO work_monthtally ({BY_DAY}, number)
    SELECT {BY_MONTH}, sum(number) FROM days GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(number) <> 0;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION work_tally_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO work_tasktally (plan_id, task_id, due_on, state, on_time, watched, number)
    SELECT plan_id, task_id, due_on, state, on_time, watched, -count(*) FROM old_rows GROUP BY 1, 2, 3, 4, 5, 6;
    WITH days AS (
        INSERT INTO work_unittally ({BY_DAY}, number)
        SELECT o.plan_id, o.unit_id, t.field, o.due_on, o.state, o.on_time, o.watched, -count(*)
        FROM old_rows o JOIN work_task t ON t.id = o.task_id GROUP BY 1, 2, 3, 4, 5, 6, 7
        RETURNING {BY_DAY}, number
    )
    INSERT INTO work_monthtally ({BY_DAY}, number)
    SELECT {BY_MONTH}, sum(number) FROM days GROUP BY 1, 2, 3, 4, 5, 6, 7;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION work_tally_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH days AS (
        INSERT INTO work_unittally ({BY_DAY}, number)
        SELECT o.plan_id, o.unit_id, moved.field, o.due_on, o.state, o.on_time, o.watched, sum(moved.one) FROM
            (SELECT n.id, n.field, 1 AS one FROM new_rows n JOIN old_rows b ON b.id = n.id AND b.field <> n.field
             UNION ALL
             SELECT n.id, b.field, -1 FROM new_rows n JOIN old_rows b ON b.id = n.id AND b.field <> n.field) moved
        JOIN work_occurrence o ON o.task_id = moved.id GROUP BY 1, 2, 3, 4, 5, 6, 7
        RETURNING {BY_DAY}, number
    )
    INSERT INTO work_monthtally ({BY_DAY}, number)
    SELECT {BY_MONTH}, sum(number) FROM days GROUP BY 1, 2, 3, 4, 5, 6, 7;
    RETURN NULL;
END $$;
"""
FIRST_COUNT = f"""
INSERT INTO work_monthtally ({BY_DAY}, number)
SELECT {BY_MONTH}, sum(number) FROM work_unittally GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(number) <> 0;
"""

# The functions as they were: the part of the first migration before its triggers, which stay.
FORMER, _, _ = import_module("thuocdo.work.migrations.0009_running_counts").TRIGGERS.partition("CREATE TRIGGER")
BACK = FORMER.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def _key(to):
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=to
    )


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0005_province_of_a_person"),
        ("work", "0014_amendments_of_a_later_day"),
    ]

    operations = [
        # Running counts have taken over what the wider indexes were for; narrow ones are a tenth of the size.
        migrations.RemoveIndex(model_name="occurrence", name="occurrences_of_a_plan"),
        migrations.RemoveIndex(model_name="occurrence", name="occurrences_of_a_unit"),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["plan", "state", "due_on"], name="occurrences_of_a_plan"),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["unit", "state", "due_on"], name="occurrences_of_a_unit"),
        ),
        migrations.AddIndex(
            model_name="unittally",
            index=models.Index(
                fields=["due_on"],
                condition=models.Q(("state__in", ["open", "returned", "submitted"])),
                name="tallies_of_what_is_open",
            ),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(
                fields=["plan", "unit", "quality"],
                condition=models.Q(("state", "accepted"), models.Q(("quality", ""), _negated=True)),
                name="judged_of_a_plan",
            ),
        ),
        migrations.CreateModel(
            name="MonthTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField(null=True)),
                ("state", models.CharField(max_length=20)),
                ("on_time", models.BooleanField(null=True)),
                ("watched", models.BooleanField()),
                ("number", models.IntegerField()),
                ("field", models.CharField(blank=True, max_length=40)),
                ("plan", _key("work.plan")),
                ("unit", _key("directory.unit")),
            ],
            options={
                "verbose_name_plural": "month tallies",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["plan", "unit"], name="months_of_a_plan_by_unit"),
                    models.Index(fields=["unit", "plan"], name="months_of_a_unit"),
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, BACK),
        migrations.RunSQL(FIRST_COUNT, migrations.RunSQL.noop),
    ]

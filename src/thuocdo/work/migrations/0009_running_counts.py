import django.db.models.deletion
from django.db import migrations, models

# Statement triggers: one statement adds the sums of all its rows, however many; nothing is ever changed in place, so
# that two people who submit at once do not wait for each other.
TRIGGERS = """
CREATE FUNCTION work_tally_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO work_tasktally (plan_id, task_id, due_on, state, on_time, watched, number)
    SELECT plan_id, task_id, due_on, state, on_time, watched, count(*) FROM new_rows GROUP BY 1, 2, 3, 4, 5, 6;
    INSERT INTO work_unittally (plan_id, unit_id, field, due_on, state, on_time, watched, number)
    SELECT o.plan_id, o.unit_id, t.field, o.due_on, o.state, o.on_time, o.watched, count(*)
    FROM new_rows o JOIN work_task t ON t.id = o.task_id GROUP BY 1, 2, 3, 4, 5, 6, 7;
    RETURN NULL;
END $$;
CREATE FUNCTION work_tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO work_tasktally (plan_id, task_id, due_on, state, on_time, watched, number)
    SELECT plan_id, task_id, due_on, state, on_time, watched, sum(one) FROM
        (SELECT plan_id, task_id, due_on, state, on_time, watched, 1 AS one FROM new_rows UNION ALL
         SELECT plan_id, task_id, due_on, state, on_time, watched, -1 FROM old_rows) both_rows
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(one) <> 0;
    INSERT INTO work_unittally (plan_id, unit_id, field, due_on, state, on_time, watched, number)
    SELECT o.plan_id, o.unit_id, t.field, o.due_on, o.state, o.on_time, o.watched, sum(o.one) FROM
        (SELECT plan_id, unit_id, task_id, due_on, state, on_time, watched, 1 AS one FROM new_rows UNION ALL
         SELECT plan_id, unit_id, task_id, due_on, state, on_time, watched, -1 FROM old_rows) o
    JOIN work_task t ON t.id = o.task_id GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(o.one) <> 0;
    RETURN NULL;
END $$;
CREATE FUNCTION work_tally_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO work_tasktally (plan_id, task_id, due_on, state, on_time, watched, number)
    SELECT plan_id, task_id, due_on, state, on_time, watched, -count(*) FROM old_rows GROUP BY 1, 2, 3, 4, 5, 6;
    INSERT INTO work_unittally (plan_id, unit_id, field, due_on, state, on_time, watched, number)
    SELECT o.plan_id, o.unit_id, t.field, o.due_on, o.state, o.on_time, o.watched, -count(*)
    FROM old_rows o JOIN work_task t ON t.id = o.task_id GROUP BY 1, 2, 3, 4, 5, 6, 7;
    RETURN NULL;
END $$;
CREATE FUNCTION work_tally_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO work_unittally (plan_id, unit_id, field, due_on, state, on_time, watched, number)
    SELECT o.plan_id, o.unit_id, moved.field, o.due_on, o.state, o.on_time, o.watched, sum(moved.one) FROM
        (SELECT n.id, n.field, 1 AS one FROM new_rows n JOIN old_rows b ON b.id = n.id AND b.field <> n.field UNION ALL
         SELECT n.id, b.field, -1 FROM new_rows n JOIN old_rows b ON b.id = n.id AND b.field <> n.field) moved
    JOIN work_occurrence o ON o.task_id = moved.id GROUP BY 1, 2, 3, 4, 5, 6, 7;
    RETURN NULL;
END $$;
CREATE TRIGGER work_tally_added AFTER INSERT ON work_occurrence
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION work_tally_added();
CREATE TRIGGER work_tally_changed AFTER UPDATE ON work_occurrence
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION work_tally_changed();
CREATE TRIGGER work_tally_removed AFTER DELETE ON work_occurrence
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION work_tally_removed();
CREATE TRIGGER work_tally_moved AFTER UPDATE ON work_task
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION work_tally_moved();
"""
FIRST_COUNT = """
INSERT INTO work_tasktally (plan_id, task_id, due_on, state, on_time, watched, number)
SELECT plan_id, task_id, due_on, state, on_time, watched, count(*) FROM work_occurrence GROUP BY 1, 2, 3, 4, 5, 6;
INSERT INTO work_unittally (plan_id, unit_id, field, due_on, state, on_time, watched, number)
SELECT o.plan_id, o.unit_id, t.field, o.due_on, o.state, o.on_time, o.watched, count(*)
FROM work_occurrence o JOIN work_task t ON t.id = o.task_id GROUP BY 1, 2, 3, 4, 5, 6, 7;
"""
BACK = """
DROP TRIGGER work_tally_moved ON work_task;
DROP TRIGGER work_tally_removed ON work_occurrence;
DROP TRIGGER work_tally_changed ON work_occurrence;
DROP TRIGGER work_tally_added ON work_occurrence;
DROP FUNCTION work_tally_moved();
DROP FUNCTION work_tally_removed();
DROP FUNCTION work_tally_changed();
DROP FUNCTION work_tally_added();
"""
COLUMNS = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("due_on", models.DateField(null=True)),
    ("state", models.CharField(max_length=20)),
    ("on_time", models.BooleanField(null=True)),
    ("watched", models.BooleanField()),
    ("number", models.IntegerField()),
]


def _key(to):
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=to
    )


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0005_province_of_a_person"),
        ("work", "0008_drafts_written_by_hand"),
    ]

    operations = [
        migrations.CreateModel(
            name="TaskTally",
            fields=[*COLUMNS, ("plan", _key("work.plan")), ("task", _key("work.task"))],
            options={
                "verbose_name_plural": "task tallies",
                "abstract": False,
                "indexes": [models.Index(fields=["plan", "task"], name="tallies_of_a_plan_by_task")],
            },
        ),
        migrations.CreateModel(
            name="UnitTally",
            fields=[
                *COLUMNS,
                ("field", models.CharField(blank=True, max_length=40)),
                ("plan", _key("work.plan")),
                ("unit", _key("directory.unit")),
            ],
            options={
                "verbose_name_plural": "unit tallies",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["plan", "unit"], name="tallies_of_a_plan_by_unit"),
                    models.Index(fields=["unit", "plan"], name="tallies_of_a_unit"),
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, BACK),
        migrations.RunSQL(FIRST_COUNT, migrations.RunSQL.noop),
    ]

"""Running counts of due instances, kept by the database: overviews add up thousands of rows, not a million."""

from __future__ import annotations

from django.db import connection, models

KEEP = models.DO_NOTHING


class Tally(models.Model):
    """How many due instances share a place, a due date and a state; the sum over rows of one key is the count.

    Triggers only ever add rows (plus and minus), so that nobody waits for anybody; `fold` adds up those
    of the same key. The columns have the names that they have in `Occurrence`: one expression tells the standing
    of both.
    """

    plan = models.ForeignKey("work.Plan", KEEP, db_constraint=False, db_index=False, related_name="+")
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=20)
    on_time = models.BooleanField(null=True)
    watched = models.BooleanField()
    number = models.IntegerField()

    class Meta:
        abstract = True

    @classmethod
    def fold(cls) -> int:
        """Add up rows of the same key into one, in one statement; counts stay as they are. Returns how many are left.

        Rows that others add meanwhile are not seen, hence not touched.
        """
        key = ", ".join(str(one.column) for one in cls._meta.local_fields if one.name not in ("id", "number"))
        table = cls._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH gone AS (DELETE FROM {table} RETURNING {key}, number) INSERT INTO {table} ({key}, number)"
                f" SELECT {key}, sum(number) FROM gone GROUP BY {key} HAVING sum(number) <> 0"
            )
            return int(cursor.rowcount)


class TaskTally(Tally):
    """Counts by task."""

    task = models.ForeignKey("work.Task", KEEP, db_constraint=False, db_index=False, related_name="+")

    class Meta:
        verbose_name_plural = "task tallies"
        indexes = [
            models.Index(fields=["plan", "task"], name="tallies_of_a_plan_by_task"),
            models.Index(fields=["task"], name="tallies_of_a_task"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.state} {self.number:+}"


class UnitTally(Tally):
    """Counts by unit and field of reform."""

    unit = models.ForeignKey("directory.Unit", KEEP, db_constraint=False, db_index=False, related_name="+")
    field = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "unit tallies"
        indexes = [
            models.Index(fields=["plan", "unit"], name="tallies_of_a_plan_by_unit"),
            models.Index(fields=["unit", "plan"], name="tallies_of_a_unit"),
            models.Index(
                fields=["due_on"], condition=models.Q(state__in=["open", "returned", "submitted"]),
                name="tallies_of_what_is_open",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_id} {self.state} {self.number:+}"


class MonthTally(Tally):
    """The same by whole months: `due_on` is the first day of the month. The database derives it from `UnitTally`."""

    unit = models.ForeignKey("directory.Unit", KEEP, db_constraint=False, db_index=False, related_name="+")
    field = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "month tallies"
        indexes = [
            models.Index(fields=["plan", "unit"], name="months_of_a_plan_by_unit"),
            models.Index(fields=["unit", "plan"], name="months_of_a_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.due_on or ''} {self.state} {self.number:+}"

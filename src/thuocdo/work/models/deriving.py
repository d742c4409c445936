"""What a person said no to between a plan and those that carry it out: proposals that are not made again."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from thuocdo.work.models.plans import Plan, Task

KEEP = models.PROTECT


class NoMatch(models.Model):
    """Two tasks that looked alike and are not the same work (bác đề xuất khớp): who said so, when, why.

    What is confirmed instead is a `TaskLink` of kind `derived`, which puts an end to the row here.
    """

    origin = models.ForeignKey(Task, KEEP, related_name="no_matches_out")
    task = models.ForeignKey(Task, KEEP, related_name="no_matches_in")
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["task", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "task"], name="one_refused_match"),
            models.CheckConstraint(name="no_task_is_unlike_itself", condition=~Q(origin=F("task"))),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} ≠ {self.task_id}"


class NoParent(models.Model):
    """A plan that looked as if it carried out another one and does not (bác đề xuất kế hoạch cấp trên)."""

    parent = models.ForeignKey(Plan, KEEP, related_name="no_children")
    plan = models.ForeignKey(Plan, KEEP, related_name="no_parents")
    at = models.DateTimeField()
    by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    by_name = models.TextField()
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "plan"], name="one_refused_parent"),
            models.CheckConstraint(name="no_plan_refuses_itself", condition=~Q(parent=F("plan"))),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id} ≠ {self.plan_id}"

"""What meetings add to the page of a task: the conclusion that it comes from, and meetings that spoke of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from thuocdo.meetings.models import AgendaItem, Conclusion, Meeting
from thuocdo.meetings.permissions import visible_to
from thuocdo.meetings.web.asking import person_of
from thuocdo.work.models import Task

Panel = list[tuple[str, dict[str, Any]]]
SHOWN = 8


def of_task(request: HttpRequest, task: Task) -> Panel:
    """Where the task was concluded, and where it was spoken of; as far as the person may see the meetings."""
    seen = Meeting.objects.filter(visible_to(person_of(request))).values("pk")
    made = Conclusion.objects.filter(task=task, meeting__in=seen).select_related("meeting").first()
    about = Q(occurrence__task=task) | Q(extension__occurrence__task=task) | Q(block__occurrence__task=task)
    spoken = AgendaItem.objects.filter(about, meeting__in=seen).select_related("meeting")
    rows = list(spoken.order_by("-meeting__starts_at", "order")[:SHOWN])
    if made is None and not rows:
        return []
    return [("meetings/parts/panel.html", {"made": made, "rows": rows})]

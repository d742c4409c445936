"""Small readings for the plan editor: values by key, savings of a draft in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from thuocdo.work.models import PlanEdit

register = template.Library()


@register.filter
def of(rows: Mapping[Any, Any] | None, key: Any) -> Any:
    """The value of a key; an empty list where there is none."""
    return (rows or {}).get(key, [])


@register.filter
def typed(edit: PlanEdit) -> str:
    """What was typed in a saving, as lines of text."""
    data = edit.data.get("removed") or edit.data
    words = [data.get(name) for name in ("number", "title", "text", "theme") if data.get(name)]
    tasks = [one.get("text", "") for one in data.get("tasks", [])]
    return "\n".join(str(one) for one in (*words, *tasks))


@register.filter
def part_words(edit: PlanEdit) -> str:
    """Which part a saving was about."""
    names = {
        "head": _("thông tin chung"), "task": _("nhiệm vụ"), "tasks": _("nhiều nhiệm vụ"), "target": _("chỉ tiêu"),
        "objective": _("mục tiêu"), "text": _("căn cứ, giải pháp, tổ chức"), "order": _("thứ tự"),
    }  # fmt: skip
    return names.get(edit.part.partition(":")[0], edit.part)

"""Word forms of units: which are in force, and their versions."""

from __future__ import annotations

from django.db.models import Max, Q, QuerySet

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Template
from thuocdo.directory.models import Unit


def visible_templates(person: object) -> QuerySet[Template]:
    """Forms of the units where a person drafts or keeps forms, and those of nobody in particular."""
    mine = permissions.at_units(person, "draft") | permissions.at_units(person, "save_template")
    found = Template.objects.filter(mine | Q(unit=None))
    return found.select_related("unit", "made_by", "file").order_by("kind", "name", "-version")


def in_force(unit: Unit) -> list[Template]:
    """The newest version of each form that a unit may use, unless it is retired."""
    usable = Template.objects.filter(Q(unit=unit) | Q(unit=None))
    newest = usable.values("unit", "code").annotate(top=Max("version")).values_list("unit", "code", "top")
    kept = set(newest)
    rows = usable.filter(retired_at=None).select_related("file").order_by("name")
    return [row for row in rows if (row.unit_id, row.code, row.version) in kept]

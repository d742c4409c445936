"""Which columns of the database point at units, as the models say."""

from __future__ import annotations

from django.apps import apps

from thuocdo.directory.models import Unit


def unit_keys() -> set[str]:
    """Every foreign key to a unit, as "app.Model.field"; tables between many and many count too."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is Unit and not field.many_to_many
    }

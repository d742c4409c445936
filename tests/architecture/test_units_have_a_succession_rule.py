"""A table that points at a unit must say what becomes of its rows when the unit ends."""

from __future__ import annotations

from django.apps import apps

from thuocdo.work.rules.succession import UNIT_KEYS


def test_every_foreign_key_to_a_unit_has_a_declared_rule_for_succession():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "many_to_one", False) and field.related_model._meta.label == "directory.Unit"
    }
    assert found == set(UNIT_KEYS), "add the new key to work/rules/succession.py with its rule, or remove the stale one"

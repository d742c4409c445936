"""A table that points at a unit must say what becomes of its rows when the unit ends; a merger refuses without it."""

from __future__ import annotations

import pytest

from thuocdo.kernel.errors import Refused
from thuocdo.mergers.queries.unit_keys import unit_keys
from thuocdo.mergers.rules.unit_keys import UNIT_KEYS, refuse_undeclared


def test_every_foreign_key_to_a_unit_has_a_declared_rule_for_succession():
    words = "add the new key to mergers/rules/unit_keys.py with its rule, or remove the stale one"
    assert unit_keys() == set(UNIT_KEYS), words


def test_a_merger_refuses_a_table_without_a_rule_and_names_it():
    with pytest.raises(Refused, match="dossiers") as refusal:
        refuse_undeclared({*unit_keys(), "dossiers.Dossier.unit"})
    assert refusal.value.code == "mergers.undeclared_keys"

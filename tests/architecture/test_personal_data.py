"""Personal data are declared once: a field that sounds personal stands in packs/national/privacy.yaml, or has a reason.

What leaves the program in spite of all declarations is sought in tests/privacy/test_leaks.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from thuocdo.core.privacy import PersonalText, declared
from thuocdo.core.privacy_rules import content_of, parse
from thuocdo.kernel.masking import MASKS

ROOT = Path(__file__).resolve().parents[2]
RULES = parse(content_of())
SOUNDS_PERSONAL = re.compile(
    r"(?:^|_)(?:e_?mail|phone|telephone|tel|mobile|fax|zalo|facebook|address|addr|residence|ip|user_agent|birth\w*|dob|"
    r"born|cccd|cmnd|national_id|identity|id_number|passport|tax_code|insurance\w*|gender|sex|ethnic\w*|religion|health|"
    r"bank\w*|iban|photo|avatar|fingerprint|username|full_name|first_name|last_name|signer\w*|citizen\w*|applicant\w*|"
    r"by_name|actor_name|relative\w*|spouse|salary)(?:_|$)"
)
# Fields that sound personal and are about no natural person, each with its reason.
ABOUT_NOBODY = {
    "directory.UnitVersion.full_name": "the full name of a unit",
    "directory.UnitVersion.address": "the office of a unit, public",
    "directory.PastVersion.full_name": "the full name of a unit",
    "directory.PastVersion.address": "the office of a unit, public",
    "chancery.Delivery.address": "the mailbox or the electronic identifier of an agency",
    "mergers.MergerRow.to_full_name": "the full name of a unit",
}


def _fields(model: type[models.Model]) -> Iterator[tuple[str, models.Field]]:
    for field in model._meta.concrete_fields:
        yield f"{model._meta.label}.{field.name}", field


ALL = dict(pair for model in apps.get_models() for pair in _fields(model))


def undeclared(found: Iterable[type[models.Model]]) -> list[str]:
    """Fields of these models that sound personal and that nobody has declared."""
    kinds = (models.CharField, models.TextField, models.DateField, models.GenericIPAddressField, models.JSONField,
             models.FileField)  # fmt: skip
    return [
        name
        for model in found
        for name, field in _fields(model)
        if isinstance(field, kinds) and SOUNDS_PERSONAL.search(field.name)
        if name not in ABOUT_NOBODY and RULES.holding(name) is None
    ]


def test_every_field_that_sounds_personal_is_declared():
    assert not undeclared(apps.get_models()), "declare it in packs/national/privacy.yaml, or say why it is about nobody"


@isolate_apps("thuocdo.directory")
def test_a_new_field_without_a_declaration_is_seen():
    class Relative(models.Model):
        birth_date = models.DateField()
        home_address = models.TextField()
        phone = models.CharField(max_length=20)
        email = models.EmailField()
        id_number = models.CharField(max_length=12)
        remarks = models.TextField()

        class Meta:
            app_label = "directory"

    assert [name.rsplit(".")[-1] for name in undeclared([Relative])] == [
        "birth_date", "home_address", "phone", "email", "id_number",
    ]  # fmt: skip


def test_what_is_masked_is_declared_as_masked_and_the_other_way_round():
    fields = {f"{model._meta.label}.{name}" for model, name, _kind in declared()}
    told = {name for one in RULES.holdings if one.masked for name in one.fields}
    assert fields == told
    assert {kind for _model, _name, kind in declared()} <= set(MASKS), "an unknown kind would show nothing at all"
    assert not [name for name in fields if isinstance(ALL[name], models.EmailField)]
    assert all(isinstance(ALL[name], PersonalText) for name in told)


def test_no_declaration_speaks_of_fields_that_are_not_there():
    stale = []
    for one in RULES.holdings:
        for pattern in one.fields:
            if "*" not in pattern:
                stale += [] if pattern in ALL else [pattern]
            elif not [name for name in ALL if re.fullmatch(pattern.replace(".", r"\.").replace("*", r"\w+"), name)]:
                stale.append(pattern)
    assert not stale, "correct packs/national/privacy.yaml"
    assert set(ABOUT_NOBODY) <= set(ALL), "correct the list of this test"


TEMPLATES = sorted(path for path in (ROOT / "src").rglob("*.html"))
# `{{ person.phone }}` writes the value itself; `{% personal person "phone" %}` writes it masked.
BARE = re.compile(r"\{\{[^}]*\.(?:email|phone|national_id)\b[^}]*\}\}")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_template_writes_a_personal_field_itself(path: Path):
    found = [one for one in BARE.findall(path.read_text(encoding="utf-8")) if "form." not in one]
    assert not found, "use {% personal thing “field” %}"


def test_every_time_that_ends_data_has_a_rule_and_every_rule_its_data():
    told = {one.retention for one in RULES.holdings}
    assert told == set(RULES.retention), "each rule is named by the data it keeps, and the other way round"

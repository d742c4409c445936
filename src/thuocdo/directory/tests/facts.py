"""Fixtures that any room's tests may use: the reviewed facts loaded once, and people employed in a line."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.paths import PACKS
from thuocdo.directory import services
from thuocdo.directory.models import Account, Person, Unit, UnitVersion

PASSWORD = "một mật khẩu dài 2025"


@pytest.fixture(scope="module")
def national_facts(django_db_setup, django_db_blocker):
    """The packs of the directory (about 3 seconds), for the tests of one module; others find none."""
    from thuocdo.directory.packs import loaders

    with django_db_blocker.unblock():
        problems = loaders.apply(PACKS, at=clock.now()).problems
        assert not problems, problems
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        tables = ", ".join(model._meta.db_table for model in apps.get_app_config("directory").get_models())
        cursor.execute(f"TRUNCATE {tables} CASCADE")


@pytest.fixture
def facts(national_facts, db):
    """Real units of the whole country, agencies of Nghệ An and Thanh Hóa."""


def unit(key: str) -> Unit:
    return Unit.objects.get(key=key)


def employ(name: str, unit_key: str, role: str, **terms) -> Person:
    """A person with one position, from the first day of the unit (or of 2025) unless said otherwise."""
    at = clock.now()
    first = UnitVersion.objects.filter(unit__key=unit_key).earliest("valid").valid.lower
    person = services.create_person(full_name=name, by=SYSTEM, at=at)
    start = terms.pop("start", first or date(2025, 1, 1))
    given = services.Terms(title=terms.pop("title", "Chuyên viên"), role=role, start=start, **terms)
    services.appoint(person=person, unit=unit(unit_key), terms=given, by=SYSTEM, at=at)
    return person


def account_of(person: Person, username: str) -> Account:
    return services.open_account(person=person, username=username, password=PASSWORD, by=SYSTEM, at=clock.now())


def signed_in(person: Person, username: str = "ai-do") -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(account_of(person, username))
    return client


@pytest.fixture(scope="session", autouse=True)
def passwords_cost_little():
    """Argon2 as in production, with the least work: hundreds of sign-ins would otherwise take minutes."""
    usual = Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64
    yield
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = usual

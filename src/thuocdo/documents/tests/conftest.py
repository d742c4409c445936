"""Fixtures of the documents room."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from thuocdo.directory.models import Account
from thuocdo.documents.tests import factories


@pytest.fixture
def world(db):
    return factories.make_world()


@pytest.fixture
def letter(world):
    return factories.receive(world)


@pytest.fixture
def paper(world, letter):
    """A letter with three tasks of our own and nothing else."""
    factories.clear_items(letter)
    for number in (1, 2, 3):
        factories.add_task(letter, f"N{number}", order=number * 10, spans=[[number * 40, number * 40 + 30]])
    return letter


@pytest.fixture
def signed_in(world):
    """A browser signed in as one of the people."""

    def sign_in(who: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(Account.objects.get(username=who), backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in

"""Fixtures of the chancery: the people and papers of the documents room."""

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
def signed_in(world):
    """A browser signed in as one of the people."""

    def sign_in(who: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(Account.objects.get(username=who), backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in

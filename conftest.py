"""What all tests share: a clock held at the demo's day, files in a folder of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date

import pytest


@pytest.fixture(autouse=True)
def clock_at_the_demo_day() -> Iterator[None]:
    """Tests live on 15/7/2025 unless they say otherwise."""
    from thuocdo.core import clock

    with clock.fixed(date(2025, 7, 15)):
        yield


@pytest.fixture(scope="session", autouse=True)
def files_in_a_folder_of_their_own() -> Iterator[None]:
    from django.conf import settings

    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = folder
        yield


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes are named by their length: a zip carries the second it was made in, and workers must agree on names."""
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def queue_emptied_after_commits(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django's flush passes over tables it does not manage: jobs that a committing test queued would stay."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    if not commits and "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")

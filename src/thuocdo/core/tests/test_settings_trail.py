"""A change of the settings is a row of the audit, written when the pages start."""

from __future__ import annotations

import pytest
from django.conf import settings as in_force

from config import wiring
from thuocdo.core import audit, clock, settings_trail
from thuocdo.core.models import AuditRow

pytestmark = pytest.mark.django_db


def test_the_first_start_is_noted_and_the_next_ones_only_when_something_changed(settings):
    settings.THUOCDO_SECOND_FACTOR = "required"
    assert settings_trail.note(clock.now()) is not None
    assert settings_trail.note(clock.now()) is None
    settings.THUOCDO_SECOND_FACTOR = "optional"
    settings.ALLOWED_HOSTS = ["cchc.example.vn"]
    row = settings_trail.note(clock.now())
    assert (row.before["THUOCDO_SECOND_FACTOR"], row.after["THUOCDO_SECOND_FACTOR"]) == ("required", "optional")
    assert row.why == "ALLOWED_HOSTS, THUOCDO_SECOND_FACTOR" and row.after["ALLOWED_HOSTS"] == ["cchc.example.vn"]
    assert AuditRow.objects.filter(action=settings_trail.CHANGED).count() == 2 and audit.verify().ok


def test_every_setting_that_is_audited_exists_and_none_is_a_secret():
    for name in wiring.AUDITED_SETTINGS:
        assert hasattr(in_force, name.partition(".")[0]), name
    told = str(settings_trail.current())
    assert in_force.SECRET_KEY not in told and "secret" not in told.lower() and "password" not in told.lower()


def test_a_part_of_a_setting_that_is_not_there_is_nothing(settings):
    settings.THUOCDO_OIDC = None
    assert settings_trail.current()["THUOCDO_OIDC.issuer"] is None


def test_a_start_without_a_database_goes_on(monkeypatch, caplog):
    from django.db import DatabaseError

    def broken(at):
        raise DatabaseError("no connection")

    monkeypatch.setattr(settings_trail, "note", broken)
    settings_trail.note_at_start(clock.now())
    assert "settings were not compared" in caplog.text

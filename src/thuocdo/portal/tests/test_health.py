from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils.module_loading import import_string

from thuocdo.core import clock, health
from thuocdo.core.models import JobRun, Trouble
from thuocdo.portal.queries import ages, operators
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of


@pytest.fixture(autouse=True)
def look_again() -> None:
    import_string("thuocdo.portal.web.health._last").at = float("-inf")


def test_operators_see_every_check_its_remedy_and_every_scheduled_job(place: Province):
    Trouble.objects.create(code="disk", words="Đĩa: đầy", since=clock.real_now(), last_seen_at=clock.real_now())
    JobRun.objects.create(name="core.watch", started_at=clock.real_now(), outcome="failed", detail="ValueError: hỏng")
    words = words_of(signed_in(place.operator).get(reverse("portal:health")))
    for check in health.checks():
        assert check.label in words
    assert "core.backup_drill" in words and "ValueError: hỏng" in words and "Đĩa: đầy" in words and "chưa hết" in words
    assert "Chạy thuocdo worker" in words and "chỗ hỏng" in words


@pytest.mark.parametrize("name", ["hoa", "minh", "lan", "leader", "inspector", "dung"])
def test_nobody_else_opens_it(place: Province, name: str):
    person = place.dung if name == "dung" else place.everybody()[name]
    assert signed_in(person).get(reverse("portal:health")).status_code == 403


def test_it_asks_again_each_minute_without_a_script_when_wanted(place: Province):
    client = signed_in(place.operator)
    plain, again = (client.get(reverse("portal:health") + query) for query in ("", "?tu-xem-lai=1"))
    assert "Refresh" not in plain.headers and again["Refresh"] == "60"
    assert "Thôi tự xem lại" in main_of(again)


def test_the_number_of_statements_does_not_grow_with_the_ledger(place: Province):
    client = signed_in(place.operator)
    client.get(reverse("portal:health"))
    few = statements(client, reverse("portal:health"))
    for day in range(30):
        JobRun.objects.create(name="core.watch", started_at=clock.real_now() - timedelta(days=day), outcome="failed")
    assert statements(client, reverse("portal:health")) == few


def test_a_load_balancer_gets_one_word_and_no_session(client, db):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok\n", "no-store")
    assert not answer.cookies


def test_a_process_that_cannot_answer_says_so_and_nothing_more(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '0010%'")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"not ok\n")


def test_without_a_database_it_answers_503_and_not_500(client, db, monkeypatch):
    def gone(*_args, **_kwargs):
        raise OperationalError("connection refused")

    with monkeypatch.context() as without:
        without.setattr(connection, "cursor", gone)
        without.setattr(connection, "ensure_connection", gone)
        assert client.get("/healthz").status_code == 503


def test_a_dead_worker_does_not_take_the_pages_from_the_load_balancer(client, db):
    assert health.worst(health.look()) == health.FAILED
    assert client.get("/healthz").status_code == 200


def test_those_who_may_see_it_are_told_of_troubles(place: Province):
    assert operators.operators() == [place.operator]


def test_ages_are_those_of_the_newest(place: Province, plan):
    assert ages.newest_document() is not None
    assert ages.last_decision() is not None and ages.last_sign_in() is None
    assert ages.newest_result() is None

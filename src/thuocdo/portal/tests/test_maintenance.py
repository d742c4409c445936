from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fnmatch import fnmatchcase

import pytest
from django.urls import reverse

from config import wiring
from thuocdo.core import audit, clock, maintenance, services
from thuocdo.core.audience import declared
from thuocdo.core.decision import DECISIONS
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import signed_in


@pytest.fixture(autouse=True)
def look_again() -> Iterator[None]:
    maintenance.forget()
    yield
    maintenance._look.seen = None
    maintenance.forget()


@pytest.fixture
def read_only(place: Province) -> None:
    until = clock.now() + timedelta(hours=2)
    services.start_maintenance(why="Nâng cấp <máy chủ>.", until=until, by=audit.SYSTEM, at=clock.now())


def test_pages_stay_readable_and_carry_the_reason(place, read_only):
    client = signed_in(place.hoa)
    answer = client.get(reverse("portal:home"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Đang bảo trì, chỉ xem được." in text and "Nâng cấp &lt;máy chủ&gt;." in text
    assert "Dự kiến xong lúc 10:00 15/07/2025." in text


def test_a_form_is_answered_with_503_the_reason_and_when_to_come_again(place, read_only):
    client = signed_in(place.hoa)
    answer = client.post(reverse("documents:receive"), {})
    assert answer.status_code == 503 and answer["Retry-After"] == "7200"
    assert "Nâng cấp &lt;máy chủ&gt;." in answer.content.decode() and "core.read_only" in answer.content.decode()


def test_a_form_sent_by_htmx_gets_the_reason_as_a_note(place, read_only):
    client = signed_in(place.hoa)
    answer = client.post(reverse("documents:receive"), {}, headers={"HX-Request": "true"})
    assert answer.status_code == 503 and answer["HX-Retarget"] == "#thong-bao"


def test_a_rule_of_a_deadline_may_be_tried_since_nothing_is_written(place, read_only):
    client = signed_in(place.hoa)
    for name in ("work:rules", "work:rule_preview"):
        assert client.post(reverse(name), {"kind": "ongoing"}).status_code == 200, name


def test_people_still_sign_in_and_out_and_choose_how_pages_look(place, read_only):
    client = signed_in(place.hoa)
    assert client.post(reverse("ui:display"), {"theme": "dark"}).status_code in (200, 302)
    assert client.post(reverse("directory:logout")).status_code in (200, 302)
    assert audit.AuditRow.objects.filter(action="directory.sign_out").exists()
    answer = client.post(reverse("directory:login"), {"login": "khong-co", "password": "sai-mat-khau-2025"})
    assert answer.status_code != 503 and audit.AuditRow.objects.filter(action="directory.fail_sign_in").exists()


def test_the_door_says_it_too(place, read_only, client):
    assert "Đang bảo trì, chỉ xem được." in client.get(reverse("directory:login")).content.decode()


def test_without_maintenance_nothing_is_said(place):
    client = signed_in(place.hoa)
    assert "bảo trì" not in client.get(reverse("portal:home")).content.decode()


def test_what_is_let_through_exists():
    import thuocdo.directory.services

    assert thuocdo.directory.services and set(DECISIONS) >= wiring.DECIDED_IN_MAINTENANCE
    names = set(declared().addresses) | {"integrations:start"}
    for pattern in wiring.FORMS_IN_MAINTENANCE:
        assert any(fnmatchcase(name, pattern) for name in names), pattern
    assert set(wiring.SCHEDULES) >= wiring.RUN_IN_MAINTENANCE

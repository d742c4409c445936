"""Calendar feeds: opened by the secret alone, lasting names, later sequences, cancelled when settled, no names."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from thuocdo.core import clock
from thuocdo.directory.models import Account
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.urging import services
from thuocdo.urging.models import Feed, FeedRead
from thuocdo.urging.queries.policy import ladders
from thuocdo.urging.tests.world import World, reachable
from thuocdo.work import services as work
from thuocdo.work.tests import factories as make


def opened(person, feed: Feed | None = None) -> str:
    made = services.open_feed(feed=feed or Feed(person=person), by=person, at=clock.now())
    return made.secret


def read(secret: str, **headers: str):
    return Client().get(reverse("urging:calendar", args=[secret]), headers=headers)


def events(secret: str) -> dict[str, dict]:
    answer = read(secret)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    return {str(one["UID"]): one for one in calendar.walk("VEVENT")}


@pytest.fixture
def secret(world: World) -> str:
    reachable(world.binh, "binh@nghean.gov.vn")
    return opened(world.binh)


def test_the_own_due_dates_are_read_without_sign_in(world: World, secret: str):
    one = world.due(date(2025, 7, 31))
    world.due(date(2025, 7, 31), world.obligation(unit=world.home, officer=world.hoa))
    [(uid, event)] = events(secret).items()
    assert uid == f"ky-han-{one.pk}@thuocdo" and event["DTSTART"].dt == date(2025, 7, 31)
    assert event["STATUS"] == "CONFIRMED" and "Sở Khoa học và Công nghệ" in event["SUMMARY"]
    assert not {"Minh", "Hoa", "Bình"} & set(str(event.to_ical(), "utf-8").replace(",", " ").split())


def test_a_change_has_the_same_name_and_a_later_sequence_and_settled_is_cancelled(world: World, secret: str):
    one = world.due(date(2025, 7, 31))
    before = next(iter(events(secret).values()))
    asked = work.ask_extension(
        occurrence=one, until=date(2025, 8, 15), reason="chờ hướng dẫn của Bộ", by=world.binh, at=clock.now()
    )
    work.decide_extension(extension=asked, granted=True, by=world.hoa, at=clock.now())
    [(uid, after)] = events(secret).items()
    assert uid == before["UID"] and after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt == date(2025, 8, 15)
    one.refresh_from_db()
    work.submit_occurrence(occurrence=one, note="đã xong", by=world.binh, at=clock.now())
    last = next(iter(events(secret).values()))
    assert last["STATUS"] == "CANCELLED" and last["SEQUENCE"] > after["SEQUENCE"]


def test_long_words_and_marks_are_folded_so_that_every_line_is_short(world: World, secret: str):
    task = make.task(world.plan, text="Rà soát; đánh giá, “công khai”\nthủ tục " + "hành chính rất dài " * 20)
    world.due(date(2025, 7, 31), make.obligation(task, world.science, officer=world.binh))
    content = read(secret).content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    event = Calendar.from_ical(content).walk("VEVENT")[0]
    assert event["SUMMARY"].startswith("Rà soát; đánh giá, “công khai” thủ tục")


def test_the_same_again_is_not_sent_twice(world: World, secret: str):
    world.due(date(2025, 7, 31))
    first = read(secret)
    assert read(secret, if_none_match=first["ETag"]).status_code == 304


def test_a_head_reads_all_of_the_agency_and_an_agency_has_a_calendar_of_its_own(world: World):
    world.due(date(2025, 7, 31))
    world.due(date(2025, 7, 30), world.obligation())
    reachable(world.minh, "minh@nghean.gov.vn")
    assert len(events(opened(world.minh))) == 2
    assert len(events(opened(world.minh, Feed(unit=world.science)))) == 2


def test_renewing_and_revoking_end_the_old_address(world: World, secret: str):
    feed = Feed.objects.get(person=world.binh)
    renewed = services.renew_feed(feed=feed, by=world.binh, at=clock.now()).secret
    assert read(secret).status_code == 404 and read(renewed).status_code == 200
    services.revoke_feed(feed=feed, by=world.binh, at=clock.now())
    assert read(renewed).status_code == 404
    with pytest.raises(Refused) as refusal:
        services.renew_feed(feed=feed, by=world.binh, at=clock.now())
    assert refusal.value.code == "urging.feed_revoked"
    assert read(opened(world.binh)).status_code == 200


def test_a_second_address_is_refused_while_one_lives(world: World, secret: str):
    with pytest.raises(Refused) as refusal:
        opened(world.binh)
    assert refusal.value.code == "urging.feed_there"


def test_nobody_keeps_the_calendar_of_somebody_else(world: World, secret: str):
    with pytest.raises(NotAllowed):
        services.renew_feed(feed=Feed.objects.get(), by=world.minh, at=clock.now())
    with pytest.raises(NotAllowed):
        opened(world.binh, Feed(unit=world.science))
    with pytest.raises(NotAllowed):
        opened(world.minh, Feed(unit=world.home))


def test_who_left_reads_nothing_any_more(world: World, secret: str):
    Account.objects.filter(person=world.binh).update(is_active=False)
    assert read(secret).status_code == 404


def test_only_the_hash_of_the_secret_is_kept(world: World, secret: str):
    assert secret not in str(list(Feed.objects.values()))


def test_too_many_readings_are_held_back_and_noted(world: World, secret: str):
    most = ladders()[0].feed_reads
    for _ in range(most):
        assert read(secret).status_code == 200
    held = read(secret)
    assert held.status_code == 429 and held["Retry-After"] == "3600"
    assert FeedRead.objects.filter(answered=True).count() == most
    assert FeedRead.objects.filter(answered=False).count() == 1


@pytest.mark.parametrize("guess", ["x", "a" * 90, "%27%3B--", "Ω" * 20, "a" * 2000])
def test_a_guessed_address_is_not_there(world: World, guess: str):
    assert read(guess).status_code == 404


def test_many_guesses_are_held_back_but_a_right_address_is_answered(world: World, secret: str):
    answers = [read(f"doan-{number}").status_code for number in range(32)]
    assert answers[0] == 404 and answers[-1] == 429
    assert read(secret).status_code == 200

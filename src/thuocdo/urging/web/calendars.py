"""Calendars for other programs, by a secret address and without sign-in: held back when asked too often, each noted."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock, maintenance
from thuocdo.core.request import visitor_address
from thuocdo.urging.ical import calendar
from thuocdo.urging.models import Feed, FeedRead
from thuocdo.urging.queries.feeds import events_of, feed_of, reads_since, title_of
from thuocdo.urging.queries.policy import ladder_of

HOUR = timedelta(hours=1)
# How many wrong addresses one place may try in an hour before it is told nothing more.
GUESSES = 30
LONGEST = 100


@require_safe
def ics(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of a secret address (RFC 5545); an unknown or revoked one is not there."""
    feed = feed_of(secret) if len(secret) <= LONGEST else None
    if feed is None:
        return _unknown(request)
    most = ladder_of(feed.unit.province_key if feed.unit is not None else "", clock.today()).feed_reads
    answered = reads_since(feed, clock.now() - HOUR) < most
    _note(feed, answered)
    return _answer(request, feed) if answered else _later()


def _unknown(request: HttpRequest) -> HttpResponse:
    """A wrong address; a place that tries many is told to wait. Who has a right one is never held up by others."""
    place = f"ics:{hashlib.sha256(visitor_address(request).encode()).hexdigest()[:24]}"
    tried = int(cache.get(place) or 0) + 1
    if tried > GUESSES:
        return _later()
    cache.set(place, tried, HOUR.total_seconds())
    raise Http404(_("Không có lịch này, hoặc địa chỉ đã đổi."))


def _note(feed: Feed, answered: bool) -> None:
    """The log of readings; in the read-only mode nothing is written."""
    if maintenance.current() is None:
        FeedRead.objects.create(feed=feed, at=clock.now(), answered=answered)


def _answer(request: HttpRequest, feed: Feed) -> HttpResponse:
    content = calendar(title_of(feed, clock.today()), events_of(feed, clock.today()), place=settings.THUOCDO_URL)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="han-viec.ics"'
    response["ETag"], response["Cache-Control"] = tag, "private, max-age=900"
    return response


def _later() -> HttpResponse:
    response = HttpResponse(_("Đọc lịch quá nhiều lần; thử lại sau một giờ."), status=429, content_type="text/plain")
    response["Retry-After"] = str(int(HOUR.total_seconds()))
    return response

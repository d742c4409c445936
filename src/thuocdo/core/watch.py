"""The watchdog (người canh): looks every few minutes, tells operators once when something breaks, once when it is over.

The worker does it by its schedule. When no worker lives, a process of the pages notices that nobody has looked, and
looks itself.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.module_loading import import_string

from thuocdo.core import clock, health, jobs, notify
from thuocdo.core.health import Looked
from thuocdo.core.models import JobRun, Trouble

JOB = "core.watch"
# A process of the pages asks this often whether anybody watches (seconds); nobody has, after this long.
ASK_EVERY = 300.0
NOBODY_LOOKED = timedelta(minutes=12)

log = logging.getLogger("thuocdo.watch")


def watch() -> str:
    """Look at everything; open a trouble for each check that fails now, close those that no longer do."""
    with translation.override("vi"):
        looked = list(health.look())
        with transaction.atomic():
            return _settle(looked)


def _settle(looked: list[Looked]) -> str:
    now = clock.real_now()
    still = {trouble.code: trouble for trouble in Trouble.objects.select_for_update().filter(cleared_at=None)}
    broken = {one.check.name: one for one in looked if one.finding.state == health.FAILED}
    for code, one in broken.items():
        if code in still:
            Trouble.objects.filter(pk=still[code].pk).update(last_seen_at=now, words=_words(one))
        else:
            _open(one)
    over = [trouble for code, trouble in still.items() if code not in broken]
    for trouble in over:
        _close(trouble)
    new = broken.keys() - still.keys()
    return f"{len(broken)} sự cố, mới {len(new)}, đã hết {len(over)}"


def _words(one: Looked) -> str:
    return f"{one.check.label}: {one.finding.seen}"


def _open(one: Looked) -> None:
    now = clock.real_now()
    Trouble.objects.create(
        code=one.check.name, words=_words(one), remedy=one.finding.remedy, last_seen_at=now,
        since=min(one.finding.since or now, now),
    )  # fmt: skip
    log.error("trouble %s: %s", one.check.name, one.finding.seen)
    _tell("core.trouble", f"Sự cố: {_words(one)}. {one.finding.remedy}".strip())


def _close(trouble: Trouble) -> None:
    Trouble.objects.filter(pk=trouble.pk).update(cleared_at=clock.real_now())
    log.warning("trouble %s is over", trouble.code)
    _tell("core.trouble_over", f"Đã hết sự cố: {trouble.words.partition(':')[0]}.")


def _tell(kind: str, words: str) -> None:
    """Tell every operator, on the page and by mail."""
    from config import wiring

    try:
        link = reverse(wiring.HEALTH_PAGE)
    except NoReverseMatch:
        link = ""
    for operator in import_string(wiring.OPERATORS)():
        notify.tell(operator, kind, words, link=link, at=clock.now())


def nobody_watches() -> bool:
    """Whether no process has looked for a while, as when the worker is dead."""
    return not JobRun.objects.filter(name=JOB, started_at__gt=clock.real_now() - NOBODY_LOOKED).exists()


class WatchMiddleware:
    """After an answer, every few minutes, lets a thread of its own ask whether anybody watches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.next_at = time.monotonic() + ASK_EVERY
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if time.monotonic() >= self.next_at and self.lock.acquire(blocking=False):
            self.next_at = time.monotonic() + ASK_EVERY
            threading.Thread(target=self._ask, name="thuocdo-watch", daemon=True).start()
        return response

    def _ask(self) -> None:
        try:
            watch_in_place_of_the_worker()
        finally:
            connection.close()
            self.lock.release()


def watch_in_place_of_the_worker() -> None:
    """Look when nobody else does; what goes wrong here is said in the log: nothing else may be left to say it."""
    try:
        if nobody_watches():
            jobs.run_job(JOB)
    except Exception:
        log.exception("nobody watches, and looking failed")

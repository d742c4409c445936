"""A progress bar for whoever waits at a terminal longer than a second; silent everywhere else."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

AFTER_SECONDS = 1.0
EVERY_SECONDS = 0.2
WIDTH = 30
Step = Callable[..., None]
Thing = TypeVar("Thing")


def silent(count: int = 1) -> None:
    """A step that nobody watches."""


class _Bar:
    """Draws by a clock of its own, so that who waits for one long step sees the seconds pass."""

    def __init__(self, words: str, total: int, after: float) -> None:
        self.words, self.total, self.done = words, total, 0
        self.began = time.monotonic()
        self.after = after
        self.drawn = False
        self.over = threading.Event()
        self.painter = threading.Thread(target=self._paint, name="thuocdo-progress", daemon=True)

    def step(self, count: int = 1) -> None:
        """`count` more is done."""
        self.done += count

    def _paint(self) -> None:
        pause = self.after
        while not self.over.wait(pause):
            self._draw()
            pause = EVERY_SECONDS

    def _draw(self) -> None:
        seconds = int(time.monotonic() - self.began)
        if self.total > 0:
            share = min(1.0, self.done / self.total)
            filled = int(WIDTH * share)
            state = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {int(100 * share):3d} %"
        else:
            state = f"{self.done or '…'}"
        sys.stderr.write(f"\r\x1b[K{self.words} {state} {seconds} giây")
        sys.stderr.flush()
        self.drawn = True

    def end(self) -> None:
        """Leave the line as it was found, so that what comes next is not mixed with the bar."""
        self.over.set()
        self.painter.join()
        if self.drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def through(things: Iterable[Thing], step: Step, *, every: int = 500) -> Iterator[Thing]:
    """The same things, counted on a bar as they pass."""
    for number, thing in enumerate(things, start=1):
        yield thing
        if number % every == 0:
            step(every)


@contextmanager
def bar(words: str, total: int = 0, *, after: float = AFTER_SECONDS) -> Iterator[Step]:
    """A bar (thanh tiến độ) on standard error while the block runs; yields `step(count=1)`.

    Without `total` it counts only. Nothing is drawn when standard error is no terminal, or the block ends before
    `after` seconds.
    """
    if not sys.stderr.isatty():
        yield lambda count=1: None
        return
    drawn = _Bar(words, total, after)
    drawn.painter.start()
    try:
        yield drawn.step
    finally:
        drawn.end()

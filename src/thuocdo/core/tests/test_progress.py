from __future__ import annotations

import io
import sys
import time

import pytest

from thuocdo.core import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def shows(self, words: str) -> bool:
        """Whether the words are drawn within some seconds; the bar draws by a clock of its own."""
        ends_at = time.monotonic() + 10
        while words not in self.getvalue() and time.monotonic() < ends_at:
            time.sleep(0.01)
        return words in self.getvalue()


def test_a_bar_is_drawn_on_a_terminal_and_wiped_at_its_end(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress.bar("Sao lưu", 4, after=0.01) as step:
        step(2)
        assert screen.shows("Sao lưu [###############...............]  50 %")
    assert screen.getvalue().endswith("\r\x1b[K")


def test_without_a_total_it_counts(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress.bar("Kiểm tra", after=0.01) as step:
        step(7)
        assert screen.shows("Kiểm tra 7")


def test_what_is_done_within_a_second_draws_nothing(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress.bar("Nhanh", 2) as step:
        step()
    assert screen.getvalue() == ""


def test_a_pipe_gets_nothing_and_a_failure_still_wipes_the_bar(monkeypatch):
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with progress.bar("Nạp", 2, after=0.01) as step:
        step()
    assert pipe.getvalue() == ""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with pytest.raises(ValueError, match="hỏng"), progress.bar("Nạp", 2, after=0.01):
        assert screen.shows("Nạp [")
        raise ValueError("hỏng")
    assert screen.getvalue().endswith("\r\x1b[K")

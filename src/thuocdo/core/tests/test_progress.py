from __future__ import annotations

import io
import sys

import pytest

from thuocdo.core import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_on_a_terminal_and_wiped_at_its_end(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress.bar("Sao lưu", 4, after=0) as step:
        step(2)
    assert "Sao lưu [###############...............]  50 %" in screen.getvalue()
    assert screen.getvalue().endswith("\r\x1b[K")


def test_without_a_total_it_counts(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress.bar("Kiểm tra", after=0) as step:
        step(7)
    assert "Kiểm tra 7" in screen.getvalue()


def test_what_is_done_within_a_second_draws_nothing(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress.bar("Nhanh", 2) as step:
        step()
    assert screen.getvalue() == ""


def test_a_pipe_gets_nothing_and_a_failure_still_wipes_the_bar(monkeypatch):
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with progress.bar("Nạp", 2, after=0) as step:
        step()
    assert pipe.getvalue() == ""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with pytest.raises(ValueError, match="hỏng"), progress.bar("Nạp", 2, after=0) as step:
        step()
        raise ValueError("hỏng")
    assert screen.getvalue().endswith("\r\x1b[K")

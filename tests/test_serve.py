from __future__ import annotations

import argparse
import os
import socket
import sys
import time

import pytest

from config import serve
from thuocdo.kernel.errors import Refused


@pytest.mark.parametrize("port", [99999, 0, -1])
def test_a_port_that_cannot_be_is_refused_in_words(port: int) -> None:
    with pytest.raises(Refused, match=f"Không có cổng {port}"):
        serve.run(argparse.Namespace(host="127.0.0.1", port=port, workers=1, demo=False))


def _child(code: str, *, again: bool = True) -> serve.Child:
    return serve.Child("worker", [sys.executable, "-c", code], dict(os.environ), again=again)


def _until(condition, seconds: float = 10.0) -> bool:
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_worker_that_died_is_started_again_with_longer_and_longer_pauses(caplog):
    child = _child("import time; time.sleep(60)")
    child.start()
    first = child.process
    first.kill()
    assert _until(lambda: child.ended() is not None)
    child.revive()
    assert child.due_at is not None and "ended with -9, starting it again in 1 s" in caplog.text
    child.revive()
    assert child.process is first, "not before the pause is over"
    assert _until(lambda: child.revive() or child.process is not first)
    second = child.process
    second.kill()
    assert _until(lambda: child.ended() is not None)
    child.revive()
    assert "in 2 s" in caplog.text
    serve._stop([child])


def test_pages_that_ended_are_not_started_again():
    child = _child("raise SystemExit(3)", again=False)
    child.start()
    first = child.process
    assert _until(lambda: child.ended() == 3)
    child.revive()
    assert child.process is first and child.due_at is None


def test_a_stop_lets_a_job_end_and_ends_who_does_not(monkeypatch, tmp_path):
    done = tmp_path / "xong"
    polite = _child(f"""
import signal, time, pathlib
def stop(*_): time.sleep(0.5); pathlib.Path({str(done)!r}).touch(); raise SystemExit(0)
signal.signal(signal.SIGTERM, stop); pathlib.Path({str(done)!r} + '1').touch(); time.sleep(60)""")
    stubborn = _child(f"""
import signal, time, pathlib
signal.signal(signal.SIGTERM, signal.SIG_IGN); pathlib.Path({str(done)!r} + '2').touch(); time.sleep(60)""")
    for child in (polite, stubborn):
        child.start()
    assert _until(lambda: all((tmp_path / f"xong{number}").exists() for number in (1, 2)))
    monkeypatch.setattr(serve, "STOP_SECONDS", 2.0)
    serve._stop([polite, stubborn])
    assert done.exists() and polite.ended() == 0 and stubborn.ended() == -9


def test_a_port_in_use_is_refused_with_another_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=rf"Cổng {port} trên 127.0.0.1 không dùng được.*PORT={port + 1}"):
            serve.run(argparse.Namespace(host="127.0.0.1", port=port, workers=1, demo=False))

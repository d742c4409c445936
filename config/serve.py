"""`thuocdo serve`: the web server and one worker, on the database that is there; Ctrl-C stops all cleanly."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from types import FrameType

from thuocdo.kernel.errors import Refused

LAST_PORT = 65535
# How long a stop waits for running requests and jobs; how long serve waits before it starts a dead worker again, at
# first and at most; after how long a worker counts as steady (seconds).
STOP_SECONDS = 30.0
FIRST_PAUSE, LONGEST_PAUSE, STEADY = 1.0, 60.0, 300.0

log = logging.getLogger("thuocdo.serve")
HELP = """Khởi động Thước Đo (máy chủ trang và việc nền); Ctrl-C để dừng.

Ví dụ: thuocdo serve --demo --port 8000"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe (mặc định 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="cổng (mặc định 8000)")
    parser.add_argument("--workers", type=int, default=2, help="số tiến trình trang (mặc định 2)")
    parser.add_argument("--demo", action="store_true", help="nạp năm cải cách minh họa trong lần chạy đầu")


def _refuse_taken_port(host: str, port: int) -> None:
    if not 1 <= port <= LAST_PORT:
        raise Refused("serve.bad_port", f"Không có cổng {port}.", f"Chọn cổng từ 1 đến {LAST_PORT}, ví dụ 8000.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                "serve.port_taken",
                f"Cổng {port} trên {host} không dùng được: {error.strerror}.",
                f"Chọn cổng khác, ví dụ: make run PORT={port + 1}",
            ) from error


@dataclass
class Child:
    """One process that serve looks after; `again` whether it is started again when it ends by itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    again: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    due_at: float | None = None

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C reaches serve only, which then ends the others in order."""
        self.process = subprocess.Popen(self.command, start_new_session=True, env=self.environment)
        self.started_at, self.due_at = time.monotonic(), None

    def ended(self) -> int | None:
        """How it ended, or nothing while it runs."""
        return self.process.poll() if self.process is not None else None

    def revive(self) -> None:
        """Start it again when it has ended, with longer and longer pauses while it keeps ending."""
        if self.ended() is None or not self.again:
            return
        now = time.monotonic()
        if self.due_at is None:
            if now - self.started_at > STEADY:
                self.pause = FIRST_PAUSE
            self.due_at = now + self.pause
            log.error("%s ended with %s, starting it again in %.0f s", self.name, self.ended(), self.pause)
            self.pause = min(LONGEST_PAUSE, self.pause * 2)
        elif now >= self.due_at:
            self.start()


def _children(args: argparse.Namespace) -> list[Child]:
    from config import boot

    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi:application"]
    gunicorn += ["--bind", f"{args.host}:{args.port}", "--workers", str(args.workers)]
    # Neither can change the audit: they use the database as a role that may only add to it.
    environment = {**os.environ, "DATABASE_URL": boot.serving_address()}
    # Only the worker rehearses restoring, with an account that may make databases.
    pages = {name: value for name, value in environment.items() if name != boot.DRILL}
    worker = [sys.executable, "-m", "config.cli", "worker"]
    return [Child("gunicorn", gunicorn, pages), Child("worker", worker, environment, again=True)]


def _wait_until_answering(args: argparse.Namespace, web: Child) -> bool:
    for _ in range(300):
        if web.ended() is not None:
            return False
        with socket.socket() as probe:
            if probe.connect_ex((args.host, args.port)) == 0:
                return True
        time.sleep(0.1)
    return False


def _demo(args: argparse.Namespace) -> str:
    if not args.demo:
        return ""
    from thuocdo.portal.management import demo

    os.environ["THUOCDO_DEMO"] = "1"
    return str(demo.ready())


def run(args: argparse.Namespace) -> int:
    _refuse_taken_port(args.host, args.port)
    from config import boot
    from thuocdo.core import clock

    accounts = _demo(args)
    boot.collect_static()
    if fixed := clock.fixed_at():
        os.environ["THUOCDO_CLOCK"] = fixed.isoformat()
    from django.db import connections

    connections.close_all()
    children = _children(args)
    for child in children:
        child.start()
    if not _wait_until_answering(args, children[0]):
        _stop(children)
        raise Refused("serve.not_started", "Máy chủ trang không khởi động được.", "Xem lỗi in ở trên.")
    sys.stdout.write(f"\nThước Đo: http://{args.host}:{args.port}/\n{accounts}Ctrl-C để dừng.\n")
    sys.stdout.flush()
    return _watch(children)


def _watch(children: list[Child]) -> int:
    """Until told to stop, or until the pages end: keep the others running."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    web = children[0]
    while not stopping and web.ended() is None:
        for child in children:
            child.revive()
        time.sleep(0.2)
    died = web.ended()
    _stop(children)
    if not stopping:
        sys.stderr.write(f"Máy chủ trang đã dừng (mã {died}). Xem lỗi in ở trên.\n")
    sys.stdout.write("Đã dừng.\n")
    return 0 if stopping else (died or 1)


def _stop(children: list[Child]) -> None:
    """Let everybody end what they are doing; who does not within half a minute is ended."""
    running = [child.process for child in children if child.process is not None and child.ended() is None]
    for process in running:
        process.terminate()
    ends_at = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(0.1, ends_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

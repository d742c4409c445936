"""`thuocdo serve`: the web server and one worker, on the database that is there; Ctrl-C stops all cleanly."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from thuocdo.kernel.errors import Refused

LAST_PORT = 65535
# A long document is read within the request; the reader refuses what would take longer than this.
ANSWER_SECONDS = 120
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


def _processes(args: argparse.Namespace) -> list[subprocess.Popen[bytes]]:
    from config import boot

    gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--preload", "--log-level", "warning"]
    gunicorn += ["--bind", f"{args.host}:{args.port}", "--workers", str(args.workers), "--threads", "4"]
    gunicorn += ["--timeout", str(ANSWER_SECONDS)]
    worker = [sys.executable, "-m", "config.cli", "worker"]
    # Neither can change the audit: they use the database as a role that may only add to it.
    environment = {**os.environ, "DATABASE_URL": boot.serving_address()}
    # Own session: Ctrl-C reaches this process only, which then ends the others in order.
    return [subprocess.Popen(command, start_new_session=True, env=environment) for command in (gunicorn, worker)]


def _wait_until_answering(args: argparse.Namespace, web: subprocess.Popen[bytes]) -> bool:
    for _ in range(300):
        if web.poll() is not None:
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
    children = _processes(args)
    if not _wait_until_answering(args, children[0]):
        _stop(children)
        raise Refused("serve.not_started", "Máy chủ trang không khởi động được.", "Xem lỗi in ở trên.")
    sys.stdout.write(f"\nThước Đo: http://{args.host}:{args.port}/\n{accounts}Ctrl-C để dừng.\n")
    sys.stdout.flush()
    return _watch(children)


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while not stopping and children[0].poll() is None:
        time.sleep(0.2)
    died = children[0].poll()
    _stop(children)
    sys.stdout.write("Đã dừng.\n")
    return 0 if stopping else (died or 1)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()

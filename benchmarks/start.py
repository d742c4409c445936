"""Starting: from `thuocdo serve` to the first answered page; goal of the second start under 5 s."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from benchmarks.measure import ROOT, Result

GOALS = {"first start, demo is built": 240.0, "second start": 5.0}


def _seconds(var: Path) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"THUOCDO_VAR": str(var), "THUOCDO_STATIC": str(var / "static")}
    command = [sys.executable, "-m", "config.cli", "serve", "--demo", "--port", str(port)]
    began = time.perf_counter()
    with (var / "serve.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        while process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/dang-nhap/", timeout=5) as answer:
                    answer.read()
                return time.perf_counter() - began
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"the program ended: {(var / 'serve.log').read_text()}")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def run() -> list[Result]:
    """One first start on an empty folder and one second start on the same folder."""
    import shutil

    var = ROOT / "var" / "bench-start"
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    return [
        Result(name=name, size="demo year", median=round(_seconds(var), 1), unit="s", goal=goal)
        for name, goal in GOALS.items()
    ]

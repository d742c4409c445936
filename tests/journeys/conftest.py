"""The running program and a real browser: what a new user gets from `make run`."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "thuocdo-2025"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PICTURES = ROOT / "var" / "journeys"


@dataclass(frozen=True)
class Program:
    """Where the program answers, what it printed, the process."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(var: Path) -> Program:
    """Start `thuocdo serve --demo` with its data under `var` and wait until the sign-in page answers."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "THUOCDO_CLOCK")}
    environment |= {"THUOCDO_VAR": str(var), "THUOCDO_STATIC": str(var / "static")}
    log = var / f"serve-{port}.log"
    command = [sys.executable, "-m", "config.cli", "serve", "--demo", "--port", str(port)]
    with log.open("ab") as handle:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=handle, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    for _ in range(2400):
        if process.poll() is not None:
            pytest.fail(f"the program ended while starting:\n{log.read_text()}")
        if "Ctrl-C" in log.read_text():
            with urllib.request.urlopen(f"{url}/dang-nhap/", timeout=10) as answer:
                assert answer.status == 200
            return Program(url, log, process)
        time.sleep(0.25)
    process.kill()
    pytest.fail(f"the program did not start within ten minutes:\n{log.read_text()}")


def stop(program: Program) -> int:
    """Ctrl-C, and wait for a clean end."""
    program.process.send_signal(signal.SIGINT)
    return program.process.wait(timeout=30)


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    # A folder in which the demo has been built before saves its building while journeys are being written.
    folder = os.environ.get("THUOCDO_JOURNEY_VAR")
    running = start(Path(folder) if folder else tmp_path_factory.mktemp("program"))
    yield running
    if running.process.poll() is None:
        stop(running)


# Closed after each module: while it is open its event loop runs, and Django refuses the database to tests of other
# modules that the same worker takes next.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


class Visitor:
    """Somebody at a screen: signs in, opens pages; every request must go to the program itself."""

    def __init__(self, browser: Browser, program: Program, *, width: int = 1280, script: bool = True) -> None:
        self.program = program
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, locale="vi-VN", accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.strangers: list[str] = []
        self.errors: list[str] = []
        self.context.route("**/*", self._watch)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def _watch(self, route: Route) -> None:
        address = route.request.url
        if address.startswith((self.program.url, "data:")):
            route.continue_()
        else:
            self.strangers.append(address)
            route.abort()

    def sign_in(self, username: str) -> Visitor:
        self.open("/dang-nhap/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("form.login-form button")
        self.page.wait_for_url(lambda address: "/dang-nhap/" not in address)
        return self

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.program.url + path)
        assert answer is not None and answer.status < 500, f"{path} answered {answer and answer.status}"
        return self.page

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    def leave(self) -> None:
        self.context.close()


@pytest.fixture
def visitor(browser: Browser, program: Program, request: pytest.FixtureRequest):
    visitors: list[Visitor] = []

    def arrive(username: str = "", **options: object) -> Visitor:
        somebody = Visitor(browser, program, **options)
        visitors.append(somebody)
        return somebody.sign_in(username) if username else somebody

    yield arrive
    for somebody in visitors:
        if request.node.stash.get(FAILED, False):
            somebody.picture(request.node.name)
        assert not somebody.strangers, f"a page asked a foreign host: {somebody.strangers}"
        somebody.leave()


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report

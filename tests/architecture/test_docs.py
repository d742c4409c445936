"""Documentation that can be followed: links lead somewhere, commands exist, nothing of one machine is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import cli, wiring

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {"var", "staticfiles", "node_modules"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
# `thuocdo read`, "$ thuocdo read", "    thuocdo read": where a command is written as one.
COMMAND = re.compile(r"(?:`|\$ |^ {4,}|[(/]bin/)thuocdo ([a-z][a-z-]*)", re.MULTILINE)
ONE_MACHINE = re.compile(r"/(?:home|root|work|tmp)/\w")


def _pages() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*.md")):
        folders = path.relative_to(ROOT).parts[:-1]
        if not SKIPPED.intersection(folders) and not any(folder.startswith(".") for folder in folders):
            yield path


PAGES = list(_pages())
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]


def _heading_ids(text: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_every_relative_link_and_picture_exists(path: Path):
    missing = []
    for target in LINK.findall(FENCED.sub("", path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        there = found.exists() and found.is_relative_to(ROOT)
        if not there or (anchor and anchor not in _heading_ids(found.read_text(encoding="utf-8"))):
            missing.append(target)
    assert not missing


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_every_command_that_is_written_down_exists(path: Path):
    known = {*wiring.COMMANDS, *cli.OPERATING}
    named = set(COMMAND.findall(path.read_text(encoding="utf-8")))
    # The command reference shows what an unknown name answers.
    assert named - known <= {"nosuch"}


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_nothing_of_one_machine_is_printed(path: Path):
    assert not ONE_MACHINE.findall(path.read_text(encoding="utf-8"))


def test_every_command_has_its_place_in_the_reference():
    text = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    heads = set(re.findall(r"^## ([a-z]+)$", text, re.MULTILINE))
    assert heads == {*wiring.COMMANDS, *cli.OPERATING}


def test_every_page_of_a_folder_is_in_its_index():
    for index in sorted((ROOT / "docs").glob("*/README.md")):
        linked = set(LINK.findall(index.read_text(encoding="utf-8")))
        assert {page.name for page in index.parent.glob("*.md")} - {"README.md"} <= linked, index.parent.name


def test_pictures_of_the_documentation_are_light():
    heavy = [path.name for path in (ROOT / "docs/images").glob("*") if path.stat().st_size > 250_000]
    assert not heavy

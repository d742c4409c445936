"""Every decision has words that a person has read, so that no history shows a name of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

from config import wiring
from tests.architecture.test_rights import REGISTERED
from thuocdo.ui import acts

SOURCES = Path(__file__).resolve().parents[2] / "src" / "thuocdo"
# Rows that are written without a decision: `audit.record("room.verb", ...)`, or a name kept in a constant.
RECORDED = re.compile(r'record\(\s*"([a-z_]+\.[a-z_]+)"|^[A-Z_]+ = "([a-z_]+\.[a-z_]+)"', re.MULTILINE)


def _recorded() -> set[str]:
    found: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if {"tests", "migrations"}.isdisjoint(path.parts) and "record(" in text:
            found |= {one or other for one, other in RECORDED.findall(text)}
    return {name for name in found if name.partition(".")[0] in wiring.ROOMS}


@pytest.mark.parametrize("name", sorted({*REGISTERED, *_recorded()}))
def test_every_decision_has_words(name: str):
    assert name in acts.ACTS, "add its words to thuocdo/ui/acts.py"


@pytest.mark.parametrize("name", sorted(acts.ACTS))
def test_words_belong_to_a_decision_and_follow_da(name: str):
    words = str(acts.ACTS[name].words)
    assert name in {*REGISTERED, *_recorded()}, "no decision has this name any more"
    assert words and words == words.strip() and words[0].islower() and not words.startswith("đã ")
    assert acts.ACTS[name].group in acts.GROUPS


def test_no_two_decisions_are_called_the_same():
    words = [str(act.words) for act in acts.ACTS.values()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("kind", sorted({*acts.THINGS, *acts.PAGES, *acts.PRIVATE_REASONS}))
def test_the_kinds_of_things_exist_and_have_words(kind: str):
    assert apps.get_model(kind) and kind in acts.THINGS


@pytest.mark.parametrize("name", sorted(acts.PAGES.values()))
def test_the_pages_of_things_exist_and_take_their_number(name: str):
    try:
        reverse(name, args=[1])
    except NoReverseMatch:
        pytest.fail("no such page")

"""Every code that a check may give has its words on pages."""

from __future__ import annotations

import re
from pathlib import Path

from thuocdo.mergers import rules
from thuocdo.mergers.rules.columns import WORDS as CODED
from thuocdo.mergers.rules.rows import EXTENTS, KINDS, WEIGHT_BASES
from thuocdo.mergers.web import words

MADE = re.compile(r"(?:error|warning|made)\(\s*\"([a-z_]+)\"")


def test_every_code_of_a_problem_has_its_words():
    folder = Path(rules.__file__).parent
    codes = {code for path in folder.glob("*.py") for code in MADE.findall(path.read_text(encoding="utf-8"))}
    codes |= {f"bad_{field}" for field in CODED} | {"kind_missing", "extent_missing"}
    assert len(codes) > 35
    assert codes == set(words.PROBLEMS), codes ^ set(words.PROBLEMS)


def test_kinds_extents_and_bases_are_worded_as_the_rules_know_them():
    assert set(words.KINDS) == set(KINDS) and set(words.EXTENTS) == set(EXTENTS)
    assert set(words.BASES) == set(WEIGHT_BASES)

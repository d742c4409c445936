"""The spellings that stand for each other, read from the pack once a process."""

from __future__ import annotations

from functools import lru_cache

from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS
from thuocdo.documents.rules.spellings import Speller

FILE = "national/spellings.yaml"


@lru_cache(maxsize=1)
def speller() -> Speller:
    """Forms of words under the rules of the pack. Refused when the pack cannot be read."""
    return Speller(read_yaml(PACKS / FILE))

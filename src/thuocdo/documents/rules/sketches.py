"""Finding nearly equal texts: a sketch of each text, the lowest hashes of its runs of words (MinHash, bottom-k).

Two texts that share most of their runs share most of the lowest hashes, so that an index of the hashes finds the pairs
without comparing texts. Marks, case, spaces and the national motto do not count.
"""

from __future__ import annotations

import heapq
import re
from hashlib import blake2b

from thuocdo.kernel.text import fold

RUN, SIZE = 6, 32
WORDS = re.compile(r"[a-z0-9]+")
MOTTO = re.compile(r"cong hoa xa hoi chu nghia viet nam|doc lap tu do hanh phuc")
# From this share of common runs on, two papers are shown as nearly equal; and how many hashes their sketches share.
NEARLY = 0.8
COMMON = 16


def runs(text: str) -> set[int]:
    """Hashes of all runs of six words, each a whole number below 2**63."""
    words = WORDS.findall(MOTTO.sub(" ", " ".join(WORDS.findall(fold(text)))))
    if len(words) < RUN:
        return set()
    parts = (" ".join(words[at : at + RUN]).encode() for at in range(len(words) - RUN + 1))
    return {int.from_bytes(blake2b(part, digest_size=8).digest(), "big") >> 1 for part in parts}


def sketch(found: set[int]) -> list[int]:
    """The lowest hashes of the runs of a text, at most 32; empty for a text too short to tell anything.

    >>> sketch(runs("một hai ba"))
    []
    """
    return heapq.nsmallest(SIZE, found) if len(found) >= SIZE else []


def likeness(left: set[int], right: set[int]) -> float:
    """The share of runs that two texts have in common, 0 to 1.

    >>> likeness(runs("a b c d e f g h"), runs("A, b c D e f g h."))
    1.0
    """
    both = left | right
    return len(left & right) / len(both) if both else 0.0

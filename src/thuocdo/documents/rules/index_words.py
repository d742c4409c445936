"""What the index of papers holds of one paper: words with and without marks at their places, pairs of neighbours.

Pairs of neighbouring words are words of the index too: a phrase is then found without reading the places of its words
in every paper that has them. A text is cut where PostgreSQL's limits for one paper (1 MB, 16,383 places) end; `LONG`
and `CUT` say that places, or pairs, are not complete.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from thuocdo.documents.rules.numbers import number_key
from thuocdo.documents.rules.spellings import Speller, Word

LONG, CUT = "^long", "^cut"
PAIR, OWN = "~", "#"
LAST_PLACE, MOST_PLACES, GAP = 16_383, 255, 20
# Below the megabyte that PostgreSQL gives one paper, entries and places counted.
ROOM, ROOM_FOR_PAIRS = 900_000, 600_000
ENTRY = 8
NUMBER = re.compile(r"\b\d+[^\W_]*\s?/\s?[^\W_][\w&/.–-]*")
# Fields that can be asked for, by the letter before their words in the index.
FIELDS = {"subject": "t", "issuer": "i", "signer": "k", "task": "n", "target": "c", "shortcoming": "h"}


class IndexWords:
    """Gathers the words of one paper, part by part."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller
        self._places: dict[str, list[int]] = {}
        self._size = 0
        self._at = 0

    def add(self, text: str, field: str = "") -> None:
        """Words of one part; with a field they are also found when somebody asks for that field only."""
        if not text:
            return
        marks = ("", f"{FIELDS[field]}:") if field else ("",)
        before: Word | None = None
        for _start, _end, word in self._speller.placed(text):
            self._at += 1
            for mark in marks:
                self._word(mark, word, before)
            before = word
        self._at += GAP
        for found in NUMBER.finditer(text):
            self._put(number_key(found.group().rstrip(".-–/&")))

    def only(self, text: str, field: str) -> None:
        """Words of a field whose text stands elsewhere already."""
        before: Word | None = None
        for word in self._speller.words(text):
            self._at += 1
            self._word(f"{FIELDS[field]}:", word, before)
            before = word
        self._at += GAP

    def own_number(self, number: str) -> None:
        """The number of the paper itself: whole, and its figures alone."""
        if key := number_key(number):
            self._put(OWN + key)
            self._put(OWN + re.split(r"\D", key, maxsplit=1)[0])

    def _word(self, mark: str, word: Word, before: Word | None) -> None:
        self._put(mark + word.folded, self._at)
        if word.has_marks:
            self._put(mark + word.marked, self._at)
        if before is not None:
            if self._size < ROOM_FOR_PAIRS:
                self._put(f"{mark}{PAIR}{before.folded} {word.folded}")
            else:
                self._places.setdefault(CUT, [])

    def _put(self, entry: str, place: int = 0) -> None:
        places = self._places.get(entry)
        if places is None:
            if not entry or self._size > ROOM:
                return
            places = self._places[entry] = []
            self._size += len(entry.encode()) + ENTRY
        if not place:
            return
        if place >= LAST_PLACE or len(places) >= MOST_PLACES or self._size > ROOM:
            self._places.setdefault(LONG, [])
        else:
            places.append(place)
            self._size += 2

    def text(self) -> str:
        """The words in PostgreSQL's own writing of a `tsvector`."""
        return " ".join(f"{quoted(entry)}{_places(places)}" for entry, places in self._places.items())


def quoted(entry: str) -> str:
    """An entry in PostgreSQL's writing.

    >>> quoted("a'b")
    "'a''b'"
    """
    return "'" + entry.replace("\\", "\\\\").replace("'", "''") + "'"


def _places(places: Sequence[int]) -> str:
    return ":" + ",".join(map(str, places)) if places else ""

"""How a word is compared when papers are searched: one form with its marks, one without, and spellings that stand for
each other.

The form with marks has the tone at its end, so that it does not matter on which letter it was set (hoà, hòa), and one
letter where custom writes two (kỹ, kĩ). Figures lose their leading zeros.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thuocdo.kernel.text import nfc, strip_marks

WORD = re.compile(r"[^\W_]+")
TONES = "\u0300\u0301\u0303\u0309\u0323"
LONGEST, MOST_KEPT = 60, 200_000


@dataclass(frozen=True)
class Word:
    """One word as it is compared: with marks (tone last), without; whether it was written with any."""

    marked: str
    folded: str

    @property
    def has_marks(self) -> bool:
        return self.marked != self.folded

    def fits(self, other: Word) -> bool:
        """Whether this word, as somebody asks for it, means the other: with marks exactly, without them either."""
        return self.marked == other.marked if self.has_marks else self.folded == other.folded


class Speller:
    """Forms of words under the spelling rules of a pack (`packs/national/spellings.yaml`)."""

    def __init__(self, content: Mapping[str, Any] | None = None) -> None:
        rule = dict((content or {}).get("same_letter") or {})
        after = "|".join(re.escape(str(letters)) for letters in rule.pop("after", ()))
        self._same = {str(one): str(other) for one, other in rule.items() if one != "__line__"}
        self._ending = re.compile(rf"^({after})([{''.join(self._same)}])$") if after and self._same else None
        self._kept: dict[str, Word] = {}
        self.groups = [
            [tuple(self.words(str(phrase))) for phrase in group] for group in (content or {}).get("groups") or ()
        ]

    def words(self, text: str) -> list[Word]:
        """The words of a text in their order.

        >>> [word.folded for word in Speller().words("Số 03667/QĐ-UBND")]
        ['so', '3667', 'qd', 'ubnd']
        """
        return [self.word(found.group()) for found in WORD.finditer(nfc(text))]

    def placed(self, text: str) -> Iterator[tuple[int, int, Word]]:
        """The words of a text in composed Unicode with their places in it."""
        for found in WORD.finditer(text):
            yield found.start(), found.end(), self.word(found.group())

    def word(self, text: str) -> Word:
        """The forms of one word.

        >>> Speller().word("Hoà") == Speller().word("hòa"), Speller().word("Hoa").has_marks
        (True, False)
        """
        known = self._kept.get(text)
        if known is None:
            if len(self._kept) > MOST_KEPT:
                self._kept.clear()
            known = self._kept[text] = self._formed(text[:LONGEST].lower())
        return known

    def _formed(self, text: str) -> Word:
        if text.isdigit():
            plain = text.lstrip("0") or "0"
            return Word(plain, plain)
        letters = unicodedata.normalize("NFD", text)
        tone = "".join(letter for letter in letters if letter in TONES)
        base = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES))
        if self._ending is not None:
            base = self._ending.sub(lambda found: found[1] + self._same[found[2]], base)
        return Word(base + tone[:1], strip_marks(base))

    def others(self, words: Sequence[Word]) -> tuple[int, list[tuple[Word, ...]]]:
        """The longest known spelling at the beginning of the words: how many it takes, and what stands for it."""
        best, found = 0, list[tuple[Word, ...]]()
        for group in self.groups:
            for one in group:
                if best < len(one) <= len(words) and all(a.fits(b) for a, b in zip(words, one, strict=False)):
                    best, found = len(one), [other for other in group if other != one]
        return best, found

"""What somebody asks the search of papers for: words, phrases in quotes, fields, exclusions, as typed in one line.

`"cải cách" -"kế hoạch" trichyeu:tuyển coquan:"sở nội vụ" loai:"quyết định" ngay:01/01/2024-31/12/2024 366*`
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from thuocdo.documents.rules.index_words import FIELDS, LONG, OWN, PAIR, quoted
from thuocdo.documents.rules.numbers import number_key
from thuocdo.documents.rules.spellings import Speller, Word
from thuocdo.kernel.text import fold, nfc

MOST_WORDS = 24
# Beginnings of fewer letters are looked for in the papers that the other words have found.
SHORTEST_BEGINNING = 4
PIECE = re.compile(r'(?P<minus>-)?(?:(?P<field>[^\W\d_]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
NUMBER_GAPS = re.compile(r"(?<=\d)\s*/\s*(?=\w)")
DASHES = re.compile(r"(?<=\w)\s*[–—-]\s*(?=[^\W\d_])")
NUMBER = re.compile(r"^\d+[^\W_]*/[^\W_][\w&/.-]*$")
DAY = r"(?:(?:(\d{1,2})[/.])?(\d{1,2})[/.])?(\d{4})"
RANGE = re.compile(rf"^{DAY}?(?:(-){DAY}?)?$")
# Names of fields as they are typed, without marks.
NAMES = {
    "so": "number", "sohieu": "number", "trichyeu": "subject", "coquan": "issuer", "nguoiky": "signer", "loai": "kind",
    "ngay": "day", "nam": "day", "nhiemvu": "task", "chitieu": "target", "hanche": "shortcoming",
}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """One condition: words in one field or anywhere, as a phrase or each for itself; `others` may stand instead."""

    words: tuple[Word, ...]
    field: str = ""
    phrase: bool = False
    minus: bool = False
    prefix: bool = False
    number: str = ""
    others: tuple[tuple[Word, ...], ...] = ()


@dataclass(frozen=True)
class Asked:
    """Conditions on words; the number that comes first; the kind and the days of the paper; what was not understood."""

    clauses: tuple[Clause, ...] = ()
    number: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None
    unclear: tuple[str, ...] = ()

    @property
    def coarse(self) -> str:
        """A `tsquery` that the index answers alone; it lets through a few papers too many where there is a phrase."""
        said = _all(_coarse(clause) for clause in self.clauses if not _is_short(clause))
        return said or _all(map(_coarse, self.clauses))

    @property
    def fine(self) -> str:
        """The `tsquery` of what places must decide; empty when `coarse` says all."""
        exact = _all(_coarse(clause) if _is_short(clause) else _fine(clause) for clause in self.clauses)
        return f"({exact}) | {quoted(LONG)}" if exact else ""

    @property
    def own(self) -> str:
        """The `tsquery` of papers that have the asked number themselves; empty without one."""
        return _number(self.number, OWN) if self.number else ""

    @property
    def is_empty(self) -> bool:
        return not (self.clauses or self.kind or self.first or self.last)

    @property
    def shown(self) -> list[Clause]:
        """Conditions whose words are marked in an excerpt."""
        return [clause for clause in self.clauses if not clause.minus]


def asked(text: str, speller: Speller, *, where: str = "", typing: bool = False) -> Asked:
    """Read a line of the search box; words without a field are sought in the field `where`, or everywhere; while
    somebody is `typing`, the last word may go on.

    >>> asked('"cai cach" -thue so:3667', Speller()).coarse
    "('cai' & 'cach' & '~cai cach') & !'thue' & '#3667'"
    """
    reader = _Reader(speller, everywhere=where)
    line = DASHES.sub("-", NUMBER_GAPS.sub("/", nfc(text))) if "/" in text else nfc(text)
    for found in PIECE.finditer(line):
        reader.take(found["minus"] or "", found["field"] or "", found["phrase"], found["word"] or "")
    return reader.done(typing=typing and not text.endswith((" ", '"')))


@dataclass
class _Reader:
    """Gathers pieces of the line; plain words wait, so that several together can be another spelling."""

    speller: Speller
    everywhere: str = ""
    clauses: list[Clause] = field(default_factory=list)
    waiting: list[Word] = field(default_factory=list)
    where: str = ""
    found: Asked = Asked()
    unclear: list[str] = field(default_factory=list)
    words: int = 0

    def take(self, minus: str, name: str, phrase: str | None, word: str) -> None:
        kind = NAMES.get(fold(name), self.everywhere)
        if name and fold(name) not in NAMES and phrase is None:
            word = f"{name}:{word}"
        said = word if phrase is None else phrase
        if kind in ("kind", "day"):
            self._fact(kind, said)
        elif kind == "number":
            self._number(said, minus)
        elif phrase is not None or minus or word.endswith("*") or NUMBER.match(word):
            self._one(minus, kind, phrase is not None, said)
        else:
            if kind != self.where:
                self._settle()
                self.where = kind
            self.waiting += self._few(self.speller.words(said))

    def done(self, *, typing: bool) -> Asked:
        last = self.waiting.pop() if typing and self.waiting else None
        where = self.where
        self._settle()
        if last is not None and (len(last.folded) > 1 or not self.clauses):
            self.clauses.append(Clause((last,), where, prefix=True))
        number = self.found.number or self._lone()
        return replace(self.found, clauses=tuple(self.clauses), unclear=tuple(self.unclear), number=number)

    def _lone(self) -> str:
        """Figures that are all that is asked for are taken for a number."""
        figures = [clause for clause in self.clauses if not clause.minus and clause.words and not clause.phrase]
        if len(figures) == 1 and len(figures[0].words) == 1 and figures[0].words[0].folded.isdigit():
            return "" if figures[0].prefix else figures[0].words[0].folded
        return ""

    def _one(self, minus: str, kind: str, phrase: bool, said: str) -> None:
        self._settle()
        prefix = said.endswith("*") and not phrase
        said = said.rstrip("*")
        if not phrase and NUMBER.match(said) and (key := number_key(said)):
            self.clauses.append(Clause((), minus=bool(minus), number=key))
            if not minus:
                self.found = replace(self.found, number=key)
            return
        words = self._few(self.speller.words(said))
        if not words:
            return
        # What is left out is meant literally; what is sought may be spelled otherwise.
        count, others = (0, []) if minus else self.speller.others(words)
        self.clauses.append(
            Clause(
                tuple(words), kind, phrase=phrase and len(words) > 1, minus=bool(minus), prefix=prefix,
                others=tuple(others) if count == len(words) else (),
            )
        )  # fmt: skip

    def _number(self, said: str, minus: str) -> None:
        """The number of the paper itself, whole or its figures."""
        self._settle()
        key = number_key(said)
        if not key:
            self.unclear.append(said)
            return
        self.clauses.append(Clause((), field="own", minus=bool(minus), number=key))

    def _fact(self, kind: str, said: str) -> None:
        self._settle()
        if kind == "kind":
            self.found = replace(self.found, kind=" ".join(nfc(said).lower().split()))
            return
        days = days_of(said)
        if days is None:
            self.unclear.append(said)
        else:
            self.found = replace(self.found, first=days[0] or self.found.first, last=days[1] or self.found.last)

    def _settle(self) -> None:
        """Turn the waiting words into conditions, the longest known spellings first."""
        rest, self.waiting = self.waiting, []
        while rest:
            count, others = self.speller.others(rest)
            self.clauses.append(Clause(tuple(rest[: count or 1]), self.where, others=tuple(others)))
            rest = rest[count or 1 :]

    def _few(self, words: list[Word]) -> list[Word]:
        kept = words[: max(0, MOST_WORDS - self.words)]
        self.words += len(kept)
        return kept


def days_of(text: str) -> tuple[date | None, date | None] | None:
    """First and last day of `2025`, `07/2025`, `01/07/2025`, `01/07/2025-31/12/2025`, `2024-`, `-2024`; else nothing.

    >>> days_of("07/2025")
    (datetime.date(2025, 7, 1), datetime.date(2025, 7, 31))
    """
    found = RANGE.match(text.replace(" ", "").replace("–", "-"))
    if not found or not text.strip("- –"):
        return None
    try:
        begin, end = _span(found.groups()[:3]), _span(found.groups()[4:])
    except ValueError:
        return None
    if not found[4]:
        return begin
    return (begin[0] if begin else None), (end[1] if end else None)


def _span(parts: Sequence[str | None]) -> tuple[date, date] | None:
    day, month, year = (int(part) if part else 0 for part in parts)
    if not year:
        return None
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        following = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), following - timedelta(days=1)
    return date(year, 1, 1), date(year, 12, 31)


def _all(parts: Iterator[str]) -> str:
    return " & ".join(part for part in parts if part)


def _number(key: str, mark: str) -> str:
    """A number with its symbol may go on: 3667/QD also means 3667/QD-UBND."""
    return quoted(mark + key) + (":*" if "/" in key else "")


def _is_short(clause: Clause) -> bool:
    """Whether a beginning is so short that the index would name most papers for it."""
    return clause.prefix and len(clause.words) == 1 and len(clause.words[0].folded) < SHORTEST_BEGINNING


def _mark(clause: Clause) -> str:
    return f"{FIELDS[clause.field]}:" if clause.field in FIELDS else ""


def _entries(words: Sequence[Word], mark: str) -> list[str]:
    """Each word as it was typed: with its marks, or in whatever marks."""
    return [mark + _form(word) for word in words]


def _form(word: Word) -> str:
    return word.marked if word.has_marks else word.folded


def _pairs(words: Sequence[Word], mark: str) -> list[str]:
    return [f"{mark}{PAIR}{one.folded} {two.folded}" for one, two in pairwise(words)]


def _coarse(clause: Clause) -> str:
    mark = _mark(clause)
    if clause.number:
        found = _number(clause.number, OWN if clause.field == "own" else "")
        return f"!{found}" if clause.minus else found
    if clause.minus and clause.phrase:
        return ""
    if clause.prefix:
        entries = [*map(quoted, _entries(clause.words[:-1], mark)), f"{quoted(mark + _form(clause.words[-1]))}:*"]
    else:
        entries = [*map(quoted, _entries(clause.words, mark))]
        if clause.phrase:
            entries += map(quoted, _pairs(clause.words, mark))
    ways = [_joined(entries)] + [
        _joined([*map(quoted, [*_entries(other, mark), *_pairs(other, mark)])]) for other in clause.others
    ]
    found = ways[0] if len(ways) == 1 else f"({' | '.join(ways)})"
    return f"!{found}" if clause.minus else found


def _joined(entries: Sequence[str]) -> str:
    return entries[0] if len(entries) == 1 else f"({' & '.join(entries)})"


def _fine(clause: Clause) -> str:
    """The words of a phrase side by side: needed for three words, marks, or an exclusion; a pair says the rest."""
    if not clause.phrase or (len(clause.words) == 2 and not clause.minus and not _any_marks(clause)):
        return ""
    mark = _mark(clause)
    row = " <-> ".join(map(quoted, _entries(clause.words, mark)))
    others = [_joined([*map(quoted, _pairs(other, mark) or _entries(other, mark))]) for other in clause.others]
    found = f"({' | '.join([f'({row})', *others])})"
    return f"!{found}" if clause.minus else found


def _any_marks(clause: Clause) -> bool:
    return any(word.has_marks for word in clause.words)


def typed(values: Mapping[str, str]) -> str:
    """The line that says what the fields of a form say: `{"subject": "tuyển dụng"}` gives `trichyeu:"tuyển dụng"`.

    >>> typed({"subject": "tuyển dụng", "number": "3667", "issuer": ""})
    'trichyeu:"tuyển dụng" so:"3667"'
    """
    names = {kind: name for name, kind in reversed(NAMES.items())}
    shown = ((names[kind], value.replace('"', " ").strip()) for kind, value in values.items())
    return " ".join(f'{name}:"{value}"' for name, value in shown if value)

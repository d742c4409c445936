"""How a paper stands to those that it cites (quan hệ giữa các văn bản), read from the words around each citation.

What a paper orders others to do ("tham mưu UBND tỉnh thay thế Quyết định số ...") is no relation of the paper itself: a
replacing or amending paper says so of itself ("Quyết định này ... thay thế"), in an article, or in its subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thuocdo.kernel.text import squeeze

BASIS, CARRIES_OUT, REPLACES, AMENDS = "basis", "carries_out", "replaces", "amends"
CORRECTS, ANSWERS, ATTACHED = "corrects", "answers", "attached"
# Characters: how far a sentence is sought, quoted; how near “Thực hiện” stands; where a paper says why it is written.
REACH, SHOWN, NEAR, OPENING = 420, 280, 160, 2500
# A sentence begins behind the end of another, a blank line, or the label of an article or clause.
BREAK = re.compile(r"(?:[.;:!?](?=\s)|\n\s*\n|(?<=\n)\s*(?:\*\*|#+ )?(?:Điều \d+|\d+|[a-zđ])[.)])\s*")
END = re.compile(r"[.;:](?=\s|$)|\n\s*\n")
OPENS = r"^\W*(?:(?:Để|Nhằm|Tiếp tục|Tổ chức) )?"
CARRYING = re.compile(
    OPENS + r"(?:Thực hiện|Triển khai|Thi hành|Chấp hành|Quán triệt|tổ chức thực hiện)\b", re.IGNORECASE
)
CARRYING_IN_SUBJECT = re.compile(r"(?:triển khai|thực hiện|thi hành)\b[^.;:]{0,60}$", re.IGNORECASE)
ANSWERING = re.compile(OPENS + r"(?:Phúc đáp|Trả lời|Phản hồi)\b", re.IGNORECASE)
ATTACHING = re.compile(r"\(\s*(?:\*\s*)?(?:Ban hành |Được ban hành )?[Kk]èm theo\s*$|^\W*(?:Ban hành )?[Kk]èm theo\s*$")
REPLACING = re.compile(r"(?:thay thế|bãi bỏ|hủy bỏ|huỷ bỏ)\b[^.;:]{0,60}$", re.IGNORECASE)
REPLACING_AT_ONCE = re.compile(r"\W*(?:Bãi bỏ|Thay thế|Hủy bỏ|Huỷ bỏ)")
LIST_OF_REPLACED = re.compile(
    r"(?:bãi bỏ|hết hiệu lực|thay thế)[^.:]{0,80}\bsau(?: đây)?\s*:(?:(?!\n\s*\n\s*\n).){0,600}$",
    re.IGNORECASE | re.DOTALL,
)
LOSES_FORCE = re.compile(r"^[^.;]{0,160}?hết hiệu lực", re.IGNORECASE)
AMENDING = re.compile(r"(?:sửa đổi|bổ sung|điều chỉnh)\b[^.;:]{0,90}$", re.IGNORECASE)
CORRECTING = re.compile(r"đính chính\b[^.;:]{0,80}$", re.IGNORECASE)
ITSELF = re.compile(
    r"(?:Quyết định|Nghị quyết|Kế hoạch|Quy chế|Quy định|Chỉ thị|Thông tư|Nghị định|Công văn|Văn bản|Thông báo) này\b",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"Điều \d+\.?\W*$")
WHY = {
    CARRIES_OUT: "Câu mở đầu bằng “Thực hiện”, “Triển khai”.", BASIS: "Văn bản được nêu làm căn cứ.",
    REPLACES: "Văn bản nói nó thay thế, bãi bỏ hoặc làm hết hiệu lực văn bản kia.",
    AMENDS: "Văn bản nói nó sửa đổi, bổ sung văn bản kia.", CORRECTS: "Văn bản nói nó đính chính văn bản kia.",
    ANSWERS: "Câu mở đầu bằng “Phúc đáp”, “Trả lời”.", ATTACHED: "Dòng “Kèm theo” dưới tên văn bản.",
}  # fmt: skip


@dataclass(frozen=True)
class Cited:
    """One citation in the text: its key, its role as read, and its places, half-open in the text."""

    key: int
    role: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Proposal:
    """One relation that the text says: kind, to which citation, the words that say it with their place, and why."""

    kind: str
    key: int
    quote: str
    spans: tuple[tuple[int, int], ...]
    why: str


def proposals(text: str, cited: Iterable[Cited], subject: Sequence[tuple[int, int]] = ()) -> list[Proposal]:
    """Relations of a paper to what it cites, each kind once for a citation; `subject` is where its subject stands."""
    found: dict[tuple[int, str], Proposal] = {}
    for one in cited:
        for place in one.spans:
            for kind, start in _kinds(text, place, one.role, subject):
                quote = squeeze(text[start : sentence_end(text, place[1])])
                made = Proposal(kind, one.key, quote, ((start, place[1]),), WHY[kind])
                found.setdefault((one.key, kind), made)
        if (one.key, CARRIES_OUT) in found:
            found.pop((one.key, BASIS), None)
    return list(found.values())


@dataclass(frozen=True)
class _Place:
    """A citation in its sentence: the words before it, those behind, what stood before the sentence."""

    start: int
    at: int
    before: str
    behind: str
    above: str
    in_subject: bool

    @property
    def of_itself(self) -> bool:
        """Whether the paper speaks of itself here, not of what others shall do."""
        return bool(self.in_subject or ITSELF.search(self.before) or ARTICLE.search(self.above[-14:]))

    @property
    def replaces(self) -> bool:
        """Whether the cited paper ends by this one."""
        said = REPLACING.search(self.before) and (self.of_itself or REPLACING_AT_ONCE.match(self.before))
        return bool(said or LOSES_FORCE.match(self.behind) or LIST_OF_REPLACED.search(self.above + self.before))

    def carries_out(self, role: str) -> bool:
        """Whether this paper is made to carry the cited one out."""
        if self.in_subject and CARRYING_IN_SUBJECT.search(self.before):
            return True
        opening = role == BASIS or self.in_subject or (len(self.before) <= NEAR and self.at <= OPENING)
        return opening and bool(CARRYING.match(self.before))


def _kinds(
    text: str, place: tuple[int, int], role: str, subject: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, int]]:
    """Kinds that one place says, each with the start of its sentence."""
    at, end = place
    start = sentence_start(text, at)
    seen = _Place(
        start, at, text[start:at], text[end : end + REACH], text[max(0, at - REACH) : start],
        any(a <= at < b for a, b in subject),
    )  # fmt: skip
    found = [*_upon(seen), *_towards(seen, role)]
    return ((kind, start) for kind in found)


def _upon(seen: _Place) -> Iterator[str]:
    """What the paper does to the cited one."""
    if seen.replaces:
        yield REPLACES
    elif AMENDING.search(seen.before) and seen.of_itself:
        yield AMENDS
    if CORRECTING.search(seen.before) and seen.of_itself:
        yield CORRECTS


def _towards(seen: _Place, role: str) -> Iterator[str]:
    """Why the paper was written, as far as the cited one is the reason."""
    if ATTACHING.search(seen.before):
        yield ATTACHED
    elif ANSWERING.match(seen.before):
        yield ANSWERS
    elif seen.carries_out(role):
        yield CARRIES_OUT
    elif role == BASIS:
        yield BASIS


def sentence_start(text: str, place: int) -> int:
    """Where the sentence begins that a place stands in.

    >>> sentence_start("Một câu. Thực hiện Công văn số 5", 27)
    9
    """
    low = max(0, place - REACH)
    breaks = [match.end() for match in BREAK.finditer(text, low, place)]
    start = breaks[-1] if breaks else low
    while start < place and text[start].isspace():
        start += 1
    return start


def sentence_end(text: str, place: int) -> int:
    """Where the sentence ends that a place stands in; a long one is cut between words."""
    found = END.search(text, place, place + SHOWN)
    if found:
        return found.start()
    cut = min(len(text), place + SHOWN // 2)
    return text.rfind(" ", place, cut) if cut < len(text) and " " in text[place:cut] else cut


def cited_of(items: Iterable[Mapping[str, Any]]) -> list[Cited]:
    """Citations from plain rows with key, number, role and spans; without a number, and the paper's mention of itself,
    left out."""
    return [
        Cited(int(row["key"]), str(row["role"] or ""), tuple((int(a), int(b)) for a, b in row["spans"] or ()))
        for row in items
        if row["role"] != "self" and row["number"]
    ]

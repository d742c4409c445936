"""Items that somebody else than the rules proposes (đề xuất): only what stands in the text letter for letter counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from thuocdo.kernel.text import nfc, squeeze

KINDS = ("task", "target", "shortcoming")
MOST = 60
SHORTEST, LONGEST = 12, 2000
BY = "language_model"
CONFIDENCE = 0.5
Spans = list[list[int]]
Json = dict[str, Any]
DOUBT = {
    "code": "proposed_by_language_model",
    "message": "Trợ lý ngôn ngữ đề xuất, bộ quy tắc không thấy mục này: đọc lại câu gốc trước khi quyết.",
}
DROPPED = {
    "not_in_text": "không có nguyên văn trong văn bản",
    "known": "đã có mục ở chỗ ấy",
    "too_short": "quá ngắn hoặc quá dài",
    "too_many": "quá nhiều",
}


@dataclass(frozen=True)
class Proposal:
    """One proposed item: its kind, the words of the paper it rests on, and what is said of it, also in its words."""

    kind: str
    quote: str
    lead_agencies: tuple[str, ...] = ()
    coordinating_agencies: tuple[str, ...] = ()
    deadline: str = ""


@dataclass
class Sifted:
    """What is left of proposals: (proposal, its place) of those that count, and how many were dropped for what."""

    kept: list[tuple[Proposal, Spans]] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def sifted(proposals: Iterable[Proposal], place: Callable[[str], Spans], known: Sequence[tuple[str, Spans]]) -> Sifted:
    """Proposals whose quotation stands in the text (`place` finds it) and where no item of the kind stands yet.

    >>> found = sifted([Proposal("task", "Sở Nội vụ báo cáo"), Proposal("task", "câu bịa đặt ra")],
    ...                lambda words: [[0, 17]] if words.startswith("Sở") else [], [])
    >>> [proposal.quote for proposal, _ in found.kept], dict(found.dropped)
    (['Sở Nội vụ báo cáo'], {'not_in_text': 1})
    """
    result = Sifted()
    taken = list(known)
    for proposal in proposals:
        quote = squeeze(nfc(proposal.quote))
        spans = place(quote) if SHORTEST <= len(quote) <= LONGEST else []
        why = (
            "too_many" if len(result.kept) >= MOST
            else "too_short" if not SHORTEST <= len(quote) <= LONGEST
            else "not_in_text" if not spans
            else "known" if any(kind == proposal.kind and covers(held, spans) for kind, held in taken)
            else ""
        )  # fmt: skip
        if why:
            result.dropped[why] += 1
        else:
            result.kept.append((proposal, spans))
            taken.append((proposal.kind, spans))
    return result


def covers(held: Sequence[Sequence[int]], spans: Sequence[Sequence[int]]) -> bool:
    """Whether two places share more than half of the shorter of them.

    >>> covers([[0, 10]], [[4, 30]]), covers([[0, 10]], [[8, 30]])
    (True, False)
    """
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in spans for c, d in held)
    shorter = min(sum(b - a for a, b in spans), sum(b - a for a, b in held))
    return bool(shorter) and shared * 2 > shorter


def said_in(text: str, words: Iterable[str]) -> list[str]:
    """Those of the words that stand in the text as they are; what was made up is left out, each once.

    >>> said_in("Giao Sở Nội vụ chủ trì", ["Sở Nội vụ", "Sở Y tế", "Sở Nội vụ"])
    ['Sở Nội vụ']
    """
    plain = squeeze(text)
    found = (squeeze(nfc(word)) for word in words)
    return list(dict.fromkeys(word for word in found if word and word in plain))


def note(asked: Mapping[str, Any], found: Sifted, problem: str = "") -> Json:
    """What is kept with the paper about one asking: which model, how many proposed, kept, dropped and why."""
    return {
        **asked, "proposed": len(found.kept) + sum(found.dropped.values()), "kept": len(found.kept),
        "dropped": dict(found.dropped), "problem": problem,
    }  # fmt: skip


def note_words(kept: Mapping[str, Any]) -> str:
    """The note as people read it.

    >>> note_words({"model": "vn", "proposed": 3, "kept": 1, "dropped": {"not_in_text": 2}, "problem": ""})
    'Trợ lý ngôn ngữ (vn) đề xuất 3 mục; giữ 1 để người quyết, bỏ 2 (2 không có nguyên văn trong văn bản).'
    """
    said = f"Trợ lý ngôn ngữ ({kept.get('model') or 'không rõ'})"
    dropped = {name: int(count) for name, count in (kept.get("dropped") or {}).items()}
    words = f"{said} đề xuất {kept.get('proposed', 0)} mục; giữ {kept.get('kept', 0)} để người quyết"
    if dropped:
        reasons = ", ".join(f"{count} {DROPPED.get(name, name)}" for name, count in dropped.items())
        words += f", bỏ {sum(dropped.values())} ({reasons})"
    if kept.get("problem"):
        return f"{kept['problem']} {words}." if kept.get("proposed") else str(kept["problem"])
    return f"{words}."

"""Where to cut an item in two, and what each part takes along."""

from __future__ import annotations

import re

from thuocdo.kernel.errors import Refused

SENTENCE_END = re.compile(r"[.;](?:\s+|$)|\s+[-+–]\s+(?=[A-ZĐÀ-Ỹ])")


def cutting_places(text: str) -> list[int]:
    """Offsets in the words of an item at which a new sentence begins.

    >>> cutting_places("Rà soát thủ tục; công bố kịp thời. Giao Sở Nội vụ theo dõi.")
    [17, 35]
    """
    return [match.end() for match in SENTENCE_END.finditer(text) if 0 < match.end() < len(text)]


def cut(text: str, at: int) -> tuple[str, str]:
    """The two parts of the words cut before the character `at`; Refused `documents.bad_cut` (empty part, torn word).

    >>> cut("Một; hai.", 5)
    ('Một', 'hai.')
    """
    first, second = text[:at].strip().rstrip(";").rstrip(), text[at:].strip()
    if not first or not second or not 0 < at < len(text):
        raise Refused(
            "documents.bad_cut",
            f"Không tách được ở vị trí {at}: một trong hai phần sẽ rỗng.",
            f"Chọn vị trí từ 1 đến {max(len(text) - 1, 1)}, ở đầu câu thứ hai.",
        )
    if text[at - 1].isalnum() and text[at].isalnum():
        raise Refused("documents.bad_cut", "Chỗ tách nằm giữa một chữ.", "Chọn vị trí ở đầu một chữ.")
    return first, second


def joined(texts: list[str]) -> str:
    """The words of several items as one, with a semicolon where none ends a part.

    >>> joined(["Rà soát thủ tục", "công bố kịp thời."])
    'Rà soát thủ tục; công bố kịp thời.'
    """
    parts = [text.strip() for text in texts]
    return "; ".join([part.rstrip(";").rstrip() for part in parts[:-1]] + parts[-1:]) if parts else ""


def union(lists: list[list[object]]) -> list[object]:
    """Entries of all lists in order, each once."""
    result: list[object] = []
    for entries in lists:
        result += [entry for entry in entries if entry not in result]
    return result

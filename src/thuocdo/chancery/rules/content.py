"""What a draft says (nội dung dự thảo), and how it becomes a paper with or without number, day and signer.

The content is what `documents.composing.kinds` reads, less what is known only later: `number`, `place_and_date`,
`signatures`. Instead it has `symbol` ("/UBND-CCHC"), `place`, and `signers` for kinds that name them themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from thuocdo.documents.composing.kinds import issued_with, kind_of

Content = dict[str, Any]
BODIES = re.compile(r"^((?:Ủy|Uỷ) ban nhân dân|Hội đồng nhân dân)\s+", re.IGNORECASE)
BLANK, DOTS = "      ", "……………"
LISTS = ("bases", "addressees", "recipients")
TEXTS = ("symbol", "place", "subject", "authority", "urgency", "contact", "kind")
URGENCIES = {"": "", "khan": "Khẩn", "thuong_khan": "Thượng khẩn", "hoa_toc": "Hỏa tốc"}


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What is put on a paper besides its content: number with symbol, day, lines above the signature, the signer."""

    number_symbol: str = ""
    dated: date | None = None
    year: int
    lines: Sequence[str] = ()
    name: str = ""


def paper_data(kind: str, content: Mapping[str, Any], printed: Printed) -> Content:
    """The content as the data of a paper; number and day stay open where there are none."""
    form, symbol = kind_of(kind), str(content.get("symbol") or "")
    number = printed.number_symbol or f"{BLANK}{symbol}"
    place = str(content.get("place") or "")
    data = {key: value for key, value in content.items() if key not in ("symbol", "place", "signers", "attachments")}
    told = content.get("letterhead") or {}
    head = {"agency": _lines(told.get("agency")) or DOTS, "superior": _lines(told.get("superior"))}
    name = _name_of(kind, content)
    # What is not written yet shows as dots: a draft can be looked at from its first moment.
    return data | {
        "letterhead": head,
        "subject": str(content.get("subject") or "").strip() or DOTS, "number": number,
        "place_and_date": f"{place}, {day_words(printed)}" if form.dated else "",
        "urgency": URGENCIES.get(str(content.get("urgency") or ""), ""),
        "signatures": _signatures(kind, content, printed),
        "attachments": [
            _attached(one, head, issued_with(name, number.strip(), day_words(printed), head["agency"],
                                             electronic=True))
            for one in content.get("attachments") or ()
        ],
    }  # fmt: skip


def _lines(agency: object) -> str:
    """A name as letterheads break it: "Ủy ban nhân dân" and the place below.

    >>> _lines("Ủy ban nhân dân tỉnh Nghệ An"), _lines("Sở Nội vụ")
    ('Ủy ban nhân dân\\ntỉnh Nghệ An', 'Sở Nội vụ')
    """
    return BODIES.sub(r"\1\n", str(agency or "").strip())


def day_words(printed: Printed) -> str:
    """The day as papers print it; open places where it is not known. Days under 10, months 1 and 2 have a zero.

    >>> day_words(Printed(dated=date(2025, 7, 5), year=2025)), day_words(Printed(dated=date(2025, 2, 15), year=2025))
    ('ngày 05 tháng 7 năm 2025', 'ngày 15 tháng 02 năm 2025')
    """
    if printed.dated is None:
        return f"ngày{BLANK}tháng{BLANK}năm {printed.year}"
    month = f"{printed.dated.month:02d}" if printed.dated.month < 3 else str(printed.dated.month)
    return f"ngày {printed.dated.day:02d} tháng {month} năm {printed.dated.year}"


def _name_of(kind: str, content: Mapping[str, Any]) -> str:
    return str(content.get("kind") or kind_of(kind).name or "Công văn")


def _signatures(kind: str, content: Mapping[str, Any], printed: Printed) -> list[dict[str, str]]:
    own = [{"capacity": str(one.get("capacity") or ""), "name": str(one.get("name") or "")}
           for one in content.get("signers") or () if one.get("capacity")]  # fmt: skip
    if kind_of(kind).capacities:
        return own
    return [{"capacity": "\n".join(printed.lines) or DOTS, "name": printed.name}]


def _attached(one: Mapping[str, Any], head: Mapping[str, Any], line: str) -> Content:
    given = {key: value for key, value in one.items() if key != "own_head"}
    return given | {"issued_with": line, "letterhead": dict(head) if one.get("own_head") else None}


def title_of(kind: str, content: Mapping[str, Any]) -> str:
    """What a draft is called in lists: its kind and what it is about."""
    subject = " ".join(str(content.get("subject") or "").split())
    return f"{_name_of(kind, content)}: {subject}" if subject else f"{_name_of(kind, content)} (chưa có trích yếu)"


def copied(content: Mapping[str, Any]) -> Content:
    """The content as the beginning of another draft: a copy of its own."""
    import copy

    return copy.deepcopy(dict(content))


def clean_lines(text: str) -> list[str]:
    """Lines as typed, without dashes in front and marks behind.

    >>> clean_lines("- Như trên;\\n\\n-  Lưu: VT.")
    ['Như trên', 'Lưu: VT']
    """
    lines = (line.strip().lstrip("-–•+").strip().rstrip(";").strip() for line in text.splitlines())
    return [line.removesuffix(".").strip() if not line.endswith("..") else line for line in lines if line]

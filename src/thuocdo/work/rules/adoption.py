"""How a confirmed document becomes a plan: its kind, title, year and span, and whom each deadline binds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from thuocdo.kernel.text import fold, squeeze

PLAN_TYPES = ("kế hoạch", "chương trình", "đề án")
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
YEARS_OF_NAME = re.compile(r"năm\s+(20\d\d)(?!\s*[-–]\s*20)", re.IGNORECASE)
SHORTEST_PHRASE = 5
KIND_AHEAD = re.compile(r"(?:kế hoạch|chương trình|đề án) (?=\w)", re.IGNORECASE)
KEPT_LARGE = re.compile(r"[\d/-]|^(?:UBND|HĐND|CCHC|TTHC|CNTT|VBQPPL|QPPL|CBCCVC|II|III|IV)\W*$")
TERRITORIES = ("tỉnh", "huyện")
NOT_A_NAME = frozenset([
    "và", "năm", "giai", "quý", "về", "trong", "đến", "theo", "giao", "của", "cấp", "các", "số", "ngày", "do", "có",
])  # fmt: skip


def plan_kind(doc_type: str, attachments: Sequence[Mapping[str, Any]]) -> str:
    """`plan` when the paper is or carries a plan or programme, else `directive`.

    >>> plan_kind("quyết định", [{"type": "kế hoạch", "title": "Cải cách hành chính năm 2025"}])
    'plan'
    """
    carried = [str(attachment.get("type", "")).lower() for attachment in attachments]
    return "plan" if any(kind in PLAN_TYPES for kind in (doc_type.lower(), *carried)) else "directive"


def plan_title(doc_type: str, subject: str, attachments: Sequence[Mapping[str, Any]], otherwise: str) -> str:
    """The name of the plan carried by a decision, else kind and subject of the paper, else how the paper is called."""
    for attachment in attachments:
        kind, title = str(attachment.get("type", "")), squeeze(str(attachment.get("title") or ""))
        if kind.lower() in PLAN_TYPES and title:
            return _sentence(title if fold(title).startswith(fold(kind)) else f"{kind} {title}")
    if not subject:
        return otherwise
    kind = doc_type if doc_type.lower() in PLAN_TYPES and not fold(subject).startswith(fold(doc_type)) else ""
    return _sentence(f"{kind} {subject}".strip())


def _sentence(text: str) -> str:
    """First letter large, the word behind the kind small ("Kế hoạch cải cách"); a title in capitals in sentence case.

    >>> _sentence("TRIỂN KHAI THỰC HIỆN CHỈ THỊ SỐ 32/CT-TTG NGÀY 21/10/2025 CỦA THỦ TƯỚNG CHÍNH PHỦ")
    'Triển khai thực hiện chỉ thị số 32/CT-TTG ngày 21/10/2025 của thủ tướng chính phủ'
    >>> _sentence("Kế hoạch CCHC năm 2025"), _sentence("kế hoạch Cải cách hành chính")
    ('Kế hoạch CCHC năm 2025', 'Kế hoạch cải cách hành chính')
    """
    found = KIND_AHEAD.match(text)
    kind, rest = (found[0].lower(), text[found.end() :]) if found else ("", text)
    calm = _without_capitals(rest)
    if kind and not rest.split(" ", 1)[0][1:2].isupper():
        calm = calm[:1].lower() + calm[1:]
    joined = kind + calm
    return joined[:1].upper() + joined[1:]


def _without_capitals(text: str) -> str:
    """Words printed all in capitals made small; symbols, numbers, dates and known abbreviations stay.

    >>> _without_capitals("CỦA UBND TỈNH QUÝ II/2025"), _without_capitals("của UBND tỉnh")
    ('của UBND tỉnh quý II/2025', 'của UBND tỉnh')
    >>> _without_capitals("TRÊN ĐỊA BÀN TỈNH NGHỆ AN NĂM 2025"), _without_capitals("CẤP TỈNH VÀ CẤP HUYỆN")
    ('trên địa bàn tỉnh Nghệ An năm 2025', 'cấp tỉnh và cấp huyện')
    """
    words = text.split(" ")
    plain = [index for index, word in enumerate(words) if not KEPT_LARGE.search(word)]
    if len(plain) < 2 or not all(words[index].isupper() for index in plain):
        return text
    small = [word.lower() if index in plain else word for index, word in enumerate(words)]
    for index, word in enumerate(small[:-2]):
        if word in TERRITORIES and not {small[index + 1], small[index + 2]} & NOT_A_NAME:
            # Names of provinces and districts have two words, but for very few.
            small[index + 1], small[index + 2] = small[index + 1].capitalize(), small[index + 2].capitalize()
    return " ".join(small)


def plan_year(kind: str, title: str, reference_on: date) -> int:
    """The year whose work is meant: that named in the title of a plan, else that of the paper.

    >>> plan_year("plan", "Kế hoạch cải cách hành chính tỉnh năm 2025", date(2024, 12, 30))
    2025
    >>> plan_year("directive", "Khắc phục tồn tại, hạn chế năm 2023", date(2024, 1, 15))
    2024
    """
    named = YEARS_OF_NAME.findall(title) if kind == "plan" else []
    return int(named[-1]) if named else reference_on.year


def plan_span(year: int, reference_on: date) -> tuple[date, date]:
    """The half-open span in which recurring tasks fall due: the planned year, but nothing before the paper was there.

    >>> plan_span(2025, date(2024, 12, 30))
    (datetime.date(2025, 1, 1), datetime.date(2026, 1, 1))
    >>> plan_span(2025, date(2025, 7, 10))
    (datetime.date(2025, 7, 10), datetime.date(2026, 1, 1))
    """
    start, last = date(year, 1, 1), date(year, 12, 31)
    return max(start, min(reference_on, last)), date(year + 1, 1, 1)


def named_phrases(applies_to: str, phrases: Sequence[str]) -> frozenset[int]:
    """Indexes of agency phrases that a deadline's `applies_to` names; none when it speaks of a product or of all.

    >>> phrases = ["Các sở thuộc UBND tỉnh", "UBND cấp huyện", "UBND cấp xã"]
    >>> sorted(named_phrases("Các sở thuộc UBND tỉnh, UBND cấp huyện", phrases))
    [0, 1]
    >>> sorted(named_phrases("Xây dựng kế hoạch", ["Sở Nội vụ"]))
    []
    """
    said = f" {_words(applies_to)} "
    if not said.strip():
        return frozenset()
    words = [_words(phrase) for phrase in phrases]
    inside = {index for index, phrase in enumerate(words) if len(phrase) >= SHORTEST_PHRASE and f" {phrase} " in said}
    around = {
        index for index, phrase in enumerate(words) if len(said.strip()) >= SHORTEST_PHRASE and said in f" {phrase} "
    }
    return frozenset(inside or around)


def _words(text: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", " ", fold(text))
    return re.sub(r"^(?:doi voi |cac |giao )+", "", plain).strip()


def deadline_label(applies_to: str, label: str, *, names_agencies: bool) -> str:
    """The label of a due instance; what a deadline asks for ("Báo cáo") stands first, agencies do not.

    >>> deadline_label("Báo cáo", "Quý I/2025", names_agencies=False)
    'Báo cáo: Quý I/2025'
    """
    said = squeeze(applies_to)
    return label if not said or names_agencies else f"{said[:1].upper()}{said[1:]}: {label}"


CLOSING, ORDER_INSIDE = "ket", ".giao"


def task_number(label: str) -> str:
    """How a task is numbered on screen: the reader's label in the officials' words.

    >>> task_number("ket"), task_number("5.giao"), task_number("IV.1.a"), task_number("12")
    ('Kết', '5 (giao)', 'IV.1.a', '12')
    """
    if label == CLOSING:
        return "Kết"
    head, found, rest = label.partition(ORDER_INSIDE)
    return (f"{head} (giao{' ' + rest.strip('.') if rest.strip('.') else ''})" if found else label)[:40]

"""What a paper is called: by what is known of it, never by the name of a file."""

from __future__ import annotations

import re
from datetime import date

COMMITTEE = re.compile(r"^(?:ủy|uỷ) ban nhân dân\b", re.IGNORECASE)
PERIODS = {3: "ngày", 2: "tháng", 1: "năm"}
LONGEST = 160


def called(
    doc_type: str, number: str = "", subject: str = "", *, issued: str = "", issuer: str = "", received_on: date
) -> str:
    """How people call a paper: kind, number and date; kind and subject; else kind, date as far as it is printed and who
    issued it. `issued` is `2025-04-23`, `2025-04`, `2025` or empty. When nothing is known, the day of receipt.

    >>> from datetime import date
    >>> day = date(2025, 7, 15)
    >>> called("quyết định", "3667/QĐ-UBND", "Ban hành Kế hoạch", issued="2024-12-30", received_on=day)
    'Quyết định 3667/QĐ-UBND ngày 30/12/2024'
    >>> called("công văn", issued="2025-04-23", issuer="Ủy ban nhân dân phường Hưng Bình", received_on=day)
    'Công văn ngày 23/04/2025 của UBND phường Hưng Bình'
    >>> called("", issued="2025-07", issuer="Sở Nội vụ", received_on=day)
    'Văn bản tháng 07/2025 của Sở Nội vụ'
    >>> called("", received_on=day)
    'Văn bản nhận ngày 15/07/2025'
    """
    kind = doc_type[:1].upper() + doc_type[1:] or "Văn bản"
    if subject and not number:
        return f"{kind} {subject}"[:LONGEST].strip()
    head = " ".join(part for part in (kind, number, dated(issued)) if part)
    if subject:
        return head
    if issuer:
        return f"{head} của {COMMITTEE.sub('UBND', issuer)}"
    return head if number or issued else f"{kind} nhận ngày {received_on:%d/%m/%Y}"


def dated(issued: str) -> str:
    """A printed date in words, as far as it goes.

    >>> dated("2025-07-08"), dated("2025-07"), dated("2025"), dated("")
    ('ngày 08/07/2025', 'tháng 07/2025', 'năm 2025', '')
    """
    parts = issued.split("-") if issued else []
    return f"{PERIODS[len(parts)]} {'/'.join(reversed(parts))}" if parts else ""

"""The number line ("Số: 3667/QĐ-UBND") and numbers of documents in general."""

from __future__ import annotations

import re

from thuocdo.documents.reading.blocks import Block
from thuocdo.documents.reading.found import Json

MARK = re.compile(r"^(?:Số|SỐ|Sô|Só|S6)\s*:?\s*")
BLANK = r"[\s.…_-]*"
NUMBER = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?[a-zA-Z]?)?{BLANK}(?:/{BLANK}(?P<year>(?:19|20)\d\d)?{BLANK}/?|[-–])?{BLANK}(?P<symbol>[A-ZĐ].*?)?(?:\s+(?i:ngày)\b.*)?$"
)


def tidy(symbol: str) -> str:
    """A symbol without the spaces that printing put around its signs: "CV - CĐGD" -> "CV-CĐGD"."""
    return re.sub(r"\s*([-–/&])\s*", lambda match: match[1].replace("–", "-"), symbol).strip(" .;,:")


def read_number(block: Block | None) -> Json:
    """number, symbol, number_symbol, number_state (present, blank, absent) and number_text of the number line."""
    if block is None:
        return {"number": None, "symbol": None, "number_symbol": None, "number_state": "absent", "number_text": None}
    text = block.text.strip()
    rest = MARK.sub("", text)
    match = NUMBER.match(rest)
    if not match:
        return {"number": None, "symbol": None, "number_symbol": None, "number_state": "blank", "number_text": text}
    number = match["number"]
    symbol = tidy(match["symbol"]) if match["symbol"] else None
    whole = None
    if number:
        joint = "-" if re.match(r"\d+\s*[-–]", rest) else "/"
        year = f"/{match['year']}" if match["year"] else ""
        whole = f"{number}{year}{joint if symbol else ''}{symbol or ''}"
    return {
        "number": number,
        "symbol": symbol,
        "number_symbol": whole,
        "number_state": "present" if number else "blank",
        "number_text": text,
    }

"""Amounts of money (số tiền): as officials type them, and in words as estimates and receipts end with them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# Beyond this an amount is a slip of the hand: a million billions of đồng.
LARGEST = 10**15 - 1
TYPED = re.compile(r"([0-9]{1,3}(?:([. \u00a0])[0-9]{3})(?:\2[0-9]{3})*|[0-9]{1,18})(?:,([0-9]{1,6}))?")


def read_amount(text: str) -> Decimal:
    """A number as officials type it: full stops or blanks between thousands, a comma before decimals.

    Raises ValueError for anything else, also for a full stop that does not part thousands ("1.5" could be either).

    >>> read_amount("1.250.000"), read_amount("12,5"), read_amount("1250000")
    (Decimal('1250000'), Decimal('12.5'), Decimal('1250000'))
    >>> read_amount("1.5")
    Traceback (most recent call last):
    ...
    ValueError: 1.5
    """
    found = TYPED.fullmatch(text.strip())
    if found is None or len(text) > 40:
        raise ValueError(text[:40])
    whole = re.sub(r"\D", "", found[1])
    number = Decimal(f"{whole}.{found[3] or 0}")
    return number.normalize() if number % 1 else Decimal(int(number))


def to_dong(value: Decimal) -> Decimal:
    """Rounded to whole đồng, half up, as accounts do.

    >>> to_dong(Decimal("1234.5"))
    Decimal('1235')
    """
    return value.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def in_words(value: int | Decimal) -> str:
    """A whole number in Vietnamese words.

    >>> in_words(0), in_words(15), in_words(21), in_words(105)
    ('không', 'mười lăm', 'hai mươi mốt', 'một trăm linh năm')
    >>> in_words(1_000_005)
    'một triệu không trăm linh năm'
    >>> in_words(24_350_000)
    'hai mươi tư triệu ba trăm năm mươi nghìn'
    >>> in_words(2_000_000_000), in_words(1_000_000_001_000)
    ('hai tỷ', 'một nghìn tỷ không trăm linh một nghìn')
    """
    number = int(value)
    if number < 0:
        return f"âm {in_words(-number)}"
    return _words(number) if number else DIGITS[0]


def money_in_words(value: int | Decimal) -> str:
    """An amount in words as the foot of an estimate has it (số tiền bằng chữ).

    >>> money_in_words(Decimal("150000000"))
    'Một trăm năm mươi triệu đồng'
    """
    said = f"{in_words(to_dong(Decimal(value)))} đồng"
    return said[0].upper() + said[1:]


def _words(number: int, *, inner: bool = False) -> str:
    """Words of a number above zero; `inner` stands behind larger ones, so its hundreds are said even when none."""
    for size, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn")):
        if number >= size:
            high, low = divmod(number, size)
            said = f"{_words(high, inner=inner)} {name}"
            return f"{said} {_words(low, inner=True)}" if low else said
    return _three(number, inner=inner)


def _three(number: int, *, inner: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = [f"{DIGITS[hundreds]} trăm"] if hundreds or inner else []
    if tens == 0 and ones:
        return " ".join([*said, f"linh {DIGITS[ones]}" if said else DIGITS[ones]])
    if tens:
        said.append("mười" if tens == 1 else f"{DIGITS[tens]} mươi")
        last = (
            {5: "lăm"}.get(ones, DIGITS[ones]) if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}.get(ones, DIGITS[ones])
        )
        said += [last] if ones else []
    return " ".join(said)

"""Which figures of a text are aims (chỉ tiêu), and with which comparator.

A percentage is an aim by the words before it; a count or a sum only where its sentence promises it, or in a section of
objectives. Results, legal rates, fees and money that is given out are none.
"""

from __future__ import annotations

import re

from thuocdo.documents.reading.target_words import (
    ACTED,
    AFTER_LEGAL,
    AIM,
    AMOUNT,
    ASIDE,
    BLAMED,
    BLAMED_BEHIND,
    BOUND,
    BRING,
    CHAINED,
    CLAUSE_OPENS,
    COMPARATORS,
    CUTTING,
    DOWNWARDS,
    EARNED,
    EVENTS,
    FEE,
    GIVEN,
    HOLDING,
    LEGAL,
    MONEY,
    PERIODS,
    PROMISE,
    REACHED,
    SINCE,
    UPWARDS,
)

# "tỷ lệ huy động từ thuế, phí 13% GDP": a share of what is produced is no rate to be paid
OF_OUTPUT = re.compile(r"\s*(?:của )?GR?DP\b")


def comparator_at(text: str, start: int, end: int) -> str:
    """The comparator around a figure: "từ 95% trở lên" is >=, "trên 85%" is >, plain "đạt 80%" is =."""
    if UPWARDS.match(text, end):
        return ">="
    if DOWNWARDS.match(text, end):
        return "<="
    before = text[max(0, start - 80) : start]
    for sign, words in COMPARATORS:
        if words.search(before):
            return sign
    return "="


def is_aim(text: str, figure: re.Match[str], *, objective: bool, start: int = 0) -> bool:
    """Whether a figure is something to reach; in a section of objectives a percentage always is.

    `start` is where the sentence begins: a promise at its head holds for all its counts.
    """
    before = text[max(0, figure.start() - 90) : figure.start()]
    sign = comparator_at(text, figure.start(), figure.end())
    bound = BOUND.search(before)
    share = OF_OUTPUT.match(text, figure.end()) or (objective and bound and figure["percent"])
    legal = (LEGAL.search(before) and not share) or AFTER_LEGAL.match(text, figure.end())
    if FEE.match(text, figure.end()) or (legal and not CUTTING.search(before)):
        return False
    if (REACHED.search(before) and not bound) or SINCE.match(text, figure.end()) or BLAMED.search(before):
        return False
    if BLAMED_BEHIND.match(text, figure.end()):
        return False
    if figure["percent"]:
        opens = bool(CLAUSE_OPENS.search(text[max(0, figure.start() - 12) : figure.start()]))
        return objective or any(words.search(before) for words in (AIM, BRING, ACTED)) or sign != "=" or opens
    if figure["thing"] in ("ngày", "tháng", "ngày làm việc", "giờ", "phút", "lần") and not objective:
        return False
    counted = objective and sign != "="
    counted = counted or (sign in (">=", ">") and ("ít nhất" in before or "tối thiểu" in before))
    amount = objective and bool(AMOUNT.search(before))
    holding = figure["thing"] in EVENTS and bool(HOLDING.search(before))
    return counted or amount or holding or promised(text[start : figure.start()], figure, sign)


def promised(before: str, figure: re.Match[str], sign: str) -> bool:
    """Whether the sentence promises a count: "Đến năm 2030 xây dựng 22 điểm", "thu ngân sách phấn đấu đạt 4.000 tỷ"."""
    if figure["thing"] in PERIODS or not PROMISE.search(before):
        return False
    if MONEY.search(figure["thing"]):
        return bool(EARNED.search(before)) and not GIVEN.search(before)
    return sign != "=" or bool(figure["high"]) or not ASIDE.search(before)


def aims_among(text: str, shown: list[re.Match[str]], start: int, *, objective: bool) -> list[re.Match[str]]:
    """The figures of a sentence that are aims; one aim carries over to the plain figures of its chain."""
    found: list[re.Match[str]] = []
    for figure in shown:
        if is_aim(text, figure, objective=objective, start=start) or (found and chained(text, found[-1], figure)):
            found.append(figure)
    return found


def chained(text: str, aim: re.Match[str], figure: re.Match[str]) -> bool:
    """Whether a figure goes on with an aim: "đạt tối thiểu 70%, tỷ lệ số hóa đạt 80%", "02 cuộc ..., 04 lớp ..."."""
    between = text[aim.end() : figure.start()]
    if REACHED.search(between) or SINCE.match(text, figure.end()):
        return False
    if aim["percent"] and figure["percent"]:
        return bool(re.search(r"[,;] [^,;]{3,80} đạt(?: khoảng)? $", between))
    counts = aim["thing"] and figure["thing"] and figure["thing"] not in PERIODS
    return bool(counts and CHAINED.search(between))


def measures(text: str, share: re.Match[str], count: re.Match[str]) -> bool:
    """Whether a count only says what a share is to have: "100% các khu, cụm có tối thiểu 1 trạm"."""
    between = text[share.end() : count.start()]
    return bool(
        share["percent"]
        and count["thing"]
        and re.search(r" có (?:ít nhất|tối thiểu|từ)? ?$", between)
        and ";" not in between
    )

"""Signs in papers that agencies must make plans of their own, and that a plan carries out another one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thuocdo.kernel.text import fold
from thuocdo.work.rules.coverage import pairs_of

BY_THIS_PLAN = re.compile(r"\b(?:can cu|tren co so|theo) ke hoach nay\b")
MAKES_A_PLAN = re.compile(r"\b(?:xay dung|ban hanh|cu the hoa)\b[^.;]{0,60}\bke hoach\b")
OF_REFORM = re.compile(r"\b(?:cchc|cai cach hanh chinh)\b")
STATED, LIKELY, SAME_YEAR, NO_PLAN = 60, 20, 15, 25
ENOUGH = 50


def asks_for_own_plan(text: str) -> bool:
    """Whether a task tells agencies to make their own plan after this one.

    >>> asks_for_own_plan("Căn cứ Kế hoạch này, các cơ quan, đơn vị xây dựng Kế hoạch CCHC nhà nước năm 2025")
    True
    >>> asks_for_own_plan("Xây dựng Kế hoạch CCHC năm 2025"), asks_for_own_plan("Xây dựng Kế hoạch chuyển đổi số")
    (True, False)
    """
    plain = fold(text)
    found = MAKES_A_PLAN.search(plain)
    if found is None:
        return False
    return bool(BY_THIS_PLAN.search(plain) or OF_REFORM.match(plain[found.end() :].lstrip()))


@dataclass(frozen=True)
class Signs:
    """What speaks for a plan carrying out another: what its paper says of the other's, titles, years, its kind.

    `said` is "carries_out" or "basis" as the papers' relation names it, empty for none.
    """

    said: str
    confirmed: bool
    title: str
    other_title: str
    same_year: bool
    is_plan: bool


def parent_score(signs: Signs) -> tuple[int, tuple[str, ...]]:
    """How surely a plan carries out another one, 0 to 100, and why; proposed from `ENOUGH` on.

    >>> title = "Kế hoạch cải cách hành chính tỉnh năm 2025"
    >>> parent_score(Signs("carries_out", True, "Kế hoạch cải cách hành chính năm 2025 của Sở Y tế", title, True, True))
    (100, ('văn bản ghi thực hiện kế hoạch này (đã xác nhận)', 'tên gọi gần giống', 'cùng năm'))
    >>> parent_score(Signs("", False, "Kế hoạch tuyển sinh", title, True, True))[0] < ENOUGH
    True
    """
    score, reasons = 0, []
    if signs.said:
        score += STATED if signs.said == "carries_out" else STATED - LIKELY
        score += LIKELY if signs.confirmed else 0
        words = "ghi thực hiện kế hoạch này" if signs.said == "carries_out" else "căn cứ kế hoạch này"
        reasons.append(f"văn bản {words}{' (đã xác nhận)' if signs.confirmed else ''}")
    alike = _alike(signs.title, signs.other_title)
    score += round(alike * STATED)
    if alike >= 0.5:
        reasons.append("tên gọi gần giống")
    if signs.same_year:
        score += SAME_YEAR
        reasons.append("cùng năm")
    if not signs.is_plan:
        score -= NO_PLAN
    return max(0, min(100, score)), tuple(reasons)


def _alike(one: str, other: str) -> float:
    mine, theirs = pairs_of(one), pairs_of(other)
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else 0.0

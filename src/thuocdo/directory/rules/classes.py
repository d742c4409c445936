"""Class words of documents: "các sở, ban, ngành", "UBND các xã", "huyện", and the groups they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable

from thuocdo.directory.rules.index import Body
from thuocdo.directory.rules.names import exact

# "UBND huyện" without a name is the writer's own, or the one above it.
RELATIVE = {
    exact(f"{prefix}{word}"): (f"ubnd_{level}",)
    for level, words in {"huyen": ("huyện", "thành phố", "thị xã", "quận"), "xa": ("xã", "phường", "thị trấn")}.items()
    for word in words
    for prefix in ("", "Ủy ban nhân dân ", "cơ quan Ủy ban nhân dân ")
} | {exact("Ủy ban nhân dân"): ("ubnd_xa", "ubnd_huyen", "ubnd_tinh")}


def _classes(needed: str, also: str = "") -> re.Pattern[str]:
    """Compared words of which one of `needed` must stand, beside those of `also` and words that change nothing."""
    filler = ["các", "tất cả", "cấp tỉnh", "tỉnh", "trên địa bàn tỉnh", "của", "thuộc", *also.split("|")]
    every = "|".join(exact(word) for word in (*needed.split("|"), *filler) if word)
    some = "|".join(exact(word) for word in needed.split("|"))
    return re.compile(rf"(?:(?:{every}) )*(?:{some})(?: (?:{every}))*")


def _is_department(body: Body) -> bool:
    return body.kind == "so"


def _is_no_department(body: Body) -> bool:
    return body.kind != "so"


Kinds = Callable[[Body], bool]
LIST_OF_DEPARTMENTS = "ban|ngành|đơn vị|đoàn thể|cơ quan|cơ quan chuyên môn|cơ quan ngang sở"
# Class words, the groups they may mean (the one in force counts), which members, and how sure that is. "Các Sở" alone
# is surer than the group it is taken from, which may or may not count vertical agencies in.
CLASSES: list[tuple[re.Pattern[str], tuple[str, ...], Kinds | None, float]] = [
    (_classes("sở"), ("SO_BAN_NGANH",), _is_department, 1.1),
    (_classes("ban|ngành", "đơn vị|cơ quan"), ("SO_BAN_NGANH",), _is_no_department, 1.0),
    (_classes("sở", LIST_OF_DEPARTMENTS), ("SO_BAN_NGANH",), None, 1.0),
    (_classes("huyện|thành phố|thành|thị xã|thị|cấp huyện", "Ủy ban nhân dân"), ("UBND_HUYEN",), None, 0.97),
    (_classes("xã|phường|thị trấn|đặc khu|cấp xã", "Ủy ban nhân dân"), ("UBND_XA", "UBND_XA_CU"), None, 0.97),
    (
        _classes("địa phương|cấp chính quyền|chính quyền các cấp", "chính quyền"),
        ("DIA_PHUONG", "DIA_PHUONG_TRUOC"), None, 1.0,
    ),
]  # fmt: skip

"""Who signs as what (quyền hạn, chức vụ của người ký): the lines above a signature, and what may be lent to whom.

Legal source: Decree 30/2020/NĐ-CP, Article 13 (ký thay, ký thừa ủy quyền, ký thừa lệnh) and Appendix I, part I, section
II, item 7 (quyền hạn, chức vụ): TM. before the body, Q. for who is given the head's authority, KT. TL. TUQ. before the
head's title; a deputy put in charge (phụ trách, điều hành) signs like a deputy signing for the head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

HEAD, ACTING, FOR_HEAD, BY_ORDER, SUB_AUTHORISED = "head", "acting", "for_head", "by_order", "sub_authorised"
ABBREVIATIONS = {FOR_HEAD: "KT.", BY_ORDER: "TL.", SUB_AUTHORISED: "TUQ."}
# Kinds of bodies that decide together, in whose name (thay mặt) their head signs.
COLLECTIVE = {
    "ubnd_tinh": "Ủy ban nhân dân", "ubnd_huyen": "Ủy ban nhân dân", "ubnd_xa": "Ủy ban nhân dân",
    "hdnd": "Hội đồng nhân dân", "ban_chi_dao": "Ban Chỉ đạo",
}  # fmt: skip
# How the head is called where nobody holds the post and no title is known.
USUAL_HEADS = {
    "ubnd_tinh": "Chủ tịch", "ubnd_huyen": "Chủ tịch", "ubnd_xa": "Chủ tịch", "hdnd": "Chủ tịch", "so": "Giám đốc",
    "ban": "Trưởng ban", "ban_chi_dao": "Trưởng ban", "van_phong": "Chánh Văn phòng", "thanh_tra": "Chánh Thanh tra",
    "trung_tam_hcc": "Giám đốc",
}  # fmt: skip
GIVEN_AUTHORITY = re.compile(r"^(?:quyền|q\.)\s+", re.IGNORECASE)
IN_CHARGE = re.compile(r"[,\s]*\(?\b(?:phụ trách|điều hành)\b.*$", re.IGNORECASE)
DEPUTY = re.compile(r"^phó\s+", re.IGNORECASE)
# "Giám đốc Sở Nội vụ" stands as "Giám đốc" in the department's own papers; "Chánh Văn phòng" is one title.
OWN_BODY = re.compile(
    r"^((?:phó\s+)?(?:chủ tịch|giám đốc|trưởng ban))\s+(?:sở|ủy ban|uỷ ban|ubnd|hđnd|ban|trung tâm|tỉnh)\b.*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Signing:
    """How somebody signs for a unit.

    `head` is the title of the unit's head as printed; `own` that of who signs. `kind` is one of head, acting, for_head,
    by_order, sub_authorised. `body` is the collective in whose name is signed, empty where the head alone decides.
    `through` is the title of the head who was ordered (TL.) and for whom a deputy signs in turn.
    """

    kind: str
    head: str
    own: str
    body: str = ""
    through: str = ""


def signature_lines(signing: Signing) -> list[str]:
    """The lines above a signature, in capitals, from the top (quyền hạn và chức vụ của người ký).

    >>> signature_lines(Signing(kind="for_head", head="Chủ tịch", own="Phó Chủ tịch", body="Ủy ban nhân dân"))
    ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH']
    >>> signature_lines(Signing(kind="by_order", head="Chủ tịch", own="Phó Chánh Văn phòng", through="Chánh Văn phòng"))
    ['TL. CHỦ TỊCH', 'KT. CHÁNH VĂN PHÒNG', 'PHÓ CHÁNH VĂN PHÒNG']
    """
    head, own = in_own_papers(head_title(signing.head)), in_own_papers(signing.own)
    if signing.kind in (BY_ORDER, SUB_AUTHORISED):
        # In the name of the head, not of the body, and with the signer's whole title: it is another unit's.
        chain = [f"KT. {signing.through}", signing.own] if signing.through else [signing.own]
        return _capitals([f"{ABBREVIATIONS[signing.kind]} {head}", *chain])
    above = [f"TM. {signing.body}"] if signing.body else []
    return _capitals([*above, *_own_lines(signing.kind, head, own)])


def _own_lines(kind: str, head: str, own: str) -> list[str]:
    plain = IN_CHARGE.sub("", own).strip()
    if DEPUTY.match(plain):
        # A deputy, also one who is in charge of the unit, signs for the head.
        return [f"KT. {head_title(plain) if kind == HEAD else head}", plain]
    if GIVEN_AUTHORITY.match(own) or kind == ACTING:
        return [f"Q. {GIVEN_AUTHORITY.sub('', own) if GIVEN_AUTHORITY.match(own) else head}"]
    return [f"KT. {head}", own] if kind == FOR_HEAD else [own]


def head_title(title: str) -> str:
    """The title of the head's post itself, whether its holder has it, is given its authority or deputises.

    >>> head_title("Phó Giám đốc phụ trách"), head_title("Quyền Giám đốc"), head_title("Chánh Thanh tra")
    ('Giám đốc', 'Giám đốc', 'Chánh Thanh tra')
    """
    rest = GIVEN_AUTHORITY.sub("", DEPUTY.sub("", IN_CHARGE.sub("", title).strip()))
    return rest[:1].upper() + rest[1:]


def in_own_papers(title: str) -> str:
    """A title without the name of the body itself, as the body's own papers print it.

    >>> in_own_papers("Giám đốc Sở Nội vụ"), in_own_papers("Chánh Văn phòng"), in_own_papers("Phó Chủ tịch UBND tỉnh")
    ('Giám đốc', 'Chánh Văn phòng', 'Phó Chủ tịch')
    """
    found = OWN_BODY.match(title.strip())
    return found[1] if found else title.strip()


def _capitals(lines: Iterable[str]) -> list[str]:
    return [" ".join(line.upper().split()) for line in lines]


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days [start, end); an open end is None."""

    start: date | None
    end: date | None

    def within(self, other: Span) -> bool:
        """Whether every day of this span is one of the other."""
        early = other.start is None or (self.start is not None and self.start >= other.start)
        late = other.end is None or (self.end is not None and self.end <= other.end)
        return early and late

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a day."""
        before = self.end is not None and other.start is not None and self.end <= other.start
        after = other.end is not None and self.start is not None and other.end <= self.start
        return not before and not after


@dataclass(frozen=True, kw_only=True)
class Loan:
    """Authority that is to be lent, with what is known of both ends.

    `same_unit`: the borrower holds a post in the lender's unit on all days; `below`: heads a unit below it. `post`: the
    days for which the lender holds the post; `vacant`: the post is empty on all days of the loan.
    """

    kind: str
    span: Span
    post: Span
    verbs: frozenset[str]
    everything: bool
    of_role: frozenset[str]
    is_head: bool
    to_self: bool
    same_unit: bool
    below: bool
    vacant: bool = False


Fault = tuple[str, str, str]


def faults(loan: Loan) -> list[Fault]:
    """Why authority may not be lent so, each as (code, message, remedy); Decree 30/2020/NĐ-CP, Article 13."""
    checks = (_as_what, _how_long, _whom, _what)
    return [fault for check in checks for fault in check(loan)]


def _whom(loan: Loan) -> Iterable[Fault]:
    if loan.to_self:
        yield "to_self", "Không thể giao quyền cho chính người đang giữ vị trí.", "Chọn người khác."
    if loan.kind == FOR_HEAD and not loan.same_unit:
        yield (
            "not_a_deputy", "Ký thay (KT.) chỉ giao cho người giữ vị trí trong cùng đơn vị suốt thời gian ấy.",
            "Chọn cấp phó của đơn vị, hoặc rút ngắn thời gian.",
        )  # fmt: skip
    if loan.kind == BY_ORDER and not (loan.same_unit or loan.below):
        yield (
            "not_ordered", "Ký thừa lệnh (TL.) chỉ giao cho người của đơn vị mình hoặc đơn vị trực thuộc.",
            "Chọn người đứng đầu một đơn vị trực thuộc.",
        )  # fmt: skip
    if loan.kind == SUB_AUTHORISED and not loan.below:
        yield (
            "not_a_head_below",
            "Ký thừa ủy quyền (TUQ.) chỉ giao cho người đứng đầu cơ quan, đơn vị trực thuộc.",
            "Chọn người đứng đầu đơn vị cấp dưới (Nghị định 30/2020/NĐ-CP, Điều 13 khoản 3).",
        )


def _how_long(loan: Loan) -> Iterable[Fault]:
    if loan.span.start and loan.span.end and loan.span.end <= loan.span.start:
        yield "empty_span", "Ngày cuối phải không sớm hơn ngày đầu.", "Kiểm tra lại hai ngày."
    if loan.kind == SUB_AUTHORISED and loan.span.end is None:
        yield (
            "endless", "Ủy quyền phải có thời hạn (Nghị định 30/2020/NĐ-CP, Điều 13 khoản 3).", "Ghi ngày cuối cùng.",
        )  # fmt: skip
    if not loan.span.within(loan.post) and not (loan.kind == ACTING and loan.vacant):
        yield (
            "beyond_the_post", "Người giao không giữ vị trí này suốt thời gian ấy.",
            "Rút ngắn thời gian cho nằm trong thời gian giữ vị trí.",
        )  # fmt: skip


def _what(loan: Loan) -> Iterable[Fault]:
    if foreign := sorted(loan.verbs - loan.of_role):
        yield (
            "not_own_verbs", f"Vị trí này không có quyền: {', '.join(foreign)}; không thể giao quyền mình không có.",
            "Chỉ chọn trong các quyền của vị trí.",
        )  # fmt: skip
    if loan.everything and loan.kind in (BY_ORDER, SUB_AUTHORISED):
        yield (
            "too_much", "Thừa lệnh, thừa ủy quyền chỉ cho một số việc, không cho toàn bộ quyền của vị trí.",
            "Chọn từng việc được giao.",
        )  # fmt: skip


def _as_what(loan: Loan) -> Iterable[Fault]:
    if not loan.is_head:
        yield (
            "not_of_a_head", "Chỉ người đứng đầu mới giao quyền ký của mình; vị trí này không phải người đứng đầu.",
            "Chọn vị trí của người đứng đầu đơn vị.",
        )  # fmt: skip

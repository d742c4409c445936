"""The need is appraised, the estimate goes on to the body that consolidates, and a paper decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit
from thuocdo.funding import permissions
from thuocdo.funding.models import Estimate, EstimateLine, Source
from thuocdo.funding.queries.estimates import bodies
from thuocdo.funding.rules.life import ESTIMATES
from thuocdo.funding.services.moving import WHY, Hand
from thuocdo.kernel.amounts import to_dong
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc, squeeze


@dataclass(frozen=True)
class Judged:
    """What the appraiser makes of one line: the amount that is needed, and why when it is less."""

    amount: Decimal
    words: str = ""


@decision("funding.appraise_estimate", about="estimate", ask=permissions.rights)
def appraise_estimate(
    *, estimate: Estimate, lines: Mapping[int, Judged], note: str = "", by: Actor | None, at: datetime
) -> Estimate:
    """Appraise the need line by line (thẩm định nhu cầu kinh phí); `lines` by the place of the line.

    A line that is cut says why. Refused `funding.line_missing`, `funding.bad_appraisal`, `funding.cut_says_why`,
    `funding.nothing_needed` when nothing is left (refuse the estimate instead), `funding.estimate.not_allowed`.
    """
    ESTIMATES.move(estimate.state, "appraise_estimate")
    rows = list(estimate.lines.all())
    for row in rows:
        _judge(row, lines.get(row.order))
    total = sum((row.appraised or Decimal(0) for row in rows), Decimal(0))
    if not total:
        raise Refused(
            "funding.nothing_needed", "Không dòng nào được thẩm định có kinh phí.",
            "Nếu không có nhu cầu, chọn “không đồng ý” và ghi lý do; nếu cần sửa, trả lại.",
        )  # fmt: skip
    EstimateLine.objects.bulk_update(rows, ["appraised", "appraised_words"])
    estimate.appraised_total = total
    return Hand(by, at).advance(estimate, "appraise_estimate", reason=nfc(squeeze(note)), amount=total)


def _judge(row: EstimateLine, judged: Judged | None) -> None:
    place = {"dòng": row.order, "field": f"l{row.order}-amount"}
    if judged is None:
        raise Refused(
            "funding.line_missing", f"Dòng {row.order} chưa có số thẩm định.", "Ghi số tiền cho từng dòng.", where=place
        )
    if not 0 <= judged.amount <= row.amount or judged.amount != to_dong(judged.amount):
        raise Refused(
            "funding.bad_appraisal", f"Dòng {row.order}: số thẩm định phải từ 0 đến số đề nghị, tính tròn đồng.",
            "Ghi lại số tiền.", where=place,
        )  # fmt: skip
    words = nfc(squeeze(judged.words))
    if judged.amount < row.amount and not words:
        raise Refused(
            "funding.cut_says_why", f"Dòng {row.order} bị cắt giảm mà chưa nêu lý do.", "Ghi ý kiến cho dòng này.",
            where={"dòng": row.order, "field": f"l{row.order}-words"},
        )  # fmt: skip
    row.appraised, row.appraised_words = judged.amount, words


@decision("funding.return_estimate", about="estimate", ask=permissions.rights)
def return_estimate(*, estimate: Estimate, reason: str, by: Actor | None, at: datetime) -> Estimate:
    """Send the estimate back to be mended, with the reason (trả lại dự toán).

    Refused `funding.reason_needed`, `funding.estimate.not_allowed`.
    """
    ESTIMATES.move(estimate.state, "return_estimate")
    why, hand = WHY(reason), Hand(by, at)
    estimate.body = None
    hand.tell_maker(estimate, f"Dự toán “{estimate.title[:80]}” được trả lại: {why[:120]}")
    return hand.advance(estimate, "return_estimate", reason=why)


@decision("funding.forward_estimate", about="estimate", ask=permissions.rights)
def forward_estimate(
    *, estimate: Estimate, body: Unit, source: str, note: str = "", by: Actor | None, at: datetime
) -> Estimate:
    """Pass an appraised estimate on to the body that consolidates: for recurrent money Sở Tài chính, for investment
    the agency that plans it.

    Refused `funding.no_body` when nobody there consolidates, `funding.bad_source`, `funding.estimate.not_allowed`.
    """
    ESTIMATES.move(estimate.state, "forward_estimate")
    hand = Hand(by, at)
    if source not in Source.values:
        raise Refused("funding.bad_source", "Chưa chọn nguồn kinh phí.", "Chọn nguồn.", where={"field": "source"})
    if body.pk not in {unit.pk for unit, _name in bodies(estimate.unit.province_key, hand.on)}:
        raise Refused(
            "funding.no_body", "Cơ quan này chưa có người tổng hợp kinh phí.",
            "Chọn cơ quan khác, hoặc nhờ quản trị giao vai trò “Tổng hợp kinh phí” cho người của cơ quan đó.",
            where={"field": "body"},
        )  # fmt: skip
    estimate.body, estimate.source = body, Source(source)
    return hand.advance(estimate, "forward_estimate", reason=nfc(squeeze(note)), amount=estimate.appraised_total)


@decision("funding.decide_estimate", about="estimate", ask=permissions.rights)
def decide_estimate(
    *, estimate: Estimate, allocated: Decimal, paper: tuple[str, date], why: str = "", by: Actor | None, at: datetime
) -> Estimate:
    """Record what the committee decided (UBND tỉnh quyết định): the amount, and number and day of the paper.

    More than was appraised needs words. Refused `funding.bad_amount`, `funding.no_paper`, `funding.future_paper`,
    `funding.more_says_why`, `funding.estimate.not_allowed`.
    """
    ESTIMATES.move(estimate.state, "decide_estimate")
    hand, said = Hand(by, at), nfc(squeeze(why))
    hand.allocate(estimate, allocated, *paper)
    if estimate.appraised_total is not None and allocated > estimate.appraised_total and not said:
        raise Refused(
            "funding.more_says_why", "Số được cấp lớn hơn số đã thẩm định.", "Ghi lý do, hoặc xem lại số tiền.",
            where={"field": "allocated"},
        )  # fmt: skip
    hand.tell_maker(estimate, f"Dự toán “{estimate.title[:80]}” đã được cấp kinh phí theo {estimate.decision}.")
    return hand.advance(estimate, "decide_estimate", reason=said, amount=allocated)


@decision("funding.refuse_estimate", about="estimate", ask=permissions.rights)
def refuse_estimate(*, estimate: Estimate, reason: str, by: Actor | None, at: datetime) -> Estimate:
    """Give no money for the estimate, with the reason (không đồng ý cấp kinh phí).

    Refused `funding.reason_needed`, `funding.estimate.not_allowed`.
    """
    ESTIMATES.move(estimate.state, "refuse_estimate")
    why, hand = WHY(reason), Hand(by, at)
    hand.tell_maker(estimate, f"Dự toán “{estimate.title[:80]}” không được cấp: {why[:120]}")
    return hand.advance(estimate, "refuse_estimate", reason=why)

"""What is spent of an allocation, with its paper; beyond the allocation only with an explanation."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from thuocdo.core import audit, files
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.funding import permissions
from thuocdo.funding.models import Estimate, Spending
from thuocdo.funding.rules.life import ESTIMATES, over_by
from thuocdo.funding.services.moving import WHY
from thuocdo.kernel.amounts import LARGEST, to_dong
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc, squeeze
from thuocdo.work.services.history import Act, Words

WHAT = Words("funding.no_content", "nội dung chi")


@decision("funding.note_spending", about="estimate", ask=permissions.rights)
def note_spending(
    *, estimate: Estimate, spending: Spending, by: Actor | None, at: datetime, upload: files.Upload | None = None
) -> Spending:
    """Note money spent of an allocation (ghi khoản chi): `spending` brings day, amount, content, paper and words.

    Refused `funding.bad_amount`, `funding.no_content`, `funding.future_spending`, `funding.early_spending`,
    `funding.over_spent` when it goes beyond the allocation without an explanation, `funding.no_proof` without paper and
    file, `funding.estimate.not_allowed`.
    """
    ESTIMATES.move(estimate.state, "note_spending")
    act = Act(by, at)
    spending.content, spending.paper = nfc(WHAT(spending.content)), squeeze(spending.paper)[:200]
    spending.why_over = nfc(squeeze(spending.why_over))
    _refuse_unsound(estimate, spending, act)
    if not spending.paper and upload is None:
        raise Refused(
            "funding.no_proof", "Khoản chi chưa có chứng từ.", "Ghi số chứng từ hoặc gửi kèm tệp.",
            where={"field": "paper"},
        )  # fmt: skip
    spending.estimate, spending.at, spending.by, spending.by_name = estimate, at, act.person, act.name
    spending.file = files.store_upload(upload) if upload is not None else None
    spending.save(force_insert=True)
    _count(estimate)
    told = {"amount": spending.amount, "on": spending.spent_on, "content": spending.content}
    audit.changed(after={**told, "spent": estimate.spent}, why=spending.why_over)
    return spending


def _refuse_unsound(estimate: Estimate, spending: Spending, act: Act) -> None:
    if not 0 < spending.amount <= LARGEST or spending.amount != to_dong(spending.amount):
        raise Refused(
            "funding.bad_amount", "Số tiền phải lớn hơn 0, tính tròn đồng.", "Ghi lại số tiền.",
            where={"field": "amount"},
        )  # fmt: skip
    if spending.spent_on > act.on:
        raise Refused(
            "funding.future_spending", f"Ngày {spending.spent_on:%d/%m/%Y} chưa đến.", "Ghi khoản đã chi.",
            where={"field": "spent_on"},
        )  # fmt: skip
    if spending.spent_on < date(estimate.year, 1, 1):
        raise Refused(
            "funding.early_spending", f"Ngày chi trước năm {estimate.year} của dự toán.", "Xem lại ngày chi.",
            where={"field": "spent_on"},
        )  # fmt: skip
    over = over_by(estimate.allocated or Decimal(0), estimate.spent, spending.amount)
    if over and not spending.why_over:
        raise Refused(
            "funding.over_spent", f"Khoản này vượt số được cấp {over:,.0f} đồng.".replace(",", "."),
            "Xem lại số tiền; nếu đúng là chi vượt, ghi giải trình và nguồn bù.", where={"field": "why_over"},
        )  # fmt: skip


@decision("funding.withdraw_spending", about="spending", ask=permissions.rights)
def withdraw_spending(*, spending: Spending, reason: str, by: Actor | None, at: datetime) -> Spending:
    """Take back a spending that was noted wrongly (rút khoản chi), with the reason; its row stays.

    Refused `funding.reason_needed`, `funding.already_withdrawn`.
    """
    estimate = Estimate.objects.select_for_update(of=("self",)).get(pk=spending.estimate_id)
    ESTIMATES.move(estimate.state, "withdraw_spending")
    if spending.withdrawn_at is not None:
        raise Refused("funding.already_withdrawn", "Khoản chi này đã được rút.", "Không cần làm gì thêm.")
    act = Act(by, at)
    spending.withdrawn_at, spending.withdrawn_by_name, spending.withdrawn_why = at, act.name, WHY(reason)
    spending.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_why"])
    _count(estimate)
    audit.changed(
        before={"amount": spending.amount}, after={"spent": estimate.spent}, why=spending.withdrawn_why, thing=estimate
    )  # fmt: skip
    return spending


def _count(estimate: Estimate) -> None:
    """The sum of what was spent, kept on the estimate so that lists need not add up."""
    found = estimate.spendings.filter(withdrawn_at=None).aggregate(total=Sum("amount"))["total"]
    estimate.spent = found or Decimal(0)
    estimate.save(update_fields=["spent"])

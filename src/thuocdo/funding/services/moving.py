"""Who moves an estimate when: moves with their row of history, the allocation with its paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from thuocdo.core import audit, notify
from thuocdo.funding.models import Estimate, EstimateMove
from thuocdo.funding.queries.estimates import paper_called
from thuocdo.funding.rules.life import ESTIMATES
from thuocdo.kernel.amounts import LARGEST, to_dong
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work.services.history import Act, Words

WHY = Words("funding.reason_needed", "lý do")


class Hand(Act):
    """One act of a person, or of the program, upon an estimate."""

    def advance(self, estimate: Estimate, verb: str, *, reason: str = "", amount: Decimal | None = None) -> Estimate:
        """Move to the state that the verb leads to, save it, and keep who did it when and why."""
        before, after = estimate.state, ESTIMATES.move(estimate.state, verb)
        estimate.state, estimate.state_reason = Estimate.State(after), reason
        estimate.save()
        EstimateMove.objects.create(
            estimate=estimate, verb=verb, from_state=before, to_state=after, amount=amount, at=self.at, by=self.person,
            by_name=self.name, reason=reason,
        )  # fmt: skip
        told = {"state": after} if amount is None else {"state": after, "amount": amount}
        audit.changed(before={"state": before}, after=told, why=reason, thing=estimate)
        return estimate

    def allocate(self, estimate: Estimate, allocated: Decimal, decision: str, on: date) -> None:
        """Write the allocation with its paper on the estimate; the caller saves.

        Refused `funding.bad_amount`, `funding.no_paper`, `funding.future_paper`.
        """
        if not 0 < allocated <= LARGEST or allocated != to_dong(allocated):
            raise Refused(
                "funding.bad_amount", "Số tiền phải lớn hơn 0, tính tròn đồng.", "Ghi lại số tiền.",
                where={"field": "allocated"},
            )  # fmt: skip
        if not squeeze(decision):
            raise Refused(
                "funding.no_paper", "Chưa ghi số văn bản quyết định.", "Ghi số ký hiệu và ngày của văn bản.",
                where={"field": "decision"},
            )  # fmt: skip
        if on > self.on:
            raise Refused(
                "funding.future_paper", f"Ngày {on:%d/%m/%Y} chưa đến.", "Ghi ngày của văn bản đã ban hành.",
                where={"field": "on"},
            )  # fmt: skip
        estimate.allocated, estimate.decision, estimate.decided_on = allocated, squeeze(decision)[:120], on
        estimate.document = paper_called(estimate.decision, on)

    def tell_maker(self, estimate: Estimate, words: str) -> None:
        """Tell whoever made the estimate what became of it, unless it was they who decided."""
        maker = estimate.made_by
        if maker is not None and maker != self.person:
            notify.tell(maker, "funding.moved", words, link=f"/kinh-phi/{estimate.pk}/", at=self.at)

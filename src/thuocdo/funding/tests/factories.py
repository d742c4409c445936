"""Rows for tests of this room: a small province with a body that consolidates, and an estimate of two lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from thuocdo.core import clock
from thuocdo.funding import services
from thuocdo.funding.models import Estimate
from thuocdo.funding.rules.content import EstimateContent, LineContent
from thuocdo.funding.services.judging import Judged
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province

AT = clock.at_day(date(2025, 7, 15))
PRICE, COPY = Decimal(200_000_000), Decimal(40_000)
LINES = (
    LineContent(content="Nâng cấp phần mềm chấm điểm", measure="gói", quantity=Decimal(1), unit_price=PRICE),
    LineContent(content="In tài liệu", measure="bộ", quantity=Decimal("150.5"), unit_price=COPY, basis="báo giá"),
)
TOTAL = Decimal(206_020_000)


class Treasury(Province):
    """The small province with Sở Tài chính, somebody who consolidates there, and a second owner of the cycle."""

    def __init__(self) -> None:
        super().__init__()
        self.finance = make.unit("T.STC", "Sở Tài chính", parent=self.committee)
        self.thu = make.person("Thu", "budget_officer", self.finance)
        self.linh = make.person("Linh", "cycle_owner", self.home)
        self.plan = make.bare_plan(self.committee, title="Kế hoạch CCHC năm 2025")
        self.task = make.task(self.plan, text="Bố trí kinh phí để nâng cấp phần mềm chấm điểm", field="steering")

    def content(self, **given: Any) -> EstimateContent:
        usual = {
            "title": "Kinh phí nâng cấp phần mềm chấm điểm CCHC", "year": 2025, "kind": "ad_hoc",
            "source": "recurrent", "need": "Bộ tiêu chí mới ban hành.", "task": self.task, "lines": LINES,
        }  # fmt: skip
        return EstimateContent(**{**usual, **given})

    def estimate(self, **given: Any) -> Estimate:
        """An estimate of Sở Khoa học và Công nghệ, being made by Bình."""
        return services.open_estimate(unit=self.science, content=self.content(**given), by=self.binh, at=AT)

    def sent(self) -> Estimate:
        return services.send_estimate(estimate=self.estimate(), by=self.binh, at=AT)

    def appraised(self) -> Estimate:
        judged = {1: Judged(Decimal(180_000_000), "theo báo giá thấp nhất"), 2: Judged(Decimal(6_020_000))}
        return services.appraise_estimate(estimate=self.sent(), lines=judged, by=self.hoa, at=AT)

    def forwarded(self) -> Estimate:
        estimate = self.appraised()
        return services.forward_estimate(estimate=estimate, body=self.finance, source="recurrent", by=self.hoa, at=AT)

    def decided(self, allocated: int = 150_000_000) -> Estimate:
        return services.decide_estimate(
            estimate=self.forwarded(), allocated=Decimal(allocated), paper=("2100/QĐ-UBND", date(2025, 7, 10)),
            by=self.thu, at=AT,
        )  # fmt: skip

"""What an estimate says before it stands in the book: its head and its lines, checked as accounts check them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from thuocdo.kernel.amounts import LARGEST, to_dong
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze

MOST_LINES = 200
LARGEST_QUANTITY = Decimal(10) ** 9
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, kw_only=True)
class LineContent:
    """One line (nội dung chi): what, in which measure, how many, at which price in đồng, on what basis.

    `amount` is what somebody wrote as the product, where they wrote it: it must be the product.
    """

    content: str
    quantity: Decimal
    unit_price: Decimal
    measure: str = ""
    basis: str = ""
    amount: Decimal | None = None

    @property
    def product(self) -> Decimal:
        """Quantity x unit price in whole đồng (thành tiền).

        >>> LineContent(content="In tờ rơi", quantity=Decimal("2.5"), unit_price=Decimal(1001)).product
        Decimal('2503')
        """
        return to_dong(self.quantity * self.unit_price)


@dataclass(frozen=True, kw_only=True)
class EstimateContent:
    """Head and lines of an estimate; `task` is the row of the plan that it pays for, `field` its field of reform."""

    title: str
    year: int
    kind: str
    source: str
    need: str = ""
    task: Any = None
    field: str = ""
    lines: Sequence[LineContent] = ()

    @property
    def total(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.product for line in self.lines), Decimal(0))


def refuse_unsound(content: EstimateContent) -> None:
    """Refuse a head or lines that cannot stand, each with its place.

    Codes `funding.no_title`, `funding.bad_year`, `funding.no_field`, `funding.too_many_lines`, `funding.bad_line`,
    `funding.amount_differs`.
    """
    if not squeeze(content.title):
        raise Refused(
            "funding.no_title", "Dự toán chưa có tên.", "Ghi nội dung cần kinh phí.", where={"field": "title"}
        )
    if not FIRST_YEAR <= content.year <= LAST_YEAR:
        raise Refused(
            "funding.bad_year", f"Năm {content.year} không hợp lệ.", f"Ghi năm từ {FIRST_YEAR} đến {LAST_YEAR}.",
            where={"field": "year"},
        )  # fmt: skip
    if content.task is None and not content.field:
        raise Refused(
            "funding.no_field", "Chưa rõ dự toán cho việc gì.", "Chọn nhiệm vụ, hoặc chọn lĩnh vực.",
            where={"field": "field"},
        )  # fmt: skip
    if len(content.lines) > MOST_LINES:
        raise Refused(
            "funding.too_many_lines", f"Dự toán có {len(content.lines)} dòng, nhiều nhất {MOST_LINES}.",
            "Gộp các dòng cùng loại, hoặc tách thành nhiều dự toán.",
        )  # fmt: skip
    for number, line in enumerate(content.lines, start=1):
        _refuse_unsound_line(number, line)
    if content.total > LARGEST:
        raise Refused(
            "funding.bad_line", "Tổng dự toán lớn quá mức có thể.", "Xem lại số lượng, đơn giá: đơn vị tính là đồng."
        )


def _refuse_unsound_line(number: int, line: LineContent) -> None:
    place = {"dòng": number}
    if not squeeze(line.content):
        raise Refused("funding.bad_line", f"Dòng {number} chưa ghi nội dung chi.", "Ghi nội dung.", where=place)
    if not 0 < line.quantity <= LARGEST_QUANTITY or line.quantity != round(line.quantity, 3):
        raise Refused(
            "funding.bad_line", f"Dòng {number}: số lượng phải lớn hơn 0, nhiều nhất ba chữ số sau dấu phẩy.",
            "Ghi lại số lượng.", where=place,
        )  # fmt: skip
    if not 0 < line.unit_price <= LARGEST or line.unit_price != to_dong(line.unit_price):
        raise Refused(
            "funding.bad_line",
            f"Dòng {number}: đơn giá phải lớn hơn 0, tính tròn đồng, không lớn quá mức có thể.", "Ghi lại đơn giá.",
            where=place,
        )  # fmt: skip
    if not 0 < line.product <= LARGEST:
        raise Refused(
            "funding.bad_line", f"Dòng {number}: thành tiền nhỏ hơn một đồng hoặc lớn quá mức có thể.",
            "Xem lại số lượng, đơn giá.", where=place,
        )  # fmt: skip
    if line.amount is not None and line.amount != line.product:
        raise Refused(
            "funding.amount_differs",
            f"Dòng {number}: thành tiền ghi {_dong(line.amount)}, số lượng nhân đơn giá là {_dong(line.product)}.",
            "Sửa lại dòng này.", where=place,
        )  # fmt: skip


def _dong(value: Decimal) -> str:
    return f"{value:,.0f} đồng".replace(",", ".")

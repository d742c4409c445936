"""Products expected against products delivered (sản phẩm): each output of the task is ticked by a paper or a file."""

from __future__ import annotations

from datetime import datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import Refused
from thuocdo.work import permissions
from thuocdo.work.models import Evidence, Occurrence, Product
from thuocdo.work.rules.life import OCCURRENCES
from thuocdo.work.services.history import Act, Words

WHY = Words("work.reason_needed", "lý do rút")


@decision("work.tick_product", about="occurrence", ask=permissions.rights)
def tick_product(
    *, occurrence: Occurrence, place: int, by_what: Evidence | Document, by: Actor | None, at: datetime
) -> Product:
    """Say which paper of the register, or which evidence, is the product at a place (from 0) of the task's outputs.

    Refused `work.no_such_product`, `work.proof_of_another`, `work.ticked_before`, `work.paper_withdrawn`,
    `work.occurrence.not_allowed`.
    """
    OCCURRENCES.move(occurrence.state, "tick_product")
    act, outputs = Act(by, at), list(occurrence.task.outputs or [])
    if not 0 <= place < len(outputs):
        raise Refused(
            "work.no_such_product", "Nhiệm vụ này không có sản phẩm đó.", "Chọn một sản phẩm trong danh sách.",
            where={"field": "place"},
        )  # fmt: skip
    what = _delivered(occurrence, by_what)
    if Product.objects.filter(occurrence=occurrence, place=place, withdrawn_at=None, **what).exists():
        raise Refused(
            "work.ticked_before", "Sản phẩm này đã được ghi nhận bằng chính tài liệu đó.", "Không cần ghi lại.",
            where={"field": "what"},
        )  # fmt: skip
    audit.changed(after={"product": outputs[place], "delivered": str(by_what)})
    return Product.objects.create(
        occurrence=occurrence, place=place, expected=outputs[place], at=at, by=act.person, by_name=act.name, **what
    )


def _delivered(occurrence: Occurrence, by_what: Evidence | Document) -> dict[str, Evidence | Document]:
    if isinstance(by_what, Evidence):
        if by_what.occurrence_id != occurrence.pk:
            raise Refused(
                "work.proof_of_another", "Tài liệu này thuộc kỳ hạn khác.", "Thêm tài liệu vào kỳ này rồi chọn nó.",
                where={"field": "what"},
            )  # fmt: skip
        return {"evidence": by_what}
    if by_what.withdrawn_at is not None:
        raise Refused(
            "work.paper_withdrawn", f"Văn bản {by_what.number_symbol} đã bị thu hồi.", "Chọn văn bản còn hiệu lực.",
            where={"field": "what"},
        )  # fmt: skip
    return {"document": by_what}


@decision("work.withdraw_product", about="product", ask=permissions.rights)
def withdraw_product(*, product: Product, why: str, by: Actor | None, at: datetime) -> Product:
    """Take a tick back (rút ghi nhận); it stays in the history with its reason.

    Refused `work.reason_needed`, `work.product_withdrawn`, `work.product_decided`.
    """
    act, reason = Act(by, at), WHY(why)
    if product.withdrawn_at is not None:
        raise Refused("work.product_withdrawn", "Ghi nhận này đã được rút trước đó.", "Không cần làm gì nữa.")
    now = permissions.goes_on_at(product.occurrence) or [product.occurrence]
    if all(one.state in ("waived", "handed_over") for one in now):
        raise Refused(
            "work.product_decided", "Kỳ hạn này đã kết thúc nên không sửa được sản phẩm nữa.",
            "Ghi ở kỳ hạn của cơ quan kế tục.",
        )  # fmt: skip
    product.withdrawn_at, product.withdrawn_by_name, product.withdrawn_why = at, act.name, reason
    product.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_why"])
    audit.changed(before={"product": product.expected}, after={"withdrawn": True}, why=reason)
    return product

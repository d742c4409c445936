"""A unit makes its estimate: open, write, send, record what is routine, withdraw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit
from thuocdo.funding import permissions
from thuocdo.funding.models import Estimate, EstimateLine, Source
from thuocdo.funding.rules.content import EstimateContent, LineContent, refuse_unsound
from thuocdo.funding.rules.life import ESTIMATES
from thuocdo.funding.services.moving import WHY, Hand
from thuocdo.kernel.errors import Refused, Stale
from thuocdo.kernel.text import nfc, squeeze
from thuocdo.work.models import Task
from thuocdo.work.queries import fields


@decision("funding.open_estimate", about="unit", ask=permissions.rights)
def open_estimate(
    *, unit: Unit, content: EstimateContent, by: Actor | None, at: datetime, synthetic: bool = False
) -> Estimate:
    """Begin an estimate of a unit (lập dự toán), for a task or a field and a year.

    Refused as `rules.content.refuse_unsound`, and `funding.task_elsewhere`, `funding.no_such_field`.
    """
    act = Hand(by, at)
    estimate = Estimate(
        unit=unit, made_at=at, made_by=act.person, made_by_name=act.name, synthetic=synthetic
    )  # fmt: skip
    _fill(estimate, content)
    audit.changed(after=_told(estimate), thing=estimate)
    return estimate


@decision("funding.write_estimate", about="estimate", ask=permissions.rights)
def write_estimate(
    *, estimate: Estimate, content: EstimateContent, revision: int, by: Actor | None, at: datetime
) -> Estimate:
    """Change head and lines of an estimate that is still being made; what was appraised before is taken off.

    Raises `Stale` when somebody saved it meanwhile. Refused as `open_estimate`, `funding.estimate.not_allowed`.
    """
    ESTIMATES.move(estimate.state, "write_estimate")
    if revision != estimate.revision:
        raise Stale(
            "funding.stale", "Dự toán này vừa được người khác lưu.",
            "Mở lại trang để xem bản mới; nội dung bạn vừa gõ còn ở trang trước.",
        )  # fmt: skip
    before = _told(estimate)
    estimate.revision += 1
    estimate.appraised_total = None
    _fill(estimate, content)
    audit.changed(before=before, after=_told(estimate))
    return estimate


def _fill(estimate: Estimate, content: EstimateContent) -> None:
    """Write the content into the estimate and its lines."""
    content = replace(content, source=content.source or Source.RECURRENT)
    refuse_unsound(content)
    estimate.title, estimate.need = nfc(squeeze(content.title)), nfc(content.need.strip())
    estimate.year, estimate.kind = content.year, Estimate.Kind(content.kind)
    estimate.source, estimate.total = Source(content.source), content.total
    estimate.task, estimate.field = _task(estimate.unit, content.task), content.field
    if estimate.task is not None and estimate.task.field:
        estimate.field = estimate.task.field
    elif content.field not in {field.code for field in fields()}:
        raise Refused(
            "funding.no_such_field", "Chưa rõ lĩnh vực của dự toán.", "Chọn một lĩnh vực trong danh sách.",
            where={"field": "field"},
        )  # fmt: skip
    estimate.save()
    estimate.lines.all().delete()
    EstimateLine.objects.bulk_create(_line(estimate, order, line) for order, line in enumerate(content.lines, start=1))


def _task(unit: Unit, task: Task | None) -> Task | None:
    if task is None:
        return None
    found = Task.objects.filter(permissions.tasks_to_fund(unit.province_key), pk=task.pk).first()
    if found is None:
        raise Refused(
            "funding.task_elsewhere", "Nhiệm vụ này không thuộc kế hoạch đã phê duyệt của tỉnh, hoặc đã thôi giao.",
            "Chọn nhiệm vụ khác.", where={"field": "task"},
        )  # fmt: skip
    return found


def _line(estimate: Estimate, order: int, line: LineContent) -> EstimateLine:
    return EstimateLine(
        estimate=estimate, order=order, content=nfc(squeeze(line.content)), measure=squeeze(line.measure)[:40],
        quantity=line.quantity, unit_price=line.unit_price, amount=line.product, basis=nfc(squeeze(line.basis)),
    )  # fmt: skip


def _told(estimate: Estimate) -> dict[str, object]:
    """What the audit keeps of an estimate."""
    lines = [[line.content, line.quantity, line.unit_price] for line in estimate.lines.all()]
    return {
        "title": estimate.title, "year": estimate.year, "kind": estimate.kind, "source": estimate.source,
        "task": estimate.task_id, "field": estimate.field, "total": estimate.total, "lines": lines,
    }  # fmt: skip


@decision("funding.send_estimate", about="estimate", ask=permissions.rights)
def send_estimate(*, estimate: Estimate, by: Actor | None, at: datetime) -> Estimate:
    """Send an ad-hoc estimate to have its need appraised (gửi Sở Nội vụ thẩm định nhu cầu kinh phí).

    Refused `funding.no_lines`, `funding.no_need`, `funding.other_kind`, `funding.estimate.not_allowed`.
    """
    ESTIMATES.move(estimate.state, "send_estimate")
    _refuse_kind(estimate, "send_estimate", Estimate.Kind.AD_HOC)
    if not estimate.lines.exists():
        raise Refused("funding.no_lines", "Dự toán chưa có dòng nào.", "Thêm ít nhất một nội dung chi rồi gửi.")
    if not squeeze(estimate.need):
        raise Refused(
            "funding.no_need", "Dự toán chưa nêu sự cần thiết.", "Ghi sự cần thiết, căn cứ rồi gửi thẩm định."
        )
    return Hand(by, at).advance(estimate, "send_estimate", amount=estimate.total)


@decision("funding.record_routine", about="estimate", ask=permissions.rights)
def record_routine(
    *, estimate: Estimate, allocated: Decimal, decision: str, on: date, by: Actor | None, at: datetime
) -> Estimate:
    """Record what the unit's own recurrent budget gives for a routine estimate (dự toán chi thường xuyên được giao).

    Refused `funding.bad_amount`, `funding.no_paper`, `funding.other_kind`, `funding.estimate.not_allowed`.
    """
    ESTIMATES.move(estimate.state, "record_routine")
    _refuse_kind(estimate, "record_routine", Estimate.Kind.ROUTINE)
    hand = Hand(by, at)
    hand.allocate(estimate, allocated, decision, on)
    return hand.advance(estimate, "record_routine", amount=estimate.allocated)


@decision("funding.withdraw_estimate", about="estimate", ask=permissions.rights)
def withdraw_estimate(*, estimate: Estimate, reason: str, by: Actor | None, at: datetime) -> Estimate:
    """Take an estimate back with a reason (rút dự toán); it stays to be read.

    Refused `funding.reason_needed`, `funding.estimate.not_allowed`.
    """
    ESTIMATES.move(estimate.state, "withdraw_estimate")
    return Hand(by, at).advance(estimate, "withdraw_estimate", reason=WHY(reason))


def _refuse_kind(estimate: Estimate, verb: str, kind: str) -> None:
    """Refuse a verb that belongs to the other kind of estimate."""
    if estimate.kind != kind:
        raise Refused(
            "funding.other_kind",
            f"“{ESTIMATES.label(verb).capitalize()}” không dùng cho dự toán loại “{estimate.get_kind_display()}”.",
            "Đổi loại của dự toán khi còn đang lập, rồi làm lại.",
        )

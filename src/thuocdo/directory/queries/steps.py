"""Whether a record of what a unit became may be made or corrected; checked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from thuocdo.directory.models import Succession, Unit
from thuocdo.directory.queries.lineage import FORWARD, in_force_among, links_between
from thuocdo.directory.rules.lineage import (
    BASES,
    FUNCTION_TRANSFER,
    LEVEL_ABOLISHED,
    SUCCESSION_KINDS,
    WEIGHTS,
    weight_of,
)
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze

ONE_DAY = timedelta(days=1)
# Kinds whose shares do not add up to the source: a function moved, land of a level that is no more.
APART = (FUNCTION_TRANSFER, LEVEL_ABOLISHED)


@dataclass(frozen=True, kw_only=True)
class StepTerms:
    """Terms of a succession: kind, extent, the share where an act or a reckoning gives one, the act and its clause."""

    kind: str
    extent: str
    weight: Decimal | None = None
    weight_basis: str = ""
    legal_basis: str = ""
    clause: str = ""
    note: str = ""


def checked_step(unit: Unit, target: Unit | None, on: date, terms: StepTerms) -> dict[str, Any]:
    """Columns of the new record.

    Raises `Refused`: directory.no_legal_basis, unknown_succession, unknown_extent, bad_share, share_without_basis,
    source_not_in_force, target_not_in_force, succession_to_itself, succession_of_other_kind, succession_twice,
    succession_circle, more_than_the_whole.
    """
    facts = _facts(terms)
    _check_ends(unit, target, on)
    same = Succession.objects.filter(from_unit=unit, to_unit=target, effective_on=on, kind=terms.kind)
    if same.exists():
        raise Refused(
            "directory.succession_twice", f"Kế thừa của {unit.key} ngày {on:%d/%m/%Y} đã được ghi.",
            "Nếu bản ghi ấy sai thì đính chính.",
        )  # fmt: skip
    if target is not None:
        _check_circle(unit, target)
    _check_whole(unit, on, facts, but=0)
    return facts


def checked_correction(unit: Unit, succession: Succession, terms: StepTerms, why: str) -> dict[str, Any]:
    """Columns of a record as they should have been; ends, day and kind say which record it is and stay.

    Raises `Refused`: directory.no_reason, not_its_succession, nothing_changed, and as `checked_step` about shares.
    """
    if not squeeze(why):
        raise Refused("directory.no_reason", "Chưa ghi vì sao bản ghi hiện có là sai.", "Ghi lý do và căn cứ.")
    if succession.from_unit_id != unit.pk:
        raise Refused(
            "directory.not_its_succession", f"Bản ghi kế thừa này không phải của {unit.key}.", "Mở lại trang."
        )
    facts = _facts(replace(terms, kind=succession.kind))
    if all(getattr(succession, name) == value for name, value in facts.items()):
        raise Refused("directory.nothing_changed", "Không có gì khác với điều đang ghi.", "Sửa ít nhất một mục.")
    _check_whole(unit, succession.effective_on, facts, but=succession.pk)
    return facts


def _facts(terms: StepTerms) -> dict[str, Any]:
    if not squeeze(terms.legal_basis):
        raise Refused("directory.no_legal_basis", "Chưa ghi căn cứ của việc kế thừa.", "Ghi số, ký hiệu của văn bản.")
    if terms.kind not in SUCCESSION_KINDS:
        raise Refused("directory.unknown_succession", f"Không có loại kế thừa “{terms.kind}”.")
    if terms.extent not in Succession.Extent.values:
        raise Refused("directory.unknown_extent", f"Không có mức độ kế thừa “{terms.extent}”.")
    return {
        "kind": terms.kind, "extent": terms.extent, **_share(terms), "legal_basis": squeeze(terms.legal_basis),
        "clause": squeeze(terms.clause), "note": squeeze(terms.note),
    }  # fmt: skip


def _share(terms: StepTerms) -> dict[str, Any]:
    """The share that is stated, else the one that follows from the extent."""
    if terms.weight is None:
        return {"weight": weight_of(terms.kind, terms.extent), "weight_basis": ""}
    implied = WEIGHTS.get(terms.extent, terms.weight)
    if not terms.weight.is_finite() or not 0 <= terms.weight <= 1 or implied != terms.weight:
        raise Refused(
            "directory.bad_share", f"Tỷ lệ {terms.weight} không hợp với mức độ kế thừa “{terms.extent}”.",
            "Tỷ lệ là số từ 0 đến 1; “toàn bộ” là 1, “một phần diện tích” là 0.",
        )  # fmt: skip
    if terms.weight_basis not in BASES:
        raise Refused(
            "directory.share_without_basis", "Tỷ lệ chưa nói tính theo gì.", f"Chọn một trong: {', '.join(BASES)}."
        )
    return {"weight": terms.weight, "weight_basis": terms.weight_basis}


def _check_ends(unit: Unit, target: Unit | None, on: date) -> None:
    """The source was in force on the day before, the target is on the day itself."""
    if target is not None and target.pk == unit.pk:
        raise Refused("directory.succession_to_itself", "Một đơn vị không kế thừa chính nó.", "Chọn đơn vị kế thừa.")
    if target is not None and target.nature != unit.nature:
        raise Refused(
            "directory.succession_of_other_kind", "Địa giới chỉ do địa giới kế thừa, cơ quan chỉ do cơ quan kế thừa."
        )
    if not in_force_among([unit.pk], on - ONE_DAY):
        raise Refused(
            "directory.source_not_in_force", f"{unit.key} không tồn tại vào ngày {on - ONE_DAY:%d/%m/%Y}.",
            "Ngày kế thừa là ngày đầu tiên sau khi đơn vị cũ thôi hoạt động.",
        )  # fmt: skip
    if target is not None and not in_force_among([target.pk], on):
        raise Refused(
            "directory.target_not_in_force", f"Đơn vị kế thừa {target.key} không tồn tại vào ngày {on:%d/%m/%Y}.",
            "Ghi đơn vị mới trước, hoặc chọn ngày đúng.",
        )  # fmt: skip


def _check_circle(unit: Unit, target: Unit) -> None:
    later = links_between(FORWARD, [target.pk], after=date.min, until=date.max)
    if any(link.target == unit.pk and link.source != unit.pk for link in later):
        raise Refused(
            "directory.succession_circle", f"{target.key} lại dẫn về {unit.key}: kế thừa quay vòng.",
            "Kiểm tra lại chiều kế thừa.",
        )  # fmt: skip


def _check_whole(unit: Unit, on: date, facts: dict[str, Any], *, but: int) -> None:
    """What a unit gives away on a day is at most the whole of it."""
    if facts["weight"] is None or facts["kind"] in APART:
        return
    others = Succession.objects.filter(from_unit=unit, effective_on=on).exclude(pk=but).exclude(kind__in=APART)
    given = others.aggregate(all=Sum("weight"))["all"] or Decimal(0)
    if given + facts["weight"] > 1:
        raise Refused(
            "directory.more_than_the_whole",
            f"Các bản ghi khác của {unit.key} ngày {on:%d/%m/%Y} đã chia {given.normalize():f}; "
            f"thêm {facts['weight'].normalize():f} là quá toàn bộ.",
            "Đính chính các tỷ lệ kia trước.",
        )  # fmt: skip

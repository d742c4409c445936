"""A merger is opened with its mapping, gets another one, or is withdrawn; nothing of the directory changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thuocdo.core import audit, files
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Unit
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.mergers import permissions
from thuocdo.mergers.models import Merger, MergerRow
from thuocdo.mergers.queries.mapping import checked, kept_rows, rows_from_packs
from thuocdo.mergers.rules import reading
from thuocdo.mergers.rules.life import MERGERS
from thuocdo.mergers.rules.rows import Row

BATCH = 1000


@dataclass(frozen=True)
class Mapping:
    """Where the lines come from: a file with its name, or, without one, the packs that the directory holds."""

    data: bytes = b""
    name: str = ""

    @property
    def is_file(self) -> bool:
        return bool(self.name)


FROM_PACKS = Mapping()


@decision("mergers.open_merger", about="draft", ask=permissions.rights)
def open_merger(*, draft: Merger, mapping: Mapping = FROM_PACKS, by: Actor | None, at: datetime) -> Merger:
    """Open a reorganisation (lập đợt sắp xếp) as a draft: its name, day, legal basis and mapping.

    `draft` is yet to be stored. A file with faults is kept with all its lines, and the faults are listed; a file that
    cannot be read at all, or a day without anything in the packs, is refused.
    """
    draft.name, draft.legal_basis = squeeze(draft.name), squeeze(draft.legal_basis)
    _complete(draft, mapping)
    draft.state, draft.made_at = Merger.State.DRAFT, at
    draft.made_by = by if isinstance(by, Person) else None
    _take_over(draft, mapping)
    audit.changed(after=_told(draft), thing=draft)
    return draft


def _complete(draft: Merger, mapping: Mapping) -> None:
    for value, code, what in (
        (draft.name, "name", "tên đợt sắp xếp"), (draft.legal_basis, "legal_basis", "căn cứ pháp lý"),
        (draft.effective_on, "effective_on", "ngày có hiệu lực"),
    ):  # fmt: skip
        if not value:
            raise Refused(f"mergers.no_{code}", f"Chưa ghi {what}.", f"Ghi {what} rồi làm lại.", where={"field": code})
    if not Unit.objects.filter(key=draft.province_key, province_key=draft.province_key).exists():
        raise Refused(
            "mergers.unknown_province", "Không có tỉnh, thành phố này.", "Chọn tỉnh, thành phố trong danh sách."
        )
    if draft.corrects is not None:
        _correctable(draft, mapping)


def _correctable(draft: Merger, mapping: Mapping) -> None:
    """A correcting act speaks of the same province and the same day, and brings its own mapping."""
    first = draft.corrects
    assert first is not None
    if first.state not in (Merger.State.APPROVED, Merger.State.CARRIED_OUT) or first.province_key != draft.province_key:
        raise Refused(
            "mergers.nothing_to_correct", "Chỉ điều chỉnh được đợt đã duyệt hoặc đã bàn giao của cùng tỉnh.",
            "Đợt còn dự thảo thì thay ánh xạ hoặc hủy.",
        )  # fmt: skip
    if draft.effective_on != first.effective_on:
        raise Refused(
            "mergers.other_day", f"Đợt được điều chỉnh có hiệu lực từ {first.effective_on:%d/%m/%Y}.",
            "Ghi cùng ngày hiệu lực; quyết định điều chỉnh ghi ở căn cứ pháp lý.", where={"field": "effective_on"},
        )  # fmt: skip
    if not mapping.is_file:
        raise Refused(
            "mergers.correction_needs_file", "Đợt điều chỉnh cần một tệp ánh xạ.",
            "Ghi vào tệp những đơn vị cần điều chỉnh, mỗi đơn vị đủ mọi dòng đúng của nó.",
        )  # fmt: skip


@decision("mergers.replace_mapping", about="merger", ask=permissions.rights)
def replace_mapping(*, merger: Merger, mapping: Mapping = FROM_PACKS, by: Actor | None, at: datetime) -> Merger:
    """Put another mapping in place of the one a draft has (thay ánh xạ); what was simulated no longer counts."""
    merger.state = MERGERS.move(merger.state, "replace_mapping")
    if merger.corrects_id is not None and not mapping.is_file:
        _correctable(merger, mapping)
    before = _told(merger)
    MergerRow.objects.filter(merger=merger).delete()
    _take_over(merger, mapping)
    audit.changed(before=before, after=_told(merger))
    return merger


@decision("mergers.withdraw_merger", about="merger", ask=permissions.rights)
def withdraw_merger(*, merger: Merger, reason: str, by: Actor | None, at: datetime) -> Merger:
    """Give a draft up (hủy đợt sắp xếp), with the reason; after the approval only a correcting act remains."""
    if not (why := squeeze(reason)):
        raise Refused("mergers.no_reason", "Chưa ghi lý do hủy.", "Ghi lý do rồi làm lại.", where={"field": "reason"})
    merger.state = MERGERS.move(merger.state, "withdraw_merger")
    merger.withdrawn_at, merger.withdrawn_why = at, why
    merger.save(update_fields=["state", "withdrawn_at", "withdrawn_why"])
    audit.changed(after={"state": merger.state}, why=why)
    return merger


def _take_over(merger: Merger, mapping: Mapping) -> None:
    """Keep the lines of the mapping with everything that is wrong in them."""
    rows = _from_file(merger, mapping) if mapping.is_file else _from_packs(merger)
    problems, _ = checked(merger, rows)
    merger.problems = [problem.to_json() for problem in problems]
    merger.simulation, merger.simulated_at = None, None
    merger.save()
    MergerRow.objects.bulk_create(kept_rows(merger, rows), batch_size=BATCH)


def _from_file(merger: Merger, mapping: Mapping) -> list[Row]:
    files.refuse_too_large(len(mapping.data), mapping.name)
    sheet = reading.read(mapping.data)
    merger.source = Merger.Source.FILE
    merger.file = files.store(mapping.data, name=mapping.name, content_type="text/csv")
    merger.reading_problems = [problem.to_json() for problem in sheet.problems]
    return sheet.rows


def _from_packs(merger: Merger) -> list[Row]:
    rows = rows_from_packs(merger.province_key, merger.effective_on)
    if not rows:
        raise Refused(
            "mergers.nothing_in_packs", f"Danh mục không ghi thay đổi đơn vị nào ngày {merger.effective_on:%d/%m/%Y}.",
            "Kiểm tra ngày, hoặc nộp tệp ánh xạ.", where={"field": "effective_on"},
        )  # fmt: skip
    merger.source, merger.file, merger.reading_problems = Merger.Source.PACK, None, []
    return rows


def _told(merger: Merger) -> dict[str, Any]:
    """What the audit keeps of a mapping."""
    return {
        "name": merger.name, "effective_on": merger.effective_on, "legal_basis": merger.legal_basis,
        "source": merger.source, "file": merger.file.sha256 if merger.file else None,
        "corrects": merger.corrects_id, "rows": merger.rows.count(), "problems": len(merger.problems),
    }  # fmt: skip

"""Deciding about relations of a paper to others, and whether two papers are one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from thuocdo.core import audit
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person
from thuocdo.documents import permissions
from thuocdo.documents.models import Document, Relation, Twin
from thuocdo.kernel.errors import NotAllowed, Refused


@decision("documents.decide_relation", about="document", ask=permissions.abilities)
def decide_relation(
    *, document: Document, relations: Sequence[Relation], confirm: bool, by: Any, at: datetime, reason: str = ""
) -> list[Relation]:
    """Confirm or reject relations that the text proposes (xác nhận, bác quan hệ), several at once; may be decided anew.

    Refused `documents.nothing_chosen`, `documents.other_relation` for a relation of another paper.
    """
    if not relations:
        raise Refused("documents.nothing_chosen", "Chưa chọn quan hệ nào.", "Đánh dấu ít nhất một quan hệ.")
    state = Relation.State.CONFIRMED if confirm else Relation.State.REJECTED
    rows = list(document.relations.select_for_update().filter(pk__in=[row.pk for row in relations]))
    if len(rows) != len({row.pk for row in relations}):
        raise Refused("documents.other_relation", "Có quan hệ không thuộc văn bản này.", "Tải lại trang rồi chọn lại.")
    before = {_named(row): str(row.state) for row in rows}
    for row in rows:
        row.state, row.decided_by, row.decided_at, row.reason = state, _person(by), at, reason.strip()
    Relation.objects.bulk_update(rows, ["state", "decided_by", "decided_at", "reason"])
    audit.changed(before=before, after={_named(row): str(row.state) for row in rows}, why=reason.strip())
    return rows


@decision("documents.add_relation", about="document", ask=permissions.abilities)
def add_relation(
    *, document: Document, kind: str, other: Document, by: Any, at: datetime, reason: str = ""
) -> Relation:
    """Add a relation that the reader did not see (thêm quan hệ), confirmed under the person's name.

    Refused `documents.to_itself`, `documents.known_relation`, `documents.unknown_relation_kind`,
    `documents.no_such_paper` for one that the person may not read.
    """
    if kind not in Relation.Kind.values:
        raise Refused("documents.unknown_relation_kind", "Chưa chọn loại quan hệ.", "Chọn một loại trong danh sách.")
    if not _reads(by, other):
        raise Refused("documents.no_such_paper", "Không thấy văn bản kia trong phạm vi bạn được xem.", "Chọn lại.")
    if other.pk == document.pk:
        raise Refused("documents.to_itself", "Văn bản không có quan hệ với chính nó.", "Chọn văn bản khác.")
    known = document.relations.filter(kind=kind, other=other).first()
    if known is not None and known.state == Relation.State.CONFIRMED:
        raise Refused("documents.known_relation", "Quan hệ này đã được ghi.", "Xem danh sách quan hệ của văn bản.")
    row = known or Relation(document=document, kind=kind, other=other)
    row.state, row.decided_by, row.decided_at = Relation.State.CONFIRMED, _person(by), at
    row.reason = reason.strip()
    row.save()
    audit.changed(after={_named(row): str(row.state)}, why=row.reason)
    return row


@decision("documents.judge_twin", about="document", ask=permissions.abilities)
def judge_twin(*, document: Document, twin: Twin, same: bool, by: Any, at: datetime) -> Twin:
    """Say of two papers that they are one, the later a copy of the earlier (bản trùng), or that they are two.

    Nothing is deleted, and it may be said otherwise later. Refused `documents.other_relation`, also for a pair whose
    other paper the person may not read.
    """
    twin = Twin.objects.select_for_update(of=("self",)).select_related("document", "other").get(pk=twin.pk)
    sides = (twin.document, twin.other)
    if document not in sides or not all(_reads(by, paper) for paper in sides):
        raise Refused("documents.other_relation", "Cặp văn bản này không thuộc trang đang mở.", "Tải lại trang.")
    before = str(twin.state)
    twin.state = Twin.State.SAME if same else Twin.State.DIFFERENT
    twin.decided_by, twin.decided_at = _person(by), at
    twin.save(update_fields=["state", "decided_by", "decided_at"])
    audit.changed(before={"twin": before}, after={"twin": str(twin.state), "other": str(twin.other)})
    return twin


def _reads(by: Any, paper: Document) -> bool:
    return permissions.VIEW in permissions.abilities(by, paper)


def _person(by: Any) -> Person:
    if not isinstance(by, Person):
        raise NotAllowed(
            "documents.needs_a_person", "Quyết định về quan hệ văn bản phải đứng tên một người.",
            "Đăng nhập bằng tài khoản của người quyết định.",
        )  # fmt: skip
    return by


def _named(row: Relation) -> str:
    to = str(row.other) if row.other is not None else (row.citation.cited_number if row.citation else "")
    return f"{row.get_kind_display()}: {to}"

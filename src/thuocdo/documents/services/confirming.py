"""Confirming: a named person decides about every item, then about the paper as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from thuocdo.core import audit
from thuocdo.core.decision import decision
from thuocdo.documents import permissions
from thuocdo.documents.indexing import index_paper
from thuocdo.documents.models import Document, Item, ItemChange
from thuocdo.documents.queries.places import issuer_unit
from thuocdo.documents.rules.dating import PrintedDate
from thuocdo.documents.rules.header import Head, corrected
from thuocdo.documents.rules.life import ItemState, next_document_state
from thuocdo.documents.rules.shapes import fitted
from thuocdo.documents.services.acts import Act
from thuocdo.documents.services.citing import CitationLinks
from thuocdo.documents.services.twinning import Twins
from thuocdo.kernel.errors import Refused


@decision("documents.confirm_item", about="document", ask=permissions.abilities)
def confirm_item(*, document: Document, item: Item, by: Any, at: datetime) -> Item:
    """Accept one item as the reader proposed it (xác nhận mục); `item` as the person saw it, else Stale."""
    act = Act(document, "confirm", by=by, at=at)
    done = act.move(act.fresh(item), "confirm")
    act.finish()
    return done


@decision("documents.confirm_many", about="document", ask=permissions.abilities)
def confirm_many(*, document: Document, items: Sequence[Item], by: Any, at: datetime, reason: str = "") -> list[Item]:
    """Accept several items at once, each under the person's name (xác nhận nhiều mục); one undo takes all back."""
    if not items:
        raise Refused("documents.nothing_chosen", "Chưa có mục nào để xác nhận.", "Chọn ít nhất một mục chưa quyết.")
    proposed = [item.label for item in items if item.is_proposed_by_model]
    if proposed:
        raise Refused(
            "documents.one_by_one",
            f"Mục {', '.join(proposed[:8])} do trợ lý ngôn ngữ đề xuất nên không xác nhận hàng loạt được.",
            "Đọc lại câu gốc của từng mục rồi xác nhận, sửa hoặc bỏ riêng.",
        )
    act = Act(document, "confirm", by=by, at=at, reason=reason)
    done = [act.move(item, "confirm") for item in act.fresh_many(items)]
    act.finish()
    return done


@decision("documents.correct_item", about="document", ask=permissions.abilities)
def correct_item(
    *, document: Document, item: Item, data: Mapping[str, Any], by: Any, at: datetime, reason: str = ""
) -> Item:
    """Correct an item (sửa mục): `data` holds the changed keys of its kind; raises `WrongFields` beside the fields."""
    act = Act(document, "correct", by=by, at=at, reason=reason)
    current = act.fresh(item)
    done = act.move(current, "correct", data=fitted(current.kind, data, current.data))
    act.finish()
    return done


@decision("documents.discard_item", about="document", ask=permissions.abilities)
def discard_item(*, document: Document, item: Item, reason: str, by: Any, at: datetime) -> Item:
    """Leave an item out of the paper's content (bỏ mục), for a written reason; it stays readable and can come back."""
    if not reason.strip():
        raise Refused(
            "documents.reason_missing", f"Bỏ mục {item.label} cần ghi lý do.", "Ghi một câu, ví dụ “trùng với mục N3”."
        )
    act = Act(document, "discard", by=by, at=at, reason=reason)
    done = act.move(act.fresh(item), "discard")
    act.finish()
    return done


@decision("documents.restore_item", about="document", ask=permissions.abilities)
def restore_item(*, document: Document, item: Item, by: Any, at: datetime) -> Item:
    """Bring a discarded item back among those to be decided (lấy lại mục)."""
    act = Act(document, "restore", by=by, at=at)
    done = act.move(act.fresh(item), "restore")
    act.finish()
    return done


@decision("documents.undo_last", about="document", ask=permissions.abilities)
def undo_last(*, document: Document, by: Any, at: datetime) -> list[Item]:
    """Take back the person's own last act on this paper (hoàn tác), and again the one before it.

    Refused when there is none, or when somebody has decided about the same items since.
    """
    act = Act(document, "undo", by=by, at=at)
    changes = _last_act(document, act.by.pk)
    items = {item.pk: item for item in Item.objects.filter(pk__in=[change.item_id for change in changes])}
    newest = {
        row.item_id: row.pk for row in ItemChange.objects.filter(item__in=items).exclude(verb="undo").order_by("pk")
    }
    done = []
    for change in changes:
        item = items[change.item_id]
        if newest[item.pk] != change.pk and not _undone_since(item, change):
            raise Refused(
                "documents.changed_since",
                f"Mục {item.label} đã được người khác quyết sau đó nên không hoàn tác được.",
                "Mở lịch sử của mục rồi sửa lại nếu cần.",
            )
        done.append(act.put_back(item, _kept(change)))
    act.finish(undoes=changes[0].batch)
    return done


@decision("documents.correct_metadata", about="document", ask=permissions.abilities)
def correct_metadata(
    *, document: Document, data: Mapping[str, Any], by: Any, at: datetime, reason: str = ""
) -> Document:
    """Correct the head of a paper (sửa thông tin văn bản): number, date, type, subject, issuer, signer, addressees.

    Raises `WrongFields` beside the field, for example for 31/02/2025. The reading keeps what the reader saw.
    """
    before = _head(document)
    after = corrected(before, data)
    for name, value in after.columns().items():
        setattr(document, name, value)
    document.issuer = issuer_unit(document)
    document.save()
    links = CitationLinks(document)
    links.release_lost()
    links.claim_earlier()
    Twins(document).look()
    index_paper(document)
    audit.changed(before=_shown(before), after=_shown(after), why=reason)
    return document


@decision("documents.confirm_document", about="document", ask=permissions.abilities)
def confirm_document(*, document: Document, by: Any, at: datetime) -> Document:
    """Declare the paper's content right (xác nhận văn bản): every item is decided, and a person stands for it."""
    act = Act(document, "confirm_document", by=by, at=at)
    waiting = document.items.filter(state=ItemState.PROPOSED)
    count = waiting.count()
    if count:
        labels = ", ".join(waiting.values_list("label", flat=True)[:8]) + ("…" if count > 8 else "")
        raise Refused(
            "documents.items_undecided",
            f"Còn {count} mục chưa quyết ({labels}) nên chưa xác nhận được văn bản.",
            "Xác nhận, sửa hoặc bỏ từng mục, hoặc dùng “Xác nhận các mục độ tin cậy cao”.",
        )
    document.state = next_document_state(document.state, "confirm")
    document.confirmed_by, document.confirmed_at = act.by, at
    document.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    kept = document.items.filter(state__in=[ItemState.ACCEPTED, ItemState.CORRECTED, ItemState.ADDED]).count()
    audit.changed(after={"state": str(document.state), "items": kept})
    return document


def _last_act(document: Document, person_id: int) -> list[ItemChange]:
    mine = ItemChange.objects.filter(item__document=document, by_id=person_id)
    taken_back = _taken_back(mine)
    last = mine.exclude(verb="undo").exclude(batch__in=taken_back).order_by("-pk").first()
    if last is None:
        raise Refused("documents.nothing_to_undo", "Bạn chưa quyết gì ở văn bản này để hoàn tác.")
    return list(ItemChange.objects.filter(batch=last.batch).order_by("-pk"))


def _undone_since(item: Item, change: ItemChange) -> bool:
    """Whether everything decided about the item after a change has itself been taken back."""
    later = ItemChange.objects.filter(item=item, pk__gt=change.pk)
    return not later.exclude(verb="undo").exclude(batch__in=_taken_back(later)).exists()


def _taken_back(changes: QuerySet[ItemChange]) -> set[UUID]:
    """Batches that undo acts among these changes took back."""
    return {batch for batch in changes.filter(verb="undo").values_list("undoes", flat=True) if batch is not None}


def _kept(change: ItemChange) -> dict[str, Any]:
    """Columns to put back: the snapshot before, or "withdrawn" for what the act created."""
    if change.before is None:
        return {"state": ItemState.WITHDRAWN, "decided_by_id": None, "decided_at": None}
    kept = dict(change.before)
    kept["decided_at"] = parse_datetime(kept["decided_at"]) if kept.get("decided_at") else None
    return kept


def _head(document: Document) -> Head:
    """The head as the register now keeps it."""
    return Head(
        number_symbol=document.number_symbol, doc_type=document.doc_type, subject=document.subject,
        issuer_name=document.issuer_name, printed=PrintedDate(document.issued_value, document.date_precision),
        signed_on=document.signed_on, signer_name=document.signer_name, signing_role=document.signing_role,
        addressees=list(document.addressees), recipients=list(document.recipients), archive=document.archive,
        urgency=document.urgency, circulation=document.circulation,
    )  # fmt: skip


def _shown(head: Head) -> dict[str, Any]:
    hidden = ("folded", "number_key", "date_precision", "issued_on", "signing_role")
    return {name: value for name, value in head.columns().items() if name not in hidden}

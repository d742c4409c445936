"""One act of a person on the items of a paper: every touched item gets its change row, all in one batch."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from thuocdo.core import audit
from thuocdo.directory.models import Person
from thuocdo.documents.indexing import SEARCHED_ITEMS, index_items
from thuocdo.documents.models import Document, Item, ItemChange
from thuocdo.documents.queries.register import next_label
from thuocdo.documents.rules.life import DECIDED, next_document_state, next_item_state
from thuocdo.documents.services.citing import CitationLinks
from thuocdo.kernel.errors import NotAllowed, Stale

KEPT = ("state", "data", "spans", "reason", "decided_by_id", "decided_at")
Json = dict[str, Any]


class Act:
    """Collects the changes that one decision makes, moves the paper to "being confirmed", tells the audit.

    Refuses when the actor is not a person: what becomes official rests on a name. `items` as the caller saw them are
    read again under the lock of the document; raises `Stale` where somebody changed one in between.
    """

    def __init__(self, document: Document, verb: str, *, by: Any, at: datetime, reason: str = "") -> None:
        if not isinstance(by, Person):
            raise NotAllowed(
                "documents.needs_a_person",
                "Quyết định về nội dung văn bản phải đứng tên một người, không để hệ thống tự làm.",
                "Đăng nhập bằng tài khoản của người xác nhận.",
            )
        self.document, self.verb, self.by, self.at, self.reason = document, verb, by, at, reason.strip()
        self.batch = uuid.uuid4()
        self.changes: list[ItemChange] = []
        self.state = next_document_state(document.state, "decide")

    def fresh(self, item: Item) -> Item:
        """The item as it stands now; Stale when the caller saw an older one."""
        return self.fresh_many([item])[0]

    def fresh_many(self, items: Iterable[Item]) -> list[Item]:
        """Several items as they stand now, in the order of the document."""
        seen = {item.pk: item.revision for item in items}
        found = list(Item.objects.filter(document=self.document, pk__in=seen).select_related("decided_by"))
        for item in found:
            if item.revision != seen[item.pk]:
                who = item.decided_by.full_name if item.decided_by else "Người khác"
                raise Stale(
                    "documents.item_changed_meanwhile",
                    f"{who} vừa đổi mục {item.label} sau khi bạn mở trang; phần bạn vừa gửi chưa được lưu.",
                    "Tải lại trang, xem bản mới rồi quyết định lại.",
                    where={"mục": item.label},
                )
        return found

    def move(self, item: Item, verb: str, **values: Any) -> Item:
        """Bring an item where the verb leads, with new values for its columns."""
        before = _snapshot(item)
        state = next_item_state(item.state, verb, item.label)
        return self._write(item, before, {**values, "state": state})

    def put_back(self, item: Item, kept: Json) -> Item:
        """Bring an item back to a snapshot (undo)."""
        return self._write(item, _snapshot(item), dict(kept), stamp=False)

    def create(self, kind: str, *, state: str, **values: Any) -> Item:
        """A new item of this document with the next free label of its kind."""
        item = Item(document=self.document, kind=kind, label=next_label(self.document, kind), state=state, **values)
        return self._write(item, None, {"state": state})

    def _write(self, item: Item, before: Json | None, values: Json, *, stamp: bool = True) -> Item:
        for name, value in values.items():
            setattr(item, name, value)
        if stamp:
            decided = item.state in DECIDED
            item.decided_by, item.decided_at = (self.by, self.at) if decided else (None, None)
            item.reason = self.reason if item.state == Item.State.DISCARDED else ""
        item.revision = item.revision + 1 if item.pk else 1
        item.save()
        self.changes.append(
            ItemChange(
                item=item, batch=self.batch, verb=self.verb, before=before, after=_snapshot(item), by=self.by,
                at=self.at, reason=self.reason,
            )
        )  # fmt: skip
        return item

    def finish(self, *, undoes: uuid.UUID | None = None) -> None:
        """Write the change rows, the state of the paper, its citations, and what the audit keeps."""
        for change in self.changes:
            change.undoes = undoes
        ItemChange.objects.bulk_create(self.changes)
        if self.document.state != self.state:
            self.document.state = self.state
            self.document.save(update_fields=["state"])
        touched = [change.item for change in self.changes]
        if any(item.kind == Item.Kind.CITATION for item in touched):
            CitationLinks(self.document).refresh()
        if any(item.kind in SEARCHED_ITEMS for item in touched):
            index_items(self.document)
        audit.changed(
            before={change.item.label: _brief(change.before) for change in self.changes},
            after={change.item.label: _brief(change.after) for change in self.changes},
            why=self.reason,
        )


def _snapshot(item: Item) -> Json:
    """What an item says and who decided it, as the change row keeps it."""
    return {name: getattr(item, name) for name in KEPT}


def _brief(kept: Json | None) -> Json | None:
    """State, words and agencies: enough for the history; the change row holds the rest."""
    if kept is None:
        return None
    data = kept["data"]
    words = {
        name: data[name]
        for name in ("text", "lead_agencies", "coordinating_agencies", "number", "date")
        if data.get(name)
    }
    return {"state": str(kept["state"]), **words}

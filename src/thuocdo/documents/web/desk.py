"""The confirm desk (bàn xác nhận): everything the page shows, loaded once with a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from thuocdo.documents import permissions, queries
from thuocdo.documents.models import Document, Item
from thuocdo.documents.queries.previews import Preview, Previewer
from thuocdo.documents.rules.cutting import cutting_places
from thuocdo.documents.rules.life import ITEM_LIFE
from thuocdo.documents.rules.readings import OtherReading, other_readings
from thuocdo.documents.rules.segments import TONES, Segment
from thuocdo.documents.rules.shapes import FIELDS, LETTERS, ROLES
from thuocdo.documents.web.asking import adopt_url, person_of
from thuocdo.documents.web.forms import FORMS, ItemForm
from thuocdo.ui.formatting import vn_number

HIGH = 0.85
MODEL = "tro-ly"
MODES = {"sua": "correct", "tach": "split", "gop": "merge", "bo": "discard", "lich-su": ""}


def passes(item: Item, show: str) -> bool:
    """Whether an item belongs to a filter: all that stand, chua (undecided), nghi (doubtful), bo (left out),
    tro-ly (proposed by a language model)."""
    if show == "chua":
        return item.is_undecided
    if show == "nghi":
        return item.is_undecided and bool(item.doubts)
    if show == MODEL:
        return item.is_proposed_by_model
    return (item.state == Item.State.DISCARDED) == (show == "bo")


def _tail(text: str) -> str:
    """The last few words of a text."""
    words = text.split()
    return " ".join(words[-9:])


@dataclass
class Card:
    """One item as the right pane shows it; `mode` is what the person is doing with it."""

    item: Item
    marks: Sequence[str]
    preview: Preview
    choices: list[OtherReading]
    can: frozenset[str]
    mode: str = ""
    current: bool = False
    form: ItemForm | None = None
    others: Sequence[Item] = ()
    problem: str = ""

    @property
    def tone(self) -> str:
        return TONES[self.item.kind]

    @property
    def anchor(self) -> str:
        """The first place in the source, as an address inside the page."""
        return self.marks[0] if self.marks else ""

    @property
    def high(self) -> bool:
        return self.item.confidence >= HIGH and not self.item.doubts

    @property
    def percent(self) -> int:
        return round(self.item.confidence * 100)

    @property
    def says(self) -> dict[str, Any]:
        """The item's data for the page, every key present."""
        said = self.item.data.get
        value = said("value")
        listed = value if isinstance(value, list) else [value]
        return {
            "id": said("id") or "", "outputs": said("outputs") or [], "lead": said("lead_agencies") or [],
            "coordinating": said("coordinating_agencies") or [], "subject": said("subject") or "",
            "comparator": said("comparator") or "=", "value": " đến ".join(vn_number(part) for part in listed),
            "unit": said("unit") or "", "issuer": said("issuer") or "", "read": self.item.read.get("text") or "",
            "field": FIELDS.get(str(said("field") or ""), ""), "role": ROLES.get(str(said("role") or ""), ""),
        }  # fmt: skip

    @property
    def cuts(self) -> list[tuple[int, str, str]]:
        """Places where the words may be cut: offset, end of the first part, beginning of the second."""
        text = self.item.text
        return [(at, _tail(text[:at]), Truncator(text[at:]).words(12)) for at in cutting_places(text)]


@dataclass
class Desk:
    """One paper being confirmed by one person, with what the address asks to see."""

    request: HttpRequest
    document: Document
    look_at: str = ""
    acting: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def verbs(self) -> frozenset[str]:
        return permissions.abilities(person_of(self.request), self.document)

    @cached_property
    def items(self) -> list[Item]:
        return queries.shown_items(self.document)

    @cached_property
    def progress(self) -> queries.Progress:
        return queries.progress(self.items)

    @cached_property
    def segments(self) -> list[Segment]:
        return queries.source_segments(self.document, self.items)

    @cached_property
    def look(self) -> Previewer:
        return Previewer(self.document)

    @cached_property
    def marks(self) -> dict[str, list[str]]:
        """Ids of the source pieces that each label covers."""
        places: dict[str, list[str]] = {}
        for piece in self.segments:
            for label in piece.labels:
                places.setdefault(label, []).append(f"d{piece.start}")
        return places

    @cached_property
    def query(self) -> QueryDict:
        return self.request.GET

    @property
    def suffix(self) -> str:
        """The filters of this address, to be carried along by every form."""
        kept = self.query.copy()
        for name in ("muc", "lam"):
            kept.pop(name, None)
        return f"?{kept.urlencode()}" if kept else ""

    @property
    def more(self) -> str:
        """The same filters behind another parameter."""
        return f"&{self.suffix[1:]}" if self.suffix else ""

    @property
    def modes(self) -> list[tuple[str, str, str, str, str]]:
        """What can be opened on a card: address word, words, icon, key, verb."""
        return [
            ("sua", _("Sửa"), "edit", "e", "correct"), ("tach", _("Tách"), "", "s", "split"),
            ("gop", _("Gộp"), "", "m", "merge"), ("bo", _("Bỏ"), "", "d", "discard"),
        ]  # fmt: skip

    @cached_property
    def listed(self) -> list[Item]:
        """The items that pass the filters."""
        kind, show = self.query.get("loai", ""), self.query.get("xem", "")
        named = self.query.get("muc", "")
        right = [item for item in self.items if not kind or item.kind == kind or item.label == named]
        return [item for item in right if passes(item, show) or item.label == named]

    @cached_property
    def current(self) -> str:
        """Label of the item being looked at: the one asked for, else the first undecided one."""
        asked = self.look_at or self.query.get("muc", "")
        if any(item.label == asked for item in self.listed):
            return asked
        return next((item.label for item in self.listed if item.is_undecided), "")

    def cards(self) -> list[Card]:
        """The cards of the right pane."""
        mode = self.query.get("lam", "")
        self.look.look_up(item for item in self.listed if item.is_undecided)
        return [self.card(item, mode=mode if item.label == self.query.get("muc") else "") for item in self.listed]

    def card(self, item: Item, *, mode: str = "") -> Card:
        """One card; a verb that the state does not allow is not offered."""
        if item.label in self.acting:
            given: Card = self.acting[item.label]
            return given
        can = self.allowed(item)
        mode = mode if mode in MODES and (not MODES[mode] or MODES[mode] in can) else ""
        card = Card(
            item=item, marks=self.marks.get(item.label, ()), preview=self.look.of(item),
            choices=other_readings(item.data) if item.is_undecided else [], can=can, mode=mode,
            current=item.label == self.current,
        )  # fmt: skip
        if mode == "sua":
            card.form = FORMS[item.kind](document=self.document, known=item.data, prefix=item.label)
        if mode == "gop":
            card.others = self.mergeable(item)
        return card

    def allowed(self, item: Item) -> frozenset[str]:
        """Verbs that this person may do with this item now."""
        if permissions.DECIDE not in self.verbs:
            return frozenset()
        verbs = {verb for verb in ("confirm", "correct", "split", "merge", "discard", "restore")
                 if ITEM_LIFE.allows(item.state, verb)}  # fmt: skip
        if item.kind == Item.Kind.CITATION:
            verbs -= {"split", "merge"}
        return frozenset(verbs)

    def mergeable(self, item: Item) -> list[Item]:
        """Neighbours of the same kind that could be joined with an item."""
        same = [other for other in self.items if other.kind == item.kind and self._can_merge(other)]
        at = next((number for number, other in enumerate(same) if other.pk == item.pk), 0)
        return [other for other in same[max(0, at - 3) : at + 4] if other.pk != item.pk]

    def _can_merge(self, item: Item) -> bool:
        return ITEM_LIFE.allows(item.state, "merge")

    @property
    def sure(self) -> list[Item]:
        """Undecided items that the reader is sure of and has no doubts about."""
        return [item for item in self.items if item.is_undecided and item.confidence >= HIGH and not item.doubts]

    @property
    def legend(self) -> list[tuple[str, str, str, int]]:
        """Tone, letter, word and count of each kind found."""
        counts = self.progress.by_kind
        found = [kind for kind in Item.Kind if counts.get(kind.value)]
        return [(TONES[kind], LETTERS[kind], str(kind.label), counts[kind.value]) for kind in found]

    @property
    def chips(self) -> list[tuple[str, str, bool, int]]:
        """Filters with their counts."""
        kind, show = self.query.get("loai", ""), self.query.get("xem", "")
        counts = self.progress
        rows = [
            (_("Tất cả"), "", "", counts.total), (_("Chưa quyết"), "", "chua", counts.undecided),
            (_("Cần xem kỹ"), "", "nghi", counts.doubtful),
        ]  # fmt: skip
        rows += [(str(k.label), k.value, "", counts.by_kind[k.value]) for k in Item.Kind if counts.by_kind.get(k.value)]
        proposed = sum(1 for item in self.items if item.is_proposed_by_model)
        if proposed:
            rows.append((_("Trợ lý đề xuất"), "", MODEL, proposed))
        if counts.discarded:
            rows.append((_("Đã bỏ"), "", "bo", counts.discarded))
        return [
            (words, self._address(loai=wanted, xem=seen), (kind, show) == (wanted, seen), count)
            for words, wanted, seen, count in rows
        ]

    def _address(self, **changes: str) -> str:
        query = QueryDict(mutable=True)
        for name, value in changes.items():
            if value:
                query[name] = value
        page = reverse("documents:confirm", args=[self.document.pk])
        return f"{page}?{query.urlencode()}" if query else page

    def after(self, item: Item) -> str:
        """Label of the next undecided item behind one in the order of the list; empty when all are decided."""
        behind = [other for other in self.listed if (other.order, other.pk) > (item.order, item.pk)]
        around = [*behind, *self.listed]
        return next((other.label for other in around if other.is_undecided), "")

    @cached_property
    def adopt_url(self) -> str:
        return adopt_url(self.document)

    @cached_property
    def uses(self) -> list[queries.Use]:
        """What was made of the confirmed paper already."""
        return queries.adopted(queries.uses(self.document, person_of(self.request)))

    @cached_property
    def confirmers(self) -> list[queries.Confirmers]:
        """Who may declare the whole paper right, to be told to those who may not."""
        return queries.confirmers(self.document)

    def context(self) -> dict[str, Any]:
        """What the templates need."""
        return {"desk": self, "document": self.document, "can_decide": permissions.DECIDE in self.verbs,
                "can_confirm": permissions.CONFIRM in self.verbs, "kinds": Item.Kind.choices}  # fmt: skip

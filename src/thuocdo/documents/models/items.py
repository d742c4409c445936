"""What was read in a paper, what people decided about it, and what it cites."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thuocdo.documents.models.papers import Document
from thuocdo.documents.rules.life import DECIDED, ItemState
from thuocdo.documents.rules.proposals import BY


class Item(models.Model):
    """One thing found in a paper (mục trích): a task, target, shortcoming, citation or objective.

    `read` is what the reader saw and never changes (empty for what a person added, split or merged); `data` is the
    current reading in the same keys; `spans` its places in `Document.text`. `revision` grows with every change, so
    that two people cannot overwrite each other unseen.
    """

    class Kind(models.TextChoices):
        OBJECTIVE = "objective", _("Mục tiêu")
        TARGET = "target", _("Chỉ tiêu")
        TASK = "task", pgettext_lazy("mục", "Nhiệm vụ")
        SHORTCOMING = "shortcoming", _("Tồn tại, hạn chế")
        CITATION = "citation", _("Viện dẫn")

    class State(models.TextChoices):
        PROPOSED = ItemState.PROPOSED, _("Bản nháp của máy")
        ACCEPTED = ItemState.ACCEPTED, _("Đã xác nhận")
        CORRECTED = ItemState.CORRECTED, _("Đã sửa")
        DISCARDED = ItemState.DISCARDED, _("Đã bỏ")
        ADDED = ItemState.ADDED, _("Người thêm")
        REPLACED = ItemState.REPLACED, _("Đã tách hoặc gộp")
        WITHDRAWN = ItemState.WITHDRAWN, _("Đã rút")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    order = models.PositiveIntegerField()
    label = models.CharField(max_length=8)
    read = models.JSONField(default=dict, blank=True)
    data = models.JSONField(default=dict)
    spans = models.JSONField(default=list, blank=True)
    confidence = models.FloatField(default=1.0)
    doubts = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    parents = models.ManyToManyField("self", symmetrical=False, related_name="parts", blank=True)
    revision = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="decided_items"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "label"], name="one_label_in_a_document"),
            models.CheckConstraint(
                name="decided_by_a_person_at_an_instant",
                condition=Q(state__in=sorted(DECIDED), decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=sorted(DECIDED)) & Q(decided_by=None, decided_at=None)),
            ),
            models.CheckConstraint(
                name="discarded_for_a_reason", condition=~Q(state=ItemState.DISCARDED) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="confidence_between_nothing_and_one", condition=Q(confidence__gte=0, confidence__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}. {self.text[:120]}"

    @property
    def text(self) -> str:
        """The words of the item as they now stand."""
        return str(self.data.get("text") or self.data.get("title") or "")

    @property
    def words(self) -> str:
        """One line that says the item whatever its kind; a citation as people cite it."""
        if self.kind != self.Kind.CITATION:
            return self.text
        said = self.data.get
        kind, number = str(said("type") or "văn bản"), str(said("number") or "")
        day = "/".join(reversed(str(said("date") or "").split("-")))
        head = f"{kind[:1].upper()}{kind[1:]} {number}".strip() + (f" ngày {day}" if day else "")
        return f"{head}: {said('title')}" if said("title") else head

    @property
    def is_undecided(self) -> bool:
        return self.state == self.State.PROPOSED

    @property
    def is_proposed_by_model(self) -> bool:
        """Whether a language model proposed it and no rule: marked, and decided one by one."""
        return bool(self.read.get("proposed_by") == BY)

    @property
    def is_kept(self) -> bool:
        """Whether the item counts in the confirmed document."""
        return self.state in (self.State.ACCEPTED, self.State.CORRECTED, self.State.ADDED)


class ItemChange(models.Model):
    """One decision about one item (lần sửa), with the item before and after; only ever added.

    Changes made by one act share a `batch`; `undoes` names the batch that an undo took back.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="changes")
    batch = models.UUIDField()
    undoes = models.UUIDField(null=True, blank=True)
    verb = models.CharField(max_length=20)
    before = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(encoder=DjangoJSONEncoder)
    by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="item_changes"
    )
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["batch"], name="changes_of_one_act")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.verb}"

    @property
    def verb_words(self) -> str:
        """The verb as people say it."""
        return str(VERB_WORDS.get(self.verb, self.verb))


VERB_WORDS = {
    "confirm": _("Xác nhận"),
    "correct": _("Sửa"),
    "split": _("Tách"),
    "merge": _("Gộp"),
    "discard": _("Bỏ"),
    "restore": _("Lấy lại"),
    "add": _("Thêm"),
    "undo": _("Hoàn tác"),
}


class Citation(models.Model):
    """A paper cited by another (viện dẫn); linked when the cited paper is here, on number **and** date."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="citations")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="citation")
    cited_number = models.TextField(blank=True)
    number_key = models.TextField(blank=True)
    cited_on = models.CharField(max_length=10, blank=True)
    cited = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="cited_in")
    role = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["item__order", "pk"]
        indexes = [models.Index(fields=["number_key", "cited_on"], name="citations_by_number_and_date")]
        constraints = [
            models.CheckConstraint(name="no_document_cites_itself", condition=Q(cited=None) | ~Q(cited=F("document"))),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} → {self.cited_number} {self.cited_on}"

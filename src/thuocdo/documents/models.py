"""Official papers as they came, what was read in them, what people decided about it, and what they cite."""

from __future__ import annotations

import uuid
from datetime import date

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thuocdo.core.clock import ZONE
from thuocdo.documents.rules.dating import ReferenceDay, reference_day
from thuocdo.documents.rules.life import DECIDED, DocumentState, ItemState
from thuocdo.documents.rules.naming import called


class Arrival(models.Model):
    """One bundle that came (gói văn bản đến): a zipped folder, a mail, an edXML envelope, and what became of its parts.

    `envelope` is what the bundle says of itself; `set_aside` the parts that were not taken (cách ly), each with name,
    code, message and remedy.
    """

    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="arrivals")
    name = models.TextField()
    kind = models.CharField(max_length=10)
    envelope = models.JSONField(default=dict, blank=True)
    set_aside = models.JSONField(default=list, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="received_arrivals"
    )
    papers = models.ManyToManyField("Document", related_name="arrivals", through="ArrivedPaper")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class ArrivedPaper(models.Model):
    """One paper of a bundle: under which name it came, by which way through nested bundles, and whether it was new."""

    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="parts")
    document = models.ForeignKey("Document", on_delete=models.PROTECT, related_name="came_in")
    name = models.TextField()
    path = models.JSONField(default=list, blank=True)
    is_new = models.BooleanField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """One official paper (văn bản): the original file, the text that spans index, the reading as it was made.

    `text` is the converted source in composed Unicode; every span of every item is half-open [start, end) in it.
    `issued_value` is the printed date as far as it was filled in (`2025-07-08`, `2025-07`, `2025`, empty);
    `issued_on` stands only when the day is printed: a blank day is never filled in from elsewhere. `signed_on` is
    the day that a printed signature trail shows, which is not a verified signature.
    """

    class State(models.TextChoices):
        WAITING = DocumentState.WAITING, _("Chờ máy đọc")
        READING_FAILED = DocumentState.READING_FAILED, _("Không đọc được")
        PROPOSED = DocumentState.PROPOSED, _("Chờ xác nhận")
        CONFIRMING = DocumentState.CONFIRMING, _("Đang xác nhận")
        CONFIRMED = DocumentState.CONFIRMED, _("Đã xác nhận")

    class Precision(models.TextChoices):
        NONE = "", _("Không ghi ngày")
        YEAR = "year", _("Chỉ rõ năm")
        MONTH = "month", _("Chỉ rõ tháng")
        DAY = "day", _("Đủ ngày")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number_symbol = models.TextField(blank=True)
    number_key = models.TextField(blank=True)
    doc_type = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    issuer_name = models.TextField(blank=True)
    issuer = models.ForeignKey(
        "directory.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="issued_documents"
    )
    province = models.ForeignKey(
        "directory.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="province_documents"
    )
    issued_on = models.DateField(null=True, blank=True)
    issued_value = models.CharField(max_length=10, blank=True)
    date_precision = models.CharField(max_length=5, blank=True, choices=Precision.choices)
    signed_on = models.DateField(null=True, blank=True)
    signer_name = models.TextField(blank=True)
    signing_role = models.JSONField(default=dict, blank=True)
    addressees = models.JSONField(default=list, blank=True)
    folded = models.TextField(blank=True)

    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="documents")
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField(blank=True)
    pages = models.JSONField(default=list, blank=True)
    reading = models.JSONField(default=dict, blank=True)
    reader = models.TextField(blank=True)
    refusal = models.JSONField(null=True, blank=True)

    state = models.CharField(max_length=20, choices=State.choices)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="received_documents"
    )
    received_unit = models.ForeignKey(
        "directory.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="received_documents"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="confirmed_documents"
    )

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["number_key", "issued_value"], name="document_by_number_and_date"),
            models.Index(fields=["state", "-received_at"], name="documents_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="confirmed_by_a_person_at_an_instant",
                condition=Q(state=DocumentState.CONFIRMED, confirmed_at__isnull=False, confirmed_by__isnull=False)
                | (~Q(state=DocumentState.CONFIRMED) & Q(confirmed_at=None, confirmed_by=None)),
            ),
            models.CheckConstraint(
                name="a_failed_reading_keeps_its_refusal",
                condition=Q(state=DocumentState.READING_FAILED, refusal__isnull=False)
                | (~Q(state=DocumentState.READING_FAILED) & Q(refusal=None)),
            ),
            models.CheckConstraint(
                name="a_day_only_where_the_day_is_printed",
                condition=Q(date_precision="day", issued_on__isnull=False)
                | (~Q(date_precision="day") & Q(issued_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """How people call the paper, by what is known of it (`rules.naming`)."""
        return called(
            self.doc_type, self.number_symbol, self.subject, issued=self.issued_value, issuer=self.issuer_name,
            received_on=self.received_at.astimezone(ZONE).date(),
        )  # fmt: skip

    @property
    def short(self) -> str:
        """Kind and number, or that there is no number yet, with the day where it is printed."""
        kind = self.doc_type[:1].upper() + self.doc_type[1:] or str(_("Văn bản"))
        day = f" ngày {self.issued_words}" if self.issued_on else ""
        return f"{kind} {self.number_symbol or _('chưa có số')}{day}"

    @property
    def issued_words(self) -> str:
        """The printed date in Vietnamese order (08/07/2025, 07/2025, 2025)."""
        return "/".join(reversed(self.issued_value.split("-"))) if self.issued_value else ""

    @property
    def reference(self) -> ReferenceDay:
        """The day on which names of agencies in the paper are looked up, and why that day."""
        return reference_day(self.issued_value, self.signed_on, self.received_at.astimezone(ZONE).date())

    @property
    def reference_on(self) -> date:
        """The day itself of `reference`."""
        return self.reference.on

    @property
    def is_open(self) -> bool:
        """Whether people still decide about its items."""
        return self.state in (self.State.PROPOSED, self.State.CONFIRMING)


class EarlierReading(models.Model):
    """A reading that a newer reader replaced (lần đọc trước), kept whole."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="earlier_readings")
    reader = models.TextField(blank=True)
    reading = models.JSONField(default=dict, blank=True)
    refusal = models.JSONField(null=True, blank=True)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.reader}"


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

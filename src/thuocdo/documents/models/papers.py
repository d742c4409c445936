"""Official papers as they came, singly or in bundles, and the readings that newer ones replaced."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thuocdo.core.clock import ZONE
from thuocdo.core.models import StoredFile
from thuocdo.documents.rules.dating import ReferenceDay, reference_day
from thuocdo.documents.rules.life import DocumentState
from thuocdo.documents.rules.naming import called
from thuocdo.documents.rules.proposals import BY, note_words
from thuocdo.kernel.errors import Refused


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
    papers: models.ManyToManyField[Document, ArrivedPaper] = models.ManyToManyField(
        "Document", related_name="arrivals", through="ArrivedPaper"
    )

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
    the day that a printed signature trail shows, which is not a verified signature. `circulation` is the printed limit
    of who may read it ("lưu hành nội bộ"); papers of state secrets are not kept. `source` and `source_key` name the
    row of another system's register from which the paper was imported; such a row may stand without a file
    (`registered`). A withdrawn paper (thu hồi) stays, frozen, with the reason.
    """

    class State(models.TextChoices):
        WAITING = DocumentState.WAITING, _("Chờ máy đọc")
        READING_FAILED = DocumentState.READING_FAILED, _("Không đọc được")
        PROPOSED = DocumentState.PROPOSED, _("Chờ xác nhận")
        CONFIRMING = DocumentState.CONFIRMING, _("Đang xác nhận")
        CONFIRMED = DocumentState.CONFIRMED, _("Đã xác nhận")
        REGISTERED = DocumentState.REGISTERED, _("Chỉ có trong sổ")

    class Urgency(models.TextChoices):
        NORMAL = "", _("Thường")
        URGENT = "khan", _("Khẩn")
        VERY_URGENT = "thuong_khan", _("Thượng khẩn")
        EXPRESS = "hoa_toc", _("Hỏa tốc")

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
    recipients = models.JSONField(default=list, blank=True)
    archive = models.TextField(blank=True)
    urgency = models.CharField(max_length=11, blank=True, choices=Urgency.choices)
    circulation = models.TextField(blank=True)
    folded = models.TextField(blank=True)

    file = models.ForeignKey(
        "core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    file_name = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, unique=True, null=True, blank=True)
    source = models.TextField(blank=True)
    source_key = models.TextField(blank=True)
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
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawn_documents"
    )
    withdrawn_why = models.TextField(blank=True)

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
            models.CheckConstraint(
                name="only_a_line_of_a_register_has_no_file",
                condition=Q(state=DocumentState.REGISTERED) | Q(file__isnull=False, sha256__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawn_by_a_person_for_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source_key=""), name="one_paper_of_a_source_key"
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
    def original(self) -> StoredFile:
        """The file as it came. Refused `documents.no_file` for a line of a register that has none."""
        if self.file is None:
            raise Refused(
                "documents.no_file",
                "Văn bản này mới chỉ có dòng trong sổ, chưa có tệp.",
                "Nhận tệp của văn bản ở trang Nhận văn bản.",
            )
        return self.file

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
    def dated_on(self) -> date | None:
        """The printed day; where it was left open, the day that the printed signature trail shows."""
        return self.issued_on or self.signed_on

    def days_after(self, earlier: Document) -> int | None:
        """Days from another paper to this one; None where a day of the two is not known."""
        return (self.dated_on - earlier.dated_on).days if self.dated_on and earlier.dated_on else None

    @property
    def reference(self) -> ReferenceDay:
        """The day on which names of agencies in the paper are looked up, and why that day."""
        return reference_day(self.issued_value, self.signed_on, self.received_at.astimezone(ZONE).date())

    @property
    def reference_on(self) -> date:
        """The day itself of `reference`."""
        return self.reference.on

    @property
    def model_note(self) -> str:
        """What came of asking a language model about the paper, in words; empty when none was asked."""
        kept = self.reading.get(BY)
        return note_words(kept) if kept else ""

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


class PageImage(models.Model):
    """A page of a scan as a picture (ảnh trang), beside which people compare what the machine recognised.

    `number` counts the pages of the paper from 1; only pages that were pictures have one.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="page_images")
    number = models.PositiveIntegerField()
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="page_images")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_picture_of_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"

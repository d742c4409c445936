"""Messages of the document axis (thông điệp liên thông): packages, states and changes, coming in and going out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AxisMessage(models.Model):
    """One message exchanged as edXML (QCVN 102:2016/BTTTT) with an agency that does not work on this platform.

    `unit` is ours, `other` the electronic identifier of the agency on the other side, `document_id` the identifier of
    the paper that the message is about, `code` the status code (01 to 16) or the kind of change (1 recall, 2 update,
    3 replacement). `outside_id` is the key under which the axis keeps the message. What came in and asks for a
    decision (a package, a change) waits for a person; what goes out waits for the axis.
    """

    class Direction(models.TextChoices):
        IN = "in", _("Đến")
        OUT = "out", _("Đi")

    class Kind(models.TextChoices):
        EDOC = "edoc", _("Gói văn bản")
        STATUS = "status", _("Trạng thái")
        CHANGE = "change", _("Thu hồi, cập nhật, thay thế")

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ xử lý")
        DONE = "done", _("Đã xong")
        FAILED = "failed", _("Lỗi, sẽ thử lại")
        AGREED = "agreed", _("Đã đồng ý")
        DECLINED = "declined", _("Đã từ chối")

    direction = models.CharField(max_length=3, choices=Direction.choices)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    unit = models.ForeignKey(
        "directory.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="axis_messages"
    )
    other = models.TextField(blank=True)
    other_name = models.TextField(blank=True)
    document_id = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    code = models.CharField(max_length=4, blank=True)
    note = models.TextField(blank=True)
    outside_id = models.TextField(blank=True)
    file = models.ForeignKey("core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey(
        "chancery.Delivery", null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    arrival = models.ForeignKey(
        "documents.Arrival", null=True, blank=True, on_delete=models.PROTECT, related_name="axis_messages"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="decided_axis_messages"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["direction", "state"], name="axis_messages_waiting"),
            models.Index(fields=["document_id"], name="axis_messages_of_a_paper"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["direction", "unit", "outside_id"], condition=~Q(outside_id=""), nulls_distinct=False,
                name="one_message_of_an_outside_id",
            ),
            models.CheckConstraint(
                name="agreed_or_declined_by_a_person",
                condition=~Q(state__in=["agreed", "declined"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document_id}"

    @property
    def audit_name(self) -> str:
        """What the audit calls it: a paper of ours by its identifier; of one that came only that there was something,
        because a scan in it may turn out to be secret and nothing takes a name out of the audit again."""
        ours = (self.direction == self.Direction.OUT) != (self.kind == self.Kind.STATUS)
        return str(self) if ours else str(self.get_kind_display())

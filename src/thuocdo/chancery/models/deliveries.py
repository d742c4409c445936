"""Deliveries of papers (gửi văn bản): one row an addressee, and every state it went through."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thuocdo.chancery.rules.life import SENT_NO_MORE, DeliveryState


class Delivery(models.Model):
    """One paper to one addressee (nơi nhận): a unit of the platform, a mailbox, or an agency by edXML.

    `address` is the mailbox or the electronic identifier; `due_on` the day by which the sender wants an answer;
    `answer` the paper with which the addressee acted.
    """

    class Way(models.TextChoices):
        INSIDE = "inside", _("Trong hệ thống")
        MAIL = "mail", _("Thư điện tử")
        EDXML = "edxml", _("Trục liên thông (edXML)")

    class State(models.TextChoices):
        WAITING = DeliveryState.WAITING, _("Chờ gửi")
        SENT = DeliveryState.SENT, _("Đã gửi")
        ARRIVED = DeliveryState.ARRIVED, _("Đã đến")
        RECEIVED = DeliveryState.RECEIVED, _("Đã tiếp nhận")
        READ = DeliveryState.READ, _("Đã xem")
        ACTED = DeliveryState.ACTED, _("Đã xử lý")
        REFUSED = DeliveryState.REFUSED, _("Từ chối tiếp nhận")
        FAILED = DeliveryState.FAILED, _("Gửi lỗi")
        RECALLED = DeliveryState.RECALLED, _("Đã thu hồi")

    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="deliveries")
    sender = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="sent_deliveries")
    way = models.CharField(max_length=6, choices=Way.choices)
    unit = models.ForeignKey(
        "directory.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    name = models.TextField()
    address = models.TextField(blank=True)
    for_action = models.BooleanField(default=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="deliveries_made")
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    acted_at = models.DateTimeField(null=True, blank=True)
    answer = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="answers_deliveries"
    )
    package = models.ForeignKey("core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    message_id = models.TextField(blank=True)
    urged_at = models.DateTimeField(null=True, blank=True)
    urged_times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["unit", "state"], name="deliveries_of_a_unit"),
            models.Index(fields=["state", "sent_at"], name="deliveries_to_urge"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "unit"], condition=Q(way="inside") & ~Q(state__in=SENT_NO_MORE),
                name="a_paper_once_to_a_unit",
            ),
            models.CheckConstraint(
                name="inside_to_a_unit_outside_to_an_address",
                condition=Q(way="inside", unit__isnull=False) | (~Q(way="inside") & ~Q(address="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.document_id} → {self.name}"


class DeliveryMove(models.Model):
    """One change of state of a delivery (nhật ký gửi nhận): by a person here, or told by the other side's status."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=8)
    after = models.CharField(max_length=8)
    code = models.CharField(max_length=4, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="delivery_moves"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.verb}"

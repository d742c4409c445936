"""The ledger of urging: a run a day, what each rung did, each step taken, the messages that went out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

KEEP = models.PROTECT


class Run(models.Model):
    """The daily run (lượt đôn đốc trong ngày), one a day; on a day off it says so and takes no step."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    working = models.BooleanField(help_text="Ngày làm việc; ngày nghỉ thì không đôn đốc")
    steps = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    caught_up = models.PositiveIntegerField(default=0, help_text="Số ngày không có lượt nào trước lượt này")

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


class RungRun(models.Model):
    """What one rung of one province's ladder did in a run, also when there was nothing to do (0)."""

    run = models.ForeignKey(Run, KEEP, related_name="rungs")
    province_key = models.CharField(max_length=10)
    rung = models.CharField(max_length=30)
    name = models.TextField()
    order = models.PositiveSmallIntegerField()
    standing = models.PositiveIntegerField(default=0, help_text="Số việc đang đứng ở bậc này")
    steps = models.PositiveIntegerField(default=0, help_text="Số việc mới đến bậc này trong lượt")
    people = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["run", "province_key", "order"]
        constraints = [
            models.UniqueConstraint(fields=["run", "province_key", "rung"], name="one_record_of_a_rung_a_run")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.rung}"


class Message(models.Model):
    """What one person is told on one day (bản tổng hợp): one digest, and one for what is urgent.

    `counts` are the things in it by section; the words are made when it is read or mailed, so that nothing is told
    that is settled meanwhile. The state is that of the mail; the notice in the program is there from the start.
    """

    class Mail(models.TextChoices):
        WAITING = "waiting", _("Chờ gửi thư")
        SENT = "sent", _("Đã gửi thư")
        FAILED = "failed", _("Gửi thư lỗi")
        REFUSED = "refused", _("Máy chủ thư từ chối địa chỉ")
        NO_ADDRESS = "no_address", _("Không có địa chỉ thư")
        UNWANTED = "unwanted", _("Người nhận không nhận thư")
        MOOT = "moot", _("Không gửi: việc đã xong")
        OFF = "off", _("Chưa đặt máy chủ thư")
        NONE = "none", _("Chỉ báo trong chương trình")

    run = models.ForeignKey(Run, KEEP, related_name="messages")
    person = models.ForeignKey("directory.Person", KEEP, related_name="urging_messages", db_index=False)
    day = models.DateField()
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    mail = models.CharField(max_length=12, choices=Mail.choices)
    send_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["send_at"], condition=Q(mail="waiting"), name="messages_to_mail")]
        constraints = [
            models.UniqueConstraint(fields=["person", "day", "urgent"], name="one_digest_and_one_urgent_a_day"),
            models.CheckConstraint(
                name="message_sent_has_its_time",
                condition=Q(mail="sent", mailed_at__isnull=False) | (~Q(mail="sent") & Q(mailed_at=None)),
            ),
            models.CheckConstraint(
                name="message_waiting_has_its_time", condition=~Q(mail="waiting") | Q(send_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.person_id}"


class Step(models.Model):
    """One row of the ledger (dòng sổ đôn đốc): who was told of which due instance at which rung, or that nobody could
    be; for a letter, the agency. Rows are only added.

    `of` and `of_day` are the day that it was urged by (`rules.ladder`), `reached_on` when the rung was reached.
    """

    class Whom(models.TextChoices):
        OFFICER = "officer", _("Người phụ trách")
        STEP = "step", _("Người làm việc nhỏ")
        OFFICE_HEAD = "office_head", _("Chánh văn phòng")
        HEAD = "head", _("Người đứng đầu")
        OWNER = "owner", _("Phụ trách chu kỳ")
        AGENCY = "agency", _("Cơ quan")

    class Outcome(models.TextChoices):
        TOLD = "told", _("Đã báo")
        NOBODY = "nobody", _("Không có ai để báo")
        LETTER = "letter", _("Công văn đôn đốc")

    class Section(models.TextChoices):
        OVERDUE = "overdue", _("Quá hạn")
        TODAY = "today", _("Đến hạn trong ngày")
        SOON = "soon", _("Sắp đến hạn")
        RETURNED = "returned", _("Bị trả lại")
        ASKED = "asked", _("Phối hợp")
        BLOCKED = "blocked", _("Đang vướng")
        CHECK = "check", _("Đến ngày rà soát")

    run = models.ForeignKey(Run, KEEP, null=True, blank=True, related_name="ledger")
    day = models.DateField()
    at = models.DateTimeField()
    occurrence = models.ForeignKey("work.Occurrence", KEEP, related_name="urging_steps", db_index=False)
    contribution = models.ForeignKey("work.Contribution", KEEP, null=True, blank=True, related_name="+", db_index=False)
    unit = models.ForeignKey("directory.Unit", KEEP, related_name="urging_steps", db_index=False)
    of = models.CharField(max_length=12)
    of_day = models.DateField()
    reached_on = models.DateField()
    rung = models.CharField(max_length=30)
    rung_name = models.TextField()
    section = models.CharField(max_length=10, choices=Section.choices)
    urgent = models.BooleanField(default=False)
    whom = models.CharField(max_length=12, choices=Whom.choices)
    person = models.ForeignKey(
        "directory.Person", KEEP, null=True, blank=True, related_name="urging_steps", db_index=False
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    wants_letter = models.BooleanField(default=False)
    message = models.ForeignKey(Message, KEEP, null=True, blank=True, related_name="steps")
    letter = models.ForeignKey("urging.Letter", KEEP, null=True, blank=True, related_name="steps")

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-day"], name="urging_of_a_unit"),
            models.Index(fields=["person", "-day"], name="urging_of_a_person"),
            models.Index(fields=["-day", "-id"], name="urging_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "of", "of_day", "reached_on", "contribution", "whom", "person", "letter"],
                nulls_distinct=False, name="one_step_is_taken_once",
            ),
            models.CheckConstraint(
                name="step_says_who",
                condition=Q(outcome="told", person__isnull=False, letter=None)
                | Q(outcome="nobody", person=None, message=None, letter=None)
                | Q(outcome="letter", person=None, message=None, letter__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.rung_name}"

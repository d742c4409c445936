"""Tables of the plumbing: audit, outbox, files, job runs, pack loads, the demo clock."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from thuocdo.core import chain

# Letters with marks and what they are without, for a search form that the database itself makes.
MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
PLAIN = "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd"


class AuditRow(models.Model):
    """One link of the audit chain (nhật ký): who did what to which thing, when, as which position, and why.

    Actor and thing are kept as text, without foreign keys, so that a row outlives everything it speaks of.
    Rows are only ever added: the database refuses to change or delete them. How `hash`, `details_hash` and `salt`
    come about, and what `form` says, is told in `core.chain`.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_key = models.TextField()
    actor_name = models.TextField()
    position = models.TextField(blank=True)
    address = models.TextField(blank=True)
    request_id = models.TextField(blank=True)
    action = models.TextField()
    outcome = models.TextField(default="done")
    thing_type = models.TextField(blank=True)
    thing_key = models.TextField(blank=True)
    thing_name = models.TextField(blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.TextField(blank=True)
    form = models.PositiveSmallIntegerField(default=chain.SPLIT)
    salt = models.CharField(max_length=32, blank=True, default="")
    details_hash = models.CharField(max_length=64, blank=True, default="")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    folded = models.GeneratedField(
        expression=models.Func(Lower("thing_name"), models.Value(MARKED), models.Value(PLAIN), function="TRANSLATE"),
        output_field=models.TextField(), db_persist=True,
    )  # fmt: skip

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["thing_type", "thing_key", "seq"], name="audit_of_a_thing"),
            # Lists are in the order of the chain, those of some days in the order of time, and end after a page: each
            # question has its index in the order of its answer.
            models.Index(fields=["at", "seq"], name="audit_in_time"),
            models.Index(fields=["actor_key", "seq"], name="audit_of_an_actor"),
            models.Index(fields=["action", "seq"], name="audit_of_an_action"),
            models.Index(fields=["outcome", "seq"], condition=~models.Q(outcome="done"), name="audit_of_refusals"),
            models.Index(fields=["address", "seq"], condition=~models.Q(address=""), name="audit_of_an_address"),
            models.Index(fields=["request_id"], condition=~models.Q(request_id=""), name="audit_of_a_request"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.thing_type} {self.thing_key}"

    @property
    def audit_name(self) -> str:
        """What a row about this row calls it."""
        return str(self.seq)


class OutboxEvent(models.Model):
    """What happened, for rooms above (hộp thư đi nội bộ); written in the transaction of the decision."""

    at = models.DateTimeField()
    name = models.TextField()
    payload = models.JSONField(default=dict)
    handled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(handled_at=None), name="outbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class StoredFile(models.Model):
    """A file kept once by its content (tệp): the same bytes uploaded twice are the same file."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.TextField()
    size = models.PositiveBigIntegerField()
    content_type = models.TextField(blank=True)
    content = models.FileField(upload_to="stored/")
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class JobRun(models.Model):
    """One run of a background job (sổ chạy việc nền), so that what did not run can be seen too."""

    name = models.TextField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="running")
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["name", "-started_at"], name="last_runs_of_a_job")]

    def __str__(self) -> str:
        return f"{self.name} {self.outcome}"


class PackLoad(models.Model):
    """One load of reviewed facts (lần nạp danh mục): which loader, what it changed, from which content."""

    loader = models.TextField()
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.loader} {self.at:%Y-%m-%d}"


class ClockSetting(models.Model):
    """The day on which a demo has set the clock; an official installation has no row here."""

    day = models.DateField()

    def __str__(self) -> str:
        return self.day.isoformat()


class AuditAnchor(models.Model):
    """The state of the audit chain at a moment (mốc neo), to be kept outside; like the rows, only ever added."""

    at = models.DateTimeField()
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:16]}"


class Maintenance(models.Model):
    """The read-only mode (bảo trì): while the one row is there, pages are read and nothing is decided."""

    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    why = models.TextField()
    by_name = models.TextField()

    def __str__(self) -> str:
        return self.why


class Trouble(models.Model):
    """Something that a check of health found broken (sự cố): since when, and when it was over.

    One open row for each check, so that operators are told once.
    """

    code = models.TextField()
    words = models.TextField()
    remedy = models.TextField(blank=True)
    since = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(cleared_at=None), name="one_open_trouble_a_check"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.words}"


class Notice(models.Model):
    """A message to one person (thông báo): on the page, and by e-mail where an address and a server are known.

    The recipient is kept as `actor_key`, so that every room can tell anybody something.
    """

    recipient_key = models.TextField()
    kind = models.TextField()
    words = models.TextField()
    link = models.TextField(blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["recipient_key", "-id"], name="notices_of_a_person"),
            models.Index(fields=["recipient_key"], condition=models.Q(read_at=None), name="notices_unread"),
        ]

    def __str__(self) -> str:
        return self.words


class PrivacyTable(models.Model):
    """What was taken over about personal data (bảng quy định về dữ liệu cá nhân): purposes, limits, what is held, how
    long it stays. The latest row is in force, not the file: what is erased tonight was taken over by a named load."""

    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.at:%d/%m/%Y}"


class TypedForm(models.Model):
    """What somebody is typing into a long form and has not sent yet (bản gõ dở): theirs alone, kept for a while.

    `place` is the address of the form, `fields` its values by name. Nothing official: no history, no audit.
    """

    owner_key = models.TextField()
    place = models.TextField()
    fields = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_key", "place"], name="one_typing_of_a_form")]

    def __str__(self) -> str:
        return self.place

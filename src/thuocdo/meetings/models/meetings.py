"""A meeting, who is invited, what is on its agenda, what it concludes, and its papers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thuocdo.core.clock import ZONE
from thuocdo.kernel.text import fold
from thuocdo.meetings.rules.notes import mark

KEEP = models.PROTECT


class Meeting(models.Model):
    """A meeting of one unit (cuộc họp): planned, called, held, concluded; or cancelled with the reason.

    `previous` is the meeting of the same kind that was concluded last when this one was opened or planned; it opens
    with how those conclusions stand. `revision` counts the savings of head and agenda.
    """

    class Kind(models.TextChoices):
        BRIEFING = "briefing", _("Giao ban")
        AGENCY = "agency", _("Họp cơ quan, đơn vị")
        TOPIC = "topic", _("Họp chuyên đề")
        REVIEW = "review", _("Sơ kết, tổng kết")

    class State(models.TextChoices):
        PLANNED = "planned", _("Đang chuẩn bị")
        CALLED = "called", _("Đã mời")
        UNDER_WAY = "under_way", _("Đang họp")
        CONCLUDED = "concluded", _("Đã kết luận")
        CANCELLED = "cancelled", _("Đã hủy")

    unit = models.ForeignKey("directory.Unit", KEEP, related_name="meetings")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.TextField()
    folded = models.TextField(editable=False)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(help_text="Dự kiến bao nhiêu phút")
    place = models.TextField()
    link = models.URLField(max_length=500, blank=True, help_text="Địa chỉ họp trực tuyến")
    chair = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="meetings_chaired")
    secretary = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="meetings_kept")
    purpose = models.TextField(blank=True, help_text="Nội dung chính, yêu cầu chuẩn bị")
    previous = models.ForeignKey("self", KEEP, null=True, blank=True, related_name="followed_by")
    state = models.CharField(max_length=20, choices=State.choices, default=State.PLANNED)
    state_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="+")
    made_by_name = models.TextField()
    called_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by_name = models.TextField(blank=True)
    last_conclusions = models.JSONField(default=list, blank=True, help_text="Kết luận kỳ trước, như lúc khai mạc")
    closing = models.TextField(blank=True, help_text="Ý kiến kết luận chung")
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "state", "starts_at"], name="meetings_of_a_unit"),
            models.Index(fields=["starts_at"], name="meetings_by_time"),
        ]
        constraints = [
            models.CheckConstraint(name="meeting_says_what_and_where", condition=~Q(title="") & ~Q(place="")),
            models.CheckConstraint(name="meeting_lasts", condition=Q(minutes__gt=0, minutes__lte=1440)),
            models.CheckConstraint(
                name="meeting_is_not_its_own_previous", condition=Q(previous=None) | ~Q(previous=F("id"))
            ),
            models.CheckConstraint(
                name="meeting_state_has_its_facts",
                condition=Q(state="planned", opened_at=None, concluded_at=None)
                | Q(state="called", called_at__isnull=False, opened_at=None, concluded_at=None)
                | Q(state="under_way", opened_at__isnull=False, concluded_at=None)
                | (Q(state="concluded", opened_at__isnull=False, concluded_at__isnull=False) & ~Q(concluded_by_name=""))
                | (Q(state="cancelled", concluded_at=None) & ~Q(state_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title[:120]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(f"{self.title} {self.place} {self.purpose}")
        super().save(*args, **kwargs)

    @property
    def ends_at(self) -> Any:
        """When it is to end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def when(self) -> str:
        """Time and place in words."""
        return f"{self.starts_at.astimezone(ZONE):%H:%M ngày %d/%m/%Y}, {self.place}"

    def told(self) -> dict[str, Any]:
        """What is kept of a meeting before and after a change."""
        return {
            "title": self.title, "kind": self.kind, "starts_at": self.starts_at.isoformat(), "minutes": self.minutes,
            "place": self.place, "link": self.link, "chair": self.chair_id, "secretary": self.secretary_id,
            "purpose": self.purpose,
        }  # fmt: skip


class Invitee(models.Model):
    """Who is invited (thành phần): a person, or a unit that sends somebody; and whether they came.

    `came_as` says who came for a unit, or instead of the person (người dự thay).
    """

    class Attendance(models.TextChoices):
        UNKNOWN = "unknown", _("Chưa điểm danh")
        PRESENT = "present", _("Có mặt")
        INSTEAD = "instead", _("Cử người dự thay")
        EXCUSED = "excused", _("Vắng có lý do")
        ABSENT = "absent", _("Vắng không lý do")

    meeting = models.ForeignKey(Meeting, KEEP, related_name="invitees")
    order = models.PositiveSmallIntegerField()
    person = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="invitations")
    unit = models.ForeignKey("directory.Unit", KEEP, null=True, blank=True, related_name="invitations")
    name = models.TextField(help_text="Tên như lúc mời")
    post = models.TextField(blank=True, help_text="Chức vụ như lúc mời")
    attendance = models.CharField(max_length=20, choices=Attendance.choices, default=Attendance.UNKNOWN)
    came_as = models.TextField(blank=True, help_text="Người dự của cơ quan, hoặc người dự thay")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["meeting", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="invitee_is_a_person_or_a_unit",
                condition=Q(person__isnull=False, unit=None) | Q(person=None, unit__isnull=False),
            ),
            models.UniqueConstraint(fields=["meeting", "person"], name="a_person_is_invited_once"),
            models.UniqueConstraint(fields=["meeting", "unit"], name="a_unit_is_invited_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> str:
        """What a form carries along of who came (`rules.notes`)."""
        return mark(f"{self.attendance} {self.came_as}")


class AgendaItem(models.Model):
    """One point of the agenda (nội dung): work that is late or waits, an open conclusion, or words of its own.

    `frozen` is how it stood on the day of the meeting, kept when the meeting is opened; before that it is asked afresh.
    `said` are the words of the meeting about it (ý kiến, diễn biến).
    """

    class Kind(models.TextChoices):
        LATE = "late", _("Việc quá hạn")
        SOON = "soon", _("Việc sắp đến hạn")
        RETURNED = "returned", _("Kết quả bị trả lại")
        BLOCK = "block", _("Vướng mắc")
        EXTENSION = "extension", _("Đề nghị gia hạn")
        CONCLUSION = "conclusion", _("Kết luận kỳ trước")
        WORDS = "words", _("Nội dung khác")

    meeting = models.ForeignKey(Meeting, KEEP, related_name="items")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.TextField()
    occurrence = models.ForeignKey("work.Occurrence", KEEP, null=True, blank=True, related_name="agenda_items")
    extension = models.ForeignKey("work.Extension", KEEP, null=True, blank=True, related_name="agenda_items")
    block = models.ForeignKey("work.Block", KEEP, null=True, blank=True, related_name="agenda_items")
    conclusion = models.ForeignKey("meetings.Conclusion", KEEP, null=True, blank=True, related_name="agenda_items")
    frozen = models.JSONField(default=dict, blank=True)
    said = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    said_by_name = models.TextField(blank=True)

    class Meta:
        ordering = ["meeting", "order", "pk"]
        constraints = [
            models.CheckConstraint(name="agenda_item_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="agenda_item_is_about_its_kind",
                condition=Q(kind__in=["late", "soon", "returned"], occurrence__isnull=False)
                | Q(kind="block", block__isnull=False) | Q(kind="extension", extension__isnull=False)
                | Q(kind="conclusion", conclusion__isnull=False)
                | Q(kind="words", occurrence=None, extension=None, block=None, conclusion=None),
            ),
            models.UniqueConstraint(
                fields=["meeting", "kind", "occurrence", "extension", "block", "conclusion"],
                condition=~Q(kind="words"), nulls_distinct=False, name="a_thing_stands_once_on_an_agenda",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text[:120]


class Conclusion(models.Model):
    """One conclusion (kết luận): what, who, by when; and what became of it once it was carried out.

    A `task` becomes a task of the unit's conclusions of the year, a `step` a step of the due instance that the item is
    about; an `extension` grants or refuses, a `waiver` frees from it. `words` are only recorded.
    """

    class Kind(models.TextChoices):
        TASK = "task", _("Giao nhiệm vụ mới")
        STEP = "step", _("Giao bước của việc đang làm")
        EXTENSION = "extension", _("Quyết định đề nghị gia hạn")
        WAIVER = "waiver", _("Miễn kỳ hạn này")
        WORDS = "words", _("Ghi nhận, không giao việc")

    class State(models.TextChoices):
        DRAFT = "draft", _("Chưa thực hiện")
        DONE = "done", _("Đã giao, đã quyết định")
        DROPPED = "dropped", _("Đã bỏ")

    meeting = models.ForeignKey(Meeting, KEEP, related_name="conclusions")
    item = models.ForeignKey(AgendaItem, KEEP, null=True, blank=True, related_name="conclusions")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.TextField()
    unit = models.ForeignKey("directory.Unit", KEEP, null=True, blank=True, related_name="conclusions")
    person = models.ForeignKey("directory.Person", KEEP, null=True, blank=True, related_name="conclusions")
    who = models.TextField(blank=True, help_text="Cơ quan, người được giao, như lúc kết luận")
    due_on = models.DateField(null=True, blank=True)
    output = models.TextField(blank=True, help_text="Sản phẩm phải có")
    granted = models.BooleanField(null=True, blank=True, help_text="Đồng ý hay không đồng ý gia hạn")
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_name = models.TextField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.TextField(blank=True)
    dropped_why = models.TextField(blank=True)
    task = models.OneToOneField("work.Task", KEEP, null=True, blank=True, related_name="conclusion")
    step = models.OneToOneField("work.Step", KEEP, null=True, blank=True, related_name="conclusion")

    class Meta:
        ordering = ["meeting", "order", "pk"]
        constraints = [
            models.CheckConstraint(name="conclusion_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="conclusion_state_has_its_facts",
                condition=Q(state="draft", done_at=None, task=None, step=None)
                | (Q(state="done", done_at__isnull=False) & ~Q(done_by_name=""))
                | (Q(state="dropped", done_at=None) & ~Q(dropped_why="")),
            ),
            models.CheckConstraint(
                name="conclusion_became_what_it_is",
                condition=~Q(state="done") | Q(kind="task", task__isnull=False) | Q(kind="step", step__isnull=False)
                | Q(kind__in=["extension", "waiver"], item__isnull=False) | Q(kind="words"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text[:120]

    def told(self) -> dict[str, Any]:
        """What is kept of a conclusion before and after a change."""
        return {
            "kind": self.kind, "text": self.text, "who": self.who, "due_on": self.due_on, "output": self.output,
            "granted": self.granted, "item": self.item_id,
        }  # fmt: skip


class MeetingPaper(models.Model):
    """A paper of the meeting that was drafted (giấy mời, biên bản, thông báo kết luận); the chancery has the rest."""

    class Kind(models.TextChoices):
        INVITATION = "giay_moi", _("Giấy mời")
        MINUTES = "bien_ban", _("Biên bản")
        NOTICE = "thong_bao", _("Thông báo kết luận")

    meeting = models.ForeignKey(Meeting, KEEP, related_name="papers")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    draft = models.OneToOneField("chancery.Draft", KEEP, related_name="meeting_paper")
    at = models.DateTimeField()
    by_name = models.TextField()

    class Meta:
        ordering = ["meeting", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()

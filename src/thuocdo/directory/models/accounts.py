"""Accounts, their import from workbooks, and the roles in force."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from thuocdo.core.models import StoredFile
from thuocdo.directory.models.people import Person


class AccountManager(BaseUserManager["Account"]):
    """Accounts with their person, so that knowing who asks costs one query."""

    def get_queryset(self) -> models.QuerySet[Account]:
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """What a person signs in with (tài khoản); the user name is kept in lower case.

    `must_change` stands while the password is one that somebody else knows (mật khẩu dùng một lần).
    """

    username = models.CharField(max_length=150, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="account")
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="username_in_lower_case", condition=Q(username=Lower("username"))),
        ]

    def __str__(self) -> str:
        return self.username


class AccountImport(models.Model):
    """One workbook of people, posts and accounts that was taken over (đợt nhập tài khoản), and can be taken back.

    `rows` keeps for each line of the sheet what was done: added, changed, unchanged, refused, with the keys made.
    """

    class State(models.TextChoices):
        APPLIED = "applied", _("Đã nhập")
        UNDONE = "undone", _("Đã hoàn tác")

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.APPLIED)
    counts = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by_name = models.TextField()
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_undone_with_its_time",
                condition=Q(state="applied", undone_at=None) | Q(state="undone", undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.made_at:%d/%m/%Y}"


class RoleTable(models.Model):
    """Roles as they were taken over from the reviewed pack (bảng vai trò); the latest row is in force.

    Rights follow this table, not the file: a change of rights is a load, with its row in the audit.
    """

    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.at:%d/%m/%Y}"

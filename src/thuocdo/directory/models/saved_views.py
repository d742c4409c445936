"""Filters that people keep under a name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thuocdo.directory.models.people import Person
from thuocdo.directory.models.units import Unit


class SavedView(models.Model):
    """A list page with its filters and order, kept under a name by one person (bộ lọc đã lưu).

    `page` is the path of the page, `query` what stands after the question mark. Shared with the own unit of that day
    (`unit`), or with whoever has the link and may open the page (`token`). What is deleted can be taken back.
    """

    class Shared(models.TextChoices):
        OWN = "own", _("Chỉ mình tôi")
        UNIT = "unit", _("Cơ quan tôi")
        LINK = "link", _("Ai có đường liên kết")

    person = models.ForeignKey(Person, models.PROTECT, related_name="saved_views")
    name = models.TextField()
    page = models.CharField(max_length=200)
    query = models.TextField(blank=True)
    shared = models.CharField(max_length=10, choices=Shared.choices, default=Shared.OWN)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    token = models.CharField(max_length=40, unique=True, null=True, blank=True)
    is_default = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["page", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "page", "name"], condition=Q(deleted_at=None), name="one_saved_view_a_name"
            ),
            models.UniqueConstraint(
                fields=["person", "page"], condition=Q(is_default=True, deleted_at=None), name="one_default_view_a_page"
            ),
            models.CheckConstraint(name="saved_view_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="saved_view_is_shared_with_somebody",
                condition=Q(shared="own")
                | Q(shared="unit", unit__isnull=False)
                | Q(shared="link", token__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["page", "unit"], condition=Q(shared="unit"), name="views_shared_with_a_unit")]

    def __str__(self) -> str:
        return self.name

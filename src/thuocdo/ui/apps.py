"""The room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Furniture (giao diện dùng chung): templates, tags and static files, no tables."""

    name = "thuocdo.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

"""The WSGI door for gunicorn or any other application server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from config import boot

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if os.environ.get("DATABASE_URL"):
    os.environ["DATABASE_URL"] = boot.serving_address()
application = get_wsgi_application()
boot.note_settings()
boot.settle()

"""The WSGI door for gunicorn or any other application server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from config import boot

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
boot.settle()

"""How gunicorn runs the pages: `gunicorn -c python:config.gunicorn config.wsgi:application`; options of its own win."""

from __future__ import annotations

from thuocdo.core import logs

preload_app = True
workers = 2
threads = 4
# A long document is read within the request; the reader refuses what would take longer than this (seconds).
timeout = 120
# Running requests get this long to end before a stop (seconds).
graceful_timeout = 30
# Its own lines go where all others go, in the same form, with the id of the request that was running.
loglevel = "warning"
logconfig_dict = logs.configuration()

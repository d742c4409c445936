"""Getting ready: the embedded database, Django, tables, static files."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from contextlib import nullcontext
from datetime import date
from pathlib import Path

# The first day of the demo's story.
DEMO_BEGINS = date(2024, 1, 2)
# Account with which restoring is rehearsed: on the embedded server its owner.
DRILL = "THUOCDO_DRILL_DATABASE_URL"
# Whether this process has started the embedded server itself, and so may make roles in it.
_embedded: list[bool] = []


def var() -> Path:
    """Folder of everything that a running program keeps (database, files, keys); `THUOCDO_VAR` moves it."""
    root = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get("THUOCDO_VAR", root / "var"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def with_settings() -> None:
    """Set up Django without asking the database anything."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


def with_database() -> None:
    """Point `DATABASE_URL` at a running PostgreSQL: the given server, else the embedded one, started when needed."""
    if not os.environ.get("DATABASE_URL"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from thuocdo.core.postgres import embedded_url

            os.environ["DATABASE_URL"] = embedded_url(var() / "postgres")
        _embedded.append(True)
        from thuocdo.core import grants

        os.environ[grants.SERVING] = grants.as_role(os.environ["DATABASE_URL"])
        os.environ.setdefault(DRILL, os.environ["DATABASE_URL"])
    with_settings()


def serving_address() -> str:
    """The address of the database for pages and worker: of a role that cannot change the audit, where there is one."""
    return os.environ.get("THUOCDO_SERVE_DATABASE_URL") or os.environ["DATABASE_URL"]


def take_serving_role() -> None:
    """From here on this process uses the database as pages and worker do; what it made as the owner stays."""
    import dj_database_url
    from django.db import connections

    connections.close_all()
    os.environ["DATABASE_URL"] = serving_address()
    connections.settings["default"].update(dj_database_url.parse(os.environ["DATABASE_URL"]))


def prepared(*, quiet: bool = False, demo: bool = False) -> None:
    """Bring tables and reviewed facts up to this version; does nothing when they are.

    In a demo the facts bear the first day of its story: they would else have been recorded after all that was done.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from thuocdo.core import clock, grants, packs
    from thuocdo.core.progress import bar

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        grants.refuse_unless_owner()
        if not quiet:
            sys.stderr.write("Đang tạo hoặc nâng cấp bảng dữ liệu...\n")
        with bar("Bảng dữ liệu"):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
    grants.bring_up_to_date(make=bool(_embedded))

    if packs.never_loaded():
        if not quiet:
            sys.stderr.write("Đang nạp danh mục (đơn vị, cơ quan, lịch, vai trò)...\n")
        with clock.fixed(DEMO_BEGINS) if demo else nullcontext():
            packs.load()
    clock.set_from_database()


def note_settings() -> None:
    """Compare the settings of this start with those of the last one; no connection is left open for forked workers."""
    from django.db import connections

    from thuocdo.core import clock, settings_trail

    settings_trail.note_at_start(clock.now())
    connections.close_all()


def settle() -> None:
    """Load what the first page would, and tell the garbage collector that all of it stays.

    A page of five hundred rows makes some hundred thousand objects and drops them at once: looking for circles among
    them every 700, as is usual, is in vain and slows them.
    """
    from thuocdo.core import health

    health.warm_up()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def collect_static() -> None:
    """Put style sheets, scripts and icons where the web server reads them, with their compressed copies."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)

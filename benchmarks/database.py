"""The database of the benchmarks: its own embedded server, made new for each run."""

from __future__ import annotations

import os
import shutil
from functools import cache

from benchmarks.measure import ROOT

FOLDER = ROOT / "var" / "bench"


@cache
def ready(*, with_packs: bool = True) -> None:
    """Start the server on an empty folder with tables made; once a process."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    os.environ["THUOCDO_VAR"] = str(FOLDER)
    os.environ.pop("DATABASE_URL", None)
    from config import boot

    boot.with_database()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    if with_packs:
        from thuocdo.core import packs

        packs.load()

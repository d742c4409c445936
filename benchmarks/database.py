"""The database of the benchmarks: its own embedded server, made new for each run."""

from __future__ import annotations

import os
import shutil
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import ROOT

if TYPE_CHECKING:
    from thuocdo.directory.models import Account

TODAY = date(2025, 7, 15)
FOLDER = ROOT / "var" / "bench"


@cache
def ready(*, with_packs: bool = True, folder: Path = FOLDER, keep: bool = False) -> None:
    """Start the server on an empty folder with tables made; once a process. `keep` takes up what a former run left."""
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["THUOCDO_VAR"] = str(folder)
    os.environ["THUOCDO_STATIC"] = str(folder / "static")
    # Pages are measured, not how one signs in.
    os.environ["THUOCDO_SECOND_FACTOR"] = "optional"
    os.environ.pop("DATABASE_URL", None)
    from config import boot

    boot.with_database()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    boot.collect_static()
    if with_packs and not keep:
        from thuocdo.core import packs

        packs.load()


def year() -> Account:
    """The plan of 2025 read, confirmed and adopted as in the demo; returns the account of the owner of the cycle."""
    from thuocdo.core import clock, packs
    from thuocdo.directory.models import Account
    from thuocdo.portal.demo import papers, people

    if packs.never_loaded():
        packs.load()
    with clock.fixed(clock.at_day(date(2024, 1, 2))):
        staff = people.create_named()
    papers.take_in(papers.ARRIVALS["qd-3667-nghe-an-2024.txt"], staff)
    packs.refresh_statistics()
    return Account.objects.get(username="hoa")

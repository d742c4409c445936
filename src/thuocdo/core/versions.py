"""Which program this is: its version, the commit it was taken from, and what it stands on."""

from __future__ import annotations

import os
import platform
import re
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

import django

from thuocdo.core.paths import ROOT

COMMIT = re.compile(r"[0-9a-f]{40}")


@lru_cache(maxsize=1)
def program() -> dict[str, str]:
    """Version and commit of the program; the commit is empty where the program was installed without its history."""
    try:
        number = version("thuocdo")
    except PackageNotFoundError:
        number = "?"
    return {"version": number, "commit": os.environ.get("THUOCDO_COMMIT") or _commit()}


def _commit() -> str:
    """The commit checked out in the folder of the program, read from its files."""
    try:
        head = (ROOT / ".git" / "HEAD").read_text().strip()
        if COMMIT.fullmatch(head):
            return head
        name = head.removeprefix("ref: ")
        loose = ROOT / ".git" / name
        if loose.exists():
            return loose.read_text().strip()
        packed = (ROOT / ".git" / "packed-refs").read_text().splitlines()
        return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
    except OSError:
        return ""


def stack() -> dict[str, str]:
    """Versions of what the program stands on, without the database."""
    return {"python": platform.python_version(), "django": django.get_version()}

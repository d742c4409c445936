"""Loader of the table of roles: rights follow the table that was loaded last, not the file.

A load that changes anything writes a new row and one row of the audit with the rights before and after.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Count

from thuocdo.core import audit, clock
from thuocdo.core.packs import PackDiff, Problem, read_yaml
from thuocdo.directory.models import Position, RoleTable
from thuocdo.directory.rules.role_faults import faults
from thuocdo.directory.rules.roles import REACH_WORDS, Change, RoleBook, changes, digest, parse, plain

NAME = "roles"
ROLES, FIELDS = "national/roles.yaml", "national/fields.yaml"
FILES = [ROLES, FIELDS]
LOADED = "directory.load_roles"
WHAT = {
    **REACH_WORDS,
    "name": "tên",
    "never_with": "không kiêm",
    "four_eyes": "hai người cho mỗi việc",
    "second_factor": "yếu tố xác thực thứ hai",
}


def content(root: Path) -> dict[str, Any]:
    """Roles, duties and separations of a pack as they are kept, with the names of the reform fields."""
    found = plain(read_yaml(root / ROLES))
    if (root / FIELDS).exists():
        rows = read_yaml(root / FIELDS)["fields"]
        found["fields"] = {str(row["code"]): f"{row['number']}. {row['name']}" for row in rows}
    return found


def diff(root: Path) -> PackDiff:
    """What a load would change, role by role; every change of a right is named. Writes nothing."""
    return _compare(root)[0]


def apply(root: Path, *, at: datetime) -> PackDiff:
    """Make the pack's table the one in force, in the caller's transaction; the same table again writes nothing."""
    found, listed = _compare(root)
    row, wanted = latest(), None if found.problems else content(root)
    if wanted is None or (row is not None and row.sha256 == digest(wanted)):
        return found
    made = RoleTable.objects.create(content=wanted, sha256=digest(wanted), at=at)
    before, after = _sides(listed)
    details = audit.Details(before=before, after=after, why="Nạp bảng vai trò")
    audit.record(LOADED, by=audit.SYSTEM, at=at, thing=made, details=details)
    return found


def latest() -> RoleTable | None:
    """The table in force; nothing before the first load."""
    return RoleTable.objects.first()


def _compare(root: Path) -> tuple[PackDiff, list[Change]]:
    found = PackDiff(
        problems=[Problem(ROLES, line, key, message) for line, key, message in faults(read_yaml(root / ROLES))]
    )
    if found.problems:
        return found, []
    row = latest()
    before, after = (parse(row.content) if row else None), parse(content(root))
    listed = changes(before, after)
    old = before.roles if before else {}
    added, removed = set(after.roles) - set(old), set(old) - set(after.roles)
    touched = {change.role for change in listed} - added - removed
    found.added, found.removed, found.changed = len(added), len(removed), len(touched)
    found.unchanged = len(after.roles) - len(added) - len(touched)
    found.samples = words(listed, before, after) if before is not None else []
    return found, listed


def words(listed: list[Change], before: RoleBook | None, after: RoleBook) -> list[str]:
    """Changes as lines: role with the number of people who hold it today, reach, what comes and what goes."""
    today = Position.objects.filter(valid__contains=clock.today()).values_list("role")
    holders = dict(today.annotate(people=Count("person", distinct=True)).values_list("role", "people"))
    lines = []
    for change in listed:
        role = after.roles.get(change.role) or (before.roles[change.role] if before else None)
        said = [f"+ {', '.join(change.added)}"] if change.added else []
        said += [f"− {', '.join(change.removed)}"] if change.removed else []
        name = f"{role.name} [{change.role}, {holders.get(change.role, 0)} người]" if role else change.role
        lines.append(f"vai trò {name} {WHAT[change.what]}: {'; '.join(said)}")
    return lines


def _sides(listed: list[Change]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Rights that go, and rights that come, by role and reach, for the audit."""
    before: dict[str, Any] = defaultdict(dict)
    after: dict[str, Any] = defaultdict(dict)
    for change in listed:
        if change.removed:
            before[change.role][change.what] = list(change.removed)
        if change.added:
            after[change.role][change.what] = list(change.added)
    return dict(before), dict(after)

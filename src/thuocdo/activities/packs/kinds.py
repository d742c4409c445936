"""Takes the kinds of activities over from their pack; one that is gone from it is retired, not deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from thuocdo.activities.models import ActivityKind
from thuocdo.core.packs import PackDiff, Problem, read_yaml_rows, refuse

NAME = "activities"
KINDS = "national/activities.yaml"
FILES = [KINDS]
VALUES = ("order", "group", "group_name", "name", "measures", "steps", "source", "retired")
SAMPLES = 5


def diff(root: Path) -> PackDiff:
    """What taking over would change; nothing is written."""
    return _compare(root)[0]


def apply(root: Path, *, at: datetime) -> PackDiff:
    """Take the kinds over; refused as a whole when a row is wrong."""
    found, new, changed = _compare(root)
    refuse(found.problems)
    ActivityKind.objects.bulk_create(new)
    if changed:
        ActivityKind.objects.bulk_update(changed, VALUES)
    return found


def _compare(root: Path) -> tuple[PackDiff, list[ActivityKind], list[ActivityKind]]:
    total, wanted = PackDiff(), dict[str, dict[str, Any]]()
    for line, values, wrong in _rows(root):
        code = str(values.get("code", ""))
        if wrong or code in wanted:
            total.problems.append(Problem(Path(KINDS).name, line, code, wrong or "khóa này ghi hai lần"))
        else:
            wanted[code] = values
    there = {row.code: row for row in ActivityKind.objects.all()}
    new = [ActivityKind(**values) for code, values in wanted.items() if code not in there]
    changed = []
    for code, row in there.items():
        values = wanted.get(code, {"retired": True})
        if any(getattr(row, name) != value for name, value in values.items()):
            total.before[code] = _values(row)
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    total.after |= {row.code: _values(row) for row in [*new, *changed]}
    total.added, total.changed = len(new), len(changed)
    total.unchanged = len(there) - len(changed)
    total.samples += [f"+ {row}" for row in new[:SAMPLES]] + [f"~ {row}" for row in changed[:SAMPLES]]
    return total, new, changed


def _values(row: ActivityKind) -> dict[str, Any]:
    return {name: getattr(row, name) for name in VALUES}


def _rows(root: Path) -> Iterator[tuple[int, dict[str, Any], str]]:
    content, rows = read_yaml_rows(root / KINDS, "kinds")
    groups = content.get("groups") if isinstance(content.get("groups"), dict) else {}
    for order, row in enumerate(rows, start=1):
        wrong = _wrong(row, groups or {})
        measures = [] if wrong else [_bare(one) for one in row["measures"]]
        steps = [] if wrong else [_bare(one) for one in row.get("steps") or []]
        yield (
            int(row["__line__"]),
            {
                "code": str(row.get("code", "")), "order": order, "group": str(row.get("group", "")),
                "group_name": str((groups or {}).get(row.get("group"), "")), "name": str(row.get("name", "")),
                "measures": measures, "steps": steps, "source": str(row.get("source", "")), "retired": False,
            },
            wrong,
        )  # fmt: skip


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "__line__"}


def _wrong(row: dict[str, Any], groups: dict[str, Any]) -> str:
    missing = [name for name in ("code", "group", "name", "measures", "source") if not row.get(name)]
    if missing:
        return f"thiếu mục {', '.join(missing)}"
    if row["group"] not in groups:
        return f"không có nhóm “{row['group']}”"
    parts = [*(row["measures"] if isinstance(row["measures"], list) else [None]), *(row.get("steps") or [])]
    if not all(isinstance(one, dict) and one.get("code") and one.get("name") for one in parts):
        return "mỗi số đo, mỗi bước cần code và name"
    codes = [one["code"] for one in row["measures"]]
    if len(set(codes)) < len(codes) or any(one.get("at_most", codes[0]) not in codes for one in row["measures"]):
        return "số đo ghi hai lần, hoặc at_most nêu số đo không có"
    return ""

"""Takes over how papers are numbered: kinds, abbreviations, series (packs/national/numbering.yaml)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from thuocdo.chancery.models import NumberingTable
from thuocdo.chancery.rules.numbering import Numbering, faults, parse
from thuocdo.core.packs import PackDiff, Problem, read_yaml
from thuocdo.core.paths import PACKS

NAME = "numbering"
FILE = "national/numbering.yaml"
FILES = [FILE]
PARTS = {"kinds": "code", "series": "valid_from"}


def diff(root: Path) -> PackDiff:
    """What taking over would change; nothing is written."""
    return _compare(root)[0]


def apply(root: Path, *, at: datetime) -> PackDiff:
    """Make the pack the numbering in force; the same again writes nothing."""
    found, content = _compare(root)
    if content and (found.added or found.changed or found.removed):
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        NumberingTable.objects.create(content=content, sha256=hashlib.sha256(text.encode()).hexdigest(), at=at)
    return found


def content_of(root: Path) -> dict[str, Any]:
    """The pack in plain values, as it is kept."""
    plain: dict[str, Any] = json.loads(json.dumps(_without_lines(read_yaml(root / FILE)), default=str))
    return plain


@lru_cache(maxsize=1)
def delivered() -> Numbering:
    """The numbering of the reviewed pack as delivered: what the first load takes over."""
    return parse(content_of(PACKS))


def _without_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _without_lines(one) for key, one in value.items() if key != "__line__"}
    return [_without_lines(one) for one in value] if isinstance(value, list) else value


def _compare(root: Path) -> tuple[PackDiff, dict[str, Any]]:
    found = PackDiff()
    content = content_of(root)
    found.problems = [Problem("numbering.yaml", 1, key, message) for key, message in faults(content)]
    if found.problems:
        return found, {}
    table = NumberingTable.objects.first()
    before = table.content if table is not None else {}
    for part, old, new in _parts(before, content):
        found.added += len(new.keys() - old.keys())
        found.removed += len(old.keys() - new.keys())
        changed = [key for key in new.keys() & old.keys() if new[key] != old[key]]
        found.changed += len(changed)
        found.unchanged += len(new.keys() & old.keys()) - len(changed)
        found.before |= {f"{part} {key}": old[key] for key in old if new.get(key) != old[key]}
        found.after |= {f"{part} {key}": new[key] for key in new if old.get(key) != new[key]}
        found.samples += [f"{part}.{key}: {old[key]} → {new[key]}" for key in sorted(changed)][:5]
    return found, content


def _parts(before: dict[str, Any], content: dict[str, Any]) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Rows of both sides by key: kinds by code, series by day and units, bodies by kind of unit."""
    rows = [("bodies", dict(before.get("bodies") or {}), dict(content["bodies"]))]
    for part, key in PARTS.items():
        old, new = (
            {f"{row[key]} {','.join(row.get('units') or [])}".strip(): row for row in side.get(part) or []}
            for side in (before, content)
        )
        rows.append((part, old, new))
    return rows

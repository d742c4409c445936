"""Takes over what the packs say about personal data: purposes, limits, what is held, how long it stays."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from thuocdo.core.models import PrivacyTable
from thuocdo.core.packs import PackDiff, Problem
from thuocdo.core.privacy_rules import PRIVACY, RETENTION, content_of, faults

NAME = "privacy"
FILES = [PRIVACY, RETENTION]
KEYS = {"purposes": "code", "limits": "key", "held": "fields", "rules": "code"}
SAMPLES = 8


def diff(root: Path) -> PackDiff:
    """What taking over would change; nothing is written."""
    return _compare(root)[0]


def apply(root: Path, *, at: datetime) -> PackDiff:
    """Take the rules over; nothing when they are the same or have faults."""
    found, content = _compare(root)
    if content and (found.added or found.changed or found.removed):
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        PrivacyTable.objects.create(content=content, sha256=hashlib.sha256(text.encode()).hexdigest(), at=at)
    return found


def _compare(root: Path) -> tuple[PackDiff, dict[str, Any]]:
    from config import wiring

    found = PackDiff()
    found.problems = [Problem(*fault) for fault in faults(root, frozenset(wiring.RETENTION_CLOCKS))]
    if found.problems:
        return found, {}
    content = content_of(root)
    table = PrivacyTable.objects.first()
    before = table.content if table is not None else {key: [] for key in KEYS}
    for part, key in KEYS.items():
        old, new = ({str(row[key]): row for row in rows} for rows in (before[part], content[part]))
        found.added += len(new.keys() - old.keys())
        found.removed += len(old.keys() - new.keys())
        same = [code for code in new.keys() & old.keys() if new[code] == old[code]]
        changed = sorted(new.keys() & old.keys() - set(same))
        found.unchanged += len(same)
        found.changed += len(changed)
        found.before |= {f"{part} {code}": old[code] for code in old if new.get(code) != old[code]}
        found.after |= {f"{part} {code}": new[code] for code in new if old.get(code) != new[code]}
        found.samples += [f"{part}.{code}: {old[code]} → {new[code]}" for code in changed][:SAMPLES]
    return found, content

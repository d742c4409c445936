"""Takes over whom signatures are trusted from (kho chứng thư tin cậy): certificates named with their fingerprints,
revocation lists beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from thuocdo.core.packs import PackDiff, Problem, read_yaml_rows, refuse
from thuocdo.documents.models import TrustTable
from thuocdo.documents.signing import files_of_trust
from thuocdo.kernel.errors import Refused

NAME = "trust"
FOLDER = "national/trust"
LISTED = f"{FOLDER}/trust.yaml"
FILES = [LISTED, f"{FOLDER}/*/*"]
USES = ("root", "intermediate")
SHOWN = ("file", "use", "sha256", "source", "legal_basis", "provenance", "subject", "valid_until")
SAMPLES = 8


def diff(root: Path) -> PackDiff:
    """What taking over would change; nothing is written."""
    return _compare(root)[0]


def apply(root: Path, *, at: datetime) -> PackDiff:
    """Take the store over; refused as a whole when a file or a fingerprint is wrong."""
    found, content = _compare(root)
    refuse(found.problems)
    if found.added or found.changed or found.removed:
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        TrustTable.objects.create(content=content, sha256=hashlib.sha256(text.encode()).hexdigest(), at=at)
    return found


def _compare(root: Path) -> tuple[PackDiff, dict[str, Any]]:
    found = PackDiff()
    content = {"certificates": list(_certificates(root, found)), "lists": list(_lists(root, found))}
    table = TrustTable.objects.first()
    before = table.content if table is not None else {"certificates": [], "lists": []}
    for part in ("certificates", "lists"):
        old, new = ({row["sha256"]: row for row in rows[part]} for rows in (before, content))
        same = [key for key in old.keys() & new.keys() if old[key] == new[key]]
        found.added += len(new.keys() - old.keys())
        found.removed += len(old.keys() - new.keys())
        found.unchanged += len(same)
        found.changed += len((old.keys() & new.keys()) - set(same))
        found.before |= {_name(row): _shown(row) for key, row in old.items() if key not in same}
        found.after |= {_name(row): _shown(row) for key, row in new.items() if key not in same}
        found.samples += [f"+ {_name(row)}" for key, row in new.items() if key not in old][:SAMPLES]
        found.samples += [f"- {_name(row)}" for key, row in old.items() if key not in new][:SAMPLES]
    return found, content


def _certificates(root: Path, found: PackDiff) -> Iterator[dict[str, Any]]:
    """The certificates that are named, each with its content; what is wrong goes into the problems."""
    if not (root / LISTED).exists():
        return
    _, rows = read_yaml_rows(root / LISTED, "certificates")
    for row in rows:
        line = int(row.pop("__line__", 0))
        try:
            yield _certificate(root / FOLDER, row)
        except Refused as refusal:
            found.problems.append(Problem("trust.yaml", line, str(row.get("file", "")), refusal.message))


def _certificate(folder: Path, row: dict[str, Any]) -> dict[str, Any]:
    missing = [key for key in ("file", "use", "sha256", "source", "provenance") if not str(row.get(key) or "").strip()]
    if missing:
        raise _wrong(f"thiếu {', '.join(missing)}")
    if row["use"] not in USES:
        raise _wrong(f"use phải là {' hoặc '.join(USES)}")
    path = (folder / str(row["file"])).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise _wrong("không có tệp này trong thư mục kho")
    told = files_of_trust.certificate(path.read_bytes(), path.name)
    if told["sha256"] != str(row["sha256"]).replace(":", "").replace(" ", "").lower():
        raise _wrong(f"vân tay không khớp: tệp có {told['sha256']}")
    if row["use"] == "root" and not told["is_ca"]:
        raise _wrong("chứng thư gốc phải là của tổ chức chứng thực (CA)")
    said = {key: str(row.get(key) or "") for key in ("file", "use", "source", "legal_basis", "provenance")}
    return {**said, **told}


def _lists(root: Path, found: PackDiff) -> Iterator[dict[str, Any]]:
    for path in sorted((root / FOLDER / "revoked").glob("*")):
        if path.suffix.lower() not in files_of_trust.ENDINGS:
            continue
        try:
            yield {"file": f"revoked/{path.name}", **files_of_trust.revocation_list(path.read_bytes(), path.name)}
        except Refused as refusal:
            found.problems.append(Problem(path.name, 0, "revoked", refusal.message))


def _name(row: dict[str, Any]) -> str:
    return f"{row.get('subject') or row.get('issuer')} {row['sha256'][:16]}"


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """What the audit says of a certificate or list; the content itself is kept in the table."""
    return {key: row[key] for key in (*SHOWN, "issuer", "made_at", "next_at") if key in row}


def _wrong(message: str) -> Refused:
    return Refused("signing.bad_trust_file", message, "")

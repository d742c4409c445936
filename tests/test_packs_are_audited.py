"""A change of rules, rights or facts is in the audit with its values before and after, whichever pack brought it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
import yaml

from config import wiring
from thuocdo.core import audit, packs
from thuocdo.core.models import AuditRow
from thuocdo.core.paths import PACKS
from thuocdo.documents.signing.tests.authority import DER, authority

# loader, file, words in it, other words, value before, value after
CHANGES = [
    ("thuocdo.core.privacy_pack", "privacy.yaml", "views_per_hour, value: 30", "views_per_hour, value: 31", 30, 31),
    ("thuocdo.core.privacy_pack", "retention.yaml", "keep: {months: 24}", "keep: {months: 25}", 24, 25),
    ("thuocdo.directory.packs.role_table", "roles.yaml", "    name: Thanh tra\n", "    name: Thanh tra viên\n",
     "Thanh tra", "Thanh tra viên"),
    ("thuocdo.chancery.packs.numbering", "numbering.yaml", "ubnd_xa: UBND", "ubnd_xa: UB", "UBND", "UB"),
    ("thuocdo.work.packs.loaders", "work_policy.yaml", "value: 7\n", "value: 6\n", 7, 6),
    ("thuocdo.work.packs.loaders", "fields.yaml", "name: Cải cách thể chế", "name: Thể chế",
     "Cải cách thể chế", "Thể chế"),
    ("thuocdo.work.packs.loaders", "calendar.csv", ",Tết Dương lịch,", ",Ngày đầu năm,",
     "Tết Dương lịch", "Ngày đầu năm"),
    ("thuocdo.activities.packs.kinds", "activities.yaml", "name: Bài viết,", "name: Bài báo,", "Bài viết", "Bài báo"),
    ("thuocdo.documents.packs.trust", "trust/trust.yaml", "source: bản thứ nhất", "source: bản thứ hai",
     "bản thứ nhất", "bản thứ hai"),
]  # fmt: skip


def _with_an_authority(folder: Path) -> None:
    """The store is empty as shipped: one certificate, so that there is something to change."""
    ca = authority()
    ca.store(folder)
    row = {
        "file": "roots/root.pem", "use": "root", "sha256": hashlib.sha256(ca.root.public_bytes(DER)).hexdigest(),
        "source": "bản thứ nhất", "legal_basis": "", "provenance": "thử",
    }  # fmt: skip
    listed = yaml.safe_dump({"certificates": [row]}, allow_unicode=True)
    (folder / "trust.yaml").write_text(listed, encoding="utf-8")


# What is put into the copied pack, below packs/national, before the first load.
FURNISHED = {"thuocdo.documents.packs.trust": ("trust", _with_an_authority)}
# Its files are large; its own test changes a small copy of them.
ELSEWHERE = {"thuocdo.directory.packs.loaders": "src/thuocdo/directory/tests/test_packs.py"}


def test_every_loader_is_tested():
    assert {loader for loader, *_ in CHANGES} | set(ELSEWHERE) == set(wiring.PACK_LOADERS)
    assert 'action="directory.correct_facts"' in Path(ELSEWHERE["thuocdo.directory.packs.loaders"]).read_text()


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    return [leaf for one in value for leaf in _leaves(one)] if isinstance(value, list) else [value]


@pytest.mark.django_db
@pytest.mark.parametrize(("loader", "file", "old", "new", "before", "after"), CHANGES)
def test_a_change_is_in_the_audit_with_both_values(tmp_path, monkeypatch, loader, file, old, new, before, after):
    monkeypatch.setattr(wiring, "PACK_LOADERS", [loader])
    root = tmp_path / "packs"
    shutil.copytree(PACKS / "national", root / "national")
    for folder, furnish in [FURNISHED[loader]] if loader in FURNISHED else []:
        furnish(root / "national" / folder)
    packs.load(root)
    first = audit.verify().last_row
    path = root / "national" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    packs.load(root)
    rows = AuditRow.objects.filter(seq__gt=first)
    assert any(before in _leaves(row.before or {}) and after in _leaves(row.after or {}) for row in rows), json.dumps(
        [(row.action, row.before, row.after) for row in rows], ensure_ascii=False
    )
    assert audit.verify().ok
    again = audit.verify().last_row
    packs.load(root)
    quiet = AuditRow.objects.filter(seq__gt=again).exclude(action="core.load_pack")
    assert not quiet.exists() and not any(row.before for row in AuditRow.objects.filter(seq__gt=again))

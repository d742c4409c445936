"""Personal data declared once: masks in what the audit keeps, and the two packs with every fault named by its place."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from django.apps import apps

from thuocdo.core import audit, clock, packs, privacy_pack
from thuocdo.core.models import ClockSetting, PrivacyTable
from thuocdo.core.paths import PACKS
from thuocdo.core.privacy import cell, masked_values
from thuocdo.core.privacy_rules import Retention, in_force
from thuocdo.kernel.errors import Refused

PHONE, EMAIL, NUMBER = "0912345678", "lan.vt@nghean.gov.vn", "040185001234"


def test_values_under_the_name_of_a_personal_field_are_masked_however_deep():
    told = {
        "phone": PHONE, "full_name": "Vi Thị Lan", "rows": [{"email": EMAIL, "line": 2}, {"national_id": 40185001234}],
        "email": None, "national_id": "", "phones": PHONE, "inner": {"email": [EMAIL, EMAIL]},
    }  # fmt: skip
    kept = masked_values(told)
    assert kept == {
        "phone": "•••••••678", "full_name": "Vi Thị Lan",
        "rows": [{"email": "l•••@nghean.gov.vn", "line": 2}, {"national_id": "••••••••234"}],
        "email": None, "national_id": "", "phones": PHONE,
        "inner": {"email": ["l•••@nghean.gov.vn", "l•••@nghean.gov.vn"]},
    }  # fmt: skip
    assert masked_values(kept) == kept, "what is masked stays as it is"


@dataclass(frozen=True)
class Somebody:
    actor_key: str = "person:1"
    actor_name: str = "Nguyễn Văn Quản"


@pytest.mark.django_db
def test_the_audit_never_learns_personal_data():
    thing = ClockSetting.objects.create(day=date(2025, 7, 1))
    details = audit.Details(before={"phone": PHONE}, after={"phone": "0987654321", "day": 1})
    row = audit.record("test.x", by=Somebody(), at=clock.now(), thing=thing, details=details)
    row.refresh_from_db()
    assert (row.before, row.after) == ({"phone": "•••••••678"}, {"phone": "•••••••321", "day": 1})
    assert audit.verify().ok


def test_a_cell_is_masked_unless_the_export_was_asked_for():
    lan = apps.get_model("directory.Person")(full_name="Lan", phone=PHONE)
    assert cell(lan, "phone") == "•••••••678" and cell(lan, "phone", shown=True) == PHONE and cell(lan, "email") == ""


def test_time_is_counted_back_in_months_and_days():
    at = datetime(2025, 3, 31, 8, tzinfo=clock.ZONE)
    rule = Retention(code="a", what="", clock="b", act="delete", months=13, days=3)
    assert rule.before(at) == datetime(2024, 2, 26, 8, tzinfo=clock.ZONE)


# ---- the packs


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(PACKS / "national", tmp_path / "national", ignore=shutil.ignore_patterns("*.csv"))
    return tmp_path


def change(root: Path, file: str, old: str, new: str) -> None:
    path = root / "national" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.django_db
def test_the_rules_are_taken_over_once_and_then_in_force_whatever_the_file_says(root):
    first = privacy_pack.apply(root, at=clock.now())
    assert first.added > 20 and not first.problems and PrivacyTable.objects.count() == 1
    again = privacy_pack.apply(root, at=clock.now())
    assert (again.added, again.changed, again.removed) == (0, 0, 0) and PrivacyTable.objects.count() == 1
    change(root, "retention.yaml", "{months: 24}", "{months: 1}")
    assert in_force().retention["person_contact"].months == 24, "an edited file erases nothing"
    seen = privacy_pack.diff(root)
    assert seen.changed == 1 and "person_contact" in seen.samples[0]
    privacy_pack.apply(root, at=clock.now())
    assert in_force().retention["person_contact"].months == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("retention.yaml", "{months: 24}", "{months: 0}", "ít nhất một ngày"),
        ("retention.yaml", "{months: 24}", "{months: -1}", "ít nhất một ngày"),
        ("retention.yaml", "{months: 24}", "{years: 2}", "keep ghi dạng"),
        ("retention.yaml", "{months: 24}", "24", "keep ghi dạng"),
        ("retention.yaml", "clock: notice_read", "clock: someday", "không có mốc"),
        ("retention.yaml", "clock: notice_read", "clock: ''", "thiếu mốc"),
        ("retention.yaml", "act: delete", "act: burn", "act phải là"),
        ("retention.yaml", "name: kept", "name: gone", "name phải là"),
        ("retention.yaml", "code: notices", "code: sessions", "hai lần"),
        ("retention.yaml", "provenance: \"ví dụ: 90", "note: \"ví dụ: 90", "không có mục này"),
        ("retention.yaml", "rules:", "rule:", "thiếu mục này"),
        ("privacy.yaml", "    masked: true", "    masked: maybe", "true hoặc false"),
        ("privacy.yaml", "why: Chỉ người nhận đọc được", "", "phải ghi lý do"),
        ("privacy.yaml", "retention: notices", "retention: never", "không có trong"),
        ("privacy.yaml", "value: 30", "value: 0", "số nguyên từ 1"),
        ("privacy.yaml", "key: views_per_hour", "key: views", "không có giới hạn này"),
        ("privacy.yaml", "[core.AuditRow.address]", "[address]", "phòng.Bảng.trường"),
        ("privacy.yaml", "code: account,", "code: contact,", "hai lần"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_place_and_nothing_is_taken_over(root, file, old, new, said):
    change(root, file, old, new)
    found = privacy_pack.apply(root, at=clock.now())
    assert any(said in problem.message and problem.file.endswith(file) for problem in found.problems), found.problems
    assert all(problem.line >= 1 for problem in found.problems) and not PrivacyTable.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "rules: 5", "- a", "rules: [a]"])
def test_a_formless_pack_is_refused_in_words(root, text):
    (root / "national/retention.yaml").write_text(text)
    assert privacy_pack.apply(root, at=clock.now()).problems
    (root / "national/retention.yaml").unlink()
    with pytest.raises(Refused):
        privacy_pack.apply(root, at=clock.now())


@pytest.mark.django_db
def test_the_reviewed_packs_have_no_fault():
    assert privacy_pack.diff(PACKS).problems == []
    assert packs.content_hash(privacy_pack) != "", "both files are watched by the check of the installation"

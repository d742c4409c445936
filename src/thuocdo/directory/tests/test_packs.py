"""Loading packs: what is right goes in once, what is wrong is named by file, line and key."""
# ruff: noqa: E501 - heads of CSV files are long lines

from __future__ import annotations

import shutil
import time

import pytest
from django.db import connection

from thuocdo.core import clock
from thuocdo.core.models import AuditRow
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import GroupMember, Revision, Succession, Unit, UnitAlias, UnitGroup, UnitVersion
from thuocdo.directory.packs import loaders
from thuocdo.kernel.errors import Refused

UNITS = """unit_id,code,level,kind,name,full_name,former_names,system,parent_id,province_code,valid_from,valid_to,legal_basis,note,provenance
P90,90,tinh,tỉnh,Mẫu,Tỉnh Mẫu,,both,,90,,,,,thử
D900,900,huyen,huyện,Cũ,Huyện Cũ,,old,P90,90,,2025-06-30,,,thử
C90001.o,90001,xa,xã,Thượng,Xã Thượng,Xã Thượng Cũ,old,D900,90,,2025-06-30,,,thử
C90002.o,90002,xa,xã,Hạ,Xã Hạ,,old,D900,90,,2025-06-30,,,thử
C90001.n,90001,xa,xã,Hợp Nhất,Xã Hợp Nhất,,new,P90,90,2025-07-01,,1/NQ,,thử
"""
SUCCESSIONS = """from_id,to_id,level,kind,extent,effective_on,legal_basis,note,provenance
D900,,huyen,dissolved,whole,2025-07-01,72/2025/QH15,,thử
C90001.o,C90001.n,xa,merged_into,whole,2025-07-01,1/NQ,,thử
C90002.o,C90001.n,xa,merged_into,part,2025-07-01,1/NQ,,thử
"""
DISTRICTS = """district_id,commune_id,whole_communes,part_communes,provenance
D900,C90001.n,2,0,thử
"""
AGENCIES = """agency_id,name,aliases,kind,level,parent_id,unit_id,sector,doc_symbol,edoc_code,edoc_status,valid_from,valid_to,legal_basis,note,provenance
XX.UBND,Ủy ban nhân dân tỉnh Mẫu,UBND tỉnh,ubnd_tinh,tinh,,P90,,UBND,,,,,,,thử
XX.SNV,Sở Nội vụ tỉnh Mẫu,Sở Nội vụ|SNV,so,tinh,XX.UBND,,nội vụ,SNV,,,,,,,thử
XX.UBND.D900,Ủy ban nhân dân huyện Cũ,UBND huyện Cũ,ubnd_huyen,huyen,XX.UBND,D900,,,,,,2025-06-30,,,thử
XX.UBND.C90001.n,Ủy ban nhân dân xã Hợp Nhất,Xã Hợp Nhất,ubnd_xa,xa,XX.UBND,C90001.n,,,,,2025-07-01,,,,thử
"""
AGENCY_SUCCESSIONS = """from_id,to_id,kind,extent,effective_on,legal_basis,note,provenance
XX.UBND.D900,,dissolved,whole,2025-07-01,,,thử
"""
GROUPS = """group_id,expression,aliases,member_rule,union_of,scope,confidence,alternative,succeeded_by,valid_from,valid_to,provenance
UBND_XA,"UBND các xã, phường",UBND cấp xã,,,core,0.97,,,2025-07-01,,thử
"""
MEMBERS = """group_id,agency_id,valid_from,valid_to
UBND_XA,XX.UBND.C90001.n,2025-07-01,
"""
FILES = {
    "national/units.csv": UNITS, "national/successions.csv": SUCCESSIONS, "national/districts_to_communes.csv": DISTRICTS,
    "provinces/mau/agencies.csv": AGENCIES, "provinces/mau/successions.csv": AGENCY_SUCCESSIONS,
    "provinces/mau/groups.csv": GROUPS, "provinces/mau/group_members.csv": MEMBERS,
}  # fmt: skip
TABLES = "directory_unit, directory_unitgroup, directory_position"


@pytest.fixture
def root(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    shutil.copy(PACKS / "national" / "roles.yaml", tmp_path / "national" / "roles.yaml")
    return tmp_path


@pytest.fixture
def nothing_loaded(db):
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLES} CASCADE")


def edit(root, name, old, new):
    path = root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def load(root):
    return loaders.apply(root, at=clock.now())


def counts():
    return [model.objects.count() for model in (Unit, UnitVersion, UnitAlias, Succession, UnitGroup, GroupMember)]


def test_a_small_pack_goes_in_and_twice_changes_nothing(nothing_loaded, root):
    first = load(root)
    assert (first.problems, first.changed, first.removed) == ([], 0, 0)
    assert counts() == [9, 9, 6, 6, 1, 1]
    token = Revision.current()
    again = load(root)
    assert (again.added, again.changed, again.removed, again.unchanged) == (0, 0, 0, first.added)
    assert Revision.current() == token, "nothing changed, so nothing in memory is out of date"


def test_a_dry_run_counts_and_writes_nothing(nothing_loaded, root):
    found = loaders.diff(root)
    assert found.added == 33
    assert counts() == [0, 0, 0, 0, 0, 0]


def test_last_days_of_files_become_half_open_ranges(nothing_loaded, root):
    load(root)
    valid = UnitVersion.objects.get(unit__key="D900").valid
    assert (valid.lower, str(valid.upper)) == (None, "2025-07-01")


def test_a_district_leads_to_the_communes_on_its_territory(nothing_loaded, root):
    load(root)
    rows = Succession.objects.filter(kind="level_abolished").values_list("from_unit__key", "to_unit__key", "weight")
    assert set(rows) == {("D900", "C90001.n", None), ("XX.UBND.D900", "XX.UBND.C90001.n", None)}


def test_a_correction_is_shown_before_it_is_taken_over_and_kept_in_the_audit(nothing_loaded, root):
    load(root)
    edit(root, "provinces/mau/agencies.csv", "Sở Nội vụ tỉnh Mẫu", "Sở Nội vụ và Lao động tỉnh Mẫu")
    found = loaders.diff(root)
    assert found.changed == 1
    assert any("Sở Nội vụ tỉnh Mẫu → Sở Nội vụ và Lao động tỉnh Mẫu" in line for line in found.samples)
    load(root)
    row = AuditRow.objects.get(action="directory.correct_facts")
    assert row.before["unitversion XX.SNV từ trước"]["full_name"] == "Sở Nội vụ tỉnh Mẫu"
    assert row.after["unitversion XX.SNV từ trước"]["full_name"] == "Sở Nội vụ và Lao động tỉnh Mẫu"


def test_a_unit_that_a_pack_no_longer_has_stays_and_is_told(nothing_loaded, root):
    load(root)
    edit(root, "provinces/mau/agencies.csv", "XX.SNV,Sở Nội vụ tỉnh Mẫu", "XX.SNV2,Sở Nội vụ tỉnh Mẫu")
    found = load(root)
    assert any("không còn trong gói, vẫn giữ" in line for line in found.samples)
    assert Unit.objects.filter(key="XX.SNV").exists() and Unit.objects.filter(key="XX.SNV2").exists()


def test_an_alias_taken_out_of_a_pack_is_taken_back(nothing_loaded, root):
    load(root)
    edit(root, "provinces/mau/agencies.csv", "Sở Nội vụ|SNV", "Sở Nội vụ")
    assert load(root).removed == 1
    assert not UnitAlias.objects.filter(text="SNV").exists()


WRONG = [
    ("units.csv", "xã,Hạ,Xã Hạ,,old,D900", "xã,Hạ,Xã Hạ,,old,D999", 5, "C90002.o", "đơn vị cấp trên “D999” không có"),
    ("units.csv", "C90002.o,90002", "C90001.o,90002", 5, "C90001.o", "mã ghi hai lần (dòng 4)"),
    ("units.csv", "P90,90,2025-07-01,,1/NQ", "P90,90,2025-02-31,,1/NQ", 6, "C90001.n", "“2025-02-31” không phải ngày"),
    ("units.csv", "P90,90,2025-07-01,,1/NQ", "P90,90,2025-07-01,2025-06-01,1/NQ", 6, "C90001.n", "trước khi bắt đầu"),
    ("units.csv", "P90,90,2025-07-01,,1/NQ", "D900,90,2025-07-01,,1/NQ", 6, "C90001.n", "không có ngày hiệu lực chung"),
    ("units.csv", "Tỉnh Mẫu,,both,,90", "Tỉnh Mẫu,,both,C90001.n,90", 6, "C90001.n", "vòng lặp trong cây"),
    ("units.csv", "C90001.n,90001,xa,", "C90001.n,90001,thon,", 6, "C90001.n", "cấp “thon” không có"),
    ("successions.csv", "C90002.o,C90001.n", "C90002.o,C99999.n", 4, "C90002.o", "đơn vị kế thừa “C99999.n” không có"),
    ("successions.csv", "C90002.o,C90001.n", "C90001.n,C90001.o", 4, "C90001.n", "kế thừa quay vòng"),
    ("successions.csv", "xa,merged_into,part", "xa,nuot,part", 4, "C90002.o", "loại kế thừa “nuot” không có"),
    ("successions.csv", "part,2025-07-01", "nua,2025-07-01", 4, "C90002.o", "mức độ “nua” không có"),
    ("successions.csv", "part,2025-07-01", "part,", 4, "C90002.o", "thiếu ngày hiệu lực"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "key", "words"), WRONG, ids=[row[5] for row in WRONG])
def test_what_is_wrong_is_named_by_file_line_and_key(nothing_loaded, root, file, old, new, line, key, words):
    edit(root, f"national/{file}", old, new)
    found = load(root)
    told = [(p.file, p.line, p.key) for p in found.problems if words in p.message]
    assert (f"national/{file}", line, key) in told, [str(p) for p in found.problems]
    assert counts() == [0, 0, 0, 0, 0, 0], "nothing is taken over from packs with a problem"


def test_overlapping_validity_of_one_unit_is_refused(nothing_loaded, root):
    row = "P90,90,tinh,thành phố,Mẫu,Thành phố Mẫu,,both,,90,2025-01-01,,,,thử\n"
    (root / "national/units.csv").write_text(UNITS + row)
    assert [p.message for p in load(root).problems] == ["hiệu lực chồng lên dòng 2"]


def test_members_and_groups_must_exist(nothing_loaded, root):
    edit(root, "provinces/mau/group_members.csv", "UBND_XA,XX.UBND.C90001.n", "UBND_HUYEN,XX.KHAC")
    assert {p.message for p in load(root).problems} == {
        "nhóm này không có trong groups.csv", "thành viên “XX.KHAC” không có trong gói"
    }  # fmt: skip


def test_a_file_without_its_columns_or_in_another_encoding_is_refused(nothing_loaded, root):
    edit(root, "national/units.csv", "unit_id,code", "ma,code")
    with pytest.raises(Refused, match="unit_id"):
        load(root)
    (root / "national/units.csv").write_bytes(UNITS.encode("utf-16"))
    with pytest.raises(Refused, match="UTF-8"):
        load(root)


def test_all_packs_load_in_under_ten_seconds(nothing_loaded):
    # Our own work is held here; the wall clock of a busy test machine says little.
    start = time.process_time()
    found = load(PACKS)
    assert found.problems == []
    assert time.process_time() - start < 8
    assert Unit.objects.filter(nature="territory").count() == 15_306
    assert Succession.objects.filter(pack="national/successions.csv").count() == 12_500

"""What packs may say of units beyond their names, what contradicts itself in them, and what decisions keep from a load."""
# ruff: noqa: E501 - heads of CSV files are long lines

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from thuocdo.core.paths import PACKS
from thuocdo.directory import queries
from thuocdo.directory.models import Succession, Unit, UnitVersion
from thuocdo.directory.packs import loaders
from thuocdo.directory.queries.hours import hours_of, office_hours
from thuocdo.directory.rules.default_hours import faults, hours_for, parse_rows
from thuocdo.directory.tests.test_packs import counts, edit, load, nothing_loaded, root  # noqa: F401

JULY = date(2025, 7, 1)


def widen(root, name: str, columns: dict[str, dict[str, str]]) -> None:  # noqa: F811
    """Give a file more columns: values by the first cell of the row."""
    path = root / name
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    first = next(iter(rows[0]))
    added = {column for values in columns.values() for column in values} - set(rows[0])
    for row in rows:
        row.update({column: "" for column in added})
        row.update(columns.get(row[first], {}))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue())


AGENCIES, SUCCESSIONS = "provinces/mau/agencies.csv", "national/successions.csv"


def test_optional_columns_are_carried_into_the_database(nothing_loaded, root):  # noqa: F811
    told = {"address": "Số 1, đường Mẫu", "office_hours": "t2-t6 7h30-11:30,13:30-17:00", "edoc_code": "H99.1"}
    widen(root, AGENCIES, {"XX.SNV": told})
    share = {"weight": "0.4", "weight_basis": "population", "clause": "khoản 2 Điều 1"}
    widen(root, SUCCESSIONS, {"C90002.o": share})
    widen(root, "national/units.csv", {"C90001.n": {"address": "Thôn Mẫu", "symbol": "HN"}})
    assert not load(root).problems
    agency, commune = (UnitVersion.objects.get(unit__key=key) for key in ("XX.SNV", "C90001.n"))
    assert (agency.address, agency.office_hours, agency.edoc_code) == (
        "Số 1, đường Mẫu", "T2-T6 07:30-11:30, 13:30-17:00", "H99.1"
    )  # fmt: skip
    assert (commune.address, commune.symbol) == ("Thôn Mẫu", "HN")
    step = Succession.objects.get(from_unit__key="C90002.o")
    assert (step.weight, step.weight_basis, step.clause) == (Decimal("0.4"), "population", "khoản 2 Điều 1")
    assert load(root).changed == 0, "the same packs twice change nothing"


def test_a_weight_is_what_the_lineage_answers(nothing_loaded, root):  # noqa: F811
    widen(root, SUCCESSIONS, {"C90002.o": {"weight": "0.4", "weight_basis": "population"}})
    load(root)
    (share,) = queries.origins(Unit.objects.get(key="C90001.n"), JULY, date(2025, 6, 30))[1:]
    assert (share.unit.key, share.weight) == ("C90002.o", Decimal("0.4"))


WRONG = [
    (AGENCIES, {"XX.SNV": {"office_hours": "T2-T9 07:30-11:30"}}, 3, "XX.SNV", "Không hiểu giờ làm việc ở ký tự 3"),
    (AGENCIES, {"XX.SNV": {"edoc_code": "H" * 31}}, 3, "XX.SNV", "dài quá 30 ký tự"),
    (AGENCIES, {"XX.SNV": {"edoc_code": "H99"}, "XX.UBND": {"edoc_code": "H99"}}, 3, "XX.SNV", "đã cấp cho XX.UBND"),
    (SUCCESSIONS, {"C90002.o": {"weight": "0.4", "weight_basis": ""}}, 4, "C90002.o", "tỷ lệ cần weight_basis"),
    (SUCCESSIONS, {"C90002.o": {"weight": "1.4", "weight_basis": "area"}}, 4, "C90002.o", "không phải số từ 0 đến 1"),
    (SUCCESSIONS, {"C90001.o": {"weight": "0.4", "weight_basis": "area"}}, 3, "C90001.o", "trái với mức độ “whole”"),
]


@pytest.mark.parametrize(("file", "columns", "line", "key", "words"), WRONG, ids=[row[4] for row in WRONG])
def test_a_wrong_cell_is_named_by_file_line_and_key(nothing_loaded, root, file, columns, line, key, words):  # noqa: F811
    widen(root, file, columns)
    told = [(p.file, p.line, p.key) for p in load(root).problems if words in p.message]
    assert told == [(file, line, key)]
    assert counts() == [0, 0, 0, 0, 0, 0]


UNITS = "national/units.csv"
CONTRADICTIONS = [
    # a second row of the commune below another parent, at the same time
    (UNITS, "C90001.n,90001,xa,xã,Hợp Nhất,Xã Hợp Nhất,,new,,90,2025-08-01,,,,thử\n", 7, "C90001.n", "hai đơn vị cấp trên cùng lúc: “P90” (dòng 6) và “không”"),
    (UNITS, "C90001.n,90001,xa,xã,Mới,Xã Mới,,new,P90,90,2025-08-01,,,,thử\n", 7, "C90001.n", "hiệu lực chồng lên dòng 6"),
    # the parent ends in the middle of the row's days
    (UNITS, "C90003.o,90003,xa,xã,Lơ,Xã Lơ,,new,D900,90,,,,,thử\n", 7, "C90003.o", "đơn vị cấp trên “D900” không tồn tại ngày 01/07/2025"),
    # the source was gone already, the target is not there yet
    (SUCCESSIONS, "C90002.o,C90001.n,xa,merged_into,part,2025-08-01,1/NQ,,thử\n", 5, "C90002.o", "đơn vị cũ “C90002.o” không tồn tại vào ngày 31/07/2025"),
    (SUCCESSIONS, "C90002.o,C90001.n,xa,area_added,part,2025-06-01,1/NQ,,thử\n", 5, "C90002.o", "đơn vị kế thừa “C90001.n” không tồn tại vào ngày 01/06/2025"),
    (SUCCESSIONS, "C90001.o,P90,xa,area_added,whole,2025-07-01,1/NQ,,thử\n", 5, "C90001.o", "tổng tỷ lệ các dòng của đơn vị cũ này là 2, lớn hơn 1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "row", "line", "key", "words"), CONTRADICTIONS, ids=[row[4] for row in CONTRADICTIONS]
)
def test_a_contradiction_is_named_by_file_line_and_key(nothing_loaded, root, file, row, line, key, words):  # noqa: F811
    path = root / file
    path.write_text(path.read_text() + row)
    told = [(p.file, p.line, p.key) for p in load(root).problems if words in p.message]
    assert told == [(file, line, key)], [str(p) for p in load(root).problems]
    assert counts() == [0, 0, 0, 0, 0, 0]


def test_a_cycle_is_named_on_every_row_of_it_and_only_where_the_days_meet(nothing_loaded, root):  # noqa: F811
    rows = (
        "A,,xa,xã,A,Xã A,,new,B,90,2025-01-01,2025-03-31,,,thử\nB,,xa,xã,B,Xã B,,new,A,90,2025-03-01,,,,thử\n"
        "B,,xa,xã,B,Xã B,,new,,90,2024-01-01,2025-02-28,,,thử\nA,,xa,xã,A,Xã A,,new,,90,2025-04-01,,,,thử\n"
    )
    path = root / UNITS
    before = path.read_text()
    path.write_text(before + rows)
    told = [(p.line, p.key, p.message) for p in load(root).problems]
    words = "đơn vị nằm dưới chính nó (vòng lặp trong cây) từ 01/03/2025"
    assert told == [(7, "A", words), (8, "B", words)]
    path.write_text(before + rows.replace("2025-03-01", "2025-04-01").replace("2025-02-28", "2025-03-31"))
    assert not load(root).problems, "B below A after A was below B is no cycle"


def test_a_load_never_touches_what_a_decision_has_said_of_a_unit(nothing_loaded, root):  # noqa: F811
    load(root)
    UnitVersion.objects.filter(unit__key="XX.SNV").update(full_name="Sở Nội vụ (theo quyết định)", pack="")
    decided = Succession.objects.get(from_unit__key="C90002.o")
    Succession.objects.filter(pk=decided.pk).update(extent="whole", weight=1, pack="")
    edit(root, AGENCIES, "Sở Nội vụ tỉnh Mẫu", "Sở Nội vụ và Lao động tỉnh Mẫu")
    found = load(root)
    assert (found.added, found.changed, found.removed) == (0, 0, 0)
    assert "giữ theo quyết định XX.SNV từ trước" in found.samples
    assert "giữ theo quyết định kế thừa của C90002.o ngày 2025-07-01" in found.samples
    assert UnitVersion.objects.get(unit__key="XX.SNV").full_name == "Sở Nội vụ (theo quyết định)"
    decided.refresh_from_db()
    assert decided.extent == "whole"


def test_a_split_version_is_not_joined_again_by_a_load(nothing_loaded, root):  # noqa: F811
    load(root)
    row = UnitVersion.objects.get(unit__key="XX.SNV")
    UnitVersion.objects.filter(pk=row.pk).update(valid=(None, JULY), pack="")
    UnitVersion.objects.create(
        unit=row.unit, valid=(JULY, None), name="Sở Mới", full_name="Sở Mới", kind="so", folded="so moi"
    )
    assert load(root).added == 0
    assert UnitVersion.objects.filter(unit__key="XX.SNV").count() == 2


def test_a_unit_without_hours_has_the_default_that_is_said_to_be_an_example(nothing_loaded, root):  # noqa: F811
    widen(root, AGENCIES, {"XX.SNV": {"office_hours": "T2-T7 08:00-12:00"}})
    load(root)
    own = office_hours(Unit.objects.get(key="XX.SNV"), JULY)
    assert (own.own, own.example, own.hours.length(5).seconds) == (True, False, 4 * 3600)
    default = office_hours(Unit.objects.get(key="XX.UBND"), JULY)
    assert (default.own, default.example) == (False, True) and default.hours.on(0) and not default.hours.on(6)
    assert office_hours(Unit.objects.get(key="C90001.n"), date(2025, 6, 30)) is None, "not in force that day"
    assert hours_of(UnitVersion.objects.get(unit__key="XX.UBND"), JULY) == default


def test_defaults_by_kind_and_later_days_come_first():
    rows = parse_rows([
        {"hours": "T2-T6 08:00-12:00", "provenance": "example"},
        {"hours": "T2-T6 07:00-11:00", "valid_from": JULY, "provenance": "QĐ 1"},
        {"hours": "T2-T7 07:00-11:00", "kinds": ["ubnd_xa"], "provenance": "QĐ 2"},
    ])  # fmt: skip
    asked = [("so", date(2025, 6, 30)), ("so", JULY), ("ubnd_xa", JULY)]
    found = [hours_for(kind, day, rows) for kind, day in asked]
    assert [(str(row.hours), row.example) for row in found] == [
        ("T2-T6 08:00-12:00", True), ("T2-T6 07:00-11:00", False), ("T2-T7 07:00-11:00", False)
    ]  # fmt: skip
    assert hours_for("so", JULY, []) is None


def test_what_is_wrong_in_the_defaults_is_named(nothing_loaded, root):  # noqa: F811
    (root / "national/office_hours.yaml").write_text(
        'default_hours:\n  - hours: "T2 sáng"\n    gio: 1\n    kinds: so\n'
    )
    told = {(p.file, p.line, p.key) for p in load(root).problems}
    place = "national/office_hours.yaml", 2
    assert told == {(*place, "gio"), (*place, "hours"), (*place, "kinds"), (*place, "provenance")}
    assert list(faults([{"hours": "T2 07:30-11:30", "provenance": "x", "valid_from": "mai"}])) == [
        (1, "valid_from", "phải là ngày dạng năm-tháng-ngày")
    ]


def test_the_packs_of_the_project_have_no_problem():
    assert loaders._checked(PACKS)[1].problems == []

"""Changing what is said of units: done, refused, repeated, at once; the past stays, and so does what was believed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow
from thuocdo.directory import queries
from thuocdo.directory.models import PastSuccession, PastVersion, Revision, Succession, Unit, UnitVersion
from thuocdo.directory.queries.changes import UnitChange
from thuocdo.directory.queries.steps import StepTerms
from thuocdo.directory.services.successions import correct_succession, record_succession
from thuocdo.directory.services.units import amend_unit, correct_unit
from thuocdo.directory.tests.facts import employ
from thuocdo.directory.tests.test_packs import TABLES
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.kernel.text import fold

JAN, JUL, SEP, DEC = date(2025, 1, 1), date(2025, 7, 1), date(2025, 9, 1), date(2025, 12, 1)
BASIS = "12/QĐ-UBND ngày 01/08/2025"
NOW = clock.at_day(date(2025, 8, 20))


def make(key: str, name: str, kind: str = "so", *, parent=None, days=(None, None), level="tinh") -> Unit:
    nature = "territory" if kind in ("tỉnh", "huyện", "xã", "phường") else "agency"
    unit = Unit.objects.create(key=key, nature=nature, province_key="P90")
    UnitVersion.objects.create(
        unit=unit, valid=days, name=name, full_name=name, bare_name=name, kind=kind, level=level, folded=fold(name),
        parent=parent, pack="provinces/mau/agencies.csv", provenance="thử",
    )  # fmt: skip
    return unit


@pytest.fixture
def house(db) -> dict[str, Unit]:
    """A province with its committee, two departments and an office below the first one until December."""
    province = make("P90", "Tỉnh Mẫu", "tỉnh")
    top = make("X.UBND", "Ủy ban nhân dân tỉnh Mẫu", "ubnd_tinh")
    first = make("X.SNV", "Sở Nội vụ", parent=top, days=(JAN, None))
    second = make("X.STC", "Sở Tài chính", parent=top)
    office = make("X.VP", "Văn phòng", "van_phong", parent=first, days=(JAN, DEC))
    return {"P90": province, "top": top, "first": first, "second": second, "office": office}


def amend(unit: Unit, on: date = SEP, *, by=SYSTEM, at=NOW, **change) -> UnitVersion:
    return amend_unit(unit=unit, on=on, change=UnitChange(**{"legal_basis": BASIS, **change}), by=by, at=at)


def correct(unit: Unit, on: date = SEP, *, by=SYSTEM, at=NOW, **change) -> UnitVersion:
    return correct_unit(unit=unit, on=on, change=UnitChange(**{"why": "ghi nhầm", **change}), by=by, at=at)


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    assert refused.value.message and refused.value.code.startswith("directory.")
    return refused.value.code.removeprefix("directory.")


def story(unit: Unit) -> list[tuple[str, str]]:
    rows = UnitVersion.objects.filter(unit=unit).order_by("valid")
    return [(f"{row.valid.lower}..{row.valid.upper}", row.full_name) for row in rows]


# ---- from a day on


def test_from_a_day_on_other_facts_hold_and_the_days_before_stay(house):
    token = Revision.current()
    amend(house["first"], full_name="Sở Nội vụ và Lao động", symbol="SNVLĐ", address="Số 2", office_hours="t2 8h-12h")
    assert story(house["first"]) == [
        ("2025-01-01..2025-09-01", "Sở Nội vụ"),
        ("2025-09-01..None", "Sở Nội vụ và Lao động"),
    ]
    new = queries.version_on(house["first"], SEP)
    assert (new.name, new.symbol, new.address, new.office_hours) == (
        "Sở Nội vụ và Lao động",
        "SNVLĐ",
        "Số 2",
        "T2 08:00-12:00",
    )
    assert (new.legal_basis, new.pack, new.parent) == (BASIS, "", house["top"])
    assert queries.version_on(house["first"], SEP - timedelta(days=1)).symbol == ""
    assert Revision.current() != token, "names in memory are out of date"


def test_the_new_name_is_found_without_accents_and_the_old_one_too(house):
    amend(house["first"], full_name="Sở Nội chính")
    scope = queries.Scope(nature="agency", province="P90")
    for words in ("noi chinh", "noi vu"):
        assert [row.key for row in queries.listing(SEP, scope, words=words)] == ["X.SNV"]


def test_a_change_for_some_days_gives_way_to_the_former_facts(house):
    amend(house["first"], on=JUL, until=SEP, parent=house["second"].key)
    hung = [queries.version_on(house["first"], day).parent.key for day in (date(2025, 6, 30), JUL, SEP)]
    assert hung == ["X.UBND", "X.STC", "X.UBND"] and len(story(house["first"])) == 3


def test_a_territory_keeps_its_proper_name_apart(house):
    commune = make("C1", "Xã Mẫu", "xã", parent=house["P90"], level="xa")
    made = amend(commune, full_name="Phường Mới", kind="phường")
    assert (made.name, made.bare_name, made.kind) == ("Phường Mới", "Mới", "phường")


def test_every_change_is_in_the_audit_with_before_after_and_basis(house):
    amend(house["first"], full_name="Sở Mới")
    row = AuditRow.objects.latest("seq")
    assert (row.action, row.thing_key, row.why) == ("directory.amend_unit", str(house["first"].pk), BASIS)
    assert (row.before["full_name"], row.after["full_name"], row.after["on"]) == ("Sở Nội vụ", "Sở Mới", "2025-09-01")


def test_the_belief_before_the_change_is_kept(house):
    before = UnitVersion.objects.get(unit=house["first"]).recorded_at
    at = before + timedelta(days=1)
    amend(house["first"], full_name="Sở Mới", at=at)
    believed = [queries.version_on(house["first"], SEP, believed_at=moment).full_name for moment in (before, at)]
    assert believed == ["Sở Nội vụ", "Sở Mới"]


def test_a_second_change_on_the_same_day_is_refused(house):
    amend(house["first"], full_name="Sở Mới")
    assert refusal(amend, house["first"], full_name="Sở Khác") == "already_dated"
    assert refusal(amend, house["first"], parent="") == "already_dated", "two parents on one day"


WRONG = [
    ({"legal_basis": " ", "full_name": "Sở Mới"}, "no_legal_basis"),
    ({}, "nothing_changed"),
    ({"full_name": "Sở Nội vụ"}, "nothing_changed"),
    ({"full_name": ""}, "no_name"),
    ({"kind": "cục"}, "unknown_kind"),
    ({"edoc_code": "H" * 31}, "too_long"),
    ({"code": "12345678901"}, "too_long"),
    ({"office_hours": "cả ngày"}, "bad_hours"),
    ({"parent": "KHONG.CO"}, "unknown_unit"),
    ({"parent": "P90"}, "parent_of_other_kind"),
    ({"parent": "X.VP"}, "parent_not_in_force"),
    ({"parent": "X.VP", "until": date(2025, 11, 1)}, "cycle"),
    ({"parent": "X.SNV"}, "cycle"),
    ({"full_name": "Sở Mới", "until": SEP}, "empty_days"),
    ({"full_name": "Sở Mới", "until": JUL}, "empty_days"),
]


@pytest.mark.parametrize(("change", "code"), WRONG)
def test_what_cannot_hold_is_refused_and_nothing_is_written(house, change, code):
    before = story(house["first"])
    assert refusal(amend, house["first"], **change) == code
    assert story(house["first"]) == before and not PastVersion.objects.exists()


def test_a_day_outside_the_life_is_refused_with_the_life(house):
    with pytest.raises(Refused, match=r"từ 01/01/2025 đến hết 30/11/2025") as refused:
        amend(house["office"], on=DEC, full_name="Văn phòng Mới")
    assert refused.value.code == "directory.day_outside_life"
    assert refusal(amend, house["office"], on=date(2024, 12, 31), full_name="Mới") == "day_outside_life"
    assert refusal(correct, house["office"], on=DEC, full_name="Mới") == "day_outside_life"


def test_days_that_overlap_a_later_record_are_refused(house):
    amend(house["first"], on=SEP, full_name="Sở Mới")
    assert refusal(amend, house["first"], on=JUL, full_name="Sở Giữa", until=DEC) == "overlap"
    amend(house["first"], on=JUL, full_name="Sở Giữa")
    assert [name for _, name in story(house["first"])] == ["Sở Nội vụ", "Sở Giữa", "Sở Mới"]


def test_a_circle_on_some_day_only_is_refused_too(house):
    """The office hangs below the first department; that one cannot go below the office while it does."""
    office, second = house["office"], house["second"]
    amend(office, on=JUL, parent=second.key)
    assert refusal(amend, second, on=SEP, parent=office.key, until=date(2025, 11, 1)) == "cycle"
    made = amend(house["first"], on=JUL, parent=office.key, until=SEP)
    assert made.parent == office, "from July on the office no longer hangs below the first"


def test_one_identifier_names_one_unit_at_a_time(house):
    amend(house["second"], edoc_code="H99.2")
    assert refusal(amend, house["first"], edoc_code="H99.2") == "code_taken"
    amend(house["first"], on=JUL, until=SEP, edoc_code="H99.2")


# ---- the record was wrong


def test_a_correction_replaces_the_same_days_and_keeps_what_was_believed(house):
    before = UnitVersion.objects.get(unit=house["first"]).recorded_at
    at = before + timedelta(days=3)
    correct(house["first"], on=SEP, address="Số 9", at=at)
    assert story(house["first"]) == [("2025-01-01..None", "Sở Nội vụ")]
    said = [queries.version_on(house["first"], JAN, believed_at=moment).address for moment in (before, at)]
    assert said == ["", "Số 9"]
    kept = PastVersion.objects.get()
    assert (kept.recorded.lower, kept.recorded.upper) == (before, at)
    row = AuditRow.objects.latest("seq")
    assert (row.action, row.why, row.after["address"]) == ("directory.correct_unit", "ghi nhầm", "Số 9")


def test_a_correction_needs_its_reason_and_a_difference(house):
    assert refusal(correct, house["first"], why="", address="Số 9") == "no_reason"
    assert refusal(correct, house["first"]) == "nothing_changed"
    correct(house["first"], legal_basis="1/NQ-HĐND")
    assert refusal(correct, house["first"], legal_basis="1/NQ-HĐND") == "nothing_changed", "done already"


def test_a_correction_is_held_to_the_tree_as_well(house):
    assert refusal(correct, house["first"], parent="X.VP") == "parent_not_in_force"
    assert refusal(correct, house["top"], parent="X.STC") == "cycle"


def test_an_empty_text_takes_a_fact_away(house):
    amend(house["first"], on=JUL, address="Số 1")
    correct(house["first"], on=SEP, address="")
    assert queries.version_on(house["first"], SEP).address == ""


# ---- rights


def test_who_keeps_the_directory_may_and_others_may_not(house):
    for role in ("operator", "cycle_owner"):
        person = employ(f"Người {role}", "X.STC", role)
        amend(house["first"], on=JUL if role == "operator" else SEP, full_name=f"Sở {role}", by=person)
    officer = employ("Chuyên viên", "X.SNV", "unit_officer", start=JAN)
    for act in (amend, correct):
        with pytest.raises(NotAllowed):
            act(house["first"], on=DEC, full_name="Sở Khác", by=officer)
    stranger = make("Z.SNV", "Sở tỉnh khác")
    Unit.objects.filter(pk=stranger.pk).update(province_key="P91")
    with pytest.raises(NotAllowed):
        amend(house["first"], on=DEC, full_name="Sở Khác", by=employ("Người ngoài", "Z.SNV", "operator"))
    assert AuditRow.objects.filter(outcome="refused").count() == 3


# ---- what a unit became

STEP = {"kind": "merged_into", "extent": "whole", "legal_basis": BASIS}


def become(unit: Unit, target: Unit | None, on: date = DEC, *, by=SYSTEM, **terms) -> Succession:
    return record_succession(unit=unit, target=target, on=on, terms=StepTerms(**{**STEP, **terms}), by=by, at=NOW)


def test_a_succession_is_recorded_with_its_clause_and_share(house):
    half = {"extent": "part", "weight": Decimal("0.4"), "weight_basis": "staff", "clause": "khoản 1 Điều 2"}
    row = become(house["office"], house["first"], **half)
    assert (row.weight, row.clause, row.pack) == (Decimal("0.4"), "khoản 1 Điều 2", "")
    become(house["office"], house["second"], extent="part", weight=Decimal("0.6"), weight_basis="staff")
    found = queries.successors(house["office"], date(2025, 11, 30), DEC)
    assert {share.unit.key: share.weight for share in found} == {"X.SNV": Decimal("0.4"), "X.STC": Decimal("0.6")}
    assert AuditRow.objects.latest("seq").action == "directory.record_succession"


def test_backwards_a_source_counts_by_what_it_gave_in_the_end(house):
    """Four tenths went elsewhere first, so that the whole of the rest is six tenths of the source."""
    share = {"extent": "part", "weight": Decimal("0.4"), "weight_basis": "staff"}
    become(house["office"], house["second"], SEP, **share)
    become(house["office"], house["first"], DEC)
    found = queries.origins(house["first"], DEC, JUL)
    assert {one.unit.key: (one.weight, one.extent) for one in found} == {
        "X.SNV": (Decimal(1), "whole"), "X.VP": (Decimal("0.6"), "part")
    }  # fmt: skip


WRONG_STEPS = [
    ({"legal_basis": ""}, "no_legal_basis"),
    ({"kind": "nuot"}, "unknown_succession"),
    ({"extent": "nua"}, "unknown_extent"),
    ({"weight": Decimal("1.1"), "extent": "part"}, "bad_share"),
    ({"weight": Decimal("0.4"), "weight_basis": "area"}, "bad_share"),
    ({"weight": Decimal("0.4"), "extent": "part"}, "share_without_basis"),
    ({"on": SEP}, None),
    ({"on": JAN}, "source_not_in_force"),
    ({"on": date(2026, 1, 1)}, "source_not_in_force"),
]


@pytest.mark.parametrize(("terms", "code"), WRONG_STEPS)
def test_a_succession_that_cannot_be_is_refused(house, terms, code):
    if code is None:
        assert become(house["office"], house["first"], **terms).effective_on == SEP
        return
    assert refusal(become, house["office"], house["first"], **terms) == code
    assert not Succession.objects.exists()


def test_a_target_that_does_not_exist_that_day_is_refused(house):
    later = make("X.MOI", "Sở Mới", parent=house["top"], days=(date(2026, 1, 1), None))
    assert refusal(become, house["office"], later) == "target_not_in_force"
    assert refusal(become, house["second"], house["office"], date(2026, 1, 1)) == "target_not_in_force"


def test_a_succession_to_itself_twice_to_a_territory_or_in_a_circle_is_refused(house):
    assert refusal(become, house["office"], house["office"]) == "succession_to_itself"
    assert refusal(become, house["office"], house["P90"]) == "succession_of_other_kind"
    become(house["first"], house["second"], SEP, extent="part")
    assert refusal(become, house["first"], house["second"], SEP, extent="part") == "succession_twice"
    assert refusal(become, house["second"], house["first"], DEC) == "succession_circle"


def test_shares_of_more_than_the_whole_are_refused(house):
    become(house["office"], house["first"], extent="part", weight=Decimal("0.7"), weight_basis="staff")
    half = {"extent": "part", "weight": Decimal("0.5"), "weight_basis": "staff"}
    assert refusal(become, house["office"], house["second"], **half) == "more_than_the_whole"


def test_a_wrong_share_is_corrected_and_the_former_belief_is_kept(house):
    row = become(house["office"], house["first"], extent="part")
    terms = StepTerms(kind="merged_into", extent="part", weight=Decimal("0.3"), weight_basis="staff", legal_basis=BASIS)
    fix = {"unit": house["office"], "succession": row, "terms": terms, "by": SYSTEM, "at": NOW}
    assert refusal(correct_succession, **fix, why="") == "no_reason"
    assert correct_succession(**fix, why="đã có biên bản").weight == Decimal("0.3")
    assert refusal(correct_succession, **fix, why="đã có biên bản") == "nothing_changed"
    assert refusal(correct_succession, **{**fix, "unit": house["first"]}, why="x") == "not_its_succession"
    assert PastSuccession.objects.get().weight is None
    assert AuditRow.objects.latest("seq").before == {"weight": None, "weight_basis": ""}


def test_officers_do_not_record_successions(house):
    officer = employ("Chuyên viên", "X.SNV", "unit_officer", start=JAN)
    with pytest.raises(NotAllowed):
        become(house["office"], house["first"], by=officer)


# ---- two at once


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_cannot_make_a_circle_together():
    top = make("X.UBND", "Ủy ban nhân dân tỉnh Mẫu", "ubnd_tinh")
    one, two = (make(key, key, parent=top) for key in ("X.A", "X.B"))

    def put(unit: Unit, parent: str) -> str:
        try:
            amend(unit, parent=parent)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    try:
        with ThreadPoolExecutor(2) as pool:
            answers = [work.result() for work in (pool.submit(put, one, "X.B"), pool.submit(put, two, "X.A"))]
        assert sorted(answers) in (["directory.busy", "done"], ["directory.cycle", "done"])
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {TABLES} CASCADE")

"""Two time axes: what the database keeps of former beliefs, and what was believed on a day about another day."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F

from thuocdo.core import clock
from thuocdo.core.paths import PACKS
from thuocdo.directory import queries
from thuocdo.directory.models import PastSuccession, PastVersion, Succession, Unit, UnitVersion, moment
from thuocdo.directory.packs import loaders
from thuocdo.directory.packs.tables import copy_in
from thuocdo.directory.queries.beliefs import first_recorded
from thuocdo.directory.queries.listing import finish
from thuocdo.directory.tests.test_packs import FILES, edit, nothing_loaded  # noqa: F401
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold

MERGER = date(2025, 7, 1)
FIRST, SECOND, THIRD = (clock.at_day(date(2025, month, 1)) for month in (2, 5, 8))


def after(moment: datetime) -> datetime:
    return moment + timedelta(hours=1)


def said(at: datetime, act) -> None:
    """Do something in a transaction of its own whose records bear this moment."""
    with transaction.atomic():
        moment(at)
        act()
    with connection.cursor() as cursor:  # the surrounding test is one transaction, so the setting would stay
        cursor.execute("SELECT set_config('thuocdo.moment', '', true)")


def make(key: str, name: str, *, at: datetime, days=(None, None), parent: Unit | None = None, level="xa") -> Unit:
    unit = Unit.objects.create(key=key, nature="territory", province_key="P90")
    said(at, lambda: version(unit, name, days=days, parent=parent, level=level))
    return unit


def version(unit: Unit, name: str, *, days=(None, None), parent=None, level="xa") -> UnitVersion:
    return UnitVersion.objects.create(
        unit=unit, valid=days, name=name, full_name=name, bare_name=name, kind="xã", level=level, folded=fold(name),
        parent=parent,
    )  # fmt: skip


@pytest.fixture
def top(nothing_loaded) -> Unit:  # noqa: F811
    return make("P90", "Tỉnh Mẫu", at=FIRST, level="tinh")


def names(unit: Unit, *moments: datetime, on: date = MERGER) -> list[str]:
    return [queries.version_on(unit, on, believed_at=moment).name for moment in moments]


def spans(unit: Unit) -> list[tuple[str, datetime, datetime]]:
    rows = PastVersion.objects.filter(unit=unit).order_by("recorded")
    return [(row.name, row.recorded.lower, row.recorded.upper) for row in rows]


def test_a_correction_changes_the_answer_for_later_moments_only(top):
    commune = make("C1", "Xã Sai", at=FIRST, parent=top)
    said(SECOND, lambda: UnitVersion.objects.filter(unit=commune).update(name="Xã Đúng"))
    assert names(commune, FIRST, SECOND - timedelta(microseconds=1), SECOND, THIRD) == [
        "Xã Sai", "Xã Sai", "Xã Đúng", "Xã Đúng"
    ]  # fmt: skip
    assert queries.version_on(commune, MERGER).name == "Xã Đúng"
    assert spans(commune) == [("Xã Sai", FIRST, SECOND)]


def test_before_anything_was_recorded_the_question_is_refused_not_answered_with_nothing(top):
    before = FIRST - timedelta(days=1)
    asked = [
        lambda: queries.tree(MERGER, believed_at=before),
        lambda: queries.version_on(top, MERGER, believed_at=before),
        lambda: queries.children(top, MERGER, believed_at=before),
        lambda: queries.count(MERGER, "tinh", believed_at=before),
        lambda: queries.lineage(top, MERGER, MERGER, believed_at=before),
        lambda: queries.listing(MERGER, queries.Scope(nature="territory"), words="mau", believed_at=before),
    ]
    for question in asked:
        with pytest.raises(Refused, match=r"Chưa ghi nhận gì trước lúc 08:00 ngày 01/02/2025") as refusal:
            question()
        assert refusal.value.code == "directory.nothing_recorded"


def test_a_later_unit_is_simply_not_there_yet_when_others_were_recorded(top):
    make("C1", "Xã Mới", at=SECOND, parent=top)
    assert [len(queries.children(top, MERGER, believed_at=at)) for at in (FIRST, SECOND)] == [0, 1]
    assert queries.version_on(Unit.objects.get(key="C1"), MERGER, believed_at=FIRST) is None


def test_a_row_taken_back_is_still_what_was_believed(top):
    commune = make("C1", "Xã Nhầm", at=FIRST, parent=top)
    said(SECOND, lambda: UnitVersion.objects.filter(unit=commune).delete())
    assert [len(queries.children(top, MERGER, believed_at=at)) for at in (FIRST, SECOND, None)] == [1, 0, 0]
    assert queries.tree(MERGER, believed_at=after(FIRST))[0].children[0].name == "Xã Nhầm"


def test_bulk_update_keeps_every_former_row(top):
    communes = [make(f"C{n}", f"Xã {n}", at=FIRST, parent=top) for n in range(5)]
    rows = list(UnitVersion.objects.filter(unit__in=communes))
    for row in rows:
        row.name += " đổi"
    said(SECOND, lambda: UnitVersion.objects.bulk_update(rows, ["name"]))
    assert PastVersion.objects.count() == 5
    believed = [{node.name for _, node in queries.tree(MERGER, believed_at=at)[0].walk()} for at in (FIRST, SECOND)]
    assert believed == [{"Tỉnh Mẫu", *(f"Xã {n}" for n in range(5))}, {"Tỉnh Mẫu", *(f"Xã {n} đổi" for n in range(5))}]


def test_copied_rows_bear_the_moment_of_their_transaction(top):
    units = Unit.objects.bulk_create(
        Unit(key=f"C{n}", nature="territory", province_key="P90") for n in range(600)
    )  # fmt: skip
    rows = [
        UnitVersion(unit=unit, valid=DateRange(None, None), name=unit.key, full_name=unit.key, kind="xã", level="xa",
                    folded=unit.key, parent=top)
        for unit in units
    ]  # fmt: skip
    said(SECOND, lambda: copy_in(UnitVersion, rows))
    assert set(UnitVersion.objects.filter(unit__in=units).values_list("recorded_at", flat=True)) == {SECOND}
    assert [queries.count(MERGER, "xa", believed_at=at) for at in (SECOND, THIRD)] == [600, 600]
    assert queries.count(MERGER, "xa", believed_at=FIRST) == 0


def test_two_changes_in_one_transaction_leave_one_lasting_belief_each_way(top):
    commune = make("C1", "Xã Một", at=FIRST, parent=top)

    def twice() -> None:
        UnitVersion.objects.filter(unit=commune).update(name="Xã Hai")
        UnitVersion.objects.filter(unit=commune).update(name="Xã Ba")

    said(SECOND, twice)
    assert names(commune, FIRST, after(SECOND)) == ["Xã Một", "Xã Ba"]
    kept = spans(commune)
    assert [row[0] for row in kept] == ["Xã Một", "Xã Hai"]
    assert kept[0][1:] == (FIRST, SECOND) and kept[1][2] - kept[1][1] == timedelta(microseconds=1)


def test_a_row_made_and_changed_in_one_transaction_was_never_believed_otherwise(top):
    commune = Unit.objects.create(key="C1", nature="territory", province_key="P90")

    def at_once() -> None:
        version(commune, "Xã Nháp", parent=top)
        UnitVersion.objects.filter(unit=commune).update(name="Xã Thật")

    said(SECOND, at_once)
    assert names(commune, after(SECOND), THIRD) == ["Xã Thật", "Xã Thật"]


def test_an_update_that_changes_nothing_is_no_new_belief(top):
    commune = make("C1", "Xã Một", at=FIRST, parent=top)
    said(SECOND, lambda: UnitVersion.objects.filter(unit=commune).update(name=F("name")))
    said(THIRD, lambda: UnitVersion.objects.filter(unit=commune).update(recorded_at=THIRD))
    assert UnitVersion.objects.get(unit=commune).recorded_at == FIRST
    assert not PastVersion.objects.exists()


def test_nobody_can_write_a_row_as_if_it_had_been_known_before(top):
    commune = make("C1", "Xã Một", at=SECOND, parent=top)
    said(FIRST, lambda: UnitVersion.objects.filter(unit=commune).update(name="Xã Hai"))
    (name, lower, upper), = spans(commune)  # fmt: skip
    assert (name, lower) == ("Xã Một", SECOND) and upper > lower, "time of recording never runs backwards"


def test_days_corrected_twice_answer_for_each_moment(top):
    """The span of validity itself may be what was wrong."""
    commune = make("C1", "Xã Một", at=FIRST, days=(date(2025, 1, 1), None), parent=top)
    later = (MERGER, None)
    said(SECOND, lambda: UnitVersion.objects.filter(unit=commune).update(valid=later))
    said(THIRD, lambda: UnitVersion.objects.filter(unit=commune).update(valid=(date(2025, 3, 1), None)))
    march = date(2025, 3, 15)
    assert [queries.version_on(commune, march, believed_at=at) is not None for at in (FIRST, SECOND, THIRD)] == [
        True, False, True
    ]  # fmt: skip


def test_lineage_answers_as_it_was_believed(top):
    old, wrong, right = (
        make(key, f"Xã {key}", at=FIRST, days=days, parent=top)
        for key, days in (("CU", (None, MERGER)), ("NHAM", (MERGER, None)), ("DUNG", (MERGER, None)))
    )
    facts = {"kind": "merged_into", "extent": "whole", "weight": 1, "effective_on": MERGER}
    said(FIRST, lambda: Succession.objects.create(from_unit=old, to_unit=wrong, **facts))
    said(SECOND, lambda: Succession.objects.filter(from_unit=old).update(to_unit=right))
    day = date(2025, 6, 30)
    forward = [queries.successors(old, day, MERGER, believed_at=at) for at in (FIRST, SECOND, None)]
    assert [[share.unit.key for share in shares] for shares in forward] == [["NHAM"], ["DUNG"], ["DUNG"]]
    backward = [queries.origins(wrong, MERGER, day, believed_at=at) for at in (FIRST, SECOND)]
    assert [[share.unit.key for share in shares] for shares in backward] == [["CU"], []]
    kept = PastSuccession.objects.get()
    assert (kept.to_unit, kept.recorded.lower, kept.recorded.upper) == (wrong, FIRST, SECOND)


def test_a_list_and_a_search_answer_as_it_was_believed(top):
    commune = make("C1", "Xã Sai", at=FIRST, parent=top)
    said(SECOND, lambda: UnitVersion.objects.filter(unit=commune).update(name="Xã Đúng", folded="xa dung"))
    scope = queries.Scope(nature="territory", province="P90", level="xa")
    for at, name in ((FIRST, "Xã Sai"), (SECOND, "Xã Đúng"), (None, "Xã Đúng")):
        rows = finish(queries.listing(MERGER, scope, believed_at=at), MERGER, believed_at=at)
        assert [(row.name, row.parent) for row in rows] == [(name, "Tỉnh Mẫu")]
    assert queries.listing(MERGER, scope, words="xã sai", believed_at=SECOND) == []
    assert len(queries.listing(MERGER, scope, words="xa sai", believed_at=FIRST)) == 1


def test_a_corrected_pack_keeps_the_former_belief(nothing_loaded, tmp_path):  # noqa: F811
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    shutil.copy(PACKS / "national" / "roles.yaml", tmp_path / "national" / "roles.yaml")
    assert not loaders.apply(tmp_path, at=FIRST).problems
    edit(tmp_path, "provinces/mau/agencies.csv", "Sở Nội vụ tỉnh Mẫu", "Sở Nội vụ và Lao động tỉnh Mẫu")
    assert loaders.apply(tmp_path, at=SECOND).changed == 1
    department = Unit.objects.get(key="XX.SNV")
    assert names(department, FIRST, SECOND) == ["Sở Nội vụ", "Sở Nội vụ và Lao động"]
    assert first_recorded() == FIRST


def test_what_will_be_believed_tomorrow_nobody_knows():
    assert queries.end_of_belief(clock.today()) < clock.end_of(clock.today())
    with pytest.raises(Refused) as refusal:
        queries.end_of_belief(clock.today() + timedelta(days=1))
    assert refusal.value.code == "directory.belief_in_future"

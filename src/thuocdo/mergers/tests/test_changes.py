"""What a mapping would write into the directory, and who gives to whom."""

from __future__ import annotations

from thuocdo.mergers.rules.changes import changes
from thuocdo.mergers.rules.rows import ending, pairs
from thuocdo.mergers.tests.units import founding, known, row, said, snapshot


def keys(several):
    return [one.told.key if hasattr(one, "told") else getattr(one, "key", one) for one in several]


def test_a_merger_founds_the_new_unit_ends_the_old_ones_and_says_why():
    rows = [founding(2, "X1", "M1"), founding(3, "X2", "M1")]
    found = changes(rows, snapshot())
    assert (keys(found.begun), found.ended, found.added) == (["M1"], ["X1", "X2"], rows)
    assert (found.begun[0].nature, found.begun[0].sources) == ("agency", ("X1", "X2"))
    assert not found.renewed and not found.taken_back


def test_what_the_directory_says_already_is_not_written_again():
    there = snapshot(
        known("X1", on=False), known("M1", "UBND xã Mới", before=False, begins=True), said=[said("X1", "M1")]
    )
    assert not changes([founding(2, "X1", "M1")], there)


def test_a_unit_that_is_renamed_gets_a_version_and_does_not_end():
    found = changes([founding(2, "X1", "X1", name="UBND xã Tên Mới", kind="renamed")], snapshot())
    assert (keys(found.renewed), found.ended, found.begun) == (["X1"], [], [])


def test_only_a_correcting_act_changes_and_takes_back():
    there = snapshot(known("X1", on=False), said=[said("X1", "X2", row=7)])
    rows = [row(2, "X1", "X3")]
    assert changes(rows, there).taken_back == []
    found = changes(rows, there, correcting=True)
    assert ([one.row for one in found.taken_back], found.added, found.ended) == ([7], rows, [])


def test_a_correcting_act_changes_a_clause_in_place_and_lets_a_unit_live_again():
    there = snapshot(known("X1", on=False), known("X2", on=False), said=[said("X1", "X3"), said("X2", "X3", row=2)])
    rows = [row(2, "X1", "X3", clause="khoản 9"), row(3, "X2", "X2", kind="unchanged")]
    found = changes(rows, there, correcting=True)
    assert [(one.row, line.clause) for one, line in found.changed] == [(1, "khoản 9")]
    assert (found.reopened, [one.row for one in found.taken_back]) == (["X2"], [2])


def test_a_correcting_act_describes_anew_what_began_on_the_day():
    there = snapshot(known("X1", on=False), known("M1", "Tên sai", before=False, begins=True), said=[said("X1", "M1")])
    found = changes([founding(2, "X1", "M1", name="Tên đúng")], there, correcting=True)
    assert keys(found.retold) == ["M1"] and not found.renewed


def test_pairs_are_of_those_who_give_and_take_and_of_those_without_an_heir():
    rows = [
        row(2, "X1", "X2"), row(3, "X3", kind="dissolved"), row(4, "H1", kind="dissolved"),
        row(5, "H1", "X2", kind="level_abolished", extent="part"), row(6, "S1", "S2", kind="function_transfer"),
        row(7, "S2", "S2", kind="unchanged"),
    ]  # fmt: skip
    assert ending(rows) == {"X1", "X3", "H1"}
    assert list(pairs(rows)) == [("X1", "X2"), ("H1", "X2"), ("S1", "S2"), ("X3", "")]

"""Agencies of the same name, one of which has ended, are told apart in lists of both."""

from __future__ import annotations

from datetime import date

from thuocdo.directory.queries import told_apart
from thuocdo.work.tests import factories as make

ON = date(2025, 7, 15)


def test_a_unit_that_has_ended_is_named_with_its_last_day(db):
    former = make.unit("T.SNV.CU", "Sở Nội vụ", end=date(2025, 3, 1))
    today = make.unit("T.SNV", "Sở Nội vụ", start=date(2025, 3, 1))
    leaving = make.unit("T.STP", "Sở Tư pháp", end=date(2025, 7, 16))
    names = told_apart([former.pk, today.pk, leaving.pk], ON)
    assert names == {former.pk: "Sở Nội vụ (đến 28/02/2025)", today.pk: "Sở Nội vụ", leaving.pk: "Sở Tư pháp"}

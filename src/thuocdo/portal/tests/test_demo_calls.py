"""The demo year asks one department for a result out of turn."""

from __future__ import annotations

from thuocdo.portal.demo import calls
from thuocdo.work.models import Call, Occurrence
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province


def test_one_department_is_asked_and_what_it_is_asked_says_that_it_is_invented(db):
    place = Province()
    plan = make.bare_plan(place.committee)
    unit = place.minh.positions.get().unit
    make.obligation(make.task(plan), unit)
    calls.live(plan, {"minh": place.minh, "hoa": place.hoa})
    call, row = Call.objects.get(), Occurrence.objects.get()
    assert call.synthetic and call.what.startswith("Minh họa")
    assert (row.unit, row.due_on, row.ad_hoc) == (unit, calls.DUE_ON, True)

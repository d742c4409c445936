"""What the demo writes by hand goes through the services: a draft of the next year, an amendment that waits."""

from __future__ import annotations

import pytest

from thuocdo.core import clock
from thuocdo.portal.demo import planning
from thuocdo.work import services
from thuocdo.work.models import Amendment, Plan
from thuocdo.work.tests import factories as make


@pytest.mark.django_db
def test_the_demo_drafts_next_year_and_prepares_an_amendment():
    place = make.Province()
    paper = make.document(place.hoa, place.committee)
    plan = services.adopt_document(document=paper, by=place.hoa, at=clock.now())
    planning.live(plan, {"hoa": place.hoa})
    draft = Plan.objects.get(state="draft")
    assert (draft.year, draft.copied_from, draft.tasks.count()) == (2026, plan, plan.tasks.count() + 1)
    amendment = Amendment.objects.get()
    assert amendment.state == "draft" and amendment.lines.count() == 2
    assert not draft.obligations.exists()

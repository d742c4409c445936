"""Who works by a paper is told when it is withdrawn or opened again; a withdrawn paper is not adopted."""

from __future__ import annotations

import pytest

from thuocdo.core.models import Notice
from thuocdo.documents import services as documents
from thuocdo.kernel.errors import Refused
from thuocdo.work import services
from thuocdo.work.queries.paper_people import people_of_document
from thuocdo.work.tests import factories as make

AT = make.AT


@pytest.fixture
def paper(place):
    found = make.document(place.hoa, place.committee)
    found.received_unit, found.received_by, found.province = place.home, place.hoa, place.province
    found.save()
    return found


@pytest.fixture
def working(place, paper):
    """One part of a plan of the paper with an officer, one with only a head."""
    plan = make.bare_plan(place.committee, document=paper)
    first = make.obligation(make.task(plan), place.science, officer=place.binh)
    place.minh.positions.update(is_head=True)
    second = make.obligation(make.task(plan), place.science)
    return first, second


def test_officers_and_heads_of_the_parts_are_told_once_each(place, paper, working):
    first, second = working
    assert dict(people_of_document(paper)) == {
        place.binh: f"/nghia-vu/{first.pk}/", place.minh: f"/nghia-vu/{second.pk}/",
    }  # fmt: skip
    documents.withdraw(document=paper, why="Sai thẩm quyền", by=place.hoa, at=AT)
    told = Notice.objects.filter(kind="documents.withdrawn")
    assert {notice.recipient_key for notice in told} >= {place.binh.actor_key, place.minh.actor_key}
    assert place.hoa.actor_key not in {notice.recipient_key for notice in told}


def test_opening_again_changes_no_work_and_is_told(place, paper, working):
    documents.reopen(document=paper, why="Thiếu một nhiệm vụ", by=place.hoa, at=AT)
    words = Notice.objects.get(kind="documents.reopened", recipient_key=place.binh.actor_key).words
    assert "chưa đổi" in words
    assert [one.state for one in (working[0], working[1])] == ["in_force", "in_force"]


def test_a_withdrawn_paper_is_not_adopted(place, paper):
    documents.withdraw(document=paper, why="Sai thẩm quyền", by=place.hoa, at=AT)
    with pytest.raises(Refused, match="đã bị thu hồi"):
        services.adopt_document(document=paper, by=place.hoa, at=AT)

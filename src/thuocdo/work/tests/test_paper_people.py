"""Who works by a paper is told when it is withdrawn or opened again; a withdrawn paper is not adopted."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import resolve

from thuocdo.chancery.models import Book, Delivery, Draft, Entry
from thuocdo.core.models import Notice
from thuocdo.documents import services as documents
from thuocdo.documents.queries import uses
from thuocdo.kernel.errors import Refused
from thuocdo.work import services
from thuocdo.work.models import Amendment, Extension, Product
from thuocdo.work.queries import uses_of_document
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


@pytest.fixture
def resting(place, paper):
    """A report that proves one due instance and moved the date of another, in a plan of another paper."""
    plan = make.bare_plan(place.committee)
    due = [make.occurrence(make.obligation(make.task(plan), place.science, officer=place.binh)) for _ in range(2)]
    proof = services.attach_paper(occurrence=due[0], document=paper, by=place.binh, at=AT)
    Extension.objects.create(
        occurrence=due[1], asked_until="2025-08-31", reason="Chờ số liệu", asked_at=AT, asked_by_name="Bình",
        old_due_on="2025-07-31", state="granted", granted_until="2025-08-31", decided_at=AT, decided_by_name="Hòa",
        document=paper,
    )  # fmt: skip
    Product.objects.create(
        occurrence=due[0], place=1, expected="Báo cáo", evidence=proof, document=paper, at=AT, by_name="Bình"
    )
    return due


def test_what_rests_on_a_paper_is_told_to_who_sees_into_that_work(place, paper, resting):
    labels = [use.label for use in uses_of_document(paper, place.hoa)]
    assert [label.partition(":")[0] for label in labels] == [
        "Tài liệu kiểm chứng", "Sản phẩm đã nộp", "Quyết định gia hạn",
    ]  # fmt: skip
    assert "Khoa học" in labels[0]
    assert [use.label for use in uses_of_document(paper, place.dung)] == []


def test_proof_of_many_due_instances_is_told_by_the_first_of_them(place, paper):
    task = make.task(make.bare_plan(place.committee))
    part = make.obligation(task, place.science, officer=place.binh)
    for month in range(1, 13):
        due = make.occurrence(part, date(2025, month, 28))
        services.attach_paper(occurrence=due, document=paper, by=place.binh, at=AT)
    found = uses_of_document(paper, place.hoa)
    assert len(found) == 11 and found[-1].label == "Tài liệu kiểm chứng: và những kỳ hạn khác"


def test_who_works_by_what_rests_on_a_paper_is_told_when_it_is_withdrawn(place, paper, resting):
    documents.withdraw(document=paper, why="Sai số liệu", by=place.hoa, at=AT)
    assert Notice.objects.filter(kind="documents.withdrawn", recipient_key=place.binh.actor_key).count() == 1


def test_every_address_that_a_paper_is_used_at_is_one_of_the_program(place, paper, resting):
    make.bare_plan(place.committee, document=paper)
    plan = make.bare_plan(place.committee)
    Amendment.objects.create(plan=plan, title="Bổ sung", why="Theo văn bản", document=paper, made_at=AT)
    book = Book.objects.create(unit=place.home, year=2025, direction="in", series="den", last_number=1)
    Entry.objects.create(book=book, number=1, document=paper, entered_on=AT.date(), entered_at=AT)
    Draft.objects.create(
        unit=place.home, kind="letter", title="Trả lời", author=place.hoa, answers=paper, made_at=AT,
    )  # fmt: skip
    Delivery.objects.create(
        document=paper, sender=place.home, way="inside", unit=place.science, name="Sở KH&CN", made_at=AT,
        made_by=place.hoa,
    )  # fmt: skip
    found = uses(paper, place.hoa)
    names = {resolve(use.url).view_name for use in found}
    assert names == {
        "work:plan", "work:amendment", "work:obligation", "chancery:entry", "chancery:draft", "chancery:follow",
    }  # fmt: skip


def test_opening_again_changes_no_work_and_is_told(place, paper, working):
    documents.reopen(document=paper, why="Thiếu một nhiệm vụ", by=place.hoa, at=AT)
    words = Notice.objects.get(kind="documents.reopened", recipient_key=place.binh.actor_key).words
    assert "chưa đổi" in words
    assert [one.state for one in (working[0], working[1])] == ["in_force", "in_force"]


def test_a_withdrawn_paper_is_not_adopted(place, paper):
    documents.withdraw(document=paper, why="Sai thẩm quyền", by=place.hoa, at=AT)
    with pytest.raises(Refused, match="đã bị thu hồi"):
        services.adopt_document(document=paper, by=place.hoa, at=AT)

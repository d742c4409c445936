"""Proof and ticked products follow work to the successor: seen there with their origin, counted, never copied."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import services
from thuocdo.work.models import Evidence, Occurrence, Plan, Product
from thuocdo.work.queries.evidence_facts import expected_of
from thuocdo.work.queries.inherited import sources_of
from thuocdo.work.queries.sharing import products_missing, products_of
from thuocdo.work.queries.tasks import occurrence_detail
from thuocdo.work.rules.evidence_checks import Facts
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import signed_in, words_of

MARCH, JULY = date(2025, 3, 1), date(2025, 7, 1)
FEBRUARY = clock.at_day(date(2025, 2, 1))
LATER = clock.at_day(date(2025, 7, 10))


@pytest.fixture
def plan(place: Province) -> Plan:
    paper = make.document(place.hoa, place.committee)
    return services.adopt_document(document=paper, by=place.hoa, at=clock.at_day(date(2025, 1, 10)))


def hand_over(on: date) -> None:
    services.hand_over_merged_units(on=on, by=SYSTEM, at=clock.at_day(on))


def shown(place: Province, number: str = "1") -> Occurrence:
    """The first due instance of the department of media, with a file and its product ticked by it."""
    officer = make.person("Cán bộ TT&TT", "unit_officer", place.media)
    first = Occurrence.objects.filter(unit=place.media, task__number=number).order_by("due_on").first()
    assert first is not None
    with clock.fixed(date(2025, 2, 1)):
        proof = services.attach_evidence(
            occurrence=first, upload=make.upload("bao-cao-quy.txt"), by=officer, at=FEBRUARY
        )
        services.tick_product(occurrence=first, place=0, by_what=proof, by=officer, at=FEBRUARY)
    return first


def heir_of(old: Occurrence) -> Occurrence:
    return Occurrence.objects.get(moves__other=old, moves__verb__in=["take_over", "absorb"])


def page_of(person: Person, one: Occurrence) -> str:
    return words_of(signed_in(person).get(f"/nghia-vu/{one.obligation_id}/?ky={one.pk}"))


def test_the_successor_sees_the_proof_and_the_product_with_where_they_came_from(place: Province, plan: Plan):
    old = shown(place)
    hand_over(MARCH)
    new = heir_of(old)
    assert new.unit == place.science
    detail = occurrence_detail(new, date(2025, 3, 5), place.binh)
    assert [one.occurrence_id for one in detail.evidence] == [old.pk]
    assert detail.formers[old.pk].name == "Sở Thông tin và Truyền thông" and detail.formers[old.pk].on == MARCH
    products = products_of(new)
    assert (products.done, products.total) == (1, 1) and products_missing([new]) == {new.pk: []}
    with clock.fixed(date(2025, 3, 5)):
        page = page_of(place.binh, new)
    assert "bao-cao-quy" in page and "1/1 sản phẩm" in page
    assert page.lower().count("nhận từ sở thông tin và truyền thông khi bàn giao ngày 01/03/2025") == 2


def test_a_wrong_tick_is_taken_back_where_the_work_goes_on(place: Province, plan: Plan):
    old = shown(place)
    tick = Product.objects.get()
    hand_over(MARCH)
    new, day = heir_of(old), clock.at_day(date(2025, 3, 5))
    stranger = make.person("Người sở khác", "unit_officer", place.home)
    with clock.fixed(date(2025, 3, 5)):
        with pytest.raises(NotAllowed):
            services.withdraw_product(product=tick, why="nhầm", by=stranger, at=day)
        address = reverse("work:withdraw_product", args=[tick.pk])
        assert address in signed_in(place.binh).get(f"/nghia-vu/{new.obligation_id}/?ky={new.pk}").content.decode()
        assert signed_in(place.binh).post(address, {"reason": "Không phải báo cáo quý này"}).status_code == 302
    assert products_of(new).done == 0 and products_missing([new])[new.pk]


def test_it_counts_when_the_result_is_submitted_and_nothing_is_copied(place: Province, plan: Plan):
    old = shown(place)
    hand_over(MARCH)
    new = heir_of(old)
    day = clock.at_day(date(2025, 4, 1))
    with clock.fixed(date(2025, 4, 1)):
        services.submit_occurrence(occurrence=new, by=place.binh, at=day)
        services.return_occurrence(occurrence=new, reason="thiếu số liệu", by=place.hoa, at=day)
        with pytest.raises(Refused) as refused:
            services.submit_occurrence(occurrence=new, by=place.binh, at=day)
    assert refused.value.code == "work.nothing_to_show", "what was sent back is not shown again as if it were new"
    hand_over(MARCH)
    assert Evidence.objects.count() == Product.objects.count() == 1


def test_a_chain_of_hand_overs_is_followed_to_its_first_end(place: Province, plan: Plan):
    old = shown(place)
    hand_over(MARCH)
    middle = heir_of(old)
    for version in place.science.versions.all():
        version.valid = (version.valid.lower, JULY)
        version.save(update_fields=["valid"])
    make.succeed(place.science, place.home, JULY)
    hand_over(JULY)
    last = heir_of(middle)
    assert last.unit == place.home and sources_of([last.pk]) == {last.pk: {middle.pk, old.pk}}
    with clock.fixed(date(2025, 7, 10)):
        page = page_of(place.hoa, last)
    assert "bao-cao-quy" in page and "Nhận từ Sở Thông tin và Truyền thông" in page


def test_the_same_file_attached_again_is_no_double_of_another_result(place: Province, plan: Plan):
    old = shown(place)
    hand_over(MARCH)
    new = heir_of(old)
    with clock.fixed(date(2025, 3, 5)):
        again = services.attach_evidence(
            occurrence=new, upload=make.upload("bao-cao-quy.txt"), by=place.binh, at=clock.at_day(date(2025, 3, 5))
        )
    assert not expected_of(again, Facts(), date(2025, 3, 5)).twins


def test_others_do_not_see_it_and_the_former_page_stays_as_it_was(place: Province, plan: Plan):
    old = shown(place)
    hand_over(MARCH)
    new = heir_of(old)
    stranger = make.person("Người sở khác", "unit_officer", place.home)
    assert occurrence_detail(new, MARCH, stranger).evidence == []
    assert [one.occurrence_id for one in occurrence_detail(old, MARCH, place.hoa).evidence] == [old.pk]


def test_a_page_without_a_past_costs_one_statement_more_only(place: Province, plan: Plan):
    assert sources_of([]) == {}
    one = Occurrence.objects.filter(unit=place.science).first()
    assert one is not None and sources_of([one.pk]) == {}

"""The page of an agency: why things are late, by field and month beside the middle of like agencies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.portal.queries.agency_picture import REASONS, agency_picture, owed_by
from thuocdo.work.models import Block, Contribution, Evidence, Extension, Occurrence
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import main_of, signed_in, statements, words_of

ON = date(2025, 7, 15)
AT = clock.at_day(ON)
DONE = {"state": "accepted", "submitted_at": AT, "submitted_by_name": "x", "decided_at": AT, "decided_by_name": "y"}


@pytest.fixture(autouse=True)
def today():
    with clock.fixed(AT):
        yield


@pytest.fixture
def place(db) -> Province:
    return Province()


def accepted(of, count: int, *, late: int = 0) -> None:
    for number in range(count):
        on_time = number >= late
        make.occurrence(of, date(2025, 3, 31), on_time=on_time, late_days=0 if on_time else 2, **DONE)


def department(place: Province, key: str):
    return make.unit(key, f"Sở {key}", parent=place.committee)


def picture(place: Province, unit=None, **narrowed):
    unit = unit or place.science
    given = {"fields": (), "officer": None, "nobody": False, **narrowed}
    return agency_picture(place.hoa, unit, owed_by(unit, **given), ON, fields=given["fields"], compared=True)


def page(place: Province, who=None, **query):
    return signed_in(who or place.hoa).get(reverse("portal:unit", args=[place.science.key]), query)


def test_every_late_thing_has_one_reason_and_the_reasons_add_up(place):
    plan = make.bare_plan(place.committee)
    of = make.obligation(make.task(plan), place.science, officer=place.binh)
    nobody = make.obligation(make.task(plan), place.science)
    late = [make.occurrence(of, date(2025, 6, 1 + number)) for number in range(6)]
    returned = {"submitted_at": AT, "submitted_by_name": "x", "decided_at": AT, "decided_by_name": "y", "reason": "z"}
    make.occurrence(nobody, date(2025, 6, 20))
    Block.objects.create(occurrence=late[0], text="chờ nghị định", at=AT, by_name="x")
    helper = make.obligation(of.task, place.home, role="coordinating")
    Contribution.objects.create(occurrence=late[1], obligation=helper, text="số liệu", due_on=ON, asked_at=AT,
                                asked_by_name="x")  # fmt: skip
    Extension.objects.create(occurrence=late[2], asked_until=date(2025, 8, 1), reason="x", asked_at=AT,
                             asked_by_name="x", old_due_on=date(2025, 6, 3))  # fmt: skip
    Occurrence.objects.filter(pk=late[3].pk).update(state="returned", **returned)
    paper = make.document(place.hoa, place.committee)
    Evidence.objects.create(occurrence=late[4], document=paper, title="x", at=AT, by_name="x")
    found = picture(place)
    assert {code: count for code, _words, count in found.reasons} == dict.fromkeys(REASONS, 1)
    assert sum(count for _code, _words, count in found.reasons) == found.counts["overdue"] == 7
    words = words_of(page(place))
    assert "Chờ cơ quan phối hợp" in words and "Đã xin lùi đến 01/08/2025" in words and "Đang vướng" in words


def test_an_agency_stands_beside_the_middle_of_its_kind_and_nobody_is_ranked(place):
    plan = make.bare_plan(place.committee)
    for number, late in enumerate((0, 1, 2, 3)):
        accepted(make.obligation(make.task(plan), department(place, f"S{number}")), 4, late=late)
    accepted(make.obligation(make.task(plan), place.science), 4, late=1)
    found = picture(place)
    assert found.middle is not None and (found.middle.median, found.middle.agencies) == (Decimal(75), 5)
    assert found.months[0].middle == Decimal(75) and found.fields[0].is_strong
    words = words_of(page(place))
    assert "ở trong khoảng thường gặp. Trong 5 cơ quan cùng loại, mức giữa là 75" in words
    assert "điểm mạnh" in words and "Sở S3" not in words, "no other agency is named"


def test_few_agencies_are_no_middle(place):
    plan = make.bare_plan(place.committee)
    accepted(make.obligation(make.task(plan), place.science), 4)
    accepted(make.obligation(make.task(plan), place.home), 4, late=4)
    found = picture(place)
    assert found.middle is None and found.months[0].middle is None and not found.strong
    assert "cùng loại, mức giữa là" not in words_of(page(place))


def test_field_and_person_narrow_what_is_shown_and_a_person_is_not_compared(place):
    plan = make.bare_plan(place.committee)
    mine = make.obligation(make.task(plan, field="steering"), place.science, officer=place.binh)
    other = make.obligation(make.task(plan, field="procedures"), place.science)
    for number in range(4):
        accepted(make.obligation(make.task(plan), department(place, f"S{number}")), 3)
    accepted(mine, 3)
    make.occurrence(other, date(2025, 6, 2))
    of_binh = page(place, nguoi=str(place.binh.pk))
    assert of_binh.context["picture"].counts.total == 3 and of_binh.context["strip"] is None
    assert [row.pk for row in of_binh.context["leading"]] == [mine.pk]
    assert page(place, nguoi="chua-giao").context["picture"].counts["overdue"] == 1
    assert page(place, **{"linh-vuc": "procedures"}).context["picture"].counts.total == 1
    assert page(place, nguoi="999999").status_code == 200
    assert signed_in(place.dung).get(reverse("portal:unit", args=[place.science.key])).status_code == 404


def test_figures_of_fields_and_months_lead_to_their_rows(place):
    plan = make.bare_plan(place.committee)
    of = make.obligation(make.task(plan, field="steering"), place.science)
    accepted(of, 3)
    make.occurrence(of, date(2025, 6, 2))
    answer = page(place)
    client = signed_in(place.hoa)
    for one in [*answer.context["months"], *answer.context["fields"]]:
        assert len(client.get(one["url"]).context["page"].rows) == one["row"].counts.total


def test_an_agency_with_more_work_costs_no_more_statements(place):
    plan = make.bare_plan(place.committee)
    client, address = signed_in(place.hoa), reverse("portal:unit", args=[place.science.key])
    units = [place.science, *(department(place, f"S{number}") for number in range(5))]

    def more(tasks: int) -> None:
        for _ in range(tasks):
            task = make.task(plan)
            for unit in units:
                of = make.obligation(task, unit)
                accepted(of, 2, late=1)
                make.occurrence(of, date(2025, 6, 2))

    more(2)
    client.get(address)
    few = statements(client, address)
    more(6)
    assert statements(client, address) <= few
    assert "cùng loại, mức giữa là" in main_of(client.get(address))

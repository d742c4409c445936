"""The plan of Nghệ An for 2025 on the real units: adopted from its text, handed over on 1/3 and on 1/7/2025."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import Unit
from thuocdo.directory.packs import loaders as directory_packs
from thuocdo.documents import services as documents
from thuocdo.documents.models import Document, Item
from thuocdo.work import queries, services
from thuocdo.work.models import HandoverLine, Move, Obligation, Occurrence, Plan, TaskParty
from thuocdo.work.packs import loaders
from thuocdo.work.tests import factories

SEEDS = Path(__file__).resolve().parents[4] / "examples" / "seeds"
MARCH, JULY = date(2025, 3, 1), date(2025, 7, 1)


def confirmed(name: str, *, by, at, province: str = "P40") -> Document:
    paper = documents.Paper(data=(SEEDS / name).read_bytes(), name=name)
    place = Unit.objects.get(key=province)
    document = documents.receive_document(paper=paper, by=SYSTEM, at=at, province=place).document
    waiting = list(document.items.filter(state=Item.State.PROPOSED))
    documents.confirm_many(document=document, items=waiting, by=by, at=at)
    return documents.confirm_document(document=document, by=by, at=at)


def _settle() -> None:
    """Check foreign keys once, not after every test, and give the planner the figures a database at rest has."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker) -> Iterator[Plan]:
    """Real packs and the adopted plan, kept for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        at = clock.at_day(date(2025, 1, 10))
        directory_packs.apply(PACKS, at=at)
        loaders.apply(PACKS, at=at)
        hoa = factories.person("Hoa", "cycle_owner", Unit.objects.get(key="NA.SNV.1"))
        with clock.fixed(at):
            document = confirmed("qd-3667-nghe-an-2024.txt", by=hoa, at=at)
            began = time.perf_counter()
            with CaptureQueriesContext(connection) as statements:
                plan = services.adopt_document(document=document, by=hoa, at=at)
            plan.seconds, plan.statements = time.perf_counter() - began, len(statements)
        _settle()
        yield plan
        transaction.set_rollback(True)


def numbers(plan, **which) -> set[str]:
    return set(plan.tasks.filter(**which).values_list("number", flat=True))


def leads(plan, number: str) -> set[str]:
    found = Obligation.objects.filter(task__plan=plan, task__number=number, role="lead", state="in_force")
    return set(found.values_list("unit__key", flat=True))


def current(plan):
    return Occurrence.objects.filter(plan=plan).exclude(state="handed_over")


def test_the_45_rows_of_the_appendix_and_the_orders_of_the_plan_are_tasks(year, db):
    assert {str(number) for number in range(1, 46)} <= numbers(year) and {"IV.1.a", "IV.1.c"} <= numbers(year)
    assert year.title == "Kế hoạch cải cách hành chính Nhà nước tỉnh Nghệ An năm 2025"
    assert (year.year, year.as_at, year.number_symbol) == (2025, date(2024, 12, 30), "3667/QĐ-UBND")
    for task in year.tasks.all():
        assert task.source_text and task.spans


def test_agencies_are_those_of_the_day_of_the_decision(year, db):
    assert leads(year, "27") == {"NA.STTTT"}
    assert leads(year, "12") == {"NA.STNMT", "NA.SXD.1", "NA.SKHDT"}
    assert len(leads(year, "13")) == 2 and len(leads(year, "6")) >= 20
    districts = Obligation.objects.filter(task__plan=year, task__number="39", unit__versions__kind="ubnd_huyen")
    assert districts.values("unit").distinct().count() == 20


def test_departments_and_communes_have_their_own_dates_for_the_same_task(year, db):
    found = Occurrence.objects.filter(plan=year, task__number="IV.1.a")
    of_communes = set(found.filter(unit__versions__kind="ubnd_xa").values_list("due_on", flat=True))
    of_others = set(found.exclude(unit__versions__kind="ubnd_xa").values_list("due_on", flat=True))
    assert (of_others, of_communes) == ({date(2025, 1, 19)}, {date(2025, 1, 30)})
    assert found.filter(unit__versions__kind="ubnd_xa").count() >= 400


def test_adopting_the_year_takes_seconds_and_a_bounded_number_of_statements(year, db):
    assert Obligation.objects.filter(plan=year).count() > 5000 and Occurrence.objects.filter(plan=year).count() > 8000
    assert year.seconds < 20 and year.statements < 120


def test_phrases_that_name_nobody_in_particular_ask_a_person(year, db):
    waiting = TaskParty.objects.filter(task__plan=year, state__in=["unknown", "needs_person"])
    assert waiting.filter(phrase__icontains="liên quan").exists()
    assert not Obligation.objects.filter(party__in=waiting.filter(state="unknown")).exists()
    for party in waiting:
        assert len(party.alternatives) <= 40


def test_on_the_first_of_march_the_merged_departments_hand_over(year, db):
    with clock.fixed(MARCH):
        before = set(current(year).values_list("pk", flat=True))
        handover = services.hand_over_merged_units(on=MARCH, by=SYSTEM, at=clock.at_day(MARCH))
    assert leads(year, "27") == leads(year, "28") == {"NA.SKHCN"}
    assert "NA.STC" in leads(year, "26") and "NA.SKHDT" not in leads(year, "26")
    line = HandoverLine.objects.get(
        handover=handover, source__task__number="27", source__role="lead", target__role="lead"
    )
    assert (line.source.unit.key, line.target.unit.key, line.effective_on) == ("NA.STTTT", "NA.SKHCN", MARCH)
    moved = Occurrence.objects.filter(plan=year, state="handed_over")
    assert before - set(current(year).values_list("pk", flat=True)) == set(moved.values_list("pk", flat=True))
    assert handover.counts["lines_no_successor"] == 0


def test_on_the_first_of_july_districts_and_communes_hand_over_without_loss(year, db):
    services.hand_over_merged_units(on=MARCH, by=SYSTEM, at=clock.at_day(MARCH))
    before = list(current(year).values_list("pk", "task", "deadline", "original_due_on", "label"))
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as statements:
        handover = services.hand_over_merged_units(on=JULY, by=SYSTEM, at=clock.at_day(JULY))
    assert time.perf_counter() - began < 60 and len(statements) < 200
    living = set(Obligation.objects.filter(plan=year, state="in_force").values_list("unit", flat=True))
    names = Unit.objects.filter(pk__in=living, versions__valid__contains=JULY)
    assert names.count() == len(living), "nobody who is gone owes anything"
    communes = Obligation.objects.filter(
        plan=year, task__number="IV.1.c", state="in_force", unit__versions__kind="ubnd_xa"
    )
    assert communes.values("unit").distinct().count() == 130
    after = list(current(year).values_list("unit", "task", "deadline", "original_due_on", "label"))
    assert len(after) == len(set(after)), "nothing is counted twice"
    assert {row[1:] for row in before} == {row[1:] for row in after}, "nothing is lost"
    gone = Occurrence.objects.filter(plan=year, state="handed_over")
    with_move = Move.objects.filter(occurrence__in=gone, verb="hand_over").values("occurrence").distinct()
    assert gone.count() == with_move.count()
    assert handover.counts["occurrences_handed_over"] + current(year).filter(
        pk__in=[row[0] for row in before]
    ).count() == len(before)


def test_lists_of_the_real_year_are_fast(year, db):
    on = date(2025, 7, 15)
    began = time.perf_counter()
    rows = queries.plan_rows(year, queries.TaskFilter(), on)
    by_field, by_unit = queries.standings_by_field(year, on), queries.standings_by_unit(year, on)
    assert time.perf_counter() - began < 2
    total = Counter()
    for row in rows:
        total.update(dict(row.counts.parts()))
    for other in (by_field, by_unit):
        counted = Counter()
        for row in other:
            counted.update(dict(row.counts.parts()))
        assert counted == total, "the pages agree"


@pytest.mark.parametrize(
    ("name", "province", "issuer"),
    [
        ("cv-thkh-thanh-hoa-2025.txt", "P38", "TH."),
        ("cv-quy-hop-2024.txt", "P40", "NA."),
        ("cv-kstt-nghe-an-2025-07.txt", "P40", "NA."),
    ],
)
def test_papers_of_other_places_and_levels_are_adopted_too(year, db, name, province, issuer):
    day = date(2025, 7, 14) if "2025-07" in name else date(2025, 4, 25)
    at = clock.at_day(day)
    owner = factories.person("Phụ trách", "cycle_owner", Unit.objects.filter(key__startswith=issuer).first())
    with clock.fixed(at):
        document = confirmed(name, by=owner, at=at, province=province)
        plan = services.adopt_document(document=document, by=owner, at=at)
    assert plan.kind == "directive" and plan.province_key == province and plan.tasks.exists()
    units = Unit.objects.filter(obligations__plan=plan)
    assert units.exists() and not units.exclude(province_key=province).exists()


def test_a_ward_that_speaks_to_its_own_staff_is_asked_and_answers(year, db):
    at = clock.at_day(date(2025, 4, 25))
    owner = factories.person("Phụ trách", "cycle_owner", Unit.objects.get(key="NA.SNV"))
    with clock.fixed(at):
        document = confirmed("cv-hung-binh-2025-04.txt", by=owner, at=at)
        plan = services.adopt_document(document=document, by=owner, at=at)
        assert plan.issuer is not None and not Obligation.objects.filter(plan=plan).exists()
        for party in TaskParty.objects.filter(task__plan=plan, role="lead"):
            assert plan.issuer.key in {one["unit"] for one in party.alternatives}
            services.choose_units(party=party, units=[plan.issuer], by=owner, at=at)
    assert set(Obligation.objects.filter(plan=plan).values_list("unit", flat=True)) == {plan.issuer_id}

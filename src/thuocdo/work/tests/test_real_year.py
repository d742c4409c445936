"""The plan of Nghệ An for 2025 on the real units: adopted from its text, handed over on 1/3 and on 1/7/2025."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import Unit
from thuocdo.directory.packs import loaders as directory_packs
from thuocdo.documents import services as documents
from thuocdo.documents.models import Document, Item
from thuocdo.work import queries, services
from thuocdo.work.models import HandoverLine, Obligation, Occurrence, Plan, TaskParty
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
        yield plan
        transaction.set_rollback(True)


def test_show(year, db):
    print(year, year.seconds, year.statements, queries.names_on([], date(2025, 1, 1)))
    print(Obligation.objects.filter(plan=year).values("role").annotate(n=Count("pk")).order_by())
    print(Occurrence.objects.filter(plan=year).count())
    for p in TaskParty.objects.filter(task__plan=year).exclude(state="resolved").select_related("task"):
        print(p.task.number, p.role, p.phrase, p.state, p.unknown, str(p.alternatives)[:100])
    for t in year.tasks.all():
        print(
            t.number,
            t.field,
            t.text[:50],
            t.lead_text[:60],
            t.deadline_text,
            Obligation.objects.filter(task=t, role="lead").count(),
            Occurrence.objects.filter(task=t).count(),
        )
    for on in (MARCH, JULY):
        before = Counter(Occurrence.objects.filter(plan=year).values_list("state", flat=True))
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as statements:
            h = services.hand_over_merged_units(on=on, by=SYSTEM, at=clock.at_day(on))
        print(on, time.perf_counter() - began, len(statements), h.counts)
        print(before, Counter(Occurrence.objects.filter(plan=year).values_list("state", flat=True)))
    print(HandoverLine.objects.filter(effect="no_successor").values_list("source__unit__key").annotate(n=Count("pk")))
    for on in (date(2025, 7, 15),):
        for f in (queries.standings_by_field, queries.standings_by_unit):
            began = time.perf_counter()
            rows = f(year, on)
            print(f.__name__, time.perf_counter() - began, [(r.label, r.counts.parts()) for r in rows[:8]])
        began = time.perf_counter()
        rows = queries.plan_rows(year, queries.TaskFilter(), on)
        print("rows", time.perf_counter() - began)
        began = time.perf_counter()
        print(queries.obligations_by_standing(year, on).parts(), time.perf_counter() - began)

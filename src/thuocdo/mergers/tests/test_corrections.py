"""After the approval only a correcting act changes anything; what was believed, done and written before stays."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection

from thuocdo.core import audit, clock
from thuocdo.core.models import AuditRow
from thuocdo.directory import queries as directory
from thuocdo.directory.models import PastSuccession, PastVersion, Succession, Unit, UnitVersion
from thuocdo.documents.models import Document, Item
from thuocdo.kernel.errors import Refused, Stale
from thuocdo.mergers import services
from thuocdo.mergers.models import Merger
from thuocdo.mergers.tests.shire import BASIS, MAPPING, Shire, approved, carried_out, draft, file_of, opened
from thuocdo.mergers.tests.units import JULY, founding, row
from thuocdo.work.models import Evidence, Move, Note, Obligation, Occurrence
from thuocdo.work.tests import factories

AUGUST = date(2025, 8, 5)
LATER = "Nghị quyết số 2/NQ-UBTVQH15 (đính chính, thử nghiệm)"


def correct(shire, first, rows, **values):
    """A correcting act, opened, simulated, approved and carried out in August."""
    at = clock.at_day(AUGUST, 9)
    with clock.fixed(at):
        merger = services.open_merger(
            draft=draft(name="Điều chỉnh", legal_basis=LATER, corrects=first, **values), mapping=file_of(rows),
            by=shire.hoa, at=at,
        )  # fmt: skip
        services.simulate_merger(merger=merger, by=shire.hoa, at=at)
        services.approve_merger(
            merger=merger, acknowledged=[one["code"] for one in merger.problems], by=shire.leader, at=at
        )
        return services.carry_out_merger(merger=merger, by=shire.hoa, at=at)


def test_a_wrong_successor_is_put_right_and_the_former_belief_is_kept(shire):
    first = carried_out(shire)
    said = Succession.objects.get(from_unit__key="X1")
    correct(shire, first, [row(2, "X1", "X3", clause="khoản 2 Điều 1")])
    now = Succession.objects.get(from_unit__key="X1")
    assert (now.pk, now.to_unit.key, now.legal_basis, now.clause) == (said.pk, "X3", LATER, "khoản 2 Điều 1")
    past = PastSuccession.objects.get(row=said.pk)
    assert (past.to_unit.key, past.legal_basis) == ("M1", BASIS)
    assert past.recorded.lower == clock.at_day(JULY, 7) and past.recorded.upper == clock.at_day(AUGUST, 9)
    unit = Unit.objects.get(key="X1")
    assert [share.unit.key for share in directory.successors(unit, date(2025, 6, 30), JULY)] == ["X3"]


def test_work_that_came_to_the_wrong_unit_goes_on_to_the_right_one(shire):
    one = shire.owes(shire.communes[0])[0]
    first = carried_out(shire)
    wrong = Obligation.objects.get(unit__key="M1")
    merger = correct(shire, first, [row(2, "X1", "X3")])
    wrong.refresh_from_db()
    right = Obligation.objects.get(unit__key="X3", state="in_force")
    assert (wrong.state, right.origin, right.task) == ("ended", wrong, one.task)
    assert right.succession == Succession.objects.get(from_unit__key="X1")
    minute = merger.minutes.get(giving_unit__key="M1")
    assert minute.taking_unit.key == "X3" and minute.counts == {"work.created": [1, 1]}


def test_a_succession_too_many_is_taken_back_and_what_pointed_at_it_points_at_what_stands(shire):
    half = {"kind": "split_into", "extent": "part"}
    shire.owes(shire.communes[0])
    first = carried_out(shire, [row(2, "X1", "X2", **half), row(3, "X1", "X3", **half)])
    gone = Succession.objects.get(to_unit__key="X3")
    correct(shire, first, [row(2, "X1", "X2", **half)])
    stays = Succession.objects.get(from_unit__key="X1")
    assert stays.to_unit.key == "X2" and PastSuccession.objects.filter(row=gone.pk).exists()
    assert set(Obligation.objects.exclude(succession=None).values_list("succession", flat=True)) == {stays.pk}
    assert not Obligation.objects.filter(unit__key="X3", state="in_force").exists()


def test_a_unit_that_did_not_end_after_all_lives_on(shire):
    shire.owes(shire.communes[0])
    first = carried_out(shire)
    correct(shire, first, [row(2, "X1", "X1", kind="unchanged")])
    unit = Unit.objects.get(key="X1")
    assert directory.version_on(unit, AUGUST) is not None
    assert Obligation.objects.filter(unit=unit, state="in_force").count() == 1
    ended = PastVersion.objects.filter(unit=unit, valid__endswith=JULY)
    assert ended.exists(), "what was believed in July is still known"


def test_a_wrong_name_of_a_new_unit_is_put_right(shire):
    first = carried_out(shire)
    correct(
        shire,
        first,
        [founding(2, "X1", "M1", name="UBND xã Tên Đúng"), founding(3, "X2", "M1", name="UBND xã Tên Đúng")],
    )
    assert directory.name_on(Unit.objects.get(key="M1"), AUGUST) == "UBND xã Tên Đúng"
    assert PastVersion.objects.filter(name="UBND xã Mới").exists()


def test_a_correction_of_a_correction_has_the_last_word(shire):
    first = carried_out(shire)
    second = correct(shire, first, [row(2, "X1", "X3")])
    correct(shire, second, [row(2, "X1", "M1")])
    assert Succession.objects.get(from_unit__key="X1").to_unit.key == "M1"
    assert PastSuccession.objects.filter(from_unit__key="X1").count() == 2


@pytest.mark.parametrize(
    ("values", "mapping", "code"),
    [
        ({"effective_on": date(2025, 8, 1)}, True, "mergers.other_day"),
        ({}, False, "mergers.correction_needs_file"),
    ],
)
def test_a_correcting_act_keeps_the_day_and_brings_its_own_lines(shire, values, mapping, code):
    act = draft(corrects=approved(shire), **values)
    with pytest.raises(Refused) as refusal:
        lines = file_of(MAPPING) if mapping else services.Mapping()
        services.open_merger(draft=act, mapping=lines, by=shire.hoa, at=clock.at_day(AUGUST))
    assert refusal.value.code == code


def test_only_what_was_approved_is_corrected(shire):
    with pytest.raises(Refused) as refusal:
        services.open_merger(
            draft=draft(corrects=opened(shire)), mapping=file_of(MAPPING), by=shire.hoa, at=clock.at_day(AUGUST)
        )
    assert refusal.value.code == "mergers.nothing_to_correct"


def test_another_merger_does_not_speak_of_the_same_units_on_that_day(shire):
    approved(shire)
    merger = opened(shire, [row(2, "X1", "X3")])
    assert "other_merger" in {one["code"] for one in merger.problems}


def test_nothing_of_the_past_is_rewritten(shire):
    lan, hoa = shire.lan, shire.hoa
    kept, done = shire.owes(shire.communes[0], number=2)
    paper = factories.document(hoa, shire.seat)
    Document.objects.filter(pk=paper.pk).update(received_unit=shire.communes[0])
    finished = done.occurrences.get()
    with clock.fixed(date(2025, 5, 1)):
        at = clock.now()
        Note.objects.create(occurrence=kept.occurrences.get(), text="đang làm", at=at, by=lan, by_name="Lan")
        from thuocdo.work import services as work

        work.submit_occurrence(occurrence=finished, note="xong", by=lan, at=at)
        work.attach_evidence(
            occurrence=kept.occurrences.get(), upload=factories.upload(), title="Báo cáo", by=lan, at=at
        )
        work.accept_occurrence(occurrence=finished, by=hoa, at=at)
    audited = list(AuditRow.objects.values())
    tables = {model: list(model.objects.order_by("pk").values()) for model in (Document, Item, Note, Evidence, Move)}
    accepted = list(Occurrence.objects.filter(state="accepted").values())
    tree_before = [node.name for top in directory.tree(date(2025, 6, 30), nature="agency") for _, node in top.walk()]

    carried_out(shire)

    assert list(AuditRow.objects.order_by("seq").values()[: len(audited)]) == audited and audit.verify().ok
    for model, rows in tables.items():
        assert list(model.objects.filter(pk__in=[one["id"] for one in rows]).order_by("pk").values()) == rows, model
    assert list(Occurrence.objects.filter(state="accepted").values()) == accepted
    done.refresh_from_db()
    assert (done.unit, done.state) == (shire.communes[0], "ended")
    after = [node.name for top in directory.tree(date(2025, 6, 30), nature="agency") for _, node in top.walk()]
    assert after == tree_before, "the tree of the day before is what it was"


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_carry_out_at_once_one_wins():
    shire = Shire()
    shire.owes(shire.communes[0])
    merger = approved(shire)
    second = factories.person("Người thứ hai", "cycle_owner", shire.home)
    begin = threading.Barrier(2)
    results: list[str] = []

    def act(person):
        mine = Merger.objects.get(pk=merger.pk)
        begin.wait()
        try:
            with clock.fixed(clock.at_day(JULY, 7)):
                services.carry_out_merger(merger=mine, by=person, at=clock.now())
            results.append("done")
        except (Refused, Stale) as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(person,)) for person in (shire.hoa, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "mergers.merger.not_allowed"]
    assert Obligation.objects.filter(unit__key="M1").count() == 1
    assert UnitVersion.objects.filter(unit__key="M1").count() == 1 and Merger.objects.get().minutes.count() == 4

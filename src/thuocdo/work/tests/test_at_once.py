"""Two people at the same thing at the same moment, each in a transaction of their own: one stands, the other is told
clearly, and nothing that somebody typed is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.db import connection

from thuocdo.kernel.errors import Refused
from thuocdo.work import services
from thuocdo.work.models import Amendment, AmendmentLine, Move, Note, Obligation, Occurrence, Plan, PlanEdit
from thuocdo.work.rules.plan_content import TaskContent
from thuocdo.work.services.amending import Line
from thuocdo.work.services.deriving import confirm_parent
from thuocdo.work.services.planning_changes import WriteTask
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import signed_in, words_of
from thuocdo.work.tests.test_planning import AT, begun, in_force, with_task, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(transactional_db: object) -> Province:
    return Province()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What came of acts that begin together: "done" or the code of the refusal, in the order of the words."""
    start, said = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            act()
            said.append("done")
        except Refused as refusal:
            said.append(refusal.code)
            assert refusal.message and refusal.remedy
        except Exception as error:  # noqa: BLE001 - whatever comes is told by the assertion
            said.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return sorted(said)


def texts_of(plan: Plan) -> Sequence[str]:
    return [str(one.data.get("text")) for one in PlanEdit.objects.filter(plan=plan, part__startswith="task:")]


def test_two_who_save_the_same_part_of_a_draft_keep_both_versions(place: Province):
    plan = begun(place)
    task = with_task(place, plan)

    def saving(text: str) -> Callable[[], object]:
        return lambda: written(
            Plan.objects.get(pk=plan.pk), WriteTask(TaskContent(text), pk=task.pk), place.hoa, revision=1
        )

    assert at_once(saving("Bản một"), saving("Bản hai")) == ["done", "work.part_changed"]
    task.refresh_from_db()
    assert task.text in ("Bản một", "Bản hai") and texts_of(plan)[0] == task.text


def test_who_saves_second_on_the_page_sees_both_and_both_are_kept(place: Province):
    plan = begun(place)
    task = with_task(place, plan)
    address, pages = f"/ke-hoach/{plan.pk}/soan/nhiem-vu/?muc={task.pk}", {}

    def saving(text: str) -> Callable[[], object]:
        given = {
            "text": text, "lead": "Sở Nội vụ", "field": "procedures", "lan": "1", "han-n": "1", "han-0-kind": "date",
            "han-0-op": "by", "han-0-day": "30/09/2025", "han-0-words": "",
        }  # fmt: skip
        client = signed_in(place.hoa)
        return lambda: pages.update({text: client.post(address, given)})

    assert at_once(saving("Bản một"), saving("Bản hai")) == ["done", "done"]
    assert sorted(page.status_code for page in pages.values()) == [302, 409], pages
    second = next(page for page in pages.values() if page.status_code == 409)
    assert "Bản một" in second.content.decode() and "Bản hai" in second.content.decode()
    assert {"Bản một", "Bản hai"} <= set(texts_of(plan))


def test_two_who_approve_the_same_plan_give_its_work_once(place: Province):
    plan = begun(place)
    with_task(place, plan)
    services.propose_plan(plan=plan, by=place.hoa, at=AT)
    papers = [
        make.document(place.hoa, place.committee, tasks=[], targets=[], issued="2025-07-14") for _number in range(2)
    ]

    def approving(number: int) -> Callable[[], object]:
        return lambda: services.approve_plan(
            plan=Plan.objects.get(pk=plan.pk), document=papers[number], in_force_on=date(2025, 7, 15),
            by=place.leader, at=AT,
        )  # fmt: skip

    said = at_once(approving(0), approving(1))
    assert said[0] == "done" and said[1].startswith("work.plan."), said
    plan.refresh_from_db()
    assert plan.state == "in_force" and plan.document in papers
    assert Obligation.objects.filter(plan=plan).count() == Occurrence.objects.filter(plan=plan).count() == 1


def test_two_who_submit_the_same_result_submit_it_once_and_both_notes_stay(place: Province):
    plan = begun(place)
    with_task(place, plan)
    in_force(place, plan)
    one = Occurrence.objects.get(plan=plan)

    def noting(text: str) -> Callable[[], object]:
        return lambda: services.note_progress(
            occurrence=Occurrence.objects.get(pk=one.pk), text=text, percent=100, by=place.hoa, at=AT
        )

    def submitting() -> object:
        return services.submit_occurrence(
            occurrence=Occurrence.objects.get(pk=one.pk), note="xong", by=place.hoa, at=AT
        )  # fmt: skip

    assert at_once(noting("Đã xong, bản một"), noting("Đã xong, bản hai")) == ["done", "done"]
    assert Note.objects.filter(occurrence=one).count() == 2
    said = at_once(submitting, submitting)
    assert said[0] == "done" and said[1] != "done" and ":" not in said[1], said
    one.refresh_from_db()
    assert one.state == "submitted" and Move.objects.filter(occurrence=one, verb="submit_occurrence").count() == 1


def test_two_amendments_of_one_task_ordered_at_once_leave_one_and_say_so(place: Province):
    plan = begun(place)
    task = with_task(place, plan)
    in_force(place, plan)
    made = []
    for number in range(2):
        one = services.prepare_amendment(plan=plan, title=f"Lần {number}", why="x", by=place.hoa, at=AT)
        line = Line(AmendmentLine.Verb.REVOKE, [task], [], "thôi")
        made.append(services.write_amendment(amendment=one, lines=[line], by=place.hoa, at=AT))
    paper = make.document(place.hoa, place.committee, tasks=[], targets=[], issued="2025-07-15")

    def ordering(number: int) -> Callable[[], object]:
        return lambda: services.amend_plan(
            amendment=Amendment.objects.get(pk=made[number].pk), document=paper, effective_on=date(2025, 7, 15),
            by=place.leader, at=AT,
        )  # fmt: skip

    assert at_once(ordering(0), ordering(1)) == ["done", "work.task_not_in_force"]
    assert sorted(Amendment.objects.values_list("state", flat=True)) == ["draft", "in_force"]


def test_two_who_say_of_two_plans_that_each_carries_out_the_other_make_no_circle(place: Province):
    one, other = make.bare_plan(place.committee, title="A"), make.bare_plan(place.home, title="B")

    def saying(plan: Plan, parent: Plan) -> Callable[[], object]:
        return lambda: confirm_parent(
            plan=Plan.objects.get(pk=plan.pk), parent=Plan.objects.get(pk=parent.pk), by=place.hoa, at=AT
        )

    said = at_once(saying(one, other), saying(other, one))
    assert said[0] == "done" and said[1] in ("work.parent_just_now", "work.parent_of_itself"), said
    assert Plan.objects.exclude(parent=None).count() == 1


def test_the_second_of_two_pages_that_submit_is_told_what_happened(place: Province):
    plan = begun(place)
    with_task(place, plan)
    in_force(place, plan)
    one = Occurrence.objects.get(plan=plan)
    services.note_progress(occurrence=one, text="Đã xong", percent=100, by=place.hoa, at=AT)
    services.submit_occurrence(occurrence=one, note="", by=place.hoa, at=AT)
    with pytest.raises(Refused) as refused:
        services.submit_occurrence(occurrence=one, note="lần hai", by=place.hoa, at=AT)
    assert "chờ duyệt" in refused.value.message
    page = signed_in(place.hoa).get(f"/nghia-vu/{one.obligation_id}/?ky={one.pk}")
    assert page.status_code == 200 and "chờ duyệt" in words_of(page).lower()

"""An amendment is proposed, returned, approved for a later day, and takes force on that day or is held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils.module_loading import import_string

from config import wiring
from thuocdo.core import clock
from thuocdo.core.models import Notice
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import services
from thuocdo.work.models import Amendment, AmendmentLine, Occurrence, Plan, Task
from thuocdo.work.queries.amendment_checks import faults_of_amendment
from thuocdo.work.rules.plan_content import Named, TaskContent
from thuocdo.work.services.amending import Line
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.test_amending import LATER, content, ordered, paper, prepared
from thuocdo.work.tests.test_planning import AT, ON_DAY, QUARTERLY, begun, in_force, with_task
from thuocdo.work.tests.test_planning_pages import browser

Verb = AmendmentLine.Verb
DAY = date(2025, 8, 1)


@pytest.fixture
def plan(place: Province) -> Plan:
    plan = begun(place)
    with_task(place, plan, "Công khai thủ tục")
    with_task(place, plan, "Báo cáo", deadlines=(QUARTERLY,))
    in_force(place, plan)
    plan.refresh_from_db()
    return plan


def daily_job() -> str:
    """The job as the wiring names it."""
    said: str = import_string(wiring.SCHEDULES["work.put_amendments_in_force"][0])()
    return said


def moved(place: Province, plan: Plan) -> Amendment:
    task = plan.tasks.get(text="Công khai thủ tục")
    return prepared(place, plan, Line(Verb.CHANGE, [task], [replace(content(task), deadlines=(LATER,))]))


def due(plan: Plan) -> date | None:
    return Occurrence.objects.get(task__plan=plan, task__text="Công khai thủ tục").due_on


def told(person: object, kind: str) -> list[str]:
    return list(Notice.objects.filter(recipient_key=person.actor_key, kind=kind).values_list("words", flat=True))  # type: ignore[attr-defined]


def test_one_of_a_later_day_is_approved_now_and_takes_force_by_itself_once(place: Province, plan: Plan):
    amendment = ordered(place, moved(place, plan), DAY)
    amendment.refresh_from_db()
    assert (amendment.state, amendment.effective_on, due(plan)) == ("approved", DAY, date(2025, 9, 30))
    assert amendment.counts["moves"]["sums"] == {"moved": 1}
    with clock.fixed(date(2025, 7, 31)):
        assert daily_job() == "0 đợt điều chỉnh có hiệu lực"
    assert due(plan) == date(2025, 9, 30)
    with clock.fixed(date(2025, 8, 2)):
        assert daily_job() == "1 đợt điều chỉnh có hiệu lực"
        assert daily_job() == "0 đợt điều chỉnh có hiệu lực"
    amendment.refresh_from_db()
    assert (amendment.state, due(plan)) == ("in_force", date(2025, 10, 31))
    assert amendment.decided_by == place.leader
    assert "01/08/2025" in told(place.hoa, "work.amendment_approved")[0]
    assert len(told(place.hoa, "work.amendment_in_force")) == 1


def test_one_that_no_longer_fits_is_held_and_those_who_approve_are_told(place: Province, plan: Plan):
    later, first = moved(place, plan), moved(place, plan)
    ordered(place, later, DAY)
    ordered(place, first)
    counts = Occurrence.objects.filter(plan=plan).count()
    with clock.fixed(DAY):
        said = daily_job()
        assert said.startswith("0 đợt điều chỉnh có hiệu lực; Điều chỉnh lần 1:") and "sửa đổi sau khi" in said
        assert daily_job() == "0 đợt điều chỉnh có hiệu lực"
    later.refresh_from_db()
    assert (later.state, later.decided_at, later.counts) == ("draft", None, {})
    assert "sửa đổi sau khi" in later.state_reason
    assert Occurrence.objects.filter(plan=plan).count() == counts
    assert len(told(place.leader, "work.amendment_held")) == len(told(place.hoa, "work.amendment_held")) == 1


def test_a_person_takes_an_approved_one_back_and_only_who_approves_may(place: Province, plan: Plan):
    amendment = ordered(place, moved(place, plan), DAY)
    with pytest.raises(NotAllowed):
        services.hold_amendment(amendment=amendment, reason="x", by=place.minh, at=AT)
    with pytest.raises(Refused):
        services.write_amendment(amendment=amendment, lines=[Line(number=1)], by=place.hoa, at=AT)
    services.hold_amendment(amendment=amendment, reason="Văn bản ghi nhầm ngày", by=place.leader, at=AT)
    with clock.fixed(DAY):
        assert daily_job() == "0 đợt điều chỉnh có hiệu lực"
    assert due(plan) == date(2025, 9, 30)
    with pytest.raises(Refused):
        services.put_amendment_in_force(amendment=amendment, by=place.leader, at=AT)


def test_an_amendment_cannot_begin_after_the_plan_has_ended(place: Province, plan: Plan):
    with pytest.raises(Refused) as refused:
        ordered(place, moved(place, plan), date(2026, 1, 1))
    assert refused.value.code == "work.effective_after_end"


def test_proposing_tells_whoever_approves_and_returning_tells_who_proposed(place: Province, plan: Plan):
    amendment = moved(place, plan)
    with pytest.raises(NotAllowed):
        services.propose_amendment(amendment=amendment, by=place.minh, at=AT)
    services.propose_amendment(amendment=amendment, by=place.hoa, at=AT)
    assert "Điều chỉnh lần 1" in told(place.leader, "work.amendment_proposed")[0]
    assert not told(place.minh, "work.amendment_proposed") and not told(place.dung, "work.amendment_proposed")
    with pytest.raises(Refused):
        services.propose_amendment(amendment=amendment, by=place.hoa, at=AT)
    services.return_amendment(amendment=amendment, reason="Thiếu căn cứ", by=place.leader, at=AT)
    amendment.refresh_from_db()
    assert (amendment.state, amendment.state_reason) == ("draft", "Thiếu căn cứ")
    assert "Thiếu căn cứ" in told(place.hoa, "work.amendment_returned")[0]
    services.propose_amendment(amendment=amendment, by=place.hoa, at=AT)
    ordered(place, amendment)
    assert amendment.state == "in_force" and due(plan) == date(2025, 10, 31)


@pytest.mark.parametrize(
    ("deadlines", "code"),
    [
        ([{**ON_DAY, "value": "2025-03-01"}], "deadlines.never_due"),
        ([{"kind": "range", "value": ["2025-12-01", "2025-08-01"], "text": "từ 12 đến 8"}],
         "deadlines.end_before_start"),
        ([QUARTERLY, {**QUARTERLY, "op": "by", "day_of_month": 5, "text": "ngày 5"}], "deadlines.contradict"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("verb", [Verb.ADD, Verb.CHANGE])
def test_deadlines_that_make_no_sense_keep_an_amendment_from_being_proposed_or_ordered(
    place: Province, plan: Plan, verb: str, deadlines: list[dict[str, object]], code: str
):
    task = plan.tasks.get(text="Công khai thủ tục")
    said = TaskContent("Việc", lead=(Named("Sở Nội vụ"),), deadlines=tuple(deadlines))
    amendment = prepared(place, plan, Line(verb, [task] if verb == Verb.CHANGE else [], [said]))
    found = {fault.code: fault for fault in faults_of_amendment(amendment, date(2025, 7, 15))}
    assert found[code].stops and found[code].line == 1
    for act in (lambda: services.propose_amendment(amendment=amendment, by=place.hoa, at=AT),
                lambda: ordered(place, amendment), lambda: ordered(place, amendment, DAY)):  # fmt: skip
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "work.amendment_has_faults" and "Dòng 1:" in refused.value.message
    assert not Task.objects.filter(plan=plan, text="Việc").exists()


def test_what_stood_there_before_is_no_fault_of_the_amendment(place: Province, plan: Plan):
    """On 1 November the old date is past; a change of the words alone does not have to mend it."""
    task = plan.tasks.get(text="Công khai thủ tục")
    amendment = prepared(place, plan, Line(Verb.CHANGE, [task], [replace(content(task), text="Công khai, cập nhật")]))
    assert faults_of_amendment(amendment, date(2025, 11, 1)) == []


def test_an_agency_that_has_ended_is_named_with_its_line(place: Province, plan: Plan):
    said = TaskContent("Việc", lead=(Named("Sở Nội vụ"), Named("UBND xã Cũ 1")), deadlines=(ON_DAY,))
    amendment = prepared(place, plan, Line(Verb.ADD, [], [said]))
    codes = [fault.code for fault in faults_of_amendment(amendment, date(2025, 7, 15))]
    assert "agency_ended" in codes, codes


def test_an_agency_that_has_ended_is_known_by_its_name_however_the_directory_folds_it(place: Province, plan: Plan):
    """The search form of a unit holds its full name, its name and its abbreviation; none of them alone equals it."""
    for version in place.media.versions.all():
        version.full_name = f"{version.name} tỉnh Thử"
        version.folded = f"{version.folded} tinh thu {version.folded} stttt"
        version.save()
    for name in ("Sở Thông tin và Truyền thông", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG TỈNH THỬ"):
        said = TaskContent("Việc", lead=(Named("Sở Nội vụ"), Named(name)), deadlines=(ON_DAY,))
        amendment = prepared(place, plan, Line(Verb.ADD, [], [said]))
        (found,) = [one for one in faults_of_amendment(amendment, date(2025, 7, 15)) if one.code == "agency_ended"]
        assert found.stops and "Sở Khoa học và Công nghệ" in found.remedy


def test_the_page_says_when_it_takes_force_and_who_may_not_see_it_yet(place: Province, plan: Plan):
    amendment = moved(place, plan)
    url = reverse("work:amendment", args=[amendment.pk])

    hoa, leader, binh = (browser(one) for one in (place.hoa, place.leader, place.binh))
    assert binh.get(url).status_code == 404
    page_of = hoa.get(url).content.decode()
    assert reverse("work:amendment_propose", args=[amendment.pk]) in page_of
    hoa.post(reverse("work:amendment_propose", args=[amendment.pk]), {"note": "kính trình"})
    amendment.refresh_from_db()
    assert amendment.state == "proposed"
    assert reverse("work:amendment_return", args=[amendment.pk]) in leader.get(url).content.decode()
    order = paper(place)
    answer = leader.post(url, {"paper": f"/van-ban/{order.pk}/", "effective_on": "01/08/2025"})
    assert answer.status_code == 302, answer.content.decode()
    seen = binh.get(url)
    assert seen.status_code == 200
    text = seen.content.decode()
    assert "01/08/2025" in text and "tự có hiệu lực" in text and "Thu lại để sửa" not in text
    assert "Thu lại để sửa" in leader.get(url).content.decode()

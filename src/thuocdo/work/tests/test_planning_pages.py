"""Pages of plans written by hand: the editor, two people at once, the steps, amendments, why counts change."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from thuocdo.directory.models import Account, Person
from thuocdo.work import services
from thuocdo.work.models import Amendment, Occurrence, Plan, PlanEdit, Task
from thuocdo.work.rules.plan_content import TaskContent
from thuocdo.work.services.planning_changes import WriteTask
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.test_planning import AT, begun, in_force, with_task, written

RULE = {
    "han-n": "1", "han-0-kind": "date", "han-0-op": "by", "han-0-day": "30/09/2025", "han-0-words": "",
}  # fmt: skip


def browser(person: Person) -> Client:
    account = Account.objects.create(username=f"n{person.pk}", person=person, created_at=AT)
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def hoa(place: Province) -> Client:
    return browser(place.hoa)


def test_a_plan_is_begun_and_written_on_pages(place: Province, hoa: Client):
    given = {
        "units": "T.SNV|T.UBND", "kind": "plan", "title": "Kế hoạch CCHC năm 2026", "theme": "Kỷ cương",
        "year": "2026", "starts_on": "01/01/2026", "last_day": "31/12/2026", "parent": "", "source": "",
    }  # fmt: skip
    answer = hoa.post(reverse("work:plan_new"), given)
    plan = Plan.objects.get()
    assert answer.url == reverse("work:plan_edit", args=[plan.pk])
    assert (plan.issuer, plan.drafter, plan.theme) == (place.committee, place.home, "Kỷ cương")
    task = {"text": "Rà soát thủ tục", "lead": "Sở Nội vụ", "field": "procedures", **RULE, "han-0-day": "30/09/2026"}
    answer = hoa.post(reverse("work:plan_part", args=[plan.pk, "nhiem-vu"]), {**task, "lan": "0"})
    assert answer.status_code == 302, answer.content.decode()
    made = plan.tasks.get()
    assert made.deadlines.get().rule["value"] == "2026-09-30"
    page = hoa.get(reverse("work:plan_edit", args=[plan.pk])).content.decode()
    assert "Rà soát thủ tục" in page and "Chậm nhất ngày 30/09/2026" in page
    for part in ("can-cu", "muc-tieu", "giai-phap", "to-chuc"):
        answer = hoa.post(reverse("work:plan_part", args=[plan.pk, part]), {"text": f"Phần {part}", "number": ""})
        assert answer.status_code == 302
    target = {"text": "Giảm 20% giấy tờ", "kind": "against_base", "direction": "down", "value": "20", "base_year": ""}
    answer = hoa.post(reverse("work:plan_part", args=[plan.pk, "chi-tieu"]), target)
    assert answer.status_code == 422 and "năm gốc" in answer.content.decode()
    answer = hoa.post(reverse("work:plan_part", args=[plan.pk, "chi-tieu"]), {**target, "base_year": "2025"})
    assert answer.status_code == 302


def test_an_end_before_a_start_stands_beside_its_field(place: Province, hoa: Client):
    given = {
        "units": "T.SNV|T.SNV", "kind": "plan", "title": "x", "year": "2026", "starts_on": "01/02/2026",
        "last_day": "01/01/2026",
    }  # fmt: skip
    answer = hoa.post(reverse("work:plan_new"), given)
    assert answer.status_code == 422 and "Ngày cuối đứng trước ngày đầu" in answer.content.decode()
    assert not Plan.objects.exists()


def test_two_people_at_one_task_see_both_versions_and_lose_nothing(place: Province, hoa: Client):
    plan = begun(place)
    task = with_task(place, plan, "Bản đầu")
    written(plan, WriteTask(TaskContent("Bản của người thứ nhất"), pk=task.pk), place.hoa)
    address = reverse("work:plan_part", args=[plan.pk, "nhiem-vu"]) + f"?muc={task.pk}"
    given = {"text": "Bản của người thứ hai", "lead": "Sở Nội vụ", "field": "", **RULE}
    answer = hoa.post(address, {**given, "lan": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản của người thứ nhất" in page and page.count("Bản của người thứ hai") >= 2
    assert PlanEdit.objects.filter(stood=False).count() == 1
    assert hoa.post(address, {**given, "lan": "2"}).status_code == 302
    task.refresh_from_db()
    assert task.text == "Bản của người thứ hai"


def test_parts_are_moved_and_taken_out_by_buttons(place: Province, hoa: Client):
    plan = begun(place)
    with_task(place, plan, "Một")
    two = with_task(place, plan, "Hai")
    move = reverse("work:plan_move", args=[plan.pk])
    assert hoa.post(move, {"loai": "task", "muc": two.pk, "viec": "len"}).status_code == 302
    assert list(plan.tasks.order_by("order").values_list("text", flat=True)) == ["Hai", "Một"]
    assert hoa.post(move, {"loai": "task", "muc": two.pk, "viec": "bo"}).status_code == 302
    assert plan.tasks.count() == 1
    assert hoa.post(move, {"loai": "task", "muc": "999999", "viec": "bo"}).status_code == 422
    assert hoa.post(move, {"loai": "task", "muc": "x", "viec": "bo"}).url == reverse("work:plan_edit", args=[plan.pk])
    assert plan.tasks.count() == 1


def test_a_draft_does_not_exist_for_others(place: Province):
    plan = begun(place)
    with_task(place, plan)
    other = browser(place.binh)
    for name in ("plan", "plan_edit", "plan_propose", "plan_bring_in"):
        assert other.get(reverse(f"work:{name}", args=[plan.pk])).status_code == 404
    assert other.get(reverse("work:task", args=[plan.tasks.get().pk])).status_code == 404
    assert "Kế hoạch CCHC 6 tháng" not in other.get(reverse("work:plans")).content.decode()


def test_a_plan_is_proposed_and_approved_on_pages(place: Province, hoa: Client):
    plan = begun(place)
    answer = hoa.post(reverse("work:plan_propose", args=[plan.pk]), {"paper": "", "note": ""})
    assert answer.status_code == 422 and "chưa có nhiệm vụ" in answer.content.decode()
    with_task(place, plan)
    assert hoa.post(reverse("work:plan_propose", args=[plan.pk]), {"paper": "", "note": ""}).status_code == 302
    paper = make.document(place.hoa, place.committee, tasks=[], targets=[], issued="2025-07-14")
    leader = browser(place.leader)
    approve = reverse("work:plan_approve", args=[plan.pk])
    answer = leader.post(approve, {"paper": "999/QĐ-KHONG-CO", "in_force_on": ""})
    assert answer.status_code == 422 and "Không thấy văn bản" in answer.content.decode()
    answer = leader.post(approve, {"paper": f"/van-ban/{paper.pk}/", "in_force_on": ""})
    assert answer.status_code == 302, answer.content.decode()
    plan.refresh_from_db()
    assert plan.state == "in_force" and Occurrence.objects.filter(plan=plan).exists()


def test_an_amendment_is_prepared_foreseen_and_ordered_on_pages(place: Province, hoa: Client):
    plan = begun(place)
    task = with_task(place, plan)
    in_force(place, plan)
    answer = hoa.post(
        reverse("work:amendments", args=[plan.pk]), {"title": "Điều chỉnh lần 1", "why": "sắp xếp bộ máy"}
    )
    made = Amendment.objects.get()
    assert answer.url == reverse("work:amendment", args=[made.pk])
    given = {"tasks": [str(task.pk)], "why": "lùi hạn", "p0-text": task.text, "p0-lead": "Sở Nội vụ"}
    rule = {name.replace("han-", "han0-"): value for name, value in RULE.items()} | {"han0-0-day": "31/10/2025"}
    answer = hoa.post(reverse("work:amendment_line", args=[made.pk, "sua-doi"]), {**given, **rule})
    assert answer.status_code == 302, answer.content.decode()
    page = hoa.get(reverse("work:amendment", args=[made.pk])).content.decode()
    assert "Nếu có hiệu lực hôm nay" in page and "31/10/2025" in page
    assert Occurrence.objects.get(plan=plan).due_on == date(2025, 9, 30)
    paper = make.document(place.hoa, place.committee, tasks=[], targets=[], issued="2025-07-15")
    given = {"paper": f"/van-ban/{paper.pk}/", "effective_on": ""}
    answer = browser(place.leader).post(reverse("work:amendment", args=[made.pk]), given)
    assert answer.status_code == 302, answer.content.decode()
    assert Occurrence.objects.get(plan=plan).due_on == date(2025, 10, 31)
    assert "Trước và sau điều chỉnh" in hoa.get(reverse("work:amendment", args=[made.pk])).content.decode()
    assert "Điều chỉnh lần 1" in hoa.get(reverse("work:plan_changes", args=[plan.pk])).content.decode()
    assert "Sửa đổi" in hoa.get(reverse("work:task", args=[task.pk])).content.decode()


@pytest.mark.parametrize("slug", ["bo-sung", "sua-doi", "thoi-giao", "tach", "gop"])
def test_every_kind_of_line_has_its_page(place: Province, hoa: Client, slug: str):
    plan = begun(place)
    with_task(place, plan)
    in_force(place, plan)
    made = services.prepare_amendment(plan=plan, title="x", why="y", by=place.hoa, at=AT)
    address = reverse("work:amendment_line", args=[made.pk, slug])
    assert hoa.get(address).status_code == 200
    assert hoa.post(address, {}).status_code == 422
    assert browser(place.binh).get(address).status_code == 404


def test_shortcomings_and_predecessors_have_their_pages(place: Province, hoa: Client):
    plan = begun(place)
    for name in ("plan_bring_in", "plan_take_over", "plan_edit", "plan_discard"):
        assert hoa.get(reverse(f"work:{name}", args=[plan.pk])).status_code == 200
    assert hoa.get(reverse("work:plan_new")).status_code == 200


def test_the_editor_asks_as_much_for_many_tasks_as_for_few(place: Province, hoa: Client):
    plan = begun(place)
    address = reverse("work:plan_edit", args=[plan.pk])
    with_task(place, plan)
    hoa.get(address)
    with CaptureQueriesContext(connection) as few:
        hoa.get(address)
    for number in range(8):
        with_task(place, plan, f"Việc {number}")
    with CaptureQueriesContext(connection) as many:
        hoa.get(address)
    assert len(many) == len(few)
    assert Task.objects.filter(plan=plan).count() == 9

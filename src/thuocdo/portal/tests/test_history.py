"""Histories of things as sentences from the audit; they survive renames, mergers and the erasure of people."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from thuocdo.core import audit, clock
from thuocdo.core.audit import SYSTEM, Circumstances, circumstances
from thuocdo.core.models import AuditRow
from thuocdo.directory import services as directory
from thuocdo.directory.models import UnitVersion
from thuocdo.directory.queries.changes import UnitChange
from thuocdo.mergers.tests.shire import Shire, carried_out
from thuocdo.work import services
from thuocdo.work.models import Occurrence
from thuocdo.work.tests import factories
from thuocdo.work.tests.factories import Province, bare_plan
from thuocdo.work.tests.seen import signed_in, words_of


def shown(*things: Any, person: Any = None) -> str:
    """What the tag shows, as words."""
    request = RequestFactory().get("/")
    request.person = person
    names = {f"thing{number}": thing for number, thing in enumerate(things)}
    template = Template("{% load trail %}{% history_of " + " ".join(names) + " %}")
    return " ".join(re.sub(r"<[^>]+>", " ", template.render(Context({**names, "request": request}))).split())


def act(action: str, by: Any, thing: Any, *, hour: int = 8, outcome: str = "done", **details: Any) -> None:
    token = circumstances.set(Circumstances("10.0.0.1", "r", "Chuyên viên, Sở Nội vụ"))
    try:
        at = clock.at_day(date(2025, 7, 15), hour)
        audit.record(action, by=by, at=at, thing=thing, outcome=outcome, details=audit.Details(**details))
    finally:
        circumstances.reset(token)


def test_a_sentence_says_who_as_which_post_did_what_when_and_why_but_no_values(place: Province):
    plan = bare_plan(place.committee)
    act("work.close_plan", place.hoa, plan, before={"state": "giá trị kín"}, why="Hết năm kế hoạch")
    words = shown(plan)
    assert words == (
        "15/07/2025, 08:00 Hoa (Chuyên viên, Sở Nội vụ) đã kết thúc theo dõi kế hoạch Lý do: Hết năm kế hoạch"
    )


def test_a_refusal_and_the_program_itself_read_as_sentences_too(place: Province):
    plan = bare_plan(place.committee)
    audit.record("work.extend_occurrences", by=SYSTEM, at=clock.now(), thing=plan)
    act("work.close_plan", place.lan, plan, outcome="refused")
    assert "không được phép" not in shown(plan, person=place.hoa)
    words = shown(plan, person=place.inspector)
    assert "Hệ thống đã lập thêm kỳ hạn theo quy tắc" in words
    assert "Lan (Chuyên viên, Sở Nội vụ) không được phép kết thúc theo dõi kế hoạch" in words
    assert words.index("Lan") < words.index("Hệ thống"), "newest first"


def test_equal_acts_in_a_row_are_one_sentence_with_their_parts_and_their_number(place: Province):
    paper = factories.document(place.hoa, place.committee)
    for hour, label in ((8, "N1"), (9, "N2"), (10, "N3")):
        act("documents.confirm_item", place.hoa, paper, hour=hour, after={label: {"state": "accepted"}})
    act("documents.confirm_document", place.hoa, paper, hour=11)
    words = shown(paper)
    assert "đã xác nhận mục N1, N2, N3 (3 lần, từ 15/07/2025, 08:00)" in words and "accepted" not in words
    assert words.count("xác nhận") == 2


def test_reasons_about_a_persons_own_affairs_and_daily_sign_ins_are_left_out(place: Province):
    act("directory.end_position", place.operator, place.lan, why="Nghỉ ốm dài ngày")
    act("directory.sign_in", place.lan, place.lan)
    words = shown(place.lan)
    assert "cho thôi giữ vị trí" in words and "ốm" not in words and "đăng nhập" not in words


def test_others_given_with_a_thing_are_told_with_their_names_in_one_statement(place: Province):
    plan = bare_plan(place.committee)
    task = factories.task(plan)
    parties = [factories.party(task, phrase=f"Cơ quan lạ {number}") for number in range(3)]
    for party in parties:
        act("work.choose_units", place.hoa, party)
    act("work.close_plan", place.hoa, plan)
    with CaptureQueriesContext(connection) as asked:
        words = shown(plan, task.parties.all(), [task])
    assert len(asked) == 1
    assert "đã chọn cơ quan cho cụm từ: cụm từ nêu cơ quan" in words and "Cơ quan lạ 2" in words
    assert shown(task.parties.none()) == "Chưa có việc nào được ghi"


def test_only_who_may_read_the_audit_gets_the_way_there(place: Province):
    plan = bare_plan(place.committee)
    assert "Mở nhật ký" in shown(plan, person=place.inspector)
    assert "Mở nhật ký" not in shown(plan, person=place.hoa) + shown(plan)
    answer = signed_in(place.inspector).get(reverse("work:plan", args=[plan.pk]))
    assert f"{reverse('portal:audit')}?doi-tuong=work.plan:{plan.pk}" in answer.content.decode()


def test_the_pages_of_plans_tasks_due_instances_and_papers_tell_their_history(place: Province, plan):
    one = Occurrence.objects.filter(unit=place.science, state="open", due_on=date(2025, 6, 30)).first()
    at = clock.at_day(date(2025, 7, 10))
    services.submit_occurrence(occurrence=one, note="Báo cáo.", by=place.binh, at=at)
    services.accept_many(occurrences=[one], by=place.hoa, at=at)
    client = signed_in(place.hoa)
    assert "đã đưa văn bản vào sổ theo dõi" in words_of(client.get(reverse("work:plan", args=[plan.pk])))
    words = words_of(client.get(reverse("work:task", args=[one.task_id])))
    assert "Bình đã nộp kết quả" in words and "Hoa đã duyệt kết quả" in words
    words = words_of(client.get(reverse("work:obligation", args=[one.obligation_id]) + f"?ky={one.pk}"))
    assert "Bình đã nộp kết quả" in words and "Hoa đã duyệt kết quả" in words


def test_accepting_many_leaves_a_row_for_each_and_the_chain_holds(place: Province, plan):
    at = clock.at_day(date(2025, 7, 10))
    found = list(Occurrence.objects.filter(unit=place.science, state="open", due_on=date(2025, 6, 30))[:2])
    for one in found:
        services.submit_occurrence(occurrence=one, note="Báo cáo.", by=place.binh, at=at)
    services.accept_many(occurrences=found, by=place.hoa, at=at, note="Đủ tài liệu")
    for one in found:
        row = audit.history(one).last()
        assert (row.action, row.actor_name, row.why) == ("work.accept_occurrence", "Hoa", "Đủ tài liệu")
        assert row.before == {"state": "submitted"} and row.after["state"] == one.__class__.objects.get(pk=one.pk).state
    assert AuditRow.objects.filter(action="work.accept_many").count() == 1 and audit.verify().ok


def test_the_history_of_a_unit_goes_on_after_it_was_renamed_and_keeps_the_former_name(place: Province):
    unit = place.science
    act("work.hand_over_merged_units", place.hoa, unit)
    new = "Sở Khoa học, Công nghệ và Đổi mới"
    change = UnitChange(full_name=new, legal_basis="Nghị quyết số 1/NQ-HĐND", why="Đổi tên")
    directory.amend_unit(unit=unit, on=date(2025, 7, 20), change=change, by=SYSTEM, at=clock.now())
    assert UnitVersion.objects.filter(unit=unit, full_name__contains="Đổi mới").exists()
    with clock.fixed(date(2025, 7, 21)):
        act("work.hand_over_merged_units", place.hoa, unit)
    rows = list(audit.history(unit))
    assert [row.action for row in rows] == [
        "work.hand_over_merged_units", "directory.amend_unit", "work.hand_over_merged_units",
    ]  # fmt: skip
    assert [row.thing_name for row in rows] == [
        "Sở Khoa học và Công nghệ (T.SKHCN)", "Sở Khoa học và Công nghệ (T.SKHCN)", f"{new} (T.SKHCN)",
    ]  # fmt: skip
    words = shown(unit)
    assert "đã ghi thay đổi của đơn vị Lý do: Đổi tên" in words and "chuyển giao nhiệm vụ" in words
    assert audit.verify().ok


def test_histories_survive_a_merger_and_who_did_it_stays_named(db):
    shire = Shire()
    giver, duty = shire.communes[0], shire.owes(shire.communes[0])[0]
    one = duty.occurrences.get()
    with clock.fixed(date(2025, 6, 20)):
        services.note_progress(occurrence=one, text="Đang làm.", by=shire.lan, at=clock.now())
    before = list(audit.history(one).values_list("actor_key", "actor_name", "action", "hash"))
    merger = carried_out(shire)
    assert merger.state == "carried_out" and before
    after = list(audit.history(one).values_list("actor_key", "actor_name", "action", "hash"))
    assert after[: len(before)] == before
    assert "Lan đã ghi tiến độ" in shown(one)
    assert "đã thực hiện bàn giao của đợt sắp xếp" in shown(giver), "the merger is in the history of each unit"
    assert "duyệt đợt sắp xếp" in shown(merger) and "thực hiện bàn giao" in shown(merger)
    assert audit.verify().ok


def test_what_an_erased_person_did_and_what_was_done_to_them_stays_named(place: Province):
    left = factories.person("Trần Đã Nghỉ", "unit_officer", place.science)
    left.phone = "0912345678"
    left.save()
    plan = bare_plan(place.committee)
    act("work.close_plan", left, plan)
    directory.end_position(position=left.positions.get(), on=date(2025, 3, 1), by=SYSTEM, at=clock.now())
    directory.erase_person(
        person=left, why="Người ấy yêu cầu, văn bản số 7", replace_name=True, by=SYSTEM, at=clock.now()
    )
    left.refresh_from_db()
    assert left.erased_at and left.phone == "" and left.full_name != "Trần Đã Nghỉ"
    assert "Trần Đã Nghỉ (Chuyên viên, Sở Nội vụ) đã kết thúc theo dõi kế hoạch" in shown(plan)
    words = shown(left)
    assert "đã xóa dữ liệu cá nhân" in words and "0912345678" not in words
    assert not any("0912345678" in str((row.before, row.after)) for row in AuditRow.objects.all())
    found = words_of(signed_in(place.inspector).get(reverse("portal:audit") + "?nguoi=da+nghi"))
    assert "Trần Đã Nghỉ" in found and "Kết thúc theo dõi kế hoạch" in found
    assert audit.verify().ok

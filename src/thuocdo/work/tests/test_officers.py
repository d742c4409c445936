"""Who is charged with an obligation, and open work that passes from one colleague to another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow, Notice
from thuocdo.directory import services as directory
from thuocdo.directory.models import Absence, Position, WorkReceipt
from thuocdo.directory.queries.open_work import open_work
from thuocdo.directory.services import Offer
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import permissions, queries, services
from thuocdo.work.models import Obligation
from thuocdo.work.tests.factories import Province, bare_plan, document, obligation, occurrence, person, task

TODAY = date(2025, 7, 15)


@pytest.fixture
def part(place) -> Obligation:
    """The science department's part of a task, due on 31/7/2025."""
    found = obligation(task(bare_plan(place.committee)), place.science)
    occurrence(found)
    return found


def name(part, officer, *, by, **given) -> Obligation:
    return services.name_officer(obligation=part, officer=officer, by=by, at=clock.now(), **given)


def test_head_and_officers_of_the_unit_name_who_is_charged(place, part):
    name(part, place.binh, by=place.minh, why="đúng chuyên môn")
    assert Obligation.objects.get(pk=part.pk).officer == place.binh
    row = AuditRow.objects.get(action="work.name_officer")
    assert row.after == {"officer": f"Bình ({place.binh.actor_key})"} and row.why == "đúng chuyên môn"
    assert Notice.objects.get(recipient_key=place.binh.actor_key).link == f"/nghia-vu/{part.pk}/"
    name(part, place.minh, by=place.binh)
    name(part, None, by=place.minh)
    assert Obligation.objects.get(pk=part.pk).officer is None


def test_who_takes_a_part_oneself_gets_no_notice(place, part):
    name(part, place.binh, by=place.binh)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("who", ["hoa", "tam", "leader", "inspector", "operator", "lan", "dung"])
def test_nobody_else_names_an_officer(place, part, who):
    with pytest.raises(NotAllowed):
        name(part, place.binh, by=getattr(place, who))


def test_only_people_of_the_unit_today_are_charged(place, part):
    gone = person("Đã Đi", "unit_officer", place.science)
    Position.objects.filter(person=gone).update(valid=DateRange(date(2020, 1, 1), TODAY))
    for somebody in (place.hoa, gone):
        with pytest.raises(Refused, match="không giữ vị trí ở cơ quan này hôm nay"):
            name(part, somebody, by=place.minh)


def test_naming_twice_and_naming_what_ended_are_refused(place, part):
    name(part, place.binh, by=place.minh)
    with pytest.raises(Refused, match="đang do Bình phụ trách"):
        name(part, place.binh, by=place.minh)
    Obligation.objects.filter(pk=part.pk).update(state="ended", ended_on=TODAY, ended_why="sáp nhập")
    with pytest.raises(Refused, match="đã chuyển giao hoặc chấm dứt"):
        name(part, None, by=place.minh)
    part.refresh_from_db()
    assert "name_officer" not in permissions.abilities(place.minh, part)


def titles(found) -> list[str]:
    return [one.thing.label for one in found]


def test_the_day_of_a_person_shows_the_own_and_unnamed_parts_and_a_head_sees_all(place):
    plan = bare_plan(place.committee)
    for label, officer in (("của Bình", place.binh), ("của Minh", place.minh), ("chưa giao", None)):
        part = obligation(task(plan), place.science, officer=officer)
        occurrence(part, TODAY, label=label)
    assert set(titles(queries.my_day(place.binh, TODAY))) == {"của Bình", "chưa giao"}
    assert set(titles(queries.my_day(place.minh, TODAY))) == {"của Bình", "của Minh", "chưa giao"}


def test_who_stands_in_sees_the_work_of_who_is_away(place):
    other = person("Cúc", "unit_officer", place.science)
    part = obligation(task(bare_plan(place.committee)), place.science, officer=place.binh)
    occurrence(part, TODAY, label="của Bình")
    assert titles(queries.my_day(other, TODAY)) == []
    Absence.objects.create(
        person=place.binh, deputy=other, valid=DateRange(TODAY, date(2025, 7, 16)), why="nghỉ phép",
        noted_at=clock.now(), noted_by_name="x",
    )  # fmt: skip
    assert titles(queries.my_day(other, TODAY)) == ["của Bình"]


# --- handing open work to a colleague


@pytest.fixture
def cuc(place):
    return person("Cúc", "unit_officer", place.science)


def offer(place, taker, *marks, by=None, why="chuyển công tác"):
    given = Offer(taker=taker, unit=place.science, marks=marks, why=why)
    return directory.offer_work(giver=place.binh, offer=given, by=by or place.binh, at=clock.now())


@pytest.fixture
def begun(place, part):
    """Bình is charged with a part and has received a paper that waits for confirmation."""
    name(part, place.binh, by=place.minh)
    paper = document(place.binh, place.committee, confirmed=False)
    paper.received_by, paper.received_unit = place.binh, place.science
    paper.save()
    return f"work.obligation:{part.pk}", f"documents.document:{paper.pk}"


def marks(somebody) -> set[str]:
    return {one.mark for one in open_work(somebody, TODAY)}


def test_open_work_is_told_by_the_rooms_that_own_it(place, part, begun):
    found = {one.mark: one for one in open_work(place.binh, TODAY)}
    assert set(found) == set(begun)
    assert found[begun[0]].due_on == date(2025, 7, 31) and found[begun[0]].unit == place.science.pk
    part.occurrences.update(
        state="accepted", submitted_at=clock.now(), submitted_by_name="x", decided_at=clock.now(), decided_by_name="y",
        on_time=True, late_days=0,
    )  # fmt: skip
    assert marks(place.binh) == {begun[1]}


def test_taken_work_really_moves(place, part, begun, cuc):
    receipt = offer(place, cuc, *begun)
    assert Notice.objects.filter(recipient_key=cuc.actor_key).latest("pk").link == f"/ban-giao/{receipt.pk}/"
    assert [line["kind"] for line in receipt.lines] == ["work.obligation", "documents.document"]
    directory.take_work(receipt=receipt, answer="đã nhận đủ", by=cuc, at=clock.now())
    part.refresh_from_db()
    receipt.refresh_from_db()
    assert part.officer == cuc and receipt.state == "taken" and all(line["moved"] for line in receipt.lines)
    assert marks(place.binh) == set() and marks(cuc) == set(begun)
    assert AuditRow.objects.get(action="work.change_officer").why == "nhận bàn giao từ Bình"


def test_a_paper_goes_on_from_hand_to_hand(place, begun, cuc):
    directory.take_work(receipt=offer(place, cuc, begun[1]), by=cuc, at=clock.now())
    given = Offer(taker=place.minh, unit=place.science, marks=(begun[1],), why="nghỉ phép")
    second = directory.offer_work(giver=cuc, offer=given, by=cuc, at=clock.now())
    directory.take_work(receipt=second, by=place.minh, at=clock.now())
    assert begun[1] in marks(place.minh) and begun[1] not in marks(cuc) | marks(place.binh)


def test_what_was_done_meanwhile_is_not_moved_and_the_line_says_so(place, part, begun, cuc):
    receipt = offer(place, cuc, begun[0])
    name(part, place.minh, by=place.minh)
    directory.take_work(receipt=receipt, by=cuc, at=clock.now())
    part.refresh_from_db()
    receipt.refresh_from_db()
    assert part.officer == place.minh
    assert receipt.lines[0]["moved"] is False and "đã chuyển người khác" in receipt.lines[0]["outcome"]


def test_only_the_taker_takes_or_refuses(place, begun, cuc):
    receipt = offer(place, cuc, *begun)
    for somebody in (place.binh, place.minh, place.operator):
        with pytest.raises(NotAllowed):
            directory.take_work(receipt=receipt, by=somebody, at=clock.now())
        with pytest.raises(NotAllowed):
            directory.refuse_work(receipt=receipt, answer="bận", by=somebody, at=clock.now())
    with pytest.raises(Refused, match="Chưa ghi lý do không nhận"):
        directory.refuse_work(receipt=receipt, answer=" ", by=cuc, at=clock.now())
    directory.refuse_work(receipt=receipt, answer="quá tải", by=cuc, at=clock.now())
    with pytest.raises(Refused, match="Không thể “nhận việc”"):
        directory.take_work(receipt=receipt, by=cuc, at=clock.now())
    assert marks(place.binh) == set(begun)


def test_an_offer_is_withdrawn_by_the_giver_or_the_head(place, begun, cuc):
    first = offer(place, cuc, begun[0])
    with pytest.raises(NotAllowed):
        directory.withdraw_work(receipt=first, by=cuc, at=clock.now())
    with pytest.raises(Refused, match="đang chờ người khác nhận"):
        offer(place, place.minh, begun[0])
    directory.withdraw_work(receipt=first, by=place.minh, at=clock.now())
    assert offer(place, place.minh, begun[0]).state == "offered"


def test_an_offer_that_cannot_be_is_refused(place, begun, cuc):
    cases = {
        "directory.offer_of_nothing": (cuc, ()),
        "directory.not_open_work": (cuc, ("work.obligation:999999",)),
        "directory.offer_to_self": (place.binh, begun),
        "directory.taker_elsewhere": (place.hoa, begun),
    }
    for code, (taker, chosen) in cases.items():
        with pytest.raises(Refused) as refusal:
            offer(place, taker, *chosen)
        assert refusal.value.code == code
    with pytest.raises(Refused, match="Chưa ghi lý do bàn giao"):
        offer(place, cuc, *begun, why=" ")


def test_the_head_hands_over_the_work_of_who_left(place, part, begun, cuc):
    position = place.binh.positions.get()
    directory.end_position(position=position, on=date(2025, 7, 10), why="chuyển công tác", by=SYSTEM, at=clock.now())
    receipt = offer(place, cuc, begun[0], by=place.minh, why="Bình đã chuyển công tác")
    directory.take_work(receipt=receipt, by=cuc, at=clock.now())
    part.refresh_from_db()
    assert part.officer == cuc


def test_strangers_hand_nothing_over(place, begun, cuc):
    for somebody in (cuc, place.hoa, place.dung, place.lan):
        with pytest.raises(NotAllowed):
            offer(place, cuc, *begun, by=somebody)


def test_who_left_takes_nothing(place, begun, cuc):
    receipt = offer(place, cuc, *begun)
    directory.end_position(position=cuc.positions.get(), on=TODAY, by=SYSTEM, at=clock.now())
    with pytest.raises(Refused, match="không giữ vị trí ở đơn vị này hôm nay"):
        directory.take_work(receipt=receipt, by=cuc, at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_taking_and_withdrawing_at_once_end_in_one_answer():
    place = Province()
    cuc = person("Cúc", "unit_officer", place.science)
    part = obligation(task(bare_plan(place.committee)), place.science, officer=place.binh)
    occurrence(part)
    receipt = offer(place, cuc, f"work.obligation:{part.pk}")

    def answer(verb, by) -> str:
        try:
            with clock.fixed(TODAY):
                verb(receipt=WorkReceipt.objects.get(pk=receipt.pk), by=by, at=clock.now())
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        both = pool.submit(answer, directory.take_work, cuc), pool.submit(answer, directory.withdraw_work, place.binh)
        answers = sorted(one.result() for one in both)
    part.refresh_from_db()
    receipt.refresh_from_db()
    assert answers == ["directory.receipt.not_allowed", "done"]
    assert (receipt.state, part.officer) in (("taken", cuc), ("withdrawn", place.binh))

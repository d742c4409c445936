"""A merger from its draft to its minutes: done, refused, repeated; who may and who may not."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.core import audit, clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import Notice, OutboxEvent
from thuocdo.directory import queries as directory
from thuocdo.directory.models import GroupMember, Position, Succession, Unit, UnitVersion
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.mergers import jobs, permissions, services
from thuocdo.mergers.handlers import carry_out_ordered
from thuocdo.mergers.models import Merger
from thuocdo.mergers.rules import unit_keys
from thuocdo.mergers.tests.shire import JUNE, MAPPING, approved, carried_out, draft, file_of, opened
from thuocdo.mergers.tests.units import JULY, row
from thuocdo.work.models import Obligation, Occurrence
from thuocdo.work.tests import factories

AT = clock.at_day(JUNE)
SIXTH = clock.at_day(JULY, 7)


def problems(merger):
    return {(one["code"], one["line"]) for one in merger.problems}


# Opening


def test_a_merger_is_opened_with_every_line_of_its_file(shire):
    merger = opened(shire)
    assert (merger.state, merger.made_by, merger.source, merger.rows.count()) == ("draft", shire.hoa, "file", 6)
    assert merger.problems == [] and merger.file.name == "anh-xa.csv"
    told = audit.history(merger).get()
    assert told.action == "mergers.open_merger" and told.after["rows"] == 6


def test_a_file_with_faults_is_kept_with_its_good_lines_and_its_faults(shire):
    merger = opened(shire, [*MAPPING[:2], row(4, "X9", "M1"), row(5, "X3", "M1", weight_basis="mood")])
    assert merger.rows.count() == 4
    assert {("unknown_unit", 4), ("bad_weight_basis", 5), ("gap_unlisted", 0)} >= problems(merger) - {("gap_parent", 0)}


def test_what_could_not_be_read_is_said_once(shire):
    data = b"from_id,to_id,kind,extent,clause\nX1,X2,nhap nhang,whole,1\n"
    merger = services.open_merger(draft=draft(), mapping=services.Mapping(data, "a.csv"), by=shire.hoa, at=AT)
    assert problems(merger) == {("bad_kind", 2)}
    assert "Sáp nhập, hợp nhất (merged_into)" in merger.problems[0]["message"]


def test_the_mapping_can_be_taken_from_the_packs_of_the_directory(shire):
    one, other = shire.communes[:2]
    Succession.objects.create(from_unit=one, to_unit=other, kind="merged_into", extent="whole", effective_on=JULY,
                              legal_basis="Nghị quyết, number not verified", pack="x")  # fmt: skip
    merger = services.open_merger(draft=draft(), by=shire.hoa, at=AT)
    line = merger.rows.get()
    assert (merger.source, line.clause) == (
        "pack",
        "Nghị quyết, number not verified",
    ) and "chưa kiểm chứng" in line.note


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "mergers.no_name"),
        ({"legal_basis": ""}, "mergers.no_legal_basis"),
        ({"effective_on": None}, "mergers.no_effective_on"),
        ({"effective_on": date(2025, 5, 5)}, "mergers.nothing_in_packs"),
    ],
)
def test_what_is_missing_is_refused_with_its_field(shire, values, code):
    with pytest.raises(Refused) as refusal:
        services.open_merger(draft=draft(**values), by=shire.hoa, at=AT)
    assert refusal.value.code == code and refusal.value.where["field"] in values
    assert not Merger.objects.exists()


def test_only_who_owns_the_cycle_of_the_province_opens(shire):
    for person in (shire.leader, shire.lan, shire.head, shire.stranger):
        with pytest.raises(NotAllowed):
            services.open_merger(draft=draft(), mapping=file_of(MAPPING), by=person, at=AT)
    with pytest.raises(NotAllowed):
        services.open_merger(draft=draft(province_key="P38"), mapping=file_of(MAPPING), by=shire.hoa, at=AT)
    assert not Merger.objects.exists()


def test_another_mapping_takes_the_place_of_a_draft_and_what_was_simulated_no_longer_counts(shire):
    merger = opened(shire, MAPPING[:1])
    services.replace_mapping(merger=merger, mapping=file_of(MAPPING), by=shire.hoa, at=AT)
    services.simulate_merger(merger=merger, by=shire.hoa, at=AT)
    services.replace_mapping(merger=merger, mapping=file_of(MAPPING[:2]), by=shire.hoa, at=AT)
    assert merger.rows.count() == 2 and merger.simulation is None and merger.simulated_at is None


def test_a_draft_is_withdrawn_with_its_reason_and_then_nothing_moves_it(shire):
    merger = opened(shire)
    with pytest.raises(Refused, match="lý do"):
        services.withdraw_merger(merger=merger, reason=" ", by=shire.hoa, at=AT)
    services.withdraw_merger(merger=merger, reason="Nghị quyết thay đổi", by=shire.hoa, at=AT)
    assert merger.state == "withdrawn" and audit.history(merger).last().why == "Nghị quyết thay đổi"
    for act in (services.simulate_merger, services.replace_mapping, services.carry_out_merger):
        with pytest.raises(Refused, match="đã hủy"):
            act(merger=merger, by=shire.hoa, at=SIXTH)


# Simulating


def test_a_simulation_counts_what_would_move_and_moves_nothing(shire):
    shire.owes(shire.communes[0], number=2)
    shared = shire.owes(shire.communes[1])[0]
    before = list(Obligation.objects.values()), list(Position.objects.values()), list(UnitVersion.objects.values())
    merger = opened(shire)
    services.simulate_merger(merger=merger, by=shire.hoa, at=AT)
    totals = merger.simulation["totals"]
    assert totals["work.created"] == [3, 3] and totals["people.carried"] == [1, 0] and totals["people.head"] == [1, 0]
    pairs = {(one["giving"], one["taking"]): one["counts"] for one in merger.simulation["pairs"]}
    assert pairs["X2", "M1"] == {"work.created": [1, 1]} and pairs["H1", "M1"] == pairs["H1", "X3"] == {}
    words = [line[2] for line in merger.simulation["lines"]]
    assert str(shared.task) in words and "Lan, Lan" in words
    assert merger.simulation["changes"]["begun"] == 1 and merger.simulation["changes"]["ended"] == 3
    assert before == (
        list(Obligation.objects.values()),
        list(Position.objects.values()),
        list(UnitVersion.objects.values()),
    )
    assert not Unit.objects.filter(key="M1").exists()


def test_a_mapping_with_faults_is_not_simulated(shire):
    merger = opened(shire, [row(2, "X9", "X1")])
    with pytest.raises(Refused) as refusal:
        services.simulate_merger(merger=merger, by=shire.hoa, at=AT)
    assert refusal.value.code == "mergers.has_faults" and "X9" in refusal.value.message


# Approving


def test_a_merger_is_approved_by_a_named_person_who_did_not_open_it(shire):
    merger = approved(shire)
    assert (merger.state, merger.approved_by, merger.approved_by_name) == ("approved", shire.leader, "Lãnh đạo")
    assert audit.history(merger).last().why == merger.legal_basis


def test_neither_the_program_nor_the_opener_approves(shire):
    merger = opened(shire)
    services.simulate_merger(merger=merger, by=shire.hoa, at=AT)
    Merger.objects.filter(pk=merger.pk).update(made_by=shire.leader)
    for by in (SYSTEM, shire.leader, shire.hoa, shire.stranger, None):
        with pytest.raises(NotAllowed):
            services.approve_merger(merger=merger, by=by, at=AT)
    merger.refresh_from_db()
    assert "approve_merger" not in permissions.abilities(shire.leader, merger, JUNE) and merger.state == "draft"


def test_it_must_be_simulated_first(shire):
    with pytest.raises(Refused, match="Chưa mô phỏng"):
        services.approve_merger(merger=opened(shire), by=shire.leader, at=AT)


def test_doubts_must_be_seen_before_the_approval(shire):
    half = {"kind": "split_into", "extent": "part"}
    merger = opened(shire, [row(2, "X1", "X2", **half), row(3, "X1", "X3", **half)])
    services.simulate_merger(merger=merger, by=shire.hoa, at=AT)
    with pytest.raises(Refused) as refusal:
        services.approve_merger(merger=merger, by=shire.leader, at=AT)
    assert refusal.value.code == "mergers.doubts_unseen" and "1 cảnh báo" in refusal.value.message
    services.approve_merger(merger=merger, acknowledged=["share_unknown"], by=shire.leader, at=AT)
    assert merger.acknowledged == ["share_unknown"]


def test_the_doubts_of_reading_the_file_stay_with_the_merger(shire):
    data = "\ufeff".encode("utf-16-le") + file_of(MAPPING).data.decode().encode("utf-16-le")
    merger = services.open_merger(draft=draft(), mapping=services.Mapping(data, "cu.csv"), by=shire.hoa, at=AT)
    services.simulate_merger(merger=merger, by=shire.hoa, at=AT)
    assert problems(merger) == {("converted", 0)}


def test_the_directory_may_have_changed_since_the_check(shire):
    merger = opened(shire)
    services.simulate_merger(merger=merger, by=shire.hoa, at=AT)
    UnitVersion.objects.filter(unit__key="X1").update(valid=(None, date(2025, 6, 1)))
    with pytest.raises(Refused) as refusal:
        services.approve_merger(merger=merger, by=shire.leader, at=AT)
    assert refusal.value.code == "mergers.has_faults" and merger.state == "approved"
    merger.refresh_from_db()
    assert merger.state == "draft"


def test_a_table_without_a_rule_stops_approval_and_carrying_out(shire, monkeypatch):
    ready = approved(shire)
    merger = opened(shire, [row(2, "T.SYT", "T.SNV")], on=date(2025, 8, 1))
    services.simulate_merger(merger=merger, by=shire.hoa, at=AT)
    monkeypatch.delitem(unit_keys.UNIT_KEYS, "work.Obligation.unit")
    for act in (
        lambda: services.approve_merger(merger=merger, by=shire.leader, at=AT),
        lambda: services.carry_out_merger(merger=ready, by=shire.hoa, at=SIXTH),
    ):
        with pytest.raises(Refused, match="Obligation"):
            act()


# Carrying out


def test_on_its_day_the_directory_says_what_the_mapping_says(shire):
    merger = carried_out(shire)
    new = Unit.objects.get(key="M1")
    version = directory.version_on(new, JULY)
    assert (version.name, version.kind, version.level, version.parent.key) == ("UBND xã Mới", "ubnd_xa", "xa", "T.UBND")
    assert (version.valid.lower, version.pack, version.legal_basis) == (JULY, "", merger.legal_basis)
    tree = {node.key for top in directory.tree(JULY, nature="agency", province="P40") for _, node in top.walk()}
    assert tree == {"T.UBND", "T.SNV", "T.SYT", "M1", "X3"}
    moved = directory.version_on(shire.communes[2], JULY)
    assert moved.parent == shire.seat and directory.version_on(shire.communes[2], JUNE).parent == shire.district
    shares = directory.origins(new, JULY, JUNE)
    assert {(share.unit.key, share.weight) for share in shares} == {("X1", 1), ("X2", 1)}
    assert {share.unit.key for share in directory.successors(shire.district, JUNE, JULY)} == {"M1", "X3"}
    said = Succession.objects.get(from_unit__key="X1")
    assert (said.clause, said.pack, said.weight) == ("khoản 1 Điều 1", "", 1)


def test_a_new_unit_belongs_to_the_groups_of_those_it_is_made_of(shire):
    carried_out(shire)
    members = GroupMember.objects.filter(group=shire.group, valid__contains=JULY)
    assert set(members.values_list("unit__key", flat=True)) == {"M1", "X3"}
    assert GroupMember.objects.filter(group=shire.group, valid__contains=JUNE).count() == 3


def test_open_work_goes_on_at_the_new_unit(shire):
    one, two = shire.owes(shire.communes[0], number=2)
    of_district = shire.owes(shire.district)[0]
    merger = carried_out(shire)
    new = Unit.objects.get(key="M1")
    heirs = Obligation.objects.filter(unit=new, state="in_force")
    assert {heir.origin for heir in heirs} == {one, two, of_district}
    assert Obligation.objects.get(unit=shire.communes[2], state="in_force").origin == of_district
    assert not Occurrence.objects.filter(unit__in=[*shire.communes[:2], shire.district], state="open").exists()
    assert merger.result["totals"]["work.created"] == [4, 4]


def test_officers_go_along_and_heads_wait_for_an_appointment(shire):
    merger = carried_out(shire)
    old, new = shire.lan.positions.order_by("pk")
    assert (old.valid.upper, new.valid.lower, new.unit.key, new.role, new.origin) == (
        JULY,
        JULY,
        "M1",
        "unit_officer",
        old,
    )
    head = shire.head.positions.get()
    assert head.valid.upper == JULY, "the post ended with the unit"
    assert merger.result["totals"]["people.head"] == [1, 0]


def test_people_stay_where_they_are_when_the_merger_does_not_carry_them(shire):
    carried_out(shire, carries_people=False)
    assert shire.lan.positions.get().valid.upper is None


def test_people_of_a_unit_that_is_split_wait_for_a_choice(shire):
    half = {"kind": "split_into", "extent": "part"}
    rows = [row(2, "X1", "X2", **half), row(3, "X1", "X3", **half)]
    merger = carried_out(shire, rows)
    assert shire.lan.positions.get().valid.upper == JULY
    waiting = merger.minutes.get(taking_unit=None)
    assert any(line[0] == "people.waits" and "Lan" in line[1] for line in waiting.lines)


def test_one_minute_is_frozen_per_pair_of_units(shire):
    shire.owes(shire.communes[0])
    merger = carried_out(shire)
    found = {(one.giving_unit.key, one.taking_unit.key if one.taking_unit else "") for one in merger.minutes.all()}
    assert found == {("X1", "M1"), ("X2", "M1"), ("H1", "M1"), ("H1", "X3")}
    minute = merger.minutes.get(giving_unit__key="X1")
    assert (minute.giving_name, minute.taking_name) == ("UBND xã Cũ 1", "UBND xã Mới")
    assert minute.counts["work.created"] == [1, 1] and len(minute.lines) == sum(n for n, _ in minute.counts.values())
    assert [one.number for one in merger.minutes.all()] == [1, 2, 3, 4]


def test_what_was_finished_stands_in_the_minute_and_makes_none_of_its_own(shire):
    factories.obligation(factories.task(shire.plan), shire.communes[0])
    factories.obligation(factories.task(shire.plan), shire.district)
    merger = carried_out(shire)
    assert merger.result["totals"]["work.finished"] == [2, 0]
    assert merger.minutes.get(giving_unit__key="X1").counts["work.finished"] == [1, 0]
    assert not merger.minutes.filter(taking_unit=None).exists()


def test_what_was_simulated_is_what_was_done(shire):
    shire.owes(shire.communes[0], number=3)
    shire.owes(shire.district)
    merger = approved(shire)
    foreseen = merger.simulation["totals"]
    services.carry_out_merger(merger=merger, by=shire.hoa, at=SIXTH)
    assert merger.result["totals"] == foreseen and merger.result["changes"] == merger.simulation["changes"]


def test_it_is_not_carried_out_before_its_day_nor_twice_nor_without_approval(shire):
    with pytest.raises(Refused, match="dự thảo"):
        services.carry_out_merger(merger=opened(shire), by=shire.hoa, at=SIXTH)
    merger = approved(shire, [row(2, "T.SYT", "T.SNV")])
    with pytest.raises(Refused, match="hiệu lực từ 01/07/2025"):
        services.carry_out_merger(merger=merger, by=shire.hoa, at=AT)
    services.carry_out_merger(merger=merger, by=shire.hoa, at=SIXTH)
    before = Obligation.objects.count(), Position.objects.count(), Succession.objects.count(), merger.minutes.count()
    with pytest.raises(Refused, match="đã bàn giao"):
        services.carry_out_merger(merger=merger, by=shire.hoa, at=SIXTH)
    assert before == (
        Obligation.objects.count(), Position.objects.count(), Succession.objects.count(), merger.minutes.count()
    )  # fmt: skip


def test_only_who_owns_the_cycle_or_the_program_carries_out(shire):
    merger = approved(shire)
    for person in (shire.leader, shire.lan, None):
        with pytest.raises(NotAllowed):
            services.carry_out_merger(merger=merger, by=person, at=SIXTH)
    services.carry_out_merger(merger=merger, by=SYSTEM, at=SIXTH)
    assert merger.carried_out_by_name == "Hệ thống"


def test_a_worker_carries_out_what_was_ordered(shire):
    merger = approved(shire)
    with clock.fixed(SIXTH):
        services.order_carry_out(merger=merger, by=shire.hoa, at=SIXTH)
        carry_out_ordered(OutboxEvent.objects.get(name="mergers.order_carry_out"))
        merger.refresh_from_db()
        assert (merger.state, merger.carried_out_by_name) == ("carried_out", "Hoa")
        carry_out_ordered(OutboxEvent.objects.get(name="mergers.order_carry_out"))


def test_an_order_that_is_refused_says_why_on_the_merger(shire):
    merger = approved(shire)
    UnitVersion.objects.filter(unit__key="X1").update(valid=(None, date(2025, 6, 1)))
    with clock.fixed(SIXTH):
        services.order_carry_out(merger=merger, by=shire.hoa, at=SIXTH)
        carry_out_ordered(OutboxEvent.objects.get(name="mergers.order_carry_out"))
    merger.refresh_from_db()
    assert merger.state == "approved" and "không tồn tại" in merger.failure and merger.ordered_at is None


def test_people_are_told_what_waits_for_them(shire):
    chair = factories.person("Giám đốc", "unit_head", shire.health)
    merger = carried_out(shire, [row(2, "T.SNV", "T.SYT")])
    told = {(one.recipient_key, one.kind, one.link) for one in Notice.objects.all()}
    link = f"/sap-xep/{merger.pk}/"
    assert told == {(shire.hoa.actor_key, "mergers.approved", link), (chair.actor_key, "mergers.minutes_wait", link)}


# The job


def test_the_job_carries_out_what_is_due_and_nothing_else(shire):
    due = approved(shire)
    later = approved(shire, [row(2, "T.SYT", "T.SNV")], on=date(2025, 8, 1))
    shire.owes(shire.communes[0])
    with clock.fixed(SIXTH):
        assert jobs.carry_out_due().startswith("đã bàn giao 1 đợt")
        assert jobs.carry_out_due() == "đã bàn giao 0 đợt; 0 việc trả lại sau sáp nhập được chuyển tiếp"
    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.state, later.state) == ("carried_out", "approved")


def test_what_is_sent_back_after_the_merger_follows(shire):
    kept = shire.owes(shire.communes[0])[0]
    late = kept.occurrences.get()
    Occurrence.objects.filter(pk=late.pk).update(state="submitted", submitted_at=AT, submitted_by_name="Lan")
    carried_out(shire)
    Occurrence.objects.filter(pk=late.pk).update(
        state="returned", reason="Thiếu", decided_at=SIXTH, decided_by_name="Hoa"
    )
    with clock.fixed(SIXTH):
        assert "1 việc trả lại" in jobs.carry_out_due()
    assert Occurrence.objects.get(origin=late).unit.key == "M1"


def test_a_merger_that_is_refused_keeps_the_others_from_nothing(shire):
    broken = approved(shire, [row(2, "T.SYT", "T.SNV")])
    fine = approved(shire, [row(2, "X1", "X2")])
    UnitVersion.objects.filter(unit__key="T.SYT").update(valid=(None, date(2025, 6, 1)))
    with clock.fixed(SIXTH):
        assert f"không thực hiện được: đợt {broken.pk}" in jobs.carry_out_due()
    fine.refresh_from_db()
    broken.refresh_from_db()
    assert fine.state == "carried_out" and broken.failure


# Minutes


def test_both_sides_confirm_by_name(shire):
    taker = Unit.objects.get
    merger = carried_out(shire)
    minute = merger.minutes.get(giving_unit__key="X1")
    chair = factories.person("Chủ tịch mới", "unit_head", taker(key="M1"), since=JULY)
    at = clock.at_day(date(2025, 7, 5))
    with clock.fixed(at):
        assert permissions.sides(shire.hoa, minute) == {"given"} and permissions.sides(chair, minute) == {
            "given",
            "taken",
        }
        assert permissions.sides(shire.lan, minute) == permissions.sides(shire.stranger, minute) == frozenset()
        services.confirm_minute(minute=minute, side="given", by=shire.hoa, at=at)
        with pytest.raises(Refused, match="Hoa đã xác nhận"):
            services.confirm_minute(minute=minute, side="given", by=chair, at=at)
        services.confirm_minute(minute=minute, side="taken", by=chair, at=at)
    assert (minute.given_by_name, minute.taken_by_name) == ("Hoa", "Chủ tịch mới")


def test_one_person_does_not_confirm_both_sides_nor_somebody_else_one(shire):
    merger = carried_out(shire)
    minute = merger.minutes.get(giving_unit__key="X1")
    chair = factories.person("Chủ tịch mới", "unit_head", Unit.objects.get(key="M1"), since=JULY)
    at = clock.at_day(date(2025, 7, 5))
    with clock.fixed(at):
        services.confirm_minute(minute=minute, side="taken", by=chair, at=at)
        with pytest.raises(Refused, match="cả hai bên"):
            services.confirm_minute(minute=minute, side="given", by=chair, at=at)
        for person in (shire.hoa, shire.stranger, SYSTEM):
            with pytest.raises(NotAllowed):
                services.confirm_minute(minute=minute, side="taken", by=person, at=at)


def test_the_last_head_of_a_unit_still_confirms_what_it_gave(shire):
    merger = carried_out(shire)
    minute = merger.minutes.get(giving_unit__key="X1")
    at = clock.at_day(date(2025, 7, 5))
    with clock.fixed(at):
        assert permissions.sides(shire.head, minute) == frozenset(), "who holds no post at all signs nothing"
        factories.Position.objects.create(
            person=shire.head, unit=shire.health, title="Chuyên viên", role="unit_officer",
            valid=factories.DateRange(JULY, None),
        )  # fmt: skip
        shire.head.__dict__.pop("_posts", None)
        assert permissions.sides(shire.head, minute) == {"given"}

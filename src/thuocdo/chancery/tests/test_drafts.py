"""The life of a draft up to its approval: versions, stale edits, faults, comments, approval, return, cancelling."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from thuocdo.chancery.models import Draft, DraftMove, DraftVersion, Entry
from thuocdo.chancery.queries.drafts import latest_version, made_of, possible_signers, problems_of, visible_drafts
from thuocdo.chancery.queries.waiting import open_drafts_of
from thuocdo.chancery.services.drafting import cancel_draft, submit_draft, take_back_draft, write_draft
from thuocdo.chancery.services.reviewing import approve_draft, close_comment, comment_draft, return_draft
from thuocdo.chancery.tests.drafting import DAY, approved, begun, content, furnish, numbered, submitted
from thuocdo.core import clock
from thuocdo.core.models import AuditRow, Notice
from thuocdo.directory.models import Delegation
from thuocdo.kernel.errors import NotAllowed, Refused, Stale


@pytest.fixture
def world(world):
    with clock.fixed(DAY):
        yield furnish(world)


def write(world, draft, who="an", revision=None, **changed):
    return write_draft(
        draft=draft, content=content(world, draft.kind, **changed), revision=revision or draft.revision,
        signer=draft.signer, by=world.people[who], at=clock.now(),
    )  # fmt: skip


def test_a_draft_begins_with_what_the_directory_knows_of_its_unit(world):
    made = begun(world)
    data = latest_version(made).data
    assert (made.state, made.title) == ("drafting", "Công văn: báo cáo kết quả quý II")
    assert data["letterhead"] == {"agency": "Sở Tư pháp", "superior": "Ủy ban nhân dân tỉnh Nghệ An"}
    assert (data["symbol"], data["place"]) == ("/STP", "Nghệ An")


def test_every_save_is_a_version_and_the_same_content_makes_none(world):
    made = begun(world)
    assert write(world, made, subject="báo cáo quý III").number == 2
    assert write(world, made, subject="báo cáo quý III").number == 2
    assert [one.number for one in DraftVersion.objects.filter(draft=made)] == [2, 1]
    made.refresh_from_db()
    assert made.title == "Công văn: báo cáo quý III"


def test_what_was_written_on_an_older_state_is_refused_and_nothing_is_lost(world):
    made = begun(world)
    opened = made.revision
    write(world, made, who="binh", subject="bản của Bình")
    with pytest.raises(Stale):
        write(world, made, revision=opened, subject="bản của An")
    assert latest_version(made).data["subject"] == "bản của Bình"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_refused(world):
    made, outcomes = begun(world), []
    revision = made.revision

    def save(who):
        with clock.fixed(DAY):
            try:
                own = Draft.objects.get(pk=made.pk)
                with transaction.atomic():
                    outcomes.append(write(world, own, who=who, revision=revision, subject=f"bản của {who}").number)
            except Stale:
                outcomes.append("stale")
            finally:
                connection.close()

    threads = [threading.Thread(target=save, args=(who,)) for who in ("an", "binh")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["2", "stale"]


def test_strangers_write_nothing_and_see_nothing(world):
    made = begun(world)
    for who in ("lan", "dung", "quantri", "thamdinh"):
        assert made not in visible_drafts(world.people[who]), who
        with pytest.raises(NotAllowed):
            write(world, made, who=who, subject="x")
    assert made in visible_drafts(world.people["minh"]) and made in visible_drafts(world.people["binh"])


def test_a_draft_with_faults_is_not_submitted_and_all_of_them_are_told(world):
    made = begun(world, subject="", addressees=[])
    with pytest.raises(Refused) as refused:
        submit_draft(draft=made, approver=world.people["minh"], revision=1, by=world.people["an"], at=clock.now())
    assert refused.value.code == "chancery.draft_has_faults"
    assert "trích yếu" in refused.value.message and "kính gửi" in refused.value.message
    assert made.state == "drafting"


def test_only_who_may_approve_is_asked_to(world):
    made = begun(world)
    with pytest.raises(Refused, match="không có quyền duyệt"):
        submit_draft(draft=made, approver=world.people["binh"], revision=1, by=world.people["an"], at=clock.now())


def test_submitting_tells_who_approves_and_stands_among_their_open_work(world):
    made = submitted(world)
    assert made.state == "submitted"
    notice = Notice.objects.get(recipient_key=world.people["minh"].actor_key)
    assert notice.link == f"/van-ban/du-thao/{made.pk}/" and "chờ duyệt" in notice.words
    assert [one.words for one in open_drafts_of(world.people["minh"], DAY)] == [made.title]
    assert open_drafts_of(world.people["an"], DAY) == []


def test_a_submitted_draft_is_not_written_on_until_it_is_taken_back(world):
    made = submitted(world)
    with pytest.raises(Refused) as refused:
        write(world, made, subject="khác")
    assert refused.value.code == "chancery.draft.not_allowed"
    take_back_draft(draft=made, by=world.people["an"], at=clock.now())
    assert write(world, made, subject="khác").number == 2


def test_exactly_the_newest_version_is_approved(world):
    made = submitted(world)
    first = latest_version(made)
    take_back_draft(draft=made, by=world.people["an"], at=clock.now())
    write(world, made, subject="mới")
    made.refresh_from_db()
    people = world.people
    submit_draft(draft=made, approver=people["minh"], revision=made.revision, by=people["an"], at=clock.now())
    with pytest.raises(Stale):
        approve_draft(draft=made, version=first, revision=made.revision, by=world.people["minh"], at=clock.now())
    approve_draft(
        draft=made, version=latest_version(made), revision=made.revision, by=world.people["minh"], at=clock.now()
    )
    assert (made.state, made.approved_version.number) == ("approved", 2)
    with pytest.raises(Refused):
        approve_draft(
            draft=made, version=latest_version(made), revision=made.revision, by=world.people["minh"], at=clock.now()
        )


def test_nobody_approves_what_they_wrote_alone(world):
    made = begun(world, who="minh")
    submit_draft(draft=made, approver=world.people["minh"], revision=1, by=world.people["minh"], at=clock.now())
    with pytest.raises(NotAllowed) as refused:
        approve_draft(
            draft=made, version=latest_version(made), revision=made.revision, by=world.people["minh"], at=clock.now()
        )
    assert refused.value.code == "chancery.own_draft"
    assert AuditRow.objects.filter(action="chancery.approve_draft", outcome="refused").count() == 1


def test_who_wrote_the_version_does_not_approve_it_though_others_wrote_earlier_ones(world):
    made = begun(world)
    minh, at = world.people["minh"], clock.now()
    written = {**latest_version(made).data, "subject": "chữ của người duyệt"}
    write_draft(draft=made, content=written, revision=made.revision, signer=made.signer, by=minh, at=at)
    submit_draft(draft=made, approver=minh, revision=made.revision, by=world.people["an"], at=at)
    with pytest.raises(NotAllowed) as refused:
        approve_draft(draft=made, version=latest_version(made), revision=made.revision, by=minh, at=at)
    assert (refused.value.code, Draft.objects.get().state) == ("chancery.own_draft", "submitted")


def test_an_officer_does_not_approve(world):
    made = submitted(world)
    with pytest.raises(NotAllowed):
        approve_draft(
            draft=made, version=latest_version(made), revision=made.revision, by=world.people["binh"], at=clock.now()
        )


def test_a_draft_is_returned_with_a_reason_also_after_its_approval(world):
    made = approved(world)
    with pytest.raises(Refused, match="lý do"):
        return_draft(draft=made, reason=" ", by=world.people["minh"], at=clock.now())
    return_draft(draft=made, reason="Sai số liệu", by=world.people["minh"], at=clock.now())
    assert (made.state, made.approved_version) == ("returned", None)
    assert "Sai số liệu" in Notice.objects.filter(recipient_key=world.people["an"].actor_key).latest("pk").words
    assert write(world, made, subject="đã sửa").number == 2


def test_each_step_leaves_a_row_with_version_and_reason(world):
    made = approved(world)
    return_draft(draft=made, reason="Sai", by=world.people["minh"], at=clock.now())
    assert [(one.verb, one.before, one.after, one.reason) for one in DraftMove.objects.filter(draft=made)] == [
        ("submit", "drafting", "submitted", ""), ("approve", "submitted", "approved", ""),
        ("return", "approved", "returned", "Sai"),
    ]  # fmt: skip


def test_a_remark_is_answered_once_and_both_sides_are_told(world):
    made = submitted(world)
    remark = comment_draft(
        draft=made, version=latest_version(made), text="Bỏ đoạn 2", place="Nội dung", by=world.people["minh"],
        at=clock.now(),
    )  # fmt: skip
    for answer, code in ((" ", "chancery.no_words"), ("Đã bỏ", ""), ("Lại", "chancery.already_closed")):
        try:
            close_comment(draft=made, comment=remark, answer=answer, by=world.people["an"], at=clock.now())
            assert code == ""
        except Refused as refusal:
            assert refusal.code == code
    remark.refresh_from_db()
    assert (remark.answer, remark.closed_by) == ("Đã bỏ", world.people["an"])
    told = Notice.objects.filter(kind="chancery.draft_comment").values_list("recipient_key", flat=True)
    assert set(told) == {world.people["an"].actor_key, world.people["minh"].actor_key}


def test_cancelling_after_numbering_strikes_the_number_out_for_good(world):
    made = numbered(world)
    cancel_draft(draft=made, reason="Trùng văn bản", by=world.people["an"], at=clock.now())
    entry = Entry.objects.get()
    assert (made.state, entry.number) == ("cancelled", 1) and "Trùng văn bản" in entry.struck_why
    assert numbered(world).number_symbol == "02/STP"
    with pytest.raises(Refused):
        cancel_draft(draft=made, reason="lại", by=world.people["an"], at=clock.now())


def test_who_signs_follows_authority_and_delegation_on_the_day(world):
    minh, binh = world.people["minh"], world.people["binh"]
    Delegation.objects.create(
        position=minh.positions.get(), to=binh, kind="for_head", title="Phó Giám đốc", made_at=clock.now(),
        valid=(DAY, DAY.replace(day=20)), legal_basis="01/GUQ", made_by_name="x",
    )  # fmt: skip
    made = begun(world)
    assert [words for _post, words in possible_signers(made.unit, DAY)] == [
        "Trần Văn Minh (GIÁM ĐỐC)", "Phạm Thanh Bình (KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC)",
    ]  # fmt: skip
    made.signer = binh.positions.get()
    data = latest_version(made).data
    codes = [{one.code for one in problems_of(made, data, day)} for day in (DAY, DAY.replace(day=21))]
    assert codes == [set(), {"no_authority_to_sign"}]
    made.save()
    assert b"%PDF" in made_of(made, latest_version(made)).pdf[:10]


def test_a_version_becomes_word_and_pdf_with_the_number_left_open(world):
    made = made_of(begun(world), latest_version(Draft.objects.get()))
    assert made.docx[:2] == b"PK" and made.pdf[:4] == b"%PDF" and made.why_no_pdf == ""

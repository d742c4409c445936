"""Sending papers: to whom, what the addressee does with it, urging, recalling, mail through a real server."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from thuocdo.chancery import jobs, services
from thuocdo.chancery.edxml.reading import read_message
from thuocdo.chancery.handlers import stop_withdrawn, take_answer
from thuocdo.chancery.models import AxisMessage, Book, Delivery, Draft, DraftVersion, Entry
from thuocdo.chancery.queries.addressees import named_units, proposed
from thuocdo.chancery.queries.answering import answered_deliveries
from thuocdo.chancery.queries.axis import outgoing_messages, still_outgoing
from thuocdo.chancery.queries.deliveries import inbox, sent_of, standing
from thuocdo.chancery.queries.mail import mail_to_try
from thuocdo.chancery.queries.open_deliveries import waiting_deliveries
from thuocdo.chancery.queries.policy import rules_on, waited
from thuocdo.chancery.rules.urging import due_step
from thuocdo.chancery.services import Addressee
from thuocdo.chancery.tests.delivering import (
    ANSWER,
    NOW,
    inside,
    mail_server,
    official,
    send,
    with_codes,
)
from thuocdo.core import audit, clock, notify
from thuocdo.core.models import AuditRow, OutboxEvent
from thuocdo.directory.models import Position
from thuocdo.directory.queries.open_work import open_work
from thuocdo.documents import permissions as papers
from thuocdo.documents.models import Document, Holder, Relation
from thuocdo.documents.tests import factories
from thuocdo.kernel.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def april(day: int, hour: int, minute: int) -> datetime:
    return datetime(2025, 4, day, hour, minute, tzinfo=clock.ZONE)


@pytest.fixture
def paper(world):
    return official(world)


@pytest.fixture
def delivery(world, paper):
    return send(world, paper, inside(world, "NA.STP"), due=date(2025, 4, 30))[0]


def withdraw(world, paper) -> None:
    Document.objects.filter(pk=paper.pk).update(
        withdrawn_at=LATER, withdrawn_by=world.people["hoa"], withdrawn_why="ban hành nhầm"
    )


def codes(row: Delivery) -> list[str]:
    return [move.verb for move in row.moves.all()]


def refused(code: str, **given) -> None:
    verb = given.pop("verb")
    with pytest.raises(Refused) as refusal:
        getattr(services, verb)(**given)
    assert refusal.value.code == code


# To whom.


def test_addressees_are_proposed_from_the_paper_and_the_unknown_are_named(world, paper):
    found = proposed(paper, date(2025, 4, 11))
    named = [(phrase.acts, [one.name for one in phrase.units]) for phrase in found.phrases]
    assert (True, ["Sở Tư pháp"]) in named and (False, ["Sở Thông tin và Truyền thông"]) in named
    assert found.unknown == ("Hội Bảo trợ Dế Mèn",) and found.total == 3


def test_who_nobody_receives_for_and_who_has_it_already_is_seen(world, paper, delivery):
    found = {one.name: one for phrase in proposed(paper, date(2025, 4, 11)).phrases for one in phrase.units}
    assert found["Sở Tư pháp"].sent and found["Sở Tư pháp"].people == 1
    assert not found["Sở Tài chính"].sent and found["Sở Tài chính"].people == 0


def test_a_unit_that_ended_gives_way_to_its_successor(world, paper):
    from thuocdo.directory.models import Succession, UnitVersion
    from thuocdo.directory.queries import forget

    UnitVersion.objects.filter(unit=world.units["NA.STC"]).update(valid=("2010-01-01", "2025-04-20"))
    Succession.objects.create(from_unit=world.units["NA.STC"], to_unit=world.units["NA.SNV"], kind="merged_into",
                              extent="whole", effective_on=date(2025, 4, 20))  # fmt: skip
    forget()
    found = {one.instead_of: one.name for phrase in proposed(paper, date(2025, 5, 1)).phrases for one in phrase.units}
    assert found["Sở Tài chính"] == "Sở Nội vụ"


def test_names_typed_by_a_person_are_looked_up_and_the_unknown_come_back(world):
    units, unknown = named_units(["Sở Tài chính", "Hội Dế Mèn", ""], world.units["NA.SNV"], date(2025, 4, 11))
    assert [unit.key for unit in units] == ["NA.STC"] and unknown == ["Hội Dế Mèn"]


# Sending inside.


def test_a_unit_inside_has_the_paper_at_once_and_its_people_are_told_and_may_read_it(world, paper):
    paper.province = world.units["P38"]
    paper.save()
    minh = world.people["minh"]
    assert not Document.objects.filter(papers.visible_to(minh), pk=paper.pk).exists()
    [row] = send(world, paper, inside(world, "NA.STP"))
    assert (row.state, row.sent_at, codes(row)) == ("sent", NOW, ["send"])
    assert Document.objects.filter(papers.visible_to(minh), pk=paper.pk).exists()
    assert "chờ tiếp nhận" in notify.notices_of(minh).get().words
    assert AuditRow.objects.filter(action="chancery.send_document", outcome="done").count() == 1
    assert OutboxEvent.objects.filter(name="chancery.send_document").exists()


def test_who_has_it_is_passed_over_and_nobody_left_is_refused(world, paper, delivery):
    assert [row.unit.key for row in send(world, paper, inside(world, "NA.STP"), inside(world, "NA.STC"))] == ["NA.STC"]
    with pytest.raises(Refused) as refusal:
        send(world, paper, inside(world, "NA.STP"))
    assert refusal.value.code == "chancery.no_addressee"
    with pytest.raises(Refused):
        send(world, paper, inside(world, "NA.SNV"))


def test_what_is_not_confirmed_or_withdrawn_or_due_in_the_past_is_not_sent(world, paper, letter):
    with pytest.raises(Refused) as refusal:
        send(world, letter, inside(world, "NA.STP"))
    assert refusal.value.code == "chancery.not_official"
    with pytest.raises(Refused) as refusal:
        send(world, paper, inside(world, "NA.STP"), due=date(2025, 4, 1))
    assert refusal.value.code == "chancery.due_passed"
    paper.withdrawn_at, paper.withdrawn_by, paper.withdrawn_why = NOW, world.people["hoa"], "sai số"
    paper.save()
    with pytest.raises(Refused, match="sai số"):
        send(world, paper, inside(world, "NA.STP"))
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("who", ["minh", "lan", "dung", "quantri", "thamdinh"])
def test_only_the_papers_own_chancery_sends_it(world, paper, who):
    with pytest.raises(NotAllowed):
        send(world, paper, inside(world, "NA.QH"), who=who)
    assert not Delivery.objects.exists() and not Holder.objects.filter(why="delivered").exists()


def test_nobody_sends_in_the_name_of_another_unit(world, paper):
    with pytest.raises(NotAllowed):
        send(world, paper, inside(world, "NA.QH"), sender="NA.UBND")


# Receiving.


def test_received_then_seen_then_acted_on_and_the_sender_is_told(world, paper, delivery):
    minh = world.people["minh"]
    services.receive_delivery(delivery=delivery, by=minh, at=LATER)
    services.note_read(delivery=delivery, by=minh, at=LATER)
    services.note_read(delivery=delivery, by=minh, at=LATER + timedelta(hours=1))
    assert (delivery.state, delivery.read_at) == ("read", LATER)
    services.act_on_delivery(delivery=delivery, answer=None, note="đã niêm yết", by=minh, at=LATER)
    assert delivery.state == "acted" and codes(delivery) == ["send", "receive", "read", "act"]
    assert "đã xử lý" in notify.notices_of(world.people["hoa"]).first().words
    refused("chancery.delivery.not_allowed", verb="receive_delivery", delivery=delivery, by=minh, at=LATER)


def test_a_paper_opened_before_it_is_received_is_seen_when_it_is(world, delivery):
    minh = world.people["minh"]
    services.note_read(delivery=delivery, by=minh, at=LATER)
    assert (delivery.state, delivery.read_at) == ("sent", LATER)
    services.receive_delivery(delivery=delivery, by=minh, at=LATER + timedelta(hours=1))
    assert delivery.state == "read" and delivery.read_at == LATER


def test_acting_needs_a_word_or_a_paper(world, paper, delivery):
    minh = world.people["minh"]
    given = {"verb": "act_on_delivery", "delivery": delivery, "by": minh, "at": LATER}
    refused("chancery.nothing_said", answer=None, note=" ", **given)
    refused("chancery.answers_itself", answer=paper, note="", **given)


def test_refusing_needs_a_reason_takes_the_paper_away_and_tells_the_sender(world, paper, delivery):
    minh = world.people["minh"]
    refused("chancery.reason_missing", verb="refuse_delivery", delivery=delivery, reason="", by=minh, at=LATER)
    services.refuse_delivery(delivery=delivery, reason="gửi nhầm", by=minh, at=LATER)
    assert delivery.state == "refused" and not Holder.objects.filter(unit=delivery.unit, document=paper).exists()
    assert "gửi nhầm" in notify.notices_of(world.people["hoa"]).first().words


@pytest.mark.parametrize("verb", ["receive_delivery", "note_read"])
@pytest.mark.parametrize("who", ["lan", "dung", "hoa", "quantri", "thamdinh"])
def test_others_do_not_receive_for_a_unit(world, delivery, who, verb):
    with pytest.raises(NotAllowed):
        getattr(services, verb)(delivery=delivery, by=world.people[who], at=LATER)


# Answers by themselves.


def test_an_official_answer_of_the_unit_is_taken_by_itself(world, paper, delivery):
    answer = official(world, ANSWER, who="minh", name="tra-loi.txt")
    assert [(row.pk, one.pk) for row, one in answered_deliveries([answer])] == [(delivery.pk, answer.pk)]
    assert jobs.take_answers() == "1 văn bản đã có trả lời"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.answer) == ("acted", answer)
    assert jobs.take_answers() == "0 văn bản đã có trả lời"


def test_a_paper_that_waits_for_its_confirmation_or_of_another_unit_answers_nothing(world, paper, delivery):
    answer = factories.receive(world, text=ANSWER, who="minh", name="tra-loi.txt")
    assert answered_deliveries() == []
    other = official(world, ANSWER.replace("SỞ TƯ PHÁP", "SỞ TÀI CHÍNH").replace("45/STP", "46/STC"), name="khac.txt")
    Relation.objects.create(document=other, kind="answers", other=paper, state="confirmed",
                            decided_by=world.people["hoa"], decided_at=NOW)  # fmt: skip
    assert other.issuer == world.units["NA.STC"] and answered_deliveries() == []
    assert answer.state != Document.State.CONFIRMED


def test_an_issued_draft_that_answers_is_taken_by_its_event(world, paper, delivery):
    answer = factories.receive(world, text=ANSWER, who="minh", name="tra-loi.txt")
    minh, unit = world.people["minh"], world.units["NA.STP"]
    draft = Draft.objects.create(unit=unit, kind="cong_van", title="Trả lời", author=minh, made_at=NOW)
    version = DraftVersion.objects.create(draft=draft, number=1, at=NOW, by=minh)
    entry = Entry.objects.create(
        book=Book.objects.create(unit=unit, year=2025, direction="out", series="cv"), number=1, entered_on=NOW.date(),
        entered_at=NOW, document=answer,
    )  # fmt: skip
    Draft.objects.filter(pk=draft.pk).update(
        state="issued", issued_at=NOW, dated=NOW.date(), document=answer, approved_version=version, entry=entry
    )
    take_answer(OutboxEvent(name="chancery.issue_draft", payload={"type": "chancery.draft", "key": str(draft.pk)}))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.answer) == ("acted", answer)


# Following, urging, recalling.


def test_urging_tells_the_receivers_leaves_a_row_and_happens_once_a_day(world, delivery):
    hoa = world.people["hoa"]
    services.urge_delivery(delivery=delivery, by=hoa, at=LATER)
    assert delivery.urged_times == 1 and codes(delivery) == ["send", "urge"]
    assert notify.notices_of(world.people["minh"]).filter(kind="chancery.urged").count() == 1
    refused("chancery.urged_today", verb="urge_delivery", delivery=delivery, by=hoa, at=LATER)
    services.urge_delivery(delivery=delivery, by=hoa, at=LATER + timedelta(days=3))
    assert delivery.urged_times == 2


def test_urging_where_nobody_receives_or_nothing_is_owed_is_refused(world, paper, delivery):
    hoa = world.people["hoa"]
    [empty] = send(world, paper, inside(world, "NA.STC"))
    refused("chancery.nobody_there", verb="urge_delivery", delivery=empty, by=hoa, at=LATER)
    services.act_on_delivery(delivery=delivery, answer=None, note="xong", by=world.people["minh"], at=LATER)
    refused("chancery.nothing_to_urge", verb="urge_delivery", delivery=delivery, by=hoa, at=LATER)


def test_the_job_takes_the_steps_of_the_policy_in_working_time(world, delivery):
    minh = world.people["minh"]
    Position.objects.filter(person=minh).update(is_head=True)
    for moment, times in (
        (april(11, 11, 0), 0),   # three working hours
        (april(11, 14, 30), 1),  # more than four: the first step
        (april(12, 9, 0), 1),    # Saturday: nobody is told
        (april(14, 7, 0), 1),    # the office is not open yet
        (april(14, 8, 0), 2),    # the next working day
        (april(14, 16, 0), 2),   # once a day at most
        (april(15, 8, 0), 3),    # two working days: the head too
    ):  # fmt: skip
        with clock.fixed(moment):
            jobs.urge_unread()
            jobs.urge_unread()
        delivery.refresh_from_db()
        assert delivery.urged_times == times, moment
    services.receive_delivery(delivery=delivery, by=minh, at=LATER)
    services.note_read(delivery=delivery, by=minh, at=LATER)
    with clock.fixed(datetime(2025, 5, 12, 8, 0, tzinfo=clock.ZONE)):
        jobs.urge_unread()
    delivery.refresh_from_db()
    assert delivery.urged_times == 3


def test_what_was_received_is_urged_only_to_be_read(world):
    rules = rules_on(date(2025, 4, 11))
    lasting = waited(world.units["NA.STP"], NOW, NOW + timedelta(hours=8))
    assert due_step(rules, lasting, received=False, done=0) is not None
    assert due_step(rules, lasting, received=True, done=0) is None


def test_recalling_takes_the_paper_away_and_tells_why(world, paper, delivery):
    hoa = world.people["hoa"]
    refused("chancery.reason_missing", verb="recall_delivery", delivery=delivery, reason="", by=hoa, at=LATER)
    services.recall_delivery(delivery=delivery, reason="gửi nhầm bản", by=hoa, at=LATER)
    assert delivery.state == "recalled" and not Holder.objects.filter(unit=delivery.unit, document=paper).exists()
    assert "gửi nhầm bản" in notify.notices_of(world.people["minh"]).first().words
    assert delivery.moves.last().note == "gửi nhầm bản"
    assert send(world, paper, inside(world, "NA.STP"))[0].state == "sent", "after a recall it can be sent again"


def test_a_unit_whose_book_holds_the_paper_keeps_reading_it_after_a_recall(world, paper, delivery):
    services.enter(document=paper, unit=world.units["NA.STP"], on=NOW.date(), by=world.people["minh"], at=NOW)
    services.recall_delivery(delivery=delivery, reason="nhầm", by=world.people["hoa"], at=LATER)
    assert Holder.objects.filter(unit=delivery.unit, document=paper).exists()


def test_the_receiver_does_not_recall_and_the_sender_does_not_act(world, delivery):
    with pytest.raises(NotAllowed):
        services.recall_delivery(delivery=delivery, reason="x", by=world.people["minh"], at=LATER)
    with pytest.raises(NotAllowed):
        services.act_on_delivery(delivery=delivery, answer=None, note="x", by=world.people["hoa"], at=LATER)


def test_the_inbox_puts_late_papers_first_and_the_senders_page_counts(world, paper, delivery):
    monday = date(2025, 4, 14)
    [row] = inbox(world.people["minh"], monday)
    assert row.late and row.unacknowledged and not row.overdue
    assert not inbox(world.people["minh"], NOW.date())[0].late, "the day it came is time enough"
    assert not inbox(world.people["lan"], monday).exists() and not inbox(world.people["dung"], monday).exists()
    services.receive_delivery(delivery=delivery, by=world.people["minh"], at=LATER)
    found = standing(sent_of(paper, world.people["hoa"], date(2025, 5, 2)))
    assert (found.total, found.counts, found.unread, found.late) == (1, {"received": 1}, 1, 1)
    assert sent_of(paper, world.people["minh"], monday).count() == 0


def test_what_waits_for_the_unit_is_open_work_of_its_receivers_until_it_is_dealt_with(world, paper, delivery):
    minh, day = world.people["minh"], NOW.date()
    [work] = [one for one in open_work(minh, day) if one.kind == "chancery.delivery"]
    assert work.link == f"/van-ban/den/{delivery.pk}/" and work.due_on == day, "to be received the day it came"
    assert waiting_deliveries(minh, day) == (1, 0) and waiting_deliveries(minh, date(2025, 4, 14)) == (1, 1)
    services.receive_delivery(delivery=delivery, by=minh, at=LATER)
    assert [one.due_on for one in open_work(minh, day) if one.kind == "chancery.delivery"] == [date(2025, 4, 30)]
    services.act_on_delivery(delivery=delivery, answer=None, note="xong", by=minh, at=LATER)
    assert waiting_deliveries(minh, day) == (0, 0) == waiting_deliveries(world.people["lanhdao"], day)
    assert not [one for one in open_work(minh, day) if one.kind == "chancery.delivery"]


# Mail.


def mailed(world, paper, address="so.tp@nghean.gov.vn"):
    return send(world, paper, Addressee("mail", "Sở Tư pháp", address=address))[0]


def test_mail_is_sent_only_when_the_server_took_it_and_carries_the_paper(world, paper, settings):
    with mail_server(settings) as post:
        row = mailed(world, paper)
        assert row.state == "waiting" and not post.letters
        assert jobs.mail_waiting() == "1 thư đã gửi, 0 thư lỗi"
        jobs.mail_waiting()
    row.refresh_from_db()
    [(to, letter)] = post.letters
    [attachment] = letter.iter_attachments()
    assert row.state == "sent" and to == ["so.tp@nghean.gov.vn"] and "2822/UBND-KSTT" in letter["Subject"]
    with paper.file.content.open("rb") as content:
        assert attachment.get_content() == content.read()
    assert attachment.get_filename() == paper.file_name


def test_a_server_that_is_down_leaves_it_failed_and_it_is_tried_again_after_a_pause(world, paper, settings):
    with mail_server(settings):
        row = mailed(world, paper)
    with clock.fixed(NOW):
        jobs.mail_waiting()
    row.refresh_from_db()
    assert row.state == "failed" and "không gửi được" in row.moves.last().note and row.sent_at is None
    with mail_server(settings) as post:
        with clock.fixed(NOW + timedelta(minutes=5)):
            jobs.mail_waiting()
        assert not post.letters, "the pause is not over"
        with clock.fixed(NOW + timedelta(minutes=11)):
            jobs.mail_waiting()
    row.refresh_from_db()
    assert row.state == "sent" and len(post.letters) == 1


def test_an_address_refused_for_good_waits_for_a_person_to_try_again(world, paper, settings):
    with mail_server(settings) as post:
        row = mailed(world, paper)
        post.answer = "550 no such user"
        jobs.mail_waiting()
        post.answer = "250 OK"
        with clock.fixed(clock.now() + timedelta(days=1)):
            jobs.mail_waiting()
        row.refresh_from_db()
        assert row.state == "failed" and not post.letters
        services.retry_delivery(delivery=row, by=world.people["hoa"], at=clock.now())
        jobs.mail_waiting()
    row.refresh_from_db()
    assert row.state == "sent"
    refused("chancery.not_failed", verb="retry_delivery", delivery=row, by=world.people["hoa"], at=clock.now())


def test_without_a_server_or_with_a_bad_mailbox_nothing_is_made(world, paper, settings):
    settings.THUOCDO_MAIL_ON = False
    with pytest.raises(Refused, match="máy chủ thư"):
        mailed(world, paper)
    settings.THUOCDO_MAIL_ON = True
    with pytest.raises(Refused, match="không phải địa chỉ"):
        mailed(world, paper, "so.tp(at)nghean")
    assert not Delivery.objects.exists()


def test_a_recalled_mail_is_asked_to_be_disregarded_once(world, paper, settings):
    with mail_server(settings) as post:
        row = mailed(world, paper)
        jobs.mail_waiting()
        row.refresh_from_db()
        services.recall_delivery(delivery=row, reason="sai ngày", by=world.people["hoa"], at=clock.now())
        for _ in range(2):
            services.mail_recall(delivery=row, by=audit.SYSTEM, at=clock.now())
    assert [letter["Subject"] for _to, letter in post.letters][1:] == ["Thu hồi văn bản 2822/UBND-KSTT"]
    assert "sai ngày" in post.letters[1][1].get_content()


def test_a_paper_that_is_withdrawn_while_its_mail_waits_is_not_mailed(world, paper, settings):
    with mail_server(settings) as post:
        row = mailed(world, paper)
        stale = Delivery.objects.get(pk=row.pk)
        withdraw(world, paper)
        assert mail_to_try(clock.now()) == []
        services.mail_delivery(delivery=stale, by=audit.SYSTEM, at=clock.now())
        assert not post.letters and stale.state == "waiting", "also when it was withdrawn after it was looked up"
        stop_withdrawn(OutboxEvent(name="documents.withdraw", payload={"key": paper.pk}))
        stop_withdrawn(OutboxEvent(name="documents.withdraw", payload={"key": paper.pk}))
    row.refresh_from_db()
    assert row.state == "recalled" and codes(row) == ["recall"] and "ban hành nhầm" in row.moves.last().note


def test_a_mail_without_a_file_fails_and_the_later_ones_go_on(world, paper, settings):
    other = official(world, ANSWER, name="khac.txt")
    with mail_server(settings) as post:
        first = mailed(world, paper)
        second = mailed(world, other)
        paper.file.content.storage.delete(paper.file.content.name)
        assert jobs.mail_waiting() == "1 thư đã gửi, 1 thư lỗi"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, len(post.letters)) == ("failed", "sent", 1)
    assert "không có tệp" in first.moves.last().note


# Packages that were not handed over yet.


@pytest.fixture
def packed(world, paper):
    """One package to two agencies of the axis, waiting."""
    with_codes(world, NA_SNV="H41.20")
    return send(world, paper, *(Addressee("edxml", name, address=code) for name, code in (("Hà Tĩnh", "H27"),
                                                                                          ("Huế", "H57"))))  # fmt: skip


def told_to(message) -> list[str]:
    with message.file.content.open("rb") as content:
        return [one.code for one in read_message(content.read()).head.to]


def test_a_package_recalled_before_it_went_goes_to_the_others_only_and_then_to_nobody(world, packed):
    first, second, hoa = *packed, world.people["hoa"]
    assert told_to(AxisMessage.objects.get()) == ["H27", "H57"]
    services.recall_delivery(delivery=first, reason="gửi nhầm", by=hoa, at=LATER)
    [message] = outgoing_messages(LATER)
    assert told_to(message) == ["H57"]
    second.refresh_from_db()
    services.recall_delivery(delivery=second, reason="gửi nhầm", by=hoa, at=LATER)
    assert outgoing_messages(LATER) == [] and not still_outgoing(message)


def test_a_package_of_a_withdrawn_paper_is_not_handed_over(world, paper, packed):
    [message] = outgoing_messages(LATER)
    withdraw(world, paper)
    assert outgoing_messages(LATER) == [] and not still_outgoing(message)
    stop_withdrawn(OutboxEvent(name="documents.withdraw", payload={"key": paper.pk}))
    assert {row.state for row in Delivery.objects.all()} == {"recalled"}
    assert AxisMessage.objects.get().state == "done"


def test_handing_over_one_package_leaves_another_of_the_same_paper_waiting(world, paper, packed):
    [later] = send(world, paper, Addressee("edxml", "Quảng Trị", address="H50"), at=LATER)
    services.hand_over_package(delivery=packed[0], note="", by=world.people["hoa"], at=LATER)
    later.refresh_from_db()
    assert later.state == "waiting" and [told_to(one) for one in outgoing_messages(LATER)] == [["H50"]]
    assert {Delivery.objects.get(pk=one.pk).state for one in packed} == {"sent"}


# Refused by mistake; who sends.


def test_what_was_refused_by_mistake_is_sent_again(world, paper, delivery):
    services.refuse_delivery(delivery=delivery, reason="nhầm", by=world.people["minh"], at=LATER)
    [again] = send(world, paper, inside(world, "NA.STP"), at=LATER)
    assert again.state == "sent" and Holder.objects.filter(unit=again.unit, document=paper).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(document=paper, sender=again.sender, way="inside", unit=again.unit, name="x",
                                made_at=LATER, made_by=again.made_by, state="sent")  # fmt: skip


def test_a_unit_that_neither_issued_nor_received_a_paper_does_not_send_it(world, paper, delivery):
    with pytest.raises(NotAllowed) as refusal:
        send(world, paper, inside(world, "NA.STC"), who="minh", sender="NA.STP")
    assert refusal.value.code == "chancery.not_its_paper" or "send_document" in refusal.value.code


@pytest.mark.parametrize("verb", ["recall_delivery", "refuse_delivery"])
def test_what_a_unit_may_no_longer_read_is_not_in_its_inbox(world, paper, delivery, verb):
    who = world.people["hoa" if verb == "recall_delivery" else "minh"]
    Document.objects.filter(pk=paper.pk).update(province=None)
    getattr(services, verb)(delivery=delivery, reason="nhầm", by=who, at=LATER)
    assert not inbox(world.people["minh"], NOW.date()).exists()
    Holder.objects.create(document=paper, unit=delivery.unit, why="entered", since=LATER)
    assert inbox(world.people["minh"], NOW.date()).exists(), "its own book holds it"


# At the same moment.


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_leave_one_delivery_and_two_who_receive_one_move():
    world = factories.make_world()
    paper = official(world)

    def at_once(act) -> list[str]:
        start, said = threading.Barrier(2), []

        def one() -> None:
            try:
                start.wait(timeout=10)
                act()
                said.append("done")
            except Refused as refusal:
                said.append(refusal.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return sorted(said)

    def sending() -> None:
        send(world, Document.objects.get(pk=paper.pk), inside(world, "NA.STP"))

    def receiving() -> None:
        services.receive_delivery(delivery=Delivery.objects.get(), by=world.people["minh"], at=LATER)

    assert at_once(sending) == ["chancery.no_addressee", "done"] and Delivery.objects.count() == 1
    assert at_once(receiving) == ["chancery.delivery.not_allowed", "done"]
    assert codes(Delivery.objects.get()) == ["send", "receive"]

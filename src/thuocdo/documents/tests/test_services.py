"""Decisions of the room: done, refused, repeated, concurrent; what the audit keeps."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from thuocdo.core import audit, clock
from thuocdo.core.models import OutboxEvent
from thuocdo.documents import services
from thuocdo.documents.models import Document, EarlierReading, Item, ItemChange
from thuocdo.documents.rules.shapes import WrongFields
from thuocdo.documents.tests import factories
from thuocdo.kernel.errors import NotAllowed, Refused, Stale

pytestmark = pytest.mark.django_db


def item_of(document: Document, label: str) -> Item:
    return document.items.get(label=label)


@pytest.fixture
def act(world):
    """Calls a service as a person, now."""

    def call(service, who="hoa", **kwargs):
        return service(by=world.people[who] if who else None, at=clock.now(), **kwargs)

    return call


def test_a_letter_is_read_into_a_head_and_items(world, letter):
    letter.refresh_from_db()
    assert (letter.state, letter.number_symbol, letter.issued_value) == ("proposed", "176/UBND-KSTT", "2024-01-09")
    assert letter.issuer == world.units["NA.UBND"] and letter.province == world.units["P40"]
    assert letter.received_unit == world.units["NA.SNV"]
    kinds = set(letter.items.values_list("kind", flat=True))
    assert {"task", "citation"} <= kinds
    for item in letter.items.all():
        assert item.state == "proposed" and item.read and item.decided_by is None
        assert all(0 <= a < b <= len(letter.text) for a, b in item.spans)
    assert audit.history(letter).get().action == "documents.receive_document"
    assert OutboxEvent.objects.filter(name="documents.receive_document").exists()


def test_the_same_bytes_twice_are_the_same_paper_and_say_so(world, letter, act):
    again = act(services.receive_document, paper=services.Paper("khac.txt", factories.LETTER.encode()))
    assert (again.document.pk, again.is_new) == (letter.pk, False)
    assert "không tạo bản thứ hai" in again.message
    assert Document.objects.count() == 1


def test_pasted_text_becomes_a_text_file(act):
    received = act(services.receive_document, paper=services.Paper.pasted(factories.LETTER, "Công văn 176"))
    assert received.document.file_name == "Công văn 176.txt" and received.document.state == "proposed"


def test_a_paper_of_another_province_is_read_with_the_names_of_that_province(world):
    document = factories.seed(world, "cv-thkh")
    assert document.issuer == world.units["TH.UBND"] and document.province == world.units["P40"]


def test_the_system_receives_for_the_province_that_the_issuer_names(world):
    paper = services.Paper("a.txt", factories.LETTER.encode())
    document = services.receive_document(paper=paper, by=audit.SYSTEM, at=clock.now()).document
    assert document.province == world.units["P40"] and document.received_by is None


def test_nothing_pasted_is_refused():
    with pytest.raises(Refused, match="Chưa có chữ nào"):
        services.Paper.pasted("  \n ")


def test_what_cannot_be_read_is_kept_with_its_reason(act):
    received = act(services.receive_document, paper=services.Paper("anh.pdf", b"%PDF-1.7 broken"))
    document = received.document
    assert document.state == "reading_failed" and document.refusal["message"]
    with document.file.content.open("rb") as kept:
        assert kept.read() == b"%PDF-1.7 broken"


def test_who_has_no_role_or_is_not_signed_in_receives_nothing(act):
    for who in ("quantri", "thamdinh", "lanhdao", None):
        with pytest.raises(NotAllowed):
            act(services.receive_document, who=who, paper=services.Paper("a.txt", b"abc"))
    assert not Document.objects.exists()


def test_a_paper_comes_to_the_unit_for_which_its_receiver_may_receive(world, act):
    from thuocdo.directory.models import Position

    both = factories.person(world, "both", "Mai Hai Việc", "NA.SNV", "appraiser")
    Position.objects.create(
        person=both, unit=world.units["NA.STP"], title="Giám đốc", role="unit_head", valid=factories.ALWAYS
    )
    received = act(services.receive_document, who="both", paper=services.Paper("a.txt", factories.LETTER.encode()))
    assert received.document.received_unit == world.units["NA.STP"]


def test_an_item_is_confirmed_by_a_named_person_once(paper, world, act):
    done = act(services.confirm_item, document=paper, item=item_of(paper, "N1"))
    paper.refresh_from_db()
    assert (done.state, done.decided_by, paper.state) == ("accepted", world.people["hoa"], "confirming")
    change = done.changes.get()
    assert (change.verb, change.before["state"], change.after["state"]) == ("confirm", "proposed", "accepted")
    with pytest.raises(Refused, match="đã xác nhận rồi"):
        act(services.confirm_item, document=paper, item=done)
    row = audit.history(paper).last()
    assert row.action == "documents.confirm_item" and list(row.after) == ["N1"]


def test_the_system_confirms_nothing(paper):
    with pytest.raises(NotAllowed, match="đứng tên một người"):
        services.confirm_item(document=paper, item=item_of(paper, "N1"), by=audit.SYSTEM, at=clock.now())
    assert item_of(paper, "N1").state == "proposed"


@pytest.mark.parametrize("who", ["dung", "lanhdao", "thamdinh", "minh", "lan", None])
def test_others_do_not_confirm(paper, act, who):
    with pytest.raises(NotAllowed):
        act(services.confirm_item, who=who, document=paper, item=item_of(paper, "N1"))
    assert audit.history(paper).last().outcome == "refused"


def test_what_a_commune_received_its_officer_confirms(world, act):
    mine = factories.receive(world, who="lan", text=factories.LETTER + "\n ")
    item = mine.items.first()
    assert act(services.confirm_item, who="lan", document=mine, item=item).state == "accepted"


def test_several_are_confirmed_under_one_name_and_one_undo_takes_them_back(paper, act):
    items = list(paper.items.all())
    done = act(services.confirm_many, document=paper, items=items[:2])
    assert {item.state for item in done} == {"accepted"}
    assert len({change.batch for change in ItemChange.objects.all()}) == 1
    act(services.undo_last, document=paper)
    assert set(paper.items.values_list("state", flat=True)) == {"proposed"}
    with pytest.raises(Refused, match="chưa quyết gì"):
        act(services.undo_last, document=paper)


def test_none_chosen_is_refused(paper, act):
    with pytest.raises(Refused, match="Chưa có mục nào"):
        act(services.confirm_many, document=paper, items=[])


def test_a_correction_keeps_what_was_read_and_what_was_before(paper, act):
    item = item_of(paper, "N1")
    done = act(
        services.correct_item, document=paper, item=item, reason="Ghi thiếu",
        data={"lead_agencies": ["Sở Tư pháp", " "], "text": "  Rà soát   lại  "},
    )  # fmt: skip
    assert done.state == "corrected" and done.read["text"] == factories.TASK["text"]
    assert (done.data["text"], done.data["lead_agencies"]) == ("Rà soát lại", ["Sở Tư pháp"])
    assert done.data["coordinating_agencies"] == ["Sở Tài chính"]
    change = done.changes.get()
    assert change.before["data"]["text"] == factories.TASK["text"] and change.reason == "Ghi thiếu"


def test_a_date_that_is_not_in_the_calendar_is_refused_beside_its_field(paper, act):
    item = item_of(paper, "N1")
    deadline = {"kind": "date", "value": "2025-02-31", "text": "trước ngày 31/02/2025"}
    with pytest.raises(WrongFields) as refused:
        act(services.correct_item, document=paper, item=item, data={"deadlines": [deadline], "text": ""})
    assert "tháng 2 năm 2025 có 28 ngày" in refused.value.problems["deadlines"]
    assert refused.value.problems["text"]
    assert item_of(paper, "N1").state == "proposed"


def test_an_older_sight_of_an_item_overwrites_nothing(paper, act):
    seen = item_of(paper, "N1")
    act(services.correct_item, document=paper, item=item_of(paper, "N1"), data={"text": "Bản mới"})
    with pytest.raises(Stale, match="vừa đổi mục N1"):
        act(services.correct_item, document=paper, item=seen, data={"text": "Bản cũ"})
    assert item_of(paper, "N1").text == "Bản mới"


def test_an_item_is_cut_in_two_at_a_sentence(paper, act):
    item = item_of(paper, "N1")
    parts = act(services.split_item, document=paper, item=item, cut_at=factories.TASK["text"].index("Giao"))
    assert [part.text for part in parts] == ["Rà soát thủ tục hành chính; công bố kịp thời.", "Giao Sở Nội vụ theo dõi"]
    assert [part.state for part in parts] == ["proposed", "proposed"]
    assert item_of(paper, "N1").state == "replaced" and set(parts[0].parents.all()) == {item}
    assert parts[0].data["lead_agencies"] == ["Sở Nội vụ"]
    with pytest.raises(Refused, match="rỗng"):
        act(services.split_item, document=paper, item=parts[0], cut_at=0)


def test_both_parts_keep_their_own_place_in_the_source(world, act):
    letter = factories.receive(world)
    start = letter.text.index("Sở Tư pháp rà soát")
    end = letter.text.index("quý III/2025") + len("quý III/2025")
    factories.clear_items(letter)
    text = " ".join(letter.text[start:end].split())
    item = factories.add_task(letter, "N1", spans=[[start, end]], data={"text": text})
    first, second = act(services.split_item, document=letter, item=item, cut_at=text.index("Sở Tài chính"))
    assert letter.text[slice(*first.spans[0])].strip() == "Sở Tư pháp rà soát văn bản quy phạm pháp luật."
    assert letter.text[slice(*second.spans[0])].startswith("Sở Tài chính bố trí")


def test_neighbours_are_joined_and_an_undo_parts_them(paper, act):
    items = [item_of(paper, "N1"), item_of(paper, "N2")]
    merged = act(services.merge_items, document=paper, items=items)
    assert merged.text.count("Rà soát") == 2 and merged.data["lead_agencies"] == ["Sở Nội vụ"]
    assert len(merged.spans) == 2 and set(merged.parents.all()) == set(items)
    assert {item_of(paper, "N1").state, item_of(paper, "N2").state} == {"replaced"}
    act(services.undo_last, document=paper)
    assert {item_of(paper, "N1").state, item_of(paper, "N2").state} == {"proposed"}
    assert Item.objects.get(pk=merged.pk).state == "withdrawn"


def test_one_item_alone_or_different_kinds_are_not_joined(paper, act):
    other = Item.objects.create(document=paper, kind="shortcoming", label="T1", order=5, data={"text": "chậm"})
    for items in ([item_of(paper, "N1")], [item_of(paper, "N1"), other]):
        with pytest.raises(Refused, match="cùng loại"):
            act(services.merge_items, document=paper, items=items)


def test_leaving_out_needs_a_reason_and_can_be_taken_back(paper, act):
    with pytest.raises(Refused, match="cần ghi lý do"):
        act(services.discard_item, document=paper, item=item_of(paper, "N1"), reason="  ")
    done = act(services.discard_item, document=paper, item=item_of(paper, "N1"), reason="Trùng N2")
    assert (done.state, done.reason) == ("discarded", "Trùng N2")
    back = act(services.restore_item, document=paper, item=done)
    assert (back.state, back.decided_by, back.reason) == ("proposed", None, "")
    with pytest.raises(Refused, match="không làm lại"):
        act(services.restore_item, document=paper, item=back)


def test_a_passage_of_the_source_becomes_an_item(paper, act):
    start = paper.text.index("đôn đốc, kiểm tra")
    added = act(services.add_item, document=paper, kind="task", data={}, spans=[[start, start + 17]])
    assert (added.text, added.state, added.label, added.read) == ("đôn đốc, kiểm tra", "added", "N4", {})
    typed = act(services.add_item, document=paper, kind="shortcoming", data={"text": "chưa quyết liệt"}, spans=[])
    assert (typed.label, typed.spans) == ("T1", [])
    found = act(services.add_item, document=paper, kind="task", data={"text": "Sở Tư pháp rà soát văn bản"}, spans=[])
    assert paper.text[slice(*found.spans[0])] == "Sở Tư pháp rà soát văn bản"
    for kind, data, spans in (("task", {}, []), ("task", {}, [[0, 10**9]]), ("thơ", {"text": "a"}, [])):
        with pytest.raises(Refused):
            act(services.add_item, document=paper, kind=kind, data=data, spans=spans)


def test_undo_refuses_what_another_person_has_decided_since(paper, act, world):
    factories.person(world, "hoa2", "Đặng Hòa", "NA.SNV", "cycle_owner")
    first = act(services.confirm_item, document=paper, item=item_of(paper, "N1"))
    act(services.correct_item, who="hoa2", document=paper, item=first, data={"text": "Khác"})
    with pytest.raises(Refused, match="đã được người khác quyết"):
        act(services.undo_last, document=paper)
    act(services.undo_last, who="hoa2", document=paper)
    act(services.undo_last, document=paper)
    assert (item_of(paper, "N1").state, item_of(paper, "N1").text) == ("proposed", factories.TASK["text"])


def test_undo_goes_back_step_by_step(paper, act):
    act(services.confirm_item, document=paper, item=item_of(paper, "N1"))
    act(services.discard_item, document=paper, item=item_of(paper, "N1"), reason="Nhầm")
    act(services.undo_last, document=paper)
    assert (item_of(paper, "N1").state, item_of(paper, "N1").reason) == ("accepted", "")
    act(services.undo_last, document=paper)
    assert item_of(paper, "N1").state == "proposed"


def test_a_paper_is_confirmed_when_every_item_is_decided_and_then_rests(paper, act, world):
    with pytest.raises(Refused, match="Còn 3 mục chưa quyết"):
        act(services.confirm_document, document=paper)
    act(services.confirm_many, document=paper, items=list(paper.items.all()))
    done = act(services.confirm_document, document=paper)
    assert (done.state, done.confirmed_by) == ("confirmed", world.people["hoa"])
    for service, more in (
        (services.correct_item, {"item": item_of(paper, "N1"), "data": {"text": "x"}}),
        (services.undo_last, {}), (services.confirm_document, {}), (services.read_again, {}),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act(service, document=paper, **more)


def test_the_head_is_corrected_and_a_wrong_date_refused_beside_it(letter, act):
    with pytest.raises(WrongFields) as refused:
        act(services.correct_metadata, document=letter, data={"issued": "31/02/2025"})
    assert "không có trong lịch" in refused.value.problems["issued"]
    done = act(services.correct_metadata, document=letter, data={"issued": "02/2024", "number_symbol": "177/UBND-KSTT"})
    assert (done.issued_value, done.issued_on, done.date_precision) == ("2024-02", None, "month")
    row = audit.history(letter).last()
    assert (row.before["number_symbol"], row.after["number_symbol"]) == ("176/UBND-KSTT", "177/UBND-KSTT")
    assert letter.reading["metadata"]["number_symbol"] == "176/UBND-KSTT"


def test_a_citation_finds_its_paper_whichever_arrives_first(world, letter, act):
    waiting = letter.citations.get(number_key="3667/QD-UBND")
    assert waiting.cited is None
    decision = factories.seed(world, "qd-3667")
    waiting.refresh_from_db()
    assert waiting.cited == decision
    later = factories.receive(world, text=factories.LETTER.replace("176", "180"))
    assert later.citations.get(number_key="3667/QD-UBND").cited == decision
    act(services.correct_metadata, document=decision, data={"issued": "30/12/2020"})
    waiting.refresh_from_db()
    assert waiting.cited is None


def test_a_newer_reading_renews_only_what_nobody_touched(letter, act):
    first = letter.items.filter(kind="task").first()
    act(services.correct_item, document=letter, item=first, data={"text": "Bản của người"})
    untouched = letter.items.filter(kind="task").exclude(pk=first.pk).first()
    Item.objects.filter(pk=untouched.pk).update(read={"text": "bản đọc cũ"}, data={"text": "bản đọc cũ"})
    act(services.read_again, document=letter)
    first.refresh_from_db()
    untouched.refresh_from_db()
    assert first.text == "Bản của người" and untouched.state == "withdrawn"
    assert letter.items.filter(state="proposed", kind="task").exists()
    assert EarlierReading.objects.get().document == letter


def test_a_failed_paper_can_be_read_again(world, act):
    document = act(services.receive_document, paper=services.Paper("a.pdf", b"%PDF-1.7 broken")).document
    with pytest.raises(Refused):
        act(services.read_again, document=document)
    document.refresh_from_db()
    assert document.state == "reading_failed"


@pytest.mark.django_db(transaction=True)
def test_two_people_deciding_at_once_do_not_both_win():
    world = factories.make_world()
    document = factories.receive(world)
    factories.clear_items(document)
    item = factories.add_task(document, "N1")
    ended: list[str] = []
    barrier = threading.Barrier(2)

    def decide(text: str) -> None:
        try:
            barrier.wait(timeout=10)
            services.correct_item(
                document=Document.objects.get(pk=document.pk), item=Item.objects.get(pk=item.pk), data={"text": text},
                by=world.people["hoa"], at=clock.now(),
            )  # fmt: skip
            ended.append("done")
        except Stale:
            ended.append("stale")
        finally:
            connection.close()

    seen = Item.objects.get(pk=item.pk)
    assert seen.revision == 1
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        threads = [threading.Thread(target=decide, args=(text,)) for text in ("một", "hai")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=0.5)
    for thread in threads:
        thread.join(timeout=10)
    assert sorted(ended) == ["done", "stale"]

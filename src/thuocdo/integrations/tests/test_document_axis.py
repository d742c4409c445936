"""The document axis: packages handed over and fetched, states in and out, changes decided by people; through a real
server on a local port, and through a folder."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DataError

from thuocdo.chancery import services
from thuocdo.chancery.edxml.building import build_package, build_status
from thuocdo.chancery.edxml.content import Agency, Answered, Attached, Business, Head, Package, Status
from thuocdo.chancery.edxml.reading import read_message
from thuocdo.chancery.models import AxisMessage, Delivery, SecretCount
from thuocdo.chancery.services import Addressee
from thuocdo.chancery.tests.delivering import NOW, official, send, with_codes
from thuocdo.core import clock, notify
from thuocdo.core.models import AuditRow, Notice, OutboxEvent, StoredFile
from thuocdo.documents import handlers
from thuocdo.documents import permissions as papers
from thuocdo.documents.models import Document
from thuocdo.documents.tests import factories
from thuocdo.integrations.document_axis.configuration import Configuration, read
from thuocdo.integrations.document_axis.exchange import exchange
from thuocdo.integrations.tests.axis_server import SECRET, SYSTEM, axis_server
from thuocdo.kernel.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
KEY = "H41.20,2025/04/10,2822/UBND-KSTT"
OUTSIDE = Agency("H27", "UBND tỉnh Hà Tĩnh", "UBND tỉnh Hà Tĩnh")
LOCAL = datetime(2025, 4, 12, 9, 0)  # noqa: DTZ001 - messages carry local time without a zone


@pytest.fixture
def world(db):
    made = factories.make_world()
    with_codes(made, NA_SNV="H41.20", NA_STP="H41.21")
    with clock.fixed(NOW):
        yield made


@pytest.fixture
def axis(settings):
    with axis_server() as running:
        settings.THUOCDO_AXIS = Configuration(running.url, SYSTEM, SECRET)
        yield running


@pytest.fixture
def delivery(world):
    paper = official(world)
    return send(world, paper, Addressee("edxml", OUTSIDE.name, address="H27"), due=date(2025, 4, 30))[0]


def incoming(document_id: str = "H27,2025/04/08,15/UBND-NC", **more) -> bytes:
    head = Head(
        sender=OUTSIDE, to=(Agency("H41.21", "Sở Tư pháp"),), number="15", notation="UBND-NC", place="Hà Tĩnh",
        dated=date(2025, 4, 8), type_name="Công văn", subject="V/v phối hợp", document_id=document_id,
    )  # fmt: skip
    files = (Attached("cv.txt", "UBND TỈNH HÀ TĨNH\nSố: 15/UBND-NC\nHà Tĩnh, ngày 08 tháng 4 năm 2025\n".encode()),)
    return build_package(Package(head, LOCAL, **{"files": files, **more}))


def status(code: str, words: str = "", about: str = KEY) -> bytes:
    said = Answered("H41.20", "2822/UBND-KSTT", date(2025, 4, 10), about)
    return build_status(Status(OUTSIDE, said, code, words, LOCAL))


def told(axis, key: str, code: str, words: str = "") -> Delivery:
    """The other side tells a state; the delivery as it is then."""
    axis.waiting[key] = ("status", status(code, words))
    exchange()
    return Delivery.objects.get()


def codes(axis) -> list[str]:
    """Status codes that we have handed over."""
    found = [read_message(body) for query, body in axis.sent if query["messagetype"] == "status"]
    return [one.status.code for one in found if one.status]


def test_nothing_is_exchanged_while_nothing_is_configured(settings, db):
    settings.THUOCDO_AXIS = Configuration()
    assert exchange() == "chưa nối trục liên thông"


@pytest.mark.parametrize("given", [
    {"THUOCDO_AXIS_URL": "http://truc.example.vn", "THUOCDO_AXIS_SYSTEM": "a", "THUOCDO_AXIS_SECRET": "b"},
    {"THUOCDO_AXIS_URL": "https://truc.example.vn"},
    {"THUOCDO_AXIS_URL": "https://truc.example.vn", "THUOCDO_AXIS_FOLDER": "/srv"},
    {"THUOCDO_AXIS_FOLDER": "truc"},
])  # fmt: skip
def test_a_wrong_configuration_is_refused_when_the_program_starts(given):
    with pytest.raises(Refused):
        read(given)


def test_the_secret_is_in_no_representation():
    assert "bí-mật" not in repr(Configuration("https://a", "b", "bí-mật"))


# Out.


def test_a_package_is_sent_only_when_the_axis_took_it(world, axis, delivery):
    assert delivery.state == "waiting"
    axis.refuses = "hệ thống bảo trì"
    assert exchange.__module__ and Delivery.objects.get().state == "waiting"
    with pytest.raises(Refused):
        exchange()
    delivery = Delivery.objects.get()
    assert delivery.state == "failed" and "bảo trì" in delivery.moves.last().note
    axis.refuses = ""
    exchange()
    assert Delivery.objects.get().state == "failed" and not axis.sent, "after a pause, or when a person says so"
    services.retry_delivery(delivery=delivery, by=world.people["hoa"], at=NOW)
    exchange()
    delivery = Delivery.objects.get()
    assert delivery.state == "sent" and delivery.message_id == KEY
    [(query, body)] = axis.sent
    assert query["messagetype"] == "edoc" and query["from"] == "H41.20"
    head = read_message(body).head
    assert head is not None and head.document_id == KEY and head.due_on == date(2025, 4, 30) and head.steering == "2"
    assert head.place == "Nghệ An" and [one.code for one in head.to] == ["H27"]
    exchange()
    assert len(axis.sent) == 1, "once"


def test_failures_are_tried_again_later_and_later_and_told_once(world, axis, delivery):
    axis.refuses = "hệ thống bảo trì"
    for minutes, attempts in ((0, 1), (4, 1), (5, 2), (19, 2), (20, 3)):
        with clock.fixed(NOW + timedelta(minutes=minutes)), pytest.raises(Refused):
            exchange()
        assert AxisMessage.objects.get().attempts == attempts, minutes
    assert [move.verb for move in Delivery.objects.get().moves.all()] == ["fail"]
    axis.refuses = ""
    with clock.fixed(NOW + timedelta(minutes=45)):
        exchange()
    assert Delivery.objects.get().state == "sent"


def test_a_wrong_secret_is_refused_by_the_axis_and_the_package_waits(world, axis, delivery, settings):
    settings.THUOCDO_AXIS = Configuration(axis.url, SYSTEM, "khác")
    with pytest.raises(Refused, match="401"):
        exchange()
    assert not axis.sent and Delivery.objects.get().state == "failed"


@pytest.mark.parametrize(("code", "state"), [
    ("01", "arrived"), ("03", "received"), ("04", "read"), ("05", "read"), ("06", "acted"), ("02", "refused"),
])  # fmt: skip
def test_a_status_of_the_other_side_moves_the_delivery(world, axis, delivery, code, state):
    exchange()
    found = told(axis, "s1", code, "đã ghi nhận")
    assert found.state == state and found.moves.last().code == code
    assert axis.settled == {"s1": "done"}


def test_states_that_come_late_or_twice_move_nothing_back(world, axis, delivery):
    exchange()
    told(axis, "s1", "06")
    found = told(axis, "s2", "01")
    assert found.state == "acted" and found.moves.last().verb == "note"
    before = AxisMessage.objects.count()
    axis.settled.clear()
    exchange()
    assert AxisMessage.objects.count() == before, "the same message again"


def test_a_status_about_nothing_of_ours_is_kept_as_a_failure(world, axis):
    axis.waiting["s"] = ("status", status("03", about="H41.20,2020/01/01,1/X"))
    exchange()
    assert AxisMessage.objects.get().state == "failed" and axis.settled == {"s": "done"}


def test_a_recall_goes_out_and_the_other_side_agrees_or_not(world, axis, delivery):
    exchange()
    delivery = Delivery.objects.get()
    services.recall_delivery(delivery=delivery, reason="gửi nhầm bản", by=world.people["hoa"], at=NOW)
    exchange()
    message = read_message(axis.sent[-1][1])
    assert message.is_change and message.business.kind == "1" and message.business.document_id == KEY
    assert message.business.reason == "gửi nhầm bản"
    found = told(axis, "s1", "16", "đã đưa vào hồ sơ")
    assert found.state == "recalled" and found.moves.last().note == "đã đưa vào hồ sơ"
    assert "không đồng ý" in notify.notices_of(world.people["hoa"]).first().words


# In.


def test_a_package_waits_for_a_person_its_arrival_is_told_at_once(world, axis):
    axis.waiting["p1"] = ("edoc", incoming())
    exchange()
    message = AxisMessage.objects.get(direction="in")
    assert (message.kind, message.unit, message.state) == ("edoc", world.units["NA.STP"], "waiting")
    assert "phối hợp" in notify.notices_of(world.people["minh"]).get().words
    assert not Document.objects.exists(), "nothing enters the register without a person"
    exchange()
    assert codes(axis) == ["01"] and axis.settled == {"p1": "done"}


def test_taking_a_package_registers_its_papers_and_tells_03_then_people_tell_05_and_06(world, axis):
    axis.waiting["p1"] = ("edoc", incoming())
    exchange()
    message, minh = AxisMessage.objects.get(direction="in"), world.people["minh"]
    with pytest.raises(NotAllowed):
        services.take_package(message=message, by=world.people["lan"], at=NOW)
    services.take_package(message=message, by=minh, at=NOW)
    paper = Document.objects.get()
    assert paper.number_symbol == "15/UBND-NC" and paper.received_unit == world.units["NA.STP"]
    with pytest.raises(Refused):
        services.take_package(message=message, by=minh, at=NOW)
    for code in ("05", "06"):
        services.tell_status(message=message, code=code, note="", by=minh, at=NOW + timedelta(hours=1))
    with pytest.raises(Refused):
        services.tell_status(message=message, code="13", note="", by=minh, at=NOW)
    exchange()
    assert codes(axis) == ["01", "03", "05", "06"]
    answered = read_message(axis.sent[-1][1]).status
    assert answered.about.document_id == "H27,2025/04/08,15/UBND-NC" and answered.sender.code == "H41.21"


def test_a_package_that_was_not_meant_for_us_goes_back_with_the_reason(world, axis):
    axis.waiting["p1"] = ("edoc", incoming())
    exchange()
    message, minh = AxisMessage.objects.get(direction="in"), world.people["minh"]
    with pytest.raises(Refused):
        services.return_package(message=message, reason=" ", by=minh, at=NOW)
    services.return_package(message=message, reason="gửi nhầm", by=minh, at=NOW)
    exchange()
    assert codes(axis) == ["01", "02"] and not Document.objects.exists()
    assert read_message(axis.sent[-1][1]).status.description == "gửi nhầm"


@pytest.mark.parametrize(("kind", "agree", "code", "papers"), [
    ("1", True, "15", 0), ("1", False, "16", 0), ("2", True, "15", 1), ("3", False, "16", 0),
])  # fmt: skip
def test_recalls_updates_and_replacements_are_proposals_for_a_person(world, axis, kind, agree, code, papers):
    about = Business(kind, "sai số liệu", "H27,2025/04/08,15/UBND-NC")
    axis.waiting["c1"] = ("edoc", incoming(business=about))
    exchange()
    message, minh = AxisMessage.objects.get(direction="in"), world.people["minh"]
    assert (message.kind, message.code, message.state) == ("change", kind, "waiting") and not Document.objects.exists()
    services.answer_change(message=message, agree=agree, note="đã rõ", by=minh, at=NOW)
    exchange()
    assert codes(axis) == [code] and Document.objects.count() == papers
    with pytest.raises(Refused):
        services.answer_change(message=message, agree=True, note="", by=minh, at=NOW)


def test_a_package_for_nobody_of_ours_and_a_broken_one_stop_nothing(world, axis):
    axis.waiting["x"] = ("edoc", b"<edXML")
    axis.waiting["y"] = ("edoc", incoming().replace(b"H41.21", b"H99.99"))
    axis.waiting["z"] = (
        "edoc",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + incoming().split(b"?>", 1)[1],
    )
    axis.waiting["p"] = ("edoc", incoming())
    assert exchange().endswith("nhận 2, không nhận được 2")
    assert axis.settled == {"x": "fail", "y": "done", "z": "fail", "p": "done"}
    assert sorted(AxisMessage.objects.filter(direction="in").values_list("state", flat=True)) == ["failed", "waiting"]


STAMPED = Attached(
    "cv-mat.txt", "UBND TỈNH HÀ TĨNH\nSố: 16/UBND-NC\nTỐI MẬT\nHà Tĩnh, ngày 08 tháng 4 năm 2025\n".encode()
)


def kept_words() -> str:
    """Everything that rows, notices and the audit say."""
    rows = AxisMessage.objects.values_list("other", "other_name", "document_id", "subject", "note", "outside_id")
    audited = AuditRow.objects.values_list("thing_name", "before", "after", "why")
    return str([*rows, *audited, *Notice.objects.values_list("words"), *OutboxEvent.objects.values_list("payload")])


def test_a_package_with_a_secret_paper_is_not_kept_only_counted_for_the_unit_it_names(world, axis):
    axis.waiting["p1"] = ("edoc", incoming(files=(STAMPED,)))
    exchange()
    exchange()
    assert axis.settled == {"p1": "fail"} and not AxisMessage.objects.exists() and not StoredFile.objects.exists()
    assert "phối hợp" not in kept_words() and "15/UBND-NC" not in kept_words()
    row = SecretCount.objects.get()
    assert (row.unit, row.count, row.direction) == (world.units["NA.STP"], 1, "in")


@pytest.mark.parametrize("kind", ["0", "2"])
def test_what_turns_out_to_be_secret_when_it_is_taken_is_let_go_of_and_counted(world, axis, monkeypatch, kind):
    monkeypatch.setattr("thuocdo.documents.screening.takes_long", lambda data, name="": True)
    about = Business(kind, "cập nhật", "H27,2025/04/08,15/UBND-NC" if kind != "0" else "")
    axis.waiting["p1"] = ("edoc", incoming(files=(STAMPED,), business=about))
    exchange()
    monkeypatch.undo()
    message, minh = AxisMessage.objects.get(direction="in"), world.people["minh"]
    assert message.subject and notify.notices_of(minh).exists()
    with pytest.raises(Refused) as refusal:
        if kind == "0":
            services.take_package(message=message, by=minh, at=NOW)
        else:
            services.answer_change(message=message, agree=True, note="", by=minh, at=NOW)
    assert refusal.value.code == "documents.state_secret"
    assert SecretCount.objects.get().count == 1 and SecretCount.objects.get().unit == world.units["NA.STP"]
    assert not StoredFile.objects.exclude(content="").exists() and not Document.objects.exists()
    assert "phối hợp" not in kept_words() and "15/UBND-NC" not in kept_words() and "Hà Tĩnh" not in kept_words()
    assert AxisMessage.objects.get(pk=message.pk).state == "failed"


def test_what_the_worker_recognises_in_a_package_takes_the_message_with_it(world, axis, monkeypatch):
    monkeypatch.setattr("thuocdo.documents.screening.takes_long", lambda data, name="": True)
    monkeypatch.setattr("thuocdo.documents.services.receiving.takes_long", lambda data, name="": True)
    axis.waiting["p1"] = ("edoc", incoming(files=(STAMPED,)))
    exchange()
    services.take_package(message=AxisMessage.objects.get(direction="in"), by=world.people["minh"], at=NOW)
    waiting = Document.objects.get()
    handlers.read_what_waits(OutboxEvent(name="documents.receive_document", payload={"key": waiting.pk}))
    assert not Document.objects.exists() and not StoredFile.objects.exclude(content="").exists()
    assert "phối hợp" not in kept_words() and "15/UBND-NC" not in kept_words()
    assert SecretCount.objects.get().count == 1


def test_both_units_of_a_package_may_read_its_papers(world, axis):
    both = incoming().replace(
        b"</edXML:To>", b"</edXML:To><edXML:To><edXML:OrganId>H41.20</edXML:OrganId></edXML:To>", 1
    )
    assert both != incoming()
    axis.waiting["p1"] = ("edoc", both)
    exchange()
    for who, key in (("minh", "NA.STP"), ("hoa", "NA.SNV")):
        message = AxisMessage.objects.get(direction="in", unit=world.units[key])
        services.take_package(message=message, by=world.people[who], at=NOW)
        assert Document.objects.filter(papers.visible_to(world.people[who])).count() == 1, who
    paper = Document.objects.get()
    assert paper.received_unit == world.units["NA.STP"] and paper.holders.get().unit == world.units["NA.SNV"]


def test_the_folder_does_the_same_without_a_network(world, delivery, settings, tmp_path):
    settings.THUOCDO_AXIS = Configuration(folder=str(tmp_path))
    exchange()
    assert Delivery.objects.get().state == "sent"
    [out] = list((tmp_path / "di").iterdir())
    assert read_message(out.read_bytes()).head.document_id == KEY
    (tmp_path / "den" / "a.edxml").write_bytes(status("03"))
    (tmp_path / "den" / "b.edxml").write_bytes(b"hong")
    (tmp_path / "den" / "c.edxml").symlink_to("/etc/hostname")
    exchange()
    assert Delivery.objects.get().state == "received"
    assert [path.name for path in (tmp_path / "den" / "xong").iterdir()] == ["a.edxml"]
    assert [path.name for path in (tmp_path / "den" / "loi").iterdir()] == ["b.edxml"]


def with_long(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def test_a_message_with_fields_that_do_not_fit_stops_nothing(world, axis, delivery):
    exchange()
    axis.waiting["p0"] = ("edoc", incoming(business=Business("12345", "lạ", "H27,2025/04/08,15/UBND-NC")))
    axis.waiting["p1"] = ("edoc", incoming("H27," + "9" * 9000))
    axis.waiting["k" * 5000] = ("edoc", incoming())
    axis.waiting["s0"] = ("status", with_long(status("03"), b">03<", b">12345<"))
    axis.waiting["s1"] = ("status", status("03"))
    assert exchange().endswith("nhận 1, không nhận được 4")
    assert Delivery.objects.get().state == "received" and axis.settled["s0"] == "fail"


def test_a_defect_of_ours_with_one_message_does_not_stop_the_others(world, axis, monkeypatch):
    from thuocdo.integrations.document_axis import exchange as module

    def breaking(*, data, **given):
        if b"16/UBND-NC" in data:
            raise DataError("value too long")
        return taking(data=data, **given)

    taking = services.take_message
    monkeypatch.setattr(module.services, "take_message", breaking)
    axis.waiting["p0"] = ("edoc", incoming("H27,2025/04/08,16/UBND-NC"))
    axis.waiting["p1"] = ("edoc", incoming())
    assert exchange().endswith("nhận 1, không nhận được 1") and axis.settled == {"p0": "fail", "p1": "done"}


def test_a_package_whose_file_is_lost_does_not_keep_the_others_waiting(world, axis, delivery):
    lost = AxisMessage.objects.get()
    send(world, delivery.document, Addressee("edxml", "Huế", address="H57"), at=NOW + timedelta(minutes=1))
    lost.file.content.storage.delete(lost.file.content.name)
    assert exchange().startswith("chuyển 1, chưa chuyển được 1")
    lost.refresh_from_db()
    assert (lost.state, lost.attempts) == ("failed", 1)


def test_a_file_that_another_unit_uploads_too_may_be_read_by_both(world):
    paper = factories.receive(world, who="hoa")
    minh = world.people["minh"]
    assert not Document.objects.filter(papers.visible_to(minh), pk=paper.pk).exists()
    same = factories.receive(world, who="minh")
    assert same == paper and Document.objects.filter(papers.visible_to(minh), pk=paper.pk).exists()
    assert paper.holders.get().why == "received"

"""Stamps of papers, and what happens to papers of state secrets: refused, counted, nothing kept."""

from __future__ import annotations

import io
import zipfile

import pytest

from thuocdo.chancery import services as chancery
from thuocdo.chancery.models import AxisMessage, Delivery, Draft, Entry, SecretCount
from thuocdo.chancery.queries.axis import outgoing_messages
from thuocdo.core import clock, files
from thuocdo.core.models import AuditRow, OutboxEvent, StoredFile
from thuocdo.documents import handlers, services
from thuocdo.documents.models import Arrival, Document
from thuocdo.documents.rules.stamps import stamps
from thuocdo.documents.services import receiving
from thuocdo.documents.tests.factories import LETTER, receive
from thuocdo.kernel.errors import Refused

SECRET = LETTER.replace("Số: 176/UBND-KSTT ", "Số: 176/UBND-KSTT\nTỐI MẬT\n", 1)


@pytest.mark.parametrize(
    ("line", "degree"),
    [
        ("MẬT", "mat"), ("M Ậ T", "mat"), ("[TUYỆT MẬT]", "tuyet_mat"), ("**TỐI  MẬT**", "toi_mat"),
        ("| TỐI MẬT | CỘNG HÒA |", "toi_mat"), ("Độ mật: Mật", "mat"), ("Số: 12/BC-UBND TỐI MẬT", "toi_mat"),
        ("SỞ NỘI VỤ            TUYỆT MẬT", "tuyet_mat"), ("T U Y Ệ T   M Ậ T", "tuyet_mat"),
    ],
)  # fmt: skip
def test_a_stamp_stands_alone_in_the_head(line, degree):
    assert stamps(f"UBND TỈNH\n{line}\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").secrecy == degree


@pytest.mark.parametrize(
    "line",
    ["V/v tăng cường bảo mật", "CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC", "BẢO MẬT", "văn bản mật", "VỀ BẢO VỆ BÍ\nMẬT",
     "Quản lý văn bản MẬT, TỐI MẬT của cơ quan", "CỤC CHỨNG THỰC SỐ VÀ BẢO MẬT THÔNG TIN"],
)  # fmt: skip
def test_the_word_in_a_sentence_is_no_stamp(line):
    assert not stamps(f"UBND TỈNH\n{line}\nKính gửi: Sở Nội vụ").secrecy


def test_deep_in_a_paper_only_the_head_of_a_bound_paper_counts():
    body = "\n".join(f"Dòng {number}" for number in range(100))
    assert not stamps(f"{body}\nMẬT\n{body}").secrecy
    assert stamps(f"{body}\f\nMẬT\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nBÁO CÁO").secrecy == "mat"


def test_urgency_circulation_recipients_and_archive_go_into_the_register(world):
    paper = receive(world, text=LETTER.replace("V/v khắc phục", "HOẢ TỐC\nLƯU HÀNH NỘI BỘ\nV/v khắc phục", 1))
    assert (paper.urgency, paper.circulation) == ("hoa_toc", "LƯU HÀNH NỘI BỘ")
    assert paper.recipients and "VT" in paper.archive
    changed = services.correct_metadata(
        document=paper, data={"urgency": "khan", "recipients": ["Như trên", "Sở Nội vụ (b/c)"]},
        by=world.people["hoa"], at=clock.now(),
    )  # fmt: skip
    assert (changed.urgency, changed.circulation) == ("khan", "LƯU HÀNH NỘI BỘ")
    assert changed.recipients == ["Như trên", "Sở Nội vụ (b/c)"] and "VT" in changed.archive
    with pytest.raises(Refused):
        services.correct_metadata(document=paper, data={"urgency": "x"}, by=world.people["hoa"], at=clock.now())


def nothing_is_kept() -> bool:
    told = "".join(str([row.before, row.after, row.why, row.thing_name]) for row in AuditRow.objects.all())
    told += "".join(str(event.payload) for event in OutboxEvent.objects.all())
    return not (
        Document.objects.exists() or Arrival.objects.exists() or StoredFile.objects.exclude(content="").exists()
        or "176/UBND" in told or "cong-van" in told
    )  # fmt: skip


def test_a_secret_paper_is_refused_and_only_counted(world, caplog):
    for _ in range(2):
        with pytest.raises(Refused, match="dấu chỉ độ mật") as refusal:
            receive(world, text=SECRET)
        assert refusal.value.code == "documents.state_secret"
    assert nothing_is_kept() and "cong-van" not in caplog.text
    row = SecretCount.objects.get()
    assert (row.unit, row.day, row.direction, row.count) == (world.units["NA.SNV"], clock.today(), "in", 2)


def bundle(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.txt", text)
    return buffer.getvalue()


def test_a_bundle_with_secret_papers_is_refused_as_a_whole(world):
    data = bundle(thuong=LETTER, mat_1=SECRET, mat_2=SECRET + "\nKhác.")
    with pytest.raises(Refused, match="2 văn bản mang dấu"):
        services.receive_bundle(paper=services.Paper("goi.zip", data), by=world.people["hoa"], at=clock.now())
    assert nothing_is_kept() and SecretCount.objects.get().count == 2


def test_what_the_worker_recognises_is_erased_with_the_bundle_it_came_in(world, monkeypatch):
    monkeypatch.setattr(receiving, "takes_long", lambda data, name="": "mat" in name)
    monkeypatch.setattr("thuocdo.documents.screening.takes_long", lambda data, name="": "mat" in name)
    data = bundle(thuong=LETTER, mat=SECRET)
    services.receive_bundle(paper=services.Paper("goi.zip", data), by=world.people["hoa"], at=clock.now())
    waiting = Document.objects.get(state="waiting")
    key = waiting.pk
    handlers.read_what_waits(OutboxEvent(name="documents.receive_document", payload={"key": key}))
    assert not Document.objects.filter(pk=key).exists() and not Arrival.objects.exists()
    assert Document.objects.get().number_symbol == "176/UBND-KSTT"
    assert StoredFile.objects.exclude(content="").count() == 1
    assert "mat.txt" not in str([(row.before, row.after, row.thing_name) for row in AuditRow.objects.all()])
    assert SecretCount.objects.get().count == 1


def test_a_line_of_a_register_whose_scan_turns_out_secret_is_erased_though_others_cite_it(world, monkeypatch):
    citing = receive(world)
    monkeypatch.setattr(receiving, "takes_long", lambda data, name="": "mat" in name)
    paper = services.Paper("mat.txt", SECRET.encode())
    line = services.receive_document(paper=paper, by=world.people["hoa"], at=clock.now()).document
    line.number_symbol, line.number_key, line.issued_value = "3667/QĐ-UBND", "3667/QD-UBND", "2024-12-30"
    line.save()
    citing.citations.update(cited=line)
    citing.relations.update(other=line)
    chancery.enter(document=line, unit=world.units["NA.SNV"], on=clock.today(), by=world.people["hoa"], at=clock.now())
    handlers.read_what_waits(OutboxEvent(name="documents.receive_document", payload={"key": line.pk}))
    assert list(Document.objects.all()) == [citing]
    assert citing.citations.get().cited is None and citing.relations.get().other is None
    entry = Entry.objects.get()
    assert (entry.document, entry.number) == (None, 1) and entry.struck_why


def later_seen(world, monkeypatch) -> Document:
    """A secret paper of a bundle that the worker has yet to read."""
    monkeypatch.setattr(receiving, "takes_long", lambda data, name="": "mat" in name)
    monkeypatch.setattr("thuocdo.documents.screening.takes_long", lambda data, name="": "mat" in name)
    data = bundle(thuong=LETTER, mat=SECRET)
    services.receive_bundle(paper=services.Paper("goi.zip", data), by=world.people["hoa"], at=clock.now())
    return Document.objects.get(state="waiting")


def read_by_the_worker(document: Document) -> None:
    handlers.read_what_waits(OutboxEvent(name="documents.receive_document", payload={"key": document.pk}))
    assert not Document.objects.filter(pk=document.pk).exists()


def test_nothing_stays_of_a_package_of_the_axis_with_a_secret(world, monkeypatch):
    document = later_seen(world, monkeypatch)
    arrival = Arrival.objects.get()
    common = {"other": "H27", "document_id": "H27,2025/04/08,176/UBND", "subject": "hệ trọng", "at": clock.now()}
    came = {"direction": "in", "kind": "edoc", "outside_id": "p1", "file": arrival.file}
    taken = AxisMessage.objects.create(
        **common, **came, unit=world.units["NA.SNV"], arrival=arrival, state="done", done_at=clock.now()
    )
    waits = AxisMessage.objects.create(**common, **came, unit=world.units["NA.STP"])
    reply = AxisMessage.objects.create(
        **common, direction="out", kind="status", unit=world.units["NA.SNV"], arrival=arrival, code="03",
        file=files.store(b"<tiep-nhan/>", name="trang-thai-03.edxml"),
    )  # fmt: skip
    read_by_the_worker(document)
    for message in (taken, waits, reply):
        message.refresh_from_db()
        assert (message.arrival, message.file, message.subject, message.document_id) == (None, None, "", "")
    assert outgoing_messages(clock.now()) == [], "the reply is not handed over"
    kept = StoredFile.objects.exclude(content="").get()
    assert kept == Document.objects.get().file, "the other paper of the bundle"
    assert not Arrival.objects.exists()


def test_drafts_and_deliveries_let_go_of_a_secret_paper_and_its_bytes_go_whoever_has_them(world, monkeypatch):
    document = later_seen(world, monkeypatch)
    at, hoa, unit = clock.now(), world.people["hoa"], world.units["NA.SNV"]
    common = {"unit": unit, "kind": "cong_van", "author": hoa, "made_at": at}
    draft = Draft.objects.create(**common, title="Trả lời", answers=document, carries_out=document, paper=document.file)
    delivery = Delivery.objects.create(
        document=Document.objects.exclude(pk=document.pk).get(), sender=unit, way="inside", unit=world.units["NA.STP"],
        name="Sở Tư pháp", made_at=at, made_by=hoa, state="acted", answer=document,
    )  # fmt: skip
    read_by_the_worker(document)
    draft.refresh_from_db()
    delivery.refresh_from_db()
    assert (draft.answers, draft.carries_out, delivery.answer) == (None, None, None)
    assert not draft.paper.content and draft.paper.name != "mat.txt"


def test_the_page_says_why_and_shows_nothing_again(world, signed_in):
    page = signed_in("hoa").post("/van-ban/nhan/", {"chu": SECRET, "ten": "cong-van"})
    said = page.content.decode()
    assert page.status_code == 422 and "dấu chỉ độ mật" in said and "176/UBND" not in said
    assert nothing_is_kept() and SecretCount.objects.get().count == 1

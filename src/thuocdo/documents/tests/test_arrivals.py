"""Bundles and slow papers: every paper apart, bad parts aside, slow ones read by the worker."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from thuocdo.core import clock, outbox
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow
from thuocdo.documents import services
from thuocdo.documents.models import Arrival, Document
from thuocdo.documents.reading.formats import office
from thuocdo.kernel.errors import NotAllowed, Refused

ONE = (
    "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN\nSố: 12/UBND-NC\nKính gửi: Sở Nội vụ\n1. Giao Sở Nội vụ báo cáo trước ngày 20/8/2025."
)
TWO = ONE.replace("12/UBND", "13/UBND")


def folder(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


BUNDLE = folder({"mot.txt": ONE.encode(), "hai.txt": TWO.encode(), "rong.txt": b"", "bom.txt": b"0" * 30_000_000})


def receive(by: object, data: bytes = BUNDLE) -> Arrival:
    return services.receive_bundle(paper=services.Paper("goi.zip", data), by=by, at=clock.now())


def test_papers_of_a_bundle_go_into_the_register_and_bad_parts_are_set_aside(world):
    arrival = receive(SYSTEM)
    assert [part.document.number_symbol for part in arrival.parts.all()] == ["12/UBND-NC", "13/UBND-NC"]
    assert {one["name"]: one["code"] for one in arrival.set_aside} == {
        "bom.txt": "documents.unsafe", "rong.txt": "files.empty",
    }  # fmt: skip
    assert AuditRow.objects.filter(action="documents.receive_document").count() == 2
    assert AuditRow.objects.get(action="documents.receive_bundle").after == {"papers": 2, "set_aside": 2, "kind": "zip"}


def test_the_same_bundle_twice_brings_no_second_paper(world):
    receive(SYSTEM)
    again = receive(SYSTEM)
    assert Document.objects.count() == 2
    assert [part.is_new for part in again.parts.all()] == [False, False]


def test_who_may_not_receive_a_paper_receives_no_bundle_either(world):
    with pytest.raises(NotAllowed):
        receive(None)
    assert not Arrival.objects.exists() and not Document.objects.exists()


def test_a_broken_bundle_leaves_nothing_behind(world):
    with pytest.raises(Refused) as refused:
        receive(SYSTEM, b"khong phai goi")
    assert refused.value.code == "documents.not_a_bundle"
    assert not Arrival.objects.exists()


def test_a_bundle_is_sent_on_the_page_and_its_outcome_is_shown_to_who_sent_it_only(world, signed_in):
    client = signed_in("lan")
    answer = client.post(reverse("documents:receive"), {"tep": SimpleUploadedFile("goi.zip", BUNDLE)})
    arrival = Arrival.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("documents:arrival", args=[arrival.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "12/UBND-NC" in page and "bom nén" in page and "mot.txt" in page
    assert signed_in("dung").get(answer["Location"]).status_code in (403, 404)


def test_a_slow_paper_waits_for_the_worker_and_says_so(world, signed_in):
    slow = ("Dòng chữ dài của văn bản.\n" * 20_000 + ONE).encode()
    received = services.receive_document(paper=services.Paper("dai.txt", slow), by=world.people["hoa"], at=clock.now())
    assert received.document.state == Document.State.WAITING and "đọc sau" in received.message
    page = signed_in("hoa").get(reverse("documents:document", args=[received.document.pk])).content.decode()
    assert "Máy đang đọc" in page
    outbox.deliver_waiting()
    received.document.refresh_from_db()
    assert received.document.state == Document.State.PROPOSED
    services.read_waiting(document=received.document, by=SYSTEM, at=clock.now())
    assert AuditRow.objects.filter(action="documents.read_waiting", before__state="waiting").count() == 1


def test_a_slow_paper_that_cannot_be_read_keeps_its_refusal(world, monkeypatch):
    monkeypatch.setattr(office, "program", lambda: "")
    paper = services.Paper("cu.rtf", b"{\\rtf1 abc}")
    document = services.receive_document(paper=paper, by=SYSTEM, at=clock.now()).document
    outbox.deliver_waiting()
    document.refresh_from_db()
    assert (document.state, document.refusal["code"]) == (Document.State.READING_FAILED, "documents.no_converter")


def test_of_a_paper_that_the_person_cannot_see_a_bundle_tells_only_that_another_unit_has_it(world, signed_in):
    receive(world.people["hoa"])
    theirs = Document.objects.get(number_symbol="12/UBND-NC")
    arrival = Arrival.objects.get()
    Arrival.objects.filter(pk=arrival.pk).update(received_by=world.people["minh"])
    page = signed_in("minh").get(reverse("documents:arrival", args=[arrival.pk])).content.decode()
    assert "đã có trong sổ của đơn vị khác" in page
    assert theirs.title not in page and reverse("documents:document", args=[theirs.pk]) not in page

"""Digital signatures of received papers: checked once by the worker, again by people, kept as evidence."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from django.urls import reverse

from thuocdo.core import clock, outbox
from thuocdo.core.audit import SYSTEM
from thuocdo.documents import services
from thuocdo.documents.models import SignatureCheck
from thuocdo.documents.services import signatures
from thuocdo.documents.signing import Order, sign
from thuocdo.documents.signing.tests.authority import authority
from thuocdo.documents.signing.tests.conftest import world_time  # noqa: F401  for every test here
from thuocdo.documents.tests import factories
from thuocdo.documents.tests.making_files import pdf
from thuocdo.kernel.errors import NotAllowed, Refused

TEXT = "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN\nSố: 7/UBND-NC\n1. Giao Sở Nội vụ báo cáo trước ngày 20/8/2025."


@pytest.fixture
def ca(tmp_path, monkeypatch):
    made = authority()
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "root.pem").write_bytes(made.root.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setattr(signatures, "TRUST", tmp_path)
    return made


def received(world, data: bytes):
    paper = services.Paper("van-ban.pdf", data)
    return services.receive_document(paper=paper, by=world.people["hoa"], at=clock.now()).document


def test_a_received_pdf_is_checked_by_the_worker_and_the_page_says_who_signed(world, ca, signed_in):
    signed = sign(pdf([TEXT]), ca.issue("Bùi Đình Long", "UBND tỉnh Nghệ An"), Order(), at=clock.real_now())
    document = received(world, signed)
    outbox.deliver_waiting()
    check = document.signature_checks.get()
    assert (check.count, check.valid, check.findings[0]["signer"]) == (1, 1, "Bùi Đình Long")
    page = signed_in("hoa").get(reverse("documents:document", args=[document.pk])).content.decode()
    assert "Bùi Đình Long" in page and "Hợp lệ" in page and "1/1" in page


def test_a_signature_that_nobody_vouches_for_is_shown_with_its_reason(world, ca, signed_in):
    document = received(world, sign(pdf([TEXT]), authority().issue("Người lạ"), Order(), at=clock.real_now()))
    outbox.deliver_waiting()
    page = signed_in("hoa").get(reverse("documents:document", args=[document.pk])).content.decode()
    assert "Không hợp lệ" in page and "không dẫn tới tổ chức chứng thực nào" in page


def test_a_pdf_without_signature_and_a_text_with_a_printed_trail_have_none(world, ca):
    document = received(world, pdf([TEXT]))
    letter = factories.receive(world)
    outbox.deliver_waiting()
    assert document.signature_checks.get().count == 0
    assert not letter.signature_checks.exists()
    with pytest.raises(Refused) as refused:
        services.check_signatures(document=letter, by=SYSTEM, at=clock.now())
    assert refused.value.code == "documents.no_pdf"


def test_people_check_again_and_earlier_checks_stay(world, ca, signed_in):
    document = received(world, sign(pdf([TEXT]), ca.issue("A"), Order(), at=clock.real_now()))
    outbox.deliver_waiting()
    answer = signed_in("hoa").post(reverse("documents:check_signatures", args=[document.pk]))
    assert answer.status_code == 302 and document.signature_checks.count() == 2
    assert SignatureCheck.objects.values("trust").distinct().count() == 1
    with pytest.raises(NotAllowed):
        services.check_signatures(document=document, by=world.people["dung"], at=clock.now())

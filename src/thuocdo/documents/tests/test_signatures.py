"""Digital signatures of received papers: checked once by the worker, again by people, kept as evidence."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml
from django.urls import reverse

from thuocdo.core import clock, outbox
from thuocdo.core.audit import SYSTEM
from thuocdo.core.paths import EXAMPLES
from thuocdo.documents import services
from thuocdo.documents.models import SignatureCheck
from thuocdo.documents.packs import trust
from thuocdo.documents.signing import Order, sign
from thuocdo.documents.signing.tests.authority import DER, authority
from thuocdo.documents.signing.tests.conftest import world_time  # noqa: F401  for every test here
from thuocdo.documents.tests import factories
from thuocdo.documents.tests.making_files import pdf
from thuocdo.kernel.errors import NotAllowed, Refused

TEXT = "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN\nSố: 7/UBND-NC\n1. Giao Sở Nội vụ báo cáo trước ngày 20/8/2025."


@pytest.fixture
def ca(tmp_path, db):
    """An authority whose certificate and revocation list were taken over from a pack."""
    made = authority()
    take_over(made, tmp_path)
    return made


def take_over(made, root: Path) -> None:
    """Load the authority as the trust pack of an installation."""
    folder = root / trust.FOLDER
    made.store(folder)
    print_of = hashlib.sha256(made.root.public_bytes(DER)).hexdigest()
    row = {"file": "roots/root.pem", "use": "root", "sha256": print_of, "source": "thử", "provenance": "thử"}
    (folder / "trust.yaml").write_text(yaml.safe_dump({"certificates": [row]}), encoding="utf-8")
    trust.apply(root, at=clock.now())


EMPTY = "Kho chứng thư tin cậy đang trống"


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
    assert EMPTY not in page


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


def test_with_an_empty_store_the_page_says_so_and_calls_nothing_valid(world, signed_in):
    document = received(world, sign(pdf([TEXT]), authority().issue("Bùi Đình Long"), Order(), at=clock.real_now()))
    outbox.deliver_waiting()
    check = document.signature_checks.get()
    assert (check.valid, check.findings[0]["code"]) == (0, "trust_empty")
    page = signed_in("hoa").get(reverse("documents:document", args=[document.pk])).content.decode()
    assert EMPTY in page and "thuocdo packs load" in page and "Chưa đủ căn cứ" in page


def test_a_later_check_shows_the_earlier_one_and_that_another_store_judged(world, signed_in, tmp_path):
    made = authority()
    document = received(world, sign(pdf([TEXT]), made.issue("Bùi Đình Long"), Order(), at=clock.real_now()))
    outbox.deliver_waiting()
    take_over(made, tmp_path)
    client = signed_in("hoa")
    client.post(reverse("documents:check_signatures", args=[document.pk]))
    page = client.get(reverse("documents:document", args=[document.pk])).content.decode()
    assert "Các lần kiểm tra trước" in page and "kho chứng thư khác" in page and EMPTY not in page


def test_a_check_of_an_earlier_version_is_still_shown(world, signed_in):
    document = received(world, pdf([TEXT]))
    kept = {"signer": "Nguyễn Văn A", "valid": False, "reason": "Chứng thư tự ký.", "signed_at": "2025-01-09T08:00:00"}
    SignatureCheck.objects.create(
        document=document, checked_at=clock.now(), findings=[kept], count=1, valid=0, trust="0" * 64
    )
    page = signed_in("hoa").get(reverse("documents:document", args=[document.pk])).content.decode()
    assert "Nguyễn Văn A" in page and "Không hợp lệ" in page and "Chứng thư tự ký." in page


def test_the_printed_trail_of_the_seed_is_a_trail_and_never_a_signature(world, ca, signed_in):
    """Seed 000 prints who signed and when; as a file it carries no signature, and nothing calls it valid."""
    text = (EXAMPLES / "seeds" / "cv-kstt-nghe-an-2025-07.txt").read_text(encoding="utf-8")
    trail = [line for line in text.splitlines() if line.strip()][-60:]
    as_text = received_as(world, services.Paper("ke-hoach.txt", text.encode()))
    as_pdf = received(world, pdf(["\n".join(trail)]))
    outbox.deliver_waiting()
    as_text.refresh_from_db()
    assert as_text.reading["metadata"]["signatures"], "the reader sees the trail"
    assert not as_text.signature_checks.exists()
    check = as_pdf.signature_checks.get()
    assert (check.count, check.valid, check.findings) == (0, 0, [])
    for document in (as_text, as_pdf):
        page = signed_in("hoa").get(reverse("documents:document", args=[document.pk])).content.decode()
        assert 'class="badge b-done">' not in page.split('id="chu-ky-so"')[-1].split("</section>")[0]
    page = signed_in("hoa").get(reverse("documents:document", args=[as_text.pk])).content.decode()
    assert "không phải kiểm tra chữ ký số" in page and "Hợp lệ" not in page


def received_as(world, paper: services.Paper):
    return services.receive_document(paper=paper, by=world.people["hoa"], at=clock.now()).document

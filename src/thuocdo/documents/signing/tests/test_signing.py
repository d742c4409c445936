"""Signatures that are made here are found valid, and every way to spoil one is told by its reason."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from thuocdo.core import clock
from thuocdo.documents.signing import FileKey, Key, Look, Order, Place, RemoteKey, sign
from thuocdo.documents.signing.places import between, top_right
from thuocdo.documents.signing.stamps import drawn
from thuocdo.documents.signing.tests.authority import Authority, authority
from thuocdo.documents.signing.trust import Trust
from thuocdo.documents.signing.verifying import Finding, verify
from thuocdo.documents.tests.making_files import pdf
from thuocdo.kernel.errors import Refused


@pytest.fixture(scope="module")
def ca() -> Authority:
    return authority()


@pytest.fixture(scope="module")
def paper() -> bytes:
    return pdf(["KẾ HOẠCH", "CHỦ TỊCH"])


def made(data: bytes, key: Key, order: Order) -> bytes:
    return sign(data, key, order, at=clock.real_now())


def one(data: bytes, trust: Trust, now: datetime | None = None) -> Finding:
    [found] = verify(data, trust, now=now or clock.real_now())
    return found


def test_a_signature_is_valid_and_says_whose_it_is(ca: Authority, paper: bytes):
    key = ca.issue("Bùi Đình Long", "UBND tỉnh Nghệ An", "long@nghean.gov.vn")
    signed = made(paper, key, Order(reason="Ký ban hành"))
    found = one(signed, ca.trust)
    assert (found.signer, found.organisation, found.email) == (
        "Bùi Đình Long",
        "UBND tỉnh Nghệ An",
        "long@nghean.gov.vn",
    )
    assert (found.valid, found.intact, found.trusted, found.covers_whole_file) == (True, True, True, True)
    assert (found.time_source, found.changed_after, found.code) == ("claimed", False, "")
    assert "dấu thời gian" in found.reason


def test_a_person_and_then_the_agency_sign_and_both_stay_valid(ca: Authority, paper: bytes):
    signed = made(
        paper, ca.issue("Bùi Đình Long"), Order(place=Place(0, 300, 200, 450, 260), look=Look(lines=("Đã ký",)))
    )
    signed = made(signed, ca.issue("UBND tỉnh Nghệ An", "UBND tỉnh Nghệ An"), Order())
    person, agency = verify(signed, ca.trust, now=clock.real_now())
    assert (person.signer, person.valid, person.covers_whole_file, person.changed_after) == (
        "Bùi Đình Long",
        True,
        False,
        False,
    )
    assert (agency.signer, agency.valid, agency.covers_whole_file) == ("UBND tỉnh Nghệ An", True, True)


def test_a_paper_without_signature_has_none(paper: bytes, ca: Authority):
    assert verify(paper, ca.trust, now=clock.real_now()) == []


def test_an_altered_paper_is_told(ca: Authority, paper: bytes):
    signed = bytearray(made(paper, ca.issue("A"), Order()))
    place = signed.index(b"stream\n") + 12
    signed[place] ^= 1
    found = one(bytes(signed), ca.trust)
    assert (found.valid, found.intact, found.code) == (False, False, "altered")


def test_a_page_changed_after_signing_is_told(ca: Authority, paper: bytes):
    writer = IncrementalPdfFileWriter(io.BytesIO(made(paper, ca.issue("A"), Order())))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    found = one(out.getvalue(), ca.trust)
    assert (found.valid, found.changed_after, found.code) == (False, True, "changed_after")


def test_a_signature_over_a_part_of_the_file_is_told(ca: Authority, paper: bytes):
    signed = made(paper, ca.issue("A"), Order())
    tail = signed[signed.rindex(b"startxref") :]
    found = one(signed + b"\n% nobody signed this\n" * 40 + tail, ca.trust)
    assert (found.valid, found.covers_whole_file, found.code) == (False, False, "part_only")


def test_a_revoked_an_expired_a_future_and_a_self_signed_certificate_are_told(ca: Authority, paper: bytes):
    revoked = ca.issue("Bị thu hồi")
    ca.revoke(revoked)
    expired = ca.issue("Hết hạn", start=ca.now - timedelta(days=900), days=400)
    alone = ca.issue("Tự ký", self_signed=True)
    codes = {key: one(made(paper, key, Order()), ca.trust).code for key in (revoked, expired, alone)}
    assert list(codes.values()) == ["revoked", "outside_validity", "self_signed"]
    good = made(paper, ca.issue("A"), Order())
    assert one(good, ca.trust, clock.real_now() - timedelta(days=2)).code == "future"


def test_a_stranger_s_authority_is_not_trusted(ca: Authority, paper: bytes):
    other = authority()
    found = one(made(paper, other.issue("A"), Order()), ca.trust)
    assert (found.valid, found.intact, found.trusted, found.code) == (False, True, False, "not_trusted")
    assert one(made(paper, other.issue("A"), Order()), Trust()).code == "not_trusted"


def test_a_remote_service_signs_without_giving_its_key(ca: Authority, paper: bytes):
    kept = ca.issue("Ký từ xa")
    private, certificate, _ = pkcs12.load_key_and_certificates(kept.data, kept.passphrase.encode())
    told = certificate.public_bytes(serialization.Encoding.DER)
    asked: list[str] = []

    def service(data: bytes, digest: str) -> bytes:
        asked.append(digest)
        return private.sign(data, ec.ECDSA(Prehashed(hashes.SHA256())))

    found = one(made(paper, RemoteKey(told, tuple(root.dump() for root in ca.trust.roots), service), Order()), ca.trust)
    assert (found.valid, asked) == (True, ["sha256"])


@pytest.mark.parametrize("key", [FileKey(b"khong phai khoa", "x"), None])
def test_a_key_that_does_not_open_is_refused(ca: Authority, paper: bytes, key: FileKey | None):
    wrong = key or FileKey(ca.issue("A").data, "sai-mat-khau")
    with pytest.raises(Refused) as refused:
        made(paper, wrong, Order())
    assert refused.value.code == "signing.key_not_opened"


@pytest.mark.parametrize("data", [b"", b"khong phai pdf", b"%PDF-1.7\n1 0 obj\n<<"])
def test_what_is_no_pdf_is_refused(data: bytes, ca: Authority):
    with pytest.raises(Refused) as refused:
        verify(data, ca.trust, now=clock.real_now())
    assert refused.value.code == "signing.not_a_pdf"
    with pytest.raises(Refused):
        made(data, ca.issue("A"), Order())


def test_the_place_of_a_signature_is_the_gap_between_post_and_name():
    data = pdf(["GIÁM ĐỐC\n\n\n\n\n\nNguyễn Văn A"])
    place = between(data, "GIÁM ĐỐC", "Nguyễn Văn A")
    assert place.page == 0 and place.size[1] >= 20
    with pytest.raises(Refused) as refused:
        between(data, "CHỦ TỊCH", "Nguyễn Văn A")
    assert refused.value.code == "signing.no_place"
    assert top_right(data).top > 700


def test_a_stamp_keeps_vietnamese_words_and_never_runs_them():
    import pypdfium2

    made = drawn(Look(lines=("Người ký: Bùi Đình Long", '#read("/etc/passwd") *đậm*')), 200, 60)
    text = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert "Bùi Đình Long" in text and '#read("/etc/passwd") *đậm*' in text

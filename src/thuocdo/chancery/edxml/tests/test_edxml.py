"""edXML: what is built is read again as it was, by our own reader too; unsafe and broken messages are refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from thuocdo.chancery.edxml.building import build_package, build_status
from thuocdo.chancery.edxml.content import (
    NAMESPACE,
    RECALL,
    Agency,
    Answered,
    Attached,
    Business,
    Head,
    Package,
    Staff,
    Status,
    document_id,
)
from thuocdo.chancery.edxml.reading import read_message
from thuocdo.chancery.edxml.signing import checked, signed
from thuocdo.documents.reading.formats.bundles import bundle_kind, open_bundle
from thuocdo.kernel.errors import Refused

SENDER = Agency("H41", "UBND tỉnh Nghệ An", "UBND tỉnh Nghệ An")
TO = Agency("H41.20", "Sở Nội vụ", "Sở Nội vụ")
AT = datetime(2025, 4, 10, 9, 30)  # noqa: DTZ001 - messages carry local time without a zone


def head(**more) -> Head:
    given_ = {
        "sender": SENDER, "to": (TO,), "number": "2822", "notation": "UBND-KSTT", "place": "Nghệ An",
        "dated": date(2025, 4, 10), "type_name": "Công văn", "subject": "V/v chấn chỉnh công tác",
        "content": "V/v chấn chỉnh công tác", "document_id": "H41,2025/04/10,2822/UBND-KSTT",
    }  # fmt: skip
    return Head(**{**given_, **more})


def package(**more) -> Package:
    return Package(**{"head": head(), "sent_at": AT, "files": (Attached("cv.pdf", b"%PDF-1.7 x"),), **more})


def path(data: bytes, *names: str) -> etree._Element:
    return etree.fromstring(data).find("/".join(f"{{{NAMESPACE}}}{name}" for name in names))


def test_the_envelope_holds_the_blocks_of_the_standard_in_their_order():
    data = build_package(package(head=head(due_on=date(2025, 5, 15), places=("Như trên", "Lưu: VT"), steering="2",
                                           priority="1")))  # fmt: skip
    message = path(data, "edXMLEnvelope", "edXMLHeader", "MessageHeader")
    assert [etree.QName(one).localname for one in message] == [
        "From", "To", "Code", "PromulgationInfo", "DocumentType", "Subject", "Content", "SignerInfo", "DueDate",
        "ToPlaces", "OtherInfo", "SteeringType", "DocumentId",
    ]  # fmt: skip
    assert b"<edXML:PromulgationDate>2025/04/10</edXML:PromulgationDate>" in data
    assert b"<edXML:Priority>1</edXML:Priority>" in data and b"<edXML:DueDate>2025/05/15</edXML:DueDate>" in data
    way = path(data, "edXMLEnvelope", "edXMLHeader", "TraceHeaderList")
    assert way.get("mustUnderstand") == "1" and way.get("version") == "1.0"
    assert [etree.QName(one).localname for one in way] == ["TraceHeader", "Bussiness"]
    assert b"<edXML:Timestamp>2025/04/10 09:30:00</edXML:Timestamp>" in data
    assert b"<AttachmentEncoded><Attachment><ContentType>" in data, "files stand outside the envelope, unprefixed"


def test_references_of_the_manifest_lead_to_the_files():
    data = build_package(package(files=(Attached("cv.pdf", b"mot"), Attached("phu-luc.xlsx", b"hai"))))
    links = [one.get("{http://www.w3.org/1999/xlink}href") for one in etree.fromstring(data).iter("{*}Reference")]
    keys = [f"cid:{one.findtext('{*}ContentId')}" for one in etree.fromstring(data).iter("{*}Attachment")]
    assert links == keys and len(set(links)) == 2


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split()) or "x"
)
DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@settings(max_examples=40, deadline=None)
@given(subject=TEXT, notation=TEXT, place=TEXT, signer=TEXT, dated=DAYS, due=st.none() | DAYS,
       names=st.lists(TEXT, min_size=1, max_size=4), blobs=st.lists(st.binary(min_size=1, max_size=400), min_size=1,
                                                                    max_size=3))  # fmt: skip
def test_what_is_built_is_read_again_as_it_was(subject, notation, place, signer, dated, due, names, blobs):
    agencies = tuple(Agency(f"H{number}", name, name) for number, name in enumerate(names))
    files = tuple(Attached(f"tep-{number}.bin", b"\x00" + blob) for number, blob in enumerate(blobs))
    made = package(
        head=head(subject=subject, content=subject, notation=notation, place=place, signer=signer, dated=dated,
                  due_on=due, to=agencies, document_id=document_id("H41", dated, f"2822/{notation}"),
                  ),
        files=files, business=Business(reason="Văn bản mới", staff=Staff("Văn thư", signer)),
    )  # fmt: skip
    data = build_package(made)
    found = read_message(data)
    assert found.head == made.head and found.business == made.business and found.files == len(files)
    bundle = open_bundle(data)
    assert [(one.name, one.data) for one in bundle.members] == [(one.name, one.data) for one in files]
    assert bundle.envelope["subject"] == subject and bundle.envelope["symbol"] == notation
    assert bundle.envelope["document_id"] == made.head.document_id


def test_the_papers_that_a_paper_answers_are_named_with_their_identifiers():
    answers = (Answered("H05", "1/BC", date(2025, 1, 2), "H05,2025/01/02,1/BC"), Answered("H05", "2/BC", None, "x"))
    data = build_package(package(head=head(answers=answers)))
    assert read_message(data).head.answers == answers
    assert open_bundle(data).envelope["document_id"] == head().document_id, "its own, not that of the answered paper"


def test_our_reader_knows_a_built_package_for_an_envelope():
    assert bundle_kind(build_package(package())) == "edxml"


def test_a_status_goes_out_and_comes_in_the_same():
    about = Answered("H41", "2822/UBND-KSTT", date(2025, 4, 10), "H41,2025/04/10,2822/UBND-KSTT")
    sent = Status(TO, about, "03", "Đã tiếp nhận", AT, Staff("Văn phòng", "Lan"))
    assert read_message(build_status(sent)).status == sent


def test_a_recall_names_the_paper_and_the_reason_and_needs_no_file():
    made = package(files=(), business=Business(RECALL, "Gửi nhầm", "H41,2025/04/10,2822/UBND-KSTT"))
    found = read_message(build_package(made))
    assert found.is_change and found.business == made.business


@pytest.mark.parametrize(("more", "code"), [
    ({"head": head(to=(Agency("", "Sở Tư pháp"),))}, "edxml.no_code"),
    ({"head": head(sender=Agency("", "UBND"))}, "edxml.no_code"),
    ({"head": head(to=())}, "edxml.no_addressee"),
    ({"head": head(number="")}, "edxml.no_number"),
    ({"files": ()}, "edxml.no_files"),
    ({"head": head(to=(Agency("H" * 36, "Sở"),))}, "edxml.bad_code"),
])  # fmt: skip
def test_what_is_missing_is_told_before_a_package_is_built(more, code):
    with pytest.raises(Refused) as refusal:
        build_package(package(**more))
    assert refusal.value.code == code


def test_the_agency_without_a_code_is_named():
    with pytest.raises(Refused, match="Sở Tư pháp"):
        build_package(package(head=head(to=(TO, Agency("", "Sở Tư pháp")))))


@pytest.mark.parametrize(("data", "code"), [
    (b"<a", "edxml.broken"), (b"", "edxml.broken"), (b"<x/>", "edxml.not_edxml"),
    (f'<edXML xmlns="{NAMESPACE}"/>'.encode(), "edxml.not_edxml"),
    (f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><edXML xmlns="{NAMESPACE}"><a>&x;</a></edXML>'.encode(),
     "edxml.unsafe"),
    (f'<!DOCTYPE a [<!ENTITY x "y">]><edXML xmlns="{NAMESPACE}"/>'.encode(), "edxml.unsafe"),
])  # fmt: skip
def test_broken_and_unsafe_messages_are_refused(data, code):
    with pytest.raises(Refused) as refusal:
        read_message(data)
    assert refusal.value.code == code


# Signatures.


def p12(name: str = "UBND tỉnh Nghệ An", passphrase: str = "mật khẩu", *, elliptic: bool = False) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1()) if elliptic else rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, name)])
    start = datetime(2025, 1, 1)  # noqa: DTZ001 - the library reads it as UTC
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=900))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    locked = serialization.BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(b"k", key, certificate, None, locked)


KEY = p12()


def test_a_signed_package_says_the_same_and_its_signature_holds():
    content = b"%PDF-1.7 " + bytes(range(200))
    data = signed(build_package(package(files=(Attached("cv.pdf", content),))), KEY, "mật khẩu")
    verdict = checked(data)
    assert verdict is not None and verdict.holds and "UBND tỉnh Nghệ An" in verdict.signer
    assert read_message(data).head == head() and open_bundle(data).members[0].data == content
    assert b"rsa-sha1" not in data and b"rsa-sha256" in data
    assert checked(build_package(package())) is None


@pytest.mark.parametrize(("before", "after", "why"), [
    (b"2822", b"2823", "nội dung đã thay đổi"), (b"rsa-sha256", b"rsa-sha1", "không được chấp nhận"),
    (b'URI=""', b'URI="#x"', "không được chấp nhận"),
    (b"<X509Certificate>MII", b"<X509Certificate>AAA", "không đọc được"),
])  # fmt: skip
def test_a_signature_that_covers_something_else_holds_not(before, after, why):
    verdict = checked(signed(build_package(package()), KEY, "mật khẩu").replace(before, after))
    assert verdict is not None and not verdict.holds and why in verdict.why


def test_a_digest_that_was_put_right_again_is_betrayed_by_the_signature():
    data = signed(build_package(package()), KEY, "mật khẩu")
    other = signed(build_package(package(head=head(number="2823"))), p12("Kẻ khác"), "mật khẩu")
    digest = data.split(b"<DigestValue>")[1].split(b"<")[0]
    forged = data.replace(digest, other.split(b"<DigestValue>")[1].split(b"<")[0]).replace(b"2822", b"2823")
    verdict = checked(forged)
    assert verdict is not None and not verdict.holds


@pytest.mark.parametrize("given", [(b"x", ""), (p12(elliptic=True), "mật khẩu"), (KEY, "sai")])
def test_a_key_that_cannot_sign_is_refused(given):
    with pytest.raises(Refused) as refusal:
        signed(build_package(package()), *given)
    assert refusal.value.code == "edxml.bad_key"

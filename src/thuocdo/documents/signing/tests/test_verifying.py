"""Every way in which a signature holds, fails, or cannot be judged is told by its own reason."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from thuocdo.core import clock
from thuocdo.documents.signing import (
    INVALID,
    UNSURE,
    VALID,
    FileKey,
    Finding,
    Order,
    Place,
    Proofs,
    Trust,
    sign,
    verify,
)
from thuocdo.documents.signing.tests.authority import YEAR, Authority, authority
from thuocdo.documents.signing.tests.foreign import noted, rewritten, signed_elsewhere, turned
from thuocdo.documents.tests.making_files import pdf
from thuocdo.kernel.errors import Refused

DAY = timedelta(days=1)


@pytest.fixture
def ca() -> Authority:
    return authority()


@pytest.fixture(scope="module")
def paper() -> bytes:
    return pdf(["KẾ HOẠCH", "CHỦ TỊCH"])


def one(data: bytes, trust: Trust, now: datetime | None = None) -> Finding:
    [found] = verify(data, trust, now=now or clock.real_now())
    return found


def told(finding: Finding) -> tuple[str, str]:
    return finding.verdict, finding.code


def aged(ca: Authority, years: int = 2) -> tuple[FileKey, datetime]:
    """A key whose certificate ran out a year ago, and a day on which it was in force."""
    return ca.issue("Cũ", start=ca.now - years * YEAR, days=365), ca.now - years * YEAR + 30 * DAY


def test_a_signature_of_our_own_is_valid_and_says_everything(ca, paper):
    key = ca.issue("Bùi Đình Long", "UBND tỉnh Nghệ An", "long@nghean.gov.vn")
    found = one(sign(paper, key, Order(reason="Ký ban hành"), at=ca.now), ca.trust)
    assert told(found) == (VALID, "") and found.valid and found.intact and found.trusted
    assert (found.signer, found.organisation) == ("Bùi Đình Long", "UBND tỉnh Nghệ An")
    assert found.email == "long@nghean.gov.vn"
    assert found.chain == ["Bùi Đình Long", "Tổ chức chứng thực thử nghiệm"]
    assert (found.covers, found.revocation, found.level, found.digest) == ("whole", "good", "B-B", "SHA256")
    assert (found.signed_at, found.time_source, found.purpose) == (found.claimed_at, "claimed", "Ký ban hành")
    assert found.signed_at.endswith("+07:00") and datetime.fromisoformat(found.signed_at) == ca.now
    assert found.notes == ["Giờ ký theo máy người ký, không có dấu thời gian tin cậy."] and found.changes == []


def test_a_time_stamp_is_believed_before_the_signers_clock(ca, paper):
    at = ca.now - 3 * DAY
    found = one(sign(paper, ca.issue("A"), Order(stamp=ca.stamps(at)), at=ca.now), ca.trust)
    assert told(found) == (VALID, "") and found.level == "B-T"
    assert datetime.fromisoformat(found.signed_at) == at and found.time_source == "timestamp"
    assert found.stamped_by == "Dịch vụ dấu thời gian thử nghiệm"
    assert [note for note in found.notes if "lệch xa dấu thời gian" in note]


def test_a_time_stamp_of_a_stranger_proves_nothing_and_is_told(ca, paper):
    found = one(sign(paper, ca.issue("A"), Order(stamp=authority().stamps()), at=ca.now), ca.trust)
    assert told(found) == (VALID, "") and (found.time_source, found.level) == ("claimed", "B-B")
    assert "chưa tin được" in found.notes[0]


def test_a_time_stamp_in_the_future_proves_nothing(ca, paper):
    found = one(sign(paper, ca.issue("A"), Order(stamp=ca.stamps(ca.now + DAY)), at=ca.now), ca.trust)
    assert found.stamped_at == "" and "chưa tin được" in found.notes[0]


def test_a_certificate_that_had_run_out_when_it_signed_does_not_hold(ca, paper):
    key, _ = aged(ca)
    assert told(one(signed_elsewhere(paper, key, ca.now), ca.trust)) == (INVALID, "outside_validity")
    with pytest.raises(Refused) as refused:
        sign(paper, key, Order(), at=ca.now)
    assert refused.value.code == "signing.certificate_out_of_time"


def test_a_certificate_that_ran_out_later_holds_by_its_time_stamp_only(ca, paper):
    key, then = aged(ca)
    bare = sign(paper, key, Order(), at=then)
    assert told(one(bare, ca.trust)) == (UNSURE, "expired_unproved")
    stamped = one(sign(paper, key, Order(stamp=ca.stamps(then)), at=then), ca.trust)
    assert told(stamped) == (VALID, "") and "nay đã hết hạn" in " ".join(stamped.notes)


def test_a_certificate_revoked_before_signing_does_not_hold_with_or_without_a_time_stamp(ca, paper):
    key = ca.issue("Thu hồi")
    ca.revoke(key, ca.now - 10 * DAY)
    for order in (Order(), Order(stamp=ca.stamps(ca.now - DAY))):
        found = one(sign(paper, key, order, at=ca.now - DAY), ca.trust)
        assert told(found) == (INVALID, "revoked") and found.revocation == "revoked"
        assert datetime.fromisoformat(found.revoked_at) == ca.now - 10 * DAY


def test_a_certificate_revoked_after_signing_holds_by_its_time_stamp_only(ca, paper):
    key = ca.issue("Thu hồi sau")
    ca.revoke(key, ca.now - DAY)
    bare = one(sign(paper, key, Order(), at=ca.now - 5 * DAY), ca.trust)
    assert told(bare) == (UNSURE, "revoked_unproved") and bare.revocation == "revoked_later"
    stamped = one(sign(paper, key, Order(stamp=ca.stamps(ca.now - 5 * DAY)), at=ca.now - 5 * DAY), ca.trust)
    assert told(stamped) == (VALID, "") and stamped.revocation == "revoked_later"
    assert "thu hồi sau khi ký" in " ".join(stamped.notes)


def test_without_a_fresh_list_nobody_knows_whether_it_was_revoked(ca, paper):
    signed = sign(paper, ca.issue("A"), Order(), at=ca.now)
    for trust in (ca.trusted(lists=False), ca.trusted(at=ca.now - 90 * DAY)):
        found = one(signed, trust)
        assert told(found) == (UNSURE, "revocation_unknown") and found.revocation == "unknown" and found.trusted


def test_a_list_that_is_too_old_is_not_taken_for_a_broken_chain(paper):
    """Real certificates name where their list is; that an old copy of it lies in the store says nothing bad of them."""
    talkative = authority(crl="http://127.0.0.1:9/list.crl", ocsp="http://127.0.0.1:9/ocsp")
    signed = sign(paper, talkative.issue("A"), Order(), at=talkative.now)
    assert told(one(signed, talkative.trusted(at=talkative.now - 90 * DAY))) == (UNSURE, "revocation_unknown")


def test_an_authority_below_the_root_is_followed_through_the_certificates_of_the_file(ca, paper):
    lower = ca.below()
    signed = sign(paper, lower.issue("Bùi Đình Long"), Order(), at=ca.now)
    lists = Proofs(lists=(lower.list_of_revoked(),))
    found = one(signed, ca.trust.with_proofs(lists))
    assert told(found) == (VALID, "")
    assert found.chain == ["Bùi Đình Long", "Tổ chức chứng thực cấp dưới thử nghiệm", "Tổ chức chứng thực thử nghiệm"]


def test_a_revoked_authority_takes_its_signers_with_it(paper):
    ca = authority(crl="http://127.0.0.1:9/list.crl")
    lower = ca.below()
    signed = sign(paper, lower.issue("A"), Order(), at=ca.now)
    ca.gone[lower.root.serial_number] = ca.now - 10 * DAY
    found = one(signed, ca.trust.with_proofs(Proofs(lists=(lower.list_of_revoked(),))))
    assert told(found) == (INVALID, "revoked")


def test_an_altered_paper_does_not_hold(ca, paper):
    signed = bytearray(sign(paper, ca.issue("A"), Order(), at=ca.now))
    signed[signed.index(b"stream\n") + 12] ^= 1
    found = one(bytes(signed), ca.trust)
    assert told(found) == (INVALID, "altered") and not found.intact


def test_self_made_certificates_and_unknown_authorities_are_not_trusted(ca, paper):
    alone, stranger = ca.issue("Tự ký", self_signed=True), authority().issue("Người lạ")
    assert told(one(sign(paper, alone, Order(), at=ca.now), ca.trust)) == (INVALID, "self_signed")
    assert told(one(sign(paper, stranger, Order(), at=ca.now), ca.trust)) == (INVALID, "not_trusted")


def test_an_authority_of_the_same_name_with_another_key_is_not_trusted(ca, paper):
    assert authority().subject == ca.subject
    found = one(sign(paper, authority().issue("Mạo danh"), Order(), at=ca.now), ca.trust)
    assert told(found) == (INVALID, "not_trusted") and not found.trusted


def test_with_an_empty_store_nothing_is_valid_and_nothing_is_called_forged(ca, paper):
    signed = sign(paper, ca.issue("A"), Order(), at=ca.now)
    assert told(one(signed, Trust())) == (UNSURE, "trust_empty")
    alone = sign(paper, ca.issue("Tự ký", self_signed=True), Order(), at=ca.now)
    assert told(one(alone, Trust())) == (INVALID, "self_signed")


def test_wrong_times_are_told_the_future_and_before_the_certificate(ca, paper):
    key = ca.issue("A")
    assert told(one(signed_elsewhere(paper, key, ca.now + DAY), ca.trust)) == (INVALID, "future")
    assert told(one(signed_elsewhere(paper, key, ca.now - 2 * YEAR), ca.trust)) == (INVALID, "outside_validity")
    assert told(one(signed_elsewhere(paper, key, ca.now + timedelta(minutes=2)), ca.trust)) == (VALID, "")


def test_a_certificate_for_something_else_does_not_sign_papers(ca, paper):
    server = ca.issue("may-chu.example.vn", use=ExtendedKeyUsageOID.SERVER_AUTH)
    assert told(one(signed_elsewhere(paper, server, ca.now), ca.trust)) == (INVALID, "wrong_use")


@pytest.mark.parametrize("digest", ["sha1", "md5"])
def test_a_weak_digest_is_told_and_an_altered_paper_still_first(ca, paper, digest):
    signed = signed_elsewhere(paper, ca.issue("A", kind="rsa"), ca.now, digest=digest)
    found = one(signed, ca.trust)
    assert told(found) == (UNSURE, "weak") and found.intact and found.digest == digest.upper()
    changed = bytearray(signed)
    changed[changed.index(b"stream\n") + 12] ^= 1
    assert told(one(bytes(changed), ca.trust)) == (INVALID, "altered")


def test_the_older_kind_of_signature_is_verified_too(ca, paper):
    found = one(signed_elsewhere(paper, ca.issue("A", kind="rsa"), ca.now, older=True), ca.trust)
    assert told(found) == (VALID, "")


def test_bytes_behind_what_was_signed_are_told(ca, paper):
    signed = sign(paper, ca.issue("A"), Order(), at=ca.now)
    tail = signed[signed.rindex(b"startxref") :]
    found = one(signed + b"\n% nobody signed this\n" * 40 + tail, ca.trust)
    assert told(found) == (INVALID, "part_only") and found.covers == "part"


def test_a_signature_that_leaves_a_hole_in_the_file_covers_a_part(ca, paper):
    signed = sign(paper, ca.issue("A"), Order(), at=ca.now)
    at = signed.index(b"/ByteRange [") + len(b"/ByteRange [")
    numbers = signed[at : signed.index(b"]", at)].split()
    shorter = b" ".join([numbers[0], numbers[1], numbers[2], str(int(numbers[3]) - 40).encode()])
    length = signed.index(b"]", at) - at
    found = one(signed[:at] + shorter.ljust(length) + signed[at + length :], ca.trust)
    assert not found.valid and found.covers == "part" and found.code in ("altered", "part_only")


def test_a_later_signature_is_a_change_that_may_be(ca, paper):
    signed = sign(paper, ca.issue("Bùi Đình Long"), Order(), at=ca.now)
    signed = sign(signed, ca.issue("UBND tỉnh Nghệ An", "UBND tỉnh Nghệ An"), Order(), at=ca.now)
    person, agency = verify(signed, ca.trust, now=clock.real_now())
    assert told(person) == told(agency) == (VALID, "")
    assert (person.covers, agency.covers) == ("revision", "whole")
    assert (person.changes, agency.changes) == (["Thêm chữ ký của UBND tỉnh Nghệ An."], [])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (rewritten, "Nội dung trang 1 bị sửa."),
        (turned, "Cách trình bày trang 1 bị sửa."),
        (noted, "Chú thích, hình dán ở trang 1 bị thêm hoặc sửa."),
    ],
)
def test_a_later_change_of_a_page_is_told_with_its_page(ca, paper, change, said):
    found = one(change(sign(paper, ca.issue("A"), Order(), at=ca.now)), ca.trust)
    assert told(found) == (INVALID, "changed_after") and not found.allowed and found.changes == [said]


def test_a_change_between_two_signatures_spoils_the_first_only(ca, paper):
    signed = rewritten(sign(paper, ca.issue("Trước"), Order(), at=ca.now))
    before, after = verify(sign(signed, ca.issue("Sau"), Order(), at=ca.now), ca.trust, now=clock.real_now())
    assert (told(before), told(after)) == ((INVALID, "changed_after"), (VALID, ""))
    assert before.changes == ["Thêm chữ ký của Sau.", "Nội dung trang 1 bị sửa."]


def test_what_else_is_wrong_stands_beside_the_first_reason(ca, paper):
    key = ca.issue("Thu hồi")
    ca.revoke(key)
    found = one(noted(sign(paper, key, Order(), at=ca.now)), ca.trust)
    assert told(found) == (INVALID, "changed_after") and "đã bị thu hồi vào thời điểm ký" in found.notes[0]


def test_a_note_before_signing_spoils_nothing_when_others_sign_later(ca, paper):
    signed = sign(noted(paper), ca.issue("Trước"), Order(place=Place(0, 300, 200, 450, 260)), at=ca.now)
    signed = sign(signed, ca.issue("Sau"), Order(place=Place(0, 100, 200, 250, 260)), at=ca.now)
    assert [found.verdict for found in verify(signed, ca.trust, now=clock.real_now())] == [VALID, VALID]


def test_a_broken_signature_is_told_and_does_not_hide_the_others(ca, paper):
    signed = sign(paper, ca.issue("Hỏng"), Order(), at=ca.now)
    signed = sign(signed, ca.issue("Lành"), Order(), at=ca.now)
    at = signed.index(b"/Contents <") + len(b"/Contents <")
    found = verify(signed[:at] + b"00" * 200 + signed[at + 400 :], ca.trust, now=clock.real_now())
    assert {one.code: one.verdict for one in found} == {"altered": INVALID, "unreadable": INVALID}


def test_a_kind_of_signature_that_nobody_verifies_is_said_to_be_one(ca, paper):
    signed = sign(paper, ca.issue("A"), Order(), at=ca.now).replace(b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 ")
    assert told(one(signed, ca.trust)) == (UNSURE, "unsupported")


def test_nothing_is_asked_of_the_addresses_that_a_certificate_names(ca, paper, monkeypatch):
    import socket

    talkative = authority(crl="http://127.0.0.1:9/list.crl", ocsp="http://127.0.0.1:9/ocsp")
    signed = sign(paper, talkative.issue("A"), Order(stamp=talkative.stamps()), at=talkative.now)

    def alarm(*_args: object, **_words: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", alarm)
    monkeypatch.setattr(socket.socket, "connect", alarm)
    assert told(one(signed, talkative.trust)) == (VALID, "")
    assert told(one(signed, talkative.trusted(lists=False))) == (UNSURE, "revocation_unknown")


@pytest.mark.parametrize("data", [b"", b"khong phai pdf", b"%PDF-1.7\n1 0 obj\n<<"])
def test_what_is_no_pdf_is_refused(ca, data):
    with pytest.raises(Refused) as refused:
        verify(data, ca.trust, now=clock.real_now())
    assert refused.value.code == "signing.not_a_pdf"


def test_a_paper_without_signature_has_none(ca, paper):
    assert verify(paper, ca.trust, now=clock.real_now()) == []


@pytest.fixture(scope="module")
def kept(paper) -> tuple[Authority, bytes]:
    """A paper with a signature at the archive level and one more behind it."""
    made = authority()
    order = Order(stamp=made.stamps(), long_term=True, trust=made.trust)
    return made, sign(sign(paper, made.issue("A"), order, at=made.now), made.issue("B"), Order(), at=made.now)


@pytest.mark.parametrize("seed", range(30))
def test_damage_anywhere_is_a_finding_or_a_refusal_and_the_last_signature_never_survives_it(kept, seed):
    """Bytes changed, cut out and put in at random; outside its own frame a signature covers the file as it is."""
    made, signed = kept
    chance = random.Random(seed)
    frame = signed.rindex(b"/Contents <")
    damaged = bytearray(signed)
    for _ in range(chance.choice((1, 1, 3))):
        place = chance.randrange(frame)
        act = chance.randrange(3)
        if act == 0:
            damaged[place] ^= 1 << chance.randrange(8)
        elif act == 1:
            del damaged[place : place + chance.randrange(1, 60)]
        else:
            damaged[place:place] = chance.randbytes(chance.randrange(1, 20))
    try:
        found = verify(bytes(damaged), made.trust, now=clock.real_now())
    except Refused as refusal:
        assert refusal.code == "signing.not_a_pdf"
    else:
        assert not any(one.valid and one.signer == "B" for one in found)

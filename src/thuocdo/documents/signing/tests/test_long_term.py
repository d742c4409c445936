"""What is put into the file today lets a signature be verified years later, without any list at hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from thuocdo.core import clock
from thuocdo.documents.signing import UNSURE, VALID, Order, Proofs, Trust, renew, sign, verify
from thuocdo.documents.signing.tests.authority import YEAR, Authority, authority
from thuocdo.documents.signing.tests.foreign import with_lists
from thuocdo.documents.tests.making_files import pdf
from thuocdo.kernel.errors import Refused


@pytest.fixture
def ca() -> Authority:
    return authority()


@pytest.fixture(scope="module")
def paper() -> bytes:
    return pdf(["KẾ HOẠCH"])


def one(data: bytes, trust: Trust, now: datetime | None = None):
    return verify(data, trust, now=now or clock.real_now())[0]


def test_a_stamped_signature_with_its_proofs_reaches_the_archive_level(ca, paper):
    order = Order(stamp=ca.stamps(), long_term=True, trust=ca.trust)
    signed = sign(paper, ca.issue("A"), order, at=ca.now)
    found = one(signed, ca.trust)
    assert (found.verdict, found.level, found.covers) == (VALID, "B-LTA", "revision")
    assert found.archived_at and found.allowed
    assert found.changes == ["Thêm dấu thời gian của tài liệu.", "Thêm dữ liệu để kiểm tra lâu dài."]
    assert len(verify(signed, ca.trust, now=clock.real_now())) == 1, "a time stamp is nobody's signature"


def test_without_a_time_stamp_server_the_proofs_still_go_into_the_file(ca, paper):
    signed = sign(paper, ca.issue("A"), Order(long_term=True, trust=ca.trust), at=ca.now)
    found = one(signed, ca.trusted(lists=False))
    assert (found.verdict, found.level) == (VALID, "B-B"), "the list in the file says that it is not revoked"
    assert found.changes == ["Thêm dữ liệu để kiểm tra lâu dài."] and found.allowed


def test_years_later_the_file_alone_suffices_beside_the_root(ca, paper):
    key = ca.issue("A", days=365)
    bare = sign(paper, key, Order(stamp=ca.stamps()), at=ca.now)
    kept = sign(paper, key, Order(stamp=ca.stamps(), long_term=True, trust=ca.trust), at=ca.now)
    later, root = ca.now + 4 * YEAR, ca.trusted(lists=False)
    assert (one(bare, root, later).verdict, one(bare, root, later).code) == (UNSURE, "revocation_unknown")
    found = one(kept, root, later)
    assert (found.verdict, found.revocation) == (VALID, "good") and "nay đã hết hạn" in " ".join(found.notes)


def test_a_time_stamp_whose_server_ran_out_is_kept_alive_by_a_renewed_one(ca, paper):
    kept = sign(paper, ca.issue("A", days=365), Order(stamp=ca.stamps(), long_term=True, trust=ca.trust), at=ca.now)
    after = ca.now + 8 * YEAR
    assert one(kept, ca.trusted(lists=False), after).code == "expired_unproved", "its server's certificate ran out"
    successor = ca.with_new_stamper(ca.now + 3 * YEAR)
    then = ca.now + 4 * YEAR
    renewed = renew(kept, stamp=successor.stamps(then), trust=ca.trusted(at=then), at=then)
    assert renewed.startswith(kept)
    found = one(renewed, ca.trusted(lists=False), after)
    assert (found.verdict, found.level) == (VALID, "B-LTA")
    assert datetime.fromisoformat(found.archived_at) == ca.now + 4 * YEAR
    assert datetime.fromisoformat(found.signed_at) == ca.now


def test_fresh_proofs_are_asked_for_about_the_signers_chain_and_embedded(ca, paper):
    asked: list[int] = []

    def ask(pairs):
        asked.extend(len(pair) for pair in pairs)
        return Proofs(lists=(ca.list_of_revoked(), b"rubbish"))

    order = Order(long_term=True, trust=ca.trusted(lists=False), ask=ask)
    found = one(sign(paper, ca.issue("A"), order, at=ca.now), ca.trusted(lists=False))
    assert (asked, found.verdict) == ([2], VALID)


def test_a_revoked_key_is_not_used_for_long_term_signatures(ca, paper):
    key = ca.issue("Thu hồi")
    ca.revoke(key)
    with pytest.raises(Refused) as refused:
        sign(paper, key, Order(long_term=True, trust=ca.trust), at=ca.now)
    assert refused.value.code == "signing.no_proofs"


def test_proofs_without_a_trusted_root_are_refused_before_anything_is_signed(ca, paper):
    with pytest.raises(Refused) as refused:
        sign(paper, ca.issue("A"), Order(long_term=True, trust=Trust()), at=ca.now)
    assert refused.value.code == "signing.no_proofs"


def test_a_list_in_the_file_that_nobody_trusted_made_proves_nothing(ca, paper):
    """The signer brings a list of his own making; only lists of trusted authorities count."""
    signed = with_lists(sign(paper, ca.issue("A"), Order(), at=ca.now), authority().list_of_revoked())
    found = one(signed, ca.trusted(lists=False))
    assert found.allowed
    assert (found.verdict, found.code) == (UNSURE, "revocation_unknown")


@pytest.mark.parametrize("answer", [b"", b"<html>", b"\x30\x03\x02\x01\x02"])
def test_a_time_stamp_server_that_answers_nonsense_refuses_the_signature(ca, paper, answer):
    with pytest.raises(Refused) as refused:
        sign(paper, ca.issue("A"), Order(stamp=lambda request: answer), at=ca.now)
    assert refused.value.code == "signing.no_time_stamp"


def test_a_time_stamp_server_that_refuses_or_answers_another_question_is_refused(ca, paper):
    from asn1crypto import tsp

    def another(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        asked["nonce"] = asked["nonce"].native + 1
        return ca.stamps()(asked.dump())

    no = bytes.fromhex("30053003020102")  # a status of 2, rejection, and no token
    for stamp in (another, lambda request: no):
        with pytest.raises(Refused) as refused:
            sign(paper, ca.issue("A"), Order(stamp=stamp), at=ca.now)
        assert refused.value.code == "signing.no_time_stamp"


def test_the_second_signer_may_add_long_term_data_after_the_first(ca, paper):
    order = Order(stamp=ca.stamps(), long_term=True, trust=ca.trust)
    signed = sign(sign(paper, ca.issue("Người"), order, at=ca.now), ca.issue("Cơ quan"), order, at=ca.now)
    person, agency = verify(signed, ca.trusted(lists=False), now=ca.now + timedelta(days=400))
    assert (person.verdict, agency.verdict) == (VALID, VALID)

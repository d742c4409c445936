"""From approval to the register: number, the paper laid out, signatures of person and unit, the issued document."""

from __future__ import annotations

import base64
import hashlib
import io
import threading
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from thuocdo.chancery.models import Draft, DraftSignature, DraftVersion, Entry, SecretCount
from thuocdo.chancery.queries.signed import signed_bytes
from thuocdo.chancery.services.drafting import cancel_draft
from thuocdo.chancery.services.issuing import hand_in_signed, issue_draft, number_draft, seal_draft, sign_draft
from thuocdo.chancery.services.numbers import strike_out
from thuocdo.chancery.tests.drafting import approved, furnish, keys_in, now, numbered
from thuocdo.core import clock, files
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import StoredFile
from thuocdo.directory.models import Position
from thuocdo.documents import signing
from thuocdo.documents.models import Document, Holder, Relation, TrustTable
from thuocdo.documents.reading import read_bytes
from thuocdo.documents.services import Paper, receive_document
from thuocdo.documents.signing.tests.authority import Authority
from thuocdo.documents.tests import factories
from thuocdo.kernel.errors import NotAllowed, Refused, Stale


@pytest.fixture(scope="module")
def authority():
    return Authority(now())


@pytest.fixture
def world(world, tmp_path, settings, authority):
    """Keys sign in the time of the world, so its clock is set to it."""
    settings.THUOCDO_SIGNING_KEYS = str(tmp_path)
    with clock.fixed(now()):
        keys_in(tmp_path, furnish(world), authority)
        yield world


def words_of(data):
    return " ".join(read_bytes(data, "a.pdf").text.split())


def number(world, draft, on=None, who="an"):
    return number_draft(
        draft=draft, on=on or clock.today(), revision=draft.revision, by=world.people[who], at=clock.now()
    )


def signed(world, draft=None):
    draft = draft or numbered(world)
    sign_draft(draft=draft, by=world.people["minh"], at=clock.now())
    return draft


def issued(world, **changed):
    draft = signed(world, numbered(world, **changed))
    seal_draft(draft=draft, by=world.people["an"], at=clock.now())
    return issue_draft(draft=draft, by=world.people["an"], at=clock.now())


def test_a_number_is_taken_and_printed_with_the_day_and_the_signers_authority(world):
    draft = numbered(world)
    today = clock.today()
    assert (draft.state, draft.number_symbol, draft.dated) == ("numbered", "01/STP", today)
    assert draft.entry.book.direction == "out" and draft.entry.given_to == "Như trên; Lưu: VT"
    said = words_of(signed_bytes(draft))
    month = f"{today.month:02d}" if today.month < 3 else today.month
    assert "Số: 01/STP" in said and f"ngày {today.day:02d} tháng {month} năm {today.year}" in said
    assert "GIÁM ĐỐC" in said and "Trần Văn Minh" in said


def test_only_an_approved_draft_gets_a_number(world):
    from thuocdo.chancery.tests.drafting import submitted

    with pytest.raises(Refused) as refused:
        number(world, submitted(world))
    assert refused.value.code == "chancery.draft.not_allowed" and not Entry.objects.exists()


def test_a_signer_who_lost_the_post_gets_no_number(world):
    draft = approved(world)
    Position.objects.filter(person=world.people["minh"]).update(valid=(date(2020, 1, 1), clock.today()))
    with pytest.raises(Refused, match="không có thẩm quyền"):
        number(world, draft)
    assert not Entry.objects.exists(), "nothing was taken"


@pytest.mark.django_db(transaction=True)
def test_numbered_twice_at_once_takes_one_number(world):
    draft, outcomes, moment = approved(world), [], clock.now()

    def take():
        with clock.fixed(moment):
            try:
                outcomes.append(number(world, Draft.objects.get(pk=draft.pk)).number_symbol)
            except (Refused, Stale):
                outcomes.append("refused")
            finally:
                connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["01/STP", "refused"] and Entry.objects.count() == 1


def test_the_person_signs_first_and_the_unit_after_with_the_keys_of_the_server(world):
    draft = numbered(world)
    with pytest.raises(Refused, match="chưa ký"):
        seal_draft(draft=draft, by=world.people["an"], at=clock.now())
    signed(world, draft)
    with pytest.raises(Refused, match="đã có"):
        sign_draft(draft=draft, by=world.people["minh"], at=clock.now())
    seal_draft(draft=draft, by=world.people["an"], at=clock.now())
    kept = list(DraftSignature.objects.filter(draft=draft))
    assert [(one.whose, one.findings[0]["signer"], one.findings[0]["intact"]) for one in kept] == [
        ("person", "Trần Văn Minh", True), ("unit", "SỞ TƯ PHÁP", True),
    ]  # fmt: skip
    with draft.paper.content.open("rb") as laid_out:
        assert signed_bytes(draft).startswith(laid_out.read()), "what was laid out stays byte for byte"


def test_somebody_else_does_not_sign_and_without_a_key_nobody_does_here(world, settings):
    draft = numbered(world)
    with pytest.raises(NotAllowed):
        sign_draft(draft=draft, by=world.people["an"], at=clock.now())
    settings.THUOCDO_SIGNING_KEYS = ""
    with pytest.raises(Refused, match="Máy chủ không giữ khóa"):
        sign_draft(draft=draft, by=world.people["minh"], at=clock.now())


def own_signature(draft, key, *, name="Trần Văn Minh", unit=False):
    data = signed_bytes(draft)
    at = clock.real_now()
    order = (
        signing.by_agency(data, at=at, unit="Sở Tư pháp")
        if unit
        else signing.by_person(data, post="GIÁM ĐỐC", name=name, at=at)
    )
    return signing.sign(data, key, order, at=at)


def hand_in(world, draft, data, who="an"):
    return hand_in_signed(draft=draft, data=data, by=world.people[who], at=clock.now())


def test_a_paper_signed_with_somebodys_own_means_is_taken_in_with_what_was_found(world, authority):
    draft = numbered(world)
    kept = hand_in(world, draft, own_signature(draft, authority.issue("TRẦN VĂN MINH")))
    assert (kept.whose, kept.by) == ("person", world.people["an"])
    assert kept.findings[0]["intact"] and kept.findings[0]["verdict"] != "invalid"
    hand_in(world, draft, own_signature(draft, authority.issue("Sở Tư pháp"), unit=True))
    assert issue_draft(draft=draft, by=world.people["an"], at=clock.now()).number_symbol == "01/STP"


def test_both_signatures_may_come_in_one_file(world, authority):
    draft = numbered(world)
    once = own_signature(draft, authority.issue("Trần Văn Minh"))
    order = signing.by_agency(once, at=clock.real_now(), unit="Sở Tư pháp")
    twice = signing.sign(once, authority.issue("Sở Tư pháp"), order, at=clock.real_now())
    hand_in(world, draft, twice)
    assert [one.whose for one in DraftSignature.objects.filter(draft=draft)] == ["person", "unit"]


def test_what_is_not_our_paper_with_the_right_signatures_is_refused(world, authority):
    draft = numbered(world)
    key, stranger = authority.issue("Trần Văn Minh"), authority.issue("Người Khác")
    cases = {
        "chancery.other_file": own_signature(numbered(world), key), "chancery.not_signed": signed_bytes(draft),
        "chancery.other_signer": own_signature(draft, stranger),
    }  # fmt: skip
    for code, data in cases.items():
        with pytest.raises(Refused) as refused:
            hand_in(world, draft, data)
        assert refused.value.code == code
    assert not DraftSignature.objects.exists()


def test_a_signature_over_something_altered_is_refused(world, authority):
    draft = numbered(world)
    good, ours = own_signature(draft, authority.issue("Trần Văn Minh")), len(signed_bytes(draft))
    at = good.index(b"stream", ours) + 20
    with pytest.raises(Refused) as refused:
        hand_in(world, draft, good[:at] + (b"1" if good[at : at + 1] != b"1" else b"0") + good[at + 1 :])
    assert refused.value.code == "chancery.bad_signature"


def redrawn(data):
    """The paper with an update behind it that puts something else on its first page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 300 300 re f"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signing_of(data, key, *, unit=False):
    at = clock.real_now()
    order = signing.by_agency(data, at=at, unit="Sở Tư pháp") if unit else signing.Order(field_name="chu-ky", reason="")
    return signing.sign(data, key, order, at=at)


def test_a_page_redrawn_before_the_first_signature_is_refused(world, authority):
    draft = numbered(world)
    with pytest.raises(Refused, match="Nội dung trang 1 bị sửa") as refused:
        hand_in(world, draft, signing_of(redrawn(signed_bytes(draft)), authority.issue("Trần Văn Minh")))
    assert refused.value.code == "chancery.other_file" and not DraftSignature.objects.exists()


def test_a_page_redrawn_between_the_two_signatures_is_refused(world, authority):
    draft = numbered(world)
    hand_in(world, draft, own_signature(draft, authority.issue("Trần Văn Minh")))
    with pytest.raises(Refused) as refused:
        hand_in(world, draft, signing_of(redrawn(signed_bytes(draft)), authority.issue("Sở Tư pháp"), unit=True))
    assert refused.value.code == "chancery.other_file" and DraftSignature.objects.count() == 1


def test_another_paper_appended_whole_behind_ours_is_refused(world, authority):
    draft = numbered(world)
    ours, other = signed_bytes(draft), signed_bytes(numbered(world, subject="chuyện khác"))
    for between in (b"", b"\n"):
        with pytest.raises(Refused) as refused:
            hand_in(world, draft, ours + between + signing_of(other, authority.issue("Trần Văn Minh")))
        assert refused.value.code in ("chancery.other_file", "signing.not_a_pdf")
    assert not DraftSignature.objects.exists()


def test_a_name_with_other_marks_is_another_persons(world, authority):
    draft = numbered(world)
    with pytest.raises(Refused) as refused:
        hand_in(world, draft, own_signature(draft, authority.issue("Trần Vân Minh")))
    assert refused.value.code == "chancery.other_signer"
    assert hand_in(world, draft, own_signature(draft, authority.issue("TRẦN VĂN MINH"))).whose == "person"


def test_a_namesake_of_the_signer_does_not_sign(world):
    draft = numbered(world)
    factories.person(world, "minh_2", "Trần Văn Minh", "NA.STP", "unit_head")
    with pytest.raises(Refused) as refused:
        sign_draft(draft=draft, by=world.people["minh_2"], at=clock.now())
    assert refused.value.code == "chancery.not_the_signer"


def struck(draft):
    Entry.objects.filter(pk=draft.entry_id).update(struck_at=clock.now(), struck_why="nhầm")


def test_a_paper_whose_number_was_struck_out_is_neither_signed_nor_issued(world, authority):
    draft = numbered(world)
    by = {"by": world.people["an"], "at": clock.now()}
    signed_by_hand = own_signature(draft, authority.issue("Trần Văn Minh"))
    struck(draft)
    with pytest.raises(Refused) as on_signing:
        sign_draft(draft=draft, by=world.people["minh"], at=clock.now())
    with pytest.raises(Refused) as on_handing_in:
        hand_in(world, draft, signed_by_hand)
    Entry.objects.update(struck_at=None)
    signed(world, draft)
    struck(draft)
    with pytest.raises(Refused) as on_sealing:
        seal_draft(draft=draft, **by)
    Entry.objects.update(struck_at=None)
    seal_draft(draft=draft, **by)
    struck(draft)
    with pytest.raises(Refused) as on_issuing:
        issue_draft(draft=draft, **by)
    codes = [one.value.code for one in (on_signing, on_handing_in, on_sealing, on_issuing)]
    assert codes == ["chancery.number_struck"] * 4 and not Document.objects.exists()


def test_the_line_of_a_numbered_or_issued_draft_is_not_struck_out_but_goes_with_a_cancelled_one(world):
    draft = numbered(world)
    given = {"entry": draft.entry, "why": "nhầm", "by": world.people["an"], "at": clock.now()}
    with pytest.raises(Refused, match="Hủy dự thảo"):
        strike_out(**given)
    signed(world, draft)
    seal_draft(draft=draft, by=world.people["an"], at=clock.now())
    issue_draft(draft=draft, by=world.people["an"], at=clock.now())
    with pytest.raises(Refused) as refused:
        strike_out(**given)
    assert refused.value.code == "chancery.number_in_use"
    other = numbered(world)
    cancel_draft(draft=other, reason="không ban hành", by=world.people["an"], at=clock.now())
    assert [one.struck_at is None for one in Entry.objects.order_by("pk")] == [True, False]


@pytest.mark.parametrize("told", [{"withdrawn": True}, {"state": "confirming"}, {"unit": "NA.SNV"}])
def test_a_row_that_others_decided_about_is_not_taken_over_when_issuing(world, told):
    draft = signed(world)
    seal_draft(draft=draft, by=world.people["an"], at=clock.now())
    row = receive_document(paper=Paper("a.pdf", signed_bytes(draft)), by=SYSTEM, at=clock.now()).document
    row.received_unit = world.units[told.get("unit", "NA.STP")]
    row.state = told.get("state", row.state)
    row.withdrawn_at = clock.now() if "withdrawn" in told else None
    row.withdrawn_by = world.people["minh"] if "withdrawn" in told else None
    row.withdrawn_why = "nhầm" if "withdrawn" in told else ""
    row.save()
    with pytest.raises(Refused) as refused:
        issue_draft(draft=draft, by=world.people["an"], at=clock.now())
    draft.refresh_from_db()
    assert (refused.value.code, draft.state) == ("chancery.received_already", "numbered")


def test_a_row_of_the_same_unit_that_nobody_decided_about_is_taken_over(world):
    draft = signed(world)
    seal_draft(draft=draft, by=world.people["an"], at=clock.now())
    row = receive_document(paper=Paper("a.pdf", signed_bytes(draft)), by=SYSTEM, at=clock.now()).document
    row.received_unit = world.units["NA.STP"]
    row.save()
    assert issue_draft(draft=draft, by=world.people["an"], at=clock.now()) == row


@pytest.mark.parametrize("superior", ["TUYỆT MẬT", "Tối mật"])
def test_a_paper_with_a_stamp_of_secrecy_gets_no_number_is_not_kept_and_is_counted(world, superior):
    draft = approved(world)
    data = draft.approved_version.data
    data["letterhead"]["superior"] = superior
    DraftVersion.objects.filter(pk=draft.approved_version_id).update(data=data)
    kept = StoredFile.objects.count()
    with pytest.raises(Refused) as refused:
        number(world, Draft.objects.get())
    assert refused.value.code == "documents.state_secret"
    assert not Entry.objects.exists() and StoredFile.objects.count() == kept
    assert Draft.objects.get().state == "approved" and SecretCount.objects.get().count == 1


def test_a_number_that_another_took_meanwhile_is_printed_as_it_was_given(world, monkeypatch):
    numbered(world)
    monkeypatch.setattr("thuocdo.chancery.services.issuing.next_number", lambda *args, **kwargs: 1)
    draft = numbered(world, subject="chuyện khác")
    assert draft.number_symbol == "02/STP" and "Số: 02/STP" in words_of(signed_bytes(draft))


def test_a_unit_that_signs_first_is_refused(world, authority):
    draft = numbered(world)
    data = own_signature(draft, authority.issue("Sở Tư pháp"))
    with pytest.raises(Refused) as refused:
        hand_in(world, draft, data)
    assert refused.value.code == "chancery.other_signer"


def test_where_roots_are_trusted_a_certificate_must_lead_to_one(world, authority):
    TrustTable.objects.create(content={"certificates": trusted(authority), "lists": []}, sha256="x", at=clock.now())
    draft = numbered(world)
    stranger = Authority(now()).issue("Trần Văn Minh")
    with pytest.raises(Refused) as refused:
        hand_in(world, draft, own_signature(draft, stranger))
    assert refused.value.code in ("chancery.untrusted_signature", "chancery.bad_signature")
    assert not DraftSignature.objects.exists()
    assert hand_in(world, draft, own_signature(draft, authority.issue("Trần Văn Minh"))).findings[0]["trusted"]


def trusted(authority):
    data = authority.root.public_bytes(Encoding.DER)
    return [{"use": "root", "sha256": hashlib.sha256(data).hexdigest(), "der": base64.b64encode(data).decode()}]


def test_nothing_is_issued_without_both_signatures(world):
    draft = signed(world)
    with pytest.raises(Refused, match="chưa đủ chữ ký"):
        issue_draft(draft=draft, by=world.people["an"], at=clock.now())


def test_an_issued_paper_stands_in_the_register_with_what_its_draft_says(world):
    document = issued(world, subject="báo cáo kết quả quý II năm nay")
    draft = Draft.objects.get()
    assert (draft.state, draft.document) == ("issued", document) and draft.issued_at
    assert (document.number_symbol, document.doc_type, document.subject) == (
        "01/STP", "công văn", "báo cáo kết quả quý II năm nay",
    )  # fmt: skip
    assert (document.issuer, document.issuer_name, document.signer_name) == (
        world.units["NA.STP"], "Sở Tư pháp", "Trần Văn Minh",
    )  # fmt: skip
    assert document.issued_on == document.signed_on == clock.today() and document.addressees == ["UBND tỉnh Nghệ An"]
    assert document.state in ("proposed", "confirming") and document.text, "its content is proposed as of any paper"
    assert Holder.objects.get(document=document, unit=world.units["NA.STP"]).why in ("issued", "entered")
    assert Entry.objects.get().document == document
    with document.original.content.open("rb") as content:
        assert len(signing.verify(content.read(), signing.Trust(), now=now())) == 2


def test_an_answer_and_a_handing_down_are_tied_to_their_paper(world):
    letter = factories.receive(world, who="minh")
    draft = numbered(world)
    draft.answers = draft.carries_out = letter
    draft.save()
    signed(world, draft)
    seal_draft(draft=draft, by=world.people["an"], at=clock.now())
    document = issue_draft(draft=draft, by=world.people["an"], at=clock.now())
    found = Relation.objects.filter(document=document, other=letter, state="confirmed", citation=None)
    assert set(found.values_list("kind", flat=True)) == {"answers", "carries_out"}


def test_issuing_twice_is_refused(world):
    issued(world)
    with pytest.raises(Refused):
        issue_draft(draft=Draft.objects.get(), by=world.people["an"], at=clock.now())
    assert Document.objects.count() == 1


def test_strangers_neither_number_nor_issue(world):
    draft = approved(world)
    for who in ("lan", "quantri", "lanhdao", "hoa"):
        with pytest.raises(NotAllowed):
            number(world, draft, who=who)


def test_a_number_of_an_earlier_day_than_the_last_is_refused(world):
    numbered(world)
    with pytest.raises(Refused) as refused:
        number(world, approved(world), on=clock.today() - timedelta(days=1))
    assert refused.value.code == "chancery.earlier_than_last"


def test_stored_files_are_the_same_bytes(world):
    draft = numbered(world)
    assert files.store(signed_bytes(draft), name="x.pdf") == draft.paper

"""Issuing a draft: number and day are taken, the paper is laid out, signed by person and unit, then issued.

What is signed are the bytes of `Draft.paper`; a PDF that comes back from somebody's own signing tool must be these
bytes with signatures behind them. Order of signing and numbering: docs/adr (a paper is numbered before it is signed).
"""

from __future__ import annotations

from copy import copy
from datetime import date, datetime
from typing import Any

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Book, Draft, DraftSignature, DraftVersion, Entry
from thuocdo.chancery.queries.drafts import data_of, made_of, signer_of
from thuocdo.chancery.queries.numbers import next_number, policy_of
from thuocdo.chancery.queries.signed import expected_signer, signed_bytes, signed_whose, unit_names
from thuocdo.chancery.rules.signed import PERSON, UNIT, faults_of, names
from thuocdo.chancery.services.draft_steps import Refuse, Step
from thuocdo.chancery.services.keys import Keys, ServerKey
from thuocdo.chancery.services.lines import Line
from thuocdo.chancery.services.numbers import take_number
from thuocdo.core import audit, clock, files
from thuocdo.core.audit import SYSTEM
from thuocdo.core.decision import decision
from thuocdo.directory import queries as directory
from thuocdo.documents import outside, signing
from thuocdo.documents.composing.kinds import kind_of
from thuocdo.documents.models import Document
from thuocdo.documents.queries import trust_is_empty, trust_store
from thuocdo.documents.screening import StateSecret, counting, is_stamped
from thuocdo.documents.services import Paper, read_waiting, receive_document
from thuocdo.documents.services.issued import Issued, note_issued
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import slug

PDF = "application/pdf"


@counting
@decision("chancery.number_draft", about="draft", ask=permissions.draft_abilities)
def number_draft(*, draft: Draft, on: date, revision: int, by: Any, at: datetime) -> Draft:
    """Give an approved draft number and day (cấp số), and lay out the paper that will be signed.

    Refused `chancery.no_authority_to_sign` on that day, `chancery.no_pdf`, `documents.state_secret` (counted) when
    what is laid out carries a stamp of secrecy, and what `take_number` refuses.
    """
    Refuse.stale(draft, revision)
    step = Step(draft, "number", by=by, at=at)
    version = draft.approved_version
    assert version is not None  # the state says so
    if signer_of(draft, version.data, on) is None and not kind_of(draft.kind).capacities:
        raise Refused(
            "chancery.no_authority_to_sign",
            f"Ngày {on:%d/%m/%Y} người ký không có thẩm quyền ký cho cơ quan ban hành.",
            "Trả lại để chọn người ký khác, hoặc giao quyền ký trước.",
        )  # fmt: skip
    # Laid out with the number that is likely to come, which takes seconds, before the book is locked for all others;
    # a file laid out once is kept in memory, so that nothing is done again when the number is that one.
    likely = next_number(draft.unit, on, direction=Book.Direction.OUT, doc_type=draft.kind)
    _laid_out(draft, version, likely, on)
    line = Line(given_to="; ".join(version.data.get("recipients") or ()), kept_by="Văn thư")
    entry = take_number(unit=draft.unit, doc_type=draft.kind, on=on, line=line, by=by, at=at)
    draft.number_symbol = _symbol(draft, version, entry.number, on)
    pdf = _laid_out(draft, version, entry.number, on)
    paper = files.store(pdf, name=f"{slug(draft.number_symbol)[:40]}.pdf", content_type=PDF)
    step.take(version=version, entry=entry, number_symbol=draft.number_symbol, dated=on, paper=paper)
    audit.changed(after={"state": draft.state, "number": draft.number_symbol, "sha256": paper.sha256})
    if draft.signer is not None:
        step.tell(draft.signer.person, f"Có văn bản chờ ký: số {draft.number_symbol}, {step.name}.")
    return draft


def _symbol(draft: Draft, version: DraftVersion, number: int, on: date) -> str:
    """Number and symbol as the paper prints them."""
    return policy_of(draft.unit, on).written(number) + str(version.data.get("symbol") or "")


def _laid_out(draft: Draft, version: DraftVersion, number: int, on: date) -> bytes:
    """The paper of a draft as it looks with this number and day; the draft itself stays as it is.

    Refused `chancery.no_pdf`, `documents.state_secret`.
    """
    shown = copy(draft)
    shown.number_symbol, shown.dated = _symbol(draft, version, number, on), on
    made = made_of(shown, version, on)
    if not made.pdf:
        raise Refused("chancery.no_pdf", made.why_no_pdf, "Dùng mẫu của hệ thống, hoặc nhờ quản trị cài LibreOffice.")
    if is_stamped(made.docx, "van-ban.docx") or is_stamped(made.pdf, "van-ban.pdf"):
        raise StateSecret
    return made.pdf


@decision("chancery.sign_draft", about="draft", ask=permissions.draft_abilities)
def sign_draft(*, draft: Draft, by: Any, at: datetime) -> DraftSignature:
    """Sign with the person's key on the server (người có thẩm quyền ký), where there is one. Refused
    `chancery.not_the_signer`, `chancery.no_server_key`, `chancery.already_signed`."""
    _refuse_struck(draft)
    _refuse_other_signer(draft, by)
    key = _key(Keys().of_person(by), "của bạn")
    data = signed_bytes(draft)
    _refuse_order(draft, PERSON)
    moment = clock.real_now()
    post, name = _lines(draft)
    order = signing.by_person(data, post=post, name=name, at=moment, image=key.image, unit=_unit_name(draft))
    return _keep(draft, signing.sign(data, key.key, outside.completed(order), at=moment), by=by, at=at)


@decision("chancery.seal_draft", about="draft", ask=permissions.draft_abilities)
def seal_draft(*, draft: Draft, by: Any, at: datetime) -> DraftSignature:
    """Sign in the name of the unit (ký số của cơ quan) with its key on the server, after the person. Refused
    `chancery.person_first`, `chancery.no_server_key`, `chancery.already_signed`."""
    _refuse_struck(draft)
    _refuse_order(draft, UNIT)
    key = _key(Keys().of_unit(draft.unit), "của cơ quan")
    data, moment = signed_bytes(draft), clock.real_now()
    order = signing.by_agency(data, at=moment, unit=_unit_name(draft), image=key.image)
    return _keep(draft, signing.sign(data, key.key, outside.completed(order), at=moment), by=by, at=at)


@decision("chancery.hand_in_signed", about="draft", ask=permissions.draft_abilities)
def hand_in_signed(*, draft: Draft, data: bytes, by: Any, at: datetime) -> DraftSignature:
    """Take in the PDF that was signed with somebody's own means (nộp bản đã ký): the same file with signatures.

    Refused `chancery.other_file`, `chancery.not_signed`, `chancery.bad_signature`, `chancery.other_signer`,
    `chancery.person_first`, `chancery.already_signed`.
    """
    _refuse_struck(draft)
    files.refuse_too_large(len(data), "bản đã ký")
    if changed := signing.besides_signatures(signed_bytes(draft), data):
        raise Refused(
            "chancery.other_file",
            f"Tệp nộp không phải bản chờ ký của dự thảo này kèm chữ ký: nội dung đã khác. {' '.join(changed)}",
            "Tải bản chờ ký ở trang này, ký đúng tệp ấy, không in lại hay lưu lại bằng phần mềm khác.",
        )  # fmt: skip
    return _keep(draft, data, by=by, at=at)


def _keep(draft: Draft, data: bytes, *, by: Any, at: datetime) -> DraftSignature:
    """Verify all signatures and keep the new ones, in their order, with what was found."""
    step = Step(draft, "sign", by=by, at=at)
    had = signed_whose(draft)
    findings = signing.verify(data, trust_store(), now=clock.real_now())
    told = [one.to_json() for one in findings]
    fault = faults_of(
        told, len(had), signer=expected_signer(draft), units=unit_names(draft.unit, draft.dated or clock.today()),
        had=had, trust_is_empty=trust_is_empty(),
    )  # fmt: skip
    if fault:
        raise Refused(*fault)
    stored = files.store(data, name=f"{slug(draft.number_symbol)[:40]}-da-ky.pdf", content_type=PDF)
    order = (PERSON, UNIT)
    made = [
        DraftSignature.objects.create(
            draft=draft, order=number + 1, whose=order[number], file=stored, findings=[told[number]], at=at, by=by
        )
        for number in range(len(had), len(told))
    ]  # fmt: skip
    step.take(version=draft.approved_version)
    audit.changed(
        after={"signatures": len(told), "verdicts": [one["verdict"] for one in told], "sha256": stored.sha256}
    )
    return made[-1]


@decision("chancery.issue_draft", about="draft", ask=permissions.draft_abilities)
def issue_draft(*, draft: Draft, by: Any, at: datetime) -> Document:
    """Issue the signed paper (ban hành): it stands in the register with what the draft says of it, and in its book.

    Refused `chancery.not_signed` without the signatures of the person and the unit, `chancery.number_struck`,
    `chancery.received_already` when the same file stands in the register with what others decided about it.
    """
    step = Step(draft, "issue", by=by, at=at)
    entry = _refuse_struck(draft)
    if signed_whose(draft) != [PERSON, UNIT]:
        raise Refused(
            "chancery.not_signed", "Văn bản chưa đủ chữ ký của người có thẩm quyền và của cơ quan.",
            "Ký đủ rồi ban hành.",
        )  # fmt: skip
    version = draft.approved_version
    assert version is not None and draft.dated is not None  # the state says so
    name = f"{slug(draft.number_symbol)[:40]}.pdf"
    received = receive_document(paper=Paper(name, signed_bytes(draft), PDF), by=SYSTEM, at=at)
    document = received.document
    if not received.is_new:
        _refuse_decided(document, draft)
    if document.state == Document.State.WAITING:
        document = read_waiting(document=document, by=SYSTEM, at=at)
    note_issued(document=document, issued=_issued(draft, version), by=by, at=at)
    entry.document = document
    entry.save(update_fields=["document"])
    step.take(version=version, document=document, issued_at=at)
    for person in {draft.author, draft.approver} - {None}:
        step.tell(person, f"Văn bản số {draft.number_symbol} đã ban hành: {step.name}.")
    return document


def _issued(draft: Draft, version: DraftVersion) -> Issued:
    """What the register says of the paper: from the draft, not from reading."""
    data = version.data
    assert draft.dated is not None
    signer = signer_of(draft, data, draft.dated)
    kind = str(data.get("kind") or kind_of(draft.kind).name or "Công văn")
    return Issued(
        unit=draft.unit, number_symbol=draft.number_symbol, doc_type=kind.lower(),
        subject=str(data.get("subject") or ""), issuer_name=_unit_name(draft), on=draft.dated,
        signer_name=expected_signer(draft), signer_lines=tuple(signer.lines) if signer else (),
        addressees=tuple(data.get("addressees") or ()),
        recipients=tuple(data.get("recipients") or ()), urgency=str(data.get("urgency") or ""), answers=draft.answers,
        carries_out=draft.carries_out,
    )  # fmt: skip


def _refuse_struck(draft: Draft) -> Entry:
    """The line of the draft's number, locked: nobody strikes it out meanwhile. Refused `chancery.number_struck`."""
    entry = Entry.objects.select_for_update(of=("self",)).filter(pk=draft.entry_id or 0).first()
    if entry is None:
        raise Refused("chancery.not_numbered", "Dự thảo chưa được cấp số.", "Cấp số trước.")
    if entry.struck_at is not None:
        raise Refused(
            "chancery.number_struck", f"Số {draft.number_symbol} đã bị gạch trong sổ: {entry.struck_why}",
            "Hủy dự thảo này rồi lập dự thảo mới để lấy số khác.",
        )  # fmt: skip
    return entry


def _refuse_other_signer(draft: Draft, by: Any) -> None:
    """Only the chosen signer signs; a kind that names its signers itself knows them by name alone."""
    expected = expected_signer(draft)
    is_signer = names(by.full_name, [expected]) if draft.signer is None else by.pk == draft.signer.person_id
    if not is_signer:
        raise Refused(
            "chancery.not_the_signer", f"Người ký văn bản này là {expected or 'chưa chọn'}.", "Người ký tự ký."
        )  # fmt: skip


def _refuse_decided(document: Document, draft: Draft) -> None:
    """The same file handed in elsewhere before: what others withdrew, hold or confirm is not written over."""
    untouched = document.state in (Document.State.WAITING, Document.State.PROPOSED, Document.State.READING_FAILED)
    if document.withdrawn_at is None and untouched and document.received_unit_id == draft.unit_id:
        return
    raise Refused(
        "chancery.received_already",
        f"Tệp đã ký này đã có trong kho như một văn bản đến (số {document.pk}), đã thu hồi, đã có người xác nhận hoặc"
        " do đơn vị khác nhận, nên không ghi đè khi ban hành.",
        "Nhờ văn thư xem văn bản ấy; nếu không dùng lại được thì hủy dự thảo này và lập dự thảo mới để lấy số khác.",
    )


def _key(found: ServerKey | None, whose: str) -> ServerKey:
    if found is None:
        raise Refused(
            "chancery.no_server_key", f"Máy chủ không giữ khóa ký {whose}.",
            "Tải bản chờ ký về, ký bằng phương tiện ký số riêng, rồi nộp bản đã ký.",
        )  # fmt: skip
    return found


def _refuse_order(draft: Draft, whose: str) -> None:
    had = signed_whose(draft)
    if whose in had:
        raise Refused("chancery.already_signed", "Chữ ký này đã có.", "Tải lại trang để xem bước tiếp theo.")
    if whose == UNIT and not had:
        raise Refused("chancery.person_first", "Người có thẩm quyền chưa ký.", "Người ký trước, cơ quan ký sau.")


def _lines(draft: Draft) -> tuple[str, str]:
    """The last line above the signature and the name below it, as they stand on the paper."""
    assert draft.approved_version is not None
    data = data_of(draft, draft.approved_version.data, draft.dated or clock.today())
    last = data["signatures"][-1]
    return str(last["capacity"]).split("\n")[-1].upper(), str(last["name"])


def _unit_name(draft: Draft) -> str:
    version = directory.version_on(draft.unit, draft.dated or clock.today())
    return version.full_name if version else draft.unit.key

"""Building edXML: an envelope with head, way and manifest, and behind it the files in base64; status messages.

The order of elements and the placing of prefixes follow the samples of the national document axis: the envelope under
the prefix `edXML`, the encoded files outside it in the default namespace.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from typing import Any

from lxml import etree

from thuocdo.chancery.edxml.content import (
    ACTOR,
    DAY,
    MOMENT,
    NAMESPACE,
    XLINK,
    Agency,
    Answered,
    Attached,
    Business,
    Head,
    Package,
    Staff,
    Status,
)
from thuocdo.kernel.errors import Refused

LONGEST_CODE = 35
# The default namespace, for what stands outside the envelope.
BARE: Any = {None: NAMESPACE}


def build_package(package: Package) -> bytes:
    """The package as it is handed to the axis. Refused `edxml.no_code`, `edxml.no_files`, `edxml.no_number`."""
    refuse_incomplete(package)
    root, header, body = _envelope()
    _head(etree.SubElement(header, _q("MessageHeader")), package.head)
    _way(header, package)
    etree.SubElement(header, _q("DigitalSignature"))
    _files(root, body, package.files)
    return _written(root)


def build_status(status: Status) -> bytes:
    """A status message: who tells it, about which paper, the code and its words. Refused `edxml.no_code`."""
    _refuse_codes([status.sender])
    root, header, _body = _envelope()
    told = etree.SubElement(header, _q("Status"))
    _answered(told, status.about)
    _agency(told, "From", status.sender)
    _text(told, "StatusCode", status.code)
    _text(told, "Description", status.description)
    _text(told, "Timestamp", status.at.strftime(MOMENT))
    _staff(told, status.staff)
    return _written(root)


def refuse_incomplete(package: Package) -> None:
    """What must be there before a package can be built, told before anything is sent."""
    head = package.head
    _refuse_codes([head.sender, *head.to])
    if not head.to:
        raise Refused("edxml.no_addressee", "Gói chưa có nơi nhận.", "Chọn ít nhất một cơ quan nhận.")
    if not (head.number and head.notation):
        raise Refused(
            "edxml.no_number", "Văn bản chưa có đủ số và ký hiệu nên chưa lập được gói liên thông.",
            "Bổ sung số, ký hiệu của văn bản rồi gửi.",
        )  # fmt: skip
    if not package.files and package.business.kind != "1":
        raise Refused("edxml.no_files", "Gói chưa có tệp văn bản.", "Nhận tệp của văn bản trước khi gửi.")


def _refuse_codes(agencies: list[Agency]) -> None:
    missing = [one.name for one in agencies if not one.code]
    if missing:
        raise Refused(
            "edxml.no_code", f"Chưa có mã định danh điện tử của: {'; '.join(missing)}.",
            "Ghi mã ở trang của cơ quan (danh mục đơn vị), hoặc gửi bằng cách khác.",
        )  # fmt: skip
    wrong = [one.code for one in agencies if len(one.code) > LONGEST_CODE]
    if wrong:
        raise Refused(
            "edxml.bad_code", f"Mã định danh dài quá {LONGEST_CODE} ký tự: {wrong[0]}.", "Xem lại mã của cơ quan."
        )


def _envelope() -> tuple[etree._Element, etree._Element, etree._Element]:
    """The root, the header and the body of an empty envelope."""
    root = etree.Element(f"{{{NAMESPACE}}}edXML", nsmap=BARE)
    envelope = etree.SubElement(root, _q("edXMLEnvelope"), nsmap={"edXML": NAMESPACE})
    return root, etree.SubElement(envelope, _q("edXMLHeader")), etree.SubElement(envelope, _q("edXMLBody"))


def _head(into: etree._Element, head: Head) -> None:
    _agency(into, "From", head.sender)
    for one in head.to:
        _agency(into, "To", one)
    _group(into, "Code", CodeNumber=head.number, CodeNotation=head.notation)
    _group(into, "PromulgationInfo", Place=head.place, PromulgationDate=_day(head.dated))
    _group(into, "DocumentType", Type=head.type_code, TypeDetail="", TypeName=head.type_name)
    _text(into, "Subject", head.subject)
    _text(into, "Content", head.content or head.subject)
    _group(into, "SignerInfo", Competence=head.competence, Position=head.position, FullName=head.signer)
    _text(into, "DueDate", _day(head.due_on))
    places = etree.SubElement(into, _q("ToPlaces"))
    for place in head.places:
        _text(places, "Place", place)
    _other(into, head)
    for answered in head.answers:
        _answered(into, answered)
    _text(into, "SteeringType", head.steering)
    _text(into, "DocumentId", head.document_id)


def _other(into: etree._Element, head: Head) -> None:
    other = _group(
        into, "OtherInfo", Priority=head.priority, SphereOfPromulgation=head.sphere, TyperNotation="",
        PromulgationAmount=str(len(head.to)), PageAmount=str(head.pages), Direction="",
    )  # fmt: skip
    appendixes = etree.SubElement(other, _q("Appendixes"))
    for one in head.appendixes:
        _text(appendixes, "Appendix", one)


def _way(header: etree._Element, package: Package) -> None:
    """TraceHeaderList: which agency sent it when, and what it is about."""
    mark = hashlib.sha256(f"{package.head.document_id}|{package.sent_at:{MOMENT}}".encode()).hexdigest()[:12]
    way = etree.SubElement(
        header, _q("TraceHeaderList"), id=f"t{mark}", version="1.0", mustUnderstand="1", actor=ACTOR
    )  # fmt: skip
    _group(way, "TraceHeader", OrganId=package.head.sender.code, Timestamp=package.sent_at.strftime(MOMENT))
    _business(way, package.business)


def _business(way: etree._Element, about: Business) -> None:
    into = _group(way, "Bussiness", BussinessDocType=about.kind, BussinessDocReason=about.reason)
    if about.added or about.removed:
        changed = _group(into, "BussinessDocumentInfo", DocumentInfo="0", DocumentReceiver="1")
        listed = etree.SubElement(changed, _q("ReceiverList"))
        for kind, codes in (("1", about.added), ("0", about.removed)):
            for code in codes:
                _group(listed, "Receiver", ReceiverType=kind, OrganId=code)
    if about.document_id:
        _text(into, "DocumentId", about.document_id)
    _staff(into, about.staff)
    _text(into, "Paper", "1" if about.on_paper else "0")


def _files(root: etree._Element, body: etree._Element, files: tuple[Attached, ...]) -> None:
    """The manifest in the envelope, and the files themselves behind it."""
    manifest = etree.SubElement(body, _q("edXMLManifest"), version="1.0")
    encoded = etree.SubElement(root, _q("AttachmentEncoded"), nsmap=BARE) if files else None
    for number, one in enumerate(files, start=1):
        key = f"{number}.{hashlib.sha256(one.data).hexdigest()[:32]}"
        said = one.description or f"Tệp {number}"
        reference = etree.SubElement(manifest, _q("Reference"), nsmap={"xlink": XLINK})
        for name, value in (("href", f"cid:{key}"), ("role", "XLinkRole"), ("type", "simple")):
            reference.set(f"{{{XLINK}}}{name}", value)
        for name, value in (("ContentId", f"cid:{key}"), ("ContentType", one.content_type), ("Description", said),
                            ("AttachmentName", one.name)):  # fmt: skip
            _text(reference, name, value)
        assert encoded is not None
        into = etree.SubElement(encoded, _q("Attachment"))
        for name, value in (("ContentType", one.content_type), ("ContentId", key), ("Description", said),
                            ("ContentTransferEncoded", base64.b64encode(one.data).decode()),
                            ("AttachmentName", one.name)):  # fmt: skip
            _text(into, name, value)


def _agency(into: etree._Element, name: str, one: Agency) -> None:
    _group(
        into, name, OrganId=one.code, OrganizationInCharge=one.in_charge or one.name, OrganName=one.name,
        OrganAdd=one.address, Email=one.email, Telephone=one.telephone, Fax=one.fax, Website=one.website,
    )  # fmt: skip


def _answered(into: etree._Element, one: Answered) -> None:
    _group(
        into, "ResponseFor", OrganId=one.code, Code=one.number_symbol, PromulgationDate=_day(one.dated),
        DocumentId=one.document_id,
    )  # fmt: skip


def _staff(into: etree._Element, staff: Staff) -> None:
    _group(into, "StaffInfo", Department=staff.department, Staff=staff.name, Mobile=staff.mobile, Email=staff.email)


def _group(into: etree._Element, name: str, /, **texts: str) -> etree._Element:
    found = etree.SubElement(into, _q(name))
    for child, text in texts.items():
        _text(found, child, text)
    return found


def _text(into: etree._Element, name: str, text: str) -> None:
    """A child with its text; what XML cannot hold (control characters) is left out."""
    kept = "".join(
        letter for letter in text if letter in "\t\n\r" or (letter >= "\x20" and letter not in "\ufffe\uffff")
    )
    etree.SubElement(into, _q(name)).text = "".join(one for one in kept if not "\ud800" <= one <= "\udfff")


def _day(day: date | None) -> str:
    return day.strftime(DAY) if day else ""


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))

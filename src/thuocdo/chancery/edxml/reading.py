"""Reading edXML that came in: what kind of message it is, its head, its state; entities and DTDs are refused.

The files of a package are read by `documents.reading` as any bundle; here only what the message says of itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from thuocdo.chancery.edxml.content import (
    BUSINESS,
    MOMENT,
    NAMESPACE,
    NEW,
    Agency,
    Answered,
    Business,
    Head,
    Staff,
    Status,
)
from thuocdo.kernel.errors import Refused

LARGEST = 200 * 2**20
# Longer ones do not fit the index over identifiers; real ones have some sixty characters.
LONGEST_ID = 500
CODE = re.compile(r"[0-9]{1,2}")
FORMS = (MOMENT, "%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d", "%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True)
class Message:
    """One message that came in: a state, or a package with its head and what it is about."""

    head: Head | None
    business: Business
    status: Status | None
    files: int

    @property
    def is_change(self) -> bool:
        """Whether it recalls, updates or replaces a paper that was sent before."""
        return self.status is None and self.business.kind != NEW


def read_message(data: bytes) -> Message:
    """What the bytes say. Refused `edxml.broken`, `edxml.unsafe` (DTD, entities), `edxml.not_edxml`,
    `edxml.bad_status`, `edxml.bad_business`, `edxml.bad_id` (an identifier of a paper longer than any is)."""
    root = parsed(data)
    if any(len(one.text or "") > LONGEST_ID for one in root.iter(_q("DocumentId"))):
        raise Refused("edxml.bad_id", "Mã định danh văn bản dài quá mức.", "Yêu cầu nơi gửi gửi lại đúng chuẩn.")
    told = _find(root, "Status")
    if told is not None:
        return Message(None, Business(), _status(told), 0)
    header = _find(root, "MessageHeader")
    if header is None:
        raise Refused("edxml.not_edxml", "Thông điệp không có phần đầu MessageHeader.", "Yêu cầu nơi gửi gửi lại.")
    files = sum(1 for one in root.iter(f"{{{NAMESPACE}}}Attachment"))
    return Message(_head(header), _business(_find(root, "Bussiness")), None, files)


def parsed(data: bytes) -> etree._Element:
    """The root of a message. Refused `edxml.broken`, `edxml.unsafe`, `edxml.not_edxml`, `edxml.too_large`."""
    if len(data) > LARGEST:
        raise Refused("edxml.too_large", "Thông điệp quá lớn.", "Yêu cầu nơi gửi tách văn bản.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(
            "edxml.broken", "Thông điệp edXML bị hỏng hoặc không đầy đủ.", "Yêu cầu nơi gửi gửi lại."
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(
            "edxml.unsafe", "Thông điệp edXML chứa khai báo DTD: không mở.", "Yêu cầu nơi gửi gửi lại đúng chuẩn."
        )
    if etree.QName(root).namespace != NAMESPACE:
        raise Refused("edxml.not_edxml", "Tệp không phải thông điệp edXML theo QCVN 102:2016.", "Kiểm tra lại tệp.")
    return root


def _head(header: etree._Element) -> Head:
    dated = _date(_below(header, "PromulgationInfo", "PromulgationDate"))
    if dated is None:
        raise Refused("edxml.no_date", "Thông điệp không ghi ngày ban hành đúng dạng.", "Yêu cầu nơi gửi gửi lại.")
    return Head(
        sender=_agency(_child(header, "From")),
        to=tuple(_agency(one) for one in header.iterchildren(_q("To"))),
        number=_below(header, "Code", "CodeNumber"), notation=_below(header, "Code", "CodeNotation"),
        place=_below(header, "PromulgationInfo", "Place"), dated=dated,
        type_code=_below(header, "DocumentType", "Type"), type_name=_below(header, "DocumentType", "TypeName"),
        subject=_said(header, "Subject"), content=_said(header, "Content"),
        competence=_below(header, "SignerInfo", "Competence"), position=_below(header, "SignerInfo", "Position"),
        signer=_below(header, "SignerInfo", "FullName"), due_on=_date(_said(header, "DueDate")),
        places=tuple(_texts(_child(header, "ToPlaces"))),
        answers=tuple(_answered(one) for one in header.iterchildren(_q("ResponseFor"))),
        steering=_said(header, "SteeringType"), priority=_below(header, "OtherInfo", "Priority") or "0",
        pages=_whole(_below(header, "OtherInfo", "PageAmount")),
        sphere=_below(header, "OtherInfo", "SphereOfPromulgation"), document_id=_said(header, "DocumentId"),
        appendixes=tuple(_texts(_child(_child(header, "OtherInfo"), "Appendixes"))),
    )  # fmt: skip


def _business(found: etree._Element | None) -> Business:
    changed = [] if found is None else list(found.iter(_q("Receiver")))
    by_kind = {kind: tuple(_said(one, "OrganId") for one in changed if _said(one, "ReceiverType") == kind)
               for kind in ("0", "1")}  # fmt: skip
    kind = _said(found, "BussinessDocType") or NEW
    if kind not in BUSINESS:
        raise Refused("edxml.bad_business", "Thông điệp ghi loại nghiệp vụ lạ.", "Yêu cầu nơi gửi gửi lại đúng chuẩn.")
    return Business(
        kind=kind, reason=_said(found, "BussinessDocReason"),
        document_id=_said(found, "DocumentId"), staff=_staff(_child(found, "StaffInfo")),
        on_paper=_said(found, "Paper") == "1", added=by_kind["1"], removed=by_kind["0"],
    )  # fmt: skip


def _status(told: etree._Element) -> Status:
    about = _child(told, "ResponseFor")
    code = _said(told, "StatusCode")
    if about is None or not CODE.fullmatch(code):
        raise Refused(
            "edxml.bad_status", "Thông điệp trạng thái thiếu văn bản, hoặc mã không phải một hai chữ số.",
            "Yêu cầu nơi gửi gửi lại.",
        )  # fmt: skip
    at = _moment(_said(told, "Timestamp")) or datetime(1970, 1, 1)  # noqa: DTZ001 - the message names no zone
    return Status(
        _agency(_child(told, "From")), _answered(about), code.zfill(2), _said(told, "Description"), at,
        _staff(_child(told, "StaffInfo")),
    )  # fmt: skip


def _agency(found: etree._Element | None) -> Agency:
    return Agency(
        _said(found, "OrganId"), _said(found, "OrganName"), _said(found, "OrganizationInCharge"),
        _said(found, "OrganAdd"), _said(found, "Email"), _said(found, "Telephone"), _said(found, "Fax"),
        _said(found, "Website"),
    )  # fmt: skip


def _answered(found: etree._Element) -> Answered:
    return Answered(
        _said(found, "OrganId"), _said(found, "Code"), _date(_said(found, "PromulgationDate")),
        _said(found, "DocumentId"),
    )  # fmt: skip


def _staff(found: etree._Element | None) -> Staff:
    return Staff(_said(found, "Department"), _said(found, "Staff"), _said(found, "Email"), _said(found, "Mobile"))


def _find(root: etree._Element, name: str) -> etree._Element | None:
    return next(root.iter(_q(name)), None)


def _child(parent: etree._Element | None, name: str) -> etree._Element | None:
    return None if parent is None else parent.find(_q(name))


def _said(parent: etree._Element | None, name: str) -> str:
    found = _child(parent, name)
    return "" if found is None else " ".join((found.text or "").split())


def _below(parent: etree._Element, name: str, child: str) -> str:
    return _said(_child(parent, name), child)


def _texts(parent: etree._Element | None) -> list[str]:
    return [] if parent is None else [said for one in parent if (said := " ".join((one.text or "").split()))]


def _date(text: str) -> date | None:
    found = _moment(text)
    return found.date() if found else None


def _moment(text: str) -> datetime | None:
    for form in FORMS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the message names no zone
        except ValueError:
            continue
    return None


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


__all__ = ["Message", "read_message"]

"""What an edXML message says, as plain data: agencies, the head of a paper, its way, files, states."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
XLINK = "http://www.w3.org/1999/xlink"
XMLDSIG = "http://www.w3.org/2000/09/xmldsig#"
ACTOR = "http://schemas.xmlsoap.org/soap/actor/next"
NEW, RECALL, UPDATE, REPLACE = "0", "1", "2", "3"
BUSINESS = {NEW: "văn bản mới", RECALL: "thu hồi", UPDATE: "cập nhật", REPLACE: "thay thế"}
STATUS = {
    "01": "đã đến", "02": "từ chối tiếp nhận", "03": "đã tiếp nhận", "04": "đã phân công", "05": "đang xử lý",
    "06": "đã hoàn thành", "13": "lấy lại, thu hồi", "15": "đồng ý cập nhật, lấy lại",
    "16": "từ chối cập nhật, lấy lại",
}  # fmt: skip
PRIORITY = {"": "0", "khan": "1", "thuong_khan": "2", "hoa_toc": "3", "hoa_toc_hen_gio": "4"}
NOT_STEERING, STEERING, REPORTING = "1", "2", "3"
DAY, MOMENT = "%Y/%m/%d", "%Y/%m/%d %H:%M:%S"


@dataclass(frozen=True)
class Agency:
    """One side of a message: `code` is the electronic identifier (mã định danh điện tử)."""

    code: str
    name: str
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True)
class Answered:
    """The paper that a message answers or is about (ResponseFor)."""

    code: str
    number_symbol: str
    dated: date | None
    document_id: str


@dataclass(frozen=True)
class Staff:
    """Who sends: department, name, mailbox, telephone of the office."""

    department: str = ""
    name: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True)
class Attached:
    """One file of a package."""

    name: str
    data: bytes
    content_type: str = "application/octet-stream"
    description: str = ""


@dataclass(frozen=True)
class Business:
    """What the package is about: a new paper, or recalling, updating, replacing one that was sent."""

    kind: str = NEW
    reason: str = ""
    document_id: str = ""
    staff: Staff = field(default_factory=Staff)
    on_paper: bool = False
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """The head of a paper as MessageHeader tells it; `number` and `notation` are the two sides of "176/UBND-KSTT"."""

    sender: Agency
    to: tuple[Agency, ...]
    number: str
    notation: str
    place: str
    dated: date
    type_name: str
    subject: str
    document_id: str
    type_code: str = ""
    content: str = ""
    competence: str = ""
    position: str = ""
    signer: str = ""
    due_on: date | None = None
    places: tuple[str, ...] = ()
    answers: tuple[Answered, ...] = ()
    steering: str = NOT_STEERING
    priority: str = "0"
    pages: int = 0
    sphere: str = ""
    appendixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Package:
    """One envelope: head, when it was sent, what it is about, files."""

    head: Head
    sent_at: datetime
    business: Business = field(default_factory=Business)
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True)
class Status:
    """One status message: who tells, about which paper, which code, in which words, when."""

    sender: Agency
    about: Answered
    code: str
    description: str
    at: datetime
    staff: Staff = field(default_factory=Staff)


def document_id(code: str, dated: date, number_symbol: str) -> str:
    """The identifier of a paper between agencies: agency, day, number and symbol.

    >>> document_id("H41", date(2025, 4, 10), "2822/UBND-KSTT")
    'H41,2025/04/10,2822/UBND-KSTT'
    """
    return f"{code},{dated:{DAY}},{number_symbol}"


def halves(number_symbol: str) -> tuple[str, str]:
    """Number and notation of a number-symbol.

    >>> halves("2822/UBND-KSTT"), halves("01/2025/QĐ-UBND"), halves("")
    (('2822', 'UBND-KSTT'), ('01', '2025/QĐ-UBND'), ('', ''))
    """
    number, _, notation = number_symbol.partition("/")
    return number.strip(), notation.strip()

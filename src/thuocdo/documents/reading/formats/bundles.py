"""Bundles (gói văn bản): zipped folders, e-mail with attachments, edXML envelopes; each paper in them apart.

A bad member is set aside with its reason and the others go on. Nothing is written to disk under a name from the bundle,
so that no name can lead anywhere.
"""

from __future__ import annotations

import base64
import binascii
import email.message
import io
import stat
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from pathlib import PurePosixPath

from lxml import etree

from thuocdo.documents.reading.formats.loaded import MEGABYTE, encrypted, refused, truncated
from thuocdo.documents.reading.formats.naming import file_name
from thuocdo.documents.reading.formats.packages import BROKEN, declares, overlapping, swollen
from thuocdo.kernel.encodings import decode
from thuocdo.kernel.errors import Refused

MOST_MEMBERS = 1000
LARGEST_MEMBER = 50 * MEGABYTE
LARGEST_TOTAL = 500 * MEGABYTE
DEEPEST = 3
ENVELOPE_NAMESPACE = b"QCVN_102_2016"
# Entries of a zip, those of folders and litter included.
MOST_ENTRIES = 5000
# What Python's mail parser raises on heads and parts that are not as they should be.
MISWRITTEN = (ValueError, KeyError, IndexError, AttributeError, TypeError, AssertionError, RecursionError, LookupError)
# Character sets whose bytes are looked at by ourselves: mails in TCVN3 or VNI are labelled with one of these.
READ_AS_THEY_ARE = ("", "utf-8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252")
SKIPPED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
# Blocks of an edXML message header and the key under which their text is told (QCVN 102:2016/BTTTT).
HEADER: dict[str, str] = {
    "Subject": "subject",
    "CodeNumber": "number",
    "CodeNotation": "symbol",
    "Place": "place",
    "PromulgationDate": "date",
    "TypeName": "document_type",
    "FullName": "signer",
    "Position": "signer_title",
    "DueDate": "due",
    "SteeringType": "steering",
    "Priority": "urgency",
    "DocumentId": "document_id",
}


@dataclass(frozen=True)
class Member:
    """One paper of a bundle: its name, its bytes, and the way to it through nested bundles."""

    name: str
    data: bytes
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class SetAside:
    """A member that was not taken, with the reason (cách ly)."""

    name: str
    refusal: Refused


@dataclass
class Bundle:
    """What a bundle holds; `envelope` is what it says of itself (sender, subject, number)."""

    kind: str
    members: list[Member] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    envelope: dict[str, str] = field(default_factory=dict)
    size: int = 0
    names: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def take(self, name: str, data: bytes, path: tuple[str, ...], depth: int) -> None:
        """Add a member, or what is in it when it is a bundle itself; a second one of a name is told by a number."""
        self.size += len(data)
        name = self.own_name(file_name(name), path)
        if self.size > LARGEST_TOTAL or len(self.members) >= MOST_MEMBERS:
            raise refused("unsafe", "Gói quá lớn khi giải nén (quá 500 MB hoặc 1.000 tệp).", "Tách gói rồi gửi lại.")
        kind = bundle_kind(data)
        if not kind:
            self.members.append(Member(name, data, path))
        elif depth >= DEEPEST:
            raise refused("unsafe", f"Gói lồng nhau quá {DEEPEST} lớp.", "Giải nén rồi gửi từng văn bản.")
        else:
            OPENERS[kind](self, data, (*path, name), depth + 1)

    def own_name(self, name: str, path: tuple[str, ...]) -> str:
        """The name, with a number behind it where the same bundle had one like it before: "a (2).docx"."""
        key = (*path, name.casefold())
        self.names[key] += 1
        plain = PurePosixPath(name)
        return f"{plain.stem} ({self.names[key]}){plain.suffix}" if self.names[key] > 1 else name

    def leave(self, name: str, refusal: Refused, path: tuple[str, ...]) -> None:
        """Set a member aside, told with the way to it; as many as a person can look at."""
        if len(self.set_aside) < MOST_MEMBERS:
            self.set_aside.append(SetAside(" › ".join((*path, file_name(name))), refusal))


def bundle_kind(data: bytes) -> str:
    """`zip`, `eml`, `edxml`, or nothing when the bytes are one paper.

    >>> bundle_kind(b"From: a@b.vn\\r\\nSubject: x\\r\\nMIME-Version: 1.0\\r\\n\\r\\nxin"), bundle_kind(b"%PDF-1.7")
    ('eml', '')
    """
    head = data[:4096]
    if ENVELOPE_NAMESPACE in data[:65536] and head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return "edxml"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip" if is_folder(data) else ""
    lines = head.split(b"\n\n")[0].split(b"\r\n\r\n")[0].lower()
    fields = [name for name in (b"from:", b"subject:", b"mime-version:", b"received:", b"date:", b"message-id:")
              if lines.startswith(name) or b"\n" + name in lines]  # fmt: skip
    return "eml" if len(fields) >= 3 and b"from:" in fields else ""


def is_folder(data: bytes) -> bool:
    """Whether a zip holds files of its own and is not an office document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
    except BROKEN:
        return False
    inside = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
    return not any(name in names for name in inside)


def open_bundle(data: bytes, name: str = "") -> Bundle:
    """The papers of a bundle, those in bundles within it too. Refused when the bundle itself is unsafe or broken."""
    kind = bundle_kind(data)
    if not kind:
        raise refused("not_a_bundle", f"“{name}” không phải gói văn bản.", "Gửi như một văn bản.")
    bundle = Bundle(kind)
    OPENERS[kind](bundle, data, (), 1)
    return bundle


def open_zip(bundle: Bundle, data: bytes, path: tuple[str, ...], depth: int) -> None:
    """Members of a zipped folder; sizes are looked at before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            listed = parts.infolist()
            if len(listed) > MOST_ENTRIES or overlapping(listed, len(data)):
                raise refused("unsafe", "Gói nén có các tệp chồng lên nhau hoặc quá nhiều tệp (bom nén): không mở.",
                              "Giải nén trên máy riêng rồi gửi từng văn bản; hỏi nơi gửi nếu thấy lạ.")  # fmt: skip
            for part in listed:
                take_part(bundle, parts, part, path, depth)
    except BROKEN as error:
        raise truncated("nén (.zip)") from error


def take_part(bundle: Bundle, parts: zipfile.ZipFile, part: zipfile.ZipInfo, path: tuple[str, ...], depth: int) -> None:
    """One member of a zipped folder; litter of file systems is passed over."""
    name = zip_name(part)
    if part.is_dir() or name.startswith(SKIPPED[0]) or PurePosixPath(name).name in SKIPPED:
        return
    try:
        if is_link(part):
            raise refused("unsafe", "Đây là liên kết tới nơi khác, không phải tệp: không mở.", "Gửi chính tệp đó.")
        bundle.take(name, unpacked(parts, part, name), path, depth)
    except Refused as refusal:
        if refusal.code == "documents.unsafe" and bundle.size > LARGEST_TOTAL:
            raise
        bundle.leave(name, refusal, path)


def is_link(part: zipfile.ZipInfo) -> bool:
    """Whether a member is a link of a Unix file system."""
    return stat.S_ISLNK(part.external_attr >> 16)


def zip_name(part: zipfile.ZipInfo) -> str:
    """The name of a member; names that are not marked as UTF-8 are decoded like any old Vietnamese text."""
    name = part.filename
    if not part.flag_bits & 0x800:
        try:
            name = decode(name.encode("cp437")).text
        except UnicodeEncodeError:
            pass
    return name.replace("\\", "/")


def unpacked(parts: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> bytes:
    """One member, at most LARGEST_MEMBER whatever the directory says. Refused when locked, swollen or broken."""
    if part.flag_bits & 1:
        raise encrypted("nén")
    if swollen(part) or part.file_size > LARGEST_MEMBER:
        raise refused("unsafe", f"“{name}” phình to bất thường khi giải nén (bom nén).", "Gửi riêng tệp này.")
    try:
        with parts.open(part) as stream:
            data = stream.read(LARGEST_MEMBER + 1)
    except (*BROKEN, RuntimeError) as error:
        raise truncated(f"“{name}” trong gói nén") from error
    if len(data) > LARGEST_MEMBER:
        raise refused("unsafe", f"“{name}” phình to bất thường khi giải nén (bom nén).", "Gửi riêng tệp này.")
    return data


def open_eml(bundle: Bundle, data: bytes, path: tuple[str, ...], depth: int) -> None:
    """A message: its attachments, and its own text where it says more than a greeting."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        parts = list(message.walk())
    except MISWRITTEN as error:
        raise truncated("thư điện tử (.eml)") from error
    if len(parts) > MOST_MEMBERS:
        raise refused("unsafe", f"Thư có {len(parts)} phần: quá nhiều.", "Lưu từng tệp đính kèm rồi gửi.")
    if not path:
        for name in ("From", "To", "Subject", "Date", "Message-ID"):
            bundle.envelope[name.lower()] = squeezed(message, name)
    for number, (part, usual) in enumerate(own_parts(message, parts), start=1):
        name = name_of(part) or usual or f"tep-{number}"
        try:
            if part.get_content_type() == "message/rfc822":
                bundle.take(name_of(part) or f"thu-{number}.eml", nested(part), path, depth)
            elif content := content_of(part):
                bundle.take(name, content, path, depth)
        except Refused as refusal:
            bundle.leave(name, refusal, path)


def own_parts(
    message: email.message.EmailMessage, parts: Sequence[email.message.Message]
) -> list[tuple[email.message.Message, str]]:
    """What a message carries, with names for what has none: attachments, then its own text.

    Left out: the same text a second time as a web page, the pictures within it, what lies in messages it carries.
    """
    try:
        body = message.get_body(preferencelist=("plain", "html"))
    except MISWRITTEN:
        body = None
    hidden: set[int] = set()
    for part in parts:
        if part.get_content_type() == "message/rfc822" and part is not message:
            hidden |= {id(below) for below in part.walk()} - {id(part)}
        elif part.get_content_type() == "multipart/alternative" and part.is_multipart():
            hidden |= {id(below) for below in part.walk() if below.get_content_maintype() == "text"}
    carried = [(part, "") for part in parts if id(part) not in hidden and part is not body and not is_holder(part)]
    if body is not None:
        carried.append((body, f"noi-dung-thu.{'txt' if body.get_content_type() == 'text/plain' else 'html'}"))
    return carried


def is_holder(part: email.message.Message) -> bool:
    """Whether a part only holds others, or is a picture that the text shows."""
    if part.get_content_type() == "message/rfc822":
        return False
    shown = part.get("Content-ID") and part.get_content_maintype() == "image"
    return part.is_multipart() or bool(shown and part.get_content_disposition() != "attachment")


def content_of(part: email.message.Message) -> bytes:
    """The bytes of a part, in Unicode where it declares a character set that is not one of ours."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return b""
    charset = (part.get_content_charset("") or "").lower()
    if part.get_content_maintype() != "text" or charset in READ_AS_THEY_ARE:
        return content
    try:
        return content.decode(charset).encode()
    except (LookupError, ValueError):
        return content


def squeezed(message: email.message.Message, name: str) -> str:
    """A header on one line; what cannot be decoded stays as it was written."""
    try:
        said = str(message.get(name, ""))
    except MISWRITTEN:
        said = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return " ".join(said.encode("utf-8", "replace").decode().split())[:1000]


def name_of(part: email.message.Message) -> str:
    """The name under which a part was attached; empty when there is none, or none that can be read."""
    try:
        return part.get_filename() or ""
    except MISWRITTEN:
        return ""


def nested(part: email.message.Message) -> bytes:
    """A message in the message, as it was sent."""
    try:
        inner = part.get_payload(0)
        if not isinstance(inner, email.message.Message):
            raise truncated("thư kèm trong thư (.eml)")
        return bytes(inner.as_bytes())
    except MISWRITTEN as error:
        raise truncated("thư kèm trong thư (.eml)") from error


def open_edxml(bundle: Bundle, data: bytes, path: tuple[str, ...], depth: int) -> None:
    """An envelope of the national document axis: what its header says, and the files it carries."""
    if declares(data[:65536]):
        raise refused("unsafe", "Gói edXML chứa khai báo DTD: không mở.", "Yêu cầu nơi gửi gửi lại gói đúng chuẩn.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise truncated("edXML") from error
    for element in root.iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name in HEADER and (element.text or "").strip() and not _of_another(element):
            bundle.envelope.setdefault(HEADER[name], " ".join((element.text or "").split()))
        elif name == "Attachment":
            take_attachment(bundle, element, path, depth)


def _of_another(element: etree._Element) -> bool:
    """Whether an element speaks of another paper: one that is answered, recalled or replaced."""
    parent = element.getparent()
    return parent is not None and etree.QName(parent).localname in ("ResponseFor", "Bussiness", "ReplacementInfo")


def take_attachment(bundle: Bundle, element: etree._Element, path: tuple[str, ...], depth: int) -> None:
    """One encoded file of an envelope."""
    said = {etree.QName(child).localname: child for child in element.iter() if isinstance(child.tag, str)}
    name = next((said[key].text or "" for key in ("AttachmentName", "FileName") if key in said), "").strip() or "tep"
    name = file_name(name)
    named = said.get("ContentTransferEncoded")
    encoded = named if named is not None else max(element.iter(), key=lambda child: len(child.text or ""))
    try:
        content = base64.b64decode("".join((encoded.text or "").split()), validate=True)
        bundle.take(name, content, path, depth)
    except (binascii.Error, ValueError):
        bundle.leave(name, truncated(f"“{name}” trong gói edXML"), path)
    except Refused as refusal:
        bundle.leave(name, refusal, path)


OPENERS = {"zip": open_zip, "eml": open_eml, "edxml": open_edxml}

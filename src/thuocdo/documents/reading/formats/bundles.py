"""Bundles (gói văn bản): zipped folders, e-mail with attachments, edXML envelopes; each paper in them apart.

A bad member is set aside with its reason and the others go on. Nothing is written to disk under a name from the bundle,
so that no name can lead anywhere.
"""

from __future__ import annotations

import base64
import binascii
import email.message
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from pathlib import PurePosixPath

from lxml import etree

from thuocdo.documents.reading.formats.loaded import MEGABYTE, encrypted, refused, truncated
from thuocdo.documents.reading.formats.packages import BROKEN, HIGHEST_RATIO, SMALL
from thuocdo.kernel.encodings import decode
from thuocdo.kernel.errors import Refused

MOST_MEMBERS = 1000
LARGEST_MEMBER = 50 * MEGABYTE
LARGEST_TOTAL = 500 * MEGABYTE
DEEPEST = 3
ENVELOPE_NAMESPACE = b"QCVN_102_2016"
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

    def take(self, name: str, data: bytes, path: tuple[str, ...], depth: int) -> None:
        """Add a member, or what is in it when it is a bundle itself."""
        self.size += len(data)
        if self.size > LARGEST_TOTAL or len(self.members) >= MOST_MEMBERS:
            raise refused("unsafe", "Gói quá lớn khi giải nén (quá 500 MB hoặc 1.000 tệp).", "Tách gói rồi gửi lại.")
        kind = bundle_kind(data)
        if not kind:
            self.members.append(Member(name, data, path))
        elif depth >= DEEPEST:
            raise refused("unsafe", f"Gói lồng nhau quá {DEEPEST} lớp.", "Giải nén rồi gửi từng văn bản.")
        else:
            OPENERS[kind](self, data, (*path, name), depth + 1)

    def leave(self, name: str, refusal: Refused) -> None:
        self.set_aside.append(SetAside(name, refusal))


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
            for part in parts.infolist():
                name = zip_name(part)
                if part.is_dir() or name.startswith(SKIPPED[0]) or PurePosixPath(name).name in SKIPPED:
                    continue
                try:
                    bundle.take(PurePosixPath(name).name, unpacked(parts, part, name), path, depth)
                except Refused as refusal:
                    if refusal.code == "documents.unsafe" and bundle.size > LARGEST_TOTAL:
                        raise
                    bundle.leave(name, refusal)
    except BROKEN as error:
        raise truncated("nén (.zip)") from error


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
    swollen = part.file_size > SMALL and part.file_size > part.compress_size * HIGHEST_RATIO
    if swollen or part.file_size > LARGEST_MEMBER:
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
    message = BytesParser(policy=policy.default).parsebytes(data)
    if not path:
        for name in ("From", "To", "Subject", "Date", "Message-ID"):
            bundle.envelope[name.lower()] = squeezed(message, name)
    for name, content in parts_of(message):
        try:
            bundle.take(name, content, path, depth)
        except Refused as refusal:
            bundle.leave(name, refusal)


def squeezed(message: email.message.EmailMessage, name: str) -> str:
    """A header on one line; what cannot be decoded stays as it was written."""
    return " ".join(str(message.get(name, "")).split())


def parts_of(message: email.message.EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Attachments of a message with their names, then its own text."""
    for number, part in enumerate(message.iter_attachments(), start=1):
        if part.get_content_type() == "message/rfc822":
            yield part.get_filename() or f"thu-{number}.eml", part.get_content().as_bytes()
        elif (content := part.get_payload(decode=True)) and not part.get("Content-ID"):
            yield part.get_filename() or f"tep-{number}", bytes(content)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is not None and isinstance(content := body.get_payload(decode=True), bytes) and content.strip():
        plain = body.get_content_type() == "text/plain"
        yield ("noi-dung-thu.txt" if plain else "noi-dung-thu.html"), content


def open_edxml(bundle: Bundle, data: bytes, path: tuple[str, ...], depth: int) -> None:
    """An envelope of the national document axis: what its header says, and the files it carries."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise truncated("edXML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused("unsafe", "Gói edXML chứa khai báo DTD: không mở.", "Yêu cầu nơi gửi gửi lại gói đúng chuẩn.")
    for element in root.iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name in HEADER and (element.text or "").strip():
            bundle.envelope.setdefault(HEADER[name], " ".join((element.text or "").split()))
        elif name == "Attachment":
            take_attachment(bundle, element, path, depth)


def take_attachment(bundle: Bundle, element: etree._Element, path: tuple[str, ...], depth: int) -> None:
    """One encoded file of an envelope."""
    said = {etree.QName(child).localname: child for child in element.iter() if isinstance(child.tag, str)}
    name = next((said[key].text or "" for key in ("AttachmentName", "FileName") if key in said), "").strip() or "tep"
    name = PurePosixPath(name.replace("\\", "/")).name
    longest = max(element.iter(), key=lambda child: len(child.text or ""))
    try:
        content = base64.b64decode("".join((longest.text or "").split()), validate=True)
        bundle.take(name, content, path, depth)
    except (binascii.Error, ValueError):
        bundle.leave(name, truncated(f"“{name}” trong gói edXML"))
    except Refused as refusal:
        bundle.leave(name, refusal)


OPENERS = {"zip": open_zip, "eml": open_eml, "edxml": open_edxml}

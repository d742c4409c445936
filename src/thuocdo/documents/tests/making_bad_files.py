"""Bad files for the tests, made on the spot: locked, swollen, armed, disguised, broken. Nothing in them is harmful."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from thuocdo.documents.tests.making_files import assembled, paragraph, pdf, repacked, stream, word

WORDS = "1. Sở Nội vụ tham mưu ban hành kế hoạch cải cách hành chính trước ngày 15/3/2025."
SHORT = "1. Sở Nội vụ ban hành kế hoạch cải cách hành chính năm 2025."
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ZEROS = 60 * 1024 * 1024


def locked_pdf(*, user: str = "", owner: str = "chu") -> bytes:
    """A PDF with a password to open it (`user`), or with one to change it only."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf([SHORT]))))
    writer.encrypt(owner_pass=owner, user_pass=user)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_with(catalog: bytes = b"", *objects: bytes, drawn: str = "", shown: bytes = b"") -> bytes:
    """A PDF of one page with more in its catalogue, drawn on its page, and further objects from number 6 on."""
    written = "".join(f"({letter}) Tj " for letter in "Ke hoach cai cach hanh chinh nam 2025 cua tinh")
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >>%s >>"
            b" /Contents 4 0 R >>" % shown,
            stream(f"BT /F 12 Tf 50 700 Td {written}ET{drawn}"),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *objects,
        ],
        encrypted=False,
    )


def without_table(data: bytes) -> bytes:
    """The same PDF with its table of objects overwritten, as a bad transfer leaves it."""
    at = data.rindex(b"xref\n", 0, data.rindex(b"startxref"))
    return data[:at] + b"?" * 40 + data[at + 40 :]


def pdf_of_no_pages() -> bytes:
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>"], encrypted=False)


def pdf_of_many_pages(count: int) -> bytes:
    """So many pages that are one and the same object."""
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b"3 0 R " * count),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ],
        encrypted=False,
    )


def swollen_pdf(*, passes: int) -> bytes:
    """A PDF whose page unpacks to gigabytes: packed once, or the packed bytes packed again."""
    packed = deflated_zeros(600 * 1024 * 1024)
    for _ in range(passes - 1):
        packed = zlib.compress(packed, 9)
    filters = b" ".join([b"/FlateDecode"] * passes)
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(packed), filters, packed),
        ],
        encrypted=False,
    )


def deflated_zeros(size: int) -> bytes:
    """Zeros, packed piece by piece."""
    packer, piece = zlib.compressobj(9), bytes(1024 * 1024)
    return b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


def laughing_pdf(depth: int, width: int) -> bytes:
    """A PDF of two kilobytes that draws a form so often as there are leaves in a tree of this depth and width."""
    objects = []
    for number in range(depth):
        is_last = number == depth - 1
        body = "BT /F 12 Tf 50 700 Td (haha) Tj ET" if is_last else " ".join(["/X Do"] * width)
        below = b"" if is_last else b" /XObject << /X %d 0 R >>" % (7 + number)
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F 5 0 R >>%s >>"
            b" /Length %d >>\nstream\n%s\nendstream" % (below, len(body), body.encode())
        )
    return pdf_with(b"", *objects, drawn=" /X Do", shown=b" /XObject << /X 6 0 R >>")


def attached_pdf(*names: str) -> bytes:
    """A PDF with files inside it."""
    inside = []
    for number, name in enumerate(names):
        inside.append(f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {7 + 2 * number} 0 R >> >>".encode())
        inside.append(b"<< /Type /EmbeddedFile /Length 3 >>\nstream\nabc\nendstream")
    listed = b" ".join(f"({name}) {6 + 2 * number} 0 R".encode() for number, name in enumerate(names))
    return pdf_with(b"/Names << /EmbeddedFiles << /Names [%s] >> >>" % listed, *inside)


def png(width: int = 40, height: int = 40) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\x00" + b"\x80" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def related(kind: str, target: str, *, outside: bool = True, of: str = "document") -> bytes:
    """A Word file that points at something by a relation of this kind."""
    mode = ' TargetMode="External"' if outside else ""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
    )
    return repacked(word(paragraph(WORDS)), {f"word/_rels/{of}.xml.rels": relations})


def bomb() -> bytes:
    """A zip whose one member unpacks to sixty megabytes."""
    return folded({"a.txt": bytes(ZEROS)})


def folded(files: dict[str, bytes]) -> bytes:
    """Files in one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def twice(name: str, first: bytes, second: bytes) -> bytes:
    """A zip with two members of one name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, first)
        archive.writestr("cho-khac.txt", second)
    return out.getvalue().replace(b"cho-khac.txt", name.encode().ljust(12, b" ")[:12])


def overlapping(members: int = 200, size: int = 1024 * 1024) -> bytes:
    """A zip whose members all name the same packed bytes (as David Fifield's bombs do)."""
    plain = bytes(size)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(plain) + packer.flush()
    crc = zlib.crc32(plain)
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, len(packed), size, 5, 0) + b"a.txt" + packed
    central = b"".join(
        struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, len(packed), size, 9, 0, 0, 0, 0, 0, 0)
        + b"%05d.txt" % number
        for number in range(members)
    )
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, members, members, len(central), len(local), 0)
    return local + central + end


def linked(target: str) -> bytes:
    """A zip with a link of a Unix file system that leads out of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("lien-ket.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, target)
        archive.writestr("a.txt", WORDS)
    return out.getvalue()


def office_with(kind: str, part: str, content: str | bytes) -> bytes:
    """An office file of a kind with one part replaced or added."""
    return repacked(OFFICE_FILES[kind](), {part: content})


def workbook(rows: Sequence[Sequence[object]] = (("TT", "Nhiệm vụ", "Chủ trì"), (1, "Rà soát", "Sở Nội vụ"))) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Phụ lục")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, list(cells))
    return out.getvalue()


def odt(body: str = f"<text:p>{WORDS}</text:p>", before: str = "") -> bytes:
    """An OpenDocument text."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def docx_file() -> bytes:
    return word(paragraph(WORDS))


OFFICE_FILES = {"docx": docx_file, "xlsx": workbook, "odt": odt}
BILLION = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
)

"""Files for the loading tests, made on the spot: PDF written by hand, Word packages with any part replaced."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

import docx
import pypdfium2
from docx.document import Document

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pdf(pages: Sequence[str], *, encrypted: bool = False) -> bytes:
    """A PDF whose pages hold the given lines as text that can be copied; an empty page has no text layer."""
    letters = sorted({letter for page in pages for letter in page if letter != "\n"}) or ["a"]
    codes = {letter: number + 1 for number, letter in enumerate(letters)}
    mapping = "\n".join(f"<{codes[letter]:04x}> <{letter.encode('utf-16-be').hex()}>" for letter in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{mapping}\nendbfchar\nendcmap end end"
    )
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /T /Encoding /Identity-H /DescendantFonts [4 0 R]"
        b" /ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /T"
        b" /CIDSystemInfo << /Registry (A) /Ordering (I) /Supplement 0 >> /FontDescriptor 5 0 R /DW 600 >>",
        b"<< /Type /FontDescriptor /FontName /T /Flags 4 /FontBBox [0 0 600 800] /ItalicAngle 0 /Ascent 800"
        b" /Descent 0 /CapHeight 700 /StemV 80 >>",
        stream(cmap),
    ]
    kids = []
    for page in pages:
        drawn = "".join(
            f"BT /F 12 Tf 50 {800 - 20 * number} Td <{''.join(f'{codes[letter]:04x}' for letter in line)}> Tj ET\n"
            for number, line in enumerate(page.split("\n"))
            if line
        )
        objects.append(stream(drawn))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >>"
            b" /Contents %d 0 R >>" % len(objects)
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    return assembled(objects, encrypted=encrypted)


def stream(text: str) -> bytes:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream".encode()


def assembled(objects: Sequence[bytes], *, encrypted: bool) -> bytes:
    """The objects with a cross-reference table; a lock whose password nobody knows where asked."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = b""
    if encrypted:
        key = b"<" + b"ab" * 32 + b">"
        lock = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >> /ID [<00> <00>]" % (key, key)
    out += b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, lock, xref)
    return bytes(out)


def saved(document: Document) -> bytes:
    """A document of python-docx as bytes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A Word package with the given body and further parts of word/ (numbering, styles, footnotes) as XML."""
    document = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return repacked(saved(docx.Document()), {"word/document.xml": document, **named(parts)})


def named(parts: Mapping[str, str]) -> dict[str, str]:
    return {f"word/{name}.xml": f"<w:{name} {NAMESPACES}>{content}</w:{name}>" for name, content in parts.items()}


def repacked(data: bytes, replaced: Mapping[str, str | bytes]) -> bytes:
    """The package with some parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in replaced:
                new.writestr(name, old.read(name))
        for name, content in replaced.items():
            new.writestr(name, content)
    return out.getvalue()


def zipped(**parts: str) -> bytes:
    """A plain archive; double underscores in names stand for slashes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def ole(*names: str, content: bytes = b"") -> bytes:
    """An old compound file with streams of these names; the first holds the content, at least 4,096 bytes of it."""
    content = content.ljust(4096, b"\x00")
    content += bytes(-len(content) % 512)
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0), *(_entry(name, 2, 0xFFFFFFFE, 0) for name in names)]
    directories = -(-len(entries) // 4)
    if names:
        entries[1] = _entry(names[0], 2, 1 + directories, len(content))
    entries += [bytes(128)] * (-len(entries) % 4)
    chains = [0xFFFFFFFD, *_chain(1, directories), *_chain(1 + directories, len(content) // 512)]
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(512, b"\xff")
    head = OLE + bytes(16) + struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096,
                                         0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)  # fmt: skip
    return head + b"\xff" * (512 - len(head)) + table + b"".join(entries) + content


def _entry(name: str, kind: int, sector: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return (written.ljust(64, b"\x00") + struct.pack("<HBB", len(written) + 2, kind, 1)).ljust(116, b"\x00") + (
        struct.pack("<IQ", sector, size)
    )


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), 0xFFFFFFFE] if count else []


def scanned(source: bytes, dots: int = 200) -> bytes:
    """The same pages as pictures of so many dots an inch, without letters."""
    printed, pictures = pypdfium2.PdfDocument(source), pypdfium2.PdfDocument.new()
    for number in range(len(printed)):
        image = pypdfium2.PdfImage.new(pictures)
        image.set_bitmap(printed[number].render(scale=dots / 72, grayscale=True))
        image.set_matrix(pypdfium2.PdfMatrix().scale(595, 842))
        page = pictures.new_page(595, 842)
        page.insert_obj(image)
        page.gen_content()
    out = io.BytesIO()
    pictures.save(out)
    return out.getvalue()


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"

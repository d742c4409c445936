"""Files of files: a DOCX from its parts, and many files as one ZIP; the same content gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from thuocdo.documents.composing import looks
from thuocdo.documents.composing.form import Sheet
from thuocdo.documents.composing.looks import FONT
from thuocdo.documents.composing.wordml import UNWRITABLE, Word, foot, footnote, page_number

# The earliest moment that a ZIP knows: no clock shows in the bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES = f"""{XML}<Types xmlns="{PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
{{parts}}</Types>"""
DOCUMENT_RELATIONS = f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{{relations}}</Relationships>'
RELATIONS = f"""{XML}<Relationships xmlns="{PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>\
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>\
</Relationships>"""
FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
HEADINGS = "".join(
    f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
    f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>'
    f'<w:pPr><w:keepNext/><w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    for level in (1, 2)
)
STYLES = f"""{XML}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{FONTS}<w:color w:val="000000"/>\
<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN"/></w:rPr></w:rPrDefault>\
<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="252" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>\
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>\
{HEADINGS}</w:styles>"""


def docx(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """Laid out sheets as a DOCX."""
    word = Word()
    body = word.body(sheets)
    core = (
        f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(UNWRITABLE.sub("", title))}</dc:title>'
        "<dc:language>vi-VN</dc:language></cp:coreProperties>"
    )
    # id of the relation -> (kind of part, name of the file, content)
    parts = {"styles": ("styles", "styles.xml", STYLES), "head": ("header", "head.xml", _header())}
    for number, text in enumerate(word.feet, start=1):
        content = f"{XML}<w:ftr {W}>{foot(text, looks.CONTACT)}</w:ftr>"
        parts[f"foot{number}"] = ("footer", f"foot{number}.xml", content)
    if word.footnotes:
        parts["footnotes"] = ("footnotes", "footnotes.xml", _footnotes(word.footnotes))
    types = "".join(
        f'<Override PartName="/word/{name}" ContentType="{WORD}.{kind}+xml"/>' for kind, name, _ in parts.values()
    )
    relations = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{name}"/>' for key, (kind, name, _) in parts.items()
    )
    files = {
        "[Content_Types].xml": CONTENT_TYPES.format(parts=types),
        "_rels/.rels": RELATIONS,
        "word/document.xml": f"{XML}<w:document {W} {R}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONS.format(relations=relations),
        **{f"word/{name}": content for _, name, content in parts.values()},
        "docProps/core.xml": core,
    }
    return bundle((name, text.encode()) for name, text in files.items())


def _header() -> str:
    return f"{XML}<w:hdr {W}>{page_number(looks.PAGE_NUMBER_SIZE)}</w:hdr>"


def _footnotes(texts: Sequence[str]) -> str:
    """The footnotes behind the two separators that Word expects."""
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    said = "".join(footnote(number, text, looks.FOOTNOTE_SIZE) for number, text in enumerate(texts, start=1))
    return f"{XML}<w:footnotes {W}>{separators}{said}</w:footnotes>"


def bundle(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Many files as one ZIP, in the order given."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in files:
            entry = ZipInfo(name, MOMENT)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()

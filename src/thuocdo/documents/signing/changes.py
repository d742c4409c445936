"""What came after a signature (thay đổi sau khi ký), in plain words: what is allowed, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, PdfSignatureStatus, SignatureCoverageLevel

from thuocdo.documents.signing.chains import name_of
from thuocdo.documents.signing.fields import BROKEN, held_in
from thuocdo.documents.signing.findings import PART, REVISION, WHOLE

SHOWN = 6
REBUILT = "Cấu trúc của tệp bị sửa."


def covers(status: PdfSignatureStatus) -> str:
    """What the signed bytes are. Bytes behind the signed revision that no later revision explains make it a part."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return WHOLE
    if status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return PART
    return PART if status.modification_level == ModificationLevel.NONE else REVISION


def allowed(status: PdfSignatureStatus) -> bool:
    """Whether only such things came after as a signed file allows: signatures, data to verify them, filled fields."""
    level = status.modification_level
    return level is not None and level <= ModificationLevel.FORM_FILLING and bool(status.docmdp_ok)


def told(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, status: PdfSignatureStatus,
    later: Sequence[EmbeddedPdfSignature],
) -> list[str]:  # fmt: skip
    """What came after a signature, a line each."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return []
    found = [_signed(one) for one in later if one.signed_revision > signature.signed_revision]
    if isinstance(status.diff_result, DiffResult):
        filled = sorted(status.diff_result.changed_form_fields - {one.field_name for one in later})
        found += [f"Điền ô “{name}”." for name in filled]
        if status.modification_level == ModificationLevel.LTA_UPDATES:
            found.append("Thêm dữ liệu để kiểm tra lâu dài.")
    else:
        found += forbidden(reader, signature.signed_revision)
    return found[:SHOWN]


def _signed(one: EmbeddedPdfSignature) -> str:
    if one.sig_object_type == "/DocTimeStamp":
        return "Thêm dấu thời gian của tài liệu."
    return f"Thêm chữ ký của {name_of(one.signer_cert.subject)}."


def forbidden(reader: PdfFileReader, revision: int) -> list[str]:
    """Where pages differ from what was signed; the library only says that something is suspicious."""
    try:
        then = _pages(reader.get_historical_root(revision))
        today = _pages(reader.root)
    except BROKEN:
        return [REBUILT]
    found = []
    if len(then) != len(today):
        found.append(f"Số trang từ {len(then)} thành {len(today)}.")
    for number, (old, new) in enumerate(zip(then, today, strict=False), start=1):
        if old["/Contents"] != new["/Contents"]:
            found.append(f"Nội dung trang {number} bị sửa.")
        elif old["/Annots"] != new["/Annots"]:
            found.append(f"Chú thích, hình dán ở trang {number} bị thêm hoặc sửa.")
        elif old != new:
            found.append(f"Cách trình bày trang {number} bị sửa.")
    return found or [REBUILT]


def _pages(root: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    _walk(root["/Pages"], found, 0)
    return found


def _walk(node: Any, found: list[dict[str, Any]], depth: int) -> None:
    if depth > 50 or len(found) > 10_000:
        return
    if "/Kids" in node:
        for child in node["/Kids"]:
            _walk(child.get_object(), found, depth + 1)
        return
    streams = held_in(node, "/Contents")
    listed = streams if isinstance(streams, list) else [streams] if streams is not None else []
    notes = [one.get_object() for one in held_in(node, "/Annots", ())]
    # Places to sign come with signatures; what else is pinned to a page counts.
    pinned = [one for one in notes if held_in(one, "/FT") != "/Sig"]
    others = [repr(sorted((key, repr(one.raw_get(key))) for key in one)) for one in pinned]
    look = {key: repr(node[key]) for key in ("/MediaBox", "/CropBox", "/Rotate") if key in node}
    found.append({"/Contents": [one.get_object().data for one in listed], "/Annots": others, **look})

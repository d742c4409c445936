"""The metadata (thông tin mô tả văn bản) out of the frame's blocks, in the gold schema."""

from __future__ import annotations

import re

from thuocdo.documents.reading.blocks import ADDRESSEES, HEADER, MAIN, RECIPIENTS, SIGNATURE, TITLE, Block, Structured
from thuocdo.documents.reading.bodies import derived_issuer, issuer_of, normal_case
from thuocdo.documents.reading.found import Json
from thuocdo.documents.reading.header import SUBJECT, find_place_date
from thuocdo.documents.reading.issuers import issuer_from_text
from thuocdo.documents.reading.numbers import read_number
from thuocdo.documents.reading.printed_dates import read_date
from thuocdo.documents.reading.source import Passage
from thuocdo.documents.reading.terms import type_of_symbol

PLAN_YEAR = re.compile(r"\bnăm (20\d\d)\b", re.IGNORECASE)
LETTER = "công văn"


def read_metadata(doc: Structured) -> tuple[Json, int | None]:
    """The metadata of the leading document and the year its deadlines mean."""
    blocks = doc.main.blocks
    number = read_number(first(blocks, HEADER, "number"))
    place, date = read_place_and_date(first(blocks, HEADER, "place_date"))
    kind = document_type(doc, number)
    subject, subject_kind, subject_block = read_subject(blocks)
    role = signing_role(blocks)
    issuer, source, above = read_issuer(doc, place, role)
    authority = first(blocks, HEADER, "authority")
    signer = first(blocks, SIGNATURE, "signer")
    signatures = [entry.to_json() for entry in doc.trail]
    metadata: Json = {
        "document_type": kind,
        "issuer": issuer or None,
        "issuer_source": source if issuer else None,
        "issuer_above": above or None,
        "issuing_authority": normal_case(authority.text) if authority else None,
        **number,
        "place": place,
        "date": date,
        "subject": subject,
        "subject_kind": subject_kind,
        "addressees": [block.text for block in blocks if block.kind == ADDRESSEES],
        "recipients": [block.text for block in blocks if block.kind == RECIPIENTS and block.label != "archive"],
        "archive": text_of(first(blocks, RECIPIENTS, "archive")),
        "signer": text_of(signer),
        "signing_role": role,
        "signatures": signatures,
        "attachments": attachments(doc),
    }
    signed = [str(entry["signed_at"])[:10] for entry in signatures if entry["signed_at"]]
    if date["state"] != "complete" and signed:
        metadata["date_from_signature"] = signed[-1]
    metadata["spans"] = spans(doc, subject_block)
    metadata["doubts"] = doubts(metadata)
    explain(doc, metadata)
    return metadata, plan_year(doc, date)


def first(blocks: list[Block], kind: str, label: str) -> Block | None:
    """The first block of this kind and label."""
    return next((block for block in blocks if block.kind == kind and block.label == label), None)


def text_of(block: Block | None) -> str | None:
    return block.text if block and block.text else None


def document_type(doc: Structured, number: Json) -> str | None:
    """The kind of document: from the title, else the symbol, else a letter when it has addressees or a V/v line."""
    if doc.main.document_type:
        return doc.main.document_type
    named = type_of_symbol(str(number["symbol"] or ""))
    if named:
        return named
    blocks = doc.main.blocks
    is_letter = any(block.kind == ADDRESSEES for block in blocks) or first(blocks, HEADER, "subject") is not None
    return LETTER if is_letter or number["symbol"] else None


def read_place_and_date(block: Block | None) -> tuple[str | None, Json]:
    """Place and date line."""
    if block is None:
        return None, {"value": None, "precision": None, "text": None, "state": "absent"}
    match = find_place_date(block.text)
    place = match["place"].strip(" ,") if match and match["place"] else None
    return place, read_date(match["date"] if match else block.text)


def read_subject(blocks: list[Block]) -> tuple[str | None, str | None, Block | None]:
    """Subject (trích yếu), how it is printed (V/v or title), and its block."""
    block = first(blocks, HEADER, "subject")
    title = next((block for block in blocks if block.kind == TITLE), None)
    if title and title.text:
        opening = re.match(r"V/[vV]\s*[:.]?\s*", title.text)
        passage = title.passage[opening.end() :] if opening else title.passage
        return closed(passage), "V/v" if opening else "title", title
    if block and block.text:
        return closed(block.passage), "V/v", block
    return None, None, None


def closed(passage: Passage) -> str | None:
    """A subject without its closing full stop."""
    text = passage.text.strip()
    text = SUBJECT.sub("", text, count=1) if text.startswith(("V/v", "V/V")) else text
    return text.rstrip(" .;,") or None


def signing_role(blocks: list[Block]) -> Json:
    """Who signs for whom; the lines as printed."""
    role: Json = {"for_body": None, "proxy": None, "title": None}
    for label in ("for_body", "proxy", "title", "order", "unit"):
        block = first(blocks, SIGNATURE, label)
        if block:
            role[label] = block.text
    return role


def read_issuer(doc: Structured, place: str | None, role: Json) -> tuple[str, str, str]:
    """Issuer, where it comes from (header, signature, derived), and the body above it."""
    lines = [block.text for block in doc.main.blocks if block.kind == HEADER and block.label == "issuer"]
    issuer, above = issuer_of(lines)
    if issuer:
        return issuer, "header", above
    organisations = [entry.organisation for entry in doc.trail if entry.organisation]
    if organisations:
        return normal_case(max(set(organisations), key=organisations.count)), "signature", ""
    body = " ".join(block.text for block in doc.main.blocks if block.kind not in (RECIPIENTS, SIGNATURE))
    told = derived_issuer(str(role["for_body"] or role["title"] or ""), place or "", body)
    authority = first(doc.main.blocks, HEADER, "authority")
    subject = str(read_subject(doc.main.blocks)[0] or "")
    return told or issuer_from_text(authority.text if authority else "", subject, body), "derived", ""


def attachments(doc: Structured) -> list[Json]:
    """Plans, regulations and appendices inside the same file."""
    return [
        {"type": part.document_type or "phụ lục", "title": part.title.text if part.title else None}
        for part in doc.parts
        if part.kind != MAIN
    ]


def spans(doc: Structured, subject: Block | None) -> dict[str, list[list[int]]]:
    """Where in the source each field of the metadata stands."""
    places: dict[str, list[list[int]]] = {}

    def put(name: str, passage: Passage | None) -> None:
        for span in passage.spans() if passage else []:
            places.setdefault(name, []).append(list(span))

    for block in doc.main.blocks:
        if block.kind == HEADER and block.label in ("issuer", "number", "place_date", "authority"):
            put({"authority": "issuing_authority", "place_date": "date"}.get(block.label, block.label), block.passage)
        elif block.kind == ADDRESSEES:
            put("addressees", block.passage)
        elif block.kind == RECIPIENTS:
            put("archive" if block.label == "archive" else "recipients", block.passage)
        elif block.kind == SIGNATURE:
            put("signer" if block.label == "signer" else "signing_role", block.passage)
    put("subject", subject.passage if subject else None)
    if doc.main.document_type:
        put("document_type", next((block.whole for block in doc.main.blocks if block.kind == TITLE), None))
    return places


def doubts(metadata: Json) -> list[Json]:
    """What a person should look at in the metadata."""
    found: list[Json] = []
    if metadata["issuer_source"] in ("signature", "derived"):
        found.append(
            {
                "code": "issuer_not_printed",
                "message": "Văn bản không in tên cơ quan ban hành ở đầu trang; tên được suy ra.",
            }
        )
    if metadata["number_state"] == "blank":
        found.append({"code": "number_blank", "message": "Số văn bản để trống."})
    if metadata["date"]["state"] not in ("complete", "absent"):
        found.append({"code": "date_incomplete", "message": "Ngày ban hành chưa ghi đủ."})
    if not metadata["signer"]:
        found.append({"code": "signer_missing", "message": "Không tìm thấy người ký."})
    return found


def explain(doc: Structured, metadata: Json) -> None:
    """Leave the decisions about the metadata for `--explain`."""
    doc.decide(
        "metadata",
        f"loại: {metadata['document_type']}",
        "dòng tên loại" if doc.main.document_type else "không có tên loại",
    )
    doc.decide("metadata", f"cơ quan: {metadata['issuer']}", str(metadata["issuer_source"] or "không rõ"))
    doc.decide("metadata", f"số: {metadata['number_symbol'] or metadata['symbol']}", str(metadata["number_state"]))
    doc.decide("metadata", f"ngày: {metadata['date']['value']}", str(metadata["date"]["state"]))


def plan_year(doc: Structured, date: Json) -> int | None:
    """The year the paper is about: named in its title or an attached plan's title, else the year of issue.

    A year before that of issue is the one looked back on ("đánh giá công tác năm 2024") and not the one ordered for.
    """
    value = str(date["value"] or "")
    issued = int(value[:4]) if value[:4].isdigit() else None
    titles = [part.title.text for part in doc.parts if part.title]
    subject = first(doc.main.blocks, HEADER, "subject")
    for title in [*titles, subject.text if subject else ""]:
        years = set(PLAN_YEAR.findall(title))
        if len(years) == 1 and not re.search(rf"(?:đến|ngày[^;]*) năm {min(years)}", title, re.IGNORECASE):
            return max(int(min(years)), issued or 0)
    return issued

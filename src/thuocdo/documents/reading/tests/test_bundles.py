"""Bundles: every paper apart, a bad one set aside, nothing unsafe opened."""

from __future__ import annotations

import base64
import io
import zipfile
from email.message import EmailMessage

import pytest

from thuocdo.documents.reading.formats.bundles import bundle_kind, open_bundle
from thuocdo.documents.tests.making_files import pdf, saved, word
from thuocdo.kernel.errors import Refused

TEXT = "Sở Nội vụ báo cáo trước ngày 20/01/2025".encode()
EDXML = """<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://www.mic.gov.vn/TBT/QCVN_102_2016"><e:Header><e:MessageHeader>
<e:From><e:OrganId>000.00.00.H41</e:OrganId></e:From><e:Code><e:CodeNumber>12</e:CodeNumber>
<e:CodeNotation>KH-UBND</e:CodeNotation></e:Code><e:Subject>Kế hoạch
 cải cách hành chính</e:Subject><e:DueDate>2025/03/15</e:DueDate><e:SteeringType>2</e:SteeringType>
</e:MessageHeader></e:Header><e:AttachmentEncoded><e:Attachment><e:ContentType>text/plain</e:ContentType>
<e:AttachmentName>kế hoạch.txt</e:AttachmentName><e:Content>{content}</e:Content></e:Attachment>
<e:Attachment><e:AttachmentName>hỏng.txt</e:AttachmentName><e:Content>@@@ không phải base64</e:Content></e:Attachment>
</e:AttachmentEncoded></e:Envelope>"""


def folder(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def message(*, inner: bytes = b"") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "vanthu@snv.vn", "cchc@nghean.vn", "Kế hoạch CCHC"
    mail.set_content("Kính gửi Quý cơ quan văn bản kèm theo.")
    mail.add_attachment(TEXT, maintype="text", subtype="plain", filename="công văn.txt")
    if inner:
        mail.add_attachment(inner, maintype="application", subtype="zip", filename="goi.zip")
    return mail.as_bytes()


def test_what_a_bundle_is_and_is_not() -> None:
    import docx

    assert bundle_kind(folder(a_dot_txt=TEXT)) == "zip"
    assert bundle_kind(message()) == "eml"
    assert bundle_kind(EDXML.format(content="").encode()) == "edxml"
    assert [bundle_kind(data) for data in (saved(docx.Document()), word("<w:p/>"), pdf(["a"]), TEXT)] == [""] * 4


def test_papers_of_a_folder_come_one_by_one_with_nested_ones_and_without_litter() -> None:
    inner = folder(b_dot_txt=TEXT)
    bundle = open_bundle(folder(thu_muc__a_dot_txt=TEXT, goi_dot_zip=inner, __MACOSX__a_dot_txt=b"x"))
    found = [(member.name, member.path) for member in bundle.members]
    assert found[:2] == [("a.txt", ()), ("b.txt", ("goi.zip",))]
    assert bundle.set_aside == []


def test_a_mail_gives_its_attachments_its_text_and_what_is_packed_in_it() -> None:
    bundle = open_bundle(message(inner=folder(c_dot_txt=TEXT)))
    assert [member.name for member in bundle.members] == ["công văn.txt", "c.txt", "noi-dung-thu.txt"]
    assert bundle.envelope["subject"] == "Kế hoạch CCHC"


def test_an_envelope_tells_its_header_and_a_broken_file_is_set_aside() -> None:
    bundle = open_bundle(EDXML.format(content=base64.b64encode(TEXT).decode()).encode())
    assert [(member.name, member.data) for member in bundle.members] == [("kế hoạch.txt", TEXT)]
    assert [aside.refusal.code for aside in bundle.set_aside] == ["documents.truncated"]
    assert bundle.envelope == {
        "number": "12", "symbol": "KH-UBND", "subject": "Kế hoạch cải cách hành chính", "due": "2025/03/15",
        "steering": "2",
    }  # fmt: skip


def test_a_bomb_in_a_folder_is_set_aside_and_the_others_go_on() -> None:
    bundle = open_bundle(folder(bom_dot_txt=b"0" * 30_000_000, a_dot_txt=TEXT))
    assert [member.name for member in bundle.members] == ["a.txt"]
    assert [(aside.name, aside.refusal.code) for aside in bundle.set_aside] == [("bom.txt", "documents.unsafe")]


def test_bundles_nested_too_deep_are_set_aside() -> None:
    data = folder(a_dot_txt=TEXT)
    for _ in range(5):
        data = folder(goi_dot_zip=data, b_dot_txt=TEXT)
    bundle = open_bundle(data)
    assert [aside.refusal.code for aside in bundle.set_aside] == ["documents.unsafe"]
    assert {member.name for member in bundle.members} == {"b.txt"}


def test_names_that_climb_out_lose_their_way_and_old_names_are_decoded() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../etc/passwd.txt", TEXT)
        archive.writestr("..\\ke hoach.txt", TEXT)
    assert [member.name for member in open_bundle(out.getvalue()).members] == ["passwd.txt", "ke hoach.txt"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (TEXT, "documents.not_a_bundle"),
        (EDXML.format(content="").encode()[:300], "documents.truncated"),
        (EDXML.format(content="").replace("?>", '?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1).encode(),
         "documents.unsafe"),
    ],
)  # fmt: skip
def test_a_bundle_that_is_none_or_unsafe_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        open_bundle(data)
    assert refused.value.code == code

"""Bad bundles: what is unsafe in them is set aside with its reason, what is good goes on, nothing leads anywhere."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest

from thuocdo.documents.reading.formats.bundles import Bundle, open_bundle
from thuocdo.documents.reading.loading import load_file
from thuocdo.documents.tests import making_bad_files as bad
from thuocdo.kernel.encodings import TCVN3, from_unicode
from thuocdo.kernel.errors import Refused

TEXT = bad.WORDS.encode()


def taken(bundle: Bundle) -> list[str]:
    return [member.name for member in bundle.members]


def aside(bundle: Bundle) -> list[tuple[str, str]]:
    return [(one.name, one.refusal.code.removeprefix("documents.")) for one in bundle.set_aside]


def test_a_bomb_beside_good_papers_is_set_aside_and_they_go_on() -> None:
    bundle = open_bundle(bad.folded({"truoc.txt": TEXT, "bom.txt": bytes(bad.ZEROS), "sau.txt": TEXT}))
    assert (taken(bundle), aside(bundle)) == (["truoc.txt", "sau.txt"], [("bom.txt", "unsafe")])


def test_a_bomb_in_a_zip_in_a_zip_is_set_aside_too() -> None:
    bundle = open_bundle(bad.folded({"goi.zip": bad.bomb(), "a.txt": TEXT}))
    assert (taken(bundle), aside(bundle)) == (["a.txt"], [("goi.zip › a.txt", "unsafe")])


def test_zips_in_zips_without_end_stop_at_the_third_layer() -> None:
    data = bad.folded({"a.txt": TEXT})
    for _ in range(60):
        data = bad.folded({"goi.zip": data})
    bundle = open_bundle(data)
    assert (taken(bundle), aside(bundle)) == ([], [("goi.zip › goi.zip › goi.zip", "unsafe")])


def test_a_tree_of_zips_ends_with_a_thousand_papers() -> None:
    leaf = bad.folded({f"{number}.txt": TEXT + b"%d" % number for number in range(60)})
    start = time.monotonic()
    bundle = open_bundle(bad.folded({f"{number}.zip": leaf for number in range(60)}))
    assert len(bundle.members) == 1000 and len(bundle.set_aside) <= 1000
    assert time.monotonic() - start < 20


def test_members_that_share_their_bytes_are_refused_before_one_is_unpacked() -> None:
    data = bad.overlapping()
    assert len(data) < 30_000
    with pytest.raises(Refused) as refused:
        open_bundle(data)
    assert refused.value.code == "documents.unsafe" and "chồng" in refused.value.message


def test_names_that_climb_out_or_trick_the_eye_are_made_plain() -> None:
    names = [
        "../../etc/passwd",
        "/tuyet/doi.txt",
        "C:\\tam\\a.txt",
        "..",
        "gpj\u202etxt.exe",
        "x" * 300 + ".txt",
        "\x07",
    ]
    bundle = open_bundle(bad.folded({name: TEXT for name in names}))
    assert taken(bundle) == ["passwd", "doi.txt", "a.txt", "tep", "gpjtxt.exe", "x" * 196 + ".txt", "tep (2)"]


def test_two_members_of_one_name_are_both_taken_and_told_apart() -> None:
    bundle = open_bundle(bad.twice("cong-van.txt", TEXT, TEXT + b" 2"))
    assert [(member.name, member.data) for member in bundle.members] == [
        ("cong-van.txt", TEXT), ("cong-van (2).txt", TEXT + b" 2")
    ]  # fmt: skip
    assert taken(open_bundle(bad.folded({"a/x.txt": TEXT, "b/X.txt": TEXT}))) == ["x.txt", "X (2).txt"]


def test_a_link_out_of_the_bundle_is_set_aside() -> None:
    bundle = open_bundle(bad.linked("/etc/passwd"))
    assert (taken(bundle), aside(bundle)) == (["a.txt"], [("lien-ket.txt", "unsafe")])


@pytest.mark.parametrize("content", [b"", b"\x00", b"PK\x05\x06"])
def test_a_bundle_with_a_broken_member_gives_the_others(content: bytes) -> None:
    bundle = open_bundle(bad.folded({"hong": content, "a.txt": TEXT}))
    assert "a.txt" in taken(bundle)


def mail(**more: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "vanthu@snv.vn", "cchc@nghean.vn", "Kế hoạch CCHC"
    message["Date"] = "Mon, 06 Jan 2025 08:00:00 +0700"
    message.set_content(bad.WORDS)
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    return message


def test_a_mail_in_a_mail_in_a_mail_gives_its_papers_once_each_with_the_way() -> None:
    inner = mail()
    inner.add_attachment(TEXT, maintype="text", subtype="plain", filename="trong-cung.txt")
    outer = mail()
    outer.add_attachment(inner)
    bundle = open_bundle(outer.as_bytes())
    assert [(member.name, len(member.path)) for member in bundle.members] == [
        ("trong-cung.txt", 1), ("noi-dung-thu.txt", 1), ("noi-dung-thu.txt", 0)
    ]  # fmt: skip


def test_mails_in_mails_without_end_stop() -> None:
    message = mail()
    for _ in range(12):
        outer = mail()
        outer.add_attachment(message)
        message = outer
    bundle = open_bundle(message.as_bytes())
    assert [code for _, code in aside(bundle)] == ["unsafe"]


def test_the_same_text_as_a_web_page_and_the_pictures_in_it_are_no_papers() -> None:
    message = mail()
    message.add_alternative(f"<p>{bad.WORDS}</p><img src='cid:logo'>", subtype="html")
    message.add_attachment(bad.png(), maintype="image", subtype="png", disposition="inline", cid="<logo>")
    message.add_attachment(TEXT, maintype="text", subtype="plain", filename="a.txt", cid="<outlook-gives-one>")
    assert taken(open_bundle(message.as_bytes())) == ["a.txt", "noi-dung-thu.txt"]


@pytest.mark.parametrize("charset", ["khong-co", "utf-8", "us-ascii", "utf-16", "windows-1258"])
def test_a_mail_whose_letters_are_not_what_it_says_is_still_read(charset: str) -> None:
    head = f"From: a@b.vn\nSubject: =?{charset}?B?////?=\nMIME-Version: 1.0\nDate: 31 Feb 2025\n"
    words = (from_unicode(bad.WORDS.replace("1. ", ""), TCVN3) + "\n") * 4
    data = f'{head}Content-Type: text/plain; charset="{charset}"\n\n'.encode() + words.encode("latin-1")
    bundle = open_bundle(data)
    [paper] = bundle.members
    assert paper.name == "noi-dung-thu.txt" and bundle.envelope["from"] == "a@b.vn"
    if charset not in ("utf-16", "windows-1258"):
        assert "cải cách hành chính" in load_file(paper.data, paper.name).text


def test_a_mail_with_a_torn_frame_is_read_as_far_as_it_goes() -> None:
    whole = mail()
    whole.add_attachment(TEXT * 50, maintype="text", subtype="plain", filename="a.txt")
    data = whole.as_bytes()
    for cut in range(150, len(data), 211):
        bundle = open_bundle(data[:cut])
        assert len(bundle.members) <= 2


def test_an_envelope_with_entities_is_refused_before_it_is_parsed() -> None:
    head = f'<?xml version="1.0"?>{bad.BILLION}<e:Envelope xmlns:e="http://www.mic.gov.vn/TBT/QCVN_102_2016">'
    with pytest.raises(Refused) as refused:
        open_bundle(f"{head}<e:Subject>&a9;</e:Subject></e:Envelope>".encode())
    assert refused.value.code == "documents.unsafe"

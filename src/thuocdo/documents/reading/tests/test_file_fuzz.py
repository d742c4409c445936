"""Damaged files of every format: read, or refused in words; never another error, never slow, never large.

Whole files are cut, bent and glued together; the draws are seeded, so that a failure comes again. The last test does
the same in a process of its own with a limit on its memory, so that what a file makes the reader take is measured.
"""

from __future__ import annotations

import io
import random
import resource
import subprocess
import sys
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from thuocdo.documents.reading import read_bytes
from thuocdo.documents.reading.formats.bundles import bundle_kind, open_bundle
from thuocdo.documents.reading.loading import load_file, takes_long
from thuocdo.documents.tests import making_bad_files as bad
from thuocdo.documents.tests.making_files import ole, paragraph, pdf, repacked, word
from thuocdo.kernel.encodings import TCVN3, VISCII, VNI, from_unicode
from thuocdo.kernel.errors import Refused

LETTER = """ỦY BAN NHÂN DÂN TỈNH NGHỆ AN
Số: 12/KH-UBND
Nghệ An, ngày 05 tháng 02 năm 2025

KẾ HOẠCH
Cải cách hành chính năm 2025

1. Sở Nội vụ tham mưu ban hành kế hoạch cải cách hành chính trước ngày 15/3/2025.
2. Các sở, ban, ngành báo cáo kết quả trước ngày 20/6/2025. Tỷ lệ hồ sơ đúng hạn đạt từ 95% trở lên.
"""
TURNS = 60
# Workbooks, and PDFs that cannot be followed, are laid out in a process of their own, which takes its time.
FEW = {"a.xlsx": 8, "a.xls": 8, "a.pdf": 25, "tep.pdf": 20, "khoa.pdf": 25, "a.eml": 30}
SECONDS = 5.0
MEGABYTES = 1024


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "vanthu@snv.vn", "cchc@nghean.vn", "Kế hoạch CCHC"
    message.set_content(LETTER)
    message.add_attachment(pdf([LETTER]), maintype="application", subtype="pdf", filename="kế hoạch.pdf")
    return message.as_bytes()


def page() -> bytes:
    rows = "".join(f"<tr><td>{line}</td><td>x</td></tr>" for line in LETTER.splitlines())
    return f"<!DOCTYPE html><html><meta charset='utf-8'><body><table>{rows}</table></body></html>".encode()


def table() -> str:
    cells = "".join(f"<w:tc>{paragraph(line)}</w:tc>" for line in LETTER.splitlines()[:4])
    return f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>"


SAMPLES: dict[str, bytes] = {
    "a.txt": LETTER.encode(),
    "tcvn3.txt": from_unicode(LETTER, TCVN3).encode("latin-1", "replace"),
    "vni.txt": from_unicode(LETTER, VNI).encode("latin-1", "replace"),
    "viscii.txt": from_unicode(LETTER, VISCII).encode("latin-1", "replace"),
    "utf16.txt": LETTER.encode("utf-16"),
    "a.csv": b"TT;Nhiem vu;Chu tri\n" + "1;Rà soát;Sở Nội vụ\n".encode() * 20,
    "a.html": page(),
    "a.pdf": pdf([LETTER, LETTER]),
    "khoa.pdf": bad.locked_pdf(),
    "tep.pdf": bad.attached_pdf("a.txt", "b.txt"),
    "a.docx": word("".join(paragraph(line) for line in LETTER.splitlines()) + table()),
    "a.xlsx": bad.workbook(),
    "a.zip": bad.folded({"a.txt": LETTER.encode(), "b.docx": bad.docx_file()}),
    "a.eml": mail(),
    "a.doc": ole("WordDocument", "1Table"),
    "a.xls": ole("Workbook"),
}


def bent(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """The file with one kind of damage: cut, glued, bytes turned, a piece moved, overwritten, doubled."""
    way, size = draw.randrange(7), max(1, len(data))
    at, end = sorted((draw.randrange(size), draw.randrange(size)))
    if way == 0:
        return data[:at]
    if way == 1:
        return data[at:] + data[:at]
    if way == 2:
        return data[:at] + other[draw.randrange(max(1, len(other))) :]
    if way == 3:
        return data[:at] + data[at:end] * 3 + data[end:]
    if way == 4:
        return data[:at] + bytes(end - at) + data[end:]
    changed = bytearray(data)
    for _ in range(draw.choice((1, 3, 20, 200))):
        place = draw.randrange(size)
        changed[place : place + 1] = bytes([draw.randrange(256)]) if way == 5 else draw.choice(NASTY)
    return bytes(changed)


NASTY = (
    b"\x00", b"\xff\xff\xff\xff", b"-1", b"99999999999", b"<", b">", b"&", b"%", b"(", b"[", b"<<", b"endobj", b"\n\n",
    b"--", b"\xef\xbb\xbf", b"\r", b"obj", b"/Kids", b"=?utf-8?B?", b"PK\x01\x02",
)  # fmt: skip


def tried(data: bytes, name: str) -> None:
    """Load a file, and when it is a bundle what is in it; only `Refused` may come out, and soon."""
    start = time.process_time()
    try:
        if bundle_kind(data):
            for member in open_bundle(data, name).members:
                try:
                    load_file(member.data, member.name)
                except Refused:
                    continue
        else:
            loaded = load_file(data, name)
            assert all(0 <= begin <= end <= len(loaded.text) for begin, end in loaded.pages)
    except Refused as refusal:
        assert refusal.code.startswith("documents.") and refusal.message and refusal.remedy
    assert time.process_time() - start < SECONDS


# Old office files go to a converter that takes seconds for each; they are bent in the head only, before it is asked.
@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in ("a.doc", "a.xls")])
def test_a_damaged_file_is_read_or_refused(name: str) -> None:
    draw = random.Random(name)
    others = [data for other, data in SAMPLES.items() if other not in ("a.doc", "a.xls")]
    for _ in range(FEW.get(name, TURNS)):
        data = bent(SAMPLES[name], draw.choice(others), draw)
        if draw.random() < 0.3:
            data = bent(data, draw.choice(others), draw)
        if not data.startswith((b"{\\rtf", b"\xd0\xcf\x11\xe0")):
            tried(data, name)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_a_package_with_one_damaged_part_is_read_or_refused(name: str) -> None:
    draw = random.Random(f"part of {name}")
    with zipfile.ZipFile(io.BytesIO(SAMPLES[name])) as parts:
        known = {part: parts.read(part) for part in parts.namelist()}
    for _ in range(FEW.get(name, TURNS)):
        part = draw.choice(list(known))
        tried(repacked(SAMPLES[name], {part: bent(known[part], known[draw.choice(list(known))], draw)}), name)


@pytest.mark.parametrize("name", ["a.xls"])
def test_a_damaged_directory_of_an_old_file_is_read_or_refused(name: str) -> None:
    draw = random.Random(name)
    for _ in range(FEW.get(name, TURNS)):
        whole = bytearray(SAMPLES[name])
        for _ in range(draw.choice((1, 3, 20))):
            whole[draw.randrange(24, 1600)] = draw.randrange(256)
        data = bytes(whole)
        if "WordDocument".encode("utf-16-le") not in data:
            tried(data, name)


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.pdf", "a.html"])
def test_two_files_glued_together_are_read_or_refused(name: str) -> None:
    for other in ("a.pdf", "a.docx", "a.zip", "a.txt", "a.eml"):
        tried(SAMPLES[name] + SAMPLES[other], name)
        tried(SAMPLES[other] + SAMPLES[name], name)


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx", "a.html", "a.csv"])
def test_a_damaged_file_goes_through_all_of_the_reader(name: str) -> None:
    draw = random.Random(f"whole {name}")
    for _ in range(12):
        try:
            reading = read_bytes(bent(SAMPLES[name], b"", draw), name)
        except Refused:
            continue
        reading.to_json()


def peak() -> int:
    """Megabytes that this process held at most since it began; what its parent held before does not count."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


def main() -> None:
    """What the last test runs in a process of its own."""
    limit = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for name in SAMPLES:
        if name not in ("a.doc", "a.xls"):
            draw = random.Random(f"limited {name}")
            for _ in range(FEW.get(name, 15)):
                data = bent(SAMPLES[name], SAMPLES["a.pdf"], draw)
                if not data.startswith((b"{\\rtf", b"\xd0\xcf\x11\xe0")):
                    tried(data, name)
    for data in (bad.swollen_pdf(passes=1), bad.swollen_pdf(passes=2), bad.bomb(), bad.overlapping(),
                 bad.laughing_pdf(8, 10)):  # fmt: skip
        tried(data, "bom")
        takes_long(data, "bom")
    sys.stdout.write(str(peak()))


def test_all_of_it_stays_within_a_limit_of_memory() -> None:
    code = "from thuocdo.documents.reading.tests.test_file_fuzz import main; main()"
    root = Path(__file__).resolve().parents[5]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) < 400

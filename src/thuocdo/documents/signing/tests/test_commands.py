"""`thuocdo sign` and `thuocdo verify`, as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.cli import main
from thuocdo.documents.signing.tests.authority import PASSPHRASE, authority
from thuocdo.documents.tests.making_files import pdf

POST, NAME = "PHÓ CHỦ TỊCH", "Bùi Đình Long"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    ca = authority()
    ca.store(tmp_path / "trust")
    (tmp_path / "key.p12").write_bytes(ca.issue(NAME, "UBND tỉnh Nghệ An").data)
    (tmp_path / "unit.p12").write_bytes(ca.issue("UBND tỉnh Nghệ An", "UBND tỉnh Nghệ An").data)
    (tmp_path / "a.pdf").write_bytes(pdf([f"{POST}\n\n\n\n\n\n{NAME}"]))
    monkeypatch.setenv("THUOCDO_KEY_PASSWORD", PASSPHRASE)
    return tmp_path


def sign(files: Path, source: str, out: str, *more: str, key: str = "key.p12") -> int:
    return main(["sign", str(files / source), "--key", str(files / key), "--out", str(files / out), *more])


def verify(files: Path, name: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict]]:
    code = main(["verify", str(files / name), "--trust", str(files / "trust"), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_person_signs_in_their_place_then_the_agency_and_both_are_verified(files, capsys):
    assert sign(files, "a.pdf", "b.pdf", "--above", POST, "--below", NAME, "--reason", "Ký ban hành") == 0
    assert sign(files, "b.pdf", "c.pdf", "--agency", "UBND tỉnh Nghệ An", key="unit.p12") == 0
    capsys.readouterr()
    code, [person, agency] = verify(files, "c.pdf", capsys)
    assert (code, person["signer"], person["organisation"]) == (0, NAME, "UBND tỉnh Nghệ An")
    assert (person["covers"], person["page"], person["purpose"]) == ("revision", 1, "Ký ban hành")
    assert (agency["verdict"], agency["covers"], agency["page"]) == ("valid", "whole", 1)


def test_an_attachment_is_signed_in_the_corner(files, capsys):
    assert sign(files, "a.pdf", "b.pdf", "--attachment-of", "12/KH-UBND", key="unit.p12") == 0
    capsys.readouterr()
    code, [found] = verify(files, "b.pdf", capsys)
    assert (code, found["page"]) == (0, 1)


def test_what_is_found_is_told_in_words(files, capsys):
    sign(files, "a.pdf", "b.pdf")
    capsys.readouterr()
    assert main(["verify", str(files / "b.pdf"), "--trust", str(files / "trust")]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"Hợp lệ: {NAME} (UBND tỉnh Nghệ An)") and "giờ máy người ký" in said
    assert main(["verify", str(files / "b.pdf"), "--trust", str(files / "nowhere")]) == 1
    assert "Chưa đủ căn cứ kết luận" in capsys.readouterr().out


def test_a_paper_that_nobody_signed_is_told_and_the_exit_code_says_so(files, capsys):
    assert verify(files, "a.pdf", capsys) == (1, [])
    assert main(["verify", str(files / "a.pdf")]) == 1
    assert "không có chữ ký số nào" in capsys.readouterr().out


def test_wrong_input_is_one_message(files, capsys, monkeypatch):
    assert main(["verify", str(files / "key.p12")]) == 2
    assert main(["sign", str(files / "a.pdf"), "--out", str(files / "b.pdf")]) == 2
    monkeypatch.setenv("THUOCDO_KEY_PASSWORD", "sai")
    assert sign(files, "a.pdf", "b.pdf") == 2
    assert capsys.readouterr().err.count("\n") == 3

"""`thuocdo sign` and `thuocdo verify`, as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from config.cli import main
from thuocdo.documents.signing.tests.authority import PASSPHRASE, authority
from thuocdo.documents.tests.making_files import pdf


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    ca = authority()
    (tmp_path / "trust" / "roots").mkdir(parents=True)
    (tmp_path / "trust" / "roots" / "root.pem").write_bytes(ca.root.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.p12").write_bytes(ca.issue("Bùi Đình Long", "UBND tỉnh Nghệ An").data)
    (tmp_path / "a.pdf").write_bytes(pdf(["PHÓ CHỦ TỊCH\n\n\n\n\n\nBùi Đình Long"]))
    monkeypatch.setenv("THUOCDO_KEY_PASSWORD", PASSPHRASE)
    return tmp_path


def verify(files: Path, name: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict]]:
    code = main(["verify", str(files / name), "--trust", str(files / "trust"), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_paper_is_signed_in_its_place_and_verified(files: Path, capsys: pytest.CaptureFixture[str]):
    key, source, out = str(files / "key.p12"), str(files / "a.pdf"), str(files / "b.pdf")
    assert (
        main(["sign", source, "--key", key, "--out", out, "--above", "PHÓ CHỦ TỊCH", "--below", "Bùi Đình Long"]) == 0
    )
    capsys.readouterr()
    code, [found] = verify(files, "b.pdf", capsys)
    assert (code, found["signer"], found["organisation"]) == (0, "Bùi Đình Long", "UBND tỉnh Nghệ An")
    assert (found["valid"], found["covers_whole_file"]) == (True, True)


def test_a_paper_that_nobody_signed_is_told_and_the_exit_code_says_so(files: Path, capsys: pytest.CaptureFixture[str]):
    assert verify(files, "a.pdf", capsys) == (1, [])
    assert main(["verify", str(files / "a.pdf")]) == 1
    assert "không có chữ ký số nào" in capsys.readouterr().out


def test_wrong_input_is_one_message(files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    assert main(["verify", str(files / "key.p12")]) == 2
    assert main(["sign", str(files / "a.pdf"), "--out", str(files / "b.pdf")]) == 2
    monkeypatch.setenv("THUOCDO_KEY_PASSWORD", "sai")
    assert main(["sign", str(files / "a.pdf"), "--key", str(files / "key.p12"), "--out", str(files / "b.pdf")]) == 2
    assert capsys.readouterr().err.count("\n") == 3

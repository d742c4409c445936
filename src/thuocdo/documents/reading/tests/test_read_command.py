"""`thuocdo read` from a file to the terminal."""

import json

from config.cli import main

from thuocdo.documents.reading.tests import layouts


def test_reading_prints_pure_json_in_the_gold_schema(tmp_path, capsys):
    path = tmp_path / "cong-van.txt"
    path.write_text(layouts.BARS, encoding="utf-8")
    assert main(["read", str(path)]) == 0
    said = capsys.readouterr()
    result = json.loads(said.out)
    assert said.err == ""
    assert result["schema"] == "cchc-gold/1"
    assert result["metadata"]["number_symbol"] == "412/UBND-NC"
    assert result["cited_documents"][0]["number"] == "15/BNV-CCHC"
    assert {"spans", "confidence", "doubts"} <= result["tasks"][0].keys()


def test_explaining_shows_blocks_decisions_and_findings(tmp_path, capsys):
    path = tmp_path / "cong-van.txt"
    path.write_text(layouts.TWO_COLUMNS, encoding="utf-8")
    assert main(["read", str(path), "--explain"]) == 0
    said = capsys.readouterr().out
    assert "PHẦN 1" in said
    assert "[metadata] số: 412/UBND-NC (present)" in said
    assert "15/BNV-CCHC" in said


def test_what_cannot_be_read_is_one_message_and_exit_code_two(tmp_path, capsys):
    path = tmp_path / "rong.txt"
    path.write_bytes(b"")
    assert main(["read", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1

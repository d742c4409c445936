"""`thuocdo read` from a file to the terminal."""

import json
import re

from config.cli import main
from thuocdo.documents.reading import read_text
from thuocdo.documents.reading.tests import layouts
from thuocdo.documents.reading.tracing import traced
from thuocdo.documents.tests import making_bad_files as bad
from thuocdo.kernel.encodings import TCVN3, from_unicode


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
    assert "[đầu văn bản] số: 412/UBND-NC (present)" in said
    assert "15/BNV-CCHC" in said


def test_explaining_tells_of_loading_header_items_with_their_rules_and_silent_blocks(tmp_path, capsys):
    path = tmp_path / "cong-van.txt"
    path.write_text(layouts.TWO_COLUMNS, encoding="utf-8")
    assert main(["read", str(path), "--explain"]) == 0
    said = capsys.readouterr().out
    assert "dạng txt; bảng mã Unicode; 1 trang" in said
    assert re.search(r"1\.\d+ số, ký hiệu +412/UBND-NC \(present\) ← “.*412/UBND-NC.*”", said)
    assert re.search(r"do: .*tasks_prose\.ProseReader\.\w+:\d+ › ", said)
    assert "tasks_prose.ProseReader.labelled\n      A heading or an item" in said
    assert "KHỐI KHÔNG CHO MỤC NÀO" in said


def test_the_explanation_as_json_names_for_every_item_its_place_its_block_and_its_rules(tmp_path, capsys):
    path = tmp_path / "cong-van.txt"
    path.write_text(layouts.TWO_COLUMNS, encoding="utf-8")
    assert main(["read", str(path), "--explain", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["loading"]["format"] == "txt" and told["loading"]["pages"] == [told["loading"]["letters"]]
    listed = [item for kind in ("tasks", "citations") for item in told["items"][kind]]
    assert listed and all(item["rules"] and item["block"] and item["page"] == 1 and item["line"] for item in listed)
    assert {one["field"] for one in told["header"]} >= {"issuer", "number_symbol", "date", "signer"}
    lines = path.read_text(encoding="utf-8").splitlines()
    assert "412/UBND-NC" in lines[next(one for one in told["header"] if one["field"] == "number_symbol")["line"] - 1]


def test_a_table_is_explained_row_by_row_and_what_gives_nothing_is_named(tmp_path, capsys):
    path = tmp_path / "bang.csv"
    path.write_text(
        "TT;Nhiệm vụ;Cơ quan chủ trì;Thời gian\n1;Rà soát thủ tục hành chính;Sở Nội vụ;Quý II/2025\n2;;;\n",
        encoding="utf-8",
    )
    assert main(["read", str(path), "--explain", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    [task] = told["items"]["tasks"]
    assert "row" in task["block"] and any(rule["name"] == "tasks_table.row_task" for rule in task["rules"])
    assert [one["text"] for one in told["silent"]] in ([], ["2"])


def test_reading_is_the_same_whether_somebody_looks_on_or_not():
    for text in layouts.ALL.values():
        with traced() as trace:
            seen = read_text(text, "a.txt")
        assert seen.to_json() == read_text(text, "a.txt").to_json()
        assert all(trace.of(thing) for thing in seen.found())


def test_each_paper_of_a_bundle_is_explained_and_the_others_say_why_not(tmp_path, capsys):
    path = tmp_path / "goi.zip"
    path.write_bytes(bad.folded({"a.txt": layouts.BARS.encode(), "b.pdf": bad.locked_pdf(user="x")}))
    assert main(["read", str(path), "--explain"]) == 0
    said = capsys.readouterr().out
    assert "VĂN BẢN a.txt" in said and "CÁCH LY b.pdf [documents.encrypted]" in said
    assert main(["read", str(path), "--explain", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [paper["file"] for paper in told["papers"]] == ["a.txt"]
    assert told["set_aside"][0]["code"] == "documents.encrypted"


def test_an_old_encoding_is_told_in_the_reading_and_in_the_explanation(tmp_path, capsys):
    path = tmp_path / "cu.txt"
    path.write_bytes(from_unicode(layouts.BARS, TCVN3).encode("latin-1", "replace"))
    assert main(["read", str(path)]) == 0
    assert "TCVN3 (ABC)" in json.loads(capsys.readouterr().out)["notices"][0]["message"]
    assert main(["read", str(path), "--explain"]) == 0
    assert "bảng mã TCVN3 (ABC)" in capsys.readouterr().out


def test_what_cannot_be_read_is_one_message_and_exit_code_two(tmp_path, capsys):
    path = tmp_path / "rong.txt"
    path.write_bytes(b"")
    assert main(["read", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1

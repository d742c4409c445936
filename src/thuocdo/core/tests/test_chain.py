"""The chain without a database: what each kind of tampering looks like, in the chain and in a file."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from thuocdo.core import chain, exports
from thuocdo.core.chain import FIRST_HASH, SPLIT, WHOLE, Anchor, Checker, Verdict, by_number
from thuocdo.kernel.errors import Refused


def link_up(rows: list[dict[str, Any]], *, after: str = FIRST_HASH) -> list[dict[str, Any]]:
    """Give each row the hash of the one before and its own, as whoever writes the chain (or forges it) does."""
    for row in rows:
        row["previous_hash"] = after
        if row["form"] == SPLIT:
            row["details_hash"] = chain.digest(chain.details_text(row))
        row["hash"] = after = chain.digest(chain.row_text(row))
    return rows


def some_rows(count: int = 10, *, old: int = 0) -> list[dict[str, Any]]:
    """A sound chain, its first `old` rows in the first form."""
    return link_up([
        {
            "seq": seq, "at": datetime(2025, 7, 15, 1, seq % 60, tzinfo=UTC), "actor_key": "person:1",
            "actor_name": "Trần Thị Hoa", "position": "Chuyên viên", "address": "10.0.0.1", "request_id": f"r{seq}",
            "action": "work.accept_occurrence", "outcome": "done", "thing_type": "work.occurrence",
            "thing_key": str(seq), "thing_name": f"Kỳ “{seq}”\n", "before": None, "after": {"state": "x", "p": 0.5},
            "why": "Đủ tài liệu", "form": WHOLE if seq <= old else SPLIT, "salt": f"{seq:032x}", "details_hash": "",
        }
        for seq in range(1, count + 1)
    ])  # fmt: skip


def check(rows: list[dict[str, Any]], *anchors: Anchor) -> Verdict:
    return Checker(by_number(anchors)).walk(map(chain.link_of, rows))


def anchor_at(rows: list[dict[str, Any]], seq: int) -> Anchor:
    return Anchor(seq, rows[seq - 1]["hash"])


def test_a_sound_chain_of_old_and_new_rows_holds():
    rows = some_rows(old=4)
    verdict = check(rows, anchor_at(rows, 3), anchor_at(rows, 10))
    assert (verdict.ok, verdict.rows, verdict.first_bad, verdict.last_hash) == (True, 10, None, rows[-1]["hash"])
    assert (verdict.first_row, verdict.last_row, verdict.anchors_fitting) == (1, 10, 2)
    assert check([]).ok


COVERED = sorted({*chain.METADATA, *chain.DETAILS} - {"seq", "previous_hash"})


@pytest.mark.parametrize(("name", "old"), [*product(COVERED, (0, 10)), ("salt", 0), ("details_hash", 0)])
def test_whatever_is_altered_in_a_row_is_seen_at_that_row(name: str, old: int):
    rows = some_rows(old=old)
    rows[4][name] = (
        datetime(2025, 1, 1, tzinfo=UTC) if name == "at" else {"x": 1} if name in ("before", "after") else "khác"
    )
    verdict = check(rows)
    assert (verdict.ok, verdict.first_bad, verdict.kind) == (False, 5, "altered")


def test_a_row_rewritten_with_its_hash_is_seen_at_the_next_one():
    rows = some_rows()
    rows[4]["why"] = "khác"
    link_up(rows[4:5], after=rows[3]["hash"])
    verdict = check(rows)
    assert (verdict.first_bad, verdict.kind) == (6, "altered") and "dòng 5" in verdict.detail


@pytest.mark.parametrize(("gone", "missing"), [((5,), (5, 5)), ((5, 6, 7), (5, 7)), ((1, 2), (1, 2))])
def test_removed_rows_are_named(gone: tuple[int, ...], missing: tuple[int, int]):
    verdict = check([row for row in some_rows() if row["seq"] not in gone])
    assert (verdict.first_bad, verdict.kind, verdict.missing) == (missing[1] + 1, "removed", missing)


def test_rows_numbered_anew_after_a_removal_are_seen():
    rows = [row for row in some_rows() if row["seq"] != 5]
    for number, row in enumerate(rows, start=1):
        row["seq"] = number
    verdict = check(rows)
    assert (verdict.first_bad, verdict.kind) == (5, "altered") and "đánh số lại" in verdict.detail


def test_two_rows_that_changed_places_are_seen_as_reordered_in_the_database_and_in_a_file():
    rows = some_rows()
    rows[3], rows[4] = rows[4], rows[3]
    in_file = check(rows)
    assert (in_file.first_bad, in_file.kind, in_file.missing) == (5, "reordered", None)
    rows[3]["seq"], rows[4]["seq"] = 4, 5
    assert (check(rows).first_bad, check(rows).kind) == (4, "reordered")


def test_a_row_that_stands_there_twice_is_seen():
    rows = some_rows()
    assert check([*rows[:5], rows[4], *rows[5:]]).kind == "reordered"


def test_a_chain_rewritten_as_a_whole_holds_by_itself_and_is_seen_by_an_anchor_only():
    rows = some_rows()
    before = [anchor_at(rows, seq) for seq in (2, 6, 9)]
    rows[3]["actor_name"] = "Người khác"
    link_up(rows[3:], after=rows[2]["hash"])
    assert check(rows).ok
    verdict = check(rows, *before)
    assert (verdict.first_bad, verdict.kind) == (6, "rewritten") and "từ 3 đến 6" in verdict.detail


def test_an_end_that_was_cut_off_is_seen_by_an_anchor_only():
    rows = some_rows()
    assert check(rows[:7]).ok
    verdict = check(rows[:7], anchor_at(rows, 4), anchor_at(rows, 9))
    assert (verdict.ok, verdict.first_bad, verdict.kind, verdict.missing) == (False, 8, "cut", (8, 9))
    assert check([], anchor_at(rows, 9)).missing == (1, 9)


def test_checking_goes_on_from_an_anchor_and_sees_whether_it_still_fits():
    rows = some_rows()

    def onwards(rows: list[dict[str, Any]]) -> Verdict:
        return Checker(by_number([anchor_at(some_rows(), 6)]), begin=6).walk(map(chain.link_of, rows))

    assert onwards(rows[5:]).ok and onwards(rows[5:]).last_row == 10
    assert onwards(rows[6:]).kind == "removed"
    assert onwards([]).kind == "cut"
    rows[5]["why"] = "khác"
    assert onwards(link_up(rows[5:], after=rows[4]["hash"])).kind == "rewritten"


@pytest.mark.parametrize(
    "wrong", ["9007-e17e-119c-da96-8b6b-9b12-32", "9008-e17e-119c-da96-8b6b-9b12-31", "", "mốc", "9007"]
)
def test_a_code_that_was_typed_wrong_is_refused(wrong: str):
    with pytest.raises(Refused, match="không phải tệp mốc"):
        exports.read_anchor(wrong)


def test_a_code_and_a_file_both_name_the_anchor(tmp_path):
    anchor = anchor_at(some_rows(), 7)
    assert exports.read_anchor(anchor.code).fits(anchor.hash)
    path = tmp_path / "moc.json"
    path.write_text(exports.anchor_text(anchor, "2025-07-15T08:00:00+07:00"), encoding="utf-8")
    read = exports.read_anchor(str(path))
    assert (read.seq, read.hash) == (7, anchor.hash)
    path.write_text('{"seq": 7, "hash": "abc"}', encoding="utf-8")
    with pytest.raises(Refused):
        exports.read_anchor(str(path))


@pytest.fixture
def exported(tmp_path):
    def write(rows: list[dict[str, Any]], *, details: bool = False, name: str = "x.jsonl.gz"):
        path = tmp_path / name
        exports.write(path, (chain.line(row, details=details) for row in rows))
        return path

    return write


@pytest.mark.parametrize("details", [True, False])
@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz"])
def test_a_file_is_checked_without_a_database_with_and_without_details(exported, details: bool, name: str):
    rows = some_rows()
    path = exported(rows, details=details, name=name)
    verdict = exports.verify(path, [anchor_at(rows, 10)])
    assert (verdict.ok, verdict.rows, verdict.last_hash, verdict.unchecked) == (True, 10, rows[-1]["hash"], 0)
    text = (gzip.decompress(path.read_bytes()) if name.endswith("gz") else path.read_bytes()).decode()
    assert ("Đủ tài liệu" in text) is details and ("10.0.0.1" in text) is details


def test_an_outsider_can_check_a_line_by_cutting_text_alone(exported):
    """What the documentation promises: the hash is that of the text between `{"row":` and `,"hash":"`."""
    path = exported(some_rows(), details=True, name="x.jsonl")
    for text in path.read_text(encoding="utf-8").splitlines():
        row, _, rest = text.removeprefix('{"row":').partition(',"hash":"')
        assert chain.digest(row) == rest[:64]
        details = rest[64:].removeprefix('","details":').removesuffix("}")
        assert chain.digest(details) == json.loads(text)["row"]["details_hash"]


def test_a_part_of_the_chain_says_where_it_begins_and_fits_the_anchor_before_it(exported):
    rows = some_rows()
    path = exported(rows[5:8])
    verdict = exports.verify(path, [anchor_at(rows, 5), anchor_at(rows, 3)])
    assert (verdict.ok, verdict.first_row, verdict.last_row) == (True, 6, 8)
    assert (verdict.anchors_fitting, verdict.anchors_unreached) == (1, 1)
    assert exports.verify(path, [Anchor(5, "0" * 64)]).kind == "rewritten"
    assert exports.verify(path, [anchor_at(rows, 9)]).kind == "cut"


def test_rows_of_the_first_form_without_details_are_counted_as_not_recomputed(exported):
    rows = some_rows(old=4)
    verdict = exports.verify(exported(rows))
    assert verdict.ok and verdict.unchecked == 4
    assert exports.verify(exported(rows, details=True)).unchecked == 0


def test_a_row_stripped_of_its_contents_amid_whole_ones_is_seen(exported):
    rows = some_rows()
    path = exported(rows, name="x.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[6])
    row["row"] = {name: row["row"][name] for name in chain.METADATA} | {"actor_name": "Người khác"}
    lines[6] = json.dumps(row, ensure_ascii=False)
    path.write_text("\n".join(lines), encoding="utf-8")
    assert exports.verify(path).first_bad == 7


@pytest.mark.parametrize(
    "spoil", ["plain words", '{"row": 5, "hash": "x"}', '{"seq": 1}', "[]", '{"row":{"seq":"x"},"hash":""}']
)
def test_a_file_that_is_no_export_is_refused_with_its_line(exported, spoil: str):
    path = exported(some_rows(3), name="x.jsonl")
    with path.open("a", encoding="utf-8") as handle:
        handle.write(spoil + "\n")
    with pytest.raises(Refused, match="dòng 4"):
        exports.verify(path)


def test_a_packed_file_that_was_cut_short_is_refused(exported, tmp_path):
    path = exported(some_rows(200))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(Refused, match="bị cụt"):
        exports.verify(path)
    with pytest.raises(Refused, match="Không có tệp"):
        exports.verify(tmp_path / "khong-co.jsonl")


def test_the_same_rows_give_the_same_bytes(exported):
    assert (
        exported(some_rows(), name="a.jsonl.gz").read_bytes() == exported(some_rows(), name="b.jsonl.gz").read_bytes()
    )


VERIFIER = Path(__file__).resolve().parents[4] / "docs" / "explanation" / "audit.md"


def own_verifier(folder: Path) -> Path:
    """The program that the documentation gives to outsiders, as it is printed there."""
    text = VERIFIER.read_text(encoding="utf-8").partition("## A verifier of one's own")[2].partition("\n\n    ")[2]
    lines = ["    " + text.partition("\n\nA test")[0]]
    program = folder / "verify.py"
    program.write_text(textwrap.dedent("\n".join(lines)), encoding="utf-8")
    return program


@pytest.mark.parametrize("details", [True, False])
def test_the_verifier_of_the_documentation_agrees_with_ours(exported, tmp_path, details: bool):
    program, rows = own_verifier(tmp_path), some_rows(old=2)

    def says(path: Path, *anchors: str) -> str:
        done = subprocess.run([sys.executable, program, path, *anchors], capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]

    whole = exported(rows, details=details)
    assert says(whole, f"10:{rows[-1]['hash']}", f"5:{rows[4]['hash'][:20]}") == ""
    assert says(exported(rows[3:], details=details, name="part.jsonl.gz")) == ""
    assert "not reached" in says(whole, "99:" + "0" * 64) and "written anew" in says(whole, "5:" + "0" * 64)
    assert "does not follow" in says(exported([*rows[:4], *rows[5:]], details=details, name="gap.jsonl.gz"))
    rows[6]["actor_name"] = "Khác"
    assert "row 7 was altered" in says(exported(rows, details=details, name="altered.jsonl.gz"))
    rows = some_rows()
    rows[6]["why"] = "Khác"
    spoiled = says(exported(rows, details=details, name="details.jsonl.gz"))
    assert spoiled == ("AssertionError: details of 7 were altered" if details else "")

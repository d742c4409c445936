from __future__ import annotations

import json

import pytest

from config.cli import main

ROW = {"due_on", "window_start", "window_end"}


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["deadlines", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_monthly_phrase_becomes_twelve_days_with_windows(capsys: pytest.CaptureFixture[str]) -> None:
    given = answer(capsys, "--text", "chậm nhất ngày 12 hàng tháng", "--year", "2025")
    assert given["rule"]["day_of_month"] == 12
    assert given["why_none"] is None
    assert len(given["occurrences"]) == 12
    assert all(set(due) >= ROW for due in given["occurrences"])
    assert given["occurrences"][1]["due_on"] == "2025-02-12"
    assert (given["occurrences"][1]["window_start"], given["occurrences"][1]["window_end"]) == (
        "2025-01-12",
        "2025-02-12",
    )


def test_several_deadlines_in_one_phrase_are_all_given(capsys: pytest.CaptureFixture[str]) -> None:
    given = answer(capsys, "--text", "Tháng 6 và tháng 12 năm 2025", "--year", "2025")
    assert [due["due_on"] for due in given["occurrences"]] == ["2025-06-30", "2025-12-31"]
    assert len(given["deadlines"]) == 2


def test_what_has_no_day_says_why_and_when_to_look_again(capsys: pytest.CaptureFixture[str]) -> None:
    given = answer(capsys, "--text", "Thường xuyên", "--year", "2025", "--check", "month")
    assert given["occurrences"] == []
    assert "thường xuyên" in given["why_none"]
    assert given["next_check"] == "2025-01-31"


def test_people_get_sentences_days_and_days_off(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deadlines", "--text", "chậm nhất ngày 30/4/2025", "--year", "2025"]) == 0
    said = capsys.readouterr().out
    assert "Chậm nhất ngày 30/04/2025." in said
    assert "[ngày nghỉ: Ngày Chiến thắng]" in said


def test_a_year_whose_days_off_are_not_announced_is_noted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deadlines", "--text", "Trong năm", "--year", "2029"]) == 0
    assert "lịch nghỉ năm 2029 chưa được công bố" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--text", "Sở Nội vụ", "--year", "2025"], "Không thấy thời hạn nào"),
        (["--text", "  ", "--year", "2025"], "Không thấy thời hạn nào"),
        (["--text", "Quý I", "--year", "hai nghìn"], "không phải năm"),
        (["--text", "Quý I", "--year", "25"], "không phải năm"),
    ],
)
def test_bad_input_is_refused_with_one_message(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deadlines", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert reason in said.err


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["deadlines", "--help"])
    assert left.value.code == 0
    assert 'thuocdo deadlines --text "chậm nhất ngày 12 hàng tháng" --year 2025' in capsys.readouterr().out


def test_another_time_than_the_year_may_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    given = answer(
        capsys, "--text", "ngày 12 hàng tháng", "--year", "2025", "--start", "15/06/2025", "--end", "31/08/2025"
    )
    assert [due["due_on"] for due in given["occurrences"]] == ["2025-07-12", "2025-08-12"]
    assert main(["deadlines", "--text", "Quý I", "--year", "2025", "--start", "31/02/2025"]) == 2
    assert main(["deadlines", "--text", "Quý I", "--year", "2025", "--start", "01/06/2025", "--end", "01/05/2025"]) == 2


def test_what_is_wrong_with_deadlines_is_said_alone(capsys: pytest.CaptureFixture[str]) -> None:
    words = "ngày 10 tháng cuối quý; ngày 15 tháng cuối quý"
    assert main(["deadlines", "--text", words, "--year", "2025", "--ask"]) == 1
    said = capsys.readouterr().out
    assert said.startswith("Cần sửa: Thời hạn 1 và 2 mâu thuẫn") and said.count("\n") == 1
    assert main(["deadlines", "--text", words, "--year", "2025", "--ask", "--json"]) == 1
    assert [fault["code"] for fault in json.loads(capsys.readouterr().out)] == ["deadlines.contradict"]
    assert main(["deadlines", "--text", "Quý I", "--year", "2025", "--ask"]) == 0
    assert capsys.readouterr().out == "Không thấy lỗi nào.\n"
    assert answer(capsys, "--text", words, "--year", "2025")["faults"][0]["rules"] == [0, 1]

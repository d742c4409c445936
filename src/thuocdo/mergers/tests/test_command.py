"""The console command: the same checks as the page, for scripts and before a meeting."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import pytest

from thuocdo.core import clock
from thuocdo.directory.models import UnitVersion
from thuocdo.kernel.errors import Refused
from thuocdo.mergers.management import mergers as command
from thuocdo.mergers.models import Merger
from thuocdo.mergers.rules import reading
from thuocdo.mergers.tests.shire import MAPPING, approved, carried_out, file_of
from thuocdo.mergers.tests.units import JULY, row


def run(verb, **values):
    given = {"on": "2025-07-01", "province": "P40", "json": False}
    return command.run(SimpleNamespace(verb=verb, **{**given, **values}))


def written(folder, rows):
    path = folder / "anh-xa.csv"
    path.write_bytes(file_of(rows).data)
    return str(path)


def test_a_good_file_passes_and_nothing_is_kept(shire, tmp_path, capsys):
    assert run("check", file=written(tmp_path, MAPPING)) == 0
    assert "6 dòng (UTF-8): 0 lỗi, 0 cảnh báo" in capsys.readouterr().out and not Merger.objects.exists()


def test_faults_end_with_one_and_are_listed(shire, tmp_path, capsys):
    path = written(tmp_path, [*MAPPING[:3], row(5, "X9", "M1")])
    assert run("check", file=path) == 1
    assert "LỖI  dòng 5, cột from_id, X9: Không có đơn vị nào mang mã “X9”" in capsys.readouterr().out
    assert run("check", file=path, json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == 4 and told["errors"] == 1 and told["problems"][0]["line"] == 5


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"file": "khong-co.csv"}, "Không đọc được tệp"),
        ({"on": "2025-02-31"}, "không phải ngày"),
        ({"province": "P99"}, "P99"),
    ],
)
def test_bad_input_is_refused_in_words(shire, tmp_path, values, said):
    given = {"file": written(tmp_path, MAPPING), **values}
    with pytest.raises(Refused, match=said):
        run("check", **given)


def test_the_mapping_of_the_directory_is_printed_as_a_file_that_can_be_handed_in(shire, capsys):
    with pytest.raises(Refused, match="không ghi thay đổi"):
        run("export")
    carried_out(shire)
    assert run("export") == 0
    rows = {one.from_key: one for one in reading.read(capsys.readouterr().out.encode()).rows if one.to_key == "M1"}
    assert set(rows) == {"X1", "X2", "H1"} and rows["X1"].to_name == "UBND xã Mới"


def test_what_is_due_is_carried_out(shire, capsys):
    approved(shire)
    with clock.fixed(clock.at_day(JULY)):
        assert run("due") == 0
    assert "đã bàn giao 1 đợt" in capsys.readouterr().out and Merger.objects.get().state == "carried_out"


def test_what_ended_without_a_merger_is_named(shire, capsys):
    assert run("left") == 0
    shire.owes(shire.communes[0])
    UnitVersion.objects.filter(unit=shire.communes[0]).update(valid=(None, date(2025, 6, 1)))
    assert run("left") == 1
    told = capsys.readouterr().out
    assert "UBND xã Cũ 1: từ 01/06/2025, 1 việc, 2 người" in told
    assert run("left", json=True) == 1
    assert json.loads(capsys.readouterr().out)[0]["unit"] == "X1"

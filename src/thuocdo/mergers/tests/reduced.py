"""The packs of Nghệ An as they would be had nobody recorded a merger yet: without its day and all that follows."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from thuocdo.core.paths import PACKS

Line = dict[str, str]
HOME = "provinces/nghe_an"


def home_packs(folder: Path) -> Path:
    """The packs of Nghệ An alone: the national files cut to the province, so that a load takes a second."""
    shutil.copytree(PACKS, folder, dirs_exist_ok=True)
    for other in (folder / "provinces").iterdir():
        if other.name != "nghe_an":
            shutil.rmtree(other)
    units = folder / "national/units.csv"
    _filter(units, lambda row: row["province_code"] == "40")
    ours = {row["unit_id"] for row in _rows(units)}
    _filter(folder / "national/successions.csv", lambda row: row["from_id"] in ours)
    _filter(folder / "national/districts_to_communes.csv", lambda row: row["district_id"] in ours)
    return folder


def without(folder: Path, day: date) -> Path:
    """Take the day out of the packs below a folder: what began then is not there, what ended then goes on."""
    began, ended = day.isoformat(), (day - timedelta(days=1)).isoformat()
    gone: set[str] = set()
    for file, key in (("national/units.csv", "unit_id"), (f"{HOME}/agencies.csv", "agency_id")):
        rows = _rows(folder / file)
        gone |= {row[key] for row in rows if row["valid_from"] >= began}
        _filter(folder / file, lambda row: row["valid_from"] < began, lambda row: _open(row, ended))
    for file in ("national/successions.csv", f"{HOME}/successions.csv"):
        _filter(folder / file, lambda row: row["effective_on"] < began)
    _filter(folder / "national/districts_to_communes.csv", lambda row: False)
    members = f"{HOME}/group_members.csv"
    _filter(folder / members, lambda row: row["agency_id"] not in gone, lambda row: _open(row, ended))
    return folder


def _open(row: Line, ended: str) -> Line:
    """A life or a membership that ended on the day goes on; one that ended later too, for nobody knows of it yet."""
    return {**row, "valid_to": "" if row["valid_to"] >= ended else row["valid_to"]}


def _rows(path: Path) -> list[Line]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(line for line in handle if not line.startswith("#")))


def _filter(path: Path, keep: Callable[[Line], bool], change: Callable[[Line], Line] = lambda row: row) -> None:
    rows = _rows(path)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(row) for row in rows if keep(row))

"""Reading the pack files of the directory into facts: territories, agencies, successions, groups."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from thuocdo.directory.packs.facts import (
    AGENCY_COLUMNS,
    DISTRICTS,
    GROUP_COLUMNS,
    NATIONAL,
    NATIONAL_SUCCESSIONS,
    SUCCESSION_COLUMNS,
    UNIT_COLUMNS,
    Facts,
    GroupFact,
    Place,
    Sheet,
    SuccessionFact,
    VersionFact,
    provinces,
)
from thuocdo.directory.rules.lineage import BASES, LEVEL_ABOLISHED, WEIGHTS, weight_of
from thuocdo.directory.rules.names import short_name
from thuocdo.kernel.text import fold, nfc

COMMITTEES = ("ubnd_xa", "ubnd_huyen")
DISTRICTS_ENDED_BY = "72/2025/QH15; 203/2025/QH15"


def read(root: Path) -> Facts:
    """All facts of the packs below `root`."""
    facts = Facts()
    _territories(facts, root)
    _successions(facts, root, NATIONAL_SUCCESSIONS)
    committees: dict[str, str] = {}
    for folder in provinces(root):
        committees.update(_agencies(facts, root, folder))
        _successions(facts, root, f"{folder}/successions.csv")
        _groups(facts, root, folder)
    _districts(facts, root, committees)
    return facts


def _territories(facts: Facts, root: Path) -> None:
    sheet = Sheet(facts, root, NATIONAL)
    parents: dict[str, str] = {}
    for place, row in sheet.rows(UNIT_COLUMNS):
        key = row["unit_id"]
        parents.setdefault(key, row["parent_id"])
        values: dict[str, object] = {
            "name": nfc(row["full_name"]), "full_name": nfc(row["full_name"]), "bare_name": nfc(row["name"]),
            "kind": row["kind"], "level": row["level"], "code": row["code"], "position": place.line, "sector": "",
            "symbol": sheet.text(place, key, row, "symbol"),
            "folded": fold(f"{row['full_name']} {row['code']}"), **_reached(sheet, place, key, row), "pack": NATIONAL,
        }  # fmt: skip
        days = sheet.days(place, key, row)
        facts.versions.append(VersionFact(key, days, values, row["parent_id"], "", place))
        for text in filter(None, row.get("former_names", "").split("|")):
            facts.aliases[key, nfc(text)] = place
    facts.units = {key: ("territory", _top(key, parents)) for key in parents}


def _top(key: str, parents: dict[str, str]) -> str:
    """The province that a territory lies in, by its parents; a few steps at most, whatever the file says."""
    for _ in range(4):
        if not (upper := parents.get(key)):
            break
        key = upper
    return key


def _grounds(row: dict[str, str]) -> dict[str, object]:
    return {name: nfc(row.get(name, "")) for name in ("legal_basis", "note", "provenance")}


def _reached(sheet: Sheet, place: Place, key: str, row: dict[str, str]) -> dict[str, object]:
    """What optional columns say of where and when a unit is reached, and the grounds of the row."""
    return {
        "edoc_code": sheet.text(place, key, row, "edoc_code"), "edoc_status": row.get("edoc_status", ""),
        "address": sheet.text(place, key, row, "address"), "office_hours": sheet.hours(place, key, row),
        **_grounds(row),
    }  # fmt: skip


def _agencies(facts: Facts, root: Path, folder: str) -> dict[str, str]:
    """Agencies of one province; returns its committees by territory."""
    sheet = Sheet(facts, root, f"{folder}/agencies.csv")
    rows = list(sheet.rows(AGENCY_COLUMNS))
    bare = {version.unit: str(version.values["bare_name"]) for version in facts.versions}
    seat = next((row["unit_id"] for _, row in rows if row["kind"] == "ubnd_tinh"), "")
    province = seat
    if seat not in facts.units:
        facts.problem(Place(sheet.file, 1), seat, "thiếu dòng ubnd_tinh có unit_id của tỉnh")
    committees: dict[str, str] = {}
    for place, row in rows:
        key, full = row["agency_id"], nfc(row["name"])
        facts.units[key] = ("agency", province)
        name = short_name(full, row["kind"], bare.get(seat, ""))
        own = bare.get(row["unit_id"], "") if row["kind"] in COMMITTEES else ""
        values: dict[str, object] = {
            "name": name, "full_name": full, "bare_name": own, "kind": row["kind"], "level": row["level"], "code": "",
            "symbol": row.get("doc_symbol", ""), "sector": nfc(row.get("sector", "")), "position": place.line,
            "folded": fold(f"{full} {name} {row.get('doc_symbol', '')}"), **_reached(sheet, place, key, row),
            "pack": sheet.file,
        }  # fmt: skip
        days = sheet.days(place, key, row)
        facts.versions.append(VersionFact(key, days, values, row["parent_id"], row["unit_id"], place))
        for text in filter(None, row["aliases"].split("|")):
            facts.aliases[key, nfc(text)] = place
        if row["kind"] in COMMITTEES:
            committees[row["unit_id"]] = key
    return committees


def _successions(facts: Facts, root: Path, file: str) -> None:
    sheet = Sheet(facts, root, file)
    for place, row in sheet.rows(SUCCESSION_COLUMNS):
        on = sheet.day(place, row["from_id"], row["effective_on"])
        if on is None:
            facts.problem(place, row["from_id"], "thiếu ngày hiệu lực")
            continue
        weight, basis = _weight(sheet, place, row)
        values: dict[str, object] = {
            "extent": row["extent"], "weight": weight, "weight_basis": basis, **_grounds(row),
            "clause": sheet.text(place, row["from_id"], row, "clause"), "pack": file,
        }  # fmt: skip
        facts.successions.append(SuccessionFact(row["from_id"], row["to_id"], on, row["kind"], values, place))


def _weight(sheet: Sheet, place: Place, row: dict[str, str]) -> tuple[Decimal | None, str]:
    """The share that a row states with what it was reckoned by, else the one that follows from its extent."""
    implied = weight_of(row["kind"], row["extent"])
    if not row.get("weight"):
        return implied, ""
    key, basis = row["from_id"], sheet.text(place, row["from_id"], row, "weight_basis")
    stated = sheet.share(place, key, row["weight"])
    if basis not in BASES:
        sheet.facts.problem(place, key, f"tỷ lệ cần weight_basis là một trong: {', '.join(BASES)}")
    if (usual := WEIGHTS.get(row["extent"], stated)) != stated:
        sheet.facts.problem(place, key, f"tỷ lệ {stated} trái với mức độ “{row['extent']}” (tỷ lệ {usual})")
    return stated, basis


def _districts(facts: Facts, root: Path, committees: dict[str, str]) -> None:
    """District to communes on its territory, for the territories and for the committees that govern them."""
    ended = {fact.source: fact.on for fact in facts.successions if not fact.target}
    sheet = Sheet(facts, root, DISTRICTS)
    for place, row in sheet.rows(["district_id", "commune_id", "provenance"]):
        district, commune = row["district_id"], row["commune_id"]
        if district not in ended:
            if not any(fact.source == district for fact in facts.successions):
                facts.problem(place, district, "huyện này không có dòng kết thúc trong successions.csv")
            continue
        pairs = [(district, commune)]
        if district in committees and commune in committees:
            pairs.append((committees[district], committees[commune]))
        for source, target in pairs:
            values: dict[str, object] = {
                "extent": "part", "weight": None, "weight_basis": "", "legal_basis": DISTRICTS_ENDED_BY, "clause": "",
                "note": "theo địa bàn", "provenance": row["provenance"], "pack": DISTRICTS,
            }  # fmt: skip
            facts.successions.append(SuccessionFact(source, target, ended[district], LEVEL_ABOLISHED, values, place))


def _groups(facts: Facts, root: Path, folder: str) -> None:
    sheet = Sheet(facts, root, f"{folder}/groups.csv")
    province, prefix = _province_of(facts, folder)
    for place, row in sheet.rows(GROUP_COLUMNS):
        key = f"{prefix}.{row['group_id']}"
        if key in facts.groups:
            facts.problem(place, key, "nhóm này ghi hai lần")
        values: dict[str, object] = {
            "code": row["group_id"], "province_key": province, "expression": nfc(row["expression"]),
            "confidence": sheet.share(place, key, row["confidence"]),
            "union_of": [code for code in row["union_of"].split("|") if code],
            "alternative": row.get("alternative", ""), "succeeded_by": row.get("succeeded_by", ""),
            "member_rule": row.get("member_rule", ""), "valid": sheet.days(place, key, row),
            "provenance": row.get("provenance", ""),
        }  # fmt: skip
        aliases = [nfc(text) for text in dict.fromkeys(row["aliases"].split("|")) if text]
        facts.groups[key] = GroupFact(key, values, aliases, place)
    members = Sheet(facts, root, f"{folder}/group_members.csv")
    for place, row in members.rows(["group_id", "agency_id", "valid_from", "valid_to"]):
        key = f"{prefix}.{row['group_id']}"
        facts.members.append((key, row["agency_id"], members.days(place, key, row), place))


def _province_of(facts: Facts, folder: str) -> tuple[str, str]:
    """Key of the province and prefix ("NA") of the agencies of a folder."""
    for version in facts.versions:
        if version.place.file == f"{folder}/agencies.csv":
            return facts.units[version.unit][1], version.unit.partition(".")[0]
    return "", ""

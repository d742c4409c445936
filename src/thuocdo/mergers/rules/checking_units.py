"""Checks of a mapping against the directory: codes, days, gaps, parents, and what the directory says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from thuocdo.directory.rules.kinds import kinds_for
from thuocdo.directory.rules.lineage import LEVEL_ABOLISHED
from thuocdo.mergers.rules.problems import Problem, error, warning
from thuocdo.mergers.rules.rows import LEVELS, Founded, Row, by_source, ending, founded
from thuocdo.mergers.rules.snapshot import TERRITORY, Known, Said, Snapshot

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
# A territorial level more than half of which a mapping speaks of is reorganised as a whole.
WHOLE_LEVELS = ("huyen", "xa")
MOST_HINTS = 50


def check_units(rows: Sequence[Row], snapshot: Snapshot, *, correcting: bool = False) -> Iterator[Problem]:
    """Every fault and doubt that the directory shows."""
    new = {key: one for key, one in founded(rows).items() if not _is_there(snapshot, key)}
    gone = ending(rows)
    unknown = Unknown(snapshot)
    for row in rows:
        yield from _source(row, snapshot, unknown)
        yield from _target(row, snapshot, new, unknown)
    yield from _founded(rows, snapshot, gone, correcting=correcting)
    if not correcting:
        # A correcting act speaks of the units that it corrects and of no others.
        yield from _gaps(rows, snapshot, gone)
        yield from _committees(rows, snapshot)
    for key, several in by_source(rows).items():
        if key in snapshot.elsewhere:
            words = f"Đợt “{snapshot.elsewhere[key]}” đã nói về đơn vị này trong cùng ngày."
            yield error("other_merger", words, line=several[0].line, unit=key)
        if not correcting:
            yield from _contradictions(several, snapshot.said.get(key, ()))


def _is_there(snapshot: Snapshot, key: str) -> bool:
    return key in snapshot.units and snapshot.units[key].on


class Unknown:
    """Words about codes that do not exist, with the nearest one that does; a file full of them gets fewer hints."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.near: dict[str, str] = {}

    def __call__(self, key: str) -> str:
        if key not in self.near and len(self.near) < MOST_HINTS:
            self.near[key] = next(iter(get_close_matches(key, self.snapshot.units, n=1, cutoff=0.75)), "")
        near = self.near.get(key, "")
        hint = f" Có phải {near} ({self.snapshot.name(near)})?" if near else ""
        return f"Không có đơn vị nào mang mã “{key}”.{hint}"


def _source(row: Row, snapshot: Snapshot, unknown: Unknown) -> Iterator[Problem]:
    if not row.from_key:
        return
    unit = snapshot.units.get(row.from_key)
    if unit is None:
        yield error("unknown_unit", unknown(row.from_key), line=row.line, column="from_id",
                    unit=row.from_key)  # fmt: skip
    elif unit.province != snapshot.province:
        words = f"{unit.name} không thuộc tỉnh, thành phố của đợt này."
        yield error("other_province", words, line=row.line, column="from_id", unit=row.from_key)
    elif not unit.before:
        words = f"{unit.name} không tồn tại vào ngày trước ngày sắp xếp ({snapshot.on:%d/%m/%Y})."
        yield error("not_in_force", words, line=row.line, column="from_id", unit=row.from_key)
    elif unit.later and unit.on and not row.stays:
        words = f"{unit.name} có giai đoạn khác bắt đầu sau ngày này; không kết thúc được vào ngày này."
        yield error("begins_later", words, line=row.line, column="from_id", unit=row.from_key)


def _target(row: Row, snapshot: Snapshot, new: Mapping[str, Founded], unknown: Unknown) -> Iterator[Problem]:
    if not row.to_key or row.to_key in new:
        return
    unit = snapshot.units.get(row.to_key)
    if unit is None:
        words = f"{unknown(row.to_key)} Nếu đơn vị được lập mới, điền các cột to_name, to_kind, to_level."
        yield error("unknown_unit", words, line=row.line, column="to_id", unit=row.to_key)
    elif not unit.on and row.to_key != row.from_key:
        words = f"Đơn vị nhận {unit.name} không tồn tại vào ngày {snapshot.on:%d/%m/%Y}."
        yield error("target_not_in_force", words, line=row.line, column="to_id", unit=row.to_key)
    elif row.gives_duties and row.from_key in snapshot.units and snapshot.units[row.from_key].nature != unit.nature:
        words = "Địa giới hành chính chỉ kế thừa địa giới, cơ quan chỉ kế thừa cơ quan."
        yield error("nature_differs", words, line=row.line, column="to_id", unit=row.from_key)


def _founded(rows: Sequence[Row], snapshot: Snapshot, gone: set[str], *, correcting: bool) -> Iterator[Problem]:
    """Units founded or described anew: complete, under a parent that exists, not otherwise than the directory says."""
    lines = {row.to_key: row.line for row in reversed(rows) if row.founded is not None}
    new = founded(rows)
    renewed = {row.to_key for row in rows if row.from_key == row.to_key and row.founded is not None}
    natures = {row.to_key: snapshot.units[row.from_key].nature for row in rows if row.from_key in snapshot.units}
    for key, told in new.items():
        retold = correcting and key in snapshot.units and snapshot.units[key].begins
        yield from _described(told, lines[key], snapshot, renewed=key in renewed or retold)
        kinds = kinds_for(natures.get(key, ""), told.level)
        if told.kind and key in natures and told.level in LEVELS and told.kind not in kinds:
            words = f"Loại đơn vị “{told.kind}” không có ở cấp này; các loại: {', '.join(kinds)}."
            yield error("bad_to_kind", words, line=lines[key], column="to_kind", unit=key)
        for column, upper in (("to_parent_id", told.parent), ("to_territory_id", told.territory)):
            if not upper or upper in new:
                continue
            if upper in gone or not _is_there(snapshot, upper):
                words = f"Đơn vị {upper} không tồn tại vào ngày {snapshot.on:%d/%m/%Y}."
                yield error("parent_not_in_force", words, line=lines[key], column=column, unit=key)
    for key, told in new.items():
        if _hangs_below_itself(told.key, new):
            yield error("parent_cycle", "Đơn vị nằm dưới chính nó.", line=lines[key], column="to_parent_id", unit=key)


def _hangs_below_itself(key: str, new: Mapping[str, Founded]) -> bool:
    seen: set[str] = set()
    at = key
    while at in new and new[at].parent and at not in seen:
        seen.add(at)
        at = new[at].parent
        if at == key:
            return True
    return False


def _described(told: Founded, line: int, snapshot: Snapshot, *, renewed: bool) -> Iterator[Problem]:
    unit = snapshot.units.get(told.key)
    if unit is None:
        if not KEY.fullmatch(told.key):
            words = "Mã đơn vị mới chỉ gồm chữ không dấu, số, dấu chấm, gạch nối, tối đa 40 ký tự."
            yield error("bad_key", words, line=line, column="to_id", unit=told.key)
        for column, value in (("to_name", told.name), ("to_kind", told.kind), ("to_level", told.level)):
            if not value:
                yield error("founded_incomplete", "Đơn vị lập mới cần tên, loại và cấp.", line=line, column=column,
                            unit=told.key)  # fmt: skip
    elif unit.on and not renewed:
        yield from _told_otherwise(told, unit, line)
    elif not unit.on and unit.later:
        words = f"{unit.name} đã có giai đoạn khác bắt đầu sau ngày này; không lập lại được."
        yield error("begins_later", words, line=line, column="to_id", unit=told.key)
    if told.level and told.level not in LEVELS:
        yield error("bad_to_level", f"Cấp là một trong: {', '.join(LEVELS)}.", line=line, column="to_level",
                    unit=told.key)  # fmt: skip


def _told_otherwise(told: Founded, unit: Known, line: int) -> Iterator[Problem]:
    """The unit is there already, and no line of its own renames it: what the file says of it must be the same."""
    compared = (
        ("to_full_name", told.full_name, unit.full_name), ("to_kind", told.kind, unit.kind),
        ("to_level", told.level, unit.level), ("to_parent_id", told.parent, unit.parent),
    )  # fmt: skip
    for column, here, there in compared:
        if here and here != there:
            words = f"Tệp ghi “{here}”, danh mục đã ghi “{there}” cho {told.key}."
            yield error("contradicts_directory", words, line=line, column=column, unit=told.key)


def _gaps(rows: Sequence[Row], snapshot: Snapshot, gone: set[str]) -> Iterator[Problem]:
    """Units that end, or should end, without a line."""
    spoken, named = set(by_source(rows)), {row.to_key for row in rows}
    whole = _whole_levels(rows, snapshot)
    abolished = {
        (snapshot.units[row.from_key].nature, snapshot.units[row.from_key].level)
        for row in rows
        if row.kind == LEVEL_ABOLISHED and row.from_key in snapshot.units
    }
    for unit in snapshot.units.values():
        if unit.key in spoken or unit.key in snapshot.elsewhere or not unit.before:
            continue
        place = (unit.nature, unit.level)
        if unit.province != snapshot.province:
            continue
        if unit.ends:
            yield error("gap_ends", f"Danh mục ghi {unit.name} kết thúc vào ngày này nhưng ánh xạ không có dòng nào.",
                        unit=unit.key)  # fmt: skip
        elif place in abolished:
            yield error("gap_level", f"Cấp này kết thúc nhưng {unit.name} không có dòng nào.", unit=unit.key)
        elif unit.parent in gone:
            words = (
                f"{unit.name} thuộc {snapshot.name(unit.parent)}, đơn vị kết thúc trong đợt này, mà không có dòng nào."
            )
            yield error("gap_parent", words, unit=unit.key)
        elif place in whole and unit.key not in named:
            yield warning("gap_unlisted", f"{unit.name} không có dòng nào; ghi “giữ nguyên” nếu đúng như vậy.",
                          unit=unit.key)  # fmt: skip


def _whole_levels(rows: Sequence[Row], snapshot: Snapshot) -> set[tuple[str, str]]:
    totals: dict[tuple[str, str], int] = {}
    counted: dict[tuple[str, str], int] = {}
    spoken = set(by_source(rows))
    for unit in snapshot.units.values():
        if unit.before and unit.level in WHOLE_LEVELS and unit.province == snapshot.province:
            place = (unit.nature, unit.level)
            totals[place] = totals.get(place, 0) + 1
            counted[place] = counted.get(place, 0) + (unit.key in spoken)
    return {place for place, total in totals.items() if counted[place] * 2 > total}


def _committees(rows: Sequence[Row], snapshot: Snapshot) -> Iterator[Problem]:
    """Where a territory ends, the body that governs it must have its own line."""
    lines = by_source(rows)
    gone = ending(rows)
    for unit in snapshot.units.values():
        if unit.nature == TERRITORY or not unit.before or unit.ends or unit.key in lines:
            continue
        if unit.territory in gone:
            words = f"Địa giới {snapshot.name(unit.territory)} kết thúc nhưng {unit.name} không có dòng nào."
            yield warning("committee_left", words, line=lines[unit.territory][0].line, unit=unit.key)


def _contradictions(several: Sequence[Row], said: Sequence[Said]) -> Iterator[Problem]:
    """What the directory already says of the day must be what the mapping says."""
    if not said:
        return
    there = {(one.target, one.kind): one for one in said}
    here = {(row.to_key, row.kind) for row in several}
    for row in several:
        one = there.get((row.to_key, row.kind))
        if one is None:
            known = ", ".join(f"{other.target or '(không có)'} [{other.kind}]" for other in said)
            words = f"Danh mục đã ghi khác cho ngày này: {row.from_key} → {known}."
            yield error("contradicts_directory", words, line=row.line, unit=row.from_key)
        elif one.extent != row.extent:
            words = f"Danh mục ghi mức độ “{one.extent}”, dòng này ghi “{row.extent}”."
            yield error("contradicts_directory", words, line=row.line, column="extent", unit=row.from_key)
    for (target, kind), one in there.items():
        if (target, kind) not in here:
            words = f"Danh mục còn ghi {one.source} → {target or '(không có)'} [{kind}] mà ánh xạ không có."
            yield error("contradicts_directory", words, line=several[0].line, unit=one.source)

"""What is wrong in a pack of roles: unknown keys, verbs without a duty, separated duties, no second factor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from thuocdo.directory.rules.roles import FIELD, LINE, OWN, PROVINCE, REACH_WORDS, REACHES, RoleBook, parse

ROLE_KEYS = {"name", "note", "never_with", "four_eyes", "second_factor", LINE, *REACHES}
DUTY_KEYS = {"name", "verbs", "second_factor", LINE}
Fault = tuple[int, str, str]


def faults(content: Any) -> Iterator[Fault]:
    """What is wrong in a pack of roles, as (line, key, message)."""
    rows = content.get("roles") if isinstance(content, dict) else None
    if not isinstance(rows, dict):
        yield 1, "roles", "thiếu mục roles"
        return
    found = [*_duties(content), *_separations(content)]
    codes = set(rows) - {LINE}
    for code in sorted(codes):
        found += _shape(code, rows[code], codes)
    yield from found
    if not found:
        yield from _sense(parse(content), rows)


def _duties(content: Mapping[str, Any]) -> Iterator[Fault]:
    rows, seen = content.get("duties"), dict[str, str]()
    if not isinstance(rows, dict):
        yield 1, "duties", "thiếu mục duties: mỗi việc thuộc một nhiệm vụ"
        return
    for code, row in rows.items():
        if code == LINE:
            continue
        if not isinstance(row, dict) or not row.get("name") or not isinstance(row.get("verbs"), dict):
            yield _line(rows, row), code, "nhiệm vụ cần tên (name) và các việc (verbs)"
            continue
        for name in set(row) - DUTY_KEYS:
            yield _line(rows, row), code, f"không có mục “{name}” (name, verbs, second_factor)"
        for verb, words in row["verbs"].items():
            if verb == LINE:
                continue
            if "." not in verb or not words:
                yield _line(rows, row["verbs"]), code, f"“{verb}” cần dạng phòng.việc và một tên tiếng Việt"
            if verb in seen:
                yield _line(rows, row["verbs"]), code, f"“{verb}” đã thuộc nhiệm vụ “{seen[verb]}”"
            seen[verb] = code


def _line(rows: Any, row: Any) -> int:
    """Line of a mapping, or of the one around it."""
    near = row if isinstance(row, dict) else rows
    return int(near.get(LINE, 1)) if isinstance(near, dict) else 1


def _separations(content: Mapping[str, Any]) -> Iterator[Fault]:
    duties = content.get("duties") if isinstance(content.get("duties"), dict) else {}
    rows = content.get("separate") or []
    for row in rows if isinstance(rows, list) else [rows]:
        pair = row.get("duties") if isinstance(row, dict) else None
        if not isinstance(pair, list) or len(set(pair)) != 2 or not row.get("why"):
            yield _line(content, row), "separate", "cần hai nhiệm vụ khác nhau (duties) và lý do (why)"
            continue
        for code in pair:
            if code not in (duties or {}):
                yield _line(content, row), "separate", f"không có nhiệm vụ “{code}”"


def _shape(code: str, row: Any, codes: set[str]) -> Iterator[Fault]:
    if not isinstance(row, dict) or not row.get("name"):
        yield 1, code, "vai trò thiếu tên (name)"
        return
    line = int(row.get(LINE, 1))
    for name in sorted(set(row) - ROLE_KEYS):
        yield line, code, f"không có mục “{name}” (own, below, field, province)"
    for reach in REACHES:
        verbs = row.get(reach) or []
        for verb in verbs if isinstance(verbs, list) else [verbs]:
            if not isinstance(verb, str) or "." not in verb:
                yield line, code, f"“{verb}” không có dạng phòng.việc"
    for other in sorted(set(row.get("never_with") or ()) - codes):
        yield line, code, f"never_with nêu vai trò “{other}” không có"
    if row.get("second_factor") not in (None, "required"):
        yield line, code, "second_factor chỉ nhận “required”"
    if not isinstance(row.get("four_eyes", False), bool):
        yield line, code, "four_eyes chỉ nhận true hoặc false"


def _sense(book: RoleBook, rows: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of a pack whose shape is right."""
    strong = {code for code, duty in book.duties.items() if duty.second_factor}
    for code, role in book.roles.items():
        line = int(rows[code].get(LINE, 1))
        for verb in sorted(role.anywhere - set(book.duty_of)):
            yield line, code, f"“{verb}” chưa thuộc nhiệm vụ nào (duties)"
        if not role.second_factor and (duties := book.duties_of(role.anywhere) & strong):
            names = ", ".join(book.duties[one].name for one in sorted(duties))
            yield line, code, f"có nhiệm vụ “{names}” nên phải ghi second_factor: required"
        if not role.four_eyes:
            yield from _joined(book, code, line)


def _joined(book: RoleBook, code: str, line: int) -> Iterator[Fault]:
    """Separated duties that one role has at one reach; whoever has the province also has the own unit."""
    role = book.roles[code]
    for reach in REACHES:
        held = role.may(reach) | (role.at(FIELD) if reach == OWN else frozenset())
        pair = book.clash(held, held)
        if pair is None or (reach != PROVINCE and book.clash(role.at(PROVINCE), role.at(PROVINCE))):
            continue
        names = " và ".join(f"“{book.duties[one].name}”" for one in pair.duties)
        yield line, code, f"vừa {names} {REACH_WORDS[reach]}: {pair.why}; tách vai trò, hoặc ghi four_eyes: true"

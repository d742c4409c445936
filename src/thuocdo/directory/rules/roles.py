"""Roles as data (vai trò): what each may do at its own unit, below it, and in the whole province."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

OWN, BELOW, PROVINCE = "own", "below", "province"
REACHES = (OWN, BELOW, PROVINCE)


@dataclass(frozen=True)
class Role:
    """One role: its Vietnamese name, and the verbs (`room.verb`) it has at each reach."""

    code: str
    name: str
    verbs: Mapping[str, frozenset[str]]
    excludes: frozenset[str] = frozenset()

    def may(self, reach: str) -> frozenset[str]:
        """Verbs at a reach: what holds in the whole province holds below and at home too."""
        wider = REACHES[REACHES.index(reach) :]
        return frozenset(verb for name in wider for verb in self.verbs.get(name, ()))

    @property
    def everywhere(self) -> bool:
        """Whether the role looks over the whole province."""
        return bool(self.verbs.get(PROVINCE))


def parse(content: Mapping[str, Any]) -> dict[str, Role]:
    """Roles of a pack, by code."""
    return {
        code: Role(
            code,
            str(row["name"]),
            {reach: frozenset(row.get(reach) or ()) for reach in REACHES},
            frozenset(row.get("never_with") or ()),
        )
        for code, row in content["roles"].items()
        if code != "__line__"
    }


def faults(content: Any) -> Iterator[tuple[int, str, str]]:
    """What is wrong in a pack of roles, as (line, key, message)."""
    rows = content.get("roles") if isinstance(content, dict) else None
    if not isinstance(rows, dict):
        yield 1, "roles", "thiếu mục roles"
        return
    codes = set(rows) - {"__line__"}
    for code in sorted(codes):
        yield from _faults_of(code, rows[code], codes)


def _faults_of(code: str, row: Any, codes: set[str]) -> Iterator[tuple[int, str, str]]:
    if not isinstance(row, dict) or not row.get("name"):
        yield 1, code, "vai trò thiếu tên (name)"
        return
    line = int(row.get("__line__", 1))
    for name in set(row) - {"name", "note", "never_with", "__line__", *REACHES}:
        yield line, code, f"không có mục “{name}” (own, below, province)"
    for reach in REACHES:
        verbs = row.get(reach) or []
        for verb in verbs if isinstance(verbs, list) else [verbs]:
            if not isinstance(verb, str) or "." not in verb:
                yield line, code, f"“{verb}” không có dạng phòng.việc"
    for other in set(row.get("never_with") or ()) - codes:
        yield line, code, f"never_with nêu vai trò “{other}” không có"


def clash(roles: Mapping[str, Role], held: Iterable[str], wanted: str) -> str:
    """The role among `held` that may never be held together with `wanted`; empty when there is none."""
    for code in held:
        if wanted in roles[code].excludes or (wanted in roles and code in roles[wanted].excludes):
            return code
    return ""

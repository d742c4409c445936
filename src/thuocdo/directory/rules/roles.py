"""Roles as data (vai trò): what each may do at its own unit, below it, in its reform fields, in the whole province.

Every verb belongs to one duty (nhiệm vụ); pairs of duties are separated, so that nobody enters and appraises the same
thing, and who administers decides nothing. Names of verbs and duties are words of the reviewed pack.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

OWN, BELOW, FIELD, PROVINCE = "own", "below", "field", "province"
REACHES = (OWN, BELOW, FIELD, PROVINCE)
REACH_WORDS = {
    OWN: "tại đơn vị mình",
    BELOW: "tại đơn vị trực thuộc",
    FIELD: "trong lĩnh vực được giao",
    PROVINCE: "trong toàn tỉnh",
}
LINE, ORDER = "__line__", "order"


@dataclass(frozen=True)
class Role:
    """One role: its Vietnamese name, and the verbs (`room.verb`) it has at each reach.

    `excludes` are roles never held beside it; `four_eyes` says that it joins separated duties on purpose, so that only
    the rule about each single thing keeps them apart; `second_factor` that its holders sign in with one.
    """

    code: str
    name: str
    verbs: Mapping[str, frozenset[str]]
    excludes: frozenset[str] = frozenset()
    note: str = ""
    four_eyes: bool = False
    second_factor: bool = False

    def at(self, reach: str) -> frozenset[str]:
        """Verbs written at exactly this reach."""
        return self.verbs.get(reach, frozenset())

    def may(self, reach: str) -> frozenset[str]:
        """Verbs that hold at a reach: what holds in the whole province holds at every unit and in every field."""
        return self.at(reach) | self.at(PROVINCE)

    @property
    def anywhere(self) -> frozenset[str]:
        """Verbs at any reach."""
        return frozenset(verb for verbs in self.verbs.values() for verb in verbs)

    @property
    def everywhere(self) -> bool:
        """Whether the role looks over the whole province."""
        return bool(self.at(PROVINCE))

    @property
    def by_field(self) -> bool:
        """Whether the role reaches the things of reform fields, which its posts must then name."""
        return bool(self.at(FIELD))


@dataclass(frozen=True)
class Duty:
    """A kind of responsibility (nhiệm vụ): enter, appraise, publish, administer, ...; its verbs with their names."""

    code: str
    name: str
    verbs: Mapping[str, str]
    second_factor: bool = False


@dataclass(frozen=True)
class Separation:
    """Two duties that one person may not have at the same place, and why; about one thing, whoever did the first does
    not follow with the second."""

    duties: tuple[str, str]
    why: str


@dataclass(frozen=True)
class RoleBook:
    """The roles in force with their duties; `fields` are the reform fields by code."""

    roles: Mapping[str, Role]
    duties: Mapping[str, Duty] = field(default_factory=dict)
    separate: tuple[Separation, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def duty_of(self) -> Mapping[str, str]:
        """Code of the duty of each verb."""
        return {verb: duty.code for duty in self.duties.values() for verb in duty.verbs}

    def name_of(self, verb: str) -> str:
        """A verb in words; the verb itself when the pack does not name it."""
        duty = self.duties.get(self.duty_of.get(verb, ""))
        return duty.verbs[verb] if duty else verb

    def duties_of(self, verbs: Iterable[str]) -> frozenset[str]:
        """Duties to which the verbs belong."""
        return frozenset(self.duty_of[verb] for verb in verbs if verb in self.duty_of)

    def apart_from(self, verb: str) -> frozenset[str]:
        """Verbs that whoever did them to a thing may not follow with this one: those of separated duties."""
        duty = self.duty_of.get(verb, "")
        first = {pair.duties[0] for pair in self.separate if pair.duties[1] == duty}
        return frozenset(name for code in first for name in self.duties[code].verbs)

    def clash(self, one: Iterable[str], other: Iterable[str]) -> Separation | None:
        """The separation that verbs of two posts break where both hold; nothing when they go together."""
        mine, theirs = self.duties_of(one), self.duties_of(other)
        for pair in self.separate:
            first, second = pair.duties
            if (first in mine and second in theirs) or (second in mine and first in theirs):
                return pair
        return None

    def having(self, verb: str) -> list[Role]:
        """Roles that have a verb at some reach, in the order of the pack."""
        return [role for role in self.roles.values() if verb in role.anywhere]


def parse(content: Mapping[str, Any]) -> RoleBook:
    """The book of a pack without faults, or of a table that was kept (`plain`)."""
    order = {key: place for place, key in enumerate(content.get(ORDER) or ())}

    def rows(mapping: Any) -> list[tuple[str, Any]]:
        found = [(key, value) for key, value in (mapping or {}).items() if key != LINE]
        return sorted(found, key=lambda row: order.get(row[0], 0))

    return RoleBook(
        {code: _role(code, row) for code, row in rows(content.get("roles"))},
        {
            code: Duty(code, str(row["name"]), dict(rows(row.get("verbs"))), bool(row.get("second_factor")))
            for code, row in rows(content.get("duties"))
        },
        tuple(
            Separation((row["duties"][0], row["duties"][1]), str(row["why"])) for row in content.get("separate") or ()
        ),
        dict(rows(content.get("fields"))),
    )


def _role(code: str, row: Mapping[str, Any]) -> Role:
    return Role(
        code, str(row["name"]), {reach: frozenset(row.get(reach) or ()) for reach in REACHES},
        frozenset(row.get("never_with") or ()), str(row.get("note") or ""), bool(row.get("four_eyes")),
        row.get("second_factor") == "required",
    )  # fmt: skip


def plain(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a pack as it is kept: without line numbers, and with the order of its keys, which the database
    does not keep."""
    found: dict[str, Any] = _without_lines(content)
    verbs = [verb for duty in found["duties"].values() for verb in duty["verbs"]]
    return {**found, ORDER: [*found["duties"], *verbs, *found["roles"]]}


def _without_lines(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {key: _without_lines(value) for key, value in content.items() if key != LINE}
    return [_without_lines(value) for value in content] if isinstance(content, list) else content


def digest(content: Any) -> str:
    """One hash over a table of roles, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """What a new table changes for a role: `what` is a reach, or name, never_with, four_eyes, second_factor."""

    role: str
    what: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def changes(before: RoleBook | None, after: RoleBook) -> list[Change]:
    """What differs for each role, in the order of the new table and then of what is gone."""
    old = before.roles if before else {}
    codes = [*after.roles, *(code for code in old if code not in after.roles)]
    return [change for code in codes for change in _changes(code, old.get(code), after.roles.get(code))]


def _changes(code: str, old: Role | None, new: Role | None) -> Iterable[Change]:
    was, now = _told(old), _told(new)
    for what in now:
        added, removed = tuple(sorted(now[what] - was[what])), tuple(sorted(was[what] - now[what]))
        if added or removed:
            yield Change(code, what, added, removed)


def _told(role: Role | None) -> dict[str, frozenset[str]]:
    """Everything that can change about a role, as sets."""
    return {
        "name": frozenset({role.name} if role else ()),
        **{reach: role.at(reach) if role else frozenset() for reach in REACHES},
        "never_with": role.excludes if role else frozenset(),
        "four_eyes": frozenset({"có"} if role and role.four_eyes else ()),
        "second_factor": frozenset({"bắt buộc"} if role and role.second_factor else ()),
    }


def clash(roles: Mapping[str, Role], held: Iterable[str], wanted: str) -> str:
    """The role among `held` that may never be held together with `wanted`; empty when there is none."""
    for code in held:
        mine = roles[code].excludes if code in roles else frozenset()
        if wanted in mine or (wanted in roles and code in roles[wanted].excludes):
            return code
    return ""

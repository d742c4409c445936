"""Checks over the facts of the packs before anything is written: keys, validity, trees, ends of successions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from thuocdo.directory.packs.facts import Days, Facts, Place, VersionFact

EXTENTS = frozenset(
    {"whole", "part", "part_area", "part_area_all_population", "part_population", "function", "unknown"}
)
SUCCESSION_KINDS = frozenset(
    {"merged_into", "unchanged", "renamed", "retyped", "moved", "dissolved", "area_added", "succeeded_by",
     "split_into", "function_transfer", "level_abolished"}
)  # fmt: skip
LEVELS = frozenset({"", "tinh", "huyen", "xa"})


def check(facts: Facts) -> None:
    """Add every problem found to `facts.problems`."""
    known = _versions(facts)
    _parents(facts, known)
    _tree_cycles(facts)
    _successions(facts, known)
    _members(facts, known)


def overlap(one: Days, other: Days) -> bool:
    """Whether two half-open validities share a day; None is unbounded."""
    (start, end), (begin, finish) = one, other
    return (end is None or begin is None or begin < end) and (finish is None or start is None or start < finish)


def _versions(facts: Facts) -> dict[str, list[VersionFact]]:
    known: dict[str, list[VersionFact]] = defaultdict(list)
    for version in facts.versions:
        if not version.unit or not version.values["full_name"]:
            facts.problem(version.place, version.unit, "thiếu mã hoặc tên đơn vị")
        if version.values["level"] not in LEVELS:
            facts.problem(version.place, version.unit, f"cấp “{version.values['level']}” không có (tinh, huyen, xa)")
        for earlier in known[version.unit]:
            if earlier.days == version.days:
                facts.problem(version.place, version.unit, f"mã ghi hai lần (dòng {earlier.place.line})")
            elif overlap(earlier.days, version.days):
                facts.problem(version.place, version.unit, f"hiệu lực chồng lên dòng {earlier.place.line}")
        known[version.unit].append(version)
    return known


def _parents(facts: Facts, known: dict[str, list[VersionFact]]) -> None:
    for version in facts.versions:
        for word, key in (("đơn vị cấp trên", version.parent), ("địa bàn", version.territory)):
            if not key:
                continue
            if key not in known:
                facts.problem(version.place, version.unit, f"{word} “{key}” không có trong gói")
            elif not any(overlap(version.days, upper.days) for upper in known[key]):
                facts.problem(version.place, version.unit, f"{word} “{key}” không có ngày hiệu lực chung")


def _tree_cycles(facts: Facts) -> None:
    edges = [(version.unit, version.parent, version.place) for version in facts.versions if version.parent]
    for key, place in _cycles(edges):
        facts.problem(place, key, "đơn vị nằm dưới chính nó (vòng lặp trong cây)")


def _cycles(edges: Iterable[tuple[str, str, Place]]) -> Iterator[tuple[str, Place]]:
    """Each edge that closes a cycle, as (its source, its place)."""
    out: dict[str, list[tuple[str, Place]]] = defaultdict(list)
    for source, target, place in edges:
        out[source].append((target, place))
    done: set[str] = set()
    for root in list(out):
        path: dict[str, None] = {}
        stack: list[tuple[str, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.pop(node, None)
                done.add(node)
                continue
            if node in done or node in path:
                continue
            path[node] = None
            stack.append((node, True))
            for target, place in out.get(node, ()):
                if target in path:
                    yield node, place
                elif target not in done:
                    stack.append((target, False))


def _successions(facts: Facts, known: dict[str, list[VersionFact]]) -> None:
    seen: set[tuple[str, str, date, str]] = set()
    for fact in facts.successions:
        _succession_ends(facts, fact.source, fact.target, fact.place, known)
        if fact.kind not in SUCCESSION_KINDS:
            facts.problem(fact.place, fact.source, f"loại kế thừa “{fact.kind}” không có")
        if fact.values["extent"] not in EXTENTS:
            facts.problem(fact.place, fact.source, f"mức độ “{fact.values['extent']}” không có")
        key = (fact.source, fact.target, fact.on, fact.kind)
        if key in seen:
            facts.problem(fact.place, fact.source, "dòng kế thừa ghi hai lần")
        seen.add(key)
    edges = [(fact.source, fact.target, fact.place) for fact in facts.successions if fact.target]
    for unit, place in _cycles(edge for edge in edges if edge[0] != edge[1]):
        facts.problem(place, unit, "kế thừa quay vòng về đơn vị ban đầu")


def _succession_ends(facts: Facts, source: str, target: str, place: Place, known: dict[str, list[VersionFact]]) -> None:
    for word, key in (("đơn vị cũ", source), ("đơn vị kế thừa", target)):
        if key and key not in known:
            facts.problem(place, source, f"{word} “{key}” không có trong gói")


def _members(facts: Facts, known: dict[str, list[VersionFact]]) -> None:
    codes = {(str(group.values["province_key"]), str(group.values["code"])) for group in facts.groups.values()}
    for group in facts.groups.values():
        union = group.values["union_of"]
        named = [*union, group.values["alternative"], group.values["succeeded_by"]] if isinstance(union, list) else []
        for code in filter(None, named):
            if (str(group.values["province_key"]), code) not in codes:
                facts.problem(group.place, group.key, f"nhóm “{code}” không có")
    seen: dict[tuple[str, str], list[Days]] = defaultdict(list)
    for key, unit, days, place in facts.members:
        if key not in facts.groups:
            facts.problem(place, key, "nhóm này không có trong groups.csv")
        if unit not in known:
            facts.problem(place, key, f"thành viên “{unit}” không có trong gói")
        if any(overlap(days, other) for other in seen[key, unit]):
            facts.problem(place, key, f"thành viên “{unit}” có hiệu lực chồng nhau")
        seen[key, unit].append(days)

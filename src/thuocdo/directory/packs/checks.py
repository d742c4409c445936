"""Checks over the facts of the packs before anything is written: keys, validity, trees, ends of successions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from thuocdo.directory.packs.facts import Facts, Place, SuccessionFact, VersionFact
from thuocdo.directory.rules.lineage import FUNCTION_TRANSFER, LEVEL_ABOLISHED, SUCCESSION_KINDS
from thuocdo.directory.rules.tree import Days, common, cycle_day, first_gap, holds

EXTENTS = frozenset(
    {"whole", "part", "part_area", "part_area_all_population", "part_population", "function", "unknown"}
)
ONE_DAY = timedelta(days=1)
LEVELS = frozenset({"", "tinh", "huyen", "xa"})


def check(facts: Facts) -> None:
    """Add every problem found to `facts.problems`."""
    known = _versions(facts)
    _parents(facts, known)
    _tree_cycles(facts, known)
    _codes(facts)
    _successions(facts, known)
    _weights(facts)
    _members(facts, known)


def _versions(facts: Facts) -> dict[str, list[VersionFact]]:
    known: dict[str, list[VersionFact]] = defaultdict(list)
    for version in facts.versions:
        if not version.unit or not version.values["full_name"]:
            facts.problem(version.place, version.unit, "thiếu mã hoặc tên đơn vị")
        if version.values["level"] not in LEVELS:
            facts.problem(version.place, version.unit, f"cấp “{version.values['level']}” không có (tinh, huyen, xa)")
        for earlier in known[version.unit]:
            if message := _clash(earlier, version):
                facts.problem(version.place, version.unit, message)
        known[version.unit].append(version)
    return known


def _clash(earlier: VersionFact, version: VersionFact) -> str:
    """Why two rows of one unit cannot both be; empty when they can."""
    if common(earlier.days, version.days) is None:
        return ""
    line = earlier.place.line
    if earlier.parent != version.parent:
        return (
            f"hai đơn vị cấp trên cùng lúc: “{earlier.parent or 'không'}” (dòng {line}) và "
            f"“{version.parent or 'không'}”; hiệu lực chồng lên dòng {line}"
        )
    return f"mã ghi hai lần (dòng {line})" if earlier.days == version.days else f"hiệu lực chồng lên dòng {line}"


def _parents(facts: Facts, known: dict[str, list[VersionFact]]) -> None:
    for version in facts.versions:
        for word, key in (("đơn vị cấp trên", version.parent), ("địa bàn", version.territory)):
            if not key:
                continue
            lives = [upper.days for upper in known.get(key, ())]
            if not lives:
                facts.problem(version.place, version.unit, f"{word} “{key}” không có trong gói")
            elif not any(common(version.days, life) for life in lives):
                facts.problem(version.place, version.unit, f"{word} “{key}” không có ngày hiệu lực chung")
            elif gap := first_gap(version.days, lives):
                when = "lúc đầu" if gap == date.min else f"ngày {gap:%d/%m/%Y}"
                facts.problem(version.place, version.unit, f"{word} “{key}” không tồn tại {when}")


def _tree_cycles(facts: Facts, known: dict[str, list[VersionFact]]) -> None:
    def above(unit: str) -> list[tuple[str | None, Days]]:
        return [(version.parent or None, version.days) for version in known.get(unit, ())]

    for version in facts.versions:
        if version.parent and (day := cycle_day(version.unit, version.parent, version.days, above)):
            when = "" if day == date.min else f" từ {day:%d/%m/%Y}"
            facts.problem(version.place, version.unit, f"đơn vị nằm dưới chính nó (vòng lặp trong cây){when}")


def _codes(facts: Facts) -> None:
    """One electronic identifier names one unit on a day."""
    given: dict[str, list[VersionFact]] = defaultdict(list)
    for version in facts.versions:
        if not (code := str(version.values["edoc_code"])):
            continue
        for other in given[code]:
            if other.unit != version.unit and common(other.days, version.days):
                there = f"{other.place.file}:{other.place.line}"
                facts.problem(version.place, version.unit, f"mã định danh “{code}” đã cấp cho {other.unit} ({there})")
        given[code].append(version)


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
        _succession_ends(facts, fact, known)
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


def _succession_ends(facts: Facts, fact: SuccessionFact, known: dict[str, list[VersionFact]]) -> None:
    """The source was in force on the day before, the target is on the day itself."""
    ends = (("đơn vị cũ", fact.source, fact.on - ONE_DAY), ("đơn vị kế thừa", fact.target, fact.on))
    for word, key, day in ends:
        if not key:
            continue
        if key not in known:
            facts.problem(fact.place, fact.source, f"{word} “{key}” không có trong gói")
        elif not any(holds(version.days, day) for version in known[key]):
            facts.problem(fact.place, fact.source, f"{word} “{key}” không tồn tại vào ngày {day:%d/%m/%Y}")


def _weights(facts: Facts) -> None:
    """What one unit gave away on one day is at most the whole of it."""
    given: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for fact in facts.successions:
        weight = fact.values["weight"]
        if not isinstance(weight, Decimal) or fact.kind in (FUNCTION_TRANSFER, LEVEL_ABOLISHED):
            continue
        before = given[fact.source, fact.on]
        given[fact.source, fact.on] += weight
        if before <= 1 < before + weight:
            facts.problem(
                fact.place, fact.source, f"tổng tỷ lệ các dòng của đơn vị cũ này là {before + weight}, lớn hơn 1"
            )


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
        if any(common(days, other) for other in seen[key, unit]):
            facts.problem(place, key, f"thành viên “{unit}” có hiệu lực chồng nhau")
        seen[key, unit].append(days)

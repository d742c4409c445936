"""What a change of a unit would say, checked and compared before anything is written, for preview and service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, TypeVar

from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.directory.queries.units import unit_by_key
from thuocdo.directory.rules import hours
from thuocdo.directory.rules.kinds import bare_name, kinds_for
from thuocdo.directory.rules.names import short_name
from thuocdo.directory.rules.tree import Days, common, cycle_day, first_gap
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold, squeeze

ONE_DAY = timedelta(days=1)
LONGEST = {"edoc_code": 30, "code": 10}
Answer = TypeVar("Answer")
TEXTS = ("full_name", "name", "kind", "code", "symbol", "edoc_code", "address", "office_hours")


@dataclass(frozen=True, kw_only=True)
class UnitChange:
    """What is to be said of a unit; None leaves a fact as it is, an empty text takes it away.

    `parent` is the key of the upper unit, "" for none; a new full name without a short one takes the usual short form.
    `until` is the first day on which the former facts hold again, open when they do not come back.
    """

    full_name: str | None = None
    name: str | None = None
    kind: str | None = None
    code: str | None = None
    symbol: str | None = None
    edoc_code: str | None = None
    address: str | None = None
    office_hours: str | None = None
    parent: str | None = None
    until: date | None = None
    legal_basis: str = ""
    why: str = ""


@dataclass(frozen=True)
class Difference:
    """One fact before and after, as text."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Planned:
    """A change that may be made: the version it starts from, the facts that will hold, on which days, what differs."""

    version: UnitVersion
    facts: dict[str, Any]
    days: Days
    differences: tuple[Difference, ...]

    @property
    def last_day(self) -> date | None:
        """The last day on which the new facts hold, None when no end is known."""
        return self.days[1] - ONE_DAY if self.days[1] else None


def planned_amendment(unit: Unit, on: date, change: UnitChange) -> Planned:
    """What would hold of a unit from a day on (thay đổi từ ngày); the days before it stay as they are.

    Raises `Refused`: directory.no_legal_basis, day_outside_life, already_dated (a record begins on that day), overlap,
    empty_days, and whatever `_facts` refuses.
    """
    if not squeeze(change.legal_basis):
        raise Refused(
            "directory.no_legal_basis", "Chưa ghi căn cứ của thay đổi.",
            "Ghi số, ký hiệu và ngày của văn bản, ví dụ “1234/QĐ-UBND ngày 15/07/2025”.",
            where={"field": "legal_basis"},
        )  # fmt: skip
    version = _version_on(unit, on)
    if version.valid.lower == on:
        raise Refused(
            "directory.already_dated",
            f"Ngày {on:%d/%m/%Y} đã có một bản ghi bắt đầu (“{version.name}”); một đơn vị không có hai bản ghi, "
            "cũng không có hai đơn vị cấp trên, trong cùng một ngày.",
            "Nếu bản ghi ấy sai thì dùng “Đính chính”; nếu đổi tiếp thì chọn ngày sau đó.", where={"field": "on"},
        )  # fmt: skip
    days = (on, _end(version, on, change.until))
    return _planned(version, days, change, also=frozenset())


def planned_correction(unit: Unit, on: date, change: UnitChange) -> Planned:
    """What the record of a unit that holds on a day should have said (đính chính): same days, other facts.

    Raises `Refused`: directory.no_reason, day_outside_life, and whatever `_facts` refuses.
    """
    if not squeeze(change.why):
        raise Refused(
            "directory.no_reason", "Chưa ghi vì sao bản ghi hiện có là sai.",
            "Ghi sai ở đâu và căn cứ vào đâu để đính chính.", where={"field": "why"},
        )  # fmt: skip
    version = _version_on(unit, on)
    return _planned(version, (version.valid.lower, version.valid.upper), change, also=frozenset({"legal_basis"}))


def _version_on(unit: Unit, on: date) -> UnitVersion:
    rows = list(UnitVersion.objects.filter(unit=unit).select_related("unit", "parent").order_by("valid"))
    found = next((row for row in rows if common((row.valid.lower, row.valid.upper), (on, on + ONE_DAY))), None)
    if found is None:
        lives = "; ".join(f"{_from(row.valid.lower)} {_to(row.valid.upper)}" for row in rows) or "chưa có ngày nào"
        raise Refused(
            "directory.day_outside_life", f"Ngày {on:%d/%m/%Y} nằm ngoài thời gian tồn tại của {unit.key} ({lives}).",
            "Chọn ngày mà đơn vị đang hoạt động.", where={"field": "on"},
        )  # fmt: skip
    return found


def _from(day: date | None) -> str:
    return f"từ {day:%d/%m/%Y}" if day else "từ trước"


def _to(day: date | None) -> str:
    return f"đến hết {day - ONE_DAY:%d/%m/%Y}" if day else "đến nay"


def _end(version: UnitVersion, on: date, until: date | None) -> date | None:
    """Until when the new facts hold: the end of the version they are cut from, or the day asked for within it."""
    end: date | None = version.valid.upper
    if until is None:
        return end
    if until <= on:
        raise Refused(
            "directory.empty_days", "Ngày trở lại như cũ phải sau ngày bắt đầu thay đổi.",
            "Sửa một trong hai ngày.", where={"field": "until"},
        )  # fmt: skip
    if end is not None and until > end:
        raise Refused(
            "directory.overlap",
            f"Từ ngày {end:%d/%m/%Y} đơn vị đã có bản ghi khác hoặc đã kết thúc; hiệu lực không được chồng lên nhau.",
            f"Chọn ngày trở lại không muộn hơn {end:%d/%m/%Y}, rồi thay đổi bản ghi sau riêng.",
            where={"field": "until"},
        )  # fmt: skip
    return until


def _planned(version: UnitVersion, days: Days, change: UnitChange, *, also: frozenset[str]) -> Planned:
    """The plan; a new basis alone is a change only where `also` says so."""
    facts = _facts(version, days, change)
    differences = tuple(_differences(version, facts))
    if not any(one.field in also or one.field != "legal_basis" for one in differences):
        raise Refused(
            "directory.nothing_changed", "Không có gì khác với điều đang ghi.", "Sửa ít nhất một mục, hoặc thôi."
        )
    return Planned(version, facts, days, differences)


def _facts(version: UnitVersion, days: Days, change: UnitChange) -> dict[str, Any]:
    """Columns of the version as they will be.

    Raises `Refused`: directory.no_name, too_long, unknown_kind, bad_hours, code_taken, and what `_parent` refuses.
    """
    facts: dict[str, Any] = {name: squeeze(getattr(change, name) or "") for name in TEXTS}
    facts = {name: text for name, text in facts.items() if getattr(change, name) is not None}
    for name, most in LONGEST.items():
        if len(facts.get(name, "")) > most:
            raise Refused(
                "directory.too_long", f"Mã “{facts[name][:40]}” dài quá {most} ký tự.", "Kiểm tra lại mã.",
                where={"field": name},
            )  # fmt: skip
    facts |= _names(version, facts)
    if facts.get("office_hours"):
        facts["office_hours"] = str(_beside("office_hours", lambda: hours.parse(facts["office_hours"])))
    _check_kind(version, facts)
    _check_code(version, days, facts.get("edoc_code", version.edoc_code))
    if change.parent is not None:
        facts["parent"] = _parent(version, days, change.parent.strip())
    if basis := squeeze(change.legal_basis):
        facts["legal_basis"] = basis
    return facts


def _beside(field: str, act: Callable[[], Answer]) -> Answer:
    """What `act` answers; its refusal names the field it belongs to."""
    try:
        return act()
    except Refused as refusal:
        refusal.where["field"] = field
        raise


def _names(version: UnitVersion, facts: dict[str, Any]) -> dict[str, Any]:
    """Short name, proper name and search form that go with a full name."""
    full = facts.get("full_name", version.full_name)
    if not full:
        raise Refused(
            "directory.no_name", "Tên đầy đủ để trống.", "Ghi tên như trong văn bản.", where={"field": "full_name"}
        )
    kind = facts.get("kind", version.kind)
    territory = version.unit.nature == Unit.Nature.TERRITORY
    short = facts.get("name", "")
    if not short:
        renamed = "full_name" in facts and full != version.full_name
        short = _usual_name(version, full, kind) if renamed or "name" in facts else version.name
    bare = bare_name(full, kind) if territory else version.bare_name
    symbol, code = facts.get("symbol", version.symbol), facts.get("code", version.code)
    return {
        "name": short, "bare_name": bare,
        "folded": fold(f"{full} {code}" if territory else f"{full} {short} {symbol}"),
    }  # fmt: skip


def _usual_name(version: UnitVersion, full_name: str, kind: str) -> str:
    if version.unit.nature == Unit.Nature.TERRITORY:
        return full_name
    seat = UnitVersion.objects.filter(unit__key=version.unit.province_key).order_by("-pk")
    return short_name(full_name, kind, seat.values_list("bare_name", flat=True).first() or "")


def _check_kind(version: UnitVersion, facts: dict[str, Any]) -> None:
    if "kind" not in facts or facts["kind"] == version.kind:
        return
    known = kinds_for(version.unit.nature, version.level)
    if facts["kind"] not in known:
        raise Refused(
            "directory.unknown_kind", f"Loại “{facts['kind']}” không dùng được cho đơn vị này.",
            f"Chọn một trong: {', '.join(known)}. Lên cấp, xuống cấp là đơn vị mới, ghi bằng kế thừa.",
            where={"field": "kind"},
        )  # fmt: skip


def _check_code(version: UnitVersion, days: Days, code: str) -> None:
    """An electronic identifier names one unit at a time."""
    if not code:
        return
    others = UnitVersion.objects.filter(edoc_code=code, valid__overlap=days).exclude(unit=version.unit_id)
    if other := others.select_related("unit").first():
        raise Refused(
            "directory.code_taken", f"Mã định danh “{code}” đang là của {other.name} ({other.unit.key}).",
            "Kiểm tra lại mã, hoặc đính chính ở đơn vị kia trước.", where={"field": "edoc_code"},
        )  # fmt: skip


def _parent(version: UnitVersion, days: Days, key: str) -> Unit | None:
    """The upper unit, in force on every one of the days and never below the unit itself.

    Raises `Refused`: directory.unknown_unit, parent_of_other_kind, parent_not_in_force, cycle.
    """
    if not key:
        return None
    upper, unit = _beside("parent", lambda: unit_by_key(key)), version.unit
    if (upper.nature, upper.province_key) != (unit.nature, unit.province_key):
        raise Refused(
            "directory.parent_of_other_kind", f"{key} không cùng loại hoặc không cùng tỉnh với {unit.key}.",
            "Cơ quan thuộc cơ quan, địa giới thuộc địa giới của cùng một tỉnh.", where={"field": "parent"},
        )  # fmt: skip
    if gap := first_gap(days, (span for _, span in _above(upper.pk))):
        when = "từ trước" if gap == date.min else f"từ ngày {gap:%d/%m/%Y}"
        raise Refused(
            "directory.parent_not_in_force", f"Đơn vị cấp trên {key} không tồn tại {when}.",
            "Chọn đơn vị cấp trên hoạt động trong cả thời gian thay đổi, hoặc ghi ngày trở lại như cũ sớm hơn.",
            where={"field": "parent"},
        )  # fmt: skip
    if day := cycle_day(unit.pk, upper.pk, days, _above):
        when = "" if day == date.min else f" từ ngày {day:%d/%m/%Y}"
        raise Refused(
            "directory.cycle", f"{key} nằm dưới {unit.key}{when}: đơn vị sẽ nằm dưới chính nó.",
            "Chọn đơn vị cấp trên khác, hoặc chuyển đơn vị kia đi trước.", where={"field": "parent"},
        )  # fmt: skip
    return upper


def _above(unit: int) -> list[tuple[int | None, Days]]:
    rows = UnitVersion.objects.filter(unit=unit).order_by("valid").values_list("parent_id", "valid")
    return [(parent, (valid.lower, valid.upper)) for parent, valid in rows]


def _differences(version: UnitVersion, facts: dict[str, Any]) -> Iterator[Difference]:
    shown = (*(field.name for field in fields(UnitChange) if field.name in TEXTS), "parent", "legal_basis")
    for name in shown:
        if name not in facts:
            continue
        before, after = _text(getattr(version, name)), _text(facts[name])
        if before != after:
            yield Difference(name, before, after)


def _text(value: object) -> str:
    return "" if value is None else str(value)

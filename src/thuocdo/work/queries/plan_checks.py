"""What is wrong with a draft before it is proposed and before it takes force: named, with what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.kernel.deadlines.faults import NOTE, faults_of_json
from thuocdo.kernel.text import fold
from thuocdo.work.models import Plan, Task, TaskDeadline, TaskParty
from thuocdo.work.queries.contents import NOT_NAMED, with_content
from thuocdo.work.queries.facts import policy, working_calendar
from thuocdo.work.queries.standing import names_on
from thuocdo.work.queries.succession import heirs_of


@dataclass(frozen=True)
class Fault:
    """One thing to put right; what `stops` keeps the plan from being proposed. `task` is the task it is about, `line`
    the line of an amendment."""

    code: str
    words: str
    remedy: str
    stops: bool = True
    task: Task | None = None
    line: int | None = None

    @property
    def place(self) -> str:
        """Where it is, in front of its words."""
        if self.line is not None:
            return f"Dòng {self.line}: "
        return f"Nhiệm vụ {self.task.number}: " if self.task else ""


@dataclass(frozen=True)
class Ended:
    """An agency that no longer exists on a day, by the name that was used, and who took over from it."""

    name: str
    end: date
    heirs: tuple[str, ...]

    @property
    def words(self) -> str:
        """The fault in words."""
        return f"“{self.name}” không còn từ ngày {self.end:%d/%m/%Y}."

    @property
    def remedy(self) -> str:
        """Who to name instead."""
        if not self.heirs:
            return "Chọn cơ quan khác đang hoạt động."
        return f"Đề nghị ghi cơ quan kế tục: {'; '.join(self.heirs)}."


def faults_of(plan: Plan, on: date) -> list[Fault]:
    """Everything to put right in a draft, as of a day; a fixed number of queries."""
    tasks = list(with_content(Task.objects.filter(plan=plan, state=Task.State.IN_FORCE).order_by("order")))
    found: list[Fault] = []
    if not tasks and not plan.targets.exists():
        found.append(
            Fault(
                "plan_empty", "Kế hoạch chưa có nhiệm vụ hay chỉ tiêu nào.", "Thêm ít nhất một nhiệm vụ hoặc chỉ tiêu."
            )
        )
    parties = [party for task in tasks for party in task.parties.all()]
    called = {fold(text) for party in parties if not party.chosen for text in (party.phrase, *party.unknown)}
    ended = ended_agencies({key for party in parties for key in party.chosen}, called, plan.province_key, on)
    calendar, shift = working_calendar(), policy(on, plan.province_key)["day_off_shift"]
    for task in tasks:
        found += _of_task(task, ended)
        rules = [one for one in task.deadlines.all() if one.rule]
        for fault in faults_of_json(
            [one.rule for one in rules], start=plan.starts_on, end=plan.ends_on, calendar=calendar, shift=shift
        ):
            if fault.weight != NOTE:
                said = "; ".join(rules[number].text or rules[number].sentence for number in fault.rules)
                words = f"Thời hạn “{said}”: {fault.message}"
                found.append(Fault(fault.code, words, fault.remedy, stops=fault.is_error, task=task))
    return first_what_stops(found)


def first_what_stops(faults: Iterable[Fault]) -> list[Fault]:
    """What must be put right before what may be, each in its order: a long list is read from its top."""
    return sorted(faults, key=lambda fault: not fault.stops)


def _of_task(task: Task, ended: dict[str, Ended]) -> Iterator[Fault]:
    parties = list(task.parties.all())
    if not any(party.role == "lead" and party.phrase != NOT_NAMED for party in parties):
        yield Fault("no_lead", "Chưa có cơ quan chủ trì.", "Ghi cơ quan chủ trì: mỗi việc phải rõ ai làm.", task=task)
    for party in parties:
        yield from _of_party(task, party, ended)
    deadlines = list(task.deadlines.all())
    if not deadlines:
        yield Fault(
            "no_deadline", "Chưa có thời hạn.", "Ghi thời hạn; không ghi thì việc chỉ được rà soát cuối quý.",
            stops=False, task=task,
        )  # fmt: skip
    for deadline in deadlines:
        yield from _of_deadline(task, deadline)


def _of_party(task: Task, party: TaskParty, ended: dict[str, Ended]) -> Iterator[Fault]:
    gone = [ended[name] for name in (*party.chosen, *map(fold, (party.phrase, *party.unknown))) if name in ended]
    if gone:
        for one in dict.fromkeys(gone):
            yield Fault("agency_ended", one.words, one.remedy, task=task)
    elif party.state in (TaskParty.State.UNKNOWN, TaskParty.State.NEEDS_PERSON) and party.phrase != NOT_NAMED:
        unknown = "; ".join(map(str, party.unknown)) or party.phrase
        yield Fault(
            "agency_unclear", f"Chưa hiểu chắc cơ quan “{unknown}”.",
            "Ghi đúng tên trong danh mục, hoặc chọn cơ quan; nếu để vậy thì chưa giao cho ai.", stops=False, task=task,
        )  # fmt: skip


def _of_deadline(task: Task, deadline: TaskDeadline) -> Iterator[Fault]:
    said = deadline.text or deadline.sentence
    if not deadline.rule:
        yield Fault(
            "deadline_unread", f"Chưa hiểu được thời hạn “{said}”.",
            "Ghi rõ hơn, ví dụ “trước ngày 20/01/2026” hoặc “hằng quý”.", stops=False, task=task,
        )  # fmt: skip


def ended_agencies(chosen: Collection[str], words: Collection[str], province: str, on: date) -> dict[str, Ended]:
    """Agencies that were chosen by key or called by folded words, and that do not exist on a day; four queries."""
    units = dict(Unit.objects.filter(key__in=chosen).values_list("key", "pk"))
    by_name = _former_names(words, province, on)
    gone = _ends(set(units.values()) | set(by_name.values()), on)
    heirs = heirs_of(gone, on)
    names = names_on({*gone, *(heir.unit for several in heirs.values() for heir in several)}, on)
    called = {**units, **by_name}
    return {
        name: Ended(names.get(unit, name), gone[unit], tuple(names[heir.unit] for heir in heirs.get(unit, ())))
        for name, unit in called.items()
        if unit in gone
    }


def _former_names(words: Iterable[str], province: str, on: date) -> dict[str, int]:
    """Units of the province that bore one of the names, short or full, before a day and that nobody bears on it."""
    if not (wanted := set(words)):
        return {}
    found = UnitVersion.objects.filter(unit__province_key=province).order_by()
    rows = [
        (name, unit, valid)
        for short, full, unit, valid in found.values_list("name", "full_name", "unit", "valid")
        for name in {fold(short), fold(full)} & wanted
    ]
    today = {name for name, _unit, valid in rows if on in valid}
    return {
        name: unit for name, unit, valid in rows if name not in today and valid.upper is not None and valid.upper <= on
    }


def _ends(units: Iterable[int], on: date) -> dict[int, date]:
    """The last day but one of each unit that has ended by a day: the first day without it."""
    rows = UnitVersion.objects.filter(unit__in=set(units)).values_list("unit", "valid")
    ends: dict[int, date | None] = {}
    for unit, valid in rows:
        known = ends.get(unit, date.min)
        ends[unit] = None if valid.upper is None or known is None else max(known, valid.upper)
    return {unit: end for unit, end in ends.items() if end is not None and end <= on}

"""What is wrong with an amendment before it is ordered: the same faults that keep a draft from being proposed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from thuocdo.kernel.deadlines.faults import NOTE, faults_of_json
from thuocdo.kernel.text import fold
from thuocdo.work.models import Amendment, AmendmentLine
from thuocdo.work.queries.facts import policy, working_calendar
from thuocdo.work.queries.plan_checks import Ended, Fault, ended_agencies, first_what_stops
from thuocdo.work.rules.amending import meant
from thuocdo.work.rules.plan_content import TaskContent


def faults_of_amendment(amendment: Amendment, on: date) -> list[Fault]:
    """Everything to put right in an amendment that takes force on a day; a fixed number of queries.

    Of a task that is changed only what the change brings is looked at: what stood there before was looked at before.
    """
    plan = amendment.plan
    lines = [line for line in amendment.lines.order_by("order") if line.data]
    contents = {line.order: [TaskContent.from_json(one) for one in line.data] for line in lines}
    named = [one for several in contents.values() for task in several for one in (*task.lead, *task.coordinating)]
    chosen = {key for one in named for key in one.units}
    words = {fold(one.phrase) for one in named if not one.units}
    ended = ended_agencies(chosen, words, plan.province_key, on)
    begin = max(on, plan.starts_on)
    found: list[Fault] = []
    calendar, shift = working_calendar(), policy(on, plan.province_key)["day_off_shift"]
    for line in lines:
        before = _before(line)
        for content in contents[line.order]:
            found += _of_agencies(line, content, before, ended)
            rules, places = _with_rules(content)
            for fault in faults_of_json(rules, start=begin, end=plan.ends_on, calendar=calendar, shift=shift):
                new = _new(content, before)
                if fault.weight != NOTE and any(places[number] in new for number in fault.rules):
                    said = "; ".join(_said(content, places[number]) for number in fault.rules)
                    text = f"Thời hạn “{said}”: {fault.message}"
                    found.append(Fault(fault.code, text, fault.remedy, stops=fault.is_error, line=line.order))
    return first_what_stops(found)


def _before(line: AmendmentLine) -> TaskContent | None:
    """What stood there, of a task that is changed in its place."""
    changed = line.verb == AmendmentLine.Verb.CHANGE and line.before
    return TaskContent.from_json(line.before[0]) if changed else None


def _with_rules(content: TaskContent) -> tuple[list[dict[str, object]], list[int]]:
    """The deadlines that are rules, with their places among all deadlines of the task."""
    places = [at for at, one in enumerate(content.deadlines) if "kind" in meant(one)]
    return [dict(content.deadlines[at]) for at in places], places


def _new(content: TaskContent, before: TaskContent | None) -> set[int]:
    """Places of the deadlines that were not there before."""
    stood = [meant(one) for one in before.deadlines] if before is not None else []
    return {at for at, one in enumerate(content.deadlines) if meant(one) not in stood}


def _said(content: TaskContent, at: int) -> str:
    return str(content.deadlines[at].get("text") or f"thời hạn {at + 1}")


def _of_agencies(
    line: AmendmentLine, content: TaskContent, before: TaskContent | None, ended: dict[str, Ended]
) -> Iterator[Fault]:
    if not content.lead:
        yield Fault(
            "no_lead", "Chưa có cơ quan chủ trì.", "Ghi cơ quan chủ trì: mỗi việc phải rõ ai làm.", line=line.order
        )
    stood = {*before.lead, *before.coordinating} if before is not None else set()
    gone: list[Ended] = []
    for one in (*content.lead, *content.coordinating):
        if one not in stood:
            gone += [ended[name] for name in (*one.units, fold(one.phrase)) if name in ended]
    for ending in dict.fromkeys(gone):
        yield Fault("agency_ended", ending.words, ending.remedy, line=line.order)

"""What the page of a task shows beyond its agencies: dates of its deadlines, lineage, proof and history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F
from django.utils.translation import gettext as _

from thuocdo.directory.models import Person
from thuocdo.work.models import Evidence, HandoverLine, Move, Obligation, Occurrence, Task, TaskDeadline, TaskParty
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.standing import current, names_on

CARRYING = ("hand_over", "take_over", "absorb")
DATES_SHOWN, EVIDENCE_SHOWN, EVENTS_SHOWN = 6, 10, 15


@dataclass(frozen=True)
class DateRow:
    """One date of a deadline as all its agencies share it; the window is printed with its last day included."""

    label: str
    due_on: date | None
    window: str
    due_note: str
    why_no_date: str
    next_check_on: date | None


@dataclass(frozen=True)
class DeadlineReading:
    """A deadline as printed, the sentence of its rule, and its first dates."""

    text: str
    applies_to: str
    sentence: str
    dates: list[DateRow]
    more: int


@dataclass(frozen=True)
class Phrase:
    """An agency phrase of the task, how it was understood, and how many agencies it reached."""

    party: TaskParty
    units: int = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.party, name)


def window_words(start: date | None, end: date | None) -> str:
    """Half-open data window in words, with its last day: "từ 12/06/2025 đến hết 11/07/2025"."""
    if start is None or end is None:
        return ""
    last = end - timedelta(days=1)
    return _("từ %(first)s đến hết %(last)s") % {"first": f"{start:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}


def readings(task: Task, deadlines: Sequence[TaskDeadline]) -> list[DeadlineReading]:
    """Each deadline with the dates that follow from it, once for all agencies; one query."""
    columns = ("deadline", "label", "due_on", "window_start", "window_end", "due_note", "why_no_date", "next_check_on")
    found = current(Occurrence.objects.filter(task=task)).order_by(F("due_on").asc(nulls_last=True), "label")
    rows: dict[int | None, dict[tuple[str, date | None], DateRow]] = {}
    for deadline, label, due_on, start, end, note, why, check in found.values_list(*columns).distinct():
        row = DateRow(label, due_on, window_words(start, end), note, why, check)
        rows.setdefault(deadline, {}).setdefault((label, due_on), row)
    gathered: dict[tuple[str, str], list[TaskDeadline]] = {}
    for one in deadlines:
        gathered.setdefault((one.text, one.applies_to), []).append(one)
    return [_reading(*key, several, rows) for key, several in gathered.items()]


def _reading(
    text: str,
    applies_to: str,
    several: Sequence[TaskDeadline],
    rows: dict[int | None, dict[tuple[str, date | None], DateRow]],
) -> DeadlineReading:
    """Rules that one phrase gave ("trước tháng 7 và tháng 11") are told together."""
    sentences = [one.sentence[:1].lower() + one.sentence[1:].rstrip(".") for one in several if one.sentence]
    dates = [row for one in several for row in rows.get(one.pk, {}).values()]
    more = max(0, len(dates) - DATES_SHOWN)
    return DeadlineReading(text, applies_to, "; ".join(sentences), dates[:DATES_SHOWN], more)


def phrases(parties: Sequence[TaskParty]) -> list[Phrase]:
    """Agency phrases with how many agencies in force each reached; one query."""
    reached = dict(
        Obligation.objects.filter(party__in=[party.pk for party in parties], state="in_force")
        .order_by()
        .values_list("party")
        .annotate(number=Count("pk"))
    )
    return [Phrase(party, reached.get(party.pk, 0)) for party in parties]


def nearest_labels(task: Task, obligations: Sequence[int]) -> dict[int, str]:
    """For each obligation the label of its nearest waiting due instance, else of its last one; one query."""
    found = current(Occurrence.objects.filter(task=task, obligation__in=obligations))
    rows = found.order_by(F("due_on").asc(nulls_last=True), "pk").values_list("obligation", "label", "state")
    labels: dict[int, str] = {}
    waiting: set[int] = set()
    for obligation, label, state in rows:
        if obligation in waiting:
            continue
        labels[obligation] = label
        if state in ("open", "returned"):
            waiting.add(obligation)
    return labels


def lineage_of(obligations: Sequence[int], on: date) -> dict[int, list[str]]:
    """Words "nhận từ ..., dd/mm/yyyy" and "chuyển cho ..." beside an agency; two queries."""
    lines = HandoverLine.objects.filter(target__in=obligations) | HandoverLine.objects.filter(source__in=obligations)
    rows = list(
        lines.values_list("source", "target", "source__unit", "target__unit", "effective_on").order_by("pk").distinct()
    )
    names = names_on({unit for row in rows for unit in row[2:4] if unit}, on)
    into: dict[tuple[int, date], list[str]] = {}
    out: dict[tuple[int, date], list[str]] = {}
    wanted = set(obligations)
    for source, target, source_unit, target_unit, day in rows:
        if target in wanted:
            into.setdefault((target, day), []).append(names.get(source_unit, ""))
        if source in wanted and target_unit:
            out.setdefault((source, day), []).append(names.get(target_unit, ""))
    words: dict[int, list[str]] = {}
    for several, verb in ((into, _("nhận từ")), (out, _("chuyển cho"))):
        for (obligation, day), parties in several.items():
            words.setdefault(obligation, []).append(f"{verb} {_few(parties)}, {day:%d/%m/%Y}")
    return words


def _few(parties: Iterable[str], most: int = 3) -> str:
    listed = list(dict.fromkeys(parties))
    rest = len(listed) - most
    return ", ".join(listed[:most]) + (_(" và %(count)s cơ quan khác") % {"count": rest} if rest > 0 else "")


def handover_words(task: Task) -> list[str]:
    """How many agencies handed the task over to how many, by day and role; one query."""
    lines = HandoverLine.objects.filter(source__task=task).order_by()
    sums = lines.values_list("effective_on", "source__role", "effect").annotate(
        sources=Count("source__unit", distinct=True), targets=Count("target__unit", distinct=True)
    )
    roles = {"lead": _("chủ trì"), "coordinating": _("phối hợp")}
    words = []
    for day, role, effect, sources, targets in sorted(sums):
        what = {
            "created": _("giao cho %(count)s cơ quan kế tục"),
            "absorbed": _("nhập vào phần việc của %(count)s cơ quan"),
            "finished": _("đã xong trước khi kết thúc"), "no_successor": _("chưa rõ cơ quan kế tục"),
        }[effect]  # fmt: skip
        said = {"day": f"{day:%d/%m/%Y}", "sources": sources, "role": roles[role]}
        words.append(_("%(day)s: %(sources)s cơ quan %(role)s") % said + " " + what % {"count": targets})
    return words


def evidence(task: Task, person: Person | None) -> list[Evidence]:
    """The newest proof of a task that the person may see; two queries."""
    found = Evidence.objects.filter(visible_to(person, Evidence), occurrence__task=task)
    return list(found.select_related("file", "occurrence").order_by("-at", "-pk")[:EVIDENCE_SHOWN])


def events(task: Task, person: Person | None) -> list[Move]:
    """The newest moves of the task's due instances that the person may see; one query."""
    found = Move.objects.filter(visible_to(person, Evidence), occurrence__task=task).exclude(verb__in=CARRYING)
    return list(found.select_related("occurrence", "document").order_by("-at", "-pk")[:EVENTS_SHOWN])

"""What became of the clauses of a directive on its way down: who carries or dropped which, what became due later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thuocdo.documents.rules.alignment import CHANGED, KEPT, Clause, aligned


@dataclass(frozen=True)
class Task:
    """One clause with its first day and whom it is for: units by key, or None where it is for everybody."""

    key: str
    text: str
    due_on: date | None = None
    asked: frozenset[int] | None = None
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """One paper of the way: its issuer as a unit and what was merged into it, depth 0 for the directive itself."""

    key: int
    parent: int | None
    depth: int
    tasks: tuple[Task, ...]
    issuers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Lost:
    """One clause of the directive: depths at which no paper carries it, and the papers that dropped it on their way."""

    task: Task
    depths: tuple[int, ...]
    dropped_by: tuple[int, ...]
    carried_by: int


@dataclass(frozen=True)
class Later:
    """A clause whose day became later: in which paper, from which day of the paper above to which day."""

    paper: int
    text: str
    before: date
    after: date

    @property
    def days(self) -> int:
        """By how many days."""
        return (self.after - self.before).days


@dataclass
class Descent:
    """Everything found on the way down; `carried` holds for each paper the clauses of the directive that it carries."""

    lost: list[Lost] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    carried: dict[int, frozenset[str]] = field(default_factory=dict)


def first_day(deadlines: Sequence[Mapping[str, Any]]) -> date | None:
    """The earliest full day among the deadlines of a task.

    >>> first_day([{"kind": "date", "value": "2025-05-15"}, {"kind": "quarter", "value": "2025-Q3"}])
    datetime.date(2025, 5, 15)
    """
    days = []
    for one in deadlines:
        try:
            days.append(date.fromisoformat(str(one.get("value") or "")))
        except ValueError:
            continue
    return min(days, default=None)


def followed(papers: Sequence[Paper]) -> Descent:
    """The way of the clauses through the papers, the directive first; a clause that was for others is not expected."""
    found = Descent()
    if not papers:
        return found
    top, below = papers[0], papers[1:]
    by_key = {paper.key: paper for paper in papers}
    found.carried[top.key] = frozenset(task.key for task in top.tasks)
    for paper in below:
        found.carried[paper.key] = _carried(top, paper)
        parent = by_key.get(paper.parent) if paper.parent is not None else None
        if parent is not None:
            found.later += _later(parent, paper)
    found.lost = [lost for task in top.tasks if (lost := _lost(task, below, found.carried, top.key)) is not None]
    return found


def expected(task: Task, paper: Paper) -> bool:
    """Whether a paper should carry a clause: it is for everybody, or for the paper's issuer."""
    return task.asked is None or bool(task.asked & paper.issuers)


def _carried(top: Paper, paper: Paper) -> frozenset[str]:
    pairs = aligned(_clauses(top), _clauses(paper))
    return frozenset(pair.upper.key for pair in pairs if pair.kind in (KEPT, CHANGED) and pair.upper)


def _lost(task: Task, below: Sequence[Paper], carried: Mapping[int, frozenset[str]], top: int) -> Lost | None:
    wanted = [paper for paper in below if expected(task, paper)]
    depths = sorted({paper.depth for paper in wanted})
    missing = [
        depth for depth in depths if not any(task.key in carried[paper.key] for paper in wanted if paper.depth == depth)
    ]
    dropped = [
        paper.key
        for paper in wanted
        if task.key not in carried[paper.key] and task.key in carried.get(paper.parent or top, frozenset())
    ]
    if not dropped and not missing:
        return None
    return Lost(task, tuple(missing), tuple(dropped), sum(task.key in carried[paper.key] for paper in below))


def _later(parent: Paper, paper: Paper) -> list[Later]:
    above, own = {task.key: task for task in parent.tasks}, {task.key: task for task in paper.tasks}
    found = []
    for pair in aligned(_clauses(parent), _clauses(paper)):
        if pair.upper is None or pair.lower is None:
            continue
        before, after = above[pair.upper.key].due_on, own[pair.lower.key].due_on
        if before is not None and after is not None and after > before:
            found.append(Later(paper.key, pair.lower.text, before, after))
    return found


def _clauses(paper: Paper) -> list[Clause]:
    return [Clause(task.key, task.text) for task in paper.tasks]

"""What happens inside due instances follows the obligation when units merge: steps, contributions, blocks.

Like the obligation itself, the old row ends with its reason and keeps its past, and a new one goes on at each heir.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from django.db.models import Q, QuerySet

from thuocdo.core.models import StoredFile
from thuocdo.directory.models import Position
from thuocdo.work.models import Block, Contribution, Obligation, Step
from thuocdo.work.rules.sharing import WAITING, WITH_THE_HELPER
from thuocdo.work.rules.succession import Place, SlotKey, Transfer
from thuocdo.work.services.history import Act

BATCH = 2000
FOLLOWED = "Chuyển theo phần việc sang cơ quan kế tục."
STEP = ("order", "text", "due_on", "given_at", "given_by_id", "given_by_name")
CONTRIBUTION = (
    "text", "due_on", "asked_at", "asked_by_id", "asked_by_name", "state", "answer", "answered_at", "answered_by_id",
    "answered_by_name", "decided_at", "decided_by_name", "reason",
)  # fmt: skip
BLOCK = ("text", "at", "by_id", "by_name")


class Follower:
    """Carries the inside along with a transfer; `targets` are obligations by place, `reached` due instances by slot."""

    def __init__(
        self, act: Act, transfer: Transfer, targets: Mapping[Place, Obligation],
        reached: Mapping[tuple[Place, SlotKey], int],
    ) -> None:  # fmt: skip
        self.act = act
        self.heirs: dict[int, list[Obligation]] = {}
        for line in transfer.lines:
            if line.place is not None:
                self.heirs.setdefault(line.source, []).append(targets[line.place])
        self.goals: dict[int, dict[int, int]] = {}
        for source, places in transfer.went_to.items():
            for place, key in places:
                self.goals.setdefault(source, {})[targets[place].pk] = reached[place, key]

    def carry(self) -> None:
        """Everything that is still open goes on at the successors; six queries when there is nothing."""
        self._steps()
        self._contributions()
        self._blocks()

    def _steps(self) -> None:
        rows = list(Step.objects.filter(obligation__in=self.heirs, state=Step.State.OPEN).order_by("pk"))
        there = self._working({row.person_id for row in rows if row.person_id})
        made, gone = [], []
        for row in rows:
            heirs = [(heir, self._occurrence_at(row, heir)) for heir in self.heirs[row.obligation_id]]
            kept = [(heir, goal) for heir, goal in heirs if (goal is None) == (row.occurrence_id is None)]
            made += [self._step(row, heir, goal, there) for heir, goal in kept]
            if kept:
                gone.append(row.pk)
        Step.objects.bulk_create(made, batch_size=BATCH)
        Step.objects.filter(pk__in=gone).update(
            state=Step.State.DROPPED, ended_at=self.act.at, ended_by_name=self.act.name, result=FOLLOWED
        )

    def _occurrence_at(self, row: Step, heir: Obligation) -> int | None:
        """Where the step's due instance went with this heir; a coordinating part keeps that of its lead."""
        if row.occurrence_id is None or heir.role != "lead":
            return row.occurrence_id
        return self.goals.get(row.occurrence_id, {}).get(heir.pk)

    @staticmethod
    def _step(row: Step, heir: Obligation, goal: int | None, there: set[tuple[int, int]]) -> Step:
        stays = row.person_id is not None and (row.person_id, heir.unit_id) in there
        person = row.person_id if stays else None
        return Step(obligation=heir, occurrence_id=goal, person_id=person, **_copied(row, STEP))

    def _working(self, people: Iterable[int]) -> set[tuple[int, int]]:
        """Who of these people works where that day."""
        posts = Position.objects.filter(person__in=list(people), valid__contains=self.act.on)
        return set(posts.values_list("person_id", "unit_id"))

    def _contributions(self) -> None:
        about = Q(occurrence__in=self.goals) | Q(obligation__in=self.heirs)
        rows = Contribution.objects.filter(about, state__in=WAITING).order_by("pk").prefetch_related("files")
        places: dict[tuple[int, int], list[Contribution]] = {}
        gone = []
        for row in rows:
            moved = row.occurrence_id in self.goals
            if not moved and row.state not in WITH_THE_HELPER:
                continue
            gone.append(row.pk)
            for pair in product(self._to(row.occurrence_id), self._helpers(row.obligation_id)):
                places.setdefault(pair, []).append(row)
        self._recall(Contribution.objects.filter(pk__in=gone))
        held = set(self._held(places).values_list("occurrence_id", "obligation_id"))
        made = {pair: _joined(pair, several) for pair, several in places.items() if pair not in held}
        Contribution.objects.bulk_create(made.values(), batch_size=BATCH)
        self._files([(row, file) for pair, row in made.items() for one in places[pair] for file in one.files.all()])

    def _recall(self, rows: QuerySet[Contribution]) -> None:
        rows.update(
            state=Contribution.State.RECALLED, decided_at=self.act.at, decided_by_name=self.act.name, reason=FOLLOWED
        )

    @staticmethod
    def _held(places: Iterable[tuple[int, int]]) -> QuerySet[Contribution]:
        pairs = list(places)
        return Contribution.objects.filter(
            occurrence__in={one for one, _ in pairs}, obligation__in={two for _, two in pairs}, state__in=WAITING
        )

    @staticmethod
    def _files(pairs: Iterable[tuple[Contribution, StoredFile]]) -> None:
        through = Contribution.files.through
        found = {(row.pk, file.pk) for row, file in pairs}
        rows = [through(contribution_id=row, storedfile_id=file) for row, file in sorted(found)]
        through.objects.bulk_create(rows, batch_size=BATCH)

    def _to(self, occurrence: int) -> list[int]:
        return list(dict.fromkeys(self.goals[occurrence].values())) if occurrence in self.goals else [occurrence]

    def _helpers(self, obligation: int) -> list[int]:
        """Coordinating parts that go on; who leads the task now need not be asked by itself."""
        if obligation not in self.heirs:
            return [obligation]
        return [heir.pk for heir in self.heirs[obligation] if heir.role == "coordinating"]

    def _blocks(self) -> None:
        about = Q(occurrence__in=self.goals) | Q(waits_for__in=self.goals)
        rows = list(Block.objects.filter(about, ended_at=None).order_by("pk"))
        made = [
            Block(occurrence_id=one, waits_for_id=other, **_copied(row, BLOCK))
            for row in rows
            for one, other in product(self._to(row.occurrence_id), self._to(row.waits_for_id or 0))
            if one != other
        ]
        for block in made:
            block.waits_for_id = block.waits_for_id or None
        Block.objects.bulk_create(made, batch_size=BATCH)
        Block.objects.filter(pk__in=[row.pk for row in rows]).update(
            ended_at=self.act.at, ended_by_name=self.act.name, ended_why=FOLLOWED
        )


def _copied(row: Step | Contribution | Block, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def _joined(pair: tuple[int, int], several: list[Contribution]) -> Contribution:
    """One request where several meet: the earliest date, all that was asked; what was given is looked at again."""
    first = min(several, key=lambda row: row.due_on)
    made = Contribution(occurrence_id=pair[0], obligation_id=pair[1], **_copied(first, CONTRIBUTION))
    made.text = "\n".join(dict.fromkeys(row.text for row in several))
    return made

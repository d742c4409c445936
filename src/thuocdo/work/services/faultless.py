"""What still has faults is neither proposed nor put in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from thuocdo.kernel.errors import Refused
from thuocdo.work.queries.plan_checks import Fault

SHOWN = 5


@dataclass(frozen=True)
class Faultless:
    """Refuses a thing, called `what`, while faults stop it: the first of them in words, each with what to do."""

    code: str
    what: str
    remedy: str

    def __call__(self, faults: Iterable[Fault]) -> None:
        stopping = [fault for fault in faults if fault.stops]
        if not stopping:
            return
        first = stopping[0]
        if first.code == "plan_empty":
            raise Refused("work.plan_empty", first.words, first.remedy)
        said = " ".join(f"{fault.place}{fault.words} {fault.remedy}" for fault in stopping[:SHOWN])
        more = f" Và {len(stopping) - SHOWN} lỗi khác." if len(stopping) > SHOWN else ""
        raise Refused(self.code, f"{self.what} còn {len(stopping)} lỗi. {said}{more}", self.remedy)

"""The ladders of this installation: the common one, and those of provinces that have their own."""

from __future__ import annotations

from datetime import date
from functools import cache

from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS
from thuocdo.urging.rules.ladder import Ladder, bad, ladder_on, parse
from thuocdo.work.models import Plan

FILE = "urging.yaml"


@cache
def ladders() -> tuple[Ladder, ...]:
    """All ladders; read once, like office hours and the policy of deliveries. Refused `urging.bad_ladder`."""
    found = list(parse(read_yaml(PACKS / "national" / FILE)))
    for path in sorted((PACKS / "provinces").glob(f"*/{FILE}")):
        own = parse(read_yaml(path))
        if not all(one.province for one in own):
            raise bad(1, "province", f"{path.parent.name}/{FILE} phải ghi tỉnh nào")
        found += own
    return tuple(found)


def ladder_of(province: str, day: date) -> Ladder:
    """The ladder of a province on a day."""
    return ladder_on(ladders(), province, day)


def provinces_at_work() -> list[str]:
    """Provinces with plans in force: those whose ladder must run."""
    found = Plan.objects.filter(state=Plan.State.IN_FORCE).order_by("province_key")
    return list(found.values_list("province_key", flat=True).distinct())

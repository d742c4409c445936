"""What the directory says of the units that a mapping may speak of, on the day of the merger and the day before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

FILE, PACK = "file", "pack"
TERRITORY = "territory"


@dataclass(frozen=True, kw_only=True)
class Known:
    """One unit as the directory knows it: `before` in force on the day before, `on` on the day itself.

    `begins` says that its present version begins on the day, `later` that another one begins after it. Names, kind,
    level, parent and territory (as keys) are those of the day when it is in force then, else those of the day before,
    else its nearest ones.
    """

    unit: int
    key: str
    nature: str
    province: str
    name: str
    full_name: str
    kind: str
    level: str
    parent: str
    territory: str
    before: bool
    on: bool
    begins: bool = False
    later: bool = False

    @property
    def ends(self) -> bool:
        """Whether the directory itself says that it ends on the day."""
        return self.before and not self.on


@dataclass(frozen=True)
class Said:
    """One succession of the day that the directory holds; `row` is its key there."""

    row: int
    source: str
    target: str
    kind: str
    extent: str
    weight: Decimal | None
    weight_basis: str = ""
    clause: str = ""
    legal_basis: str = ""
    note: str = ""


@dataclass(frozen=True)
class Snapshot:
    """All that checks and changes need to know of the directory, in one place and without a database.

    `said` holds the successions of the day by their source; `elsewhere` names the other merger that speaks of a unit on
    the same day.
    """

    on: date
    province: str
    units: Mapping[str, Known]
    said: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def name(self, key: str) -> str:
        """The name of a unit, or its key when the directory does not know it."""
        return self.units[key].name if key in self.units else key

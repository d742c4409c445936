"""Tables of the directory: units through time, successions, groups, people, positions, accounts."""

from thuocdo.directory.models.accounts import Account, AccountImport, AccountManager, RoleTable
from thuocdo.directory.models.people import Absence, Delegation, Person, Position, WorkReceipt
from thuocdo.directory.models.saved_views import SavedView
from thuocdo.directory.models.units import (
    GroupAlias,
    GroupMember,
    PastSuccession,
    PastVersion,
    Revision,
    Succession,
    Unit,
    UnitAlias,
    UnitGroup,
    UnitVersion,
    moment,
)

__all__ = [
    "Absence", "Account", "AccountImport", "AccountManager", "Delegation", "GroupAlias", "GroupMember",
    "PastSuccession", "PastVersion", "Person", "Position", "Revision", "RoleTable", "SavedView", "Succession", "Unit",
    "UnitAlias", "UnitGroup", "UnitVersion", "WorkReceipt", "moment",
]  # fmt: skip

"""Questions to the directory: units at a date, lineage, phrases of documents, people."""

from thuocdo.directory.queries.authority import Headship, Signer, head_of, in_force, signer_on, signers
from thuocdo.directory.queries.beliefs import Version, end_of_belief, first_recorded
from thuocdo.directory.queries.hours import OfficeHours, office_hours
from thuocdo.directory.queries.life import UnitFacts, unit_facts
from thuocdo.directory.queries.lineage import Share, fates, lineage, origins, successors
from thuocdo.directory.queries.listing import Row, Scope, listing
from thuocdo.directory.queries.people import positions_of, roles_of, units_of
from thuocdo.directory.queries.privacy import mail_address
from thuocdo.directory.queries.resolving import (
    Alternative,
    Match,
    Resolution,
    forget,
    members,
    resolve,
    resolve_batches,
    resolve_many,
)
from thuocdo.directory.queries.restating import Ways, restated, ways
from thuocdo.directory.queries.security import (
    Factors,
    account_named,
    account_of,
    factors_of,
    must_have_second_factor,
    people_with,
    security_events,
)
from thuocdo.directory.queries.units import (
    Node,
    ancestors,
    children,
    count,
    name_on,
    names_on,
    told_apart,
    tree,
    unit_by_key,
    version_on,
)

__all__ = [
    "Alternative", "Factors", "Headship", "Match", "Node", "OfficeHours", "Resolution", "Row", "Scope", "Share",
    "Signer", "UnitFacts", "Version", "Ways", "account_named", "account_of", "ancestors", "children", "count",
    "end_of_belief", "factors_of", "fates", "first_recorded", "forget", "head_of", "in_force", "lineage", "listing",
    "mail_address", "members", "must_have_second_factor", "name_on", "names_on", "office_hours", "origins",
    "people_with", "positions_of", "resolve", "resolve_batches",
    "resolve_many", "restated", "roles_of", "security_events", "signer_on",
    "signers", "successors", "told_apart", "tree", "unit_by_key", "unit_facts", "units_of", "version_on", "ways",
]  # fmt: skip

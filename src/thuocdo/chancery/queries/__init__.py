"""Questions of the chancery."""

from thuocdo.chancery.queries.numbers import (
    agency_symbol,
    kind_named,
    next_number,
    numbering,
    policy_of,
    series_for,
    symbol_for,
)

__all__ = ["agency_symbol", "kind_named", "next_number", "numbering", "policy_of", "series_for", "symbol_for"]

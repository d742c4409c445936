"""Fields of administrative reform (lĩnh vực), by which some roles reach."""

from __future__ import annotations

from functools import lru_cache

from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS


@lru_cache(maxsize=1)
def reform_fields() -> dict[str, str]:
    """Code and Vietnamese name of each field, in the order of the yearly plan."""
    rows = read_yaml(PACKS / "national" / "fields.yaml")["fields"]
    return {str(row["code"]): f"{row['number']}. {row['name']}" for row in rows}

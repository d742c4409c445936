"""Parts of a plan as they are printed: the number and the title above their tasks."""

from __future__ import annotations

from collections.abc import Mapping


def section_number(section: str) -> str:
    """The number of a section as printed.

    >>> section_number("PL.IV"), section_number("PL"), section_number("II.1")
    ('IV', '', 'II.1')
    """
    return section.removeprefix("PL.").removeprefix("PL")


def section_title(fields: set[str], field_names: Mapping[str, str]) -> str:
    """The name of the only field of a section's tasks, empty when there are several."""
    return field_names.get(next(iter(fields)), "") if len(fields) == 1 else ""

"""Where a paper is used by rooms above, which this room does not know by name: the wiring says whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.utils.module_loading import import_string

from thuocdo.documents.models import Document


@dataclass(frozen=True)
class Use:
    """One use of a paper (nơi sử dụng): what was made of it, in words, and the page where that stands.

    `kind` is "plan" where it was adopted as a plan to follow.
    """

    label: str
    url: str
    kind: str = ""


def uses(document: Document, person: Any) -> list[Use]:
    """What rooms above have made of a paper, as far as the person may see it there: each callable of `WHERE_USED` in
    the wiring is asked once."""
    wiring = import_module("config.wiring")
    return [use for dotted in wiring.WHERE_USED for use in import_string(dotted)(document, person)]


def adopted(found: list[Use]) -> list[Use]:
    """Of some uses, the plans that were made of the paper."""
    return [use for use in found if use.kind == "plan"]

"""Who may open an address (đối tượng được mở trang): declared once per URL name, enforced by one gate.

Each room with pages has `web/audience.py` with `AUDIENCES: dict[str, Audience]`, by the name of the URL without its
namespace. Addresses that a library brings under names of its own stand in `OUTSIDE` there, by a pattern of the full
name. An address that nobody declared is refused. What a declaration cannot say (this plan, that paper) stays with
views and services.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models

from thuocdo.kernel.audience import SAFE_METHODS, Audience, having, public, signed_in

__all__ = ["SAFE_METHODS", "Audience", "Declared", "declared", "having", "public", "signed_in", "thing_at"]


@dataclass(frozen=True)
class Declared:
    """Everything that the rooms declare: addresses by full name, patterns for libraries, tables of kinds of things."""

    addresses: dict[str, Audience]
    outside: dict[str, Audience]
    things: dict[str, str]

    def of(self, name: str) -> Audience | None:
        """The audience of a URL name with its namespace; nothing when nobody declared it."""
        if name in self.addresses:
            return self.addresses[name]
        return next((found for pattern, found in self.outside.items() if fnmatchcase(name, pattern)), None)


@lru_cache(maxsize=1)
def declared() -> Declared:
    """What the rooms of the wiring declare in their `web/audience.py`: `AUDIENCES`, and where there are any `OUTSIDE`
    and `THINGS` (kind of thing to "app.Model" or "app.Model.field", for `about`)."""
    from config import wiring

    found = Declared({}, {}, {})
    for room in wiring.ROOMS:
        if not (find_spec(f"thuocdo.{room}.web") and find_spec(f"thuocdo.{room}.web.audience")):
            continue
        module = import_module(f"thuocdo.{room}.web.audience")
        found.addresses.update({f"{room}:{name}": one for name, one in module.AUDIENCES.items()})
        found.outside.update(getattr(module, "OUTSIDE", {}))
        found.things.update(getattr(module, "THINGS", {}))
    return found


def thing_at(audience: Audience, arguments: dict[str, Any]) -> models.Model | None:
    """The thing that an address names, whoever asks; nothing when it is about none, or there is no such thing."""
    place = declared().things.get(audience.about, "")
    if not place or audience.key not in arguments:
        return None
    app, model, *field = place.split(".")
    rows = apps.get_model(app, model)._base_manager
    found: models.Model | None = rows.filter(**{field[0] if field else "pk": arguments[audience.key]}).first()
    return found

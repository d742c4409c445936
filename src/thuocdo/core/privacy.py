"""Personal data (dữ liệu cá nhân): declared once, on the model's field, with the kind that masks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from thuocdo.kernel.masking import mask

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
else:
    TextField = models.TextField


class PersonalText(TextField):
    """A text that is personal data; `kind` is one of `kernel.masking.MASKS`."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "kind": self.kind}


def personal_fields(model: type[models.Model]) -> dict[str, str]:
    """Names of a model's fields that hold personal data, with their kinds."""
    return {field.name: field.kind for field in model._meta.concrete_fields if isinstance(field, PersonalText)}


def declared() -> Iterator[tuple[type[models.Model], str, str]]:
    """Every field of the project that holds personal data: model, name, kind."""
    for model in apps.get_models():
        for name, kind in personal_fields(model).items():
            yield model, name, kind


def masked(thing: models.Model, name: str) -> str:
    """The masked value of a personal field of a thing."""
    return mask(personal_fields(type(thing))[name], str(getattr(thing, name)))


def cell(thing: models.Model, name: str, *, shown: bool = False) -> str:
    """A personal field for one cell of a workbook: masked, unless the export was asked for with a purpose (`shown`)."""
    return str(getattr(thing, name)) if shown else masked(thing, name)


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """Kinds of all declared personal fields by the name of the field, whichever model has it."""
    return {name: kind for _model, name, kind in declared()}


def masked_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values with everything masked that stands under the name of a personal field, however deep.

    The audit passes what it keeps through here: it never forgets, so it never learns personal data.
    """
    return {key: _masked_under(key, value) for key, value in values.items()}


def _masked_under(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return masked_values(value)
    if isinstance(value, list | tuple):
        return [_masked_under(key, one) for one in value]
    kind = kinds().get(key)
    if kind is None or value is None or isinstance(value, bool):
        return value
    return mask(kind, str(value))

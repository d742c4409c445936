"""`@decision`: the whole ceremony of an official act, in one place."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.module_loading import import_string

from thuocdo.core import audit, maintenance, outbox
from thuocdo.kernel.errors import NotAllowed

Result = TypeVar("Result")
Abilities = Callable[[Any, Any], frozenset[str]]
DECISIONS: dict[str, Callable[..., Any]] = {}


def decision(
    name: str, *, about: str | None = None, ask: Abilities | None = None
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Make a function a decision: locks and reloads the thing, asks for the right, runs, audits, tells the outbox.

    `name` is `room.verb`; `about` the keyword argument that holds the thing (without it the returned
    model instance is the thing); `ask(by, thing)` gives the verbs that the actor may do. The function
    takes keyword arguments only, `by` and `at` among them. `by=SYSTEM` needs no right; `by=None`
    (nobody signed in) has none; guards of the wiring may refuse besides. Raises `NotAllowed`, which
    says the rule and whom to ask; a refusal for want of rights is audited too. While the program is
    in its read-only mode (`core.maintenance`), everything else is refused.
    """
    verb = name.rpartition(".")[2]

    def wrap(function: Callable[..., Result]) -> Callable[..., Result]:
        @wraps(function)
        def decide(**kwargs: Any) -> Result:
            maintenance.refuse_when_on(name)
            by, at = kwargs["by"], kwargs["at"]
            thing = kwargs.get(about) if about else None
            try:
                with transaction.atomic():
                    if isinstance(thing, models.Model) and thing.pk is not None:
                        thing.refresh_from_db(from_queryset=_locked(thing))
                    _check(name, verb, by, thing, ask)
                    with audit.collecting() as details:
                        result = function(**kwargs)
                    subject = details.thing or thing or result
                    subject = subject if isinstance(subject, models.Model) else None
                    row = audit.record(name, by=by, at=at, thing=subject, details=details)
                    outbox.emit(name, at=at, thing=subject, audit_seq=row.seq)
                    return result
            except NotAllowed:
                with transaction.atomic():
                    subject = thing if isinstance(thing, models.Model) else None
                    audit.record(name, by=by, at=at, thing=subject, outcome="refused")
                raise

        decide.decision, decide.ask = name, ask  # type: ignore[attr-defined]
        DECISIONS[name] = decide
        return decide

    return wrap


def _locked(thing: models.Model) -> models.QuerySet[models.Model]:
    return type(thing)._base_manager.select_for_update(of=("self",))


def _check(name: str, verb: str, by: object, thing: object, ask: Abilities | None) -> None:
    if ask is None or by is audit.SYSTEM:
        return
    from config import wiring

    if by is None:
        raise NotAllowed("core.sign_in", "Việc này cần đăng nhập.", "Đăng nhập rồi làm lại.")
    if verb not in ask(by, thing):
        refusal: NotAllowed = import_string(wiring.NOT_ALLOWED)(by, name, thing)
        raise refusal
    for dotted in wiring.GUARDS:
        import_string(dotted)(by, thing, name)

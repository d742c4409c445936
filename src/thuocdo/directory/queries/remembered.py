"""What whole-country pages show, kept in memory of the process until units change (`Revision`)."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from thuocdo.directory.models import Revision

Answer = TypeVar("Answer")
# A list of the whole country takes about 4 MB.
KEPT = 6
_kept: OrderedDict[tuple[uuid.UUID, Hashable], Any] = OrderedDict()
_lock = Lock()


def remembered(key: Hashable, make: Callable[[], Answer]) -> Answer:
    """What `make` answers, or what it answered since units changed last; one query for the present revision."""
    token = Revision.current()
    if token is None:
        return make()
    with _lock:
        if (token, key) in _kept:
            _kept.move_to_end((token, key))
            return cast("Answer", _kept[token, key])
    answer = make()
    with _lock:
        _kept[token, key] = answer
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return answer

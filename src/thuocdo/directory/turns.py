"""One change of the tree of units or of successions at a time."""

from __future__ import annotations

from django.db import connection

from thuocdo.kernel.errors import Stale

# Two changes at once could each be right alone and make a circle together.
TREE_LOCK = 7_216_003


def take_turn() -> None:
    """Take the turn until the transaction ends; raises `Stale` (directory.busy) when another change has it.

    It does not wait: both hold their own unit by now and may need the other's, and waiting would never end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TREE_LOCK])
        taken = cursor.fetchone()
    if not taken or not taken[0]:
        raise Stale(
            "directory.busy", "Có người khác đang ghi một thay đổi trong danh mục đơn vị.",
            "Chờ vài giây, xem lại danh mục rồi ghi lại.",
        )  # fmt: skip

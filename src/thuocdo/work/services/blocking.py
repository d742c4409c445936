"""What a due instance waits for (vướng mắc): another one, or something in words; it ends when that is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q

from thuocdo.core import audit, notify
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.queries import names_on
from thuocdo.kernel.errors import Refused
from thuocdo.work import permissions
from thuocdo.work.models import Block, Occurrence
from thuocdo.work.queries.sharing import people_charged, waits
from thuocdo.work.rules.life import OCCURRENCES
from thuocdo.work.rules.sharing import closes_a_circle
from thuocdo.work.services.history import Act, Words

WHAT = Words("work.block_says_nothing", "vướng mắc ở đâu")
WHY = Words("work.reason_needed", "vì sao hết vướng mắc")
# Two people noting blocks at the same instant could close a circle that neither of them sees.
BLOCKS_LOCK = 7_216_011
OVER = ("accepted", "waived", "handed_over")


@decision("work.note_block", about="occurrence", ask=permissions.rights)
def note_block(
    *, occurrence: Occurrence, text: str, waits_for: Occurrence | None = None, by: Actor | None, at: datetime
) -> Block:
    """Note what a due instance waits for, in words and perhaps another due instance, whose people are told.

    Refused `work.block_says_nothing`, `work.waits_for_itself`, `work.circle_of_blocks`, `work.nothing_to_wait_for`,
    `work.blocked_before`, `work.another_province`, `work.occurrence.not_allowed`.
    """
    OCCURRENCES.move(occurrence.state, "note_block")
    act, words = Act(by, at), WHAT(text)
    if waits_for is not None:
        _refuse(occurrence, waits_for)
    block = Block.objects.create(
        occurrence=occurrence, waits_for=waits_for, text=words, at=at, by=act.person, by_name=act.name
    )
    audit.changed(after={"waits_for": str(waits_for or ""), "text": words})
    if waits_for is not None:
        _tell(block, waits_for, act)
    return block


def _refuse(occurrence: Occurrence, other: Occurrence) -> None:
    where = {"field": "waits_for"}
    if other.pk == occurrence.pk:
        raise Refused("work.waits_for_itself", "Kỳ hạn không thể vướng chính nó.", "Chọn kỳ hạn khác.", where=where)
    if other.plan.province_key != occurrence.plan.province_key:
        raise Refused("work.another_province", "Kỳ hạn này thuộc tỉnh khác.", "Ghi vướng mắc bằng lời.", where=where)
    if other.state in OVER:
        raise Refused(
            "work.nothing_to_wait_for", "Kỳ hạn được chọn đã xong nên không còn gì để chờ.",
            "Chọn kỳ hạn đang thực hiện, hoặc chỉ ghi bằng lời.", where=where,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BLOCKS_LOCK])
    if Block.objects.filter(occurrence=occurrence, waits_for=other, ended_at=None).exists():
        raise Refused(
            "work.blocked_before", "Vướng mắc này đã được ghi và chưa hết.", "Ghi thêm ở phần tiến độ.", where=where
        )
    if closes_a_circle(waits(), occurrence.pk, other.pk):
        raise Refused(
            "work.circle_of_blocks",
            "Kỳ hạn được chọn lại đang chờ chính kỳ hạn này (trực tiếp hoặc qua việc khác): hai bên sẽ chờ nhau mãi.",
            "Kết thúc vướng mắc của bên kia trước, hoặc ghi vướng mắc bằng lời.", where=where,
        )  # fmt: skip


def _tell(block: Block, other: Occurrence, act: Act) -> None:
    name = names_on([block.occurrence.unit_id], act.on).get(block.occurrence.unit_id, "")
    words = f"{name} đang chờ kết quả “{other.label}” của cơ quan bạn: {block.text[:160]}"
    link = f"/nghia-vu/{other.obligation_id}/?ky={other.pk}"
    for person in people_charged([other.obligation], act.on).get(other.obligation_id, ()):
        if act.person is None or person.pk != act.person.pk:
            notify.tell(person, "work.blocks", words, link=link, at=act.at)


@decision("work.end_block", about="block", ask=permissions.rights)
def end_block(*, block: Block, why: str, by: Actor | None, at: datetime) -> Block:
    """Say that nothing stands in the way any more, and why. Refused `work.reason_needed`, `work.block_over`."""
    act, reason = Act(by, at), WHY(why)
    if block.ended_at is not None:
        raise Refused("work.block_over", "Vướng mắc này đã hết từ trước.", "Không cần làm gì nữa.")
    block.ended_at, block.ended_by_name, block.ended_why = at, act.name, reason
    block.save(update_fields=["ended_at", "ended_by_name", "ended_why"])
    audit.changed(before={"text": block.text}, after={"ended": True}, why=reason)
    return block


class Freeing:
    """Ends the blocks that are over because due instances are done: of those who waited for them, and their own."""

    def __init__(self, act: Act) -> None:
        self.act = act

    def done(self, occurrences: Sequence[Occurrence], what: str) -> None:
        """They are done, and `what` says how ("đã được duyệt"); who waited is told. One query when nobody did."""
        keys = [one.pk for one in occurrences]
        about = Q(waits_for__in=keys) | Q(occurrence__in=keys)
        rows = list(Block.objects.filter(about, ended_at=None).select_related("occurrence__obligation", "waits_for"))
        for row in rows:
            row.ended_at, row.ended_by_name = self.act.at, self.act.name
            row.ended_why = f"Kết quả được chờ {what}." if row.waits_for_id in keys else f"Kỳ hạn {what}."
        if rows:
            Block.objects.bulk_update(rows, ["ended_at", "ended_by_name", "ended_why"])
            self._tell([row for row in rows if row.waits_for_id in keys], what)

    def _tell(self, freed: Sequence[Block], what: str) -> None:
        told = people_charged({row.occurrence.obligation for row in freed}, self.act.on)
        for row in freed:
            obligation = row.occurrence.obligation_id
            words = f"Kết quả mà cơ quan bạn chờ {what} ({row.waits_for}). Vướng mắc đã tự kết thúc."
            for person in told.get(obligation, ()):
                link = f"/nghia-vu/{obligation}/?ky={row.occurrence_id}"
                notify.tell(person, "work.block_over", words, link=link, at=self.act.at)

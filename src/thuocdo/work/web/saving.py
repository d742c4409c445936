"""Two people at one due instance: a form carries what its writer saw, and is told what others did since then.

Nothing is lost on either side: what the first one saved stands in the history, what the second one typed stays in the
form, and sending it again saves it too.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from thuocdo.directory.models import Person
from thuocdo.kernel.errors import NotAllowed
from thuocdo.ui.formatting import vn_datetime
from thuocdo.work.models import Evidence, Move, Note, Occurrence
from thuocdo.work.web.events import VERBS

FIELD = "da-thay"
SHOWN = 5


class Meanwhile(Exception):
    """Others changed the due instance since the form was drawn; `changes` says what, in sentences."""

    def __init__(self, changes: list[str]) -> None:
        super().__init__("; ".join(changes))
        self.changes = changes

    @property
    def words(self) -> str:
        """What the person who comes second is told."""
        said = " ".join(f"{change}." for change in self.changes[:SHOWN])
        return _(
            "Trong lúc bạn nhập, kỳ hạn này đã thay đổi: %(changes)s Nội dung bạn nhập vẫn còn dưới đây và chưa được"
            " ghi; xem lại rồi bấm lần nữa để ghi."
        ) % {"changes": said}


def seen_of(occurrence: Occurrence) -> str:
    """What a form drawn now has seen: the newest move, note and proof of the due instance; one query."""
    newest = [_newest(kind) for kind in (Move, Note, Evidence)]
    row = Occurrence.objects.filter(pk=occurrence.pk).order_by().values_list(*newest).get()
    return ".".join(str(key or 0) for key in row)


def _newest(kind: type[Move] | type[Note] | type[Evidence]) -> Subquery:
    rows = kind._default_manager.filter(occurrence=OuterRef("pk")).order_by("-pk")
    return Subquery(rows.values("pk")[:1])


def carefully(occurrence: Occurrence, seen: str, person: Person | None, run: Callable[[], object]) -> None:
    """Save unless others changed the due instance since; it stays locked between looking and saving.

    Raises `Meanwhile`, or what the decision refuses. A form that says nothing of what it saw is saved as before.
    """
    refusal: NotAllowed | None = None
    with transaction.atomic():
        Occurrence.objects.select_for_update(of=("self",)).get(pk=occurrence.pk)
        if changes := changes_since(occurrence, seen, person):
            raise Meanwhile(changes)
        try:
            run()
        except NotAllowed as error:
            # Its row in the audit must not be taken back with this transaction.
            refusal = error
    if refusal is not None:
        raise refusal


def changes_since(occurrence: Occurrence, seen: str, person: Person | None) -> list[str]:
    """What others did with the due instance after a form was drawn, in sentences."""
    marks = seen.split(".")
    if len(marks) != len((Move, Note, Evidence)) or not all(one.isascii() and one.isdigit() for one in marks):
        return []
    last_move, last_note, last_proof = (min(int(one[:18]), 2**62) for one in marks)
    key = person.pk if person is not None else 0
    moves = Move.objects.filter(occurrence=occurrence, pk__gt=last_move).exclude(by=key)
    notes = Note.objects.filter(occurrence=occurrence, pk__gt=last_note).exclude(by=key)
    proof = Evidence.objects.filter(occurrence=occurrence, pk__gt=last_proof).exclude(by=key)
    found = [(row.at, row.by_name, _quoted(str(VERBS.get(row.verb, row.verb)), row.reason)) for row in moves]
    found += [(row.at, row.by_name, _quoted(_("Ghi tiến độ"), row.text)) for row in notes]
    found += [(row.at, row.by_name, _quoted(_("Thêm tài liệu"), row.title)) for row in proof]
    return [f"{vn_datetime(at)}, {name}: {words}" for at, name, words in sorted(found, key=lambda row: row[0])]


def _quoted(verb: str, text: str) -> str:
    return f"{verb.lower()} “{text[:160]}”" if text else verb.lower()

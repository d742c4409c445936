"""One digest a person and day, and one message of what is urgent: made by the run, read and mailed later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from thuocdo.core import clock, notify
from thuocdo.urging.models import Message, Run, Wish
from thuocdo.urging.queries.recipients import people_with_mail, waiting_for
from thuocdo.urging.rules import sending
from thuocdo.urging.rules.ladder import Hours, Ladder
from thuocdo.urging.rules.words import DECIDE, sentence

Key = tuple[int, bool]
NOTICE = "urging.digest"


class Telling:
    """Messages of a run, `made` by person and urgency; the number of statements does not grow with the people."""

    def __init__(self, run: Run, ladders: Mapping[str, Ladder]) -> None:
        self.run, self.ladders = run, ladders
        self.made: dict[Key, int] = {}

    def make(self, counts: dict[Key, dict[str, int]], mailed: set[Key]) -> None:
        """Make the messages with their counts, and a notice for each; `mailed` are those whose rungs use mail.

        Results that wait for a decision stand in the digest; alone they make one only when one has come lately.
        """
        since = min((ladder.deciding_since for ladder in self.ladders.values()), default=1)
        waiting = waiting_for(list(self.ladders), self.run.day - timedelta(days=since), self.run.day)
        for person, one in waiting.items():
            if one.fresh or (person, False) in counts:
                counts.setdefault((person, False), {})[DECIDE] = one.count
                mailed.add((person, False))
        people = sorted({person for person, _urgent in counts})
        reached = people_with_mail(people)
        wishes = {row.person_id: _wish(row) for row in Wish.objects.filter(person__in=people)}
        rows = [
            self._message(key, counts[key], key in mailed, key[0] in reached, wishes.get(key[0], sending.Wish()))
            for key in sorted(counts)
        ]
        for row in Message.objects.bulk_create(rows):
            self.made[row.person_id, row.urgent] = row.pk
        notify.tell_many(NOTICE, self._notices(rows), at=self.run.at)

    def _message(
        self, key: Key, counts: dict[str, int], mails: bool, reached: bool, wish: sending.Wish
    ) -> Message:  # fmt: skip
        person, urgent = key
        made = Message(
            run=self.run, person_id=person, day=self.run.day, urgent=urgent, at=self.run.at, counts=counts,
            mail=_mail(mails, reached, urgent or wish.mails),
        )  # fmt: skip
        if made.mail == Message.Mail.WAITING:
            made.send_at = sending.goes_out(self.run.at.astimezone(clock.ZONE), self._hours(), wish, urgent=urgent)
        return made

    def _hours(self) -> Hours:
        """Hours of the day: those of the ladder; people of several provinces have the earliest."""
        return min((ladder.hours for ladder in self.ladders.values()), key=lambda hours: hours.digest_at)

    def _notices(self, rows: Iterable[Message]) -> list[notify.Told]:
        return [
            notify.Told(
                f"person:{row.person_id}", sentence(row.counts, self.run.day, urgent=row.urgent),
                reverse("urging:message", args=[row.pk]),
            )
            for row in rows
        ]  # fmt: skip


def _wish(row: Wish) -> sending.Wish:
    return sending.Wish(row.digest_at, row.quiet_from, row.quiet_to, row.mails)


def _mail(mails: bool, reached: bool, wanted: bool) -> str:
    """What becomes of the mail, told from the start."""
    if not mails:
        return Message.Mail.NONE
    if not settings.THUOCDO_MAIL_ON:
        return Message.Mail.OFF
    if not wanted:
        return Message.Mail.UNWANTED
    return Message.Mail.WAITING if reached else Message.Mail.NO_ADDRESS

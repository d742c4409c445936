"""Papers of a meeting begun as drafts of the chancery, which go on to approval, number and signature there."""

from __future__ import annotations

from datetime import datetime

from thuocdo.chancery.services.drafting import Beginning, draft
from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.meetings import permissions
from thuocdo.meetings.models import Meeting, MeetingPaper
from thuocdo.meetings.queries.papers import content_of
from thuocdo.meetings.services.hand import Hand


@decision("meetings.draft_paper", about="meeting", ask=permissions.rights)
def draft_paper(*, meeting: Meeting, form: str, by: Actor | None, at: datetime) -> MeetingPaper:
    """Begin the invitation, the minutes or the notice of conclusions as a draft (soạn văn bản của cuộc họp).

    Refused `meetings.no_such_paper`, and whatever the chancery refuses.
    """
    hand = Hand(by, at)
    content = content_of(meeting, form, hand.on)
    made = draft(beginning=Beginning(unit=meeting.unit, kind=form, content=content), by=by, at=at)
    paper = MeetingPaper.objects.create(
        meeting=meeting, kind=MeetingPaper.Kind(form), draft=made, at=at, by_name=hand.name
    )
    audit.changed(after={"paper": form, "draft": made.pk})
    return paper

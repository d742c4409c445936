"""Papers and plans of units that end: they stay where they were, and whoever takes over reads them."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thuocdo.documents.models import Document
from thuocdo.kernel.passing import KindOfPassing, Passage, Passing
from thuocdo.work.models import Plan

KINDS = {
    "papers.open": KindOfPassing(_("Văn bản đang xử lý, đơn vị nhận làm tiếp")),
    "papers.read": KindOfPassing(_("Văn bản đã xử lý, đơn vị nhận được đọc")),
    "papers.left": KindOfPassing(_("Văn bản chưa có đơn vị nhận"), needs_person=True),
    "plans.kept": KindOfPassing(_("Kế hoạch do đơn vị ban hành, giữ nguyên")),
}


def foresee(passage: Passage) -> list[Passing]:
    """Which papers the unit received and which plans it issued; nothing of them is changed."""
    return [*_papers(passage), *_plans(passage)]


def _readers(passage: Passage, unit: int) -> list[int]:
    return [taker.unit for taker in passage.takers[unit] if taker.keeps_memory]


def _papers(passage: Passage) -> Iterator[Passing]:
    received = Document.objects.filter(received_unit__in=list(passage.takers)).order_by("received_unit", "pk")
    for paper in received.only("pk", "number_symbol", "subject", "file_name", "state", "received_unit"):
        unit = paper.received_unit_id
        assert unit is not None
        words = " ".join(part for part in (paper.number_symbol, paper.subject or paper.file_name) if part)
        kind = "papers.open" if paper.is_open else "papers.read"
        link = reverse("documents:document", args=[paper.pk])
        readers = _readers(passage, unit)
        for reader in readers:
            yield Passing(unit, reader, kind, words, paper.get_state_display(), link=link)
        if not readers:
            yield Passing(unit, None, "papers.left", words, paper.get_state_display(), link=link)


def _plans(passage: Passage) -> Iterator[Passing]:
    issued = Plan.objects.filter(issuer__in=list(passage.takers)).order_by("issuer", "pk")
    # Drafts are nobody's business but of those who write them.
    issued = issued.exclude(state__in=[Plan.State.DRAFT, Plan.State.PROPOSED, Plan.State.DISCARDED])
    for plan in issued.only("pk", "title", "number_symbol", "state", "issuer"):
        unit = plan.issuer_id
        assert unit is not None
        readers: list[int | None] = [*_readers(passage, unit)]
        for reader in readers or [None]:
            yield Passing(unit, reader, "plans.kept", plan.title, plan.get_state_display(),
                          link=reverse("work:plan", args=[plan.pk]))  # fmt: skip

"""What rights cost a list: the same page for who reaches some units and for who looks over the province, in one run.

Goal: at most 20 % over the province-wide role (`ratio`), where no unit has to be looked for. The list of papers has
3,000 of them, half confirmed, spread over all agencies; plans and due instances are those of the demo year. Requests of
the two alternate, so that whatever else the machine does weighs on both.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from benchmarks.measure import Result

GOAL, TIMES, PAPERS = 1.20, 40, 3000
LISTS = {"papers": "/van-ban/", "plans": "/ke-hoach/", "due instances": "/ky-han/"}
# Who reaches below and who has an own unit only, beside the inspector, who looks over the province.
NARROW = {
    "head of the province's committee, units below": "chutich-tinh",
    "head of one agency": "minh",
    "officer": "lan",
}


def run() -> list[Result]:
    """Each list for each narrow role against the inspector's."""
    from benchmarks import database

    database.ready()
    from config import boot
    from thuocdo.core import clock, packs

    with clock.fixed(clock.at_day(database.TODAY)):
        database.year()
        _committee_head()
        _papers()
        packs.refresh_statistics()
        boot.settle()
        wide = _reader("thanhtra")
        return [
            _compared(f"{name}: {who}", _reader(username), wide, address)
            for name, address in LISTS.items()
            for who, username in NARROW.items()
        ]


def _compared(name: str, narrow: Callable[[str], int], wide: Callable[[str], int], address: str) -> Result:
    statements = [ask(address) for ask in (narrow, wide, narrow, wide)]
    taken: dict[str, list[float]] = {"narrow": [], "wide": []}
    for _ in range(TIMES):
        for who, ask in (("narrow", narrow), ("wide", wide)):
            start = time.perf_counter()
            ask(address)
            taken[who].append((time.perf_counter() - start) * 1000)
    mine, theirs = (statistics.median(taken[who]) for who in ("narrow", "wide"))
    size = f"{mine:.1f} / {theirs:.1f} ms, {statements[2]} / {statements[3]} SQL"
    found = Result(name=name, size=size, median=round(mine / theirs, 3), unit="x", goal=GOAL, baseline="inspector")
    return replace(found, ratio=found.median)


def _reader(username: str) -> Callable[[str], int]:
    """A browser of somebody: gets an address and says how many statements that took."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from thuocdo.directory.models import Account

    client = Client(HTTP_HOST="127.0.0.1")
    account = Account.objects.get(username=username)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")

    def ask(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code} to {username}")
        return len(queries)

    return ask


def _committee_head() -> None:
    """Somebody who heads the province's committee: every agency of the province hangs below."""
    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.directory import services
    from thuocdo.directory.models import Unit
    from thuocdo.portal.demo.people import PASSWORD

    at = clock.now()
    person = services.create_person(full_name="Người đứng đầu UBND tỉnh", by=SYSTEM, at=at)
    terms = services.Terms(title="Chủ tịch", role="unit_head", start=date(2025, 3, 1), is_head=True)
    services.appoint(person=person, unit=Unit.objects.get(key="NA.UBND"), terms=terms, by=SYSTEM, at=at)
    services.open_account(person=person, username="chutich-tinh", password=PASSWORD, by=SYSTEM, at=at)


def _papers() -> None:
    """Papers received all over the province, half of them confirmed."""
    from thuocdo.core import clock
    from thuocdo.directory.models import Unit
    from thuocdo.documents.models import Document

    model: Any = Document.objects.select_related("file").first()
    units = list(Unit.objects.filter(key__startswith="NA.").values_list("pk", flat=True))
    at = clock.now()
    Document.objects.bulk_create(
        Document(
            number_symbol=f"{number}/KH-UBND", number_key=f"{number}/kh-ubnd", doc_type="kế hoạch",
            subject=f"Kế hoạch số {number}", issuer=model.issuer, issuer_name=model.issuer_name,
            province=model.province, issued_value="2025-01-10", file=model.file, file_name=model.file_name,
            sha256=f"{number:064x}", state="confirmed" if number % 2 else "confirming", received_at=at,
            received_unit_id=units[number % len(units)], confirmed_at=at if number % 2 else None,
            confirmed_by=model.confirmed_by if number % 2 else None,
        )
        for number in range(PAPERS)
    )  # fmt: skip

"""Searching and listing a register of 1,000,000 papers: p95 under 200 ms from request to page, whoever asks.

The rows are made in a database of their own (`million`), which is kept for the next run; `THUOCDO_BENCH_PAPERS` sets
another number. Every question is asked in several forms in turn, so that no answer is only a repeated one.
"""

from __future__ import annotations

import os
import statistics
import time
from itertools import cycle
from urllib.parse import urlencode

from benchmarks.measure import ROOT, Result, percentile

GOAL_MS, TIMES = 200, 30
COUNT = int(os.environ.get("THUOCDO_BENCH_PAPERS", "1000000"))
FOLDER = ROOT / "var" / "bench-search"
READERS = {"commune": "xa", "department": "minh", "province's head": "chutich-tinh", "inspector": "thanhtra"}
# Questions of one kind, asked in turn; a dict is the form, a text the search box.
QUESTIONS: dict[str, list[dict[str, str]]] = {
    "register, no search": [{}, {"trang": "3"}, {"sap-xep": "so"}, {"sap-xep": "-ngay"}],
    "rare words": [{"tim": "chuyển nhượng quyền sử dụng đất Quỳ Hợp"}, {"tim": "xóa mù chữ Con Cuông"},
                   {"tim": "thi hành án dân sự Tương Dương"}],
    "in no paper": [{"tim": "kế hoạch xyzw"}, {"tim": "quyết định abcde"}],
    "common words": [{"tim": "kế hoạch"}, {"tim": "ủy ban nhân dân"}, {"tim": "cải cách hành chính"}],
    "without marks": [{"tim": "ke hoach cai cach"}, {"tim": "giai ngan von dau tu cong"}, {"tim": "quyet dinh"}],
    "phrase": [{"tim": '"cải cách hành chính"'}, {"tim": '"chuyển nhượng quyền"'},
               {"tim": '"thủ tục hành chính công"'}],
    "phrase without marks": [{"tim": '"kiem soat thu tuc"'}, {"tim": '"ban nhan dan tinh"'}],
    "number": [{"tim": "3667"}, {"tim": "12/QĐ-UBND"}, {"tim": "so:450"}, {"tim": "7"}],
    "field and days": [{"trich-yeu": "tuyển dụng", "tu": "01/01/2023", "den": "31/12/2023"},
                       {"co-quan": "sở nội vụ", "nam": "2019"}, {"tim": 'trichyeu:"giải ngân" ngay:03/2020'}],
    "type, state, year": [{"loai": "chỉ thị", "nam": "2016"}, {"loai": "nghị quyết", "trang-thai": "confirmed"},
                          {"trang-thai": "confirming"}, {"nam": "2017"}],
    "spelling, exclusion": [{"tim": "CCHC -kiểm"}, {"tim": "VNPT I-Office"}, {"tim": "kế hoạch -UBND"}],
    "while typing": [{"tim": "kế ho", "go": "1"}, {"tim": "chuyển đổi s", "go": "1"}, {"tim": "xóa mù ch", "go": "1"}],
}  # fmt: skip


def run() -> list[Result]:
    """Thirty requests of each kind for each reader, after two unmeasured ones."""
    from benchmarks import database

    made = FOLDER / f"made-{COUNT}"
    database.ready(folder=FOLDER, keep=made.exists())
    from config import boot
    from thuocdo.core import clock

    with clock.fixed(clock.at_day(database.TODAY)):
        if not made.exists():
            _make()
            made.touch()
        boot.settle()
        return [_asked(kind, who) for kind in QUESTIONS for who in READERS]


def _make() -> None:
    from benchmarks import database, million, rights
    from thuocdo.core import clock, packs
    from thuocdo.core.audit import SYSTEM
    from thuocdo.directory import services
    from thuocdo.directory.models import Unit
    from thuocdo.portal.demo.people import PASSWORD

    database.year()
    rights._committee_head()
    at = clock.now()
    person = services.create_person(full_name="Cán bộ xã", by=SYSTEM, at=at)
    terms = services.Terms(title="Công chức", role="unit_officer", start=database.TODAY.replace(day=1))
    commune = Unit.objects.filter(key__startswith="NA.", versions__level="xa", versions__valid__contains=database.TODAY)
    services.appoint(person=person, unit=commune.order_by("key")[0], terms=terms, by=SYSTEM, at=at)
    services.open_account(person=person, username="xa", password=PASSWORD, by=SYSTEM, at=at)
    million.build(COUNT)
    packs.refresh_statistics()


def _asked(kind: str, who: str) -> Result:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from thuocdo.directory.models import Account

    client = Client(HTTP_HOST="127.0.0.1")
    account = Account.objects.get(username=READERS[who])
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    taken, statements = [], 0
    questions = cycle(QUESTIONS[kind])
    for turn in range(TIMES + 2):
        address = f"/van-ban/?{urlencode(next(questions))}"
        start = time.perf_counter()
        answer = client.get(address)
        if turn > 1:
            taken.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/van-ban/?{urlencode(QUESTIONS[kind][0])}")
    statements = len(queries)
    return Result(
        name=f"{kind}: {who}", size=f"{COUNT} papers, {statements} SQL", median=round(statistics.median(taken), 1),
        p95=round(percentile(taken, 0.95), 1), unit="ms", goal=GOAL_MS,
    )  # fmt: skip

"""Planted personal data are looked for wherever the program writes: pages, workbooks, error pages, logs, every table.

Everybody in a small province has a telephone number, an address and an id that nobody else has. Each role then opens
every address that there is, forms fail, pages break, jobs fail; what was planted may come out in one place only: the
answer to somebody who told the purpose, and one's own data.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from thuocdo.core import clock, files, jobs, logs, notify
from thuocdo.core.audience import declared
from thuocdo.core.audit import SYSTEM
from thuocdo.directory import services
from thuocdo.directory.models import Person
from thuocdo.directory.queries import mail_address
from thuocdo.kernel.errors import Refused
from thuocdo.work import services as work
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import signed_in

pytestmark = pytest.mark.django_db
ROLES = ("operator", "minh", "hoa", "lan", "leader", "tam", "inspector", "dung")
# Where personal data live: the row itself, and the sealed store of sessions that is compressed text of the framework.
AT_HOME = {"directory_person"}
OUTSIDE = ("account_",)


@dataclass
class Planted:
    """What was planted: value to the person it belongs to."""

    owners: dict[str, int] = field(default_factory=dict)

    def plant(self, person: Person) -> None:
        number = 100_000 + person.pk
        person.phone, person.national_id = f"0973{number}", f"040185{number}"
        person.email = f"bi.mat.{number}@kin.nghean.gov.vn"
        person.save()
        self.owners |= {value: person.pk for value in (person.phone, person.national_id, person.email)}

    def found_in(self, text: str, *, but_of: Person | None = None) -> list[str]:
        """Planted values in a text, those of one person left out."""
        own = but_of.pk if but_of is not None else None
        return [value for value, owner in self.owners.items() if owner != own and value in text]


@pytest.fixture
def place(db) -> Province:
    return Province()


@pytest.fixture
def planted(place, settings) -> Planted:
    settings.THUOCDO_SECOND_FACTOR = "optional"
    planted = Planted()
    for person in place.everybody().values():
        planted.plant(person)
    assert Person.objects.count() == len(place.everybody())
    return planted


@pytest.fixture
def book(place) -> None:
    """A year in small, so that there is something on every page."""
    paper = make.document(place.hoa, place.committee)
    with clock.fixed(date(2025, 1, 10)):
        work.adopt_document(document=paper, by=place.hoa, at=clock.now())
    for day in (date(2025, 3, 1), date(2025, 7, 1)):
        work.hand_over_merged_units(on=day, by=SYSTEM, at=clock.at_day(day))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the handler of this deployment writes, with everything switched on."""
    written = io.StringIO()
    configured = logs.configuration()
    handler = logging.StreamHandler(written)
    handler.setFormatter(configured["formatters"]["json"]["()"]())
    for name in configured["handlers"]["console"]["filters"]:
        handler.addFilter(configured["filters"][name]["()"]())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def _named(patterns: list, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _named(pattern.url_patterns, space)
        elif pattern.name and not pattern.name.startswith(OUTSIDE):
            yield f"{prefix}{pattern.name}", pattern


def addresses() -> Iterator[str]:
    """Every address that there is; where it names a thing, for the first, the second and the last of its kind."""
    for name, pattern in sorted(dict(_named(get_resolver().url_patterns)).items()):
        audience, keys = declared().of(name), list(pattern.pattern.converters)
        place = declared().things.get(audience.about, "") if audience is not None and audience.key in keys else ""
        for value in _some(place) if place and audience is not None else [1]:
            given = dict.fromkeys(keys, 1) | ({audience.key: value} if place and audience is not None else {})
            yield reverse(name, kwargs=given)


def _some(place: str) -> list[Any]:
    app, model, *names = place.split(".")
    found = list(apps.get_model(app, model)._base_manager.order_by("pk").values_list(*names or ["pk"], flat=True))
    return sorted({*found[:2], *found[-1:]}, key=str)


def text_of(answer: Any) -> str:
    """Content of an answer, whatever it is; workbooks and documents unpacked."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return str(content.decode("utf-8", "replace"))


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_personal_data_of_others(place, planted, book, log, role):
    person = place.everybody()[role]
    client = signed_in(person)
    client.raise_request_exception = False
    opened = 0
    for address in [*addresses(), f"/nguoi/{place.lan.pk}/", f"/nguoi/{place.minh.pk}/", "/tim/?tim=Lan"]:
        answer = client.get(address)
        opened += answer.status_code == 200
        shown = planted.found_in(text_of(answer), but_of=person)
        assert not shown, f"{address} shows {role} personal data of somebody else"
    assert opened > (3 if role == "dung" else 8), "most addresses must really have been opened"
    assert not planted.found_in(log.getvalue())


JUNK = {"trang": "x", "pk": "0", "viec": "x", "csrf": "x", "confirm": "", "why": "", "unit": "0"}


@pytest.mark.parametrize("role", ["operator", "minh", "lan"])
def test_a_form_that_fails_tells_the_log_and_the_tables_nothing(place, planted, book, log, role):
    """Forms keep what was typed for who typed it; nothing else does."""
    client = signed_in(place.everybody()[role])
    owner = place.binh
    typed = {"full_name": owner.full_name, "phone": owner.phone, "email": "x" + owner.email, "national_id": "12",
             "old": owner.phone, "new": owner.national_id, "login": owner.email, "username": owner.email}  # fmt: skip
    client.raise_request_exception = False
    before = rows_with(planted)
    for address in addresses():
        if "dang-xuat" not in address:
            client.post(address, {**JUNK, **typed})
    assert log.getvalue() and not planted.found_in(log.getvalue())
    assert rows_with(planted) == before


def test_what_breaks_shows_nothing_of_what_it_had_in_hand(place, planted, log, monkeypatch):
    lan = place.lan

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError(f"hỏng với {lan.phone} {lan.email} {lan.national_id}")

    monkeypatch.setattr("thuocdo.portal.web.pages.search", broken)
    client = signed_in(place.hoa)
    client.raise_request_exception = False
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        answer = client.get("/tim/?tim=x", **headers)
        assert answer.status_code == 500 and not planted.found_in(text_of(answer))
    assert "RuntimeError" in log.getvalue() and not planted.found_in(log.getvalue())


def test_an_address_with_personal_data_in_it_is_not_repeated(place, planted, log):
    lan = place.lan
    for client in (signed_in(place.hoa), Client()):
        for address in (f"/khong-co/{lan.phone}/", f"/co-quan/{lan.national_id}/", f"/nguoi/{lan.national_id}/"):
            answer = client.get(address)
            assert answer.status_code in (302, 403, 404)
            # The forms for colours and language lead back to where the visitor was: the address bar says no less.
            words = re.sub(r'<input type="hidden" name="next"[^>]*>', "", text_of(answer))
            assert answer.status_code == 302 or not planted.found_in(words), address
    assert not planted.found_in(log.getvalue())


def tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if name not in AT_HOME]


def rows_with(planted: Planted) -> dict[str, list[str]]:
    """Planted values in any row of any table but their home."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            if shown := planted.found_in(cursor.fetchone()[0]):
                found[table] = shown
    return found


def test_no_table_but_their_own_learns_personal_data(place, planted, book, log, settings, monkeypatch):
    now, operator, lan = clock.now(), place.operator, place.lan
    services.unmask(person=lan, field="phone", purpose="contact", by=operator, at=now)
    told = {"purpose": "inspection", "note": "Kết luận số 5"}
    services.export_personal(what="danh bạ", fields=["phone"], count=8, told=told, by=operator, at=now)
    services.hand_out_data(person=lan, by=lan, at=now)
    planted.owners |= {"0988000111": 0, "040190000111": 0, "moi.nhap@kin.nghean.gov.vn": 0, "0988000222": 0}
    new = services.create_person(
        full_name="Người Mới", phone="0988000111", national_id="040190000111", email="moi.nhap@kin.nghean.gov.vn",
        by=operator, at=now,
    )  # fmt: skip
    services.correct_contact(person=new, email="", phone="0988000222", by=operator, at=now)
    with pytest.raises(Refused):
        services.correct_person(person=new, full_name="Mới", national_id=lan.national_id, by=operator, at=now)
    services.erase_person(person=new, why="Nhập nhầm người", by=operator, at=now)
    settings.THUOCDO_MAIL_ON, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    services.open_account(person=lan, username="lan", password="mot-mat-khau-rat-dai-2025", by=operator, at=now)
    assert mail_address(lan.actor_key) == lan.email
    notice = notify.tell(lan, "work.due", "Nhắc hạn", at=now)
    with pytest.raises(notify.MailFailed):
        jobs.mail_notice(notice_id=notice.pk)
    with pytest.raises(RuntimeError), jobs.run("test.job"):
        raise RuntimeError(f"Key (national_id)=({lan.national_id}) already exists, {lan.email}")
    assert not rows_with(planted)
    assert not planted.found_in(log.getvalue())


def test_the_log_of_the_embedded_database_holds_no_values(place, planted):
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        own_log = Path(cursor.fetchone()[0]) / "log"
    if not own_log.exists():
        pytest.skip("a database server of one's own keeps its log elsewhere")
    start = own_log.stat().st_size
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(full_name="Ai", folded="ai", national_id=place.lan.national_id, created_at=clock.now())
    told = own_log.read_bytes()[start:].decode()
    assert "duplicate key" in told and not planted.found_in(told)


def test_the_search_itself_finds_what_is_there(place, planted):
    """No test that cannot fail: planted where it must not be, it is found."""
    lan = place.lan
    client = signed_in(lan)
    assert set(planted.found_in(text_of(client.get("/du-lieu-ca-nhan/cua-toi/")))) == {
        lan.phone, lan.email, lan.national_id,
    }  # fmt: skip
    notify.tell(lan, "test.x", f"gọi {lan.phone}", at=clock.now())
    assert rows_with(planted) == {"core_notice": [lan.phone]}
    book = files.store(b"x", name=f"{lan.national_id}.txt")
    assert set(rows_with(planted)) == {"core_notice", "core_storedfile"} and book.pk

"""The permission matrix: every address x every role x the place of the thing, read and sent, against `reference`.

Generated: addresses come from the URL resolver, roles from the pack. A page without a declared audience, a kind of
thing without a maker and an unexpected answer fail here. Refused forms must write nothing but their refusal.

To add a page: declare its audience; a new kind of thing gets a maker in `world`; a form whose view reads the fields
before it asks for the right gets valid fields in `FORMS`; a thing named in the query or the form stands in `ASKED`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.architecture.test_addresses import ADDRESSES
from tests.permissions import reference
from tests.permissions.reference import ACTORS, HIDDEN, LOGIN, OPEN, REFUSED, ROLES, Actor
from tests.permissions.world import (
    ANONYMOUS,
    ENDED,
    FAR,
    NO_POST,
    OWN,
    PLACES,
    TODAY,
    World,
    build,
    packed,
    upload,
    workbook_of,
)
from thuocdo.core import clock
from thuocdo.core.audience import Audience, declared
from thuocdo.core.models import AuditRow

NAMES = sorted(ADDRESSES)
# Who has no verb at all answers the same everywhere.
WITHOUT_VERBS = (ANONYMOUS, NO_POST, ENDED)
Fields = Callable[[World, str], dict[str, Any]]


def plan_sheet(world: World, place: str) -> int:
    """A workbook of the plan's tasks that was looked over."""
    return int(world.thing("plan", place).sheet_imports.filter(kind="plan").values_list("pk", flat=True)[0])


# Other arguments of addresses than the key of the thing.
ARGUMENTS: dict[str, Fields] = {
    "work:plan_sheet": lambda world, place: {"number": plan_sheet(world, place)},
    "work:plan_sheet_faults": lambda world, place: {"number": plan_sheet(world, place)},
    "work:derive": lambda world, place: {"pk": world.thing("plan", OWN).pk},
    "work:plan_paper_file": lambda world, place: {"ending": "docx"},
    "work:plan_part": lambda world, place: {"part": "chung"},
    "work:amendment_line": lambda world, place: {"slug": "bo-sung"},
    "work:contribution_file": lambda world, place: {"file": world.thing("contribution", place).files.get().pk},
    "chancery:draft_file": lambda world, place: {"ending": "docx"},
    "chancery:draft_picture": lambda world, place: {"number": 1},
    "directory:saved_view_link": lambda world, place: {"token": world.thing("saved_view", OWN).token},
    "directory:correct_succession": lambda world, place: {"pk": world.steps[place].pk},
    "chancery:delivery_package": lambda world, place: {
        "delivery": packed(world, world.thing("document", place, "chancery:delivery_package"), place).pk
    },
    "documents:item": lambda world, place: {"label": "1"},
    "documents:scan": lambda world, place: {"number": 1},
    "documents:page_image": lambda world, place: {"number": 1},
    "documents:beside": lambda world, place: {"lower": world.thing("document", OWN).pk},
    "meetings:paper_file": lambda world, place: {"ending": "docx"},
    "meetings:month_file": lambda world, place: {"ending": "xlsx"},
    "meetings:month_unit_file": lambda world, place: {"ending": "xlsx"},
    "mergers:minute": lambda world, place: {"number": 1},
    "mergers:minute_docx": lambda world, place: {"number": 1},
    "mergers:confirm": lambda world, place: {"number": 1},
}
# Fields of a form, with the verb that they ask for where the address knows several.
FORMS: dict[str, tuple[Fields, str]] = {
    "work:plan_sheets": (
        lambda world, place: {"file": workbook_of([["TT", "Nhiệm vụ"], ["1", "Việc"]])}, "work.prepare_amendment",
    ),
    "work:plan_sheet": (lambda world, place: {"agree": "1", "digest": "0"}, "work.prepare_amendment"),
    "chancery:draft_approve": (lambda world, place: {"phien-ban": 1, "revision": 1}, ""),
    "chancery:draft_close_comment": (
        lambda world, place: {
            "gop-y": world.thing("draft", place, "chancery:draft_close_comment").comments.get().pk, "tra-loi": "đã sửa",
        },
        "",
    ),
    "directory:save_view": (lambda world, place: {"page": "/ky-han/", "name": "x", "query": "tinh-trang=overdue"}, ""),
    "directory:receipt": (lambda world, place: {"viec": "nhan"}, "directory.take_work"),
    "chancery:delivery": (lambda world, place: {"viec": "tiep-nhan"}, "chancery.receive_delivery"),
    "chancery:follow": (lambda world, place: {"viec": "nhac", "chon": "1"}, "chancery.urge_delivery"),
    "chancery:package": (lambda world, place: {"viec": "tra-lai", "note": "nhầm"}, "chancery.return_package"),
    "chancery:enter": (lambda world, place: {"unit": "T.MINH", "on": "15/07/2025"}, ""),
    "chancery:entry": (lambda world, place: {"given_to": "Phòng Tổng hợp"}, ""),
    "chancery:imports": (
        lambda world, place: {
            "unit": "T.MINH", "direction": "in", "source": "cũ",
            "table": upload("Số ký hiệu;Trích yếu;Ngày văn bản\n1/A;x;01/01/2025\n"),
        },
        "",
    ),
    "chancery:import": (lambda world, place: {"agree": "1"}, "chancery.order_import"),
    "chancery:strike_out": (lambda world, place: {"why": "vào nhầm"}, ""),
    "documents:add": (lambda world, place: {"loai": "task", "text": "Rà soát thủ tục hành chính"}, ""),
    "documents:confirm": (lambda world, place: {"viec": "xong"}, "documents.confirm_document"),
    "documents:item": (lambda world, place: {"viec": "xac-nhan"}, "documents.confirm_item"),
    "documents:relations": (lambda world, place: {"viec": "xac-nhan"}, "documents.decide_relation"),
    "documents:reopen": (lambda world, place: {"why": "thiếu một nhiệm vụ"}, ""),
    "documents:twin": (
        lambda world, place: {
            "cap": world.thing("document", place, "documents:twin").twins.get().pk, "viec": "hai",
        },
        "",
    ),
    "documents:withdraw": (lambda world, place: {"why": "sai thẩm quyền"}, ""),
    "documents:metadata": (lambda world, place: {"subject": "Kế hoạch", "reason": "đọc sai"}, ""),
    "work:contribution": (lambda world, place: {"viec": "nhan"}, "work.take_contribution"),
    "work:derive": (lambda world, place: {"title": "Kế hoạch của cơ quan"}, ""),
    "work:set_parent": (lambda world, place: {"viec": "xac-nhan", "cap-tren": "1"}, "work.confirm_parent"),
    "work:coverage_decide": (lambda world, place: {"viec": "bac", "cap-tren": "1"}, "work.reject_match"),
    "work:plan_paper": (lambda world, place: {"mau": "ke_hoach"}, ""),
    "work:step": (lambda world, place: {"viec": "xong", "reason": "đã trình"}, "work.finish_step"),
    "work:give_step": (lambda world, place: {"text": "dự thảo báo cáo"}, ""),
    "work:withdraw_product": (lambda world, place: {"reason": "nhầm bản"}, ""),
    "work:end_block": (lambda world, place: {"reason": "đã có hướng dẫn"}, ""),
    "work:occurrence_block": (lambda world, place: {"text": "chờ hướng dẫn"}, ""),
    "work:occurrence_quality": (lambda world, place: {"grade": "good", "text": ""}, ""),
    "work:occurrence_note": (lambda world, place: {"text": "Đã làm", "percent": ""}, ""),
    "work:occurrence_attach": (lambda world, place: {"file": upload(), "title": "Báo cáo"}, ""),
    "work:board_note": (lambda world, place: {"text": "Đã làm", "percent": ""}, ""),
    "work:board_submit": (lambda world, place: {"note": "x"}, ""),
    "work:board_return": (lambda world, place: {"reason": "thiếu"}, ""),
    "work:occurrence_submit": (lambda world, place: {"note": "x"}, ""),
    "work:occurrence_ask": (lambda world, place: {"until": "01/10/2025", "reason": "chờ"}, ""),
    "work:occurrence_return": (lambda world, place: {"reason": "thiếu"}, ""),
    "work:occurrence_waive": (lambda world, place: {"reason": "không còn việc"}, ""),
    "work:extension_decide": (lambda world, place: {"granted": "no", "reason": "không đủ lý do"}, ""),
    "work:choose_units": (
        lambda world, place: {
            f"p{world.thing('party', place).pk}-none": "on", f"p{world.thing('party', place).pk}-reason": "không rõ",
        },
        "work.set_aside_party",
    ),
    "activities:import": (lambda world, place: {"bo": "1"}, "activities.discard_sheet"),
    "mergers:withdraw": (lambda world, place: {"reason": "làm lại"}, ""),
    "mergers:confirm": (lambda world, place: {"side": "given"}, "mergers.confirm_minute"),
    "portal:audit_details": (lambda world, place: {"purpose": "kiểm tra theo kế hoạch"}, ""),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A thing that stands in the query or the form, not in the address; `read` when reading names it too."""

    kind: str
    fields: Fields
    read: bool = True


ASKED: dict[str, Asked] = {
    "directory:unmask": Asked(
        "person",
        lambda world, place: {
            "loai": "directory.person", "khoa": world.thing("person", place).pk, "truong": "phone",
            "purpose": "correct", "note": "đối chiếu theo hồ sơ",
        },
    ),
    "mergers:template_csv": Asked("unit", lambda world, place: {"tinh": world.province(place)}),
    "mergers:template_xlsx": Asked("unit", lambda world, place: {"tinh": world.province(place)}),
    "work:accept_many": Asked(
        "occurrence", lambda world, place: {"ky": [world.thing("occurrence", place, "work:accept_many").pk]}, read=False
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, built once in a transaction that is taken back; each test runs in a savepoint of it."""
    with django_db_blocker.unblock(), clock.fixed(clock.at_day(TODAY)), transaction.atomic():
        made = build(ROLES)
        kinds = [(name, audience.about) for name, audience in declared().addresses.items() if audience.about]
        # All of them now: what a test made would be gone with it.
        for name, kind in [*kinds, *((name, asked.kind) for name, asked in ASKED.items())]:
            for place in PLACES:
                made.thing(kind, place, name)
                made.thing(kind, place)
        made.last_row = AuditRow.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def pages_are_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether somebody gets in is decided before a page is drawn; how pages look, the rooms test."""
    monkeypatch.setattr(Template, "render", lambda self, context=None, request=None: "")


@pytest.fixture(autouse=True)
def everybody_has_just_signed_in(settings: Any) -> None:
    """All sign in once, as the world is built; on a slow machine that is longer ago than acts on an account allow."""
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 60 * 60


def _audience(name: str, *, reading: bool) -> Audience:
    """What the address declares, with the thing of its query or form where the address does not name it."""
    audience = declared().of(name)
    assert audience is not None
    if name in ASKED and (ASKED[name].read or not reading):
        return replace(audience, about=ASKED[name].kind)
    return audience


def _names_a_row(name: str) -> bool:
    """Whether the address names a thing that stands in a table: asking for somebody else's is noted."""
    return bool(declared().things.get(declared().addresses[name].about))


def _address(world: World, name: str, place: str) -> str:
    """The address of a page for the thing at a place."""
    audience = declared().addresses[name]
    given = ARGUMENTS[name](world, place) if name in ARGUMENTS else {}
    if audience.about:
        path = declared().things[audience.about].split(".")
        given[audience.key] = getattr(world.thing(audience.about, place, name), path[2] if len(path) > 2 else "pk")
    missing = set(ADDRESSES[name].pattern.converters) - set(given)
    return reverse(name, kwargs=given | {one: 999_999_999 for one in missing})


def _fields(world: World, name: str, place: str) -> dict[str, Any]:
    if name in ASKED:
        return ASKED[name].fields(world, place)
    return FORMS[name][0](world, place) if name in FORMS else {}


def _sent(world: World, actor: Actor, method: str, name: str, place: str) -> tuple[HttpResponse, list[Any]]:
    """One request in a savepoint that is taken back, and the rows it left in the audit."""
    data = _fields(world, name, place) if method == "POST" or name in ASKED else {}
    with transaction.atomic():
        browser = world.browsers[actor.name]
        cookies = deepcopy(browser.cookies)
        response = getattr(browser, method.lower())(_address(world, name, place), data)
        if response.streaming:
            b"".join(response)  # A file is read to its end, as a browser does, and closed.
        # Whatever the answer did to the session is taken back with it.
        browser.cookies = cookies
        left = list(AuditRow.objects.filter(seq__gt=world.last_row).values_list("outcome", "actor_key"))
        transaction.set_rollback(True)
    return response, left


def _class(response: HttpResponse, audience: Audience) -> str:
    """The class of an answer; a public page may send anybody anywhere, also to the door."""
    if audience.public:
        return REFUSED if response.status_code == 403 else OPEN
    if response.status_code == 302 and response["Location"].startswith(reverse("directory:login")):
        return LOGIN
    if response.status_code in (403, 404):
        return HIDDEN if audience.about and response.status_code == audience.others == 404 else REFUSED
    return OPEN


def _wanted(expected: str, audience: Audience) -> str:
    return REFUSED if expected == HIDDEN and audience.others == 403 else expected


def _cells(audience: Audience, verbs: frozenset[str]) -> Iterator[tuple[Actor, str]]:
    """Everybody at every place. Whom the gate keeps out for want of verbs it keeps out without looking at the thing:
    for them the own place and the farthest stand for all."""
    for actor in ACTORS.values():
        past_the_gate = reference.opens(actor, audience, verbs) == OPEN and actor.name not in WITHOUT_VERBS
        for place in (PLACES if past_the_gate else (OWN, FAR)) if audience.about else (OWN,):
            yield actor, place


def _written(queries: CaptureQueriesContext) -> list[str]:
    """Statements that changed anything but the audit, sessions and counters of the cache."""
    harmless = ("core_audit", "django_session", "core_cache", "usersessions_usersession")
    found = (query["sql"] for query in queries.captured_queries)
    changing = [sql for sql in found if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    return [sql[:120] for sql in changing if not any(table in sql[:80] for table in harmless)]


def test_every_kind_of_thing_has_a_maker_and_every_role_its_person(world: World):
    kinds = {audience.about for audience in declared().addresses.values() if audience.about}
    assert all((kind, OWN, "") in world.made for kind in kinds)
    assert set(ACTORS) == set(world.browsers)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_reading(world: World, name: str):
    audience, wrong = _audience(name, reading=True), []
    for actor, place in _cells(audience, audience.verbs):
        wanted = _wanted(reference.expected_get(actor, name, audience, place), audience)
        response, left = _sent(world, actor, "GET", name, place)
        if response.status_code == 405 and wanted in (REFUSED, HIDDEN):
            continue  # A form alone is sent here: nothing was shown.
        if (found := _class(response, audience)) != wanted:
            wrong.append(f"{actor.name} at {place}: {found} ({response.status_code}), expected {wanted}")
        refused = wanted in (REFUSED, HIDDEN) and _names_a_row(name)
        if refused and ("refused", world.people[actor.name].actor_key) not in left:
            wrong.append(f"{actor.name} at {place}: the audit does not know that it was asked for")
    assert not wrong, f"{name}:\n" + "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_sending(world: World, name: str):
    audience, verb = _audience(name, reading=False), FORMS[name][1] if name in FORMS else ""
    if _takes_no_form(world, name, audience):
        return
    wrong, allowed = [], []
    for actor, place in _cells(audience, audience.acts or audience.verbs):
        wanted = _wanted(reference.expected_post(actor, name, audience, place, verb), audience)
        if wanted == OPEN:
            allowed.append((actor, place))
            continue
        with CaptureQueriesContext(connection) as queries:
            response, left = _sent(world, actor, "POST", name, place)
        if response.status_code != 405 and (found := _class(response, audience)) != wanted:
            wrong.append(f"{actor.name} at {place}: {found} ({response.status_code}), expected {wanted}")
        if any(outcome != "refused" for outcome, _who in left) or _written(queries):
            wrong.append(f"{actor.name} at {place}: something was written: {left} {_written(queries)}")
    wrong += _let_through(world, name, audience, allowed)
    assert not wrong, f"{name}:\n" + "\n".join(wrong)


def _takes_no_form(world: World, name: str, audience: Audience) -> bool:
    """Whether the address is only read: then there is nothing to send, whoever asks."""
    readers = (actor for actor in ACTORS.values() if reference.opens(actor, audience, audience.verbs) == OPEN)
    reader = next((actor for actor in readers if actor.name not in WITHOUT_VERBS), None)
    return reader is not None and _sent(world, reader, "POST", name, OWN)[0].status_code == 405


def _let_through(world: World, name: str, audience: Audience, allowed: list[tuple[Actor, str]]) -> list[str]:
    """Who may is let through, at one place: a matrix of refusals alone would prove nothing."""
    for actor, place in [] if audience.public else allowed[:1]:
        response, _left = _sent(world, actor, "POST", name, place)
        if _class(response, audience) != OPEN:
            return [f"{actor.name} at {place} may, but is answered {response.status_code}"]
    return []


def test_the_reference_gives_and_refuses_something_to_everybody():
    """A reference that answers everything alike would agree with anything."""
    for name, actor in ACTORS.items():
        answers = {
            reference.expected_get(actor, address, audience, place)
            for address, audience in declared().addresses.items()
            for place in PLACES
        }
        assert len(answers) >= 2, name

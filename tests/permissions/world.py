"""A small world for the matrix of rights: one thing of every kind at every place, one person for every role.

Everybody acts from one unit, OWN. Things stand there, at a unit below it, above it, beside it, at a unit that was
merged into it, and in another province. **A new kind of thing gets one function below, and its name in `MAKERS`.**
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from thuocdo.activities.models import Activity, ActivityImport, ActivityKind, ActivityStep, Asked, Proof
from thuocdo.chancery.models import (
    AxisMessage,
    Book,
    Delivery,
    Draft,
    DraftComment,
    DraftVersion,
    Entry,
    RegisterImport,
    Template,
)
from thuocdo.chancery.rules.starting import Issuer, blank
from thuocdo.core import audit, clock, files
from thuocdo.core.models import AuditRow, Notice
from thuocdo.directory.models import (
    Absence,
    Account,
    AccountImport,
    Delegation,
    Person,
    Position,
    SavedView,
    Succession,
    Unit,
    WorkReceipt,
)
from thuocdo.directory.web.entering import FRESH
from thuocdo.documents.composing.placeholders import sample
from thuocdo.documents.composing.word_forms import own_form
from thuocdo.documents.models import Arrival, Document, Item, Twin
from thuocdo.documents.models.papers import PageImage
from thuocdo.funding.models import Estimate, Spending
from thuocdo.meetings.models import Conclusion, Invitee, Meeting, MonthList, MonthSheet
from thuocdo.mergers.models import Merger, Minute
from thuocdo.urging.models import Message, Run
from thuocdo.work.models import (
    Amendment,
    Block,
    Contribution,
    Evidence,
    Extension,
    Occurrence,
    Product,
    SheetImport,
    Step,
)
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.sheets import table as table_of

_sheets = count(1)
OWN, BELOW, ABOVE, OTHER, FORMER, FAR = "own", "below", "above", "other", "former", "far"
PLACES = (OWN, BELOW, ABOVE, OTHER, FORMER, FAR)
FIELD = "procedures"
TODAY = date(2025, 7, 15)
AT = clock.at_day(TODAY)
# What the borrower may do besides looking: verbs that the head of OWN has lent.
LENT = ("work.submit_occurrence", "documents.confirm_document")
ANONYMOUS, NO_POST, ENDED, BORROWER = "anonymous", "no post", "ended post", "borrower"


@dataclass
class World:
    """Units by place, people by role or circumstance, their browsers, and things by kind, place and address."""

    units: dict[str, Unit] = field(default_factory=dict)
    territories: dict[str, Unit] = field(default_factory=dict)
    steps: dict[str, Succession] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    colleagues: dict[str, Person] = field(default_factory=dict)
    chiefs: dict[str, Person] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    made: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    # The last row of the audit once everything stands: what comes after it, a request has left.
    last_row: int = 0

    def province(self, place: str) -> str:
        return self.units[place].province_key

    def thing(self, kind: str, place: str, address: str = "") -> Any:
        """The thing of a kind at a place; some addresses need one in a state of their own."""
        variant = address if (kind, address) in VARIANTS else ""
        if (kind, place, variant) not in self.made:
            self.made[kind, place, variant] = MAKERS[kind](self, place, variant)
        return self.made[kind, place, variant]


def build(roles: list[str]) -> World:
    """The world with one person for each role, and the four who have none of their own."""
    make.facts()
    world = World()
    world.territories = {key: make.unit(key, f"Tỉnh {key}", kind="tinh", province=key) for key in ("P40", "P38")}
    world.units[ABOVE] = make.unit("T.TREN", "UBND tỉnh", kind="ubnd_tinh")
    world.units[OWN] = make.unit("T.MINH", "Sở Mình", parent=world.units[ABOVE])
    world.units[BELOW] = make.unit("T.DUOI", "Chi cục Dưới", parent=world.units[OWN])
    world.units[OTHER] = make.unit("T.KHAC", "Sở Khác", parent=world.units[ABOVE])
    world.units[FORMER] = make.unit("T.CU", "Sở Cũ", parent=world.units[ABOVE], end=date(2025, 3, 1))
    world.units[FAR] = make.unit("X.SO", "Sở tỉnh bạn", province="P38")
    make.succeed(world.units[FORMER], world.units[OWN], date(2025, 3, 1))
    # Each unit has a record of its end that can be corrected; it leads nowhere, so nobody inherits by it.
    world.steps = {
        place: make.succeed(unit, None, date(2031, 1, 1), kind="dissolved") for place, unit in world.units.items()
    }
    _people(world, roles)
    return world


def _people(world: World, roles: list[str]) -> None:
    for place, unit in world.units.items():
        world.colleagues[place] = make.person(f"Đồng nghiệp {place}", "unit_officer", unit)
        if place != OWN:
            world.chiefs[place] = _chief(make.person(f"Thủ trưởng {place}", "unit_head", unit))
    Position.objects.filter(unit=world.units[FORMER]).update(valid=(date(2020, 1, 1), date(2025, 3, 1)))
    for role in roles:
        world.people[role] = make.person(f"Người {role}", role, world.units[OWN])
    Position.objects.filter(role="field_appraiser").update(fields=[FIELD])
    world.chiefs[OWN] = _chief(world.people["unit_head"])
    world.people[NO_POST] = make.person("Không vị trí", "unit_officer", world.units[OWN])
    world.people[NO_POST].positions.all().delete()
    world.people[ENDED] = make.person("Hết vị trí", "cycle_owner", world.units[OWN])
    world.people[ENDED].positions.update(valid=(date(2020, 1, 1), TODAY))
    world.people[BORROWER] = make.person("Người được giao", "unit_officer", world.units[OWN])
    world.people[BORROWER].positions.all().delete()
    _loan(world.chiefs[OWN], world.people[BORROWER], verbs=list(LENT))
    world.browsers = {who: _browser(person) for who, person in world.people.items()} | {ANONYMOUS: Client()}


def _chief(person: Person) -> Person:
    person.positions.update(is_head=True)
    return person


def _browser(person: Person) -> Client:
    account = Account.objects.create(username=f"nguoi-{person.pk}", person=person, created_at=AT)
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    # Just proved again who sits there, as pages about second factors want it.
    session[FRESH] = int(time.time())
    session.save()
    return client


def _loan(giver: Person, taker: Person, **more: Any) -> Delegation:
    given = {
        "kind": "for_head", "title": "Phó Giám đốc", "valid": (date(2025, 7, 1), date(2025, 8, 1)), "made_at": AT,
        "legal_basis": "01/GUQ", "made_by_name": giver.full_name,
    }  # fmt: skip
    return Delegation.objects.create(position=giver.positions.get(), to=taker, **{**given, **more})


# One maker for each kind: (world, place, address or "") -> the thing.


def _unit(world: World, place: str, variant: str) -> Unit:
    return world.units[place]


def _person(world: World, place: str, variant: str) -> Person:
    if variant == "directory:erase_person":
        return make.person(f"Xóa {place}", "unit_officer", world.units[place])
    return world.colleagues[place]


def _position(world: World, place: str, variant: str) -> Position:
    chief = variant == "directory:delegate"
    return (world.chiefs if chief else world.colleagues)[place].positions.get()


def _delegation(world: World, place: str, variant: str) -> Delegation:
    return _loan(world.chiefs[place], world.colleagues[place])


def _absence(world: World, place: str, variant: str) -> Absence:
    return Absence.objects.create(
        person=world.colleagues[place], valid=(date(2025, 7, 20), date(2025, 7, 25)), why="nghỉ phép", noted_at=AT,
        noted_by_name="ai đó",
    )  # fmt: skip


def _receipt(world: World, place: str, variant: str) -> WorkReceipt:
    return WorkReceipt.objects.create(
        giver=world.colleagues[place], taker=world.chiefs[place], unit=world.units[place], why="đi học", offered_at=AT,
        offered_by_name="ai đó",
    )  # fmt: skip


def _session(world: World, place: str, variant: str) -> UserSession:
    account = _account(world, place)
    return UserSession.objects.create(user=account, ip="127.0.0.1", session_key=f"phien-{account.pk}", user_agent="x")


def _factor(world: World, place: str, variant: str) -> Authenticator:
    return Authenticator.objects.create(user=_account(world, place), type=Authenticator.Type.TOTP, data={"secret": "x"})


def _account(world: World, place: str) -> Account:
    person = world.colleagues[place]
    return Account.objects.get_or_create(person=person, defaults={"username": f"dn-{person.pk}", "created_at": AT})[0]


def _import(world: World, place: str, variant: str) -> AccountImport:
    stored = files.store(f"đợt nhập {place}".encode(), name="nhap.xlsx")
    counts = {"provinces": [world.province(place)]}
    return AccountImport.objects.create(file=stored, counts=counts, made_at=AT, made_by_name="ai đó")


def _own_upload(world: World, place: str, variant: str) -> Any:
    """A workbook that somebody else has sent to look at: it has a mark and stands in no table."""
    return SimpleNamespace(pk="0" * 32)


def _notice(world: World, place: str, variant: str) -> Notice:
    return Notice.objects.create(recipient_key=world.colleagues[place].actor_key, kind="x", words="x", at=AT)


def _saved_view(world: World, place: str, variant: str) -> SavedView:
    """A view of somebody else; the link of one that is passed on opens for everybody."""
    return SavedView.objects.create(
        person=world.colleagues[place], name=f"x {variant}", page="/ky-han/", query="tinh-trang=overdue", saved_at=AT,
        shared="link", token=f"lien-ket-{place}-{len(world.made)}",
    )  # fmt: skip


def _urging_message(world: World, place: str, variant: str) -> Message:
    day = TODAY + timedelta(days=PLACES.index(place))
    run = Run.objects.get_or_create(day=day, defaults={"at": AT, "working": True})[0]
    return Message.objects.create(run=run, person=world.colleagues[place], day=day, at=AT, mail="off")


def _audit_row(world: World, place: str, variant: str) -> AuditRow:
    return audit.record("work.note_progress", by=world.colleagues[place], at=AT, thing=world.units[place])


def _document(world: World, place: str, variant: str) -> Document:
    person, unit = world.colleagues[place], world.units[place]
    adopting = variant in CONFIRMED_PAPERS
    paper = make.document(person, unit, confirmed=adopting, tasks=make.TASKS[:1], targets=[])
    paper.received_unit, paper.received_by = unit, person
    paper.province = world.territories[world.province(place)]
    paper.save()
    if not adopting:
        paper.items.update(state=Item.State.PROPOSED, decided_by=None, decided_at=None)
    scanned = files.store(b"\x89PNG", name="trang-1.png", content_type="image/png")
    PageImage.objects.create(document=paper, number=1, file=scanned, width=1, height=1)
    if variant == "documents:twin":
        Twin.objects.create(document=paper, other=world.thing("document", place), why="text")
    return paper


def _book(world: World, place: str, variant: str) -> Book:
    return Book.objects.get_or_create(unit=world.units[place], year=2025, direction="in", series="den")[0]


def _entry(world: World, place: str, variant: str) -> Entry:
    book = _book(world, place, "")
    book.last_number += 1
    book.save()
    return Entry.objects.create(book=book, number=book.last_number, entered_on=TODAY, entered_at=AT)


def _register_import(world: World, place: str, variant: str) -> RegisterImport:
    stored = files.store(f'{{"rows": [["Số ký hiệu", "Trích yếu"], ["1/A", "{place}"]]}}'.encode(), name="so.json")
    counts = dict.fromkeys(("new", "changed", "same", "set_aside", "secret", "with_file"), 0)
    return RegisterImport.objects.create(
        unit=world.units[place], source="cũ", direction="in", table=stored, name="so.csv", at=AT,
        counts={**counts, "lines": 1},
        columns={"row": 0, "heads": ["Số ký hiệu", "Trích yếu"], "places": {"number": 0, "subject": 1}, "files": {}},
    )  # fmt: skip


def _draft(world: World, place: str, variant: str) -> Draft:
    """A draft that somebody at the place writes, with a version and a remark."""
    by = world.colleagues[place]
    made = Draft.objects.create(unit=world.units[place], kind="cong_van", title="Công văn", author=by, made_at=AT)
    content = blank("cong_van", Issuer(agency="Sở", symbol="/S"))
    version = DraftVersion.objects.create(draft=made, number=1, data=content, at=AT, by=by)
    DraftComment.objects.create(draft=made, version=version, text="x", at=AT, by=by)
    return made


def _template(world: World, place: str, variant: str) -> Template:
    stored = files.store(own_form(sample("cong_van")), name="mau.docx")
    return Template.objects.create(
        unit=world.units[place], code=f"cong-van-{Template.objects.count()}", kind="cong_van", name="Mẫu", file=stored,
        made_at=AT,
    )  # fmt: skip


def _delivery(world: World, place: str, variant: str) -> Delivery:
    """A paper of the province's committee (of the far unit itself for the other province) sent to the place's unit."""
    sender = world.units[FAR if place == FAR else ABOVE]
    paper = make.document(world.colleagues[place], sender, tasks=make.TASKS[:1], targets=[])
    return Delivery.objects.create(
        document=paper, sender=sender, way="inside", unit=world.units[place], name=f"Nơi nhận {place}", state="sent",
        made_at=AT, sent_at=AT, made_by=world.colleagues[FAR if place == FAR else ABOVE],
    )  # fmt: skip


def packed(world: World, paper: Document, place: str) -> Delivery:
    """A package of a paper that the place's unit has sent."""
    return Delivery.objects.create(
        document=paper, sender=world.units[place], way="edxml", name="Cơ quan khác", address="H99", state="waiting",
        made_at=AT, made_by=world.colleagues[place], package=files.store(f"gói {place}".encode(), name="goi.edxml"),
    )  # fmt: skip


def _axis_message(world: World, place: str, variant: str) -> AxisMessage:
    return AxisMessage.objects.create(
        direction="in", kind="edoc", unit=world.units[place], other="H99", document_id=f"H99,2025/07/01,{place}", at=AT
    )


def _arrival(world: World, place: str, variant: str) -> Arrival:
    stored = files.store(f"gói {place}".encode(), name=f"{place}.zip")
    return Arrival.objects.create(file=stored, name="goi.zip", received_at=AT, received_by=world.colleagues[place])


def _own_sheet(world: World, place: str, variant: str) -> SheetImport:
    """A workbook of progress that somebody else has handed in; the plan gets one of its tasks besides."""
    plan, by = world.thing("plan", place), world.colleagues[place]
    stored = files.store(table_of([["TT", "Nhiệm vụ", "Cơ quan chủ trì"], [1, "Việc", place]]), name="b.xlsx")
    columns = {"row": 0, "height": 1, "heads": [], "places": {}, "digest": "0", "key_at": -1, "keyed": True}
    given = {"plan": plan, "file": stored, "name": "b.xlsx", "at": AT, "by": by, "by_name": "ai đó"}
    SheetImport.objects.create(kind="plan", columns=columns, **given)
    return SheetImport.objects.create(kind="progress", columns=columns, **given)


def _plan(world: World, place: str, variant: str) -> Any:
    return make.bare_plan(world.units[place], province_key=world.province(place))


def _draft_plan(world: World, place: str, variant: str) -> Any:
    """A draft that the place's unit writes and issues; proposed where the address decides about it."""
    given = {"state": "proposed", "proposed_at": AT} if variant else {"state": "draft"}
    unit = world.units[place]
    return make.bare_plan(unit, province_key=world.province(place), drafter=unit, in_force_on=None, **given)


def _amendment(world: World, place: str, variant: str) -> Any:
    """An amendment that is being prepared."""
    return Amendment.objects.create(
        plan=world.thing("plan", place), title="Điều chỉnh", why="sắp xếp", made_at=AT, made_by_name="ai đó"
    )


def _task(world: World, place: str, variant: str) -> Any:
    return make.task(world.thing("plan", place), field=FIELD)


def _party(world: World, place: str, variant: str) -> Any:
    return make.party(world.thing("task", place))


def _deadline(world: World, place: str, variant: str) -> Any:
    return make.deadline(world.thing("task", place), {"kind": "relative", "text": "sau khi có hướng dẫn"})


def _obligation(world: World, place: str, variant: str) -> Any:
    """A part of a plan of the province's committee (of the far unit itself for the other province)."""
    issuer = world.units[FAR if place == FAR else ABOVE]
    plan = make.bare_plan(issuer, province_key=world.province(place))
    return make.obligation(make.task(plan, field=FIELD), world.units[place])


def _occurrence(world: World, place: str, variant: str) -> Occurrence:
    submitted = {"state": "submitted", "submitted_at": AT, "submitted_by_name": "ai đó"}
    given = submitted if variant in JUDGED else {}
    return make.occurrence(_obligation(world, place, ""), **given)


def _extension(world: World, place: str, variant: str) -> Extension:
    of = make.occurrence(_obligation(world, place, ""))
    return Extension.objects.create(
        occurrence=of, asked_until=date(2025, 9, 1), reason="chờ hướng dẫn", asked_at=AT, asked_by_name="ai đó",
        old_due_on=of.due_on,
    )  # fmt: skip


def _evidence(world: World, place: str, variant: str) -> Evidence:
    of = make.occurrence(_obligation(world, place, ""))
    stored = files.store(f"tệp {place}".encode(), name=f"{place}.txt")
    return Evidence.objects.create(occurrence=of, file=stored, title="Báo cáo", at=AT, by_name="ai đó")


def _contribution(world: World, place: str, variant: str) -> Contribution:
    """What the place's unit, which leads, asked of itself, which also helps: both sides stand at one place."""
    of = make.occurrence(_obligation(world, place, ""))
    helper = make.obligation(of.task, world.units[place], role="coordinating")
    made = Contribution.objects.create(
        occurrence=of, obligation=helper, text="số liệu", due_on=TODAY, state="given", asked_at=AT,
        asked_by_name="ai đó", answered_at=AT, answered_by_name="ai đó",
    )  # fmt: skip
    made.files.add(files.store(f"phối hợp {place}".encode(), name=f"{place}.txt"))
    return made


def _step(world: World, place: str, variant: str) -> Step:
    of = _obligation(world, place, "")
    return Step.objects.create(obligation=of, order=1, text="dự thảo", given_at=AT, given_by_name="ai đó")


def _product(world: World, place: str, variant: str) -> Product:
    proof = _evidence(world, place, "")
    return Product.objects.create(
        occurrence=proof.occurrence, place=0, expected="Báo cáo", evidence=proof, at=AT, by_name="ai đó"
    )


def _block(world: World, place: str, variant: str) -> Block:
    of = make.occurrence(_obligation(world, place, ""))
    return Block.objects.create(occurrence=of, text="chờ hướng dẫn", at=AT, by_name="ai đó")


def _merger(world: World, place: str, variant: str) -> Merger:
    """A draft of the province; for minutes one that was carried out, with the place's unit on the taking side."""
    done = variant in WITH_MINUTES
    given = (
        {"state": "carried_out", "approved_at": AT, "approved_by_name": "ai đó", "carried_out_at": AT} if done else {}
    )
    merger = Merger.objects.create(
        name=f"Đợt {place}", province_key=world.province(place), effective_on=date(2025, 7, 1), legal_basis="NQ",
        source=Merger.Source.PACK, made_at=AT, simulated_at=AT, simulation={"pairs": [], "lines": []}, **given,
    )  # fmt: skip
    if done:
        Minute.objects.create(
            merger=merger, number=1, giving_unit=world.units[FAR if place == FAR else OTHER],
            taking_unit=world.units[place], giving_name="Bên giao", taking_name="Bên nhận", made_at=AT,
        )  # fmt: skip
    return merger


def _estimate(world: World, place: str, variant: str) -> Estimate:
    """An estimate of the place's unit that waits for its appraisal; what the body decides, stands at that unit."""
    unit = world.units[place]
    at_body = {"state": "forwarded", "body": unit, "appraised_total": 1} if variant in AT_BODY else {"state": "sent"}
    return Estimate.objects.create(
        unit=unit, year=2025, kind="ad_hoc", title=f"Dự toán {place}", field=FIELD, source="recurrent", total=1,
        made_at=AT, made_by_name="ai đó", **at_body,
    )  # fmt: skip


def _spending(world: World, place: str, variant: str) -> Spending:
    paid = Estimate.objects.create(
        unit=world.units[place], year=2025, kind="routine", title=f"Đã cấp {place}", source="recurrent", made_at=AT,
        made_by_name="ai đó", state="decided", allocated=10, spent=1, decision="1/QĐ", decided_on=TODAY,
    )  # fmt: skip
    stored = files.store(f"chứng từ {place}".encode(), name=f"{place}.pdf")
    return Spending.objects.create(
        estimate=paid, spent_on=TODAY, amount=1, content="đợt 1", file=stored, at=AT, by_name="ai đó"
    )


def _kind() -> ActivityKind:
    given = {"order": 1, "group": "g", "group_name": "Nhóm", "name": "Sáng kiến", "source": "KH"}
    parts = {"measures": [{"code": "items", "name": "Số"}], "steps": [{"code": "submitted", "name": "Đã nộp"}]}
    return ActivityKind.objects.get_or_create(code="initiative", defaults={**given, **parts})[0]


def _activity(world: World, place: str, variant: str) -> Activity:
    return Activity.objects.create(
        unit=world.units[place], kind=_kind(), title=f"Hoạt động {place}", starts_on=TODAY, last_on=TODAY,
        measures={"items": 1}, amount=1, made_at=AT, made_by_name="ai đó",
    )  # fmt: skip


def _activity_step(world: World, place: str, variant: str) -> ActivityStep:
    return ActivityStep.objects.create(
        activity=_activity(world, place, ""), code="submitted", name="Đã nộp", on=TODAY, at=AT, by_name="ai đó"
    )


def _activity_proof(world: World, place: str, variant: str) -> Proof:
    stored = files.store(f"ảnh {place}".encode(), name=f"{place}.jpg")
    return Proof.objects.create(activity=_activity(world, place, ""), file=stored, title="x", at=AT, by_name="ai đó")


def _asked(world: World, place: str, variant: str) -> Asked:
    return Asked.objects.create(
        province_key=world.province(place), unit=world.units[place], kind=_kind(), measure="items", number=1,
        starts_on=TODAY, ends_on=date(2026, 1, 1), basis="KH", at=AT, by_name="ai đó",
    )  # fmt: skip


def _activity_import(world: World, place: str, variant: str) -> ActivityImport:
    stored = files.store(f"danh sách {place}".encode(), name="tin.xlsx")
    counts = {"new": 0, "twin": 0, "fault": 0}
    return ActivityImport.objects.create(
        unit=world.units[place], file=stored, name="tin.xlsx", counts=counts, at=AT, by_name="ai đó"
    )


def _meeting(world: World, place: str, variant: str) -> Meeting:
    """A meeting in preparation, with somebody invited; what is recorded and concluded needs one under way."""
    given = {"state": "under_way", "opened_at": AT} if variant in UNDER_WAY else {"state": "planned"}
    meeting = Meeting.objects.create(
        unit=world.units[place], kind="briefing", title=f"Giao ban {place}", starts_at=AT, minutes=60, place="Phòng",
        chair=world.chiefs.get(place), made_at=AT, made_by_name="ai đó", **given,
    )  # fmt: skip
    Invitee.objects.create(meeting=meeting, order=1, unit=world.units[ABOVE], name="UBND tỉnh")
    return meeting


def _conclusion(world: World, place: str, variant: str) -> Conclusion:
    return Conclusion.objects.create(
        meeting=_meeting(world, place, "meetings:run"), order=1, kind="words", text="Ghi nhận", made_at=AT,
        made_by_name="ai đó",
    )  # fmt: skip


def _month_list(world: World, place: str, variant: str) -> MonthList:
    unit = world.units[place]
    return MonthList.objects.create(
        unit=unit, month=TODAY.replace(day=1), version=MonthList.objects.filter(unit=unit).count() + 1, as_at=TODAY,
        staff=1, published_at=AT, published_by_name="ai đó",
    )  # fmt: skip


def _month_sheet(world: World, place: str, variant: str) -> MonthSheet:
    person = make.person(f"Người của {place}", "unit_officer", make.unit(f"Z.{place}.{next(_sheets)}"))
    return MonthSheet.objects.create(
        published=_month_list(world, place, ""), person=person, order=1, name=person.full_name
    )  # fmt: skip


UNDER_WAY = frozenset({
    "meetings:run", "meetings:conclude", "meetings:new_conclusion", "meetings:drop_conclusion", "meetings:conclusion",
})  # fmt: skip
AT_BODY = frozenset({"funding:decide_estimate", "funding:return_estimate", "funding:refuse_estimate"})
PROPOSED = frozenset({"work:plan_approve", "work:plan_return"})
CONFIRMED_PAPERS = frozenset({"work:adopt", "documents:reopen"})
JUDGED = frozenset({
    "work:occurrence_accept", "work:occurrence_return", "work:accept_many", "work:board_accept", "work:board_return",
})  # fmt: skip
WITH_MINUTES = frozenset(
    {"mergers:minute", "mergers:minute_docx", "mergers:minutes_zip", "mergers:confirm", "mergers:merger"}
)
# Addresses that need a thing in a state of their own.
VARIANTS = frozenset(
    {("draft_plan", name) for name in PROPOSED}
    | {("occurrence", name) for name in JUDGED}
    | {("estimate", name) for name in AT_BODY}
    | {("meeting", name) for name in UNDER_WAY}
    | {("merger", name) for name in WITH_MINUTES}
    | {("document", name) for name in (*CONFIRMED_PAPERS, "documents:twin")}
    | {("position", "directory:delegate"), ("person", "directory:erase_person")}
)
MAKERS: dict[str, Callable[[World, str, str], Any]] = {
    "urging_message": _urging_message,
    "unit": _unit, "person": _person, "position": _position, "delegation": _delegation, "absence": _absence,
    "receipt": _receipt, "session": _session, "factor": _factor, "notice": _notice, "saved_view": _saved_view,
    "audit_row": _audit_row,
    "document": _document, "draft": _draft, "template": _template,
    "book": _book, "entry": _entry, "register_import": _register_import, "delivery": _delivery,
    "axis_message": _axis_message,
    "arrival": _arrival, "plan": _plan, "task": _task,
    "draft_plan": _draft_plan, "amendment": _amendment,
    "deadline": _deadline, "party": _party, "obligation": _obligation, "occurrence": _occurrence,
    "extension": _extension,
    "evidence": _evidence, "contribution": _contribution, "step": _step, "product": _product, "block": _block,
    "estimate": _estimate, "spending": _spending,
    "activity": _activity, "activity_step": _activity_step, "activity_proof": _activity_proof, "asked": _asked,
    "activity_import": _activity_import,
    "meeting": _meeting, "conclusion": _conclusion, "month_list": _month_list, "month_sheet": _month_sheet,
    "own_month_sheet": _month_sheet, "month_unit": _unit,
    "merger": _merger, "import": _import, "own_upload": _own_upload,
    "own_sheet": _own_sheet,
}  # fmt: skip


def upload(text: str = "nội dung") -> SimpleUploadedFile:
    return SimpleUploadedFile("tep.txt", text.encode(), "text/plain")


def workbook_of(rows: list[list[Any]]) -> SimpleUploadedFile:
    """A workbook to hand in."""
    return SimpleUploadedFile("bang.xlsx", table_of(rows))

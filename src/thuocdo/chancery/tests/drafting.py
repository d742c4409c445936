"""Drafts for tests: a department with a head who signs, officers who write, keys that sign."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

from thuocdo.chancery.models import Draft
from thuocdo.chancery.queries.drafts import issuer_of, latest_version
from thuocdo.chancery.rules.starting import blank
from thuocdo.chancery.services.drafting import Beginning, draft, submit_draft
from thuocdo.chancery.services.issuing import number_draft
from thuocdo.chancery.services.reviewing import approve_draft
from thuocdo.core import clock
from thuocdo.directory.models import Position, UnitVersion
from thuocdo.documents.signing.tests.authority import Authority
from thuocdo.documents.tests import factories

DAY = date(2025, 7, 15)


def furnish(world: Any) -> Any:
    """The department NA.STP with letters for its numbers, a head (minh), two officers (an, binh)."""
    UnitVersion.objects.filter(unit=world.units["NA.STP"]).update(symbol="STP")
    factories.person(world, "an", "Nguyễn Văn An", "NA.STP", "unit_officer")
    factories.person(world, "binh", "Phạm Thanh Bình", "NA.STP", "unit_officer")
    Position.objects.filter(person=world.people["minh"]).update(is_head=True, title="Giám đốc Sở Tư pháp")
    return world


def content(world: Any, kind: str = "cong_van", **changed: Any) -> dict[str, Any]:
    """A whole content of a kind, with nothing to mend."""
    made = blank(kind, issuer_of(world.units["NA.STP"], kind, DAY))
    told = {"subject": "báo cáo kết quả quý II", "addressees": ["UBND tỉnh Nghệ An"], "body": [{"text": "Một."}]}
    if kind == "quyet_dinh":
        told |= {"bases": ["Căn cứ Luật Tổ chức"], "addressees": [], "body": [{"lead": "Điều 1.", "text": "Ban hành."}]}
    return made | told | changed


def begun(world: Any, kind: str = "cong_van", who: str = "an", **changed: Any) -> Draft:
    """A draft by an officer, to be signed by the head."""
    beginning = Beginning(
        unit=world.units["NA.STP"], kind=kind, content=content(world, kind, **changed),
        signer=Position.objects.get(person=world.people["minh"]),
    )  # fmt: skip
    return draft(beginning=beginning, by=world.people[who], at=clock.now())


def submitted(world: Any, *args: Any, **changed: Any) -> Draft:
    made = begun(world, *args, **changed)
    people = world.people
    return submit_draft(draft=made, approver=people["minh"], revision=made.revision, by=people["an"], at=clock.now())


def approved(world: Any, *args: Any, **changed: Any) -> Draft:
    made = submitted(world, *args, **changed)
    version = latest_version(made)
    return approve_draft(
        draft=made, version=version, revision=made.revision, by=world.people["minh"], at=clock.now()
    )  # fmt: skip


def numbered(world: Any, *args: Any, **changed: Any) -> Draft:
    made = approved(world, *args, **changed)
    on = clock.today()
    return number_draft(draft=made, on=on, revision=made.revision, by=world.people["an"], at=clock.now())


def now() -> datetime:
    """The time of the world: keys sign in it."""
    return datetime.fromtimestamp(time.time() + 60, clock.ZONE)


def keys_in(folder: Path, world: Any, authority: Authority | None = None) -> Authority:
    """Keys of the head and the department in a folder, as an operator puts them there."""
    authority = authority or Authority(now())
    named = {f"person-{world.people['minh'].pk}": "Trần Văn Minh", "unit-NA.STP": "SỞ TƯ PHÁP"}
    for name, common in named.items():
        key = authority.issue(common, "Sở Tư pháp")
        (folder / f"{name}.p12").write_bytes(key.data)
        (folder / f"{name}.pass").write_text(key.passphrase, encoding="utf-8")
    return authority

"""Papers that the ward makes in the demo: one handed down and issued, one plan that waits for its approval."""

from __future__ import annotations

from datetime import date
from typing import Any

from thuocdo.chancery.models import Draft
from thuocdo.chancery.queries.drafts import issuer_of, latest_version, possible_signers, source_of
from thuocdo.chancery.rules.bodytext import blocks_of
from thuocdo.chancery.rules.content import Content
from thuocdo.chancery.rules.starting import blank, handing_down
from thuocdo.chancery.services.drafting import Beginning, draft, submit_draft
from thuocdo.chancery.services.issuing import issue_draft, number_draft, seal_draft, sign_draft
from thuocdo.chancery.services.reviewing import approve_draft, comment_draft
from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Person, Unit
from thuocdo.documents.models import Document
from thuocdo.portal.demo.keys import DemoKeys

WARD = "NA.UBND.C16681.n"
LETTER = """1. Các bộ phận chuyên môn rà soát tồn tại, hạn chế, đề ra biện pháp khắc phục (nội dung minh họa).
2. Văn phòng HĐND và UBND phường tổng hợp kết quả, báo cáo Chủ tịch UBND phường trước ngày 31/7/2025.
Yêu cầu các bộ phận nghiêm túc thực hiện."""
PLAN = """I. MỤC ĐÍCH, YÊU CẦU
Khắc phục dứt điểm các tồn tại, hạn chế trong công tác cải cách hành chính 6 tháng đầu năm (nội dung minh họa).
II. NỘI DUNG
1. Rà soát
Rà soát toàn bộ thủ tục hành chính tiếp nhận tại Trung tâm Phục vụ hành chính công phường.
2. Tổ chức thực hiện
Phân công chi tiết tại Phụ lục kèm theo."""
TABLE = """| TT | Nhiệm vụ | Chủ trì | Thời gian hoàn thành |
| 1 | Niêm yết, công khai thủ tục hành chính | Văn phòng HĐND và UBND | Trước 25/7/2025 |
| 2 | Khảo sát sự hài lòng của người dân | Trung tâm Phục vụ hành chính công | Tháng 8/2025 |"""


def live(directive: Document | None, staff: dict[str, Person]) -> None:
    """Two papers of the ward about a directive of the province."""
    assert directive is not None  # a plan of the demo stands on its paper
    ward = Unit.objects.get(key=WARD)
    with clock.fixed(clock.at_day(date(2025, 7, 11), 9)):
        keys = DemoKeys()
        keys.give_person(staff["chutich"])
        keys.give_unit(ward, directory.name_on(ward, clock.today()))
        letter = _approved(_begun(ward, "cong_van", directive, staff, body=LETTER), staff)
    with clock.fixed(clock.at_day(date(2025, 7, 14), 14)):
        _issued(letter, staff)
        plan = _begun(ward, "ke_hoach", directive, staff, body=PLAN, appendix=TABLE)
        _submitted(plan, staff)
        comment_draft(
            draft=plan, version=latest_version(plan), place="Phụ lục, dòng 2", by=staff["chutich"], at=clock.now(),
            text="Bổ sung đơn vị phối hợp khảo sát (minh họa).",
        )  # fmt: skip


def _begun(
    ward: Unit, kind: str, directive: Document, staff: dict[str, Person], *, body: str, appendix: str = ""
) -> Draft:  # fmt: skip
    content = handing_down(kind, blank(kind, issuer_of(ward, kind, clock.today())), source_of(directive), ADDRESSED)
    content["body"] = [*content["body"], *blocks_of(body)]
    if kind == "cong_van":
        content["symbol"] += "-VP"
    if appendix:
        content["attachments"] = [_appendix(appendix)]
    beginning = Beginning(
        unit=ward, kind=kind, content=content, carries_out=directive,
        signer=possible_signers(ward, clock.today())[0][0],
    )  # fmt: skip
    return draft(beginning=beginning, by=staff["lan"], at=clock.now())


ADDRESSED = ("Các bộ phận chuyên môn thuộc UBND phường", "Trung tâm Phục vụ hành chính công phường")


def _appendix(text: str) -> Content:
    return {
        "kind": "Phụ lục", "subject": "Phân công thực hiện", "landscape": True, "own_head": False,
        "body": blocks_of(text),
    }  # fmt: skip


def _submitted(made: Draft, staff: dict[str, Person]) -> Draft:
    return submit_draft(
        draft=made, approver=staff["chutich"], revision=made.revision, by=staff["lan"], at=clock.now()
    )  # fmt: skip


def _approved(made: Draft, staff: dict[str, Person]) -> Draft:
    _submitted(made, staff)
    version: Any = latest_version(made)
    return approve_draft(draft=made, version=version, revision=made.revision, by=staff["chutich"], at=clock.now())


def _issued(made: Draft, staff: dict[str, Person]) -> None:
    """Numbered, signed by the chairman and the ward with the keys of the demo, issued."""
    number_draft(draft=made, on=clock.today(), revision=made.revision, by=staff["lan"], at=clock.now())
    sign_draft(draft=made, by=staff["chutich"], at=clock.now())
    seal_draft(draft=made, by=staff["lan"], at=clock.now())
    issue_draft(draft=made, by=staff["lan"], at=clock.now())

"""Papers of a plan: what the rule lays out, the files, and the draft of the agency."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from thuocdo.chancery.models import Draft
from thuocdo.chancery.queries.drafts import latest_version
from thuocdo.core import clock
from thuocdo.work.models import Plan, PlanText
from thuocdo.work.queries.plan_paper import content_of, usual_form
from thuocdo.work.rules.plan_paper import TaskLine, Wording, appendix_of, body_of, filled
from thuocdo.work.services.deriving import derive_plan
from thuocdo.work.tests.deriving import parent_of
from thuocdo.work.tests.factories import bare_plan
from thuocdo.work.tests.seen import signed_in, words_of

NOW = clock.at_day(date(2025, 1, 12))
LINES = (
    TaskLine("1", "Rà soát văn bản", "Cải cách thể chế", ("Báo cáo",), "Sở Tư pháp", "Các sở", "Quý I"),
    TaskLine("2", "Công khai thủ tục", "Cải cách thủ tục hành chính", (), "Các sở", "", "Thường xuyên"),
    TaskLine("V", "Tuyên truyền", "", (), "Sở Nội vụ", "", "Trong năm", in_appendix=False),
)


@pytest.fixture
def parent(place) -> Plan:
    return parent_of(place)


def test_parts_are_numbered_as_they_are_there():
    plan = Wording("Kế hoạch thử", theme="Kỷ cương", tasks=LINES, organisation=("Sở Nội vụ theo dõi.",))
    heads = [block["heading"] for block in body_of(plan) if block.get("level") == 1]
    assert heads == ["I. MỤC TIÊU", "II. NHIỆM VỤ", "III. TỔ CHỨC THỰC HIỆN"]
    texts = [block.get("text", "") for block in body_of(plan)]
    assert "- Tuyên truyền (chủ trì: Sở Nội vụ; thời gian: Trong năm)" in texts


def test_the_table_is_parted_by_sections_and_lies_across():
    appendix = appendix_of(Wording("Kế hoạch thử", tasks=LINES))
    table = appendix["body"][0]["table"]
    assert appendix["landscape"] and [len(row) for row in table["rows"]] == [1, 6, 1, 6]
    assert table["rows"][0] == ["I. CẢI CÁCH THỂ CHẾ"] and table["rows"][1][2] == "Báo cáo"
    own = appendix_of(Wording("Kế hoạch thử", tasks=LINES, derived=True))["body"][0]["table"]
    assert own["columns"][3]["title"] == "Đơn vị, cá nhân chịu trách nhiệm"


def test_a_decision_carries_the_plan_and_the_table():
    content = filled(
        "quyet_dinh", {"symbol": "/QĐ-UBND"}, Wording("Kế hoạch cải cách hành chính năm 2025", tasks=LINES)
    )
    assert content["subject"] == "Ban hành Kế hoạch cải cách hành chính năm 2025"
    assert [one["lead"] for one in content["body"]] == ["Điều 1.", "Điều 2.", "Điều 3."]
    plan, table = content["attachments"]
    assert (plan["kind"], plan["subject"], plan["own_head"]) == ("Kế hoạch", "Cải cách hành chính năm 2025", True)
    assert table["landscape"] and not table["own_head"]


def test_the_papers_of_a_plan_are_downloaded_as_word_and_pdf(place, parent):
    client, address = signed_in(place.hoa), f"/ke-hoach/{parent.pk}/van-ban/"
    assert usual_form(parent) == "quyet_dinh"
    words = words_of(client.get(address))
    assert "Quyết định ban hành" in words and "Lập dự thảo" not in words and "chưa ghi căn cứ" not in words
    word = client.get(f"{address}tai/docx/?mau=quyet_dinh")
    inside = ZipFile(BytesIO(word.content)).read("word/document.xml").decode()
    assert "Điều 1." in inside and "Công khai thủ tục hành chính" in inside and 'w:orient="landscape"' in inside
    pdf = client.get(f"{address}tai/pdf/?mau=ke_hoach")
    assert pdf.content.startswith(b"%PDF") and pdf["Cache-Control"] == "private, no-store"
    assert client.get(f"{address}tai/exe/").status_code == 404
    assert client.get(f"{address}tai/pdf/?mau=bao_cao").status_code == 422
    assert signed_in(place.dung).get(f"{address}tai/pdf/").status_code in (403, 404)


def test_grounds_of_the_plan_stand_in_its_paper(place, parent):
    PlanText.objects.create(plan=parent, kind="basis", order=1, text="Căn cứ Luật Tổ chức chính quyền địa phương")
    PlanText.objects.create(plan=parent, kind="solution", order=1, text="Tăng cường kiểm tra.")
    content = content_of(parent, "ke_hoach", date(2025, 1, 12))
    assert content["bases"] == ["Căn cứ Luật Tổ chức chính quyền địa phương"]
    assert {"text": "Tăng cường kiểm tra."} in content["body"]


def test_an_agency_drafts_the_paper_of_its_own_plan(place, parent):
    made = derive_plan(parent=parent, unit=place.science, by=place.minh, at=NOW)
    client, address = signed_in(place.binh), f"/ke-hoach/{made.pk}/van-ban/"
    assert "Lập dự thảo để trình ký" in words_of(client.get(address))
    answer = client.post(address, {"mau": "ke_hoach"})
    paper = Draft.objects.get(unit=place.science)
    assert answer["Location"] == f"/van-ban/du-thao/{paper.pk}/"
    data = latest_version(paper).data
    assert data["attachments"][0]["landscape"] and data["bases"][0].startswith("Căn cứ ")
    assert paper.carries_out == parent.document
    assert paper.title in words_of(client.get(address))
    assert client.post(address, {"mau": "thu-tinh"}).status_code == 422
    # Who sees the plan of a committee and has no place in its office makes no paper in its name.
    refused = signed_in(place.minh).post(f"/ke-hoach/{parent.pk}/van-ban/", {"mau": "quyet_dinh"})
    assert refused.status_code == 403 and Draft.objects.count() == 1


def test_a_plan_of_nobody_or_with_nothing_in_it_makes_no_paper(place):
    empty, nobody = bare_plan(place.committee), bare_plan(None)
    client = signed_in(place.hoa)
    assert "chưa có mục tiêu hay nhiệm vụ nào" in words_of(client.get(f"/ke-hoach/{empty.pk}/van-ban/"))
    assert "Chưa rõ" in words_of(client.get(f"/ke-hoach/{nobody.pk}/van-ban/"))
    assert client.get(f"/ke-hoach/{empty.pk}/van-ban/tai/pdf/").status_code == 422

"""Relations, twins, withdrawing and reopening: done, refused, shown, told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thuocdo.core import clock
from thuocdo.core.models import AuditRow, Notice
from thuocdo.documents import queries, services
from thuocdo.documents.models import Document, Holder, Relation, Twin
from thuocdo.documents.permissions import abilities
from thuocdo.documents.queries import relations as asked
from thuocdo.documents.rules.sketches import likeness, runs, sketch
from thuocdo.documents.tests.factories import LETTER, receive
from thuocdo.kernel.errors import NotAllowed, Refused

DECISION = """ỦY BAN NHÂN DÂN                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH NGHỆ AN                        Độc lập - Tự do - Hạnh phúc

Số: 3667/QĐ-UBND                 Nghệ An, ngày 30 tháng 12 năm 2024

QUYẾT ĐỊNH
Về việc ban hành Kế hoạch cải cách hành chính năm 2025

Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch cải cách hành chính năm 2025.

Điều 2. Quyết định này có hiệu lực từ ngày ký và thay thế Công văn số 176/UBND-KSTT ngày 09/01/2024.
"""


def decide(document, who, *, confirm=True, relations=None, reason=""):
    chosen = list(document.relations.all()) if relations is None else relations
    return services.decide_relation(
        document=document, relations=chosen, confirm=confirm, by=who, at=clock.now(), reason=reason
    )


def test_relations_are_proposed_with_their_words_and_led_on_when_the_paper_comes(world):
    letter = receive(world)
    row = letter.relations.get()
    assert (row.kind, row.state, row.other) == ("carries_out", "proposed", None)
    assert row.quote.startswith("Thực hiện Quyết định số 3667/QĐ-UBND") and row.why and row.spans
    decision = receive(world, text=DECISION, name="qd.txt")
    row.refresh_from_db()
    assert row.other == decision
    kinds = dict(decision.relations.values_list("kind", "other"))
    assert kinds == {"basis": None, "replaces": letter.pk}


def test_relations_are_confirmed_rejected_and_decided_anew_by_name(world):
    letter = receive(world)
    decide(letter, world.people["hoa"], reason="đúng câu")
    row = letter.relations.get()
    assert (row.state, row.decided_by, row.reason) == ("confirmed", world.people["hoa"], "đúng câu")
    decide(letter, world.people["hoa"], confirm=False)
    assert letter.relations.get().state == "rejected"
    told = AuditRow.objects.filter(action="documents.decide_relation").order_by("-seq").first()
    assert "confirmed" in str(told.before) and "rejected" in str(told.after)
    with pytest.raises(NotAllowed):
        decide(letter, world.people["minh"])
    with pytest.raises(Refused, match="Chưa chọn"):
        decide(letter, world.people["hoa"], relations=[])


def test_a_relation_of_another_paper_is_not_decided_here(world):
    letter, other = receive(world), receive(world, text=DECISION)
    with pytest.raises(Refused, match="không thuộc văn bản này"):
        decide(letter, world.people["hoa"], relations=list(other.relations.all()))


def test_reading_again_keeps_what_people_decided(world):
    letter = receive(world)
    decide(letter, world.people["hoa"], confirm=False)
    services.read_again(document=letter, by=world.people["hoa"], at=clock.now())
    assert letter.relations.get().state == "rejected"
    item = letter.items.get(kind="citation")
    services.discard_item(document=letter, item=item, reason="nhầm", by=world.people["hoa"], at=clock.now())
    assert not letter.relations.exists()


def test_a_relation_is_added_by_hand_once(world):
    letter, decision = receive(world), receive(world, text=DECISION)
    add = {"document": letter, "kind": "answers", "other": decision, "by": world.people["hoa"], "at": clock.now()}
    assert services.add_relation(**add).state == "confirmed"
    for change, said in (({}, "đã được ghi"), ({"other": letter}, "chính nó"), ({"kind": "x"}, "loại quan hệ")):
        with pytest.raises(Refused, match=said):
            services.add_relation(**{**add, **change})


def test_a_replaced_paper_says_so_on_its_page(world, signed_in):
    letter, decision = receive(world), receive(world, text=DECISION)
    assert not asked.effects(letter, world.people["hoa"])
    decide(decision, world.people["hoa"], relations=list(decision.relations.filter(kind="replaces")))
    assert [(str(one.words), one.paper, one.ends) for one in asked.effects(letter, world.people["hoa"])] == [
        ("Bị thay thế, bãi bỏ bởi", decision, True)
    ]
    page = signed_in("hoa").get(f"/van-ban/{letter.pk}/").content.decode()
    assert "Bị thay thế, bãi bỏ bởi" in page and "3667/QĐ-UBND" in page


def test_relations_are_decided_and_added_on_their_page(world, signed_in):
    letter, decision = receive(world), receive(world, text=DECISION)
    browser, address = signed_in("hoa"), f"/van-ban/{decision.pk}/quan-he/"
    assert "thay thế Công văn số 176/UBND-KSTT" in browser.get(address).content.decode()
    keys = [str(pk) for pk in decision.relations.values_list("pk", flat=True)]
    assert browser.post(address, {"viec": "xac-nhan", "qh": keys}).status_code == 302
    assert set(decision.relations.values_list("state", flat=True)) == {"confirmed"}
    assert browser.post(address, {"viec": "bac", "qh": keys[:1]}).status_code == 302
    wrong = browser.post(address, {"viec": "them", "kind": "amends", "number": "999/XX"})
    assert wrong.status_code == 422 and "Không thấy văn bản số" in wrong.content.decode()
    assert browser.post(address, {"viec": "them", "kind": "amends", "number": "176/UBND-KSTT"}).status_code == 302
    assert decision.relations.filter(kind="amends", other=letter, state="confirmed").exists()
    assert signed_in("minh").get(address).status_code == 404


def test_the_same_number_day_and_issuer_is_a_twin(world, signed_in):
    letter = receive(world)
    later = receive(world, text=LETTER.replace("2. Sở Tư pháp", "2. Sở Y tế"), name="ban-khac.txt")
    twin = Twin.objects.get()
    assert (twin.document, twin.other, twin.why) == (later, letter, "number")
    page = signed_in("hoa").get(f"/van-ban/{later.pk}/").content.decode()
    assert "Có thể trùng với" in page and f"/van-ban/{letter.pk}/" in page
    done = signed_in("hoa").post(f"/van-ban/{later.pk}/trung/", {"cap": twin.pk, "viec": "mot"})
    assert done.status_code == 302
    assert "Bản trùng của" in signed_in("hoa").get(f"/van-ban/{later.pk}/").content.decode()
    services.judge_twin(document=letter, twin=twin, same=False, by=world.people["hoa"], at=clock.now())
    assert not asked.twins_of(later) and Document.objects.count() == 2


def test_who_hands_a_twin_in_is_warned_at_once(world, letter, signed_in):
    again = LETTER.replace("2. Sở Tư pháp", "2. Sở Y tế")
    page = signed_in("hoa").post("/van-ban/nhan/", {"chu": again, "ten": "ban-khac"}, follow=True)
    assert "Có thể trùng với văn bản đã có" in page.content.decode()


def test_nearly_the_same_text_is_a_twin_and_another_text_is_not(world):
    long = LETTER + "\n".join(f"{n}. Đơn vị số {n} rà soát nội dung thứ {n} của kế hoạch năm nay." for n in range(40))
    first = receive(world, text=long)
    later = receive(world, text=long.replace("176/", "   /").replace("thứ 7 ", "bảy "), name="gan-giong.txt")
    numbered = receive(world, text=long.replace("176/", "88/"), name="so-khac.txt")
    receive(world, text=DECISION)
    # Two letters after one pattern with two numbers are two; the draft may be either of them.
    assert {(twin.document, twin.other, twin.why) for twin in Twin.objects.all()} == {
        (later, first, "text"), (numbered, later, "text"),
    }  # fmt: skip
    assert all(80 <= twin.likeness < 100 for twin in Twin.objects.all())


def test_sketches_see_through_marks_and_spaces():
    text = " ".join(f"từ{number}" for number in range(100))
    assert sketch(runs(text)) == sketch(runs(text.upper().replace(" ", "\n"))) and len(sketch(runs(text))) == 32
    assert likeness(runs(text), runs(text)) == 1
    assert likeness(runs(text), runs("khác hẳn với văn bản kia từ đầu đến cuối")) == 0


@pytest.fixture
def confirmed(world):
    paper = receive(world)
    waiting = list(paper.items.filter(state="proposed"))
    services.confirm_many(document=paper, items=waiting, by=world.people["hoa"], at=clock.now())
    return services.confirm_document(document=paper, by=world.people["hoa"], at=clock.now())


def test_a_withdrawn_paper_is_frozen_readable_and_everybody_is_told(world, confirmed, signed_in):
    Holder.objects.create(document=confirmed, unit=world.units["NA.STP"], why="delivered", since=clock.now())
    decision = receive(world, text=DECISION)
    services.withdraw(
        document=confirmed, why="Sai thẩm quyền", recalled_by=decision, by=world.people["hoa"], at=clock.now()
    )
    confirmed.refresh_from_db()
    assert confirmed.withdrawn_by == world.people["hoa"] and confirmed.state == "confirmed"
    told = Notice.objects.filter(kind="documents.withdrawn")
    assert [notice.recipient_key for notice in told] == [world.people["minh"].actor_key]
    assert "Sai thẩm quyền" in told.get().words
    assert abilities(world.people["hoa"], confirmed) == {"view", "check_signatures"}
    assert Relation.objects.get(kind="recalls").other == confirmed
    page = signed_in("minh").get(f"/van-ban/{confirmed.pk}/")
    assert page.status_code == 200 and "Văn bản đã bị thu hồi." in page.content.decode()
    with pytest.raises(NotAllowed):
        services.withdraw(document=confirmed, why="x", by=world.people["hoa"], at=clock.now())
    listed = signed_in("hoa").get("/van-ban/?thu-hoi=thu-hoi").content.decode()
    assert f"/van-ban/{confirmed.pk}/" in listed and f"/van-ban/{decision.pk}/" not in listed


def test_the_list_is_narrowed_by_urgency(world, letter, signed_in):
    urgent = receive(world, text=DECISION.replace("QUYẾT ĐỊNH\n", "HỎA TỐC\n\nQUYẾT ĐỊNH\n", 1))
    assert urgent.urgency == "hoa_toc"
    listed = signed_in("hoa").get("/van-ban/?khan=hoa_toc").content.decode()
    assert f"/van-ban/{urgent.pk}/" in listed and f"/van-ban/{letter.pk}/" not in listed


def test_withdrawing_asks_for_a_reason_and_the_right(world, confirmed, signed_in):
    with pytest.raises(Refused, match="cần ghi lý do"):
        services.withdraw(document=confirmed, why=" ", by=world.people["hoa"], at=clock.now())
    with pytest.raises(NotAllowed):
        services.withdraw(document=confirmed, why="x", by=world.people["lan"], at=clock.now())
    address = f"/van-ban/{confirmed.pk}/thu-hoi/"
    assert signed_in("minh").get(address).status_code == 403
    assert signed_in("hoa").post(address, {"why": ""}).status_code == 422
    wrong = signed_in("hoa").post(address, {"why": "Sai", "number": "999/XX"})
    assert wrong.status_code == 422 and "Sai" in wrong.content.decode()
    assert signed_in("hoa").post(address, {"why": "Sai"}).status_code == 302
    assert Document.objects.get(pk=confirmed.pk).withdrawn_why == "Sai"


def test_a_confirmed_paper_is_opened_again_for_a_reason(world, confirmed, signed_in):
    item = confirmed.items.filter(kind="task").first()
    with pytest.raises(NotAllowed):
        services.discard_item(document=confirmed, item=item, reason="x", by=world.people["hoa"], at=clock.now())
    address = f"/van-ban/{confirmed.pk}/mo-lai/"
    assert signed_in("hoa").post(address, {"why": ""}).status_code == 422
    assert signed_in("hoa").post(address, {"why": "Thiếu một nhiệm vụ"})["Location"].endswith("/xac-nhan/")
    confirmed.refresh_from_db()
    assert confirmed.state == "confirming" and confirmed.confirmed_by is None
    services.discard_item(document=confirmed, item=item, reason="x", by=world.people["hoa"], at=clock.now())
    services.confirm_document(document=confirmed, by=world.people["hoa"], at=clock.now())
    with pytest.raises(NotAllowed):
        services.reopen(document=receive(world, text=DECISION), why="x", by=world.people["hoa"], at=clock.now())


def hidden_pair(world):
    """A letter that Minh's unit holds, and the decision that replaces it, which he cannot see."""
    letter = receive(world)
    Holder.objects.create(document=letter, unit=world.units["NA.STP"], since=clock.now())
    decision = receive(world, text=DECISION, name="qd.txt")
    decide(decision, world.people["hoa"])
    return letter, decision


def test_a_paper_that_a_person_cannot_see_is_named_only_as_the_quoting_paper_names_it(world, signed_in):
    letter, decision = hidden_pair(world)
    minh = world.people["minh"]
    assert [row.other for row in asked.relations_from(letter, minh)] == [None]
    assert [row.other for row in asked.relations_from(letter, world.people["hoa"])] == [decision]
    assert asked.effects(letter, minh) == [] and len(asked.effects(letter, world.people["hoa"])) == 1
    services.add_relation(document=letter, kind="answers", other=decision, by=world.people["hoa"], at=clock.now())
    assert [row.kind for row in asked.relations_from(letter, minh)] == ["carries_out"]
    for address in (f"/van-ban/{letter.pk}/", f"/van-ban/{letter.pk}/quan-he/"):
        page = signed_in("minh").get(address).content.decode()
        assert "3667/QĐ-UBND" in page
        assert decision.subject not in page and f"/van-ban/{decision.pk}/" not in page, address
        assert "Bị thay thế" not in page


def test_no_relation_is_added_to_a_paper_that_the_person_cannot_see(world):
    _letter, decision = hidden_pair(world)
    own = receive(world, text=LETTER.replace("176/", "177/").replace("Sở Tư pháp", "Sở Y tế"), who="minh", name="x.txt")
    with pytest.raises(Refused) as refused:
        services.add_relation(document=own, kind="answers", other=decision, by=world.people["minh"], at=clock.now())
    assert refused.value.code == "documents.no_such_paper"


def test_of_a_pair_with_a_paper_that_the_person_cannot_see_nothing_is_said(world, signed_in):
    receive(world)
    later = receive(world, text=LETTER.replace("2. Sở Tư pháp", "2. Sở Y tế"), who="minh", name="ban-khac.txt")
    twin = Twin.objects.get()
    assert signed_in("minh").post(f"/van-ban/{later.pk}/trung/", {"cap": twin.pk, "viec": "mot"}).status_code == 404
    with pytest.raises(Refused) as refused:
        services.judge_twin(document=later, twin=twin, same=True, by=world.people["minh"], at=clock.now())
    assert refused.value.code == "documents.other_relation"
    twin.refresh_from_db()
    assert twin.state == "proposed"


def test_a_pair_is_judged_from_what_stands_and_not_from_what_was_loaded(world):
    receive(world)
    receive(world, text=LETTER.replace("2. Sở Tư pháp", "2. Sở Y tế"), name="ban-khac.txt")
    stale = Twin.objects.get()
    judge = {"document": stale.document, "by": world.people["hoa"], "at": clock.now()}
    services.judge_twin(twin=Twin.objects.get(), same=True, **judge)
    with CaptureQueriesContext(connection) as told:
        services.judge_twin(twin=stale, same=False, **judge)
    assert any("documents_twin" in one["sql"] and "FOR UPDATE" in one["sql"] for one in told)
    row = AuditRow.objects.filter(action="documents.judge_twin").order_by("-seq").first()
    assert row.before == {"twin": "same"} and row.after["twin"] == "different"


def test_what_a_paper_cites_is_named_by_its_own_words_to_who_cannot_see_the_cited_paper(world, signed_in):
    letter, decision = hidden_pair(world)
    assert [row.cited for row in queries.cites(letter, world.people["minh"])] == [None]
    assert [row.cited for row in queries.cites(letter, world.people["hoa"])] == [decision]

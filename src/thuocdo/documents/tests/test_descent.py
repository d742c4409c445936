"""How a directive comes down: every level, who is silent how long, what was lost by whom, which days became later."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.directory.models import Succession, UnitVersion
from thuocdo.directory.queries import forget
from thuocdo.documents.models import Document, Holder, Relation
from thuocdo.documents.permissions import visible_to
from thuocdo.documents.queries.cascade import cascade
from thuocdo.documents.queries.descent import directives, ways
from thuocdo.documents.rules.descent import Paper, Task, followed
from thuocdo.documents.tests import factories
from thuocdo.documents.tests.test_cascade import LOWER, UPPER

TODAY = date(2025, 5, 20)
SEEDS = ("cv-hung-binh", "cv-kstt", "cv-quy-hop", "cv-thkh", "qd-3667")
# The commune passes the department's letter on, with a later day and without the hot line.
LOWEST = """ỦY BAN NHÂN DÂN XÃ QUỲ HỢP
Số: 12/UBND
Quỳ Hợp, ngày 5 tháng 5 năm 2025
V/v thực hiện chấn chỉnh công tác cải cách hành chính
Kính gửi: Các ban, ngành thuộc xã.
Thực hiện Công văn số 45/SNV-CCHC ngày 23 tháng 4 năm 2025 của Sở Nội vụ, Ủy ban nhân dân xã yêu cầu:
1. Văn phòng rà soát, công khai đầy đủ thủ tục hành chính trước ngày 15 tháng 5 năm 2025.
CHỦ TỊCH
Nguyễn Văn C
"""


@pytest.fixture
def papers(world):
    return [
        factories.receive(world, text=text, name=f"{number}.txt") for number, text in enumerate((UPPER, LOWER, LOWEST))
    ]


def way(world, top, who="hoa", on=TODAY):
    return ways([top], world.people[who], on=on)[0]


# The rules.


def task(key: str, text: str, due: date | None = None, asked: set[int] | None = None) -> Task:
    return Task(key, text, due, frozenset(asked) if asked is not None else None)


A = "Niêm yết công khai thủ tục hành chính tại bộ phận một cửa"
B = "Xin lỗi bằng văn bản khi hồ sơ giải quyết trễ hạn"


def test_a_clause_is_lost_where_nobody_at_a_level_carries_it_and_by_whom_it_was_dropped_first():
    top = Paper(1, None, 0, (task("1", A), task("2", B)))
    city, ward = Paper(2, 1, 1, (task("a", A),)), Paper(3, 2, 2, (task("x", A),))
    found = followed([top, city, ward])
    assert [(one.task.key, one.depths, one.dropped_by, one.carried_by) for one in found.lost] == [
        ("2", (1, 2), (2,), 0)
    ]
    other = Paper(4, 1, 1, (task("b", B),))
    [first, second] = followed([top, city, other, ward]).lost
    assert (first.task.key, first.depths, first.dropped_by) == ("1", (), (4,))
    assert (second.task.key, second.depths, second.dropped_by) == ("2", (2,), (2,))


def test_a_clause_for_others_is_not_expected_and_nothing_is_lost_where_all_carry():
    top = Paper(1, None, 0, (task("1", A, asked={7}),))
    assert followed([top, Paper(2, 1, 1, (task("a", B),), frozenset({8}))]).lost == []
    assert len(followed([top, Paper(2, 1, 1, (task("a", B),), frozenset({7}))]).lost) == 1
    assert followed([Paper(1, None, 0, (task("1", A),)), Paper(2, 1, 1, (task("a", A),))]).lost == []
    assert followed([]).lost == []


def test_only_a_day_that_became_later_is_told():
    top = Paper(1, None, 0, (task("1", A, date(2025, 5, 1)), task("2", B, date(2025, 5, 9))))
    below = Paper(2, 1, 1, (task("a", A, date(2025, 5, 8)), task("b", B, date(2025, 5, 7))))
    assert [(one.paper, one.days) for one in followed([top, below]).later] == [(2, 7)]


# With papers.


@pytest.mark.django_db
def test_papers_below_are_found_at_every_level_with_their_days(world, papers):
    top, middle, low = papers
    found = way(world, top)
    told = [(one.document.pk, one.parent, one.depth, one.days, one.days_from_top) for one in found.below]
    assert told == [(middle.pk, top.pk, 1, 13, 13), (low.pk, middle.pk, 2, 12, 25)]
    assert [one.level for one in found.below] == ["tinh", "xa"] and found.median_days == 13


@pytest.mark.django_db
def test_who_is_silent_is_named_with_the_days_waited(world, papers):
    found = way(world, papers[0])
    assert (found.asked, found.answered) == (2, 1)
    assert [(one.name, one.days, one.paper.pk) for one in found.waiting] == [("Sở Tư pháp", 40, papers[0].pk)]


@pytest.mark.django_db
def test_what_was_lost_and_what_is_due_later_is_told_with_the_agency(world, papers):
    top, _middle, low = papers
    found = way(world, top)
    assert found.descent.lost == [], "what was for another department is expected of nobody below"
    later = [(one.paper, one.before, one.after) for one in found.descent.later]
    assert later == [(low.pk, date(2025, 4, 28), date(2025, 5, 15))]


@pytest.mark.django_db
def test_an_answer_by_the_successor_counts(world, papers):
    UnitVersion.objects.filter(unit=world.units["NA.STP"]).update(valid=("2010-01-01", "2025-05-01"))
    Succession.objects.create(from_unit=world.units["NA.STP"], to_unit=world.units["NA.STC"], kind="merged_into",
                              extent="whole", effective_on=date(2025, 5, 1))  # fmt: skip
    forget()
    text = (
        LOWER.replace("SỞ NỘI VỤ", "SỞ TÀI CHÍNH").replace("45/SNV-CCHC", "9/STC-VP").replace("23 tháng 4", "6 tháng 5")
    )
    factories.receive(world, text=text.replace("Sở Nội vụ", "Sở Tài chính"), name="ke-thua.txt")
    found = way(world, papers[0])
    assert (found.asked, found.answered) == (2, 2) and not found.waiting
    assert cascade(papers[0], world.people["hoa"], on=TODAY).silent == ()


@pytest.mark.django_db
def test_a_confirmed_relation_is_an_answer_and_a_proposed_one_is_not(world, papers):
    text = LOWER.replace("SỞ NỘI VỤ", "SỞ TƯ PHÁP").replace("45/SNV-CCHC", "9/STP-VP")
    answer = factories.receive(world, text=text.replace("2822/UBND-KSTT", "1/X"), name="tra-loi.txt")
    row = Relation.objects.create(document=answer, kind="answers", other=papers[0])
    assert way(world, papers[0]).answered == 1
    Relation.objects.filter(pk=row.pk).update(
        state="confirmed", decided_by=world.people["hoa"], decided_at=row.document.received_at
    )
    assert way(world, papers[0]).answered == 2
    assert len(cascade(papers[0], world.people["hoa"], on=TODAY).answers) == 2


@pytest.mark.django_db
def test_others_see_only_what_they_may_read(world, papers):
    assert way(world, papers[0], who="dung").below == ()
    assert not directives(world.people["dung"]).exists()


@pytest.mark.django_db
def test_the_thirteen_days_of_the_ward_seed_stand_in_its_picture(world):
    """Province 10/4 → city 15/4 → ward 23/4: the ward's letter names both papers it passes on."""
    ward = factories.seed(world, "cv-hung-binh")
    picture = cascade(ward, world.people["hoa"], on=TODAY).picture
    dated = [(step.title, step.on, step.days) for step in picture.steps if step.on]
    assert picture.days == 13 and dated[0][:2] == ("2822/UBND-KSTT", date(2025, 4, 10))
    assert dated[1] == ("2369/UBND-NV", date(2025, 4, 15), 5) and dated[2][1:] == (date(2025, 4, 23), 8)
    assert picture.steps[-1].own


@pytest.mark.django_db
def test_no_seed_answers_another_the_district_names_a_paper_that_is_not_among_them(world):
    seeds = {start: factories.seed(world, start) for start in SEEDS}
    found = ways(list(seeds.values()), world.people["hoa"], on=TODAY)
    assert [one.below for one in found] == [()] * 5
    district = cascade(seeds["cv-quy-hop"], world.people["hoa"], on=TODAY).picture
    assert [(step.title, step.pk) for step in district.steps if not step.own] == [("176/UBND-KSTT", None)]


# Pages.


@pytest.mark.django_db
def test_the_page_tells_all_levels_filters_and_exports(world, papers, signed_in):
    browser, url = signed_in("hoa"), reverse("documents:cascade", args=[papers[0].pk])
    page = browser.get(url).content.decode()
    for words in ("1 trong 2 nơi nhận đã triển khai", "12/UBND", "Sở Tư pháp", "Việc bị bỏ sót trên đường",
                  "Hạn bị lùi trên đường", "Nhắc những nơi đã chọn"):  # fmt: skip
        assert words in page, words
    only = browser.get(url + "?cap=xa&tinh-hinh=da").content.decode()
    assert "12/UBND" in only and "45/SNV-CCHC ngày" not in only.split('id="da-trien-khai"')[1]
    assert browser.get(url + "?xuat=xlsx")["Content-Type"].endswith("sheet")


@pytest.mark.django_db
def test_the_page_asks_the_same_number_of_questions_however_many_answer(world, papers, signed_in):
    browser, url, counts = signed_in("hoa"), reverse("documents:cascade", args=[papers[0].pk]), []
    for number in range(3):
        text = LOWER.replace("45/SNV", f"{number + 50}/SNV")
        factories.receive(world, text=text, name=f"tra-loi-{number}.txt")
        if number in (0, 2):
            browser.get(url)
            with CaptureQueriesContext(connection) as queries:
                browser.get(url)
            counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_the_list_of_directives_tells_how_far_each_has_come(world, papers, signed_in):
    browser, url = signed_in("hoa"), reverse("documents:directives")
    page = browser.get(url).content.decode()
    assert "2822/UBND-KSTT" in page and "1/2" in page
    assert "2822/UBND-KSTT" not in browser.get(url + "?tra-loi=False").content.decode()
    assert "2822/UBND-KSTT" in browser.get(url + "?tim=chan chinh&tu=01/04/2025").content.decode()
    assert browser.get(url + "?xuat=xlsx")["Content-Type"].endswith("sheet")


@pytest.mark.django_db
def test_the_list_asks_the_same_number_of_questions_however_long_it_is(world, papers, signed_in):
    browser, counts = signed_in("hoa"), []
    for number in (0, 1, 2, 3):
        text = UPPER.replace("2822/", f"{number + 1}/").replace("10 tháng 4", f"{number + 11} tháng 4")
        factories.receive(world, text=text, name=f"them-{number}.txt")
        if number in (0, 3):
            browser.get(reverse("documents:directives"))
            with CaptureQueriesContext(connection) as queries:
                browser.get(reverse("documents:directives"))
            counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_who_is_silent_is_urged_where_the_paper_was_sent_here_and_else_named(world, papers, signed_in):
    browser, top = signed_in("hoa"), papers[0]
    url = reverse("chancery:urge_silent", args=[top.pk])
    answer = browser.post(url, {"don-vi": world.units["NA.STP"].pk, "ve": top.pk}, follow=True)
    assert answer.redirect_chain[0][0] == reverse("documents:cascade", args=[top.pk])
    assert "1 nơi chưa được gửi văn bản qua hệ thống" in answer.content.decode()
    assert "Chưa chọn nơi nào để nhắc" in browser.post(url, {}, follow=True).content.decode()
    assert signed_in("dung").post(url, {}).status_code in (403, 404)


def test_an_answer_that_the_person_cannot_see_does_not_show_in_the_list_of_directives(world, papers):
    top, answer, _lowest = papers
    Holder.objects.create(document=top, unit=world.units["NA.QH"], since=clock.now())
    assert Document.objects.filter(visible_to(world.people["lan"]), pk__in=[top.pk, answer.pk]).get() == top
    told = {who: directives(world.people[who]).get(pk=top.pk).is_answered for who in ("hoa", "lan")}
    assert told == {"hoa": True, "lan": False}

"""The picture of the papers around one: who is drawn where, what a person may not read, the table in words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thuocdo.core import clock
from thuocdo.documents.models import Document, Relation
from thuocdo.documents.queries.relation_web import around
from thuocdo.documents.rules.relation_picture import BOX, GAP, MOST, Tie, draw, steps
from thuocdo.documents.tests.factories import LETTER, receive


def chain(*keys: int) -> list[Tie]:
    return [Tie(source, target, "basis", True) for source, target in pairwise(keys)]


def test_two_steps_each_way_and_no_further():
    assert steps(5, chain(9, 8, 7, 6, 5, 4, 3, 2, 1)) == {5: 0, 4: -1, 6: 1, 3: -2, 7: 2}


def test_a_circle_of_papers_is_drawn_once():
    found = draw(1, chain(1, 2, 1), {1: "A", 2: "B"})
    assert [box.key for box in found.boxes] == [2, 1] and len(found.arrows) == 2


def test_papers_stand_beside_each_other_without_lying_on_each_other():
    ties = [Tie(1, key, "basis", True) for key in range(2, 6)] + [Tie(key, 1, "answers", False) for key in (6, 7)]
    found = draw(1, ties, {key: f"Văn bản {key}" for key in range(1, 8)})
    places = [(box.x, box.y) for box in found.boxes]
    assert len(set(places)) == 7 and {x for x, _y in places} == {0, BOX + GAP, 2 * (BOX + GAP)}
    assert all(y >= 0 and y + box.height <= found.height for box, (_x, y) in zip(found.boxes, places, strict=True))


def test_beyond_the_measure_papers_are_counted_and_confirmed_ones_go_first():
    ties = [Tie(1, key, "basis", key == 30) for key in range(2, 31)]
    found = draw(1, ties, {key: f"Văn bản {key:02}" for key in range(1, 31)})
    assert found.hidden == 29 - MOST and 30 in [box.key for box in found.boxes]


@pytest.fixture
def papers(world):
    """A letter, what it carries out, the basis of that, an answer, and the answer to the answer."""
    names = ("176/UBND-KSTT", "3667/QĐ-UBND", "76/NQ-CP", "45/STP-VP", "46/STP-VP")
    found = [receive(world, text=LETTER.replace("176/UBND-KSTT", name)) for name in names]
    for source, kind, target, state in (
        (0, "carries_out", 1, "confirmed"), (1, "basis", 2, "proposed"), (3, "answers", 0, "confirmed"),
        (4, "answers", 3, "rejected"),
    ):  # fmt: skip
        decided = {"decided_by": world.people["hoa"], "decided_at": clock.now()} if state != "proposed" else {}
        Relation.objects.create(document=found[source], other=found[target], kind=kind, state=state, **decided)
    return found


def test_what_a_paper_speaks_of_stands_left_and_what_speaks_of_it_right(world, papers):
    found = around(papers[0], world.people["hoa"])
    order = [box.key for box in sorted(found.picture.boxes, key=lambda box: box.x)]
    assert order == [papers[2].pk, papers[1].pk, papers[0].pk, papers[3].pk]
    assert {(row.words, row.confirmed) for row in found.rows} == {
        ("Thực hiện", True), ("Căn cứ", False), ("Trả lời", True),
    }  # fmt: skip
    assert around(papers[4], world.people["hoa"]) is None


def test_papers_that_the_person_may_not_read_are_not_drawn(world, papers):
    Document.objects.filter(pk=papers[1].pk).update(received_unit=world.units["NA.STP"], province=None, issuer=None)
    keys = {box.key for box in around(papers[0], world.people["hoa"]).picture.boxes}
    assert papers[1].pk not in keys and papers[2].pk not in keys and papers[3].pk in keys


def test_the_page_shows_the_picture_and_the_same_in_words(world, papers, signed_in):
    page = signed_in("hoa").get(f"/van-ban/{papers[0].pk}/quan-he/").content.decode()
    assert "<svg" in page and "Các quan hệ trong hình" in page and "máy đề xuất" in page
    assert page.count(f'href="/van-ban/{papers[3].pk}/"') >= 2
    assert "Sơ đồ quan hệ" not in signed_in("hoa").get(f"/van-ban/{papers[4].pk}/quan-he/").content.decode()


def test_it_takes_the_same_number_of_statements_however_many_papers(world, papers):
    def cost() -> int:
        with CaptureQueriesContext(connection) as told:
            around(papers[0], world.people["hoa"])
        return len(told)

    cost()
    before = cost()
    for number in range(5):
        other = receive(world, text=LETTER.replace("176/", f"9{number}/"))
        Relation.objects.create(document=other, other=papers[0], kind="basis")
    assert cost() == before

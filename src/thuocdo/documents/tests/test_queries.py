"""Questions of the room: previews, segments of real papers, who cites and who acts; counted statements."""

from __future__ import annotations

import pytest

from thuocdo.core import clock
from thuocdo.documents import permissions, queries
from thuocdo.documents.models import Document
from thuocdo.documents.tests import factories

pytestmark = pytest.mark.django_db
SEEDS = ("cv-hung-binh", "cv-kstt", "cv-quy-hop", "cv-thkh", "qd-3667")


@pytest.mark.parametrize("start", SEEDS)
def test_segments_of_a_real_paper_are_its_text_and_cover_every_item(world, start):
    document = factories.seed(world, start)
    assert document.state == "proposed"
    pieces = queries.source_segments(document)
    assert "".join(piece.text for piece in pieces) == document.text
    covered = {label for piece in pieces for label in piece.labels}
    for item in document.items.all():
        assert item.label in covered, item


def test_items_come_with_their_changes_in_three_statements(paper, django_assert_num_queries):
    for number in range(4, 40):
        factories.add_task(paper, f"N{number}")
    with django_assert_num_queries(3):
        for item in queries.items(paper):
            list(item.changes.all())
            list(item.parents.all())


def test_a_preview_names_units_unknown_bodies_and_next_days(paper):
    item = paper.items.first()
    item.data["lead_agencies"] = ["Sở Nội vụ", "Sở Hàng không"]
    item.data["deadlines"] = [{"kind": "recurring", "recurrence": ["quarterly"], "text": "hằng quý"},
                              {"kind": "per_rule", "text": "theo quy định"}, {"kind": "lạ"}]  # fmt: skip
    found = queries.preview(paper, item)
    known, unknown = found.lead
    assert (known.units, known.is_sure) == (("Sở Nội vụ",), True)
    assert (unknown.count, unknown.is_sure) == (0, False) and found.unsure
    quarterly, by_rule, strange = found.limits
    assert quarterly.count == 4 and len(quarterly.dates) == 3 and quarterly.says
    assert not by_rule.dates and by_rule.why_none and by_rule.next_check
    assert strange.why_none


def test_previews_of_many_items_ask_the_directory_a_fixed_number_of_times(paper, django_assert_max_num_queries):
    queries.previews(paper, list(paper.items.all()))
    for number in range(4, 60):
        factories.add_task(paper, f"N{number}", data={"lead_agencies": [f"Sở {number}"]})
    listed = list(paper.items.all())
    with django_assert_max_num_queries(3):
        assert len(queries.previews(paper, listed)) == 59


def test_names_are_looked_up_on_the_day_of_the_paper(world):
    document = factories.seed(world, "cv-kstt")
    assert document.issued_on is None and str(document.reference_on) == "2025-07-08"
    assert "vết ký" in document.reference.why


def test_who_acts_is_counted_by_the_name_in_the_paper(paper):
    rows = queries.acts_on(queries.shown_items(paper))
    assert rows == [("Sở Nội vụ", 3, 0), ("Sở Tài chính", 0, 3)]


def test_where_a_paper_is_cited_shows_only_papers_the_person_may_read(world, letter):
    decision = factories.seed(world, "qd-3667")
    assert [row.document for row in queries.where_cited(decision)] == [letter]
    assert not queries.where_cited(decision, world.people["dung"]).exists()
    assert queries.where_cited(decision, world.people["hoa"]).count() == 1
    assert decision in [row.cited for row in queries.cites(letter, world.people["hoa"])]
    assert decision not in [row.cited for row in queries.cites(letter, world.people["dung"])]


ITEM_VERBS = {
    "confirm_item", "confirm_many", "correct_item", "split_item", "merge_items", "discard_item", "restore_item",
    "add_item", "undo_last", "correct_metadata", "read_again", "check_signatures",
}  # fmt: skip
# What may be done about a paper at any time until it is withdrawn.
RELATION_VERBS = {"decide_relation", "add_relation", "judge_twin"}
HEADS_ONLY = {"confirm_document", "withdraw"}
HEAD = {"view", *HEADS_ONLY, *ITEM_VERBS, *RELATION_VERBS}
MATRIX = {
    # who: with a paper that Sở Nội vụ received; with one that UBND xã Quỳ Hợp received
    "hoa": (HEAD, HEAD),
    "lan": (set(), HEAD - HEADS_ONLY),
    "chutich": (set(), HEAD),
    "minh": (set(), set()),
    "lanhdao": ({"view", "confirm_document"}, {"view", "confirm_document"}),
    "chanhvp": ({"view"}, {"view"}),
    "thamdinh": ({"view"}, {"view"}),
    "thanhtra": ({"view"}, {"view"}),
    "quantri": (set(), set()),
    "dung": (set(), set()),
}


@pytest.fixture
def two_papers(world, paper):
    """One paper of a department and one of a commune, and people of every role and place."""
    factories.person(world, "chutich", "Hà Chủ Tịch", "NA.QH", "unit_head")
    factories.person(world, "chanhvp", "Đỗ Chánh", "NA.UBND", "unit_head")
    factories.person(world, "thanhtra", "Ngô Thanh Tra", "NA.SNV", "inspector")
    return paper, factories.receive(world, who="lan", text=factories.LETTER + "\n ")


@pytest.mark.parametrize("who", MATRIX)
def test_rights_over_an_open_paper_follow_the_pack_and_the_place(world, two_papers, who):
    assert tuple(permissions.abilities(world.people[who], paper) for paper in two_papers) == MATRIX[who]


def test_rights_are_narrowed_by_the_state_of_the_paper(world, two_papers):
    paper, people = two_papers[0], world.people
    paper.state, paper.refusal = "reading_failed", {}
    any_time = {"view", "withdraw", "check_signatures", *RELATION_VERBS}
    assert permissions.abilities(people["hoa"], paper) == any_time | {"read_again", "correct_metadata"}
    assert permissions.abilities(people["lanhdao"], paper) == {"view"}
    paper.state = "confirmed"
    for who, (first, _second) in MATRIX.items():
        nothing = who in ("quantri", "dung")
        may_reopen = {"reopen"} if "withdraw" in first else set()
        seen = set() if nothing else {"view"} | (first & any_time) | may_reopen
        assert permissions.abilities(people[who], paper) == seen, (who, first)
    paper.withdrawn_at = clock.now()
    assert permissions.abilities(people["hoa"], paper) == {"view", "check_signatures"}
    assert permissions.abilities(people["thanhtra"], paper) == {"view"}


def test_who_receives_papers_is_said_by_the_pack(world, two_papers):
    may = {who for who, person in world.people.items() if permissions.abilities(person, None) == {"receive_document"}}
    assert may == {"hoa", "lan", "minh", "chutich", "chanhvp", "dung"}
    assert permissions.abilities(None, two_papers[0]) == permissions.abilities(None, None) == frozenset()


@pytest.mark.parametrize("state", ["proposed", "reading_failed", "confirmed"])
def test_the_filter_and_the_abilities_agree_on_who_sees_a_paper(world, two_papers, state):
    for paper in two_papers:
        confirmed = {"confirmed_at": clock.now(), "confirmed_by": world.people["hoa"]} if state == "confirmed" else {}
        refusal = {"message": "x"} if state == "reading_failed" else None
        Document.objects.filter(pk=paper.pk).update(state=state, refusal=refusal, **confirmed)
        paper.refresh_from_db()
        for who, person in world.people.items():
            visible = Document.objects.filter(permissions.visible_to(person), pk=paper.pk).exists()
            assert visible == ("view" in permissions.abilities(person, paper)), who
            for verb in ("confirm_item", "confirm_document"):
                found = Document.objects.filter(permissions.reached(person, verb), pk=paper.pk).exists()
                assert found == (verb in MATRIX[who][paper is two_papers[1]]), (who, verb)


def test_a_successor_still_reads_what_its_forerunner_received(world):
    from thuocdo.directory.models import Succession

    mine = factories.receive(world, who="lan")
    heir = factories.unit(
        world, "NA.QHM", "Ủy ban nhân dân xã Quỳ Hợp mới", nature="agency", kind="ubnd_xa", level="xa"
    )
    Succession.objects.create(
        from_unit=world.units["NA.QH"], to_unit=heir, kind="merged_into", extent="whole", effective_on=clock.today()
    )
    person = factories.person(world, "heir", "Bùi Kế Thừa", "NA.QHM", "unit_officer")
    assert "view" in permissions.abilities(person, mine)


def test_a_letter_without_number_and_subject_is_called_by_its_date_and_issuer(world):
    letter = factories.seed(world, "cv-hung-binh")
    assert letter.title == "Công văn ngày 23/04/2025 của UBND phường Hưng Bình"
    broken = factories.receive(world, text="\x00\x01\x02", name="bí mật.pdf")
    assert "bí mật" not in broken.title

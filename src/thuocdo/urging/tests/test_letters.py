"""Letters of urging: one click, a draft with its table, rows in the ledger, number and day once it is issued."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.chancery.models import Draft
from thuocdo.chancery.queries.drafts import latest_version, made_of, problems_of
from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.urging import services
from thuocdo.urging.models import Letter, Step
from thuocdo.urging.queries.late import late, late_units
from thuocdo.urging.queries.ledger import letter_words
from thuocdo.urging.tests.world import TODAY, World, blocked, run


def drafted(world: World, *units: Unit, by=None) -> Letter:
    return services.draft_letter(sender=world.home, units=list(units), by=by or world.hoa, at=clock.now())


def test_one_click_drafts_a_letter_with_the_table_and_a_row_for_each_thing(world: World):
    first, second = world.due(date(2025, 7, 1)), world.due(date(2025, 7, 10), world.obligation())
    world.due(date(2025, 7, 20))
    letter = drafted(world, world.science)
    content = latest_version(letter.draft).data
    assert letter.draft.state == "drafting" and letter.draft.author == world.hoa
    assert content["addressees"] == ["Sở Khoa học và Công nghệ"]
    rows = content["body"][1]["table"]["rows"]
    assert [(row[3], row[4]) for row in rows] == [("01/07/2025", "14"), ("10/07/2025", "5")]
    assert {one.occurrence for one in letter.lines.all()} == {first, second}
    assert {one.occurrence for one in Step.objects.filter(outcome="letter")} == {first, second}


def test_a_letter_to_all_agencies_has_an_appendix_by_agency(world: World):
    world.due(date(2025, 7, 1))
    world.due(date(2025, 7, 2), world.obligation(unit=world.home))
    letter = drafted(world, world.science, world.home)
    content = latest_version(letter.draft).data
    assert letter.agencies == 2 and len(content["addressees"]) == 2
    assert len(content["attachments"][0]["body"][0]["table"]["rows"]) == 4


def test_the_letter_can_be_laid_out(world: World):
    world.due(date(2025, 7, 1))
    world.due(date(2025, 7, 2), world.obligation(unit=world.home))
    letter = drafted(world, world.science, world.home)
    version = latest_version(letter.draft)
    assert made_of(letter.draft, version).pdf.startswith(b"%PDF")
    # Who signs and with which letters, the small province of the tests does not know.
    stopping = {one.code for one in problems_of(letter.draft, version.data, TODAY) if one.stops}
    assert stopping <= {"no_signer", "no_symbol"}


def test_once_issued_the_rows_show_number_and_day(world: World):
    world.due(date(2025, 7, 1))
    letter = drafted(world, world.science)
    assert letter_words(letter) == "dự thảo: đang soạn"
    Draft.objects.filter(pk=letter.draft_id).update(number_symbol="12/SNV-CCHC", dated=TODAY)
    again = Letter.objects.select_related("draft").get()
    assert letter_words(again).startswith("12/SNV-CCHC ngày 15/07/2025")
    [row] = late_units(world.hoa, TODAY)
    assert row.letter == letter


def test_a_letter_that_was_given_up_is_no_longer_the_last_one(world: World):
    world.due(date(2025, 7, 1))
    letter = drafted(world, world.science)
    Draft.objects.filter(pk=letter.draft_id).update(state="cancelled")
    assert late_units(world.hoa, TODAY)[0].letter is None


def test_what_is_blocked_stands_in_no_letter(world: World):
    blocked(world.due(date(2025, 7, 1)))
    with pytest.raises(Refused) as refusal:
        drafted(world, world.science)
    assert refusal.value.code == "urging.nothing_late" and not Draft.objects.exists()


def test_who_has_no_right_drafts_none(world: World):
    world.due(date(2025, 7, 1))
    for person in (world.binh, world.tam, world.inspector, world.dung):
        with pytest.raises(NotAllowed):
            drafted(world, world.science, by=person)
    assert not Letter.objects.exists()


def test_a_head_only_reaches_the_agencies_it_looks_after(world: World):
    world.due(date(2025, 7, 1), world.obligation(unit=world.home))
    assert not late(world.minh, TODAY).exists()
    with pytest.raises(Refused):
        services.draft_letter(sender=world.science, units=[world.home], by=world.minh, at=clock.now())


def test_drafting_again_makes_another_letter_and_loses_no_row(world: World):
    world.due(date(2025, 7, 1))
    drafted(world, world.science)
    drafted(world, world.science)
    assert Step.objects.filter(outcome="letter").count() == 2


def test_a_letter_does_not_hold_the_ladder_back(world: World):
    world.due(date(2025, 7, 1))
    drafted(world, world.science)
    run()
    assert Step.objects.filter(rung="cong-van", outcome="told").exists()

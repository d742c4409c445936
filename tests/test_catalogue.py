"""The English catalogue says everything that the program says, and what it says can be put in the same places."""

from __future__ import annotations

import re
from datetime import date

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from django.test import Client
from django.urls import reverse

from config import catalogue
from thuocdo.core import clock
from thuocdo.work import services
from thuocdo.work.models import Plan
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import signed_in

PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|</?\w+")
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def forms(message: Message) -> list[tuple[str, str]]:
    """Each translated form beside the source form that it stands for."""
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    translations = [message.string] if isinstance(message.string, str) else list(message.string)
    return list(zip(sources, translations, strict=True))


def absent(wanted: Catalog, there: Catalog) -> list[str]:
    """Messages of one catalogue that the other does not have."""
    return [
        str(message.id)
        for message in wanted
        if message.id
        and there.get(message.id if isinstance(message.id, str) else message.id[0], message.context) is None
    ]


def pairs(kept: Catalog) -> dict[tuple[str, str | None], list[tuple[str, str]]]:
    return {(forms(one)[0][0], context(one)): forms(one) for one in kept if one.id}


def context(message: Message) -> str | None:
    """Babel gives the contexts of a compiled catalogue as bytes."""
    return message.context.decode() if isinstance(message.context, bytes) else message.context


def test_every_word_of_the_program_has_its_english():
    kept = catalogue.committed()
    assert not absent(catalogue.extracted(), kept) + catalogue.open_words(kept), "run `make catalogue`, translate"


def test_the_catalogue_keeps_nothing_that_the_program_no_longer_says():
    assert not absent(catalogue.committed(), catalogue.extracted()), "run `make catalogue`"


def test_the_compiled_catalogue_says_what_the_readable_one_says():
    with catalogue.PO.with_suffix(".mo").open("rb") as file:
        assert pairs(read_mo(file)) == pairs(catalogue.committed()), "run `make catalogue`"


def test_placeholders_and_tags_are_the_same_in_both_languages():
    wrong = [
        (source, translation)
        for message in catalogue.committed()
        if message.id
        for source, translation in forms(message)
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(translation))
    ]
    assert not wrong


def test_spaces_at_the_ends_are_the_same_in_both_languages():
    ends = [
        (source, translation)
        for message in catalogue.committed()
        if message.id
        for source, translation in forms(message)
        if (source[:1].isspace(), source[-1:].isspace()) != (translation[:1].isspace(), translation[-1:].isspace())
    ]
    assert not ends


@pytest.fixture
def place(db) -> Province:
    return Province()


@pytest.fixture
def plan(place: Province) -> Plan:
    paper, day = make.document(place.hoa, place.committee), date(2025, 1, 10)
    with clock.fixed(day):
        return services.adopt_document(document=paper, by=place.hoa, at=clock.at_day(day))


def in_english(client: Client) -> Client:
    answer = client.post(reverse("ui:language"), {"language": "en", "next": "/"})
    assert answer.status_code == 302
    return client


@pytest.fixture
def reader(place: Province, plan: Plan) -> Client:
    return in_english(signed_in(place.hoa))


def test_the_first_page_and_the_plan_are_read_in_english(reader: Client, plan: Plan):
    for address in (reverse("portal:home"), reverse("work:plan", args=[plan.pk])):
        page = reader.get(address).content.decode()
        assert '<html lang="en"' in page
        assert "My work" in page and "Plans, tasks" in page and "Due-date calendar" in page
        assert "{%" not in page and "{{" not in page and "%(" not in page


def test_the_menu_has_no_vietnamese_left_in_english(reader: Client):
    page = reader.get(reverse("portal:help")).content.decode()
    menu = page[page.index('<nav class="sidenav"') : page.index("</nav>")]
    assert not VIETNAMESE.findall(re.sub(r"<[^>]*>", " ", menu))


def test_a_refusal_of_the_rules_is_read_in_english(reader: Client, place: Province):
    stranger = in_english(signed_in(place.dung))
    answer = stranger.get(reverse("portal:unit", args=[place.science.key]))
    assert answer.status_code == 404
    assert "There is no such agency" in answer.content.decode()


def test_the_language_of_the_browser_does_not_decide(place: Province):
    answer = signed_in(place.hoa).get(reverse("portal:home"), headers={"accept-language": "en-US,en"})
    assert answer.headers["Content-Language"] == "vi"
    assert "Việc của tôi" in answer.content.decode()


def test_the_choice_of_language_lasts_longer_than_the_browser_window(db):
    answer = Client().post(reverse("ui:language"), {"language": "en", "next": "/"})
    assert int(answer.cookies["django_language"]["max-age"]) > 300 * 24 * 3600

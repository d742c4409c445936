"""The tile map: one square for each commune, none twice, the same numbers as the table, words for who does not see."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.core.paths import PACKS
from thuocdo.portal.queries.tiles import places
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province
from thuocdo.work.tests.seen import main_of, signed_in, statements

ADDRESS = reverse("portal:overview")


def rows_of(path: str) -> list[dict[str, str]]:
    with (PACKS / path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_commune_of_the_province_has_one_square_and_no_square_two():
    drawn = rows_of("provinces/nghe_an/tiles.csv")
    alive = {
        row["unit_id"] for row in rows_of("provinces/nghe_an/agencies.csv")
        if row["kind"] == "ubnd_xa" and row["valid_from"] >= "2025-07-01" and not row["valid_to"]
    }  # fmt: skip
    assert {row["unit_key"] for row in drawn} == alive and len(drawn) == len(alive) == 130
    assert len({(row["column"], row["row"]) for row in drawn}) == 130


def test_the_coast_is_in_the_east_and_the_border_in_the_west():
    by_name = {place.name: place for place in places().values()}
    assert by_name["Xã Mường Xén"].column < by_name["Xã Con Cuông"].column < by_name["Phường Cửa Lò"].column
    assert by_name["Xã Quế Phong"].row < by_name["Phường Thành Vinh"].row


ON_TIME = {"state": "accepted", "on_time": True, "late_days": 0, "submitted_at": make.AT, "decided_at": make.AT,
           "submitted_by_name": "Lan", "decided_by_name": "Hoa"}  # fmt: skip


@pytest.fixture
def communes(place: Province) -> list:
    """Two committees of communes that have a square, the first with three due instances on record."""
    found = []
    for key in ("C16681.n", "C16708.n"):
        land = make.unit(key, places()[key].name, kind="xa", start=date(2025, 7, 1), parent=place.province)
        agency = make.unit(f"NA.UBND.{key}", f"UBND {places()[key].name}", kind="ubnd_xa", start=date(2025, 7, 1),
                           parent=place.committee)  # fmt: skip
        agency.versions.update(territory=land)
        found.append(agency)
    plan = make.bare_plan(place.committee)
    holder = make.obligation(make.task(plan), found[0])
    make.occurrence(holder, date(2025, 7, 10), **ON_TIME)
    make.occurrence(holder, date(2025, 7, 11))
    make.occurrence(holder, date(2025, 9, 30))
    return found


def test_a_square_has_the_numbers_of_the_table_and_leads_to_the_rows(place, communes):
    client = signed_in(place.hoa)
    first, second = client.get(ADDRESS).context["squares"][::-1]
    known, unknown = (first, second) if first.shade else (second, first)
    assert "UBND Phường Thành Vinh: đúng hạn 50% (1 / 2)" in known.words and known.shade == 1
    assert "chưa rõ" in unknown.words and unknown.shade == 0
    assert len(client.get(known.url).context["page"].rows) == 3
    table = client.get(ADDRESS + "?dang=bang").context["page"].rows
    assert next(row for row in table if row.label == "UBND Phường Thành Vinh").judged == "1 / 2"


def test_results_of_a_merged_commune_count_for_its_successor_and_lead_to_its_page(place, communes):
    former = make.unit("NA.UBND.cu", "UBND xã Cũ", kind="ubnd_xa", end=date(2025, 7, 1), parent=place.committee)
    make.succeed(former, communes[0], date(2025, 7, 1))
    holder = make.obligation(make.task(make.bare_plan(place.committee)), former)
    make.occurrence(holder, date(2025, 6, 10), **ON_TIME)
    squares = signed_in(place.hoa).get(ADDRESS).context["squares"]
    known = next(one for one in squares if one.shade)
    assert "đúng hạn 66,7% (2 / 3), gồm cả 1 xã, phường cũ" in known.words
    assert known.url == f"/co-quan/{communes[0].key}/"


def test_results_of_a_divided_commune_are_not_allocated_and_the_page_says_so(place, communes):
    former = make.unit("NA.UBND.cu", "UBND xã Cũ", kind="ubnd_xa", end=date(2025, 7, 1), parent=place.committee)
    for heir in communes:
        make.succeed(former, heir, date(2025, 7, 1), extent="part")
    holder = make.obligation(make.task(make.bare_plan(place.committee)), former)
    make.occurrence(holder, date(2025, 6, 10), **ON_TIME)
    answer = signed_in(place.hoa).get(ADDRESS)
    known = next(one for one in answer.context["squares"] if one.shade)
    assert known.words.endswith("đúng hạn 50% (1 / 2)"), "nothing of the divided commune is in it"
    assert "Chưa phân bổ: 1 kỳ hạn của xã, phường cũ đã chia mà chưa rõ tỷ lệ." in main_of(answer)


def test_squares_say_themselves_in_words_and_the_legend_counts_them(place, communes):
    answer = signed_in(place.hoa).get(ADDRESS)
    html = main_of(answer)
    picture = html[html.index('<svg class="tiles"') :]
    picture = picture[: picture.index("</svg>")]
    assert picture.count('aria-label="UBND Phường') == 2 == sum(row[2] for row in answer.context["tile_legend"])


def test_there_is_no_map_before_the_communes_nor_for_another_province(place, communes):
    assert signed_in(place.dung).get(ADDRESS).context["squares"] == []
    with clock.fixed(date(2025, 6, 30)):
        assert signed_in(place.hoa).get(ADDRESS).context["squares"] == []


def test_the_map_takes_few_statements_whatever_the_number_of_squares(place, communes):
    client = signed_in(place.hoa)
    before = statements(client, ADDRESS)
    for key in list(places())[5:25]:
        if key not in ("C16681.n", "C16708.n"):
            land = make.unit(key, key, kind="xa", start=date(2025, 7, 1), parent=place.province)
            agency = make.unit(f"NA.UBND.{key}", key, kind="ubnd_xa", start=date(2025, 7, 1), parent=place.committee)
            agency.versions.update(territory=land)
    assert statements(client, ADDRESS) == before

"""Numbers: in order, once, without gaps, from 01 each year; symbols as papers print them."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from thuocdo.chancery import queries, services
from thuocdo.chancery.models import Book, Entry
from thuocdo.chancery.packs.numbering import delivered
from thuocdo.chancery.rules.numbering import faults
from thuocdo.core import clock
from thuocdo.core.models import AuditRow
from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.documents.models import Holder
from thuocdo.documents.tests import factories
from thuocdo.kernel.errors import NotAllowed, Refused

DAY = date(2025, 7, 15)


def take(world, kind="quyet_dinh", *, on=DAY, who="hoa", unit="NA.SNV", **more):
    return services.take_number(
        unit=world.units[unit], doc_type=kind, on=on, by=world.people[who], at=clock.now(), **more
    )


def test_a_year_begins_at_01_and_each_kind_counts_by_itself(world):
    assert [take(world, on=date(2024, 12, 30)).number, take(world, on=date(2024, 12, 31)).number] == [1, 2]
    assert [take(world).number, take(world, "Quyết định").number, take(world, "công văn").number] == [1, 2, 1]
    assert {(book.year, book.series, book.last_number) for book in Book.objects.all()} == {
        (2024, "quyet_dinh", 2), (2025, "quyet_dinh", 2), (2025, "cong_van", 1),
    }  # fmt: skip
    assert AuditRow.objects.filter(action="chancery.take_number", thing_type="chancery.entry").count() == 5


def test_kinds_of_a_shared_series_count_together(world):
    assert [take(world, "giay_moi").number, take(world, "giấy giới thiệu").number] == [1, 2]


def test_units_have_books_of_their_own(world):
    take(world)
    assert take(world, unit="NA.STP", who="minh").number == 1


def test_what_is_rolled_back_leaves_no_gap(world):
    take(world)
    with pytest.raises(RuntimeError), transaction.atomic():
        take(world)
        raise RuntimeError
    assert take(world).number == 2


def test_a_struck_number_stays_taken(world):
    entry = take(world)
    services.strike_out(entry=entry, why="Không ban hành", by=world.people["hoa"], at=clock.now())
    assert take(world).number == 2
    entry.refresh_from_db()
    assert entry.struck_why == "Không ban hành" and entry.struck_by == world.people["hoa"]
    with pytest.raises(Refused, match="gạch trước đó"):
        services.strike_out(entry=entry, why="x", by=world.people["hoa"], at=clock.now())


def test_striking_out_needs_a_reason(world):
    with pytest.raises(Refused, match="lý do"):
        services.strike_out(entry=take(world), why="  ", by=world.people["hoa"], at=clock.now())


def test_numbers_go_with_the_days(world):
    take(world, on=date(2025, 7, 10))
    with pytest.raises(Refused, match="không ghi ngày sớm hơn"):
        take(world, on=date(2025, 7, 9))
    with pytest.raises(Refused, match="chưa đến"):
        take(world, on=date(2025, 7, 16))
    assert take(world, on=date(2025, 7, 10)).number == 2


def test_a_paper_is_numbered_once_and_held_by_its_unit(world, letter):
    entry = take(world, "công văn", document=letter)
    assert entry.document == letter and Holder.objects.get(document=letter).why == "issued"
    with pytest.raises(Refused, match="đã có số 1"):
        take(world, "công văn", document=letter)
    services.strike_out(entry=entry, why="nhầm", by=world.people["hoa"], at=clock.now())
    assert take(world, "công văn", document=letter).number == 2


def test_only_who_may_there(world):
    for who, unit in (("thamdinh", "NA.SNV"), ("minh", "NA.SNV"), ("dung", "NA.SNV")):
        with pytest.raises(NotAllowed):
            take(world, who=who, unit=unit)
    entry = take(world)
    with pytest.raises(NotAllowed):
        services.strike_out(entry=entry, why="x", by=world.people["minh"], at=clock.now())
    assert Entry.objects.count() == 1
    assert AuditRow.objects.filter(action="chancery.take_number", outcome="refused").count() == 3


def test_a_unit_that_is_no_more_gets_no_number(world):
    UnitVersion.objects.filter(unit=world.units["NA.SNV"]).update(valid=(date(2010, 1, 1), date(2025, 3, 1)))
    with pytest.raises(Refused, match="không có Sở Nội vụ"):
        take(world)


def test_symbols_as_papers_print_them(world):
    UnitVersion.objects.filter(unit=world.units["NA.SNV"]).update(symbol="SNV|NV")
    committee, home = world.units["NA.UBND"], world.units["NA.SNV"]
    assert queries.symbol_for(committee, "quyet_dinh", number=3667) == "3667/QĐ-UBND"
    assert queries.symbol_for(committee, "Công văn", "KSTT", number=7) == "07/UBND-KSTT"
    assert queries.symbol_for(committee, "Công văn", "KSTT") == "/UBND-KSTT"
    assert queries.symbol_for(home, "ke_hoach", "CCHC", number=10) == "10/KH-SNV"
    with pytest.raises(Refused, match="chưa có ký hiệu"):
        queries.symbol_for(world.units["NA.STP"], "ke_hoach")
    with pytest.raises(Refused, match="Không có loại văn bản"):
        queries.symbol_for(home, "bùa chú")


def test_the_pack_has_29_kinds_and_says_that_its_series_are_an_example():
    numbering = delivered()
    assert len(numbering.kinds) == 29 and sum(bool(kind.symbol) for kind in numbering.kinds) == 27
    assert all("ví dụ" in policy.provenance for policy in numbering.policies)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kinds": []}, "thiếu mục này"),
        ({"kinds": [{"code": "a", "name": "A"}] * 2}, "mã ghi hai lần"),
        ({"series": [{"valid_from": "2020-01-01", "digits": 2, "coming_in": {"code": "den", "name": "Đến"},
                      "shared": [{"code": "x", "name": "X", "kinds": ["khong_co"]}]}]}, "không có loại"),
        ({"series": [{"valid_from": "2020-01-01", "digits": 2, "coming_in": {"code": "den", "name": "Đến"},
                      "shared": [{"code": "a", "name": "X", "kinds": ["b"]}]}]}, "trùng mã"),
        ({"series": [{"valid_from": "2020-13-01"}]}, "thiếu hoặc sai"),
    ],
)  # fmt: skip
def test_faults_of_a_pack_are_named(change, said):
    good = {
        "kinds": [{"code": "a", "name": "A"}, {"code": "b", "name": "B"}], "bodies": {"ubnd_xa": "UBND"},
        "series": [{"valid_from": "2020-01-01", "digits": 2, "coming_in": {"code": "den", "name": "Đến"}}],
    }  # fmt: skip
    assert not faults(good)
    assert any(said in message for _key, message in faults({**good, **change}))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_numbers_and_none_is_lost():
    world = factories.make_world()
    start, numbers, errors = threading.Barrier(2), [], []

    def take_some() -> None:
        try:
            with clock.fixed(DAY):
                start.wait(timeout=10)
                for _ in range(8):
                    with transaction.atomic():
                        numbers.append(take(world).number)
        except Exception as error:  # noqa: BLE001 - told by the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take_some) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not errors
    assert sorted(numbers) == list(range(1, 17))
    assert Book.objects.get().last_number == 16 == Entry.objects.count()
    assert Unit.objects.filter(books__isnull=False).distinct().count() == 1

"""Activities are recorded once, counted, corrected with a reason; lists are looked over before they are taken."""

from __future__ import annotations

from datetime import date

import pytest

from thuocdo.activities import queries, services
from thuocdo.activities.models import Activity, ActivityKind, ActivityStep, Asked
from thuocdo.activities.packs import kinds
from thuocdo.activities.tests.factories import AT, content, workbook
from thuocdo.core import audit
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import UnitVersion
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.work.tests import factories as make

LINK = "https://baonghean.vn/tin-1.html"


def refused(code: str):
    return pytest.raises(Refused, check=lambda error: error.code == code)


def test_the_pack_is_taken_over_once_and_what_is_gone_is_retired(place, tmp_path):
    assert ActivityKind.objects.count() == 17 and not kinds.diff(PACKS).problems
    assert kinds.diff(PACKS).unchanged == 17
    (tmp_path / "national").mkdir()
    text = (PACKS / kinds.KINDS).read_text(encoding="utf-8")
    (tmp_path / kinds.KINDS).write_text("\n".join(line for line in text.splitlines() if "code: clip" not in line))
    kinds.apply(tmp_path, at=AT)
    assert ActivityKind.objects.get(pk="clip").retired
    with refused("activities.retired_kind"):
        place.record("clip")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{code: x, group: nowhere, name: X, measures: [{code: a, name: A}], source: s}", "không có nhóm"),
        ("{code: x, group: data, name: X, measures: [{code: a}], source: s}", "cần code và name"),
        ("{code: x, group: data, name: X, source: s}", "thiếu mục measures"),
        ("{code: x, group: data, name: X, measures: [{code: a, name: A, at_most: b}], source: s}", "at_most"),
    ],
)
def test_a_wrong_row_of_the_pack_is_named(db, tmp_path, row, words):
    (tmp_path / "national").mkdir()
    (tmp_path / kinds.KINDS).write_text(f"groups: {{data: Dữ liệu}}\nkinds:\n  - {row}\n", encoding="utf-8")
    assert words in str(kinds.diff(tmp_path).problems[0])


def test_an_activity_is_recorded_with_its_measures(place):
    found = place.record("dialogue", measures={"sessions": 2, "participants": 80, "questions": 9, "answered": 9})
    assert (found.amount, found.measures["answered"]) == (2, 9)
    assert audit.history(found).get().action == "activities.record_activity"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": " "}, "activities.no_title"),
        ({"last_on": date(2025, 7, 9)}, "activities.bad_days"),
        ({"starts_on": date(2025, 7, 16), "last_on": date(2025, 7, 16)}, "activities.bad_days"),
        ({"starts_on": date(2024, 1, 1)}, "activities.bad_days"),
        ({"link": "javascript:alert(1)"}, "activities.bad_link"),
        ({"measures": {"items": -1}}, "activities.bad_number"),
        ({"measures": {"items": 1, "khác": 1}}, "activities.bad_number"),
        ({"measures": {}}, "activities.nothing_counted"),
    ],
)
def test_what_cannot_stand_is_refused(place, given, code):
    with refused(code):
        place.record(**given)


def test_more_is_not_answered_than_was_asked(place):
    with refused("activities.bad_number"):
        place.record("dialogue", measures={"sessions": 1, "questions": 3, "answered": 4})


def test_the_same_thing_is_not_counted_twice_unless_somebody_says_why(place):
    first = place.record(link=LINK)
    for given in (
        {"link": "http://www.baonghean.vn/tin-1.html#x", "title": "Khác"},
        {"title": "SO TAP HUAN dich vu cong"},
    ):
        with refused("activities.twin"):
            place.record(**given)
    other = place.record(why_twin="phát lại trên truyền hình")
    assert other.why_twin and not first.why_twin
    assert place.record("clip").why_twin == "", "another kind is another thing"


def test_a_correction_keeps_what_stood_there(place):
    found = place.record()
    with refused("activities.reason_needed"):
        services.correct_activity(activity=found, content=content(title="X"), revision=0, why="", by=place.binh, at=AT)
    services.correct_activity(
        activity=found, content=content(title="Tên đúng"), revision=0, why="gõ nhầm", by=place.binh, at=AT
    )
    change = found.changes.get()
    assert (change.before["title"], change.after["title"]) == ("Sở tập huấn dịch vụ công", "Tên đúng")
    with pytest.raises(Stale):
        services.correct_activity(activity=found, content=content(), revision=0, why="x", by=place.minh, at=AT)


def test_what_is_withdrawn_stays_and_counts_no_more(place):
    found = place.record()
    services.withdraw_activity(activity=found, reason="ghi nhầm đơn vị", by=place.binh, at=AT)
    assert queries.activities(place.binh).get() == found
    assert queries.counts(queries.activities(place.binh), 2025) == []
    with refused("activities.withdrawn"):
        services.withdraw_activity(activity=found, reason="lần nữa", by=place.binh, at=AT)
    place.record()  # may be recorded again


def test_the_same_file_twice_is_one_proof(place):
    found = place.record()
    for _time in range(2):
        services.attach_proof(activity=found, upload=make.upload(), by=place.binh, at=AT)
    assert found.proofs.count() == 1


def test_an_initiative_is_recognised_by_papers_and_spreads(place):
    found = place.record("initiative")

    def step(code, **given):
        return services.note_step(
            activity=found, step=ActivityStep(code=code, on=date(2025, 7, 12), **given), by=place.binh, at=AT
        )

    step("submitted")
    for code, given, fault in (
        ("submitted", {}, "step_again"), ("province", {}, "no_paper"), ("spread", {}, "no_place"),
        ("khác", {}, "no_such_step"),
    ):  # fmt: skip
        with refused(f"activities.{fault}"):
            step(code, **given)
    step("province", paper="77/QĐ-UBND")
    step("spread", where="Phường Thành Vinh")
    last = step("spread", where="Xã Hưng Nguyên")
    services.withdraw_step(step=last, reason="chưa triển khai", by=place.binh, at=AT)
    assert found.steps.filter(withdrawn_at=None).count() == 3
    with refused("activities.bad_days"):
        services.note_step(
            activity=found, step=ActivityStep(code="agency", on=date(2025, 7, 1), paper="1"), by=place.binh, at=AT
        )


def test_what_was_asked_is_held_against_what_was_done(place):
    place.record(measures={"items": 3})
    place.record(unit=place.home, by=place.hoa, measures={"items": 4})
    span = {"starts_on": date(2025, 1, 1), "ends_on": date(2026, 1, 1), "basis": "KH 12/KH-UBND"}
    given = {"kind": ActivityKind.objects.get(pk="news"), "measure": "items", "province_key": "P40", **span}
    own = Asked(unit=place.science, number=5, **given)
    services.ask_for_activities(asked=own, by=place.minh, at=AT)
    services.ask_for_activities(asked=Asked(unit=None, number=7, **given), by=place.hoa, at=AT)
    rows = {row.asked.unit_id: row for row in queries.asked_rows(Asked.objects.all(), AT.date())}
    assert (rows[place.science.pk].done, rows[place.science.pk].standing) == (3, "doing")
    assert (rows[None].done, rows[None].standing) == (7, "done")
    with refused("activities.asked_before"):
        services.ask_for_activities(asked=Asked(unit=place.science, number=9, **given), by=place.minh, at=AT)
    services.withdraw_asked(asked=own, reason="kế hoạch sửa", by=place.minh, at=AT)
    with pytest.raises(NotAllowed):
        services.ask_for_activities(asked=Asked(unit=None, number=7, **given), by=place.minh, at=AT)


def test_what_units_under_the_asked_one_did_counts_for_it_on_the_days_that_they_hung_under_it(place):
    below = make.unit("T.KHCN.TT", "Trung tâm Đổi mới sáng tạo", parent=place.science)
    own = make.person("Nga", "unit_officer", below)
    place.record(unit=below, by=own, measures={"items": 2})
    given = {
        "kind": ActivityKind.objects.get(pk="news"), "measure": "items", "province_key": "P40", "number": 5,
        "starts_on": date(2025, 1, 1), "ends_on": date(2026, 1, 1), "basis": "KH 12/KH-UBND",
    }  # fmt: skip
    services.ask_for_activities(asked=Asked(unit=place.science, **given), by=place.minh, at=AT)
    assert [row.done for row in queries.asked_rows(Asked.objects.all(), AT.date())] == [2]
    UnitVersion.objects.filter(unit=below).update(valid=(date(2025, 7, 16), None))
    assert [row.done for row in queries.asked_rows(Asked.objects.all(), AT.date())] == [0]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"measure": "khác"}, "bad_measure"), ({"number": 0}, "bad_number"),
        ({"ends_on": date(2025, 1, 1)}, "bad_days"), ({"basis": " "}, "no_basis"),
    ],
)  # fmt: skip
def test_an_unsound_number_is_not_asked_for(place, given, code):
    usual = {
        "kind": ActivityKind.objects.get(pk="news"), "measure": "items", "province_key": "P40", "number": 1,
        "starts_on": date(2025, 1, 1), "ends_on": date(2026, 1, 1), "basis": "KH", "unit": place.science,
    }  # fmt: skip
    with refused(f"activities.{code}"):
        services.ask_for_activities(asked=Asked(**{**usual, **given}), by=place.minh, at=AT)


def test_a_list_is_looked_over_taken_and_undone(place):
    place.record(link=LINK)
    sheet = services.check_sheet(
        unit=place.science,
        upload=workbook(
            ["Tin", "Tin thứ nhất", "12/07/2025", "Báo Nghệ An", "https://baonghean.vn/tin-2.html", 2],
            ["Bài viết", "Bài thứ hai", date(2025, 7, 13), "Đài PTTH", "", None],
            [None, None, None, None, None, None],
            ["Tin", "Tin thứ nhất", "12/07/2025", "", "", 1],
            ["Tin", "Đã có", "11/07/2025", "", LINK, 1],
        ),
        by=place.binh, at=AT,
    )  # fmt: skip
    assert sheet.counts == {"new": 2, "twin": 2, "fault": 0}
    assert Activity.objects.count() == 1, "looking over records nothing"
    services.take_sheet(sheet=sheet, by=place.binh, at=AT)
    assert Activity.objects.get(title="Tin thứ nhất").amount == 2
    assert Activity.objects.get(title="Bài thứ hai").amount == 1
    with refused("activities.sheet_over"):
        services.take_sheet(sheet=sheet, by=place.binh, at=AT)
    services.undo_sheet(sheet=sheet, reason="nhầm tệp", by=place.binh, at=AT)
    assert Activity.objects.filter(withdrawn_at=None).count() == 1
    assert "activities.withdraw_activity" in [
        row.action for row in audit.history(Activity.objects.get(title="Bài thứ hai"))
    ]


def test_a_faulty_list_is_not_taken_and_says_where(place):
    sheet = services.check_sheet(
        unit=place.science,
        upload=workbook(
            ["Thơ", "x", "12/07/2025"], ["Tin", "y", "31/02/2025"], ["Tin", "z", "12/07/2025", "", "", "ba"],
            ["Tin", "t", "12/07/2026"], ["Tin", "", "12/07/2025"], ["Tin", "tốt", "12/07/2025"],
        ),
        by=place.binh, at=AT,
    )  # fmt: skip
    assert sheet.counts == {"new": 1, "twin": 0, "fault": 5}
    assert [row["line"] for row in sheet.lines if row["faults"]] == [2, 3, 4, 5, 6]
    with refused("activities.sheet_faulty"):
        services.take_sheet(sheet=sheet, by=place.binh, at=AT)
    services.discard_sheet(sheet=sheet, by=place.binh, at=AT)
    assert not Activity.objects.exists()


def test_what_is_no_list_is_refused(place):
    def check(upload):
        services.check_sheet(unit=place.science, upload=upload, by=place.binh, at=AT)

    with refused("activities.no_heads"):
        check(workbook(["a", "b"], heads=["Cột lạ", "Cột khác"]))
    with refused("activities.no_rows"):
        check(workbook())
    with refused("import.not_xlsx"):
        check(make.upload())


def test_who_may_do_what(place):
    found = place.record()
    for stranger in (place.hoa, place.tam, place.leader, place.inspector, place.operator, place.dung, place.lan):
        with pytest.raises(NotAllowed):
            services.withdraw_activity(activity=found, reason="x", by=stranger, at=AT)
        with pytest.raises(NotAllowed):
            place.record(by=stranger, title=stranger.full_name)
    seen = {name for name, person in place.everybody().items() if queries.activities(person).exists()}
    assert seen == {"hoa", "minh", "binh", "tam", "leader", "inspector"}


def test_counts_are_laid_out_by_kind_unit_and_month(place):
    place.record(measures={"items": 3})
    place.record(title="Tháng ba", starts_on=date(2025, 3, 1), last_on=date(2025, 3, 1), measures={"items": 2})
    place.record("article", unit=place.home, by=place.hoa)
    found = queries.grid(queries.counts(queries.activities(place.hoa), 2025), queries.kinds(), AT.date())
    news = next(line for line in found.by_kind if line.key == "news")
    assert (news.months[2], news.months[6], news.total) == (2, 3, 5)
    assert [(line.name, line.total) for line in found.by_unit] == [("Sở Khoa học và Công nghệ", 2), ("Sở Nội vụ", 1)]

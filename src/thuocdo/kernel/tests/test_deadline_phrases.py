from __future__ import annotations

import unicodedata

import pytest

from thuocdo.kernel.deadlines.phrases import read_deadlines


def found(text: str, year: int | None = 2025, cell: bool | None = None) -> list[tuple]:
    """kind, value, op, recurrence of each deadline."""
    return [(d.kind, d.value, d.op, d.recurrence) for d in read_deadlines(text, year=year, cell=cell)]


CELLS = [
    ("Trong năm", [("year", "2025", "in", ())]),
    ("Cả năm 2025", [("year", "2025", "in", ())]),
    ("2025", [("year", "2025", "in", ())]),
    ("Thường xuyên", [("ongoing", None, None, ())]),
    ("Theo quy định của các cơ quan có thẩm quyền", [("per_rule", None, None, ())]),
    ("Theo Kế hoạch CCHC năm 2025", [("per_rule", None, None, ())]),
    ("Theo yêu cầu của Chính phủ. Bộ, ngành Trung ương", [("on_request", None, None, ())]),
    ("Khi có yêu cầu", [("on_request", None, None, ())]),
    ("Sau khi Luật Việc làm có hiệu lực", [("relative", None, None, ())]),
    ("Ngay sau khi có hướng dẫn của Trung ương", [("relative", None, None, ())]),
    ("Quý I/2026", [("quarter", "2026-Q1", "in", ())]),
    ("Quý III Năm 2026", [("quarter", "2026-Q3", "in", ())]),
    ("Quý IV/2025- Quý II/2026", [("range", ("2025-Q4", "2026-Q2"), "in", ())]),
    ("Từ tháng 01 đến tháng 12/2025", [("range", ("2025-01", "2025-12"), "in", ())]),
    ("Giai đoạn 2025-2030", [("range", ("2025", "2030"), "in", ())]),
    ("9 tháng đầu năm 2025", [("range", ("2025-01", "2025-09"), "in", ())]),
    ("Trước tháng 12/2025", [("month", "2025-12", "before", ())]),
    ("12/2025", [("month", "2025-12", "in", ())]),
    ("Đến 30/6/2025", [("date", "2025-06-30", "by", ())]),
    ("Từ Quý II/2025", [("quarter", "2025-Q2", "from", ())]),
    ("Quý, 06 tháng, năm", [("recurring", None, None, ("quarterly", "half_yearly", "yearly"))]),
    ("06 tháng, cuối năm", [("recurring", None, None, ("half_yearly", "yearly"))]),
    ("Báo cáo hàng Quý, báo cáo năm", [("recurring", None, None, ("quarterly", "yearly"))]),
    (
        "Định kỳ Quý, 6 tháng, năm và đột xuất",
        [("recurring", None, None, ("quarterly", "half_yearly", "yearly", "ad_hoc"))],
    ),
    ("01 lần/quý", [("recurring", None, None, ("quarterly",))]),
    ("2 lần/năm", [("recurring", None, None, ("half_yearly",))]),
    ("03 tháng một lần", [("recurring", None, None, ("quarterly",))]),
    ("ngày 25 tháng cuối quý", [("recurring", None, None, ("quarterly",))]),
    ("Trước ngày 10 của tháng đầu quý sau", [("recurring", None, "before", ("quarterly",))]),
    (
        "06 tháng đầu năm, 06 tháng cuối năm 2025",
        [("half_year", "2025-H1", "in", ()), ("half_year", "2025-H2", "in", ())],
    ),
    ("Tháng 6 và tháng 12 năm 2025", [("month", "2025-06", "in", ()), ("month", "2025-12", "in", ())]),
    (
        "Tháng 3, 6, 9, 12 năm 2025",
        [("month", f"2025-{month:02}", "in", ()) for month in (3, 6, 9, 12)],
    ),
    ("Quý I, II/2025", [("quarter", "2025-Q1", "in", ()), ("quarter", "2025-Q2", "in", ())]),
    (
        "Năm 2025 và các năm tiếp theo",
        [("year", "2025", "from", ()), ("ongoing", None, None, ())],
    ),
    (
        "Kế hoạch xây dựng tháng 01/2025;  Báo cáo theo tiến độ kế hoạch và định kỳ",
        [("month", "2025-01", "in", ()), ("per_rule", None, None, ()), ("recurring", None, None, ("periodic",))],
    ),
    (
        '<ul style="list-style-type: none"> <li>- Theo yêu cầu</li> <li>- Định kỳ quý</li> </ul>',
        [("on_request", None, None, ()), ("recurring", None, None, ("quarterly",))],
    ),
    ("Quý I/2026 theo hướng dẫn của Bộ Nội vụ", [("quarter", "2026-Q1", "in", ())]),
    ("Thường xuyên trong năm", [("ongoing", None, None, ())]),
    ("Theo chương trình công tác năm", [("per_rule", None, None, ())]),
    ("Quý II-III/2025", [("range", ("2025-Q2", "2025-Q3"), "in", ())]),
    ("Quý IV hàng năm", [("recurring", None, None, ("yearly",))]),
    ("Định kỳ (hàng quý, 06 tháng, năm)", [("recurring", None, None, ("quarterly", "half_yearly", "yearly"))]),
    ("Chậm nhất 15 ngày sau khi văn bản có hiệu lực", [("relative", None, None, ())]),
    (
        "6 tháng đầu năm: trước 15/6/2025; Năm: trước 15/12/2025",
        [("date", "2025-06-15", "before", ()), ("date", "2025-12-15", "before", ())],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), CELLS, ids=[text for text, _ in CELLS])
def test_a_cell_says_its_deadlines(text: str, wanted: list[tuple]) -> None:
    assert found(text) == wanted


PROSE = [
    (
        "gửi kế hoạch về Ủy ban nhân dân huyện (qua phòng Nội vụ) chậm nhất ngày 31/01/2025.",
        [("date", "2025-01-31", "by", ())],
    ),
    (
        "Thời gian hoàn thành: Các sở, ngành, chậm nhất **trước ngày 20/01/2025**; UBND cấp xã xong **trước ngày "
        "31/01/2025**",
        [("date", "2025-01-20", "before", ()), ("date", "2025-01-31", "before", ())],
    ),
    (
        "tự kiểm tra việc thực hiện; định kỳ hàng quý, 6 tháng, năm hoặc đột xuất báo cáo UBND tỉnh theo quy định",
        [("recurring", None, None, ("quarterly", "half_yearly", "yearly", "ad_hoc"))],
    ),
    (
        "nghiêm túc thực hiện; định kỳ trước **ngày 30 tháng 11 hàng\nnăm **báo cáo kết quả về UBND Thành phố",
        [("recurring", None, "before", ("yearly",))],
    ),
    (
        "Định kỳ hằng năm (trước ngày 30 tháng 11) báo cáo kết quả thực hiện về Sở Xây dựng",
        [("recurring", None, "before", ("yearly",))],
    ),
    (
        "Hàng tháng, báo cáo kết quả theo nội dung chấm điểm hàng năm của tỉnh, gửi chậm nhất ngày 12 hàng tháng",
        [("recurring", None, "by", ("monthly",))],
    ),
    ("tổng hợp báo cáo kết quả về UBND tỉnh trong báo cáo định kỳ", [("recurring", None, None, ("periodic",))]),
    ("đảm bảo trong năm có ít nhất 30% cơ quan được kiểm tra theo quy định", [("year", "2025", "in", ())]),
    ("đảm bảo đến năm 2025, giảm 10% đơn vị sự nghiệp công lập so với năm 2021", [("year", "2025", "by", ())]),
    ("Giao Sở Nội vụ phối hợp với các đơn vị thường xuyên kiểm tra công tác", [("ongoing", None, None, ())]),
    ("trình Chính phủ xem xét, quyết định trong tháng 12/2025.", [("month", "2025-12", "in", ())]),
    ("Văn phòng UBND tỉnh tham mưu ban hành quy chế trong quý II/2025.", [("quarter", "2025-Q2", "in", ())]),
    (
        "trong thời hạn 15 ngày kể từ ngày công bố phải hoàn thành việc tái cấu trúc quy trình giải quyết thủ tục",
        [("relative", None, None, ())],
    ),
    ("Báo cáo số liệu hồ sơ hàng tháng gửi Sở Nội vụ", [("recurring", None, None, ("monthly",))]),
    ("Báo cáo UBND tỉnh kết quả khi tổng kết phong trào", [("relative", None, None, ())]),
    (
        "định kỳ hằng quý (trước ngày 15 của tháng cuối quý), 6 tháng, năm báo cáo UBND phường",
        [("recurring", None, "before", ("quarterly",)), ("recurring", None, None, ("half_yearly", "yearly"))],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), PROSE, ids=[text[:50] for text, _ in PROSE])
def test_prose_gives_only_its_time_limits(text: str, wanted: list[tuple]) -> None:
    assert found(text, cell=False) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện Nghị định số 90/2020/NĐ-CP ngày 13/8/2020 của Chính phủ về đánh giá, xếp loại",
        "bám sát Chương trình cải cách hành chính giai đoạn 2021-2030, Kế hoạch CCHC của tỉnh năm 2025",
        "Đề án định danh điện tử giai đoạn 2022 - 2025, tầm nhìn đến năm 2030 trên địa bàn tỉnh",
        "Quyết định này có hiệu lực thi hành kể từ ngày ký.",
        "Chương trình xóa nhà tạm trong năm 2025 đã được hoàn thành đảm bảo kế hoạch đề ra",
        "khắc phục các tiêu chí bị trừ điểm trong năm 2023",
        "42/42 nhiệm vụ theo kế hoạch CCHC năm 2024 được hoàn thành, đạt tỷ lệ 100%",
        "thực hiện các nhiệm vụ cải cách hành chính 6 tháng cuối năm 2025 của địa phương mình",
        "kiểm tra đột xuất, nâng cao đạo đức công vụ của cán bộ, công chức, viên chức",
        "bố trí kinh phí chi thường xuyên theo quy định của pháp luật về ngân sách",
        "một số đơn vị chưa thường xuyên kiểm tra, đôn đốc các nội dung",
        "đánh giá mức độ hoàn thành nhiệm vụ cải cách hành chính hằng năm đối với người đứng đầu",
        "Kết quả giải quyết đến ngày 15/6/2025 có 120 hồ sơ quá hạn, chiếm tỷ lệ 2,3% tổng số hồ sơ",
        "Các hồ sơ tiếp nhận trước ngày 01/7/2025 tiếp tục được giải quyết theo quy định cũ",
        "kiểm tra trang thiết bị trước khi đưa vào sử dụng tại các bộ phận trọng yếu",
        "Nghệ An, ngày 30 tháng 12 năm 2024",
        "Quỳ Hợp, ngày       tháng      năm 2024",
        "Tỷ lệ hồ sơ đúng hạn đạt từ 95% trở lên, 9 tháng năm 2025 tăng 6,9%",
        "",
        "   ",
    ],
)
def test_dates_of_laws_names_of_plans_and_results_are_no_deadlines(text: str) -> None:
    assert found(text) == []


def test_a_monthly_report_keeps_its_day_and_data_window() -> None:
    text = "gửi về huyện chậm nhất ngày 12 hàng tháng (số liệu tính từ ngày 12 tháng trước đến ngày \n12 tháng sau)."
    [deadline] = read_deadlines(text, year=2024, cell=False)
    assert deadline.to_json() == {
        "kind": "recurring",
        "op": "by",
        "recurrence": ["monthly"],
        "text": "chậm nhất ngày 12 hàng tháng",
        "day_of_month": 12,
        "data_window": {
            "from_day": 12,
            "from_month": "previous",
            "to_day": 12,
            "to_month": "reporting",
            "text": "số liệu tính từ ngày 12 tháng trước đến ngày 12 tháng sau",
        },
    }


def test_a_word_lost_in_print_is_guessed_with_a_doubt() -> None:
    july, november = read_deadlines("Trước 7 và tháng 11/2025", year=2025)
    assert (july.value, july.op, november.value) == ("2025-07", "before", "2025-11")
    assert july.confidence < 0.5 < november.confidence
    assert [doubt.code for doubt in july.doubts] == ["deadlines.lost_word"]


@pytest.mark.parametrize("text", ["trước ngày 31/02/2025", "Ngày 31/02/2025", "tháng 13/2025", "Quý 7/2025"])
def test_a_day_the_calendar_does_not_have_is_kept_with_a_doubt(text: str) -> None:
    [deadline] = read_deadlines(text, year=2025, cell=True)
    assert deadline.value is None
    assert deadline.confidence < 0.5
    assert [doubt.code for doubt in deadline.doubts] == ["deadlines.impossible_date"]


def test_a_recurring_day_the_calendar_does_not_have_is_kept_with_a_doubt() -> None:
    [deadline] = read_deadlines("ngày 30/02 hàng năm", year=2025)
    assert deadline.dates == ()
    assert [doubt.code for doubt in deadline.doubts] == ["deadlines.impossible_date"]


def test_the_hour_is_kept() -> None:
    [deadline] = read_deadlines("gửi trước 16 giờ 30 ngày 20/01/2025", year=2025)
    assert (deadline.value, deadline.op, deadline.time) == ("2025-01-20", "before", "16:30")
    [weekly] = read_deadlines("trước 16h30 thứ Sáu hàng tuần", year=2025)
    assert (weekly.weekday, weekly.time, weekly.recurrence) == (5, "16:30", ("weekly",))


def test_a_year_that_is_not_printed_comes_from_the_plan_and_is_marked() -> None:
    [deadline] = read_deadlines("Trước 15/12", year=2025)
    assert (deadline.value, deadline.inherited) == ("2025-12-15", True)
    [unknown] = read_deadlines("Trước 15/12", year=None)
    assert unknown.value is None
    assert [doubt.code for doubt in unknown.doubts] == ["deadlines.no_year"]


def test_each_period_with_a_day_of_its_own_is_a_deadline_of_its_own() -> None:
    text = "Định kỳ hàng quý (trước ngày 20 tháng cuối quý), 6 tháng (trước ngày 15/6), năm (trước ngày 15/12)"
    quarter, half, year = read_deadlines(text, year=2025)
    assert (quarter.recurrence, quarter.day_of_month) == (("quarterly",), 20)
    assert (half.recurrence, half.dates) == (("half_yearly",), ("--06-15",))
    assert (year.recurrence, year.dates) == (("yearly",), ("--12-15",))


def test_what_a_deadline_applies_to_is_told() -> None:
    plan, _ = read_deadlines("XD KH trước tháng 03/2025; Báo cáo theo định kỳ", year=2025)
    assert plan.applies_to == "XD KH"
    [first, second] = read_deadlines(PROSE[1][0], year=2025)
    [quarter] = read_deadlines("Báo cáo quý I (trước ngày 10/3)", year=2025)
    assert (quarter.value, quarter.applies_to) == ("2025-03-10", "Báo cáo quý I")
    assert (first.applies_to, second.applies_to) == ("Các sở, ngành", "UBND cấp xã")


@pytest.mark.parametrize("text", [text for text, _ in CELLS + PROSE])
def test_spans_point_at_the_words_in_the_given_text(text: str) -> None:
    for form in ("NFC", "NFD"):
        given = unicodedata.normalize(form, text)
        for deadline in read_deadlines(given, year=2025):
            printed = unicodedata.normalize("NFC", given[deadline.start : deadline.end])
            assert " ".join(printed.replace("*", " ").split()) == deadline.text
            assert 0 < deadline.confidence <= 1


def test_decomposed_text_reads_like_composed_text() -> None:
    for text, wanted in CELLS:
        assert found(unicodedata.normalize("NFD", text)) == wanted


def test_a_pair_of_words_with_a_comma_is_one_thing_that_a_time_runs_from() -> None:
    [limit] = read_deadlines("trả lời trong thời hạn 15 ngày kể từ ngày nhận được phản ánh, kiến nghị", year=2025)
    assert limit.within and limit.within.after == "kể từ ngày nhận được phản ánh, kiến nghị"

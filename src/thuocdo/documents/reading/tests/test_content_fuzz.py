"""Whatever the text, the content extractors answer, and what they return lies inside the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.documents.reading.agencies import joined, split_bodies, subject
from thuocdo.documents.reading.orders import colon_bodies, heading_bodies, list_order, read_order
from thuocdo.documents.reading.outputs import prose_outputs
from thuocdo.documents.reading.pipeline import read_loaded
from thuocdo.documents.reading.reports import report_to
from thuocdo.documents.reading.shortcomings import ground, read_shortcomings
from thuocdo.documents.reading.target_phrases import read_targets

PIECES = st.sampled_from(
    [
        "Các ",
        "Sở ",
        "Nội vụ",
        "Sở Y tế",
        "UBND ",
        "các xã, phường",
        ", ",
        "; ",
        " và ",
        ". ",
        ": ",
        "- ",
        "(",
        ")",
        "phối hợp với ",
        "chủ trì",
        "Giao ",
        "Yêu cầu ",
        "có trách nhiệm ",
        "báo cáo ",
        "Kế hoạch ",
        "100% ",
        "từ 95% trở lên ",
        "không có ",
        "hồ sơ ",
        "chưa ",
        "hạn chế như: ",
        "trong năm ",
        "trước ngày 31/02/2025 ",
        "Điều 1. ",
        "1. ",
        "a) ",
        "II. ",
        "\n",
        "\n\n",
        "\t",
        "TT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n",
        "giảm 10% ",
        "so với năm 2021",
        "Đối với một số ",
        "năm 2025",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200))


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_rules_on_a_sentence_never_raise_and_stay_inside_it(text: str) -> None:
    for body in (*split_bodies(text), *joined(text)):
        assert 0 <= body.start < body.end <= len(text)
    for target in read_targets(text, objective=True):
        assert 0 <= target.start < target.end <= len(text)
    for start, end in (*prose_outputs(text), *read_shortcomings(text)):
        assert 0 <= start <= end <= len(text)
    for rule in (subject, read_order, list_order, heading_bodies, colon_bodies, report_to, ground):
        rule(text)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_reading_any_text_gives_a_reading(text: str) -> None:
    reading = read_loaded(text)
    for thing in (*reading.targets, *reading.tasks, *reading.shortcomings):
        assert thing.text and all(0 <= start < end <= len(reading.text) for start, end in thing.spans)
        assert 0 <= thing.confidence <= 1

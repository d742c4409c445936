"""A passage is clean text that leads back to its place in the source."""

from hypothesis import given
from hypothesis import strategies as st

from thuocdo.documents.reading.source import clean, clean_passage, join, restored
from thuocdo.kernel.text import nfc

MARKUP = st.sampled_from(
    ["<b>", "</b>", "<br/>", "*", "|", "\n", "\t", "  ", "# ", "-------", "&nbsp;", "\u200b", "<li>"]
)
WORDS = st.sampled_from(["Sở Nội vụ", "đạt 95%", "ngày 5/3", "<an@vidu.vn>", "a < b", "Điều 2.", "- ", "“x”", "ệ"])
SOURCES = st.lists(st.one_of(MARKUP, WORDS, st.text(max_size=4)), max_size=30).map(lambda parts: nfc("".join(parts)))


def test_tags_stars_bars_and_rules_go_and_addresses_stay():
    assert clean("<b>I</b> **MỤC** | TIÊU\n-----\n Lê Hoa<hoa@vidu.vn>") == "I MỤC TIÊU Lê Hoa<hoa@vidu.vn>"


def test_a_heading_mark_goes_only_at_the_start_of_a_line():
    assert clean("## C# là ngôn ngữ") == "C# là ngôn ngữ"


@given(SOURCES)
def test_every_clean_character_stands_in_the_source_where_the_passage_says(source):
    passage = clean_passage(source)
    assert len(passage.text) == len(passage.at)
    assert all(source[index] == letter for letter, index in zip(passage.text, passage.at, strict=True) if letter != " ")


@given(SOURCES, st.integers(0, 60), st.integers(0, 60))
def test_cutting_keeps_text_and_place_together(source, start, end):
    part = clean_passage(source)[start:end].strip()
    assert part.text == clean_passage(source).text[start:end].strip()
    assert not part or source[part.start] == part.text[0]
    assert not part or source[part.end - 1] == part.text[-1]


@given(SOURCES)
def test_a_passage_that_was_not_edited_comes_back_from_its_spans(source):
    passage = clean_passage(source)
    assert passage.edited or restored(source, passage.spans()) == passage.text


def test_a_cut_in_the_middle_shows_as_two_spans():
    passage = clean_passage("năm 20251 hoặc")
    shorter = passage.without(8, 9)
    assert shorter.text == "năm 2025 hoặc"
    assert shorter.spans() == [(0, 8), (10, 14)]


def test_joining_over_a_line_break_is_one_span():
    source = "cải cách\n| hành chính"
    both = join([clean_passage(source, 0, 8), clean_passage(source, 8)])
    assert both.text == "cải cách hành chính"
    assert both.spans() == [(0, len(source))]

"""Whatever text comes in, reading ends with a result whose spans lead back to the text."""

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thuocdo.documents.reading import read_text
from thuocdo.documents.reading.source import restored
from thuocdo.documents.reading.tests import layouts
from thuocdo.documents.reading.tests.test_frame import DECISION

SAMPLES = [*layouts.ALL.values(), DECISION]
PIECES = st.sampled_from([line for sample in SAMPLES for line in sample.splitlines(keepends=True)])
SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def check(reading):
    for found in reading.found():
        assert all(0 <= start < end <= len(reading.text) for start, end in found.spans)
        if not found.edited and found.spans and len(found.spans) == 1:
            assert restored(reading.text, found.spans)
    for block in reading.structure.blocks:
        if block.whole and not block.whole.edited:
            assert restored(reading.text, block.whole.spans()) == block.whole.text
    reading.to_json()


@SLOW
@given(st.lists(PIECES, max_size=40).map("".join))
def test_shuffled_lines_of_real_layouts_never_fail(text):
    check(read_text(text))


@SLOW
@given(st.text(max_size=300))
def test_any_text_at_all_never_fails(text):
    check(read_text(text))


@SLOW
@given(st.sampled_from(SAMPLES), st.integers(0, 3000), st.integers(0, 3000))
def test_a_truncated_text_never_fails(text, start, end):
    check(read_text(text[min(start, end) : max(start, end)]))


@pytest.mark.parametrize(
    "text", ["", "\n\n", "|", "|\n|\n|", "\x00\x01", "-" * 5000, "1. " * 2000, "| " * 2000, "I.\n" * 500]
)
def test_odd_texts_never_fail(text):
    check(read_text(text))


@pytest.mark.parametrize(
    "text",
    [
        "ỦY BAN NHÂN DÂN " * 3000,
        "Nguyễn Văn An " * 4000,
        "Luật Đầu tư công và " * 2000,
        "|\n" * 20000,
        "a\tb\tc\n" * 6000,
    ],
    ids=["capitals", "names", "laws", "bars", "tabs"],
)
def test_long_monotonous_texts_take_no_more_than_their_length(text):
    start = time.process_time()
    read_text(text)
    assert time.process_time() - start < 10


def test_noise_between_letters_never_fails():
    noise = random.Random(7)
    for sample in SAMPLES:
        letters = [noise.choice("\x00|*\t<#1-") if noise.random() < 0.05 else letter for letter in sample]
        check(read_text("".join(letters)))

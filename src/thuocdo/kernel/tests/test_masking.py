"""Masks: what is left of a value, and what of a text that nobody declared."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.kernel.masking import MASKS, mask, scrub


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "0912345678", "•••••••678"),
        ("phone", "12345", "••••"),
        ("email", "lan.vt@nghean.gov.vn", "l•••@nghean.gov.vn"),
        ("email", "không phải thư", "••••"),
        ("national_id", "040185001234", "•••••••••234"),
        ("birth_date", "01/02/1985", "••••"),
        ("email", "", ""),
    ],
)
def test_a_mask_leaves_enough_to_recognise_and_too_little_to_use(kind, value, shown):
    assert mask(kind, value) == shown


@given(st.sampled_from(sorted(MASKS)), st.text(min_size=6))
def test_no_mask_leaves_the_value_whole(kind, value):
    assert mask(kind, value) != value or set(value) == {"•"}


PLANTED = [
    "0912345678", "0912 345 678", "0912.345.678", "091-234-5678", "+84912345678", "+84 912 345 678", "84912345678",
    "02383123456", "0238 312 3456", "040185001234", "040 185 001 234", "lan.vt@nghean.gov.vn",
    "LAN+x@thu.gov.vn",
]  # fmt: skip


@pytest.mark.parametrize("value", PLANTED)
@pytest.mark.parametrize("around", ["{}", "số {}.", "({})", "Key (phone)=({}) already exists", '"{}"', "a={};b"])
def test_what_looks_personal_is_masked_wherever_it_stands(value, around):
    assert value not in scrub(around.format(value))


@pytest.mark.parametrize(
    "text",
    [
        "15/07/2025 08:00:00,123", "2025-07-15T08:00:00.123456+07:00", "Số 3667/QĐ-UBND", "1.234.567.890 đồng",
        "GET work:plan 200 12.345 ms", "phiên 0f3a9c0912345678ab", "C16681.n NA.SNV P40", "127.0.0.1:8117",
        "dòng 1200 trong 57000", "0.123456789012",
    ],
)  # fmt: skip
def test_dates_numbers_and_codes_stay(text):
    assert scrub(text) == text


def test_a_long_text_is_scrubbed_in_no_time():
    began = time.perf_counter()
    for text in ("0 " * 100_000, "a" * 200_000, "a." * 100_000 + "@", "0912 34" * 30_000, "1" * 200_000):
        scrub(text)
    assert time.perf_counter() - began < 5

"""Words that guessers try first are no passwords, whatever stands around them; sentences are."""

from __future__ import annotations

import pytest

from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS
from thuocdo.directory import common_words
from thuocdo.directory.rules.devices import device
from thuocdo.directory.rules.passwords import is_common


@pytest.mark.parametrize(
    "password",
    [
        "NgheAn@2025", "nghệ an 2025!!", "Matkhau123456", "MẬT KHẨU 2025", "m@tkhau2025", "P@ssw0rd2025",
        "Admin@123456", "12345Vietnam", "VietNam!@#2025", "quantri-2025", "iloveyou2025", "anhyeuem1990",
        "UBND.tinh.2025",
        "caicachhanhchinh", "matkhaumatkhau", "aaaaaaaaaa", "121212121212", "....qwerty....", "Hồ Chí Minh 1945",
    ],
)  # fmt: skip
def test_a_common_word_with_trimmings_is_refused(password):
    assert is_common(password, common_words.words())


@pytest.mark.parametrize(
    "password",
    ["một mật khẩu dài 2025", "câu dài dễ nhớ 2025", "ba con trâu ăn cỏ", "Sáng thứ hai họp giao ban", "kX9-vQ2m-Tz4p"],
)
def test_a_sentence_or_a_chance_word_is_taken(password):
    assert not is_common(password, common_words.words())


def test_the_reviewed_list_is_plain_and_without_doubles():
    words = read_yaml(PACKS / "national" / "common_passwords.yaml")["words"]
    assert len(words) == len(set(words)) > 150
    assert all(isinstance(word, str) and word == word.lower() and word.isascii() and word.isalnum() for word in words)


def test_without_the_list_passwords_are_still_chosen(monkeypatch, tmp_path):
    monkeypatch.setattr(common_words, "FILE", tmp_path / "khong-co.yaml")
    common_words.words.cache_clear()
    assert common_words.words() == frozenset()
    common_words.words.cache_clear()


@pytest.mark.parametrize(
    ("agent", "mark"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0.0.0 Safari/537.36", "Chrome/Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/125.0 Chrome/119.0 Safari/537.36", "Cốc Cốc/Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", "Safari/macOS"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari/iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox/Linux"),
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36",
            "Samsung Internet/Android",
        ),
        ("", "?/?"),
    ],
)
def test_a_browser_is_told_by_family_and_platform(agent, mark):
    assert device(agent).mark == mark

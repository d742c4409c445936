"""The shared templates, styles and icons keep the promises of the design."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from config import wiring
from thuocdo.ui.standings import STANDINGS
from thuocdo.ui.templatetags.ui import TONES

SRC = Path(__file__).resolve().parents[3]
UI = SRC / "thuocdo" / "ui"
STATIC = UI / "static" / "ui"
TEMPLATES = sorted(SRC.glob("thuocdo/**/templates/**/*.html"))
INLINE = re.compile(r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\bsrc=)""", re.IGNORECASE)
OUTSIDE = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)
ICON_USE = re.compile(r"""\{%\s*icon\s+["']([\w-]+)["']""")
ICON_IN_CODE = re.compile(r"""\bicon(?:_name)?\s*[:=]\s*["']([\w-]+)["']|["']icon["']\s*:\s*["']([\w-]+)["']""")
SPRITE = set(re.findall(r'<symbol id="i-([\w-]+)"', (STATIC / "icons.svg").read_text()))


@pytest.mark.parametrize("path", sorted((UI / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_every_template_of_the_furniture_compiles(path):
    get_template(str(path.relative_to(UI / "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SRC / "thuocdo")))
def test_no_template_of_the_project_carries_inline_style_or_script(path):
    text = path.read_text()
    assert not INLINE.findall(text)
    assert not OUTSIDE.findall(text)


def test_every_icon_that_is_used_is_in_the_sprite():
    used = {look.icon for look in STANDINGS.values()} | set(TONES.values())
    used |= {str(entry["icon"]) for entry in wiring.NAVIGATION}
    for path in TEMPLATES:
        used |= set(ICON_USE.findall(path.read_text()))
    for path in SRC.glob("thuocdo/*/web/**/*.py"):
        used |= {name for pair in ICON_IN_CODE.findall(path.read_text()) for name in pair if name}
    assert used - SPRITE == set()


def test_the_sprite_draws_with_strokes_only_and_brings_nothing_active():
    text = (STATIC / "icons.svg").read_text()
    assert "<script" not in text and "href" not in text and "style" not in text


def test_the_style_sheets_fetch_nothing_and_use_no_nesting():
    for path in STATIC.glob("*.css"):
        text = path.read_text()
        assert "url(" not in text and "@import" not in text, path.name
        assert not re.search(r"(?m)^\s*&", text), path.name
        assert text.count("{") == text.count("}"), path.name


def test_first_load_of_styles_scripts_and_icons_stays_small():
    names = ["ui/tokens.css", "ui/thuocdo.css", "ui/print.css", "ui/thuocdo.js", "ui/icons.svg", "ui/favicon.svg",
             "django_htmx/htmx-2.min.js"]  # fmt: skip
    paths = [Path(str(finders.find(name))) for name in names]
    assert sum(len(gzip.compress(path.read_bytes())) for path in paths) < 60_000


def test_own_script_stays_tiny():
    assert len((STATIC / "thuocdo.js").read_text().splitlines()) < 300


# ---- Contrast, over the custom properties of every mode ----

TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunken")],
    *[("cham", ground) for ground in ("paper", "surface", "cham-tint", "sunken")],
    ("ink", "cham-tint"), ("ink-2", "cham-tint"), ("on-cham", "cham"),
    ("on-deep", "cham-deep"), ("on-deep-2", "cham-deep"),
    ("dong", "surface"), ("dong", "paper"), ("dong", "dong-tint"), ("la", "surface"), ("la", "la-tint"),
    ("son", "surface"), ("son", "paper"), ("son", "son-tint"), ("surface", "son"),
    ("man", "surface"), ("man", "paper"), ("man", "man-tint"),
    ("ink", "mark-task"), ("ink", "mark-flaw"), ("ink", "mark-goal"),
    ("cham", "mark-task"), ("man", "mark-flaw"), ("dong", "mark-goal"),
    ("h-ink-lo", "h1"), ("h-ink-lo", "h2"), ("h-ink-mid", "h3"), ("h-ink-hi", "h4"), ("h-ink-hi", "h5"),
]  # fmt: skip
MARK_PAIRS = [
    ("line-2", "surface"), ("line-2", "paper"), ("focus", "focus-gap"), ("la-fill", "surface"), ("cham", "surface"),
    ("dong", "surface"), ("son", "surface"), ("man", "surface"),
]  # fmt: skip


def blocks() -> dict[str, dict[str, str]]:
    """Custom properties by mode; the dark ones stand twice in the file, for the machine's choice and the person's."""
    text = re.sub(r"/\*.*?\*/", "", (STATIC / "tokens.css").read_text(), flags=re.DOTALL)
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        found.setdefault(selector.strip(), {}).update(re.findall(r"--([\w-]+):\s*([^;]+?)\s*(?:;|$)", body))
    return found


def modes() -> dict[str, dict[str, str]]:
    found = blocks()
    light = found[":root"]
    dark = {**light, **found[':root[data-theme="dark"]']}
    high = {**light, **found[':root[data-contrast="high"]']}
    return {"light": light, "dark": dark, "high": high}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark", "high"])
def test_every_pair_of_text_and_ground_can_be_read(mode):
    colours = modes()[mode]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("mode", ["light", "dark", "high"])
def test_borders_of_controls_and_marks_can_be_seen(mode):
    colours = modes()[mode]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in MARK_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_both_dark_blocks_are_the_same():
    found = blocks()
    by_machine = next(body for selector, body in found.items() if "not([data-theme" in selector and "--" not in selector
                      and "paper" in body)  # fmt: skip
    assert by_machine == found[':root[data-theme="dark"]']

"""What a browser says about itself, as far as it names a machine to its owner: family and platform, no version."""

from __future__ import annotations

from dataclasses import dataclass

# The first name that occurs wins: browsers built on others carry the names of these too.
FAMILIES = (
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
PLATFORMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
UNKNOWN = "?"


@dataclass(frozen=True)
class Device:
    """A browser family on a platform (thiết bị), "?" for what is not known."""

    family: str
    platform: str

    @property
    def mark(self) -> str:
        """The text by which a session remembers the device; versions are left out: they change by themselves."""
        return f"{self.family}/{self.platform}"


def device(user_agent: str) -> Device:
    """The device behind a User-Agent line.

    >>> device("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0").mark
    'Edge/Windows'
    >>> device("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36").mark
    'Chrome/Android'
    >>> device("curl/8.5").mark
    '?/?'
    """
    return Device(_first(FAMILIES, user_agent), _first(PLATFORMS, user_agent))


def from_mark(mark: str) -> Device:
    """The device that a session remembered.

    >>> from_mark("Edge/Windows") == Device("Edge", "Windows")
    True
    """
    family, _, platform = mark.partition("/")
    return Device(family or UNKNOWN, platform or UNKNOWN)


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in names if sign in text), UNKNOWN)

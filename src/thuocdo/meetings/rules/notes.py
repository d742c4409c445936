"""Notes that several people type at once: what one did not touch is left alone, what both wrote is kept together."""

from __future__ import annotations

from hashlib import sha256


def plain(text: str) -> str:
    """A note as it is compared: one kind of line break, no blanks at the ends.

    >>> plain("a\\r\\nb ")
    'a\\nb'
    """
    return text.replace("\r\n", "\n").strip()


def mark(text: str) -> str:
    """What a form carries along, to say later what it was shown."""
    return sha256(plain(text).encode()).hexdigest()[:16]


def together(now: str, typed: str, shown: str | None) -> str:
    """The note after somebody typed: `now` is what stands there, `shown` the mark of what the form showed (nothing: the
    form does not say). Where both changed it, both are kept, one below the other.

    >>> together("cũ", "mới", mark("cũ"))
    'mới'
    >>> together("của bạn", "cũ", mark("cũ"))
    'của bạn'
    >>> together("của bạn", "của tôi", mark("cũ"))
    'của bạn\\ncủa tôi'
    """
    now, typed = plain(now), plain(typed)
    if shown is None or mark(now) == shown:
        return typed
    if mark(typed) == shown or typed == now:
        return now
    return f"{now}\n{typed}".strip()

"""Words of a task where there is little room; the task's own page has all of them."""

from __future__ import annotations

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

register = template.Library()
CARD = 110


def cut_at_word(text: str, most: int = CARD) -> str:
    """The beginning of a text, ended at a word and marked by "…" when something was left off.

    >>> cut_at_word("Tham mưu xây dựng kế hoạch", 15)
    'Tham mưu xây…'
    """
    if len(text) <= most:
        return text
    whole_words = text[: most + 1].rpartition(" ")[0]
    return (whole_words.rstrip(" ,;:.(–-") or text[:most]) + "…"


@register.filter
def brief(text: str, most: int = CARD) -> SafeString:
    """A long task text cut at a word, all of it in the title."""
    shown = cut_at_word(str(text), most)
    return escape(shown) if shown == text else format_html('<span title="{}">{}</span>', text, shown)

"""Small drawings of the portal's pages: a bar without its legend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from thuocdo.ui.charts import stack
from thuocdo.ui.formatting import vn_number

register = template.Library()


@register.simple_tag
def bar_of(parts: Iterable[Mapping[str, Any]], label: str) -> SafeString:
    """A stacked bar in one line; each part is a link to its rows, and the whole says itself in words."""
    drawn = stack(parts)
    if not drawn.total:
        return format_html(
            '<svg class="stack-line" role="img" aria-label="{}"><rect class="f-none" width="100%" height="16"/></svg>',
            label,
        )
    segments = format_html_join(
        "", '<a href="{}" aria-label="{}"><title>{}</title><rect class="{}" x="{}" width="{}" height="16"/></a>',
        (
            (one.href, f"{label}: {one.word} {vn_number(one.count)}", f"{one.word}: {vn_number(one.count)}", one.fill,
             one.x, one.width)
            for one in drawn.segments if one.count
        ),
    )  # fmt: skip
    return format_html(
        '<svg class="stack-line" role="group" aria-label="{}: {}">{}</svg>', label, drawn.sentence, segments
    )


@register.simple_tag
def plain_bar(parts: Iterable[Any], label: str) -> SafeString:
    """A stacked bar in one line without links: the cell beside it has them."""
    drawn = stack(parts)
    segments = format_html_join(
        "", '<rect class="{}" x="{}" width="{}" height="16"/>',
        ((one.fill, one.x, one.width) for one in drawn.segments if one.count),
    )  # fmt: skip
    return format_html(
        '<svg class="stack-line" role="img" aria-label="{}: {}">{}</svg>', label, drawn.sentence, segments
    )


@register.filter
def small_first(name: str) -> str:
    """The name of a place inside a sentence: "Tỉnh Nghệ An" becomes "tỉnh Nghệ An"."""
    return f"{name[:1].lower()}{name[1:]}"

"""Panels that rooms above add to the page of a thing, named in the wiring."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from thuocdo.ui.context import wired

register = template.Library()


@register.simple_tag(takes_context=True)
def panels_of(context: template.Context, table: str, thing: Any) -> SafeString:
    """Everything that the callables (request, thing) of a table such as `TASK_PANELS` give, in their order.

    Each gives a list of (template, context); the template finds its context as `panel`, and the page's own names.
    """
    request = context["request"]
    shown: dict[str, Any] = {str(name): value for name, value in context.flatten().items()}
    drawn = [
        (render_to_string(name, {**shown, "panel": given}, request),)
        for dotted in wired(table, ())
        for name, given in import_string(dotted)(request, thing)
    ]
    return format_html_join("", "{}", drawn)

"""Tags and filters of the furniture; how to use each is written in the room's README."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from thuocdo.kernel.masking import mask
from thuocdo.kernel.text import fold, strip_marks
from thuocdo.ui import charts, formatting
from thuocdo.ui.context import address
from thuocdo.ui.saved_views import filters_in, saved_views
from thuocdo.ui.standings import look
from thuocdo.ui.tables import VIEW

register = template.Library()
register.filter("vn_date", formatting.vn_date)
register.filter("vn_datetime", formatting.vn_datetime)
register.filter("vn_long_date", formatting.vn_long_date)
register.filter("vn_number", formatting.vn_number)
register.filter("vn_percent", formatting.vn_percent)
register.filter("vn_size", formatting.vn_size)
register.filter("share_of", formatting.share_of)

# What the masked value of a kind is called, for those who hear the page.
PERSONAL = {"email": _lazy("thư điện tử"), "phone": _lazy("số điện thoại"), "national_id": _lazy("số định danh")}
TONES = {"": "info", "dong": "draft", "son": "late", "man": "lock"}


@register.filter
def due_words(due_on: date | None, on: date) -> str:
    """How far a due date is from a day, in words: còn 4 ngày, hết hạn hôm nay, quá hạn 3 ngày."""
    return formatting.due_words(due_on, on) if on else ""


@register.filter
def highlight(text: str, query: str) -> SafeString:
    """Text with the sought words marked, whatever marks or case they were typed with."""
    words = [word for word in fold(query or "").split() if len(word) > 1]
    plain = strip_marks(text).lower()
    if not words or len(plain) != len(text):
        return conditional_escape(text)
    spans = _spans(plain, words)
    pieces, last = [], 0
    for start, end in spans:
        pieces.append((text[last:start], text[start:end]))
        last = end
    return format_html("{}{}", format_html_join("", '{}<mark class="m-find">{}</mark>', pieces), text[last:])


def _spans(plain: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Places of the words, joined where they touch."""
    found: list[tuple[int, int]] = []
    for word in words:
        at = plain.find(word)
        while at >= 0:
            found.append((at, at + len(word)))
            at = plain.find(word, at + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Icon of the sprite, for decoration beside a word; an icon alone needs its own hidden words."""
    sprite = static("ui/icons.svg")
    return format_html('<svg class="i{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', f" {extra}" if extra else "",
                       sprite, name)  # fmt: skip


@register.simple_tag
def standing(code: str, words: str = "") -> SafeString:
    """Badge of a state: icon, word and colour; `words` says more in place of the usual word."""
    shown = look(code)
    return format_html('<span class="badge {}">{}{}</span>', shown.badge, icon(shown.icon), words or shown.word)


@register.simple_tag
def badge(words: str, kind: str = "plain", icon_name: str = "dot") -> SafeString:
    """Badge for a word that is no state of the table: kind is done, soon, late, doing, back, unknown, draft, plain."""
    return format_html('<span class="badge b-{}">{}{}</span>', kind, icon(icon_name), words)


@register.simple_tag
def due(due_on: date | None, on: date, code: str = "") -> SafeString:
    """Due date with how far it is; coloured only when late or soon, quiet when the work is done."""
    kinds = {"overdue": ("due-late", "late"), "due_soon": ("due-soon", "clock")}
    kind, picture = kinds.get(code, ("", "cal"))
    if not due_on:
        return format_html('<span class="due">{}{}</span>', icon("ask"), _("chưa rõ hạn"))
    over = code in ("accepted_on_time", "accepted_late", "submitted", "waived")
    words = "" if over else formatting.due_words(due_on, on)
    return format_html('<span class="due {}">{}<strong>{}</strong> {}</span>', kind, icon(picture),
                       formatting.vn_date(due_on), words)  # fmt: skip


@register.inclusion_tag("ui/parts/ruler.html")
def ruler(value: Any, target: Any = None, label: str = "", **more: Any) -> dict[str, Any]:
    """The product's drawing: value against target.

    With `label` the whole measure (head, drawing, foot), without it the drawing alone. Also: `unit`, `maximum`,
    `comparator` (">=", ">", "<=", "<", "="), `href`, `note` (numerator and denominator, or age of the data), `small`.
    """
    drawn = charts.ruler(
        value, target, label=label, unit=more.get("unit", "%"), maximum=more.get("maximum", 100),
        comparator=more.get("comparator", ">="),
    )  # fmt: skip
    return {"drawn": drawn, "label": label, "known": value is not None, "href": more.get("href", ""),
            "note": more.get("note", ""), "small": more.get("small", False)}  # fmt: skip


@register.inclusion_tag("ui/parts/stacked_bar.html")
def stacked_bar(parts: Iterable[Any], unit: str = "") -> dict[str, Any]:
    """Counts by state as one bar, with a legend that says the same; parts with `href` become filter chips."""
    drawn = charts.stack(parts, unit)
    return {"drawn": drawn, "linked": any(segment.href for segment in drawn.segments)}


@register.inclusion_tag("ui/parts/bars.html")
def bars(rows: Iterable[Any], unit: str = "") -> dict[str, Any]:
    """Small bars one under another: rows of `(label, count[, href])`, compared with the largest."""
    listed = [(row[0], row[1] or 0, row[2] if len(row) > 2 else "") for row in rows]
    top = max([count for _label, count, _href in listed], default=0) or 1
    return {
        "rows": [
            {"label": label, "count": count, "href": href, "width": charts.percent(Decimal(count * 100) / top)}
            for label, count, href in listed
        ],
        "unit": unit,
    }


@register.inclusion_tag("ui/parts/calendar_strip.html")
def calendar_strip(start: date, pins: Iterable[Any], days: int = 30, days_off: Iterable[date] = ()) -> dict[str, Any]:
    """The next days as a ruler: `pins` are `(day, label[, state])`, `days_off` the days without work."""
    return {"drawn": charts.strip(start, days, pins, days_off=days_off)}


@register.inclusion_tag("ui/parts/heat_cell.html")
def heat_cell(value: Any, href: str = "", title: str = "", late_below: Any = None, **more: Any) -> dict[str, Any]:
    """One `<td>` of a heat map; unknown is a dash with a dashed border; below `late_below` gets the red line."""
    level = charts.shade(value, more.get("bounds", (80, 86, 92, 98)))
    text = formatting.vn_number(value, more.get("places", 0)) if value is not None else "–"
    late = value is not None and late_below is not None and value < late_below
    return {"level": level, "text": text, "href": href, "title": title, "late": late}


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, number: int | None = None, **changes: Any) -> str:
    """This page's address with the same filters and another page number; other parameters by name, empty removes.

    Underscores in names become hyphens: `{% page_url sap_xep="han" %}` sets `sap-xep`.
    """
    query = context["request"].GET.copy()
    query.pop("trang", None)
    for name, value in changes.items():
        key = name.replace("_", "-")
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    if number and number > 1:
        query["trang"] = str(number)
    return f"?{query.urlencode()}"


@register.inclusion_tag("ui/parts/sort_head.html")
def sort_head(page: Any, key: str, label: str, extra: str = "") -> dict[str, Any]:
    """A sortable `<th>`: link, arrow and `aria-sort`; `page` comes from `ui.tables`, `key` is one of its sorts."""
    return {"label": label, "extra": extra, "url": page.sort_url(key), "state": page.sort_state(key)}


@register.inclusion_tag("ui/parts/pages.html")
def pages(page: Any, noun: str = "") -> dict[str, Any]:
    """The bar under a table: which rows, other pages, page size."""
    return {"page": page, "noun": noun or _("dòng")}


@register.inclusion_tag("ui/parts/filters.html", takes_context=True)
def filters(context: template.Context, page: Any, label: str = "") -> dict[str, Any]:
    """The filter form of a list page with the chosen filters as chips that can be taken off; saved filters below.

    On paper the filters stand in words, with the time of the figures.
    """
    around = context.get("furniture")
    return {
        "page": page, "label": label or _("Lọc danh sách"), "now": around.now if around is not None else None,
        "saved": _saved(context.get("request")), "csrf_token": context.get("csrf_token", ""),
    }  # fmt: skip


def _saved(request: Any) -> dict[str, Any] | None:
    """Saved filters of this page and which of them is open; nothing for who is not signed in."""
    known = getattr(getattr(request, "user", None), "is_authenticated", False)
    if not known or not address("directory:saved_views"):
        return None
    views = saved_views(request)
    current = next((one for one in views if str(one.key) == request.GET.get(VIEW, "")), None)
    query = filters_in(request.GET)
    return {
        "views": views, "current": current, "path": request.path, "query": query,
        "changed": current is not None and query != current.query,
        "can_save": bool(query and getattr(request, "person", None)),
    }  # fmt: skip


@register.inclusion_tag("ui/parts/chips.html")
def chips(items: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Filter chips: items of `(words, href[, current[, count]])`."""
    rows = [(*item, False, None)[:4] if len(item) == 2 else (*item, None)[:4] for item in items]
    return {"items": rows, "label": label}


@register.inclusion_tag("ui/parts/empty.html")
def empty(words: str, hint: str = "", href: str = "", action: str = "", icon_name: str = "check") -> dict[str, Any]:
    """Nothing to show: what that means, and the one thing to do next."""
    return {"words": words, "hint": hint, "href": href, "action": action, "icon_name": icon_name}


@register.inclusion_tag("ui/parts/field.html")
def field(bound: Any, hint: str = "", understood: str = "") -> dict[str, Any]:
    """A form field with label, hint and error, tied together for screen readers; `bound` is a Django form field."""
    hint = hint or str(bound.help_text or "")
    ids = [f"{bound.id_for_label}-{part}" for part, there in (("h", hint), ("e", bound.errors)) if there]
    attributes = {"aria-describedby": " ".join(ids)} if ids else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    kind = str(getattr(bound.field.widget, "input_type", ""))
    group = kind in ("radio", "checkbox") and hasattr(bound.field, "choices")
    return {
        "bound": bound, "hint": hint, "understood": understood, "group": group,
        "single": kind == "checkbox" and not group, "control": bound.as_widget(attrs=attributes),
    }  # fmt: skip


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """The list of what must be corrected, each line a link to its field; nothing when there is nothing."""
    rows = [
        (bound.id_for_label, error) for bound in form for error in bound.errors
    ] if form.is_bound else []  # fmt: skip
    general = [("", error) for error in form.non_field_errors()] if form.is_bound else []
    return {"rows": general + rows}


@register.inclusion_tag("ui/parts/source.html")
def source(text: str, cite: str = "", href: str = "", link: str = "") -> dict[str, Any]:
    """Quoted official words with where they stand."""
    return {"text": text, "cite": cite, "href": href, "link": link or _("Mở đúng chỗ trong văn bản")}


@register.inclusion_tag("ui/parts/history.html")
def history(rows: Iterable[Any]) -> dict[str, Any]:
    """What happened, newest first: rows are mappings `{at, words, by, why, kind}`, kind is "", late or next."""
    empty_row = {"at": None, "words": "", "by": "", "why": "", "kind": "", "href": ""}
    return {"rows": [{**empty_row, **row} for row in rows]}


@register.inclusion_tag("ui/parts/file_chip.html")
def file_chip(name: str, href: str = "", size: int | None = None, note: str = "") -> dict[str, Any]:
    """One file: its kind, name, size and a note (who gave it, when)."""
    kind = name.rsplit(".", 1)[-1].upper()[:4] if "." in name else "TỆP"
    return {"name": name, "href": href, "size": size, "note": note, "kind": kind}


@register.inclusion_tag("ui/parts/note.html")
def note(words: str, tone: str = "", strong: str = "", href: str = "", link: str = "") -> dict[str, Any]:
    """A remark on a page: tone "" plain, "dong" machine draft or waiting, "son" late, "man" refused or wrong."""
    picture = TONES.get(tone, "info")
    return {"words": words, "tone": tone, "strong": strong, "href": href, "link": link, "icon_name": picture}


@register.inclusion_tag("ui/parts/personal.html", takes_context=True)
def personal(context: template.Context, thing: Any, name: str) -> dict[str, Any]:
    """A field of personal data, masked, with a small control that asks why somebody wants to see it.

    The control is there for those who may read such data, and for one's own. The field is a `PersonalText`.
    """
    kind = str(thing._meta.get_field(name).kind)
    value, around = str(getattr(thing, name)), context.get("furniture")
    href = ""
    if value and around is not None and (around.reads_personal or thing == around.person):
        asked = {"loai": thing._meta.label_lower, "khoa": thing.pk, "truong": name, "ve": around.back}
        href = f"{address('directory:unmask')}?{urlencode(asked)}"
    what = PERSONAL.get(kind, "")
    return {"masked": mask(kind, value), "href": href, "what": what, "thing": thing}


@register.inclusion_tag("ui/parts/print_head.html")
def print_head(title: str, *issuer: str, heading: str = "PHỤ LỤC", basis: str = "") -> dict[str, Any]:
    """What paper shows in place of the screen's head: issuer's lines, motto, heading and title (only in print)."""
    return {"title": title, "issuer": issuer, "heading": heading, "basis": basis}


@register.simple_tag
def crumbs(*parts: str) -> SafeString:
    """Where the page is: pairs of words and address; the last words stand alone."""
    pairs = [(parts[i], parts[i + 1] if i + 1 < len(parts) else "") for i in range(0, len(parts), 2)]
    items = format_html_join("", "<li>{}</li>", (
        (format_html('<a href="{}">{}</a>', href, words) if href else words,) for words, href in pairs
    ))  # fmt: skip
    return format_html('<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>', _("Đường dẫn"), items)

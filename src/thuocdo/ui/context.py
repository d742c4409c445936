"""What every page needs around its content: menu, person, date, and how the person wants to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

# Cookie -> values it may take; the first is what the page does without a choice.
DISPLAY: dict[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark"),
    "density": ("airy", "dense"),
    "contrast": ("normal", "high"),
}
COOKIE = "td_{}"
TABS = 4


@dataclass(frozen=True)
class Link:
    """One entry of the menu (mục trình đơn)."""

    label: str
    short: str
    url: str
    icon: str
    current: bool = False
    count: int = 0
    late: bool = False


@dataclass
class Group:
    """A titled part of the menu."""

    title: str
    links: list[Link] = field(default_factory=list)


def address(url_name: str) -> str:
    """The address of a page without arguments; nothing when the page does not exist in this deployment."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def wired(name: str, default: Any) -> Any:
    """A table of the deployment's wiring, which this room must not import by name."""
    return getattr(import_module(getattr(settings, "THUOCDO_WIRING", "config.wiring")), name, default)


def display_of(request: HttpRequest) -> dict[str, str]:
    """The person's saved choice of theme, density and contrast; anything else in a cookie is ignored."""
    choice = {}
    for name, values in DISPLAY.items():
        value = request.COOKIES.get(COOKIE.format(name), values[0])
        choice[name] = value if value in values else values[0]
    return choice


class Furniture:
    """Everything around the content, worked out only when a template asks, so that fragments pay nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def display(self) -> dict[str, str]:
        return display_of(self.request)

    @cached_property
    def person(self) -> Any:
        return getattr(self.request, "person", None)

    @cached_property
    def position(self) -> Any:
        return getattr(self.request, "position", None)

    @cached_property
    def name(self) -> str:
        """What the top bar calls the signed-in person."""
        return str(getattr(self.person, "full_name", "") or getattr(self.request, "user", ""))

    @cached_property
    def sought(self) -> str:
        """What was typed in the search box of the top bar."""
        return self.request.GET.get("tim", "")

    @cached_property
    def notices(self) -> int:
        """Unread notices, counted by the callable that the wiring names."""
        return _counted(wired("NOTICES", ""), self.request)[0] if self.signed_in else 0

    @cached_property
    def reads_personal(self) -> bool:
        """Whether the person may read masked personal data of somebody, as the callable of the wiring says."""
        dotted = wired("READS_PERSONAL", "")
        return bool(self.signed_in and dotted and import_string(dotted)(self.request))

    @cached_property
    def place(self) -> str:
        """Where the person works, as they would say it: title and unit of the position."""
        return str(getattr(self.request, "position_label", "") or self.position or "")

    @cached_property
    def own_page(self) -> str:
        """The page about the signed-in person, where this deployment has one."""
        key = getattr(self.person, "pk", None)
        try:
            return reverse("directory:person", args=[key]) if key else ""
        except NoReverseMatch:
            return ""

    @cached_property
    def posts(self) -> list[tuple[int, str, bool]]:
        """Posts among which a person with several chooses: key, title and unit, whether it is the chosen one."""
        held = getattr(self.request, "positions", None) or []
        if len(held) < 2 or not self.urls["works_as"]:
            return []
        return [
            (post.pk, ", ".join(filter(None, (post.title, getattr(post, "unit_name", "")))), post == self.position)
            for post in held
        ]

    @cached_property
    def province(self) -> str:
        """Name of the province of this deployment, as text for the top bar and the foot."""
        names = wired("PROVINCE_NAMES", {"nghe_an": "Tỉnh Nghệ An"})
        key = getattr(settings, "THUOCDO_PROVINCE", "")
        return str(names.get(key, ""))

    @cached_property
    def roles(self) -> frozenset[str]:
        """Role codes of the signed-in person; none for a visitor."""
        given = getattr(self.request, "roles", None)
        if given is None and self.position is not None:
            given = [getattr(self.position, "role", "")]
        return frozenset(str(role) for role in given or ())

    @cached_property
    def signed_in(self) -> bool:
        user = getattr(self.request, "user", None)
        return bool(user is not None and user.is_authenticated)

    @cached_property
    def menu(self) -> list[Group]:
        """The menu that this person may use, in the order of the wiring, without pages that do not exist."""
        return list(menu(wired("NAVIGATION", []), self.request, self.roles))

    @cached_property
    def tabs(self) -> list[Link]:
        """The first entries of the menu, for the bar at the foot of a phone."""
        return [link for group in self.menu for link in group.links][:TABS]

    @cached_property
    def now(self) -> datetime:
        now: datetime = import_string("thuocdo.core.clock.now")()
        return now

    @cached_property
    def today(self) -> date:
        today: date = import_string("thuocdo.core.clock.today")()
        return today

    @cached_property
    def clock_set(self) -> bool:
        """Whether the clock was set by hand (a demo), so that the page must say so."""
        clock = import_module("thuocdo.core.clock")
        return bool(getattr(clock, "is_set", lambda: False)())

    @cached_property
    def maintenance(self) -> Any:
        """The read-only mode, so that every page can say why nothing can be written now; nothing when it is off."""
        return getattr(self.request, "maintenance", None)

    @cached_property
    def demo(self) -> bool:
        return bool(getattr(settings, "THUOCDO_DEMO", False)) or self.clock_set

    @cached_property
    def urls(self) -> dict[str, str]:
        """Addresses of the shared pages; empty where a page does not exist."""
        return {
            "home": address("portal:home") or "/",
            "search": address("portal:search"),
            "help": address("portal:help"),
            "notices": address("portal:notices"),
            "login": address("directory:login"),
            "logout": address("directory:logout"),
            "account": address("directory:account"),
            "password": address("directory:password"),
            "own_data": address("directory:own_data"),
            "works_as": address("directory:works_as"),
            "display": address("ui:display"),
            "language": address("ui:language"),
            "kit": address("ui:kit") if "operator" in self.roles and (self.demo or settings.DEBUG) else "",
        }

    @cached_property
    def languages(self) -> list[tuple[str, str]]:
        """Languages to choose from, each in its own name: Vietnamese, and those with a compiled catalogue."""
        names = {"vi": "Tiếng Việt", "en": "English"}
        offered = [(code, names.get(code, code)) for code, _name in settings.LANGUAGES if _translated(code)]
        return offered if len(offered) > 1 else []

    @cached_property
    def back(self) -> str:
        """The page to return to after saving a choice: a page that was read, never one that was posted."""
        return self.request.get_full_path() if self.request.method == "GET" else self.urls["home"]


def menu(entries: Iterable[Mapping[str, Any]], request: HttpRequest, roles: frozenset[str]) -> Iterable[Group]:
    """Groups of the menu; an entry is a mapping: group, label, url_name, icon, roles, and perhaps short, count.

    Entries that the person may not open are left out.
    """
    groups: dict[str, Group] = {}
    opens = _opening()
    entries = list(entries)
    here = entry_of(_current(request), entries)
    for entry in entries:
        wanted = frozenset(entry.get("roles") or ())
        url = address(str(entry["url_name"]))
        if not url or (wanted and not wanted & roles) or not opens(request, str(entry["url_name"])):
            continue
        count, late = _counted(entry.get("count"), request)
        label = _(str(entry["label"]))
        link = Link(
            label=label,
            short=_(str(entry.get("short") or "")) if entry.get("short") else label.split(",")[0],
            url=url,
            icon=str(entry["icon"]),
            current=here == str(entry["url_name"]),
            count=count,
            late=late,
        )
        title = _(str(entry["group"])) if entry.get("group") else ""
        groups.setdefault(title, Group(title)).links.append(link)
    return groups.values()


def entry_of(name: str, entries: Iterable[Mapping[str, Any]]) -> str:
    """The entry that a page belongs to: its own, else the first that names the page, else whose pattern covers it."""
    covers = {str(entry["url_name"]): tuple(entry.get("covers") or ()) for entry in entries}
    if name in covers:
        return name
    named = next((own for own, patterns in covers.items() if name in patterns), "")
    return named or next((own for own, some in covers.items() if any(fnmatchcase(name, one) for one in some)), "")


def _opening() -> Callable[[HttpRequest, str], bool]:
    """Who may open an address, as the wiring says; without one, everybody."""
    dotted = wired("MAY_OPEN", "")
    found: Callable[[HttpRequest, str], bool] = import_string(dotted) if dotted else lambda request, name: True
    return found


def _current(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _counted(dotted: object, request: HttpRequest) -> tuple[int, bool]:
    """Number beside an entry, from a callable of the wiring: a number, or a number and whether it is late."""
    if not dotted:
        return 0, False
    ask: Callable[[HttpRequest], int | tuple[int, bool]] = import_string(str(dotted))
    answer = ask(request)
    return answer if isinstance(answer, tuple) else (answer, False)


def _translated(code: str) -> bool:
    """Whether pages can be read in this language: the source language, or one with a catalogue."""
    if code == settings.LANGUAGE_CODE:
        return True
    return any((Path(folder) / code / "LC_MESSAGES" / "django.mo").exists() for folder in settings.LOCALE_PATHS)


def furniture(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `furniture` (see the class) and `today`, the date of the program's clock."""
    things = Furniture(request)
    return {"furniture": things, "today": _Lazy(things)}


class _Lazy:
    """Today as a template callable, so that a fragment without dates never asks the clock."""

    def __init__(self, things: Furniture) -> None:
        self.things = things

    def __call__(self) -> date:
        return self.things.today

"""Every address says who may open it, and answers a stranger at the door: with the sign-in page, or because it is
declared public."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from thuocdo.core.audience import declared
from thuocdo.core.decision import DECISIONS
from thuocdo.directory.permissions import delivered

SAMPLE = {"key": "khong-co", "label": "NV-1", "slug": "khong-co"}


def _patterns(patterns: list, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _patterns(pattern.url_patterns, space)
        else:
            yield f"{prefix}{pattern.name or ''}", pattern


PATTERNS = list(_patterns(get_resolver().url_patterns))
ADDRESSES = dict(PATTERNS)


def _address(name: str) -> str:
    names = ADDRESSES[name].pattern.converters
    return reverse(name, kwargs={key: SAMPLE.get(key, 999_999_999) for key in names})


@pytest.mark.parametrize("name", sorted(name for name, _pattern in PATTERNS))
def test_every_address_has_a_name_and_a_declared_audience(name: str):
    assert not name.endswith(":") and name, "give the address a name"
    assert declared().of(name), f"declare who may open {name} in the room's web/audience.py (see core.audience)"


def test_no_audience_is_declared_for_an_address_that_does_not_exist():
    assert not set(declared().addresses) - set(ADDRESSES)


def test_every_verb_of_an_audience_is_granted_to_some_role():
    granted = {verb for role in delivered().roles.values() for verb in role.anywhere}
    asked = {verb for one in declared().addresses.values() for verb in one.verbs | one.acts}
    assert not asked - granted, "no role has these verbs: nobody could open the page"
    assert not asked - set(delivered().duties["view"].verbs) - set(DECISIONS)


def test_every_kind_of_thing_that_an_address_is_about_has_its_table():
    kinds = {one.about for one in declared().addresses.values() if one.about}
    assert not kinds - set(declared().things), "name the model in THINGS of the room's web/audience.py"
    for name, one in declared().addresses.items():
        assert not one.about or one.key in ADDRESSES[name].pattern.converters, f"{name}: no argument {one.key}"


@pytest.mark.parametrize("name", sorted(declared().addresses))
def test_an_address_with_a_key_says_what_it_is_about(name: str):
    audience = declared().addresses[name]
    # A token is no key of a thing: whoever was given it may use it.
    keys = set(ADDRESSES[name].pattern.converters) - {"token"}
    assert audience.public or audience.about or not keys, "say `about=` in its audience"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_nobody_gets_in_without_signing_in(name: str, client: Client):
    answer = client.get(_address(name))
    audience = declared().of(name)
    if audience is not None and audience.public:
        # What a secret opens is not there for whoever guesses.
        guessed = (404,) if "secret" in ADDRESSES[name].pattern.converters else ()
        assert answer.status_code in (200, 302, 405, *guessed)
        return
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("directory:login")), answer.status_code


@pytest.mark.django_db
def test_an_address_that_nobody_declared_is_a_fault_while_testing_and_closed_in_use(client: Client, monkeypatch):
    monkeypatch.delitem(declared().addresses, "portal:help")
    with pytest.raises(ImproperlyConfigured, match="portal:help"):
        client.get(reverse("portal:help"))
    with override_settings(TESTING=False):
        answer = client.get(reverse("portal:help"))
    assert answer.status_code == 403 and "chưa khai" in answer.content.decode()

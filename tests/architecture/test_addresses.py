"""Every address answers a stranger at the door: with the sign-in page, or because it is declared public."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# URL names that anybody may open, with the reason.
PUBLIC = {
    "directory:login": "the door itself",
    "ui:display": "colours and density are kept in the visitor's own cookie",
    "ui:language": "the language is kept in the visitor's own cookie",
}
OUTSIDE = ("account_",)
SAMPLE = {"pk": 999_999_999, "key": "khong-co", "item": 999_999_999, "item_pk": 999_999_999}


def _named(patterns: list, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _named(pattern.url_patterns, space)
        elif pattern.name:
            yield f"{prefix}{pattern.name}", pattern


ADDRESSES = dict(_named(get_resolver().url_patterns))


def _address(name: str) -> str:
    names = ADDRESSES[name].pattern.converters
    return reverse(name, kwargs={key: SAMPLE.get(key, 999_999_999) for key in names})


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name in ADDRESSES if not name.startswith(OUTSIDE)))
def test_nobody_gets_in_without_signing_in(name: str, client: Client):
    answer = client.get(_address(name))
    if name in PUBLIC:
        assert answer.status_code in (200, 302, 405)
        return
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("directory:login")), answer.status_code


def test_the_list_of_public_addresses_has_no_stale_entry():
    assert set(PUBLIC) <= set(ADDRESSES)


def test_the_pages_of_the_sign_in_library_are_not_offered():
    assert not [name for name in ADDRESSES if name.startswith(OUTSIDE)]

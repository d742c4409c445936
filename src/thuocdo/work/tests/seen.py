"""What tests of pages share: signing a person in, the main region of a page, counting statements."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from thuocdo.directory.models import Account, Person
from thuocdo.work.tests.factories import AT

MISSING = "THIẾU BIẾN"


def signed_in(person: Person) -> Client:
    account, _is_new = Account.objects.get_or_create(
        person=person, defaults={"username": f"nguoi-{person.pk}", "created_at": AT}
    )
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def main_of(answer: Any) -> str:
    """The main region of a page as text, with what changes from one request to the next left out."""
    html = answer.content.decode()
    assert MISSING not in html, html[max(0, html.index(MISSING) - 200) : html.index(MISSING) + 200]
    found = re.search(r'<main id="noi-dung".*?</main>', html, re.S)
    assert found, html[:500]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", found[0])


def words_of(answer: Any) -> str:
    """The main region without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", main_of(answer)).split())


def statements(client: Client, address: str) -> int:
    """How many SQL statements a page takes; the first visit warms what is kept in memory."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(asked)

"""The furniture around real answers: display, kit, refusals, headers."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui import context, refusals
from thuocdo.ui.headers import SecurityHeadersMiddleware

PARTS = Path(__file__).resolve().parents[1] / "templates" / "ui" / "parts"


@pytest.fixture
def request_for(rf: RequestFactory):
    def make(path: str = "/", *, htmx: bool = False, **cookies: str):
        request = rf.get(path)
        request.user, request.htmx, request.person, request.position = AnonymousUser(), htmx, None, None
        request.COOKIES.update(cookies)
        return request

    return make


@pytest.fixture
def signed_in(client, db):
    client.force_login(
        get_user_model().objects.create(username="lan", password="!", created_at=datetime(2025, 1, 2, tzinfo=UTC))
    )
    return client


def test_the_component_page_shows_every_component(signed_in):
    response = signed_in.get(reverse("ui:kit"))
    used = {template.name for template in response.templates if template.name}
    assert response.status_code == 200
    assert {f"ui/parts/{path.name}" for path in PARTS.glob("*.html")} - used == set()
    assert "THIẾU BIẾN" not in response.content.decode()


def test_the_component_page_survives_any_address(signed_in):
    query = "?sap-xep=<i-x>&trang=-3&so-dong=9999999999&tinh-trang=zzz&tu=31/02/2025&chu=%27"
    response = signed_in.get(reverse("ui:kit") + query)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<i-x>" not in page and "&lt;i-x&gt;" in page
    assert "31/02/2025" in page and "không hiểu" in page


def test_display_is_kept_in_cookies_and_returns_to_the_page(signed_in):
    response = signed_in.post(
        reverse("ui:display"), {"theme": "dark", "density": "dense", "contrast": "high", "next": "/kit/?a=1"}
    )
    assert response["Location"] == "/kit/?a=1"
    page = signed_in.get(reverse("ui:kit")).content.decode()
    assert 'data-theme="dark" data-density="dense" data-contrast="high"' in page


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_display_never_sends_the_person_elsewhere(client, target):
    assert client.post(reverse("ui:display"), {"next": target})["Location"].startswith("/")


def test_display_ignores_what_it_does_not_know(client, request_for):
    response = client.post(reverse("ui:display"), {"theme": "<script>", "next": "/"})
    assert response.cookies["td_theme"].value == "auto"
    assert context.display_of(request_for(td_theme='"><script>'))["theme"] == "auto"


def test_language_is_kept_in_a_cookie_and_returns_to_the_page(client):
    response = client.post(reverse("ui:language"), {"language": "en", "next": "/kit/"})
    assert response["Location"] == "/kit/" and response.cookies["django_language"].value == "en"
    assert client.post(reverse("ui:language"), {"language": "xx", "next": "//elsewhere.example"})["Location"] == "/"


@pytest.mark.parametrize("name", ["ui:display", "ui:language"])
def test_an_address_for_forms_opened_by_a_link_says_so_and_changes_nothing(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 405 and response["Allow"] == "POST"
    page = response.content.decode()
    assert "không mở trực tiếp được" in page and "Về việc của tôi" in page and "td_theme" not in response.cookies


@pytest.mark.parametrize(
    "address",
    ["/co-quan/%00/", "/co-quan/tra-cuu/?noi=%00", "/ky-han/?don-vi=%00", "/van-ban/?tim=a%00b", "/lich/?don-vi=%00"],
)
def test_a_nul_letter_in_an_address_is_refused_in_words(signed_in, address):
    response = signed_in.get(address)
    assert response.status_code == 400 and "ký tự rỗng" in response.content.decode()


@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_nul_letter_in_a_form_is_refused_in_words(client, form):
    field = (
        "theme=a%00b" if "url" in form else '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\na\x00b\r\n--b--\r\n'
    )
    response = client.post(reverse("ui:display"), field, content_type=form)
    assert response.status_code == 400 and "ký tự rỗng" in response.content.decode()


def test_a_file_may_hold_any_byte(client):
    response = client.post(reverse("ui:display"), {"next": "/kit/", "file": BytesIO(b"a\x00b")})
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Refused("work.too_early", "Chưa đến kỳ.", "Đợi đến 12/08."), 422),
        (NotAllowed("work.accept", "Chỉ người thẩm định được duyệt."), 403),
        (Stale("work.moved", "Sở Nội vụ vừa duyệt."), 409),
        (Refused("files.too_large", "Tệp 200 MB lớn hơn mức 50 MB."), 413),
    ],
)
def test_a_refusal_is_a_page_that_says_what_and_what_now(request_for, refusal, status):
    response = refusals.RefusalMiddleware(lambda request: HttpResponse()).process_exception(request_for(), refusal)
    page = response.content.decode()
    assert response.status_code == status
    assert refusal.message in page and refusal.remedy in page and "<nav" in page


def test_a_refusal_to_htmx_is_a_note_for_the_message_region(request_for):
    response = refusals.answer(request_for(htmx=True), refusals.explained(NotAllowed("x", "<b>Không</b> được.")))
    assert response.status_code == 403 and response["HX-Retarget"] == "#thong-bao"
    assert "<html" not in response.content.decode() and "&lt;b&gt;" in response.content.decode()


def test_other_errors_are_left_to_the_server(request_for):
    assert (
        refusals.RefusalMiddleware(lambda request: HttpResponse()).process_exception(request_for(), ValueError())
        is None
    )


def test_error_pages_speak_vietnamese_and_never_need_the_database(request_for):
    assert "Vì sao tôi không được" in refusals.page_403(request_for(), PermissionDenied()).content.decode()
    assert (
        "Không tìm thấy"
        in refusals.page_404(request_for(), Http404("No Task matches the given query.")).content.decode()
    )
    assert "No Task" not in refusals.page_404(request_for(), Http404("No Task matches.")).content.decode()
    assert refusals.page_500(request_for()).status_code == 500
    assert refusals.page_400(request_for(), RequestDataTooBig()).status_code == 413
    assert refusals.csrf_failure(request_for()).status_code == 403


def test_an_error_before_anybody_is_known_still_gets_its_page(rf):
    """A host that is not ours, or a broken form, is refused before sessions and persons are there."""
    assert refusals.page_400(rf.get("/"), SuspiciousOperation()).status_code == 400
    assert refusals.csrf_failure(rf.post("/")).status_code == 403


def test_every_answer_carries_a_policy_without_inline_or_foreign_code(request_for):
    response = SecurityHeadersMiddleware(lambda request: HttpResponse("x"))(request_for())
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy and "http" not in policy and "frame-ancestors 'none'" in policy
    assert response["Cache-Control"] == "private, no-cache" and response["X-Content-Type-Options"] == "nosniff"


def test_a_stricter_header_of_a_view_is_kept(request_for):
    inner = HttpResponse("x", headers={"Content-Security-Policy": "sandbox"})
    assert SecurityHeadersMiddleware(lambda request: inner)(request_for())["Content-Security-Policy"] == "sandbox"


def test_the_menu_leaves_out_pages_that_do_not_exist_and_roles_that_may_not(request_for):
    entries = [
        {"group": "A", "label": "Có", "url_name": "ui:kit", "icon": "map", "roles": []},
        {"group": "A", "label": "Không có trang", "url_name": "ui:nowhere", "icon": "map", "roles": []},
        {"group": "A", "label": "Chỉ quản trị", "url_name": "ui:kit", "icon": "map", "roles": ["operator"]},
    ]
    labels = [link.label for group in context.menu(entries, request_for("/kit/"), frozenset()) for link in group.links]
    assert labels == ["Có"]
    assert next(iter(context.menu(entries, request_for("/kit/"), frozenset({"operator"})))).links[0].current


@pytest.mark.parametrize(("roles", "offered"), [((), False), (("leader", "cycle_owner"), False), (("operator",), True)])
def test_the_component_page_is_in_the_menu_of_operators_only(request_for, settings, roles, offered):
    settings.THUOCDO_DEMO = True
    request = request_for("/")
    request.roles = frozenset(roles)
    assert bool(context.Furniture(request).urls["kit"]) == offered

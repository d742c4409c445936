"""A passkey in a real browser, whose authenticator is Chromium's own virtual one: made, used after the password, used
instead of it, and missed where it is not. Leaves the demo as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.journeys.conftest import PASSWORD, Program

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


HOME = re.compile(r":\d+/$")


class Desk:
    """A browser at "localhost", for which passkeys are made (an address of numbers has none), with a device in it."""

    def __init__(self, browser: Browser, program: Program) -> None:
        self.url = program.url.replace("127.0.0.1", "localhost")
        self.context = browser.new_context(locale="vi-VN")
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.wire: CDPSession = self.context.new_cdp_session(self.page)
        self.wire.send("WebAuthn.enable")
        self.device = self.wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.url + path)
        assert answer is not None and answer.status < 500, f"{path} answered {answer and answer.status}"
        return self.page

    def password(self, username: str) -> None:
        self.open("/dang-nhap/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("form.login-form button")
        self.page.wait_for_url(re.compile(r":\d+/(dang-nhap/ma-xac-nhan/)?$"))

    def sign_out(self) -> None:
        self.open("/dang-xuat/")
        self.page.locator("main form button").click()
        self.page.wait_for_url("**/dang-nhap/")

    def keys(self) -> list[dict]:
        return self.wire.send("WebAuthn.getCredentials", {"authenticatorId": self.device})["credentials"]


@pytest.fixture
def desk(browser: Browser, program: Program) -> Iterator[Desk]:
    somebody = Desk(browser, program)
    yield somebody
    somebody.context.close()


def remove_all(desk: Desk) -> None:
    """Take the factors away again, so that the next journey signs in with one step."""
    page = desk.open("/tai-khoan/an-toan/")
    for _ in range(4):
        link = page.locator("main a[href$='/go/']").first
        if not link.count():
            return
        link.click()
        page.locator("main form button.btn-warn").click()
        page.wait_for_url("**/tai-khoan/an-toan/")


def test_a_passkey_is_made_used_after_the_password_and_used_instead_of_it(desk: Desk):
    desk.password("thanhtra")
    page = desk.open("/tai-khoan/an-toan/khoa/")
    page.fill("input[name=name]", "Máy bàn ở cơ quan")
    page.get_by_role("button", name="Tạo khóa").click()
    page.wait_for_url("**/ma-du-phong/")
    assert len(page.locator("main ol.secret-list li").all_inner_texts()) == 10
    (key,) = desk.keys()
    assert key["rpId"] == "localhost" and key["isResidentCredential"]
    expect(desk.open("/tai-khoan/an-toan/").locator("main")).to_contain_text("Máy bàn ở cơ quan")

    desk.sign_out()
    desk.password("thanhtra")
    page.wait_for_url("**/dang-nhap/ma-xac-nhan/")
    page.get_by_role("button", name="Dùng khóa đăng nhập").click()
    page.wait_for_url(HOME)
    desk.sign_out()

    page.get_by_role("button", name=re.compile("Đăng nhập bằng khóa")).click()
    page.wait_for_url(HOME)
    events = desk.open("/tai-khoan/").locator("main").inner_text()
    assert "mật khẩu + khóa đăng nhập, Chrome trên Linux" in events and "khóa đăng nhập, Chrome trên Linux" in events

    remove_all(desk)
    desk.sign_out()
    page.get_by_role("button", name=re.compile("Đăng nhập bằng khóa")).click()
    expect(page.locator("main")).to_contain_text("Khóa không mở được tài khoản nào ở đây")
    assert not desk.errors


def test_a_device_without_the_key_is_told_so_and_the_one_with_it_opens(desk: Desk):
    desk.password("thanhtra")
    page = desk.open("/tai-khoan/an-toan/khoa/")
    page.get_by_role("button", name="Tạo khóa").click()
    page.wait_for_url("**/ma-du-phong/")
    stolen = desk.keys()
    desk.sign_out()
    desk.wire.send("WebAuthn.clearCredentials", {"authenticatorId": desk.device})
    desk.password("thanhtra")
    page.wait_for_url("**/ma-xac-nhan/")
    page.get_by_role("button", name="Dùng khóa đăng nhập").click()
    expect(page.get_by_text("Khóa chưa trả lời")).to_be_visible(timeout=15_000)
    for key in stolen:
        desk.wire.send("WebAuthn.addCredential", {"authenticatorId": desk.device, "credential": key})
    page.get_by_role("button", name="Dùng khóa đăng nhập").click()
    page.wait_for_url(HOME)
    remove_all(desk)


def test_without_script_or_device_the_pages_say_what_else_to_do(browser: Browser, program: Program):
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{program.url}/dang-nhap/")
    assert not page.get_by_role("button", name=re.compile("Đăng nhập bằng khóa")).is_visible()
    page.fill("input[name=login]", "thanhtra")
    page.fill("input[name=password]", PASSWORD)
    page.click("form.login-form button")
    page.wait_for_url(HOME)
    page.goto(f"{program.url}/tai-khoan/an-toan/khoa/")
    expect(page.locator("main")).to_contain_text("Có thể dùng ứng dụng mã xác nhận thay thế")
    page.goto(f"{program.url}/tai-khoan/an-toan/ung-dung/")
    assert page.locator("main svg[role=img]").is_visible() and page.locator("main .secret").is_visible()
    context.close()


def test_pages_of_the_account_fit_the_screen_and_a_screen_reader(visitor):
    from axe_playwright_python.sync_playwright import Axe

    serious = {}
    for width in (360, 1280):
        somebody = visitor("thanhtra", width=width)
        for address in ("/tai-khoan/", "/tai-khoan/an-toan/", "/tai-khoan/an-toan/ung-dung/", "/tai-khoan/phien/",
                        "/tai-khoan/an-toan/khoa/", "/mat-khau/"):  # fmt: skip
            page = somebody.open(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width}"
            found = Axe().run(page).response["violations"]
            grave = [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found
                     if rule["impact"] in ("serious", "critical")]  # fmt: skip
            if grave:
                serious[f"{address} {width}"] = grave
            somebody.picture(f"{width}-{address.strip('/').replace('/', '-')}")
        assert not somebody.errors
    assert not serious

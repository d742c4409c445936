"""What people do, in a real browser against the running program with its demo year."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Program, start, stop

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

LETTER = """ỦY BAN NHÂN DÂN
TỈNH NGHỆ AN

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 6001/UBND-KSTT
V/v đẩy mạnh số hóa hồ sơ thủ tục hành chính

Nghệ An, ngày 14 tháng 7 năm 2025

Kính gửi:
- Các Sở, ban, ngành cấp tỉnh;
- Ủy ban nhân dân các xã, phường.

Ủy ban nhân dân tỉnh yêu cầu Giám đốc các Sở, Thủ trưởng các ban, ngành cấp tỉnh; Chủ tịch UBND các xã, phường
thực hiện một số nội dung sau:

1. Rà soát, số hóa 100% hồ sơ, kết quả giải quyết thủ tục hành chính còn hiệu lực trước ngày 30/9/2025.

2. Giao Sở Khoa học và Công nghệ tổng hợp, báo cáo kết quả thực hiện về UBND tỉnh chậm nhất ngày 25 hàng tháng.

Yêu cầu các cơ quan, đơn vị, địa phương nghiêm túc triển khai thực hiện./.

Nơi nhận:
- Như trên;
- Lưu: VT, KSTT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Nguyễn Văn Minh Họa
"""

MAIN_PAGES = ["/", "/ke-hoach/", "/van-ban/", "/lich/", "/tong-quan/", "/co-quan/", "/ky-han/", "/tro-giup/"]


def _link(page: Page, name: str) -> str:
    return str(page.get_by_role("link", name=re.compile(name)).first.get_attribute("href"))


def _plan(page: Page) -> str:
    """Address of the provincial plan, found as a person finds it: in the list of plans."""
    return _link(page, "Kế hoạch cải cách hành chính Nhà nước tỉnh Nghệ An năm 2025")


def test_a_new_letter_becomes_obligations_that_agencies_see(visitor):
    """Hoa pastes a letter, decides every item by keyboard, adopts it; Minh finds his share on his page."""
    hoa = visitor("hoa")
    page = hoa.open("/van-ban/nhan/")
    page.locator("summary:has-text('Dán nội dung')").click()
    page.fill("textarea[name=chu]", LETTER.replace("6001", str(int(time.time()))))
    page.locator("main form:has(textarea[name=chu]) button").last.click()
    page.wait_for_url(re.compile(r"/van-ban/\d+/"))
    page.goto(re.sub(r"(/van-ban/\d+/).*", r"\1xac-nhan/", page.url))
    expect(page.locator("main")).to_contain_text("Rà soát, số hóa 100% hồ sơ")
    waiting = page.locator("[data-item][data-open]")
    for _ in range(12):
        if not waiting.count():
            break
        before = waiting.count()
        waiting.first.focus()
        page.keyboard.press("x")
        expect(waiting).to_have_count(before - 1)
    page.get_by_role("button", name=re.compile("Xác nhận văn bản")).first.click()
    expect(page.locator("main")).to_contain_text("đã được xác nhận")
    page.goto(re.sub(r"(/van-ban/\d+/).*", r"\1dua-vao-so/", page.url))
    page.get_by_role("button", name=re.compile("vào sổ")).click()
    page.wait_for_url(re.compile(r"/ke-hoach/\d+/"))
    expect(page.locator("main")).to_contain_text("Sở Khoa học và Công nghệ")
    plan = page.url

    minh = visitor("minh")
    page = minh.open("/ky-han/?chu=so+hoa+100")
    expect(page.locator("main")).to_contain_text("số hóa 100% hồ sơ")
    assert minh.open(plan.removeprefix(minh.program.url)).locator("main").inner_text()


def test_an_officer_submits_with_evidence_and_the_owner_of_the_cycle_accepts(visitor, tmp_path: Path):
    proof = tmp_path / "ke-hoach.txt"
    proof.write_text("Kế hoạch cải cách hành chính 6 tháng cuối năm 2025 (minh họa)", encoding="utf-8")
    lan = visitor("lan")
    page = lan.open("/ky-han/?ten-co-quan=Thành+Vinh&tinh-trang=not_due")
    page.locator("main table a[href*='/nghia-vu/']").first.click()
    page.wait_for_url(re.compile(r"/nghia-vu/\d+/"))
    address = page.url.removeprefix(lan.program.url).partition("#")[0]
    page.locator("#tai-lieu summary").click()
    page.locator("#tai-lieu input[type=file]").set_input_files(proof)
    page.locator("#tai-lieu button").last.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("ke-hoach.txt")
    submit = page.locator("#nop")
    if submit.get_attribute("open") is None:
        submit.locator("summary").click()
    submit.locator("textarea").fill("Đã ban hành kế hoạch của phường.")
    submit.locator("button").last.click()
    expect(page.locator("main")).to_contain_text("Chờ duyệt")

    hoa = visitor("hoa")
    page = hoa.open(address)
    accept = page.locator("#duyet")
    if accept.get_attribute("open") is None:
        accept.locator("summary").click()
    accept.locator("button").last.click()
    expect(page.locator("main")).to_contain_text(re.compile("Đúng hạn|Trễ hạn"))


def test_the_plan_is_searched_filtered_and_taken_away_as_a_workbook(visitor):
    hoa = visitor("hoa")
    page = hoa.open(_plan(hoa.open("/ke-hoach/")))
    heads = [text.strip() for text in page.locator("main table thead th").all_inner_texts()]
    expected = ["TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"]
    assert len(heads) == 6 and all(head.startswith(words) for head, words in zip(heads, expected, strict=True))
    page.fill("main input[name=chu]", "giai ngan")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("main table tbody")).to_contain_text("Giải ngân vốn đầu tư công")
    with page.expect_download() as taken:
        page.get_by_role("link", name=re.compile("Xuất Excel")).first.click()
    assert taken.value.suggested_filename.endswith(".xlsx")


def test_a_stranger_sees_nothing_of_another_province(visitor):
    hoa, dung = visitor("hoa"), visitor("dung")
    plan = _plan(hoa.open("/ke-hoach/"))
    assert "Nghệ An năm 2025" not in dung.open("/ke-hoach/").locator("main").inner_text()
    answer = dung.page.goto(dung.program.url + plan)
    assert answer is not None and answer.status in (403, 404)
    expect(dung.page.locator("main")).to_be_visible()


def test_merged_agencies_show_where_their_obligations_went(visitor):
    page = visitor("minh").open("/co-quan/NA.STTTT/")
    expect(page.locator("main")).to_contain_text("Sở Khoa học và Công nghệ")
    page = visitor("lan").open("/co-quan/NA.UBND.D412/")
    expect(page.locator("main")).to_contain_text("01/07/2025")


@pytest.mark.parametrize("width", [360, 1280])
def test_main_pages_fit_the_screen_and_raise_no_error(visitor, width: int):
    hoa = visitor("hoa", width=width)
    addresses = [*MAIN_PAGES, _plan(hoa.open("/ke-hoach/"))]
    for address in addresses:
        page = hoa.open(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} scrolls sideways at {width}"
        hoa.picture(f"{width}-{address.strip('/').replace('/', '-') or 'home'}")
    assert not hoa.errors


def test_nothing_serious_stands_in_the_way_of_a_screen_reader(visitor):
    hoa = visitor("hoa")
    plan = _plan(hoa.open("/ke-hoach/"))
    task = _link(hoa.open(plan), "Giải ngân vốn đầu tư công")
    document = str(hoa.open("/van-ban/").locator("main table a[href*='/van-ban/']").first.get_attribute("href"))
    serious = {}
    for address in [*MAIN_PAGES, plan, task, document, f"{document}xac-nhan/"]:
        found = Axe().run(hoa.open(address)).response["violations"]
        grave = [rule for rule in found if rule["impact"] in ("serious", "critical")]
        bad = [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in grave]
        if bad:
            serious[address] = bad
    assert not serious


def test_the_first_load_stays_under_300_kilobytes(visitor):
    hoa = visitor("hoa")
    hoa.open("/")
    weight = hoa.page.evaluate(
        "performance.getEntries().filter(e => e.encodedBodySize).reduce((sum, e) => sum + e.encodedBodySize, 0)"
    )
    fresh = visitor()
    session = fresh.context.new_cdp_session(fresh.page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    fresh.sign_in("hoa")
    fresh.page.wait_for_load_state("networkidle")
    assert 0 < weight < 300_000 and 0 < sum(sizes) < 300_000


def test_pages_can_be_read_and_acted_on_without_script(visitor):
    hoa = visitor("hoa", script=False)
    page = hoa.open(_plan(hoa.open("/ke-hoach/")))
    page.fill("main input[name=chu]", "giai ngan")
    page.locator("main form:has(input[name=chu]) button").last.click()
    expect(page.locator("main table tbody")).to_contain_text("Giải ngân vốn đầu tư công")


def test_the_keyboard_reaches_the_content_first(visitor):
    page = visitor("hoa").open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_the_program_stops_cleanly_keeps_its_data_and_starts_again(program: Program):
    """Last on purpose: stops the shared program, then starts a second one on the same data."""
    assert stop(program) == 0
    assert "Đã dừng" in program.log.read_text()
    began = time.monotonic()
    again = start(program.log.parent)
    took = time.monotonic() - began
    assert stop(again) == 0
    assert "Đang dựng năm minh họa" not in again.log.read_text().partition("Đã dừng")[2]
    assert took < 60, "the second start must not build anything again"

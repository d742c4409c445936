"""Readers in processes of their own as they really run: nothing is fetched or run, and what swells there ends there."""

from __future__ import annotations

import resource
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from thuocdo.documents.reading.formats import office
from thuocdo.documents.reading.loading import load_file, takes_long
from thuocdo.documents.tests import making_bad_files as bad
from thuocdo.kernel.errors import Refused

needs_office = pytest.mark.skipif(not office.program(), reason="this machine has no LibreOffice")


@pytest.fixture
def asked() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine: its port, and the paths that somebody asked for."""
    paths: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(bad.png())

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, paths
    server.shutdown()
    server.server_close()


@needs_office
def test_a_picture_elsewhere_in_an_open_document_is_not_fetched(asked: tuple[int, list[str]]) -> None:
    port, paths = asked
    picture = (
        '<text:p><draw:frame xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" svg:width="2cm" svg:height="2cm">'
        f'<draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://127.0.0.1:{port}/dau-vet.png"/>'
        "</draw:frame></text:p>"
    )
    loaded = load_file(bad.odt(f"<text:p>{bad.WORDS}</text:p>{picture}"), "a.odt")
    assert bad.WORDS in loaded.text and paths == []


@needs_office
def test_a_picture_field_of_an_rtf_is_not_fetched(asked: tuple[int, list[str]]) -> None:
    port, paths = asked
    field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "http://127.0.0.1:{port}/a.png" \\\\d}}{{\\fldrslt}}}}'
    loaded = load_file(f"{{\\rtf1\\ansi Ke hoach cai cach hanh chinh {field}\\par}}".encode(), "a.rtf")
    assert "Ke hoach" in loaded.text and paths == []


def test_what_the_converter_cannot_make_sense_of_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        load_file(bad.odt("<text:p>cụt")[:900] + b"PK", "a.odt")
    assert refused.value.code == "documents.truncated"


def peak() -> int:
    """Megabytes that this process held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def test_a_text_that_a_workbook_gives_to_thousands_of_cells_ends_the_child_and_not_the_program() -> None:
    rows = [["x" * 30_000] * 40] * 1400
    data, before = bad.workbook(rows), peak()
    assert len(data) < 2_000_000
    with pytest.raises(Refused) as refused:
        load_file(data, "a.xlsx")
    assert refused.value.code in ("documents.unsafe", "documents.too_long")
    assert peak() - before < 300


@pytest.mark.parametrize(("depth", "width"), [(9, 10), (5, 60)])
def test_a_pdf_that_draws_forms_within_forms_without_end_is_stopped(depth: int, width: int) -> None:
    data, before = bad.laughing_pdf(depth, width), peak()
    assert takes_long(data, "a.pdf")
    with pytest.raises(Refused) as refused:
        load_file(data, "a.pdf")
    assert refused.value.code == "documents.unsafe" and "phình" in refused.value.message
    assert peak() - before < 100


def test_a_pdf_with_forms_as_signatures_have_them_is_read_at_once() -> None:
    data = bad.laughing_pdf(3, 3)
    assert not takes_long(data, "a.pdf") and "hoach" in load_file(data, "a.pdf").text

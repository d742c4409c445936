"""The second net under the log: on the handler of this deployment, for words, values, fields and traces."""

from __future__ import annotations

import io
import json
import logging
import logging.config

import pytest

from thuocdo.core import logs

PHONE, EMAIL, NUMBER = "0987123456", "tran.thi.bi.mat@nghean.gov.vn", "040185009876"


@pytest.fixture(params=["json", "text"])
def written(request, monkeypatch):
    """What the handler of the deployment writes, in both formats."""
    monkeypatch.setenv("THUOCDO_LOG_FORMAT", request.param)
    configured = logs.configuration()
    handler_of = configured["handlers"]["console"]
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(configured["formatters"][handler_of["formatter"]]["()"]())
    for name in handler_of["filters"]:
        handler.addFilter(configured["filters"][name]["()"]())
    log = logging.getLogger(f"thuocdo.thu.{request.param}")
    log.addHandler(handler)
    yield log, out
    log.removeHandler(handler)


def test_nothing_personal_stands_in_a_line(written):
    log, out = written
    log.warning("gửi tới %s, gọi %s", EMAIL, PHONE, extra={"fields": {"ai": NUMBER, "trong": {"thư": [EMAIL]}}})
    log.warning(f"số {NUMBER}")
    log.warning("%(so)s", {"so": PHONE})
    text = out.getvalue()
    assert text.count("\n") == 3 and "•" in text
    assert not [value for value in (PHONE, EMAIL, NUMBER) if value in text]


def test_nothing_personal_stands_in_a_trace(written):
    log, out = written
    try:
        try:
            raise ValueError(f"duplicate key (national_id)=({NUMBER})")
        except ValueError as error:
            raise RuntimeError(f"không gửi được {EMAIL}") from error
    except RuntimeError:
        log.exception("hỏng", stack_info=True)
    text = out.getvalue()
    assert "RuntimeError" in text and "ValueError" in text and "test_scrubbing" in text
    assert NUMBER not in text and EMAIL not in text


def test_a_line_stays_readable_for_machines(written):
    log, out = written
    log.warning("xong %s việc trong %.1f giây", 3, 1.25, extra={"fields": {"ms": 12.5, "unit": "NA.SNV"}})
    text = out.getvalue()
    assert "xong 3 việc trong 1.2 giây" in text
    if text.startswith("{"):
        assert json.loads(text)["ms"] == 12.5 and json.loads(text)["unit"] == "NA.SNV"


def test_a_line_whose_words_and_values_do_not_fit_shows_no_values(written):
    log, out = written
    log.warning("hai chỗ %s %s", PHONE)
    assert "hai chỗ %s %s (?)" in out.getvalue() and PHONE not in out.getvalue()

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from thuocdo.core import jobs, logs
from thuocdo.core.audit import circumstances
from thuocdo.core.models import OutboxEvent
from thuocdo.core.request import RequestMiddleware
from thuocdo.core.tracing import TraceMiddleware


def _line(**given: object) -> dict:
    record = logging.LogRecord("thuocdo.test", logging.WARNING, __file__, 1, "thử %s", ("một",), None)
    record.__dict__.update(given)
    logs.ScopeFilter().filter(record)
    return json.loads(logs.JsonFormatter().format(record))


def _access(caplog) -> list[dict]:
    lines = []
    for record in caplog.records:
        if record.name == "thuocdo.access":
            logs.ScopeFilter().filter(record)
            lines.append(json.loads(logs.JsonFormatter().format(record)))
    return lines


def test_a_line_is_one_json_object_with_its_time_level_logger_and_message():
    line = _line()
    assert (line["level"], line["logger"], line["message"]) == ("WARNING", "thuocdo.test", "thử một")
    assert line["time"].endswith("+07:00") and "request_id" not in line


def test_an_error_is_a_field_with_its_trace_and_stays_on_one_line():
    try:
        raise ZeroDivisionError("chia cho không")
    except ZeroDivisionError:
        line = _line(exc_info=sys.exc_info())
    assert line["error"]["type"] == "ZeroDivisionError" and "test_logs.py" in line["error"]["trace"]


def test_lines_inside_a_request_or_a_job_carry_its_id():
    with logs.within(logs.Scope("abc", job="core.deliver_event")):
        assert logs.request_id() == "abc"
        line = _line()
    assert (line["request_id"], line["job"]) == ("abc", "core.deliver_event")
    assert logs.request_id() == ""


def test_a_path_in_a_line_of_the_framework_becomes_the_route(rf):
    request = rf.get("/van-ban/tim/?tim=nguyen+thi+lan")
    line = _line(msg="Internal Server Error: %s", args=(request.path,), request=request)
    assert line["message"] == "Internal Server Error: -"


@pytest.mark.django_db
def test_each_request_leaves_one_line_with_route_status_time_and_statements(client, caplog):
    caplog.set_level(logging.INFO, logger="thuocdo.access")
    answer = client.get(reverse("directory:login") + "?next=/bi-mat-0912345678")
    line, *more = _access(caplog)
    assert not more
    assert (line["route"], line["method"], line["status"]) == ("directory:login", "GET", 200)
    assert line["ms"] > 0 and line["queries"] >= 0 and "account" not in line
    assert "0912345678" not in json.dumps(line)
    assert len(answer["X-Request-Id"]) == 32


@pytest.mark.django_db
def test_an_unknown_address_leaves_a_line_without_the_path(client, caplog):
    caplog.set_level(logging.INFO, logger="thuocdo.access")
    client.get("/nguyen-thi-lan-0912345678/")
    (line,) = _access(caplog)
    assert line["status"] == 404 and "0912345678" not in json.dumps(line)
    assert not [record for record in caplog.records if "0912345678" in record.getMessage()]


@pytest.mark.django_db
def test_the_line_of_a_request_names_the_account_by_its_number_only(client, caplog, django_user_model):
    account = django_user_model.objects.create(username="lan-0912345678", created_at="2025-07-15T08:00:00+07:00")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    caplog.set_level(logging.INFO, logger="thuocdo.access")
    client.get(reverse("portal:help"))
    (line,) = _access(caplog)
    assert line["account"] == account.pk and "lan-" not in json.dumps(line)


def test_the_audit_and_the_log_know_a_request_by_the_same_id(rf, caplog):
    caplog.set_level(logging.INFO, logger="thuocdo.access")
    seen = []

    def view(request):
        from django.http import HttpResponse

        seen.append((circumstances.get().request_id, logs.request_id()))
        return HttpResponse("")

    answer = TraceMiddleware(RequestMiddleware(view))(rf.get("/"))
    assert seen == [(answer["X-Request-Id"], answer["X-Request-Id"])]


@pytest.mark.parametrize(("asked", "terminal", "expected"), [
    ("json", True, "json"), ("text", False, "text"), ("", True, "text"), ("", False, "json"), ("lạ", False, "json"),
])  # fmt: skip
def test_a_terminal_reads_text_and_a_machine_json_unless_told_otherwise(monkeypatch, asked, terminal, expected):
    monkeypatch.setenv("THUOCDO_LOG_FORMAT", asked)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    assert logs.configuration()["handlers"]["console"]["formatter"] == expected


def test_the_text_form_says_the_same_on_one_line():
    record = logging.LogRecord("thuocdo.access", logging.INFO, __file__, 1, "GET portal:home 200", None, None)
    record.fields = {"ms": 12.5, "queries": 8}
    with logs.within(logs.Scope("abc")):
        logs.ScopeFilter().filter(record)
    text = logs.TextFormatter().format(record)
    assert text.endswith("GET portal:home 200 [request_id=abc ms=12.5 queries=8]")


@pytest.mark.django_db
def test_a_job_carries_the_id_of_the_request_that_queued_it(monkeypatch):
    from config import wiring

    with logs.within(logs.Scope("yeu-cau-1")):
        jobs.queue_deliveries([5])
    queued = ProcrastinateJob.objects.get(task_name="core.deliver_event")
    assert queued.args == {"event_id": 5, "request_id": "yeu-cau-1"}

    monkeypatch.setitem(wiring.EVENT_HANDLERS, "test.traced", ["thuocdo.core.tests.test_logs.note_scope"])
    event = OutboxEvent.objects.create(at="2025-07-15T08:00:00+07:00", name="test.traced")
    jobs.deliver_event(event_id=event.pk, request_id="yeu-cau-1")
    assert NOTED == [("yeu-cau-1", "yeu-cau-1")]


NOTED: list[tuple[str, str]] = []


def note_scope(event: OutboxEvent) -> None:
    NOTED.append((logs.request_id(), circumstances.get().request_id))

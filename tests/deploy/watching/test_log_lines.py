"""Every process writes the same lines: the time, the codes as fields, nobody's name and no secret."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from settings.log_lines import REQUEST, RUN, LogLines, for_prefect, masked

KEEPS = (
    "vòng gửi: accepted 12",
    "kh-1 h1-x1 2026-04-24 08:00 R1/grassroots",
    "GET /van-phong/ke-hoach/{plan_id} 200",
    "postgresql+psycopg là trình điều khiển; 127.0.0.1:5432",
    "1234567 dòng trong 0.25 giây",
)
LOSES = {
    "GET /b/WzEsMV0.bi-mat/bien-nhan HTTP/1.1": "WzEsMV0",
    "GET /dondoc/d/WzEsMV0.bi-mat": "WzEsMV0",
    "GET /van-phong/vao/abcdef0123456789": "abcdef0123456789",
    "http://127.0.0.1:4200/dang-nhap#ZG9uZG9jOlVrN0xpbF9YTjhaVFVGQWxkMXlm": "ZG9uZG9j",
    "dpmail://ai:mat-khau@smtp.example.vn:587": "mat-khau",
    "postgresql://dondoc:mat-khau@10.0.0.3/so": "mat-khau",
    "550 5.1.1 <nguyen.van-a@example.vn>: User unknown": "nguyen.van-a",
    "gọi 0912 345 678 hoặc 0251.382.2501": "345",
    "phone 84912345678": "84912345678",
    "+84 912 345 678": "912",
    "https://bot-api.zaloplatforms.com/bot1000001:khoa-bot/sendMessage": "khoa-bot",
    'header {"access_token": "abc.def"}': "abc.def",
    "Authorization: Basic-ZG9uZG9j": "ZG9uZG9j",
    "secret=thay-bang-khoa": "thay-bang-khoa",
}


def record(words: str, *arguments: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("services.dispatch", logging.WARNING, "", 0, words, arguments, None)
    made.__dict__.update(extra)
    return made


@pytest.mark.parametrize("words", KEEPS)
def test_what_says_nothing_of_people_stays(words: str) -> None:
    assert masked(words) == words


@pytest.mark.parametrize("words", LOSES)
def test_what_opens_or_reaches_somebody_goes(words: str) -> None:
    assert LOSES[words] not in masked(words)
    assert "…" in masked(words)


def test_a_line_begins_with_its_time_and_ends_with_its_codes() -> None:
    line = LogLines(role="dispatcher").format(
        record("chưa gửi được", plan="kh-1", unit="h1", outcome="later 450")
    )
    when, _, words = line.partition(" ")
    assert datetime.fromisoformat(when).tzinfo is not None
    assert words == (
        "WARNING services.dispatch: chưa gửi được role=dispatcher plan=kh-1 unit=h1 outcome=later 450"
    )


def test_a_line_of_json_says_the_same_with_the_numbers_of_its_request_and_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(RUN, "0198-run")
    mark = REQUEST.set("req-1")
    try:
        told = json.loads(
            LogLines(form="json", role="worker").format(record("gọi %s", "a@b.vn", plan="kh-1"))
        )
        other = json.loads(LogLines(form="json").format(record("x", flow_run_id="0199-run", secret="s")))
    finally:
        REQUEST.reset(mark)
    assert datetime.fromisoformat(told.pop("time")).tzinfo is not None
    assert told == {
        "level": "warning",
        "logger": "services.dispatch",
        "message": "gọi …@b.vn",
        "role": "worker",
        "request": "req-1",
        "run": "0198-run",
        "plan": "kh-1",
    }
    assert (other["run"], "secret" in other) == ("0199-run", False)


def test_a_traceback_is_masked_too() -> None:
    try:
        raise ValueError("không gửi được tới a.b@example.vn qua /b/WzEsMV0.bi-mat")
    except ValueError:
        failed = record("hỏng")
        failed.exc_info = sys.exc_info()
    for form in ("text", "json"):
        line = LogLines(form=form).format(failed)
        assert ("Traceback" in line, "a.b@" in line, "WzEsMV0" in line) == (True, False, False)


FLOW = """
import logging, os
from prefect.logging.configuration import setup_logging
setup_logging()
logging.getLogger("prefect.flow_runs").error("gửi tới a.b@example.vn", extra={"flow_run_id": "0199"})
logging.getLogger("flows.sweep").warning("vướng", extra={"plan": "kh-1"})
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_prefects_processes_write_the_same_lines(form: str, tmp_path: Path) -> None:
    settings = {
        **for_prefect(),
        "PATH": "/usr/bin",
        "PREFECT_HOME": str(tmp_path),
        "DONDOC_LOG_FORM": form,
        RUN: "0200",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }
    told = subprocess.run(
        [sys.executable, "-c", FLOW], env=settings, capture_output=True, text=True, check=True
    ).stderr
    first, second = told.strip().splitlines()
    assert "a.b@" not in first
    if form == "json":
        assert (json.loads(first)["run"], json.loads(second)["run"]) == ("0199", "0200")
        assert json.loads(second)["plan"] == "kh-1"
    else:
        assert first.endswith("gửi tới …@example.vn run=0199")
        assert second.endswith("flows.sweep: vướng run=0200 plan=kh-1")

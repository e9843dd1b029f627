"""Spans leave in codes, to whom the setting says; nobody waits for a collector that does not take them."""

from __future__ import annotations

import json
import logging
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import httpx
import pytest

from cascade.lang.refusal import Refusal
from settings import traces
from settings.log_lines import REQUEST
from settings.trace_sender import LAST, MOST
from settings.traces import FACTS, TraceAct
from tests.deploy.watching.test_log_lines import LOSES
from tests.deploy.watching.test_metrics import running
from tests.trace_collector import Collector, collecting

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
WITHOUT = "import sys; sys.modules['opentelemetry.exporter.otlp.proto.http'] = None; "
DESK = "from cli.main import main; sys.exit(main(sys.argv[1:]))"
ROLE = "from cli.serving.__main__ import main; main()"


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with collecting() as made:
        monkeypatch.setenv("DONDOC_TRACES", made.url)
        yield made
        traces.end()


def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port where nobody listens."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        monkeypatch.setenv("DONDOC_TRACES", f"http://127.0.0.1:{door.getsockname()[1]}")


def test_spans_arrive_with_their_facts_under_one_another(collector: Collector) -> None:
    mark = REQUEST.set("req-12345678")
    traces.begin("desk")
    begun = traces.now()
    with traces.span(TraceAct.REQUEST, above=PARENT, method="GET") as page:
        page.note(route="/b/{token}", status=503)
        with traces.span(
            TraceAct.STEP, step="collect_reports", plan="kh-1", above=PARENT.replace("b7", "b8")
        ):
            traces.past(TraceAct.SEND, begun, begun + 7, channel="mail", outcome="accepted", count=3)
        assert str(traces.handed_on()[traces.LABEL]).split("-")[1] == PARENT.split("-")[1]
    traces.end()
    REQUEST.reset(mark)
    (send,), (step,), (page_,) = (collector.named(kind) for kind in ("send", "step", "request"))
    assert collector.paths == {"/v1/traces"}
    assert (page_.name, page_.failed, page_.trace, page_.above) == (
        "request /b/{token}",
        True,
        *PARENT.split("-")[1:3],
    )
    assert page_.facts == {
        "http.route": "/b/{token}",
        "http.request.method": "GET",
        "http.response.status_code": 503,
        "dondoc.request": "req-12345678",
    }
    assert (step.above, step.facts["dondoc.plan"], step.name) == (page_.id, "kh-1", "step collect_reports")
    assert (send.above, send.nanoseconds, send.facts["dondoc.count"]) == (step.id, 7, 3)
    assert {one.service for one in collector.heard} == {"dondoc-desk"}


@pytest.mark.parametrize("words", LOSES)
def test_what_opens_or_reaches_somebody_stays_here(words: str, collector: Collector) -> None:
    assert {"name", "phone", "address", "link", "mail", "note", "token"}.isdisjoint(FACTS)
    traces.begin("desk")
    with pytest.raises(ValueError, match=re.escape(words)):
        _break(words)
    traces.end()
    (heard,) = collector.heard
    assert (heard.failed, heard.facts["error.type"]) == (True, "ValueError")
    assert LOSES[words].encode() not in b"".join(collector.bodies)
    assert set(heard.facts) == {"error.type", "dondoc.command", "dondoc.unit"}


def _break(words: str) -> None:
    with traces.span(TraceAct.COMMAND, command=words, mail=words) as span:
        span.note(unit=words, note=words)
        raise ValueError(words)


def test_off_nothing_is_loaded_nothing_listens_nothing_is_handed_on() -> None:
    told = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import sys, threading; from settings import traces\n"
            "traces.check(); traces.begin('desk')\n"
            "with traces.span(traces.TraceAct.SWEEP, plan='kh-1') as one: one.note(count=1)\n"
            "traces.past(traces.TraceAct.SEND, 0, 1); print(traces.handed_on(), traces.on()); traces.end()\n"
            "print([name for name in sys.modules if name.startswith('opentelemetry')])\n"
            "print(threading.active_count(), traces.span(traces.TraceAct.SWEEP) is one)",
        ],
        capture_output=True,
        text=True,
        check=True,
        env={},
    ).stdout
    assert told.splitlines() == ["{} False", "[]", "1 True"]


@pytest.mark.parametrize(
    "started", [[DESK, "channels"], *([ROLE, role] for role in ("portal", "dispatcher", "worker"))]
)
def test_without_the_extra_one_line_says_what_to_install(started: list[str], tmp_path: Path) -> None:
    settings = {"DONDOC_TRACES": "http://127.0.0.1:4318", "DONDOC_HOME": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT + started[0], *started[1:]],
        capture_output=True,
        text=True,
        env=settings,
        check=False,
    )
    assert told.returncode == 1
    assert "pip install 'dondoc[traces]'" in told.stderr
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize("wrong", ["collector:4318", "http://ai:mat-khau@may:4318", "http://may/?khoa=1"])
def test_no_password_stands_in_the_address(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_TRACES", wrong)
    with pytest.raises(Refusal, match="DONDOC_TRACES"):
        traces.check()


def test_where_nobody_listens_nobody_waits(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    deaf(monkeypatch)
    caplog.set_level(logging.INFO)
    traces.begin("desk")
    (last,) = (one for one in threading.enumerate() if one.name == "traces")
    with traces.span(TraceAct.COMMAND, command="status"):
        pass
    traces.end()
    assert not last.is_alive()
    assert [one.getMessage() for one in caplog.records] == ["bên nhận vết không nhận: bỏ vết, việc vẫn chạy"]


def test_for_one_that_never_answers_a_process_stays_a_moment_and_keeps_a_handful(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with collecting(answers=False) as mute:
        monkeypatch.setenv("DONDOC_TRACES", mute.url)
        traces.begin("dispatcher")
        with traces.span(TraceAct.SWEEP):
            pass
        mute.until(lambda one: one.name == "sweep")
        for number in range(3 * MOST):
            traces.past(TraceAct.SEND, 0, 1, count=number)
        (last,) = (one for one in threading.enumerate() if one.name == "traces")
        begun = monotonic()
        traces.end()
        assert LAST <= monotonic() - begun < 10 * LAST
        assert last.is_alive()
        mute.may_answer.set()
        last.join(60)
        kept = [one.facts["dondoc.count"] for one in mute.named("send")]
    assert 0 < len(kept) <= MOST
    assert max(kept) == 3 * MOST - 1, "the oldest are dropped"


def test_a_command_tells_its_name_and_how_it_ended(collector: Collector, tmp_path: Path) -> None:
    settings = {"DONDOC_TRACES": collector.url, "DONDOC_HOME": str(tmp_path)}
    for words in (["channels"], ["status", "khong-co-ke-hoach-bi-mat"]):
        told = [sys.executable, "-m", "cli.main", *words]
        subprocess.run(told, capture_output=True, env=settings, check=False)
    channels = collector.until(lambda one: one.name == "command channels")
    status = collector.until(lambda one: one.name == "command status")
    assert (channels.service, channels.facts["dondoc.outcome"], channels.failed) == ("dondoc-desk", 0, False)
    assert (status.facts["error.type"], status.failed) == ("Refusal", True)
    assert b"bi-mat" not in b"".join(collector.bodies)


@pytest.mark.parametrize("many", ["1", "2"])
def test_each_process_of_the_portal_tells_its_pages(
    collector: Collector, many: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PORTAL_PROCESSES", many)
    from cli.serving import processes

    port = processes.free_port()
    with running("portal", tmp_path, "--port", str(port)) as (_, _door):
        asked = httpx.get(f"http://127.0.0.1:{port}/b/mot-duong-dan-bi-mat?mail=a.b@example.vn")
    heard = collector.until(lambda one: one.name == "request /b/{token}")
    assert heard.facts["http.response.status_code"] == asked.status_code == 404
    assert heard.facts["dondoc.request"] == asked.headers["X-Request-ID"]
    assert heard.service == "dondoc-portal"
    assert all(word not in b"".join(collector.bodies) for word in (b"bi-mat", b"example.vn"))


def test_the_dispatcher_ends_well_beside_a_collector_that_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf(monkeypatch)
    with running("dispatcher", tmp_path) as (process, door):
        assert httpx.get(f"{door}/healthz").json() == {"ok": True}
    assert process.last_words().count("Traceback") == 0
    assert all(json.loads(line)["level"] == "info" for line in process.last_words().splitlines())

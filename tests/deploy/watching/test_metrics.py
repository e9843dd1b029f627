"""What Prometheus fetches is what the ledger and the process know, and asking often costs nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from cli.serving import processes, server
from cli.serving.processes import Child
from cli.watching.figure_names import OF_LEDGER
from cli.watching.metrics import MOST_PLANS, REST, Figures, bounded
from cli.watching.watch_server import opened, place_of, worker_webserver
from models.channels import rates
from models.database import clock, stored_settings
from models.database.ledger import Ledger
from models.reminders import hindrances
from models.stats.ledger_figures import SWEPT
from services.keeping.newest_backup import NewestBackup, remember

LOOPBACK = ("127.0.0.1", 0)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(f"sqlite:///{tmp_path / 'so.db'}")
    made.upgrade()
    yield made
    made.dispose()


def fetched(registry: CollectorRegistry) -> dict[str, dict[tuple[str, ...], float]]:
    """What stands behind the door, as Prometheus reads it: name -> values of the labels -> value."""
    with opened(LOOPBACK, registry, lambda: True) as port:
        told = httpx.get(f"http://127.0.0.1:{port}/metrics")
    assert (told.status_code, told.headers["content-type"].split(";")[0]) == (200, "text/plain")
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(told.text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(value for _, value in sorted(sample.labels.items()))] = (
                sample.value
            )
    return found


def test_every_figure_of_the_ledger_arrives(ledger: Ledger) -> None:
    with ledger.begin() as session:
        now, machine = clock.now(session), datetime.now(UTC)
        rates.quota(session, "zalo", 7, None)
        hindrances.note(session, "kh-9", "sweep", "vỡ", now)
        stored_settings.put(session, SWEPT, {"at": machine.isoformat(), "seconds": 1.5})
        remember(session, NewestBackup(machine.isoformat(), "/x", "may", 1, 1, False, "read"))
    found = fetched(Figures(ledger).registry)
    silent = {"dondoc_late_units", "dondoc_processes"}  # no plan runs, nobody is at work
    missing = {name for name in OF_LEDGER if name not in found}
    assert missing == silent
    assert found["dondoc_ledger_up"] == {(): 1.0}
    assert found["dondoc_channel_quota_left"] == {("zalo",): 7.0}
    assert found["dondoc_sweep_seconds"] == {(): 1.5}
    assert found["dondoc_plans_held_up"] == {(): 1.0}
    assert found["dondoc_queue_ready"] == {("ops",): 1.0}
    assert 0 <= found["dondoc_backup_age_seconds"][()] < 3600
    assert found["process_resident_memory_bytes"][()] > 1e6


def test_a_ledger_that_is_away_is_a_figure(tmp_path: Path) -> None:
    found = fetched(Figures(Ledger(f"sqlite:///{tmp_path}/khong/co/so.db")).registry)
    assert found["dondoc_ledger_up"] == {(): 0.0}
    assert "dondoc_rungs_due" not in found


def test_what_the_process_does_is_counted(ledger: Ledger) -> None:
    figures = Figures(ledger)
    figures.page("/van-phong/ke-hoach/{plan_id}", "GET", 200, 0.03)
    figures.page("/van-phong/ke-hoach/{plan_id}", "GET", 200, 0.3)
    figures.sent("mail", "accepted", 0.004)
    found = fetched(figures.registry)
    assert found["dondoc_pages_total"] == {("GET", "/van-phong/ke-hoach/{plan_id}", "200"): 2.0}
    assert found["dondoc_sends_total"] == {("mail", "accepted"): 1.0}
    assert found["dondoc_page_seconds_count"] == {("/van-phong/ke-hoach/{plan_id}",): 2.0}
    assert found["dondoc_send_seconds_count"] == {("mail",): 1.0}


def test_asking_again_and_again_asks_the_ledger_once(ledger: Ledger) -> None:
    registry = Figures(ledger).registry
    first = fetched(registry)
    with ledger.begin() as session:
        hindrances.note(session, "kh-9", "sweep", "vỡ", clock.now(session))
    assert fetched(registry)["dondoc_plans_held_up"] == first["dondoc_plans_held_up"] == {(): 0.0}
    assert fetched(Figures(ledger).registry)["dondoc_plans_held_up"] == {(): 1.0}


def test_plans_have_a_bounded_number_of_lines() -> None:
    many = {f"kh-{number}": number for number in range(1, MOST_PLANS + 4)}
    lines = dict(bounded(many))
    assert len(lines) == MOST_PLANS + 1
    assert (lines[REST], lines[f"kh-{MOST_PLANS + 3}"]) == (1 + 2 + 3, MOST_PLANS + 3)
    assert dict(bounded({"a": 0})) == {"a": 0}


def test_the_door_says_whether_the_process_lives() -> None:
    alive = [True]
    with opened(LOOPBACK, CollectorRegistry(), lambda: alive[0]) as port:
        here = f"http://127.0.0.1:{port}"
        assert (httpx.get(f"{here}/healthz").status_code, httpx.get(f"{here}/").status_code) == (200, 404)
        alive[0] = False
        assert (httpx.get(f"{here}/healthz").status_code, httpx.get(f"{here}/healthz").json()) == (
            503,
            {"ok": False},
        )


def test_a_door_that_is_taken_keeps_nobody_from_working(caplog: pytest.LogCaptureFixture) -> None:
    with (
        opened(LOOPBACK, CollectorRegistry(), bool) as port,
        opened(("127.0.0.1", port), CollectorRegistry(), bool) as second,
    ):
        assert (port > 0, second) == (True, 0)
    assert "không mở được" in caplog.text


def test_each_role_has_its_place_and_none_without_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (place_of("portal"), worker_webserver()) == (None, {})
    monkeypatch.setenv("DONDOC_METRICS", "[::1]:9464")
    assert place_of("portal") == ("::1", 9464)
    assert place_of("dispatcher") == ("::1", 9465)
    assert worker_webserver() == {
        "PREFECT_WORKER_WEBSERVER_HOST": "::1",
        "PREFECT_WORKER_WEBSERVER_PORT": "9466",
    }


@contextmanager
def running(role: str, folder: Path, *words: str) -> Iterator[tuple[Child, str]]:
    """That very process with its door open; another door is tried where somebody took the first."""
    for attempt in range(5):
        metrics = processes.free_port()
        settings = {
            **os.environ,
            "DONDOC_HOME": str(folder),
            "DONDOC_DATABASE_URL": f"sqlite:///{folder / 'so.db'}",
            "DONDOC_METRICS": f"127.0.0.1:{metrics}",
            "DONDOC_LOG_FORM": "json",
        }
        child = processes.start(role, ["cli.serving", role, *words], settings, folder / f"logs-{attempt}")
        try:
            place = metrics + (1 if role == "dispatcher" else 0)
            server.wait_for(child, f"http://127.0.0.1:{place}/healthz")
            if "không mở được" not in child.last_words():
                yield child, f"http://127.0.0.1:{place}"
                return
        finally:
            processes.stop([child], patience=60)
    pytest.fail("no free port in five tries")


def test_the_portal_counts_its_pages_behind_a_door_of_its_own(tmp_path: Path) -> None:
    port = processes.free_port()
    with running("portal", tmp_path, "--port", str(port)) as (portal, door):
        counter = f"http://127.0.0.1:{port}"
        server.wait_for(portal, f"{counter}/health")
        assert httpx.get(f"{counter}/metrics").status_code == 404
        assert httpx.get(f"{counter}/b/mot-duong-dan-bi-mat").status_code >= 400
        told = httpx.get(f"{door}/metrics").text
        log = portal.last_words(100_000)
    assert 'dondoc_pages_total{method="GET",route="/health",status="200"}' in told
    assert 'route="-",status="404"' in told
    assert "mot-duong-dan-bi-mat" not in told + log
    assert '"route": "/health"' in log


def test_the_dispatcher_says_that_it_lives(tmp_path: Path) -> None:
    with running("dispatcher", tmp_path) as (_, door):
        assert httpx.get(f"{door}/healthz").json() == {"ok": True}
        told = httpx.get(f"{door}/metrics").text
    assert "dondoc_ledger_up 1.0" in told

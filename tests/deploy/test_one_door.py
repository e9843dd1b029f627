"""The Prefect UI behind the office's login: a real nginx, portal and Prefect server, and a real browser."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from cascade.org.office_roles import OfficeRole
from cli.serving.door.gate import POLICY
from flows import register
from models.database import clock
from models.database.ledger import Ledger
from models.org.officers import office_sessions, officers
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.office.web.desk import COOKIE
from tests.conftest import AUTH
from tests.deploy.conftest import NAME, Proxy

Enter = Callable[[OfficeRole], dict[str, str]]


@pytest.fixture(scope="module")
def ledger(proxy: Proxy) -> Iterator[Ledger]:
    """The portal's, with the forms on the server."""
    made = Ledger(f"sqlite:///{proxy.folder / 'so.sqlite3'}")
    asyncio.run(register.post_everything(made))
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def enter(ledger: Ledger) -> Enter:
    """An officer of that role comes in: what their browser sends."""

    def come(role: OfficeRole) -> dict[str, str]:
        with ledger.begin() as session:
            now, number = clock.now(session), len(officers.everybody(session))
            mail, grants = f"cb{number}@example.vn", [OfficeGrant(role, EVERYWHERE)]
            made = officers.add(session, f"Cán bộ {number}", mail, grants, now=now, by="kiểm thử")
            secret = office_sessions.open_for(session, made.id, "machine", "127.0.0.1", now=now)
        return {"Cookie": f"{COOKIE}={secret}"}

    return come


def form_of(proxy: Proxy, headers: dict[str, str]) -> str:
    """The number of the form "Gia hạn", as its reader finds it."""
    (found,) = post(
        proxy, headers, "/api/deployments/filter", {"deployments": {"name": {"any_": ["4 · Gia hạn"]}}}
    ).json()
    return str(found["id"])


def post(proxy: Proxy, headers: dict[str, str], path: str, body: Any) -> httpx.Response:
    client = uuid4().hex
    answer = proxy.watch(f"/api/csrf-token?client={client}", headers=headers)
    while answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        answer = proxy.watch(f"/api/csrf-token?client={client}", headers=headers)
    token = answer.json()["token"] if answer.status_code == HTTPStatus.OK else ""
    marked = {**headers, "Prefect-Csrf-Client": client, "Prefect-Csrf-Token": token}
    answer = proxy.watch(path, "POST", headers=marked, json=body)
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        # Two wrote into the server's SQLite at once; it bids to ask again, and Prefect's own client does.
        return post(proxy, headers, path, body)
    return answer


def test_nobody_is_led_to_the_login_and_back(proxy: Proxy) -> None:
    led = proxy.watch("/v2/runs?tags=%5B%22a%22%5D")
    assert led.status_code == 303
    there = f"https://{NAME}:{proxy.https}"
    assert led.headers["location"] == f"{there}/van-phong/bang/v2/runs?tags=%5B%22a%22%5D"
    login = proxy.ask(led.headers["location"].removeprefix(there))
    assert "/van-phong/dang-nhap?tiep=%2Fvan-phong%2Fbang%2Fv2%2Fruns" in login.headers["location"]
    assert proxy.watch("/api/flow_runs/filter", "POST", json={}).status_code == 401
    assert proxy.watch("/api/admin/version", headers={"X-Dondoc-Officer": "1"}).status_code == 401
    assert proxy.watch("/api/admin/version", headers={"X-Original-URI": "/v2"}).status_code == 401


def test_who_watches_reads_and_changes_nothing(proxy: Proxy, enter: Enter) -> None:
    viewer = enter(OfficeRole.VIEWER)
    page = proxy.watch("/v2/", headers=viewer)
    assert page.status_code == 200
    assert page.headers.get_list("content-security-policy") == [POLICY]
    assert proxy.watch("/ui-settings", headers=viewer).json()["auth"] is None
    assert AUTH.partition(":")[2] not in page.text
    number = form_of(proxy, viewer)
    run = f"/api/deployments/{number}/create_flow_run"
    given = {"parameters": {"form": {"who": "x"}}}
    assert post(proxy, viewer, run, given).status_code == 403
    spoofed = {"X-Original-URI": "/v2", "X-Forwarded-Uri": "/v2", "X-HTTP-Method-Override": "GET"}
    assert post(proxy, {**viewer, **spoofed}, run, given).status_code == 403
    for method, path in (
        ("PATCH", "/api/work_pools/dondoc"),
        ("HEAD", run),
        ("OPTIONS", run),
        ("DELETE", f"/api/deployments/{number}"),
        ("GET", "/api/admin/settings"),
        ("GET", "/%61pi/admin/settings"),
        ("GET", "//api/admin/settings"),
        ("GET", "/v2/%2e%2e/api/admin/settings"),
        ("GET", "/v2/..;/api/admin/settings"),
        ("GET", "/dang-nhap"),
        ("GET", "/_cong"),
    ):
        assert proxy.watch(path, method, headers=viewer).status_code in (403, 404), path
    assert proxy.ask("/van-phong/cong", headers=viewer).status_code == 404
    with pytest.raises(httpx.TransportError):
        proxy.watch("/v2/", host="evil.example", headers=viewer)


def test_a_form_is_signed_by_the_login_and_runs_as_it_is_posted(
    proxy: Proxy, enter: Enter, ledger: Ledger
) -> None:
    follower = enter(OfficeRole.FOLLOWER)
    with ledger.read() as session:
        number = officers.everybody(session)[-1].id
    run = f"/api/deployments/{form_of(proxy, follower)}/create_flow_run"
    typed = {"who": "Ai đó khác", "officer": 1, "plan": "kh-1", "unit": "u", "duty": "D1", "why": "mưa lũ"}
    asked = {"parameters": {"form": typed}, "job_variables": {"command": "id"}, "work_queue_name": "x"}
    made = post(proxy, follower, run, asked)
    assert made.status_code == 201
    told = made.json()
    assert told["parameters"] == {"form": {**typed, "officer": number}}
    assert (told["job_variables"], told["work_queue_name"]) == ({}, "khan")
    lazy = {"parameters": {"form": {**typed, "why": {"__prefect_kind": "jinja", "template": "{{ 1 }}"}}}}
    assert post(proxy, follower, run, lazy).status_code == 422
    assert post(proxy, follower, run, {"parameters": {}}).status_code == 422


def test_runs_are_cancelled_paused_and_resumed_by_the_servers_own_rules(proxy: Proxy, enter: Enter) -> None:
    follower = enter(OfficeRole.FOLLOWER)
    run = f"/api/deployments/{form_of(proxy, follower)}/create_flow_run"
    made = post(proxy, follower, run, {"parameters": {"form": {"who": "Ai đó"}}})
    assert made.status_code == HTTPStatus.CREATED, made.text
    deed = f"/api/flow_runs/{made.json()['id']}/"
    cancel = {"state": {"type": "CANCELLING", "name": "Cancelling"}, "force": True}
    assert post(proxy, enter(OfficeRole.VIEWER), f"{deed}set_state", cancel).status_code == 403
    for wanted in ({"type": "COMPLETED"}, {"type": "SCHEDULED", "name": "AwaitingRetry"}, "PAUSED", None):
        asked = {"state": wanted, "force": True}
        assert post(proxy, follower, f"{deed}set_state", asked).status_code == 422
    paused = {"state": {"type": "PAUSED", "name": "Suspended", "state_details": {}}, "force": True}
    told = post(proxy, follower, f"{deed}set_state", paused).json()
    assert told["status"] == "REJECT"  # nothing runs yet
    told = post(proxy, follower, f"{deed}set_state", cancel).json()
    assert told["state"]["type"] == "CANCELLED"
    # What has ended is not begun once more, by whatever is sent.
    for step, body in (("set_state", paused), ("resume", {"run_input": {"x": 1}})):
        assert post(proxy, follower, deed + step, body).json()["status"] == "ABORT"
    assert proxy.watch(deed.rstrip("/"), headers=follower).json()["state_type"] == "CANCELLED"


def test_another_sites_page_is_not_heard(proxy: Proxy, enter: Enter) -> None:
    viewer = {**enter(OfficeRole.VIEWER), "Origin": "https://evil.example"}
    answer = proxy.watch("/api/flow_runs/filter", "POST", headers=viewer, json={})
    assert (answer.status_code, answer.text) == (403, "another site's page")


def test_events_come_to_readers_without_a_password_and_nobody_sends_any(proxy: Proxy, enter: Enter) -> None:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    viewer, out = enter(OfficeRole.VIEWER), f"wss://{NAME}:{proxy.board}/api/events/out"
    told: dict[str, Any] = {"ssl": trusting, "subprotocols": [Subprotocol("prefect")]}
    with connect(out, additional_headers=viewer, **told) as socket:
        socket.send(json.dumps({"type": "auth", "token": None}))
        assert socket.recv(timeout=20) == '{"type":"auth_success"}'
    for address, headers, status in ((out, {}, 401), (out.replace("out", "in"), viewer, 403)):
        with pytest.raises(InvalidStatus) as refused, connect(address, additional_headers=headers, **told):
            pass
        assert refused.value.response.status_code == status


def test_whoever_leaves_is_out_at_once(proxy: Proxy, enter: Enter, ledger: Ledger) -> None:
    viewer = enter(OfficeRole.VIEWER)
    assert proxy.watch("/api/health", headers=viewer).status_code == 200
    with ledger.begin() as session:
        now = clock.now(session)
        office_sessions.end_all(session, officers.everybody(session)[-1].id, now=now, by="kiểm thử")
    assert proxy.watch("/api/health", headers=viewer).status_code == 401


@pytest.mark.browser
def test_a_viewer_reads_a_run_in_a_browser_that_knows_no_password(
    proxy: Proxy,
    enter: Enter,
    browser: Browser,
) -> None:
    approver = enter(OfficeRole.APPROVER)
    run = f"/api/deployments/{form_of(proxy, approver)}/create_flow_run"
    made = post(proxy, approver, run, {"parameters": {"form": {"who": "Cán bộ"}}}).json()
    name, _, value = enter(OfficeRole.VIEWER)["Cookie"].partition("=")
    board = f"https://{NAME}:{proxy.board}"
    with browser.new_context(locale="vi-VN", ignore_https_errors=True) as context:
        context.add_cookies([{"name": name, "value": value, "url": board, "secure": True, "httpOnly": True}])
        page = context.new_page()
        failed: set[str] = set()
        page.on(
            "response",
            lambda got: failed.add(f"{got.status} {urlsplit(got.url).path}") if got.status >= 400 else None,
        )
        page.goto(f"{board}/v2/runs/flow-run/{made['id']}")
        page.get_by_text(made["name"]).first.wait_for(timeout=30_000)
        assert "login" not in page.url
        page.screenshot(path=proxy.folder / "run.png")
        # What the page asks in vain: the server's settings, and a picture that Prefect's bundle lacks.
        assert failed <= {"403 /api/admin/settings", "404 /scheduled.svg"}
        assert page.evaluate("localStorage.getItem('prefect-password')") is None

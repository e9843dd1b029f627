"""The counter below a path of another site, behind a real nginx that strips the path or keeps it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from anyio.from_thread import start_blocking_portal

from cli.machine import surroundings
from cli.serving import processes
from portal.app import create_app
from portal.web import connections
from portal.web.counter import Counter
from tests.portal.conftest import ZALO, Office, Visitor, hidden
from tests.portal.province import GOOD

FOLDED = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/main.log crit; {user}
events {{ worker_connections 64; }}
http {{
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5; access_log off;
  server {{
    listen 127.0.0.1:{port};
    location /dondoc/ {{
      proxy_pass http://127.0.0.1:{counter}{strip};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
    }}
    location / {{ return 404 "somebody else's page"; }}
  }}
}}
"""
PLACE = re.compile(r'(?:href|action|src)="([^"#]*)"')


@pytest.fixture
def database_kind() -> str:
    """A proxy is the same before either."""
    return "sqlite"


@pytest.fixture(params=["stripped", "kept"])
def below(
    office: Office, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[httpx.Client]:
    """A browser before the proxy."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("no nginx on this machine (Debian: apt install nginx-light)")
    port = processes.free_port()
    monkeypatch.setenv("DONDOC_PORTAL_URL", f"http://127.0.0.1:{port}/dondoc")
    app = create_app(office.ledger, Counter(office.ledger, ZALO))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", **connections.options()))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    told = FOLDED.format(
        folder=tmp_path,
        user="user root;" if os.geteuid() == 0 else "",
        port=port,
        counter=listening.getsockname()[1],
        strip="/" if request.param == "stripped" else "",
    )
    (tmp_path / "nginx.conf").write_text(told, encoding="ascii")
    words = [nginx, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    running = subprocess.Popen(words, stdin=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as browser:
            _until_it_answers(browser, running)
            yield browser
    finally:
        running.terminate()
        running.wait()
        server.should_exit = True
        thread.join()


def _until_it_answers(browser: httpx.Client, running: subprocess.Popen[bytes]) -> None:
    while running.poll() is None:
        try:
            browser.get("/dondoc/health")
            return
        except httpx.TransportError:
            continue
    pytest.fail("nginx does not start")


def places(answer: httpx.Response) -> set[str]:
    """Where the links and forms of a page lead."""
    found = {one.replace("&amp;", "&") for one in PLACE.findall(answer.text)}
    return {one for one in found if not one.startswith(("data:", "tel:"))}


def test_every_link_of_every_page_leads_to_a_page(below: httpx.Client, office: Office) -> None:
    first = [f"/dondoc{office.link('D6', 'long-thanh')}", f"/dondoc/d/{office.list_token('long-thanh')}"]
    seen: dict[str, int] = {}
    ahead = [*first, "/dondoc/", "/dondoc/b/khong-phai", "/dondoc/khong-co"]
    while ahead:
        path = ahead.pop()
        if path not in seen:
            answer = below.get(path)
            seen[path] = answer.status_code
            assert all(one.startswith("/dondoc/") for one in places(answer)), (path, places(answer))
            ahead += [one for one in places(answer) if f'action="{one}"' not in answer.text]
    wrong = {path: status for path, status in seen.items() if status != 200 and "khong-" not in path}
    assert wrong == {}
    assert len(seen) > 10
    assert any(path.endswith("/truc-thuoc") for path in seen)


def test_a_report_is_sent_and_its_receipt_read_below_the_path(below: httpx.Client, office: Office) -> None:
    link = f"/dondoc{office.link('D6', 'long-thanh')}"
    shown = below.get(link)
    assert f'action="{link}"' in shown.text
    sent = below.post(link, data={**hidden(shown.text), **GOOD})
    assert sent.status_code == 303
    assert sent.headers["location"].startswith(f"{link}/bien-nhan/")
    assert below.get(sent.headers["location"]).status_code == 200
    assert office.report("D6", "long-thanh") is not None
    assert "set-cookie" not in sent.headers


def test_a_wrong_form_comes_back_to_the_same_place(below: httpx.Client, office: Office) -> None:
    link = f"/dondoc{office.link('D6', 'long-thanh')}"
    answer = below.post(link, data={**hidden(below.get(link).text), **GOOD, "f_members": "rất đông"})
    assert answer.status_code == 422
    assert f'action="{link}"' in answer.text


def test_what_a_visitor_says_of_the_path_or_of_themselves_is_not_believed(
    below: httpx.Client, office: Office
) -> None:
    lies = {"X-Forwarded-Prefix": "/evil", "X-Script-Name": "/evil", "X-Forwarded-Host": "evil.example"}
    answer = below.get(f"/dondoc{office.link('D6', 'long-thanh')}", headers=lies)
    assert "evil" not in answer.text
    slash = below.get(f"/dondoc{office.link('D6', 'long-thanh')}/", headers=lies, follow_redirects=True)
    assert "evil" not in str(slash.url)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/dondoc", 200),
        ("/dondoc/", 200),
        ("/", 200),
        ("/dondoc/health", 200),
        ("/health", 200),
        ("/dondocx", 404),
        ("/dondoc/dondoc/", 404),
        ("/dondoc//evil.example/", 404),
        ("/dondoc/zalo/bot", 405),
        ("/zalo/bot", 405),
    ],
)
def test_the_counter_knows_its_pages_with_the_path_and_without(
    office: Office, path: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PORTAL_URL", "https://co-quan.example.vn/dondoc")
    with start_blocking_portal() as loop:
        client = Visitor(create_app(office.ledger, Counter(office.ledger, ZALO)), loop)
        answer = client.get(path)
    assert answer.status_code == status
    assert all(one.startswith("/dondoc/") for one in places(answer))
    assert "location" not in answer.headers


def counter_seen() -> str:
    [seen] = [one for one in surroundings.counter() if one.what == "cổng báo cáo"]
    return f"{seen.level} {seen.told}"


def test_the_doctor_fetches_its_own_page_by_the_public_address_and_says_what_to_type(
    below: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = f"{str(below.base_url).rstrip('/')}/dondoc"
    assert counter_seen() == f"ok {right}"
    for wrong, told in (
        (right.replace("/dondoc", "/noi-khac"), "HTTP 404"),
        (f"http://127.0.0.1:{processes.free_port()}/dondoc", "có chạy không?"),
        (right.replace("/dondoc", ""), "location / { proxy_pass http://127.0.0.1:8080; }"),
    ):
        monkeypatch.setenv("DONDOC_PORTAL_URL", wrong)
        assert counter_seen().startswith("bad ")
        assert told in counter_seen()


def test_the_doctor_notices_a_counter_that_was_told_another_path(
    office: Office, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PORTAL_URL", address)
    assert counter_seen() == f"ok {address}"
    counter = Counter(office.ledger, ZALO, root="/dondoc")
    app = create_app(office.ledger, counter)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", **connections.options()))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    other = f"http://127.0.0.1:{listening.getsockname()[1]}"
    monkeypatch.setenv("DONDOC_PORTAL_URL", other)
    monkeypatch.setenv("DONDOC_TRUSTED_PROXIES", "*")
    try:
        assert f"viết đường dẫn ở /dondoc/ → DONDOC_PORTAL_URL={other}" in counter_seen()
        assert [one.level for one in surroundings.counter()] == ["warning", "bad"]
    finally:
        server.should_exit = True
        thread.join()

"""deploy/nginx/dondoc.conf in a real nginx, before the real counter and the real board."""

from __future__ import annotations

import asyncio
import datetime
import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cli.serving import credential, processes, server
from cli.serving.gate import LOGIN_POLICY, POLICY
from tests.conftest import AUTH
from tests.deploy.test_settings import DEPLOY

COUNTER, BOARD = "bao-cao.example.vn", "localhost"
"""The board's name as its own gate knows it without being told."""
TOKEN = "bi-mat-cua-don-vi"
FOLDED = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/main.log crit; {user}
events {{ worker_connections 64; }}
http {{
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  include {folder}/dondoc.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """Where it listens, and where it writes."""

    http: int
    https: int
    folder: Path

    def ask(self, host: str, path: str, method: str = "GET", **more: Any) -> httpx.Response:
        """One request by that name, over TLS."""
        headers = {"Host": f"{host}:{self.https}", **more.pop("headers", {})}
        with httpx.Client(verify=False, timeout=30) as client:
            address = f"https://127.0.0.1:{self.https}{path}"
            request = client.build_request(method, address, headers=headers, **more)
            request.extensions["sni_hostname"] = host
            return client.send(request)


def certificate(folder: Path) -> None:
    """Signed by itself, for both names."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, COUNTER)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    plain, form = serialization.NoEncryption(), serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, plain)
    for role in ("bao-cao", "bang"):
        (folder / f"{role}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
        (folder / f"{role}.key").write_bytes(secret)


def lay_out(folder: Path, http: int, https: int, counter: int, board: int) -> None:
    """The very file, with this test's ports, folders and names."""
    told = (DEPLOY / "nginx" / "dondoc.conf").read_text(encoding="utf-8")
    for old, new in (
        (r"listen \[::\]:.*;\n", "\n"),
        (r"listen 80\b", f"listen 127.0.0.1:{http}"),
        (r"listen 443\b", f"listen 127.0.0.1:{https}"),
        (r"/etc/dondoc/tls", str(folder)),
        (r"/var/log/nginx", str(folder)),
        (r"127\.0\.0\.1:8080", f"127.0.0.1:{counter}"),
        (r"127\.0\.0\.1:4200", f"127.0.0.1:{board}"),
        (r"bang\.example\.vn(?=[ ;])", BOARD),
    ):
        told, many = re.subn(old, new, told)
        assert many
    (folder / "dondoc.conf").write_text(told, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(FOLDED.format(folder=folder, user=user), encoding="utf-8")
    certificate(folder)


@pytest.fixture(scope="module")
def proxy(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("no nginx on this machine (Debian: apt install nginx-light)")
    folder = tmp_path_factory.mktemp("nginx")
    http, https, counter = (processes.free_port() for _ in range(3))
    board = int(prefect_server.removesuffix("/api").rpartition(":")[2])
    lay_out(folder, http, https, counter, board)
    asked = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    checked = subprocess.run([*asked, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    ledger = f"sqlite:///{folder / 'so.sqlite3'}"
    environment = {**os.environ, "DONDOC_HOME": str(folder), "DONDOC_DATABASE_URL": ledger}
    words = ["cli.serving", "portal", "--port", str(counter)]
    desk = processes.start("portal", words, environment, folder / "logs")
    running = subprocess.Popen(asked, stdin=subprocess.DEVNULL)
    try:
        server.wait_for(desk, f"http://127.0.0.1:{counter}/health")
        made = Proxy(http, https, folder)
        _until_it_listens(made)
        yield made
    finally:
        running.terminate()
        running.wait()
        processes.stop([desk])


def _until_it_listens(proxy: Proxy) -> None:
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        try:
            proxy.ask(COUNTER, "/health")
            return
        except httpx.TransportError:
            continue
    pytest.fail("nginx does not listen")


def test_the_counter_is_reached_and_told_to_stay_with_tls(proxy: Proxy) -> None:
    answer = proxy.ask(COUNTER, "/health")
    assert answer.status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert answer.headers["server"] == "nginx"


def test_plain_http_is_led_to_tls_and_a_strange_name_is_led_nowhere(proxy: Proxy) -> None:
    led = httpx.get(f"http://127.0.0.1:{proxy.http}/x", headers={"Host": COUNTER})
    assert (led.status_code, led.headers["location"]) == (308, f"https://{COUNTER}/x")
    for program in ("/api/flow_runs/", "/zalo/bot"):
        address = f"http://127.0.0.1:{proxy.http}{program}"
        assert httpx.post(address, headers={"Host": COUNTER}).status_code == 403
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"http://127.0.0.1:{proxy.http}/", headers={"Host": "evil.example"})
    with pytest.raises(httpx.ConnectError):
        proxy.ask("evil.example", "/health")


def test_the_board_answers_to_its_name_and_its_pages_reach_nobody_else(proxy: Proxy) -> None:
    answer = proxy.ask(BOARD, "/v2/")
    assert answer.status_code == 200
    assert answer.headers.get_list("content-security-policy") == [POLICY]
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert proxy.ask(BOARD, "/api/health").json() is True
    assert proxy.ask(BOARD, "/api/admin/version").status_code == 401
    login = proxy.ask(BOARD, credential.LOGIN)
    assert login.headers.get_list("content-security-policy") == [LOGIN_POLICY]


def test_the_boards_own_page_is_heard_through_the_proxy_and_another_sites_is_not(proxy: Proxy) -> None:
    own = {"Origin": f"https://{BOARD}:{proxy.https}"}
    assert proxy.ask(BOARD, "/api/deployments/filter", "POST", json={}, headers=own).status_code == 403
    told = proxy.ask(BOARD, "/api/deployments/filter", "POST", json={}, headers=own).json()
    assert told == {"detail": "Missing CSRF token."}  # it came as far as Prefect itself
    evil = {"Origin": "https://evil.example"}
    answer = proxy.ask(BOARD, "/api/deployments/filter", "POST", json={}, headers=evil)
    assert (answer.status_code, answer.text) == (403, "another site's page")


async def test_events_come_through_as_a_socket(proxy: Proxy) -> None:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    address = f"wss://{BOARD}:{proxy.https}/api/events/out"
    protocol = websockets.Subprotocol("prefect")
    socket = websockets.connect(address, ssl=trusting, subprotocols=[protocol], host="127.0.0.1")
    async with asyncio.timeout(20), socket as opened:
        await opened.send(f'{{"type": "auth", "token": "{AUTH}"}}')
        assert await opened.recv() == '{"type":"auth_success"}'


def test_too_much_is_refused_before_the_counter_sees_it(proxy: Proxy) -> None:
    assert proxy.ask(COUNTER, "/b/x", "POST", content=b"x" * 300_000).status_code == 413
    talk = "/d/x/bao-cao-vien/1/1"
    assert proxy.ask(COUNTER, talk, "POST", content=b"x" * 300_000).status_code != 413
    assert proxy.ask(COUNTER, talk, "POST", content=b"x" * 22_100_000).status_code == 413


def test_no_log_keeps_a_link(proxy: Proxy) -> None:
    for path in (
        f"/b/{TOKEN}",
        f"/d/{TOKEN}/truc-thuoc",
        f"//b/{TOKEN}",
        f"/B/{TOKEN}",
        f"/%62/{TOKEN}?x={TOKEN}",
    ):
        proxy.ask(COUNTER, path)
    written = "".join(file.read_text(errors="replace") for file in proxy.folder.glob("*.log"))
    assert TOKEN not in written
    assert "/b/***" in written


def test_whoever_asks_too_often_is_told_to_slow_down(proxy: Proxy) -> None:
    answers = [proxy.ask(COUNTER, "/health").status_code for _ in range(80)]
    assert answers[0] in (200, 429)
    assert answers.count(429) > 0

"""deploy/nginx/dondoc.conf in a real nginx, before the real counter and the real board."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cli.serving import credential, processes, server
from tests.conftest import AUTH
from tests.deploy.test_settings import DEPLOY

NAME = "localhost"
"""The one name of both, as the board's own gate knows it without being told."""
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
    board: int
    counter: int
    """Where the counter itself listens, behind it."""
    server: int
    """And the Prefect server."""
    folder: Path

    def ask(self, path: str, method: str = "GET", *, host: str = NAME, **more: Any) -> httpx.Response:
        """One request to the counter by that name, over TLS."""
        return self._ask(self.https, host, path, method, **more)

    def watch(self, path: str, method: str = "GET", *, host: str = NAME, **more: Any) -> httpx.Response:
        """One to the board; the path goes out as it is written."""
        return self._ask(self.board, host, path, method, **more)

    def _ask(self, port: int, host: str, path: str, method: str, **more: Any) -> httpx.Response:
        headers = {"Host": f"{host}:{port}", **more.pop("headers", {})}
        with httpx.Client(verify=False, timeout=30) as client:
            address = f"https://127.0.0.1:{port}/"
            request = client.build_request(method, address, headers=headers, **more)
            request.extensions |= {"sni_hostname": host, "target": path.encode()}
            return client.send(request)


def certificate(folder: Path) -> None:
    """Signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
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
    (folder / "bao-cao.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "bao-cao.key").write_bytes(secret)


def lay_out(folder: Path, listens: tuple[int, int, int], counter: int, board: int) -> None:
    """The very file, with this test's ports, folders and names."""
    told = (DEPLOY / "nginx" / "dondoc.conf").read_text(encoding="utf-8")
    for old, new in (
        (r"listen \[::\]:.*;\n", "\n"),
        (r"https://bao-cao\.example\.vn/", f"https://{NAME}:{listens[1]}/"),
        (r"bao-cao\.example\.vn(?=[ ;])", NAME),
        (r"listen 80\b", f"listen 127.0.0.1:{listens[0]}"),
        (r"listen 443\b", f"listen 127.0.0.1:{listens[1]}"),
        (r"listen 8443\b", f"listen 127.0.0.1:{listens[2]}"),
        (r"/etc/dondoc/tls", str(folder)),
        (r"/etc/dondoc/bang-theo-doi.conf", str(folder / "bang-theo-doi.conf")),
        (r"/var/log/nginx", str(folder)),
        (r"127\.0\.0\.1:8080\b", f"127.0.0.1:{counter}"),
        (r"127\.0\.0\.1:4200\b", f"127.0.0.1:{board}"),
    ):
        told, many = re.subn(old, new, told)
        assert many
    password = folder / "bang-theo-doi.conf"
    password.touch(mode=0o600)
    password.write_text(f'proxy_set_header Authorization "{credential.basic(AUTH)}";\n', encoding="utf-8")
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
    http, https, watched, counter = (processes.free_port() for _ in range(4))
    board = int(prefect_server.removesuffix("/api").rpartition(":")[2])
    lay_out(folder, (http, https, watched), counter, board)
    asked = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    checked = subprocess.run([*asked, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    ledger = f"sqlite:///{folder / 'so.sqlite3'}"
    environment = {**os.environ, "DONDOC_HOME": str(folder), "DONDOC_DATABASE_URL": ledger}
    environment["DONDOC_BOARD_URL"] = f"https://{NAME}:{watched}"
    words = ["cli.serving", "portal", "--port", str(counter)]
    desk = processes.start("portal", words, environment, folder / "logs")
    running = subprocess.Popen(asked, stdin=subprocess.DEVNULL)
    try:
        server.wait_for(desk, f"http://127.0.0.1:{counter}/health")
        made = Proxy(http, https, watched, counter, board, folder)
        until_it_listens(made)
        yield made
    finally:
        running.terminate()
        running.wait()
        processes.stop([desk])


def until_it_listens(proxy: Proxy) -> None:
    """Refused connections are no answer yet."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            proxy.ask("/health")
            return
        except httpx.TransportError:
            continue
    pytest.fail("the proxy does not listen")

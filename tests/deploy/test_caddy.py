"""deploy/caddy/Caddyfile in a real caddy (the wheel has one) before the real counter and the real board."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cascade.org.office_roles import OfficeRole
from cli.serving import credential, processes
from cli.serving.door.gate import POLICY
from tests.conftest import AUTH
from tests.deploy.conftest import NAME, Proxy, until_it_listens
from tests.deploy.test_one_door import Enter, enter, form_of, ledger, post
from tests.deploy.test_settings import DEPLOY

__all__ = ["enter", "ledger"]
CADDYFILE = DEPLOY / "caddy" / "Caddyfile"


@pytest.fixture(scope="module")
def caddy() -> str:
    """Of the wheel, beside this Python; Debian's own is too old."""
    return str(Path(sys.executable).with_name("caddy"))


def environment(folder: Path) -> dict[str, str]:
    """It keeps its certificates below the folder."""
    basic = credential.basic(AUTH).removeprefix("Basic ")
    homes = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    return {**os.environ, **homes, "CADDY_BOARD_BASIC": basic}


def laid_out(proxy: Proxy, ports: tuple[int, int, int]) -> str:
    """The very file, with this test's ports and names, and the folder's certificate."""
    told, folder = CADDYFILE.read_text(encoding="utf-8"), proxy.folder
    named = f"{NAME}:{{}} {{{{\n\ttls {folder}/bao-cao.pem {folder}/bao-cao.key\n"
    for old, new in (
        (r"\temail .*\n", f"\tadmin off\n\thttp_port {ports[0]}\n\thttps_port {ports[1]}\n"),
        (r"https://bao-cao\.example\.vn/", f"https://{NAME}:{ports[1]}/"),
        (r"\nbao-cao\.example\.vn {\n", "\n" + named.format(ports[1])),
        (r"\nbao-cao\.example\.vn:8443 {\n", "\n" + named.format(ports[2])),
        (r"/var/log/caddy", str(folder)),
        (r"127\.0\.0\.1:8080\b", f"127.0.0.1:{proxy.counter}"),
        (r"127\.0\.0\.1:4200\b", f"127.0.0.1:{proxy.server}"),
    ):
        told, many = re.subn(old, new, told)
        assert many, old
    return told


@pytest.fixture(scope="module")
def before(caddy: str, proxy: Proxy) -> Iterator[Proxy]:
    ports = processes.free_port(), processes.free_port(), processes.free_port()
    (proxy.folder / "Caddyfile").write_text(laid_out(proxy, ports), encoding="utf-8")
    asked = [caddy, "run", "--config", str(proxy.folder / "Caddyfile"), "--adapter", "caddyfile"]
    with (proxy.folder / "caddy.txt").open("wb") as told:
        running = subprocess.Popen(
            asked, env=environment(proxy.folder), stdin=subprocess.DEVNULL, stderr=told
        )
    try:
        made = replace(proxy, http=ports[0], https=ports[1], board=ports[2])
        until_it_listens(made)
        yield made
    finally:
        running.terminate()
        running.wait()


def test_the_file_as_it_is_shipped_is_valid(caddy: str, tmp_path: Path) -> None:
    told = CADDYFILE.read_text(encoding="utf-8").replace("/var/log/caddy", str(tmp_path))
    (tmp_path / "Caddyfile").write_text(told, encoding="utf-8")
    asked = [caddy, "validate", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    answer = subprocess.run(asked, env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr


def test_caddy_keeps_the_door_as_nginx_does(before: Proxy, enter: Enter) -> None:
    led = before.watch("/v2/runs?a=1")
    assert (led.status_code, led.headers["location"]) == (
        303,
        f"https://{NAME}:{before.https}/van-phong/bang/v2/runs?a=1",
    )
    assert before.watch("/api/flow_runs/filter", "POST", json={}).status_code == 401
    spoofed = {"X-Dondoc-Officer": "1", "X-Original-Method": "GET", "X-Original-URI": "/v2"}
    assert before.watch("/api/admin/version", headers=spoofed).status_code == 401
    viewer, follower = enter(OfficeRole.VIEWER), enter(OfficeRole.FOLLOWER)
    page = before.watch("/v2/", headers=viewer)
    assert (page.status_code, page.headers.get_list("content-security-policy")) == (200, [POLICY])
    assert before.watch("/ui-settings", headers=viewer).json()["auth"] is None
    assert before.watch("/dang-nhap", headers=viewer).status_code == 404
    assert before.watch("/api/admin/settings", headers=viewer).status_code == 403
    assert before.ask("/van-phong/cong", headers=viewer).status_code == 404
    run = f"/api/deployments/{form_of(before, follower)}/create_flow_run"
    given = {"parameters": {"form": {"who": "x", "officer": 1}}}
    assert post(before, {**viewer, **spoofed}, run, given).status_code == 403
    made = post(before, {**follower, "X-Dondoc-Officer": "1"}, run, given).json()
    assert made["parameters"]["form"]["officer"] not in (1, None)


def test_caddys_log_keeps_no_links(before: Proxy) -> None:
    before.ask("/b/cat-mat.mot-phan")
    told = (before.folder / "dondoc.log").read_text(encoding="utf-8")
    assert "/b/cat-mat" not in (told + (before.folder / "caddy.txt").read_text(encoding="utf-8"))
    before.ask("/health")

"""The board's server as strangers meet it: another site's page, another name, no password; and the login."""

from __future__ import annotations

import asyncio
import base64
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import websockets
from prefect.client.orchestration import get_client

from cli.serving import credential
from cli.serving.door.gate import LOGIN_POLICY, POLICY, Gate, host_of
from tests.conftest import AUTH

EVIL = "https://evil.example"


@pytest.fixture
def knock(prefect_server: str) -> Iterator[httpx.Client]:
    """Somebody who knows the address and nothing else."""
    with httpx.Client(base_url=prefect_server, timeout=30) as client:
        yield client


def basic() -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(AUTH.encode()).decode()}"}


def test_without_the_password_nothing_is_told_and_nothing_is_started(knock: httpx.Client) -> None:
    assert knock.post("/deployments/filter", json={}).status_code in (401, 403)
    assert knock.get("/admin/settings").status_code == 401
    assert knock.get("/health").json() is True


def test_the_password_alone_changes_nothing_without_the_token_of_a_page(knock: httpx.Client) -> None:
    answer = knock.post("/deployments/filter", json={}, headers=basic())
    assert (answer.status_code, answer.json()["detail"]) == (403, "Missing CSRF token.")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:4200", "127.0.0.1.evil.example", "x@127.0.0.1"]
)
def test_a_name_that_was_pointed_at_us_is_not_ours(knock: httpx.Client, host: str) -> None:
    answer = knock.get("/health", headers={"Host": host})
    assert (answer.status_code, answer.text) == (403, "unknown host")


@pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1:1", "http://localhost", "http://["])
def test_a_page_of_another_site_is_not_heard(knock: httpx.Client, origin: str) -> None:
    told = {"Origin": origin, "Content-Type": "text/plain", **basic()}
    answer = knock.post("/flow_runs/", content='{"flow_id": "x"}', headers=told)
    assert (answer.status_code, answer.text) == (403, "another site's page")
    assert "access-control-allow-origin" not in answer.headers
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    assert knock.options("/flow_runs/", headers=asked).status_code == 403


async def test_a_page_of_another_site_gets_no_socket(prefect_server: str) -> None:
    address = prefect_server.replace("http", "ws", 1) + "/events/out"
    with pytest.raises(websockets.InvalidStatus) as refused:
        await asyncio.wait_for(websockets.connect(address, origin=websockets.Origin(EVIL)), 20)
    assert refused.value.response.status_code == 403


async def test_our_own_client_works_through_it(prefect_server: str) -> None:
    async with get_client() as client:
        made = await client.create_flow_from_name("qua cửa")
        assert (await client.read_flow(made)).name == "qua cửa"


def test_the_password_is_made_once_and_read_by_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_AUTH_STRING")
    first = credential.for_server(tmp_path, "http://127.0.0.1:4200/api")
    assert first == credential.for_server(tmp_path, "http://localhost:4200/api")
    assert first is not None
    assert len(first) > 40
    assert credential.for_server(tmp_path, "https://prefect.example/api") is None
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_the_gate_knows_the_public_name_it_was_told(anyio_backend: str) -> None:
    async def inner(scope: object, receive: object, send: object) -> None:
        raise LookupError

    transport = httpx.ASGITransport(Gate(inner, [host_of("https://Bang.example.vn:8443/")]))
    async with httpx.AsyncClient(transport=transport, base_url="https://bang.example.vn:8443") as client:
        with pytest.raises(LookupError):  # it got through
            await client.post("/api/x", headers={"Origin": "https://bang.example.vn:8443"})
        assert (await client.post("/api/x", headers={"Origin": "https://bang.example.vn"})).status_code == 403
        login = await client.get(credential.LOGIN)
    assert login.headers["content-security-policy"] == LOGIN_POLICY
    assert "unsafe-inline" not in LOGIN_POLICY
    assert "amplitude" not in POLICY

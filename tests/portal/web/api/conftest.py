"""Programs with keys, at the counter of the small province."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from models.database import clock
from models.org.clients import clients
from models.views.client_views import Client, Scope
from tests.portal.conftest import Office, Visitor

ROOT = "/api/v1"


@dataclass
class Program:
    """A client of the API: whom the ledger knows, and its key."""

    visitor: Visitor
    client: Client
    key: str
    lang: str = "vi"

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.visitor.get(ROOT + path, headers=self.headers(headers))

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        return self.visitor.post(ROOT + path, json=body, headers=self.headers(headers))

    def delete(self, path: str, **headers: str) -> httpx.Response:
        return self.visitor.ask("DELETE", ROOT + path, headers=self.headers(headers))

    def headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.key}", "Accept-Language": self.lang, **named}


Connect = Callable[..., Program]


@pytest.fixture
def connect(office: Office, client: Visitor) -> Connect:
    """Add a client: connect("long-thanh", Scope.READ)."""

    def connected(unit: str, *scopes: Scope, days: float = 30, lang: str = "vi") -> Program:
        with office.ledger.begin() as session:
            now = clock.now(session)
            until = now + timedelta(days=days)
            held = scopes or tuple(Scope)
            made, key = clients.add(session, "Phần mềm", unit, held, until=until, now=now, by="Quản trị")
        return Program(client, made, key, lang)

    return connected


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem that was told, which must be one of that status."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["type"] == f"urn:dondoc:problem:{told['code']}"
    return told

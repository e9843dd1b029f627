"""What the handbook says of the counter is what the counter does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import APIRouter

import portal
from cli.watching import watch_server
from models.obligations import reports
from portal.app import COUNTER, OFFICE
from portal.talk import uploads
from portal.web import connections, form_input
from portal.web.rate_limits import Paces
from portal.web.wrong_guesses import Doorkeeper
from settings import catalogue

HOUSE = Path(portal.__file__).parents[1]
BESIDE = (watch_server.FIGURES, watch_server.ALIVE)
"""Served on a port of its own, to whoever watches the machine."""
PAGES = [HOUSE / "docs" / name for name in ("portal.md", "portal.en.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_variable_the_counter_reads_is_explained(page: Path) -> None:
    read = {
        getattr(catalogue, name).name
        for source in (HOUSE / "portal").rglob("*.py")
        for name in re.findall(r"catalogue\.([A-Z_]+)", source.read_text(encoding="utf-8"))
    }
    assert read
    assert read <= set(re.findall(r"DONDOC_\w+", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_address_in_the_handbook_is_served(page: Path) -> None:
    told = set(re.findall(r"`(?:GET |POST )?(/[\w/<>ã-]+)`", page.read_text(encoding="utf-8")))
    served = {re.sub(r"\{\w+\}", "*", path) for path in _paths()} | {"/health", *BESIDE}
    assert len(told) >= 6
    assert {re.sub(r"<[^>]+>", "*", path) for path in told} <= served


def _paths() -> list[str]:
    routers: list[APIRouter] = [*(room.router for room in COUNTER), *OFFICE]
    return [getattr(route, "path", "") for router in routers for route in router.routes]


def test_the_number_of_wrong_links_is_the_one_in_the_handbook() -> None:
    door = Doorkeeper(clock=lambda: 0.0)
    assert sum(door.wrong("203.0.113.9") for _ in range(100)) == 30
    assert all("30" in page.read_text(encoding="utf-8") for page in PAGES)


def test_the_limits_in_the_handbook_are_those_of_the_counter() -> None:
    paces = Paces()
    limits = [paces.calls, paces.posts, paces.pages, paces.acts]
    told = [*(f"| {one.allowed} |" for one in limits), f"| {reports.MOST_A_MINUTE} |"]
    told += [
        str(one) for one in (form_input.FORM_LIMIT // 1024, form_input.MOST_FIELDS, form_input.MOST_LINES)
    ]
    told += [str(uploads.LIMIT // 1024 // 1024), str(uploads.CHUNK_SECONDS)]
    told += [str(one) for one in (connections.MOST, connections.HEAD_SECONDS, connections.IDLE_SECONDS)]
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert [one for one in told if one not in text] == []

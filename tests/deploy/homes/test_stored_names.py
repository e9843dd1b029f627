"""Names that offices have written down since 3b8b56b, in systemd, scripts, settings and mails: they hold."""

from __future__ import annotations

import importlib.metadata
import tomllib
from importlib import import_module
from pathlib import Path

from starlette.routing import Route

from cli.registry import COMMANDS
from cli.serving.roles import ROLES
from models.database.ledger import Ledger
from portal.app import create_app
from portal.duty import duty_routes
from portal.review import review_routes
from portal.unit import unit_routes
from portal.zalo import zalo_routes

HOUSE = Path(__file__).resolve().parents[3]
THEN_COMMANDS = """
check rehearse issue amend status extend exempt handover close report conference units calendar log notices
channels contacts notice export up demo dispatch deploy doctor fake-mail fake-zalo
"""
THEN_SETTINGS = """
BY DATABASE_URL FAILPOINT HOME LANG MAIL_URL MEMORY_BOX OPS_URL PLANS PORTAL_URL SECRET TEMPLATES ZALO_APP_ID
ZALO_APP_SECRET ZALO_BOT_NAME ZALO_BOT_SECRET ZALO_BOT_URL ZALO_OAUTH_URL ZALO_OA_SECRET ZALO_PROOF
ZBS_TEMPLATES ZBS_URL
"""
THEN_ADDRESSES = """
GET /health
GET /
GET /b/{token}
POST /b/{token}
POST /b/{token}/da-nhan
GET /b/{token}/bien-nhan/{number}
GET /d/{token}
GET /d/{token}/truc-thuoc
GET /d/{token}/truc-thuoc/{obligation_id}
POST /d/{token}/truc-thuoc/{obligation_id}/chap-nhan
POST /d/{token}/truc-thuoc/{obligation_id}/tra-lai
POST /d/{token}/zalo
POST /zalo/bot
POST /zalo/oa
"""


def test_systemd_and_compose_find_their_roles() -> None:
    assert {"server", "worker", "dispatcher", "portal"} <= set(ROLES)
    assert import_module("cli.serving.__main__").main  # `python -m cli.serving worker`


def test_shells_and_prefect_find_their_entry_points() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"dondoc": "cli.main:main"}
    assert project["entry-points"]["prefect.collections"] == {"dondoc": "flows.ops_channel"}
    (script,) = importlib.metadata.entry_points(group="console_scripts", name="dondoc")
    assert callable(script.load())


def test_every_command_of_then_can_be_typed() -> None:
    modules = {one.name: one.module for one in COMMANDS}
    assert set(THEN_COMMANDS.split()) <= set(modules)
    assert [name for name in THEN_COMMANDS.split() if not callable(import_module(modules[name]).run)] == []


def test_every_setting_of_then_is_still_offered() -> None:
    offered = (HOUSE / "deploy" / "settings.example.env").read_text(encoding="utf-8")
    assert [name for name in THEN_SETTINGS.split() if f"DONDOC_{name}=" not in offered] == []


def test_the_addresses_in_mails_and_at_zalo_are_answered(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'so.sqlite3'}")
    ledger.upgrade()
    rooms = [one.router for one in (duty_routes, unit_routes, review_routes, zalo_routes)]
    routes = [route for known in (create_app(ledger), *rooms) for route in known.routes]
    answered = {
        f"{method} {route.path}"
        for route in routes
        if isinstance(route, Route)
        for method in route.methods or ()
    }
    ledger.dispose()
    assert [one for one in THEN_ADDRESSES.strip().splitlines() if one not in answered] == []

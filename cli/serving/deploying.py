"""Puts our flows, every running plan and the automations on the Prefect server of this environment."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cli.console import desk_ledger
from cli.serving.environment import local_api, settle

if TYPE_CHECKING:
    from flows.deployed.posting import Posted
    from services.auditing.machine_checks import BoardSeen


def get_ready() -> None:
    """All of deploying that needs no server, while one is still coming up: most of our own part of it."""
    prepare()
    from flows.deployed import posting
    from flows.deployments import standing

    posting.get_ready(standing())
    with desk_ledger.ledger():
        pass  # its tables are there before the counter looks for them


def prepare() -> None:
    """Load the flows, the slow part."""
    settle()
    for module in ("flows.register", "flows.board", "flows.watch"):
        import_module(module)


def deploy(*, reset: bool = False) -> list[Posted]:
    """All of it, as often as one likes. `reset`: undo what ops have changed by hand."""
    prepare()
    import httpx

    from flows.register import post_everything

    try:
        with desk_ledger.ledger() as ledger:
            return asyncio.run(post_everything(ledger, reset=reset))
    except httpx.TransportError:
        raise Refusal(
            local_api(),
            Told("máy chủ Prefect không trả lời", "the Prefect server does not answer"),
            Told("bật máy chủ trước, rồi dondoc deploy", "start the server first, then dondoc deploy"),
        ) from None


def post(code: str) -> str:
    """One plan that has just been issued; says why, where it could not be (the next sweep tries again)."""
    prepare()
    from flows.register import offer
    from models.plans import plans

    with desk_ledger.ledger() as ledger:
        with ledger.read() as session:
            record = plans.record(session, code)
        return asyncio.run(offer(ledger, record)).why


def retire(code: str) -> str:
    """One plan that has just been closed; says why, where it could not be (the next sweep tries again)."""
    prepare()
    from flows.register import take_along

    with desk_ledger.ledger() as ledger:
        return asyncio.run(take_along(ledger, code))


def seen() -> BoardSeen | None:
    """Which of our schedules the server has, and how its clock goes; None where it does not answer."""
    prepare()
    import httpx
    from prefect.client.orchestration import get_client

    from flows.watch import board_seen

    async def ask() -> BoardSeen:
        with desk_ledger.ledger() as ledger:
            async with get_client() as client:
                return await board_seen(client, ledger)

    try:
        return asyncio.run(ask())
    except httpx.HTTPError:
        return None

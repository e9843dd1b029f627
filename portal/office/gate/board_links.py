"""From the pages of the office to those of the Prefect UI."""

from __future__ import annotations

from fastapi import Request

from models.org.officers import board_ids
from portal.office.web.desk import Desk
from portal.web.counter import counter_of

UI = "/v2"
"""Where the server shows its pages."""


def life_page(request: Request, desk: Desk, plan: str) -> str:
    """The plan as a whole; "" until its first round, or where nobody has said where the board is."""
    return run_page(request, board_ids.life_run(desk.session, plan))


def run_page(request: Request, run: str) -> str:
    """The page of one run, by its number; "" for none."""
    board = counter_of(request).board
    return f"{board}{UI}/runs/flow-run/{run}" if board and run else ""

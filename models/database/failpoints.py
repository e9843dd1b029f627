"""Places where a test may kill the process on purpose, to see that nothing is lost or doubled."""

from __future__ import annotations

import os
import signal

from cascade.lang.refusal import Refusal
from settings.catalogue import FAILPOINT

try:
    _ARMED, _left = FAILPOINT.get()
except Refusal as refusal:
    raise SystemExit(str(refusal)) from None
"""`after_claim`, or `after_claim:3` for the third time we come by."""

ACTS = (
    "issue",
    "enqueue",
    "escalate",
    "merge_due",
    "claim",
    "speak",
    "settle",
    "recover",
    "submit",
    "return",
    "accept",
    "extend",
    "amend",
    "roll_up",
    "reply",
    "close",
)
"""Each has a point before and one after its commit: before_issue, after_issue …"""

NAMES = tuple(f"{side}_{act}" for act in (*ACTS, "send") for side in ("before", "after"))
RARE = ("before_move", "after_move", "before_take_mail", "after_take_mail")
"""Around the commit of what is no part of a plan's life."""


def _die_here(name: str) -> None:
    global _left
    if name == _ARMED:
        _left -= 1
        if _left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _pass(name: str) -> None:
    """Nothing is armed."""


if _ARMED and _ARMED not in (*NAMES, *RARE):
    raise SystemExit(f"{FAILPOINT.name}={_ARMED}: there is no such point; one of {', '.join(NAMES)}")

failpoint = _die_here if _ARMED else _pass

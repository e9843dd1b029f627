"""What a page of the Prefect UI asks of its server: reads, runs a form, steers a run, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from starlette.datastructures import Headers

_ID = "[0-9a-fA-F-]{36}"
_WORD = "[A-Za-z0-9._~-]+"
_COUNTED = "count|filter"
_PAGED = f"{_COUNTED}|paginate"
READS = (
    "GET /(?:health|ready|hello|version|admin/version|csrf-token)",
    f"GET /artifacts/(?:{_ID}|{_WORD}/latest)",
    f"POST /artifacts/(?:latest/)?(?:{_COUNTED})",
    f"GET /automations/(?:{_ID}|related-to/{_WORD})",
    f"POST /automations/(?:{_COUNTED})",
    f"GET /collections/views/{_WORD}",
    f"GET /concurrency_limits/(?:{_ID}|tag/{_WORD})",
    "POST /(?:v2/)?concurrency_limits/filter",
    f"GET /v2/concurrency_limits/{_WORD}",
    f"GET /deployments/{_ID}(?:/schedules|/work_queue_check)?",
    f"GET /deployments/name/{_WORD}/{_WORD}",
    f"POST /deployments/(?:{_PAGED})",
    "GET /events/filter/next",
    f"POST /events/(?:filter|count-by/{_WORD})",
    f"GET /flow_run_states/(?:{_ID})?",
    f"GET /flow_runs/{_ID}(?:/graph|/graph-v2|/logs/download)?",
    f"POST /flow_runs/(?:{_PAGED}|history|lateness)",
    f"GET /flows/(?:{_ID}|name/{_WORD})",
    f"POST /flows/(?:{_PAGED})",
    "POST /logs/filter",
    "GET /observed-states",
    f"GET /saved_searches/{_ID}",
    "POST /saved_searches/filter",
    f"GET /task_run_states/(?:{_ID})?",
    f"GET /task_runs/{_ID}",
    f"POST /task_runs/(?:{_PAGED}|history)",
    "POST /task_workers/filter",
    "POST /ui/(?:flow_runs/(?:count-task-runs|history)|flows/(?:count-deployments|next-runs))",
    "POST /ui/(?:schemas/validate|task_runs/count|task_runs/dashboard/counts)",
    f"GET /ui/task_runs/{_ID}",
    f"POST /work_pools/(?:{_COUNTED}|{_WORD}/concurrency_status|{_WORD}/(?:queues|workers)/filter)",
    f"GET /work_pools/{_WORD}(?:/queues/{_WORD})?",
    f"POST /work_queues/(?:filter|{_ID}/concurrency_status)",
    f"GET /work_queues/(?:{_ID}(?:/status)?|name/{_WORD})",
    "GET /(?:events|logs)/out",
)
"""Method and path below /api, sockets included. Not among them: blocks, variables and the server's settings,
which may hold secrets, and what workers ask, which leaves a trace."""
_READS = re.compile("|".join(f"(?:{one})" for one in READS))
_RUN = re.compile(f"POST /deployments/({_ID})/create_flow_run")
_STEER = re.compile(f"POST /flow_runs/({_ID})/(?:set_state|resume)")
_PLAIN = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~$@:+,=-]+)*/?")
"""A path that every server reads alike: nothing encoded, no empty step, no step back, no `;`."""
_HEADERS = (("x-original-method", "x-original-uri"), ("x-forwarded-method", "x-forwarded-uri"))


class Wish(Enum):
    """What somebody who is in wants of the board."""

    READ = "read"
    RUN = "run"
    STEER = "steer"
    """Cancel, pause or resume a run; cli.serving.door.borrowed sees that it is nothing else."""


@dataclass(frozen=True, slots=True)
class BoardRequest:
    """One request that may be let through."""

    wish: Wish
    number: str = ""
    """Of the form that is to run, of the run that is to be steered."""


def plain_path(uri: str) -> str | None:
    """The path of an address, if there is one way only to read it."""
    path = uri.partition("?")[0]
    return path if path.startswith("/") and _PLAIN.fullmatch(path) else None


def sort(method: str, uri: str) -> BoardRequest | None:
    """What it comes to; None for what nobody may do through the door."""
    path = plain_path(uri)
    if path is None:
        return None
    if not re.match("/api(?:/|$)", path, re.IGNORECASE):
        return BoardRequest(Wish.READ) if method in ("GET", "HEAD") else None
    asked = f"{method} {path.removeprefix('/api')}"
    if found := _RUN.fullmatch(asked):
        return BoardRequest(Wish.RUN, found[1])
    if found := _STEER.fullmatch(asked):
        return BoardRequest(Wish.STEER, found[1])
    return BoardRequest(Wish.READ) if _READS.fullmatch(asked) else None


def told(headers: Headers) -> BoardRequest | None:
    """What the proxy says is asked; nothing where it is said twice: one of the two is a stranger's."""
    said = [
        (headers.getlist(method), headers.getlist(uri))
        for method, uri in _HEADERS
        if headers.getlist(method) or headers.getlist(uri)
    ]
    if len(said) != 1 or (len(said[0][0]), len(said[0][1])) != (1, 1):
        return None
    return sort(said[0][0][0], said[0][1][0])

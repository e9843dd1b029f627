"""Asks the Prefect server for a run or whose one is, from the portal, which does not have its password."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import httpx

from cli.serving import credential
from cli.serving.environment import dondoc_home, local_api
from portal.web.counter import SILENT, AskedRun, RunOwner, nobody_asked, nobodys
from settings import traces
from tasks.board.board_labels import SWEEP_NAME, tag

SECONDS = 3.0
"""For all calls together: an officer waits for the answer."""
AGAIN = 0.2
"""Seconds until a server that was busy is asked once more."""
log = logging.getLogger("dondoc.portal")


def ask(plan: str, seconds: float = SECONDS) -> AskedRun:
    """Have the plan run at once under its own deployment; one that has none yet is posted by a sweep.

    `seconds`: for all of it; whoever pressed the button waits.
    """
    key = credential.left_ask_key(dondoc_home())
    if not key:
        return nobody_asked(plan)
    try:
        with _asking(key, seconds) as client:
            asked = _start(client, plan)
    except (httpx.HTTPError, ValueError) as error:  # what was done is done; the sweep comes in any case
        status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else ""
        log.warning("asked for a run: %s %s", type(error).__name__, status, extra={"plan": plan})
        return AskedRun(why=SILENT)
    # The one line that has both numbers: the request's, and the run's that follows from it.
    log.info("asked for a run", extra={"plan": plan, "run": asked.run})
    return asked


def whose(run: str, plans: Collection[str], seconds: float = SECONDS) -> RunOwner:
    """Whose a run is: one of those plans by its tags, or by the form it is of; unknown: nobody's."""
    key = credential.left_ask_key(dondoc_home())
    if not key:
        return nobodys(run, plans)
    try:
        with _asking(key, seconds) as client:
            told = client.get(f"/flow_runs/{run}").raise_for_status().json()
        form = told["parameters"].get("form") or {}
        known = {tag(plan): plan for plan in plans}
        plan = next((known[one] for one in told["tags"] if one in known), form.get("plan"))
        return RunOwner(str(plan or ""), form.get("officer"))
    except (httpx.HTTPError, ValueError, KeyError, AttributeError) as error:
        log.warning("asked whose run %s is: %s", run, type(error).__name__)
        return RunOwner()


def _asking(key: str, seconds: float) -> httpx.Client:
    shown = {"Authorization": f"Bearer {key}"}
    client = httpx.Client(base_url=local_api(), headers=shown, trust_env=False)
    client.event_hooks = {"request": [_hurry(monotonic() + seconds)]}
    return client


def _hurry(until: float) -> Callable[[httpx.Request], None]:
    """Each request gets what is left of the time."""

    def hurry(request: httpx.Request) -> None:
        left = until - monotonic()
        if left <= 0:
            raise httpx.ReadTimeout("no time left", request=request)
        request.extensions["timeout"] = httpx.Timeout(left).as_dict()

    return hurry


def _start(client: httpx.Client, plan: str) -> AskedRun:
    name = uuid4().hex
    token = _say(client, "GET", f"/csrf-token?client={name}")["token"]
    client.headers.update({"Prefect-Csrf-Client": name, "Prefect-Csrf-Token": token})
    own = _find(client, tags={"any_": [tag(plan)]})
    found = own or _find(client, name={"any_": [SWEEP_NAME]})
    if not found:
        return AskedRun(why=SILENT)
    asked = {"idempotency_key": name, "labels": traces.handed_on()}
    made = _say(client, "POST", f"/deployments/{found}/create_flow_run", asked)
    return AskedRun(run=str(made["id"]))


def _find(client: httpx.Client, **wanted: Any) -> str:
    asked = {"deployments": wanted, "limit": 1}
    there = _say(client, "POST", "/deployments/filter", asked)
    return str(there[0]["id"]) if there else ""


def _say(client: httpx.Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """What the server answers; it is asked again for as long as its database is in use (503)."""
    while (answer := client.request(method, path, json=body)).status_code == httpx.codes.SERVICE_UNAVAILABLE:
        sleep(AGAIN)
    return answer.raise_for_status().json()

"""Every route of the pinned Prefect server: let through by name, or not at all; a new one is told here."""

from __future__ import annotations

import re

import httpx

from cli.serving import credential
from portal.office.gate.board_requests import Wish, sort
from tests.conftest import AUTH

NUMBER = "00000000-0000-4000-8000-000000000000"
WITHHELD = """
GET /admin/settings | GET /admin/storage
GET /block_capabilities/ | POST /block_documents/count | POST /block_documents/filter
GET /block_documents/{id} | GET /block_schemas/checksum/{checksum} | POST /block_schemas/filter
GET /block_schemas/{id} | POST /block_types/filter | GET /block_types/slug/{slug} | GET /block_types/{id}
GET /block_types/slug/{slug}/block_documents
GET /block_types/slug/{slug}/block_documents/name/{block_document_name}
POST /deployments/get_scheduled_flow_runs | POST /work_pools/{name}/get_scheduled_flow_runs
POST /work_queues/{id}/get_runs
GET /flow_runs/{id}/input/{key} | POST /flow_runs/{id}/input/filter
POST /variables/count | POST /variables/filter | GET /variables/{id} | GET /variables/name/{name}
"""
"""What reads and is kept back: there may be secrets in it, or it is the workers' and leaves a trace."""
READING = re.compile(r"GET .*|POST .*/(?:filter|count|history|paginate|lateness|next-runs|counts|get_\w+)")


def test_what_reads_is_let_through_or_kept_back_by_name_and_nothing_else_passes(prefect_server: str) -> None:
    """A route that a newer Prefect brings stands in neither list, and is named by this test."""
    shown = {"Authorization": credential.basic(AUTH)}
    told = httpx.get(f"{prefect_server}/openapi.json", headers=shown, timeout=60).json()["paths"]
    routes = {
        f"{method.upper()} {path.removeprefix('/api')}": sort(
            method.upper(), "/api" + re.sub(r"{\w+}", NUMBER, path.removeprefix("/api"))
        )
        for path, methods in told.items()
        for method in methods
    }
    assert len(routes) > 150
    passing = {route for route, found in routes.items() if found and found.wish is Wish.READ}
    reading = {route for route in routes if READING.fullmatch(route)}
    kept = {one.strip() for line in WITHHELD.strip().splitlines() for one in line.split("|")}
    assert reading - passing == kept
    assert passing - reading == {
        "POST /events/count-by/{countable}",
        "POST /ui/flow_runs/count-task-runs",
        "POST /ui/flows/count-deployments",
        "POST /ui/schemas/validate",
        "POST /work_pools/{name}/concurrency_status",
        "POST /work_queues/{id}/concurrency_status",
    }
    running = {route for route, found in routes.items() if found and found.wish is Wish.RUN}
    assert running == {"POST /deployments/{id}/create_flow_run"}
    steering = {route for route, found in routes.items() if found and found.wish is Wish.STEER}
    assert steering == {"POST /flow_runs/{id}/set_state", "POST /flow_runs/{id}/resume"}

"""A room of the office: its pages and acts, each with the right it asks for; tests find them all here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Request

from cascade.org.office_roles import Right
from portal.office.web.desk import ROOT, OpenTo

Handler = Callable[..., Any]


class Room:
    """The routes of one folder of the office."""

    def __init__(self) -> None:
        self.router = APIRouter(prefix=ROOT)

    def page(
        self, path: str, right: Right, *, open_to: OpenTo = OpenTo.WHOLE
    ) -> Callable[[Handler], Handler]:
        """A page that is only looked at; its function opens `reading(request)`."""
        return self._put(path, ["GET", "HEAD"], right, fresh=False, open_to=open_to)

    def act(
        self, path: str, right: Right, *, fresh: bool = False, open_to: OpenTo = OpenTo.WHOLE
    ) -> Callable[[Handler], Handler]:
        """What a form does; its function takes a `Filled` and opens `acting(request)`.

        `fresh`: the officer must have shown who they are within the last minutes.
        """
        return self._put(path, ["POST"], right, fresh=fresh, open_to=open_to)

    def _put(
        self, path: str, methods: list[str], right: Right, *, fresh: bool, open_to: OpenTo
    ) -> Callable[[Handler], Handler]:
        gate = Depends(_gate(right, fresh, open_to))
        about = {"x-right": right.value, "x-fresh": fresh}

        def put(handler: Handler) -> Handler:
            self.router.add_api_route(
                path, handler, methods=methods, dependencies=[gate], openapi_extra=about, response_model=None
            )
            return handler

        return put


def _gate(right: Right, fresh: bool, open_to: OpenTo) -> Callable[[Request], None]:
    def gate(request: Request) -> None:
        request.state.right = right
        request.state.fresh = fresh
        request.state.open_to = open_to

    return gate

"""The office's own style and scripts: served by their fingerprint, so that a browser keeps them for good.

Small on a slow line: these hold no secret, so that they may be packed; a page of ours never is.
"""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.office.web.desk import ROOT
from portal.web.refusals import TurnAway
from portal.web.security_headers import FOR_GOOD, palette

router = APIRouter(prefix=ROOT)
_SHEET = "office.css"
_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@cache
def _bodies() -> dict[str, bytes]:
    folder = files("portal.office").joinpath("static")
    found = {file.name: file.read_bytes() for file in folder.iterdir() if _kind(file.name)}
    return found | {_SHEET: palette().encode() + found[_SHEET]}


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_bodies()[name], mtime=0)


@cache
def address(name: str) -> str:
    """Where the file of that name lies, below the root of the site."""
    return f"{ROOT}/tinh/{sha256(_bodies()[name]).hexdigest()[:16]}/{name}"


@router.api_route("/tinh/{print}/{name}", methods=["GET", "HEAD"])
def static(request: Request, print: str, name: str) -> Response:
    """The file as it is now, if that is the one that was asked for."""
    if name not in _bodies() or not address(name).endswith(f"/{print}/{name}"):
        raise TurnAway(404, "error.no_page")
    headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(_bodies()[name], media_type=_kind(name), headers=headers)
    return Response(_packed(name), media_type=_kind(name), headers=headers | {"Content-Encoding": "gzip"})


def _kind(name: str) -> str | None:
    return _KINDS.get(name.rpartition(".")[2])

"""The board's tables and texts in Prefect: one artifact a key, replaced in place: bookmarks keep working."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.exceptions import PrefectHTTPStatusError

from models.database import stored_settings
from models.database.ledger import Ledger, Session

UI = "/v2"
"""Where the server shows its pages; links in our texts start there."""
_OWN_PAGE = re.compile(rf"{UI}/artifacts/artifact/([0-9a-f-]{{36}})")


@dataclass(frozen=True, slots=True)
class ArtifactSheet:
    """One artifact as it should look now."""

    key: str
    kind: str
    """table, markdown or progress: what Prefect calls its type."""
    data: Any
    title: str
    inside: bool = False
    """A page within another: reached from there, and not shown among the plan's own."""
    basis: str = ""
    """What it was made from, where that is cheaper to compare than what it shows."""

    def digest(self, on: Shelf) -> str:
        """Changes when anything that is shown does; which address of a page it links to is no change."""
        if self.basis:
            return self.basis
        told = json.dumps([self.kind, self.data, self.title], ensure_ascii=False, sort_keys=True)
        keys = {found[0]: key for key, found in on.known.items()}
        told = _OWN_PAGE.sub(lambda page: _page_of(keys[page[1]]) if page[1] in keys else page[0], told)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass
class Shelf:
    """Which artifacts a plan has in Prefect, as the ledger remembers them."""

    run: UUID
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Key -> (id, digest of what it shows)."""

    def link(self, key: str) -> str:
        """The page of an artifact: its own, or until that is known the page of its key."""
        found = self.known.get(key)
        return f"{UI}/artifacts/artifact/{found[0]}" if found else _page_of(key)

    @property
    def life(self) -> str:
        """The page of the plan's whole life."""
        return f"{UI}/runs/flow-run/{self.run}"


def shelf(session: Session, code: str, run: UUID) -> Shelf:
    """What is known of the plan's artifacts; nothing, if they belong to a run that is gone."""
    memo = stored_settings.get(session, _memo(code))
    if memo is None or memo["run"] != str(run):
        return Shelf(run)
    return Shelf(run, {key: (found[0], found[1]) for key, found in memo["known"].items()})


async def keep(
    client: PrefectClient, ledger: Ledger, code: str, on: Shelf, sheets: Iterable[ArtifactSheet]
) -> list[str]:
    """Bring the artifacts up to date; says which changed. What has not changed costs nothing.

    Sheet by sheet: a nation's together would be a hundred megabytes. Their links are those from before.
    """
    now, changed, moved = Shelf(on.run, dict(on.known)), list[str](), False
    for sheet in sheets:
        before, digest = now.known.get(sheet.key, ("", "")), sheet.digest(on)
        if before[1] != digest:
            page = await _put(client, now, sheet)
            now.known[sheet.key] = (page, digest)
            changed.append(sheet.key)
            moved = moved or before[0] not in ("", page)
    if moved:  # what leads to the page that is gone is told anew, next time
        now.known = {key: (page, "") for key, (page, _) in now.known.items()}
    if changed:
        memo: Mapping[str, Any] = {"run": str(on.run), "known": now.known}
        with ledger.begin() as session:
            stored_settings.put(session, _memo(code), dict(memo))
    return changed


async def _put(client: PrefectClient, on: Shelf, sheet: ArtifactSheet) -> str:
    data = json.dumps(sheet.data, ensure_ascii=False) if sheet.kind == "table" else sheet.data
    if isinstance(data, str):  # half a letter, or none: no server takes them
        data = data.encode("utf-8", "replace").decode().replace("\0", "").replace("\\u0000", "")
    if sheet.key in on.known:
        before = on.known[sheet.key][0]
        if await _replace(client, before, ArtifactUpdate(data=data, description=sheet.title)):
            return before
    owner = None if sheet.inside else on.run
    made = await client.create_artifact(
        ArtifactCreate(key=sheet.key, type=sheet.kind, data=data, description=sheet.title, flow_run_id=owner)
    )
    return str(made.id)


async def _replace(client: PrefectClient, before: str, update: ArtifactUpdate) -> bool:
    """Whether it was still there. The client's own call would send all of it once more, in an event."""
    try:
        told = update.model_dump(mode="json", exclude_unset=True)
        await client.request("PATCH", "/artifacts/{id}", path_params={"id": before}, json=told)
    except PrefectHTTPStatusError as error:
        if error.response.status_code != HTTPStatus.NOT_FOUND:
            raise
        return False  # deleted by hand: it comes back
    return True


def _page_of(key: str) -> str:
    return f"{UI}/artifacts/key/{key}"


def _memo(code: str) -> str:
    return f"memo:artifacts:{code}"

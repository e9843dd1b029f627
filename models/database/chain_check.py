"""Goes through the whole chain over the log and says where it is not as it was bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import audit_chain
from models.database.audit_chain import LINKS, LOG, START

ERASED = "person_erased"
"""The act that accounts for rows of which a person was erased: their marks by number."""
NAMED = 50
_PORTION = 2_000


class ChainFault(StrEnum):
    """What is not as it was bound."""

    ROW_CHANGED = "row_changed"
    ROW_GONE = "row_gone"
    ROW_PUT_IN = "row_put_in"
    LINK_CHANGED = "link_changed"
    LINK_GONE = "link_gone"
    END_GONE = "end_gone"
    REWRITTEN = "rewritten"
    HEAD_CHANGED = "head_changed"
    HEAD_GONE = "head_gone"


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """One place."""

    fault: ChainFault
    number: int
    """In the chain; of a head, its line in the file."""
    audit_id: int | None = None
    """The row of the log."""
    near: datetime | None = None
    """When it was bound, or the link before it."""


@dataclass
class ChainReport:
    """What was seen."""

    links: int = 0
    last: str = START
    erased: int = 0
    """Rows that a person was erased from, each accounted for."""
    heads: int = 0
    """Signed heads that were held against the chain."""
    unbound: int = 0
    unbound_since: datetime | None = None
    found: int = 0
    """Places where something is not as it was bound; of very many only the first are named."""
    breaks: list[ChainBreak] = field(default_factory=list)

    def note(self, places: Iterable[ChainBreak]) -> None:
        """Take these down."""
        for place in places:
            self.found += 1
            if self.found <= NAMED:
                self.breaks.append(place)


def check(session: Session, *, part: bool = False) -> ChainReport:
    """The whole chain and the whole log, row by row; what is not bound yet is counted, not judged.

    `part`: of an archive, which has the rows of one plan with their links and not those between.
    """
    report, erased = ChainReport(), _erased(session)
    settled, expected, near = 0, 1, None
    for row in _joined(session):
        link = _link(row)
        if not part or link["number"] == expected:
            report.note(_before(link, report.last, expected, near))
        report.note(_of_link(link))
        report.note(_of_row(row, link, settled, erased, report))
        settled, expected, near = max(settled, link["settled"]), link["number"] + 1, link["at"]
        report.links, report.last = link["number"], link["hash"]
    _strangers(session, settled, report)
    waiting = audit_chain.unbound(session)
    report.unbound, report.unbound_since = waiting.rows, waiting.since
    return report


def _before(link: Mapping[str, Any], last: str, expected: int, near: datetime | None) -> Iterator[ChainBreak]:
    if link["number"] != expected:
        yield ChainBreak(ChainFault.LINK_GONE, expected, near=near)
    elif link["before"] != last:
        yield ChainBreak(ChainFault.LINK_CHANGED, expected - 1, near=near)


def _of_link(link: Mapping[str, Any]) -> Iterator[ChainBreak]:
    if link["hash"] != audit_chain.hash_of(link):
        yield ChainBreak(ChainFault.LINK_CHANGED, link["number"], link["audit_id"], link["at"])


def _of_row(
    row: Mapping[str, Any],
    link: Mapping[str, Any],
    settled: int,
    erased: Mapping[int, str],
    report: ChainReport,
) -> Iterator[ChainBreak]:
    place = (link["number"], link["audit_id"], link["at"])
    if row["id"] is None:
        yield ChainBreak(ChainFault.ROW_GONE, *place)
        return
    if row["id"] <= settled:
        yield ChainBreak(ChainFault.ROW_PUT_IN, *place)
    mark = audit_chain.mark_of(link["salt"], row)
    if mark == link["mark"]:
        return
    if erased.get(row["id"]) == mark:
        report.erased += 1
        return
    yield ChainBreak(ChainFault.ROW_CHANGED, *place)


def _joined(session: Session) -> Iterator[Mapping[str, Any]]:
    joined = LINKS.outerjoin(LOG, LOG.c.id == LINKS.c.audit_id)
    links = [column.label(f"link_{column.name}") for column in LINKS.columns]
    asked = select(LOG, *links).select_from(joined).order_by(LINKS.c.number)
    found = session.connection().execute(asked, execution_options={"yield_per": _PORTION})
    for some in found.mappings().partitions(_PORTION):
        yield from map(dict, some)


def _link(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column.name: row[f"link_{column.name}"] for column in LINKS.columns}


def _erased(session: Session) -> dict[int, str]:
    """The newest accounts of rows that were rewritten for a person's sake; each is an act in the log."""
    known: dict[int, str] = {}
    asked = select(LOG.c.detail).where(LOG.c.act == ERASED).order_by(LOG.c.id)
    for detail in session.scalars(asked):
        known |= {int(number): str(mark) for number, mark in dict(detail.get("marks") or {}).items()}
    return known


def _strangers(session: Session, settled: int, report: ChainReport) -> None:
    """Rows that are not bound, below a number up to which all were."""
    joined = LOG.outerjoin(LINKS, LINKS.c.audit_id == LOG.c.id)
    asked = select(LOG.c.id, LOG.c.at).select_from(joined)
    asked = asked.where(LOG.c.id <= settled, LINKS.c.audit_id.is_(None)).order_by(LOG.c.id)
    for number, at in session.execute(asked):
        report.note([ChainBreak(ChainFault.ROW_PUT_IN, report.links, number, at)])

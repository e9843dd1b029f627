"""How those who hold a conference see it: counted hall by hall, and the units in lists of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from cascade.calendar.zone import day_of
from cascade.conferences.answer_kinds import AnswerKind
from models.conferences import standings
from models.conferences.standings import PAGE, Group
from models.database.ledger import Session
from models.org import names_in_time
from models.views.conference_views import HallCounts, HeldMeeting, InvitedUnit
from portal.conference.conference_page import ConferenceSheet
from portal.web.visit import Visit

_TABS = {
    "chua": Group.SILENT,
    "khong": Group.DECLINED,
    "du": Group.COMING,
    "loi": Group.FAULTS,
    "chua-bao": Group.UNCOUNTED,
}
"""What stands behind ?xem= in the address."""
LONGEST_CODE = 100


@dataclass(frozen=True, slots=True)
class VenueLine:
    """One hall of the plan."""

    name: str
    counts: HallCounts
    seats: int | None


@dataclass(frozen=True, slots=True)
class InvitedLine:
    """One unit in a list."""

    name: str
    hall: str
    seat: InvitedUnit


@dataclass(frozen=True, slots=True)
class Tab:
    """A list that may be opened."""

    key: str
    count: int
    href: str
    open: bool


@dataclass(frozen=True, slots=True)
class HostView:
    """All of it, for one visit."""

    counts: HallCounts
    seats: int | None
    """All halls together; None: the plan gives no number for one of them."""
    venues: tuple[VenueLine, ...]
    faults: tuple[InvitedLine, ...]
    tabs: tuple[Tab, ...]
    group: str
    units: tuple[InvitedLine, ...]
    more: str
    """The address of the next page; empty: this is the last."""
    counted: bool
    """Whether it has begun: units say who came."""


def may_see(session: Session, meeting: HeldMeeting, unit: str) -> bool:
    """Whether a unit holds the conference, or a hall where others sit."""
    return meeting.invited and (meeting.held_by(unit) or bool(_others(session, meeting, unit)))


def seen_by(request: Request, visit: Visit, shown: ConferenceSheet) -> HostView | None:
    """The view of whoever holds it or one of its halls; None for everybody else."""
    session, meeting, unit = visit.session, shown.meeting, visit.caller.unit
    if not may_see(session, meeting, unit):
        return None
    host = None if meeting.held_by(unit) else unit
    counts = standings.total(session, meeting, host)
    halls = standings.by_venue(session, meeting, host)
    counted = AnswerKind.ATTENDANCE in shown.acts
    tab = _tab(request, counts, counted)
    after = request.query_params.get("sau", "")[:LONGEST_CODE] if request.method != "POST" else ""
    rows = standings.listed(session, meeting, _TABS[tab], host=host, after=after, limit=PAGE + 1)
    faults = standings.listed(session, meeting, Group.FAULTS, host=host) if counts.faults else []
    names = names_in_time.known(session, {one.unit for one in (*rows, *faults)})

    def line(one: InvitedUnit) -> InvitedLine:
        venue = meeting.venue(one.venue)
        return InvitedLine(names.on(one.unit, day_of(visit.now)), venue.name if venue else "", one)

    return HostView(
        counts=counts,
        seats=meeting.seats(halls),
        venues=_venues(meeting, halls),
        faults=tuple(map(line, faults)) if tab != "loi" else (),
        tabs=tuple(_tabs(request, counts, tab, counted)),
        group=_TABS[tab].value,
        units=tuple(map(line, rows[:PAGE])),
        more=_href(request, tab, rows[PAGE - 1].unit) if len(rows) > PAGE else "",
        counted=counted,
    )


def _others(session: Session, meeting: HeldMeeting, unit: str) -> int:
    """How many units go to the halls of that one, where it is not its own alone."""
    own = any(venue.host == unit for venue in meeting.conference.venues)
    return standings.total(session, meeting, unit).invited if own else 0


def _venues(meeting: HeldMeeting, halls: Mapping[str, HallCounts]) -> tuple[VenueLine, ...]:
    lines = []
    for number, counts in halls.items():
        venue = meeting.venue(number)
        seats = meeting.venue_seats(number, counts.invited)
        lines.append(VenueLine(venue.name if venue else "", counts, seats))
    return tuple(lines)


def _tab(request: Request, counts: HallCounts, counted: bool) -> str:
    asked = request.query_params.get("xem", "")
    if asked in _TABS:
        return asked
    if counted:
        return "chua-bao"
    return "chua" if counts.silent else "du"


def _tabs(request: Request, counts: HallCounts, tab: str, counted: bool) -> list[Tab]:
    sizes = {
        "chua": counts.silent,
        "khong": counts.declined,
        "du": counts.coming,
        "loi": counts.faults,
        "chua-bao": counts.invited - counts.answered if counted else 0,
    }
    return [
        Tab(_TABS[key].value, size, _href(request, key), key == tab)
        for key, size in sizes.items()
        if size or key == tab
    ]


def _href(request: Request, tab: str, after: str = "") -> str:
    lang = request.query_params.get("lang")
    asked = {"xem": tab, **({"sau": after} if after else {}), **({"lang": lang} if lang else {})}
    return f"?{urlencode(asked)}#danh-sach"

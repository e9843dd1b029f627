"""The backdrops (ma-két) of a conference: one for each hall, under the name of its committee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cascade.calendar.zone import day_of, local
from cascade.conferences import seating
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.tree import OrgTree
from cascade.plan.responsible import root_of
from cascade.reports import secrecy
from documents.backdrop import draw_wall, lettering
from documents.backdrop.draw_wall import WallKind
from documents.backdrop.wall_layout import lay_out
from documents.backdrop.wall_words import WallWords, wall_words
from models.conferences import seats
from models.database.ledger import Session
from models.org import units
from models.plans import plans
from models.views.conference_views import HeldMeeting

USUAL = (600, 300)
"""Centimetres, where neither the plan nor whoever asks gives a size."""
KINDS: tuple[WallKind, ...] = ("pdf", "png", "svg")


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall: which one of the plan's, who runs it, and its wall in centimetres."""

    venue: str
    host: str
    wall: tuple[int, int]


def halls(session: Session, meeting: HeldMeeting, unit: str = "") -> list[Hall]:
    """Every hall, or the one of `unit`; before the invitations, as the plan seats the units."""
    found = seats.hosts(session, meeting.id, unit) if meeting.invited else _planned(session, meeting, unit)
    return [Hall(venue, host, _wall(meeting, venue)) for venue, host in found]


def hall_of(session: Session, meeting: HeldMeeting, unit: str) -> Hall:
    """The hall that a unit runs, or where it sits; one that only holds the conference has its own.

    Refusal: the conference has nothing to do with it.
    """
    found = halls(session, meeting, unit)
    own = next((hall for hall in found if hall.host == unit), found[0] if found else None)
    if own is None and meeting.held_by(unit):
        own = Hall("", unit, USUAL)
    if own is None:
        what = Told(f"đơn vị “{unit}” không có điểm cầu ở hội nghị này", f"unit “{unit}” has no hall here")
        raise Refusal("", what, Told("xem điểm cầu trong kế hoạch", "see the venues of the plan"))
    return own


def files(
    session: Session, meeting: HeldMeeting, wanted: list[Hall], kinds: tuple[WallKind, ...], now: datetime
) -> Iterator[tuple[str, bytes]]:
    """Name and content, hall by hall. Refusal: this machine has no font with Vietnamese letters."""
    letters = lettering.bold()
    for first in range(0, len(wanted), 500):
        some = wanted[first : first + 500]
        tree = _around(session, {hall.host for hall in some}, now)
        for hall in some:
            if hall.host in tree:
                wide, high = hall.wall
                laid = lay_out(_words(meeting, hall.host, tree), wide * 10, high * 10, letters)
                for kind in kinds:
                    yield (
                        f"ma-ket-{meeting.conference.id}-{hall.host}.{kind}",
                        draw_wall.draw(laid, kind, letters),
                    )


def _words(meeting: HeldMeeting, host: str, tree: OrgTree) -> WallWords:
    said = secrecy.content(meeting.conference.backdrop, meeting.secret, ())
    name = secrecy.content(meeting.name, meeting.secret, "")
    day = local(meeting.start).date() if meeting.start else None
    return wall_words(said, name, tree.unit(host), tree, day)


def _around(session: Session, hosts: set[str], now: datetime) -> OrgTree:
    """The hosts and all that stands above them, called as they are today."""
    day = day_of(now)
    above = units.ancestors(session, hosts, day)
    return units.load_units(session, day, hosts.union(*above.values()))


def _planned(session: Session, meeting: HeldMeeting, unit: str) -> list[tuple[str, str]]:
    cascade = plans.recompile(session, meeting.plan)
    places = seating.halls(meeting.conference, cascade.tree, root_of(cascade.plan, cascade.tree))
    found = {(hall.id, hall.host or one) for one, hall in places.items() if unit in ("", one, hall.host)}
    return sorted(found)


def _wall(meeting: HeldMeeting, venue: str) -> tuple[int, int]:
    one = meeting.venue(venue)
    return (one.wall if one else None) or USUAL

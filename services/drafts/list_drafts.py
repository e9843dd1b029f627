"""Drafts that an officer may see, their versions, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.lang.told import Telling, Told
from models.database.ledger import Session
from models.org import units
from models.plans import drafts
from models.views.draft_views import Draft, DraftVersion
from models.views.office_views import EVERYWHERE
from services.drafts.card_fields import specs_of
from services.drafts.card_values import PRESENCE, DraftText, changes
from services.drafts.save import value_told

MOST = 50


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that two versions say differently; field "": the card came or went."""

    card: str
    field: str
    label: Told
    was: Telling
    now: Telling
    by: str
    """Who saved it last, as far as the later version knows."""


def one(session: Session, number: int) -> Draft:
    """A draft without its text. Refusal: there is none."""
    return drafts.find(session, number)


def open_drafts(
    session: Session,
    codes: Collection[str] | None,
    *,
    now: datetime,
    limit: int = MOST,
    before: int | None = None,
) -> list[Draft]:
    """Open drafts of the committees at or below these units (None: all), the newest first."""
    seen = _committees(session, codes, now)
    return drafts.open_of(session, seen, limit=limit, before=before)


def waiting(session: Session, codes: Collection[str] | None, *, now: datetime) -> int:
    """How many open drafts these have."""
    return drafts.how_many_open(session, _committees(session, codes, now))


def _committees(session: Session, codes: Collection[str] | None, now: datetime) -> set[str] | None:
    """Of the committees that have drafts those at or below the units; None: all."""
    if codes is None or EVERYWHERE in codes:
        return None
    having = drafts.units_of_open(session) - {""}
    above = units.ancestors(session, having, day_of(now))
    return {unit for unit in having if not {unit, *above[unit]}.isdisjoint(codes)}


def versions(session: Session, number: int) -> list[DraftVersion]:
    """All versions, the newest first, without their text."""
    return drafts.versions(session, number)


def version(session: Session, number: int, which: int) -> DraftVersion:
    """One version with its text. Refusal: there is none."""
    return drafts.version(session, number, which)


_CARD = Told("Cả mục", "The whole card")


def difference(session: Session, number: int, old: int, new: int) -> list[FieldChange]:
    """What the new version says otherwise. Refusal: one of them is not there."""
    before, after = (drafts.version(session, number, which) for which in (old, new))
    was, now = DraftText(before.text, before.state), DraftText(after.text, after.state)
    found = []
    for one in changes(was, now):
        spec = specs_of(one.card).get(one.field)
        label = _CARD if one.field == PRESENCE else spec.label if spec else Told(one.field, one.field)
        mark = now.marks.get(one.card, {})
        by = mark.get("fields", {}).get(one.field) or mark.get("by") or after.by
        then, today = (value_told(each, one.card, one.field) for each in (was, now))
        found.append(FieldChange(one.card, one.field, label, then, today, by))
    return found

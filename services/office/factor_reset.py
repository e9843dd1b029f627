"""A second factor reset in the office: under the rule of two one administrator asks, another does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.database import audit, stored_settings
from models.database.ledger import Session
from models.org.officers import officers
from models.plans import second_acts
from models.stats.office_waiting import RESETS
from models.views.office_views import Officer
from services.office import factor_acts, officer_acts

LASTS = timedelta(days=1)
"""Whoever has lost a telephone waits; what nobody has confirmed by then is asked anew."""


@dataclass(frozen=True, slots=True)
class AskedReset:
    """A reset that waits for another administrator."""

    by: int
    name: str
    at: datetime


def press(session: Session, giver: Officer, officer: Officer, *, now: datetime) -> bool:
    """The one button of it: whether the reset is done, or waits for another administrator's press.

    Refusal: as `factor_acts.need_reset`.
    """
    factor_acts.need_reset(session, giver, officer, now)
    second_acts.hold(session)
    asked = waiting(session, officer.id, now)
    if second_acts.in_force(session) and (asked is None or asked.by == giver.id):
        if asked is None:
            stored_settings.put(session, _key(officer.id), {"by": giver.id, "at": now.isoformat()})
            audit.log(session, giver.name, "factor_reset_asked", now=now, officer=officer.name)
        return False
    factor_acts.reset(session, giver, officer, now=now, by=giver.name)
    stored_settings.drop(session, _key(officer.id))
    return True


def waiting(session: Session, officer_id: int, now: datetime) -> AskedReset | None:
    """What was asked and may still be confirmed; whoever is no officer any more has asked nothing."""
    kept = stored_settings.get(session, _key(officer_id))
    if not kept or datetime.fromisoformat(kept["at"]) < now - LASTS:
        return None
    name = next((one.name for one in officers.everybody(session) if one.id == kept["by"]), None)
    return AskedReset(kept["by"], name, datetime.fromisoformat(kept["at"])) if name else None


def to_confirm(session: Session, giver: Officer, now: datetime) -> list[tuple[Officer, AskedReset]]:
    """Whose reset another administrator has asked for and this one is to confirm, the oldest first."""
    asked = stored_settings.beginning(session, RESETS)
    some = [one for one in officers.everybody(session) if one.id != giver.id and _key(one.id) in asked]
    found = [
        (one, known)
        for one in officer_acts.under(session, giver, some, now)
        if (known := waiting(session, one.id, now)) is not None and known.by != giver.id
    ]
    return sorted(found, key=lambda pair: pair[1].at)


def _key(officer_id: int) -> str:
    return f"{RESETS}{officer_id}"

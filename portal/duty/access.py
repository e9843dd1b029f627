"""Takes one duty out of the ledger for somebody who may see it."""

from __future__ import annotations

from fastapi import Request

from models.obligations import obligations, reports
from models.obligations.detail import detail
from models.obligations.locked import Owed
from models.org.work_calendar import load_calendar
from portal.duty.duty_page import DutySheet, sheet
from portal.web.pages import speech
from portal.web.refusals import TurnAway
from portal.web.visit import Visit


def own_duty(request: Request, visit: Visit) -> DutySheet:
    """The duty of the link, as it stands now."""
    asked = _opened(request, visit, visit.obligation_id)
    _refuse_unless(visit, asked.detail.row.unit if asked else None)
    assert asked is not None
    return asked


def refuse_unless_own(visit: Visit) -> None:
    """Turn away whoever's link leads to a duty that is gone, or that another unit owes."""
    _refuse_unless(visit, obligations.owner(visit.session, visit.obligation_id))


def own_in_hand(visit: Visit) -> Owed:
    """The duty of the link, held for a report; whoever's it is not is turned away."""
    owed = reports.hold(visit.session, visit.obligation_id)
    _refuse_unless(visit, owed.row.unit if owed else None)
    assert owed is not None
    return owed


def _refuse_unless(visit: Visit, owner: str | None) -> None:
    if owner is None:
        raise TurnAway(410, "error.gone")
    if owner != visit.caller.unit:
        raise TurnAway(403, "error.not_yours")


def duty_below(request: Request, visit: Visit, obligation_id: int) -> DutySheet:
    """A duty whose report the visitor's unit decides about. Others are not theirs, existing or not."""
    asked = _opened(request, visit, obligation_id)
    if asked is None or not asked.detail.may_be_decided_by(visit.caller.unit):
        raise TurnAway(403, "error.not_yours")
    return asked


def _opened(request: Request, visit: Visit, obligation_id: int) -> DutySheet | None:
    found = detail(visit.session, obligation_id, visit.now)
    return sheet(found, load_calendar(visit.session), visit.now, speech(request)) if found else None

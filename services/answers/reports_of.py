"""What a unit has reported under a plan, named as people name units and duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, joined, tell
from cascade.plan.typed.levels import told_key
from models.database.ledger import Session
from models.obligations import obligations
from models.obligations.detail import detail
from models.plans import plans
from models.views.obligation_views import ObligationDetail, ObligationView
from services import targets


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as the ledger calls it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class UnitReports:
    """The duties of a unit with all their reports."""

    unit: Named
    duties: tuple[ObligationDetail, ...]


def unit(session: Session, plan: str, named: str, duty: str | None, now: datetime) -> UnitReports:
    """One duty, or without a duty all that it has reported on.

    Refusal: no such plan, no such unit or several of that name, or the unit owes no such duty.
    """
    rows = _rows(session, plan, named, now)
    wanted = [row for row in rows if duty in (None, row.key, row.requirement)]
    if duty is not None and not wanted:
        raise _no_duty(rows, duty)
    found = [detail(session, row.id, now) for row in wanted]
    known = tuple(one for one in found if one is not None and (duty is not None or one.reports))
    return UnitReports(Named(rows[0].unit, rows[0].unit_name), known)


def _rows(session: Session, plan: str, named: str, now: datetime) -> list[ObligationView]:
    plan_id = plans.number(session, plan)
    # The code as it stands first: a unit that has since been merged still answers for what it reported.
    rows = obligations.rows(session, plan_id, now=now, unit=named)
    if rows:
        return rows
    owner = targets.unit(session, named, now)
    rows = obligations.rows(session, plan_id, now=now, unit=owner.code)
    if not rows:
        what = tell(
            "{unit} không có nhiệm vụ nào trong kế hoạch", "{unit} has no duty in this plan", unit=owner.name
        )
        raise Refusal(Told("Đơn vị", "Unit"), what, Told("xem `dondoc status`", "see `dondoc status`"))
    return rows


def _no_duty(rows: list[ObligationView], duty: str) -> Refusal:
    known = joined(", ", dict.fromkeys(told_key(row.key) for row in rows))
    what = tell(
        "{unit} không có nhiệm vụ “{duty}”", "{unit} has no duty “{duty}”", unit=rows[0].unit_name, duty=duty
    )
    return Refusal(
        Told("Nhiệm vụ", "Duty"), what, tell("chọn trong: {known}", "choose from: {known}", known=known)
    )

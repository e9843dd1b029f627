"""Which plans and duties an officer may know of, and about which they may act.

Whoever may look at the committee that issued a plan sees all of it. Whoever may look at a unit below sees
that unit's duties, whoever issued the plan. To act takes the right at the issuer, or at the committee
directly above the unit: nobody decides about the own duty.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from cascade.calendar.zone import day_of
from cascade.org.office_roles import Right
from cascade.reports import secrecy
from models.obligations.detail import sheet
from models.org import units
from models.plans import plans
from models.views.obligation_views import ObligationSheet
from models.views.office_views import EVERYWHERE
from models.views.plan_views import PlanRecord
from portal.office.web.desk import Desk
from portal.web.i18n import sentences
from portal.web.refusals import TurnAway


@dataclass(frozen=True, slots=True)
class SeenDuty:
    """One duty of a unit as the officer has it before them."""

    sheet: ObligationSheet
    may_press: bool
    whole: bool
    """Whether the officer may open the plan as a whole."""

    @property
    def plan(self) -> PlanRecord:
        """Whose duty it is."""
        return self.sheet.plan

    @property
    def office(self) -> str | None:
        """The unit that decides, where it is not the office that follows the plan."""
        return None if self.whole else self.sheet.above


def plan_of(desk: Desk, plan_id: int) -> PlanRecord:
    """The plan of that number, for whoever may know of it."""
    plan = plans.numbered(desk.session, plan_id)
    if plan is None:
        raise TurnAway(404, "error.no_page")
    desk.need(plan.issuer)
    return plan


def duty_of(desk: Desk, plan_id: int, obligation_id: int, *, early: bool = False) -> SeenDuty:
    """One duty of the plan. A page that acts asks for the right to act about it."""
    found = sheet(desk.session, obligation_id, desk.now, early=early)
    if found is None or found.plan.id != plan_id:
        raise TurnAway(404, "error.no_page")
    plan = found.plan
    above = found.above or plan.issuer
    rights = _rights(desk, {plan.issuer, found.row.unit, above})
    whole = Right.LOOK in rights[plan.issuer]
    if not whole and Right.LOOK not in rights[found.row.unit]:
        raise TurnAway(404, "error.no_page")
    press = Right.PRESS in rights[plan.issuer] or Right.PRESS in rights[above]
    if desk.right is Right.PRESS and not press:
        raise TurnAway(403, "office.not_yours")
    return SeenDuty(found, press, whole)


def may_at(desk: Desk, codes: Collection[str], right: Right = Right.LOOK) -> set[str]:
    """Those of the units for which the officer has the right, asked for all at once."""
    if EVERYWHERE in desk.officer.subtrees(right):
        return set(codes)
    rights = _rights(desk, codes)
    return {code for code in codes if right in rights[code]}


def _rights(desk: Desk, codes: Collection[str]) -> dict[str, frozenset[Right]]:
    above = units.ancestors(desk.session, codes, day_of(desk.now))
    upward = {code: {code, *above.get(code, ())} for code in codes}
    return {
        code: frozenset(right for right in Right if desk.officer.may(right, upward[code])) for code in codes
    }


@cache
def acts_with_words() -> frozenset[str]:
    """The acts in the log that a history has a sentence for."""
    start = "plans.did."
    return frozenset(key.removeprefix(start) for key in sentences("vi") if key.startswith(start))


def plan_names(desk: Desk, numbers: Iterable[int | None]) -> dict[int, str]:
    """What these plans are called, by their numbers."""
    known = plans.some(desk.session, {number for number in numbers if number is not None})
    return {number: called(plan) for number, plan in known.items()}


def called(plan: PlanRecord) -> str:
    """How a plan is named in titles and links: a secret one by its number."""
    return secrecy.plan_name(plan.title, number=plan.number, code=plan.code, secret=plan.secret)

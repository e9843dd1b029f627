"""Issues a plan: its units, duties and first notices are all in the ledger in one go, or none are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.findings import refuse_errors
from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from cascade.result.obligation import Cascade
from documents.plan_file.read_plan import parents_of
from models.changes import issuing
from models.contacts import import_units
from models.database.ledger import Session
from models.views.second_views import Second, SecondAct
from services import plan_files
from services.issuing import second_officer


@dataclass(frozen=True, slots=True)
class Issued:
    """A plan that has just been issued; its findings are what the person who issued it should see."""

    cascade: Cascade
    plan_id: int

    @property
    def units(self) -> int:
        """How many units were given something to do."""
        return len({one.unit for one in self.cascade.obligations})


def look(session: Session, plan: Plan, tree: OrgTree, *, now: datetime, by: str) -> Cascade:
    """What issuing would give, with all that a person must see: of a plan that contradicts itself, too."""
    # Before the plan is worked out: the list may bring contacts, and with them who can be reached.
    import_units.take_over(session, tree, now, by)
    return plan_files.worked_out(session, plan, tree, plan.issued or day_of(now))


def issue(
    session: Session,
    plan: Plan,
    tree: OrgTree,
    *,
    now: datetime,
    by: str,
    seen: Cascade | None = None,
    confirmed: Second | None = None,
) -> Issued:
    """Everything that issuing a plan writes, in the caller's transaction; `seen`: what `look` has given.

    Refusal: when the plan contradicts itself, has been issued before, or wants a second officer.
    """
    second_officer.need(session, SecondAct.ISSUE, confirmed)
    cascade = seen or look(session, plan, tree, now=now, by=by)
    refuse_errors(cascade)
    parents = parents_of(plan)
    return Issued(cascade, issuing.issue(session, cascade, now=now, by=by, parents=parents))

"""Issues a plan: its units, duties and first notices are all in the ledger in one go, or none are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cascade.duty import Cascade
from cascade.findings import refuse_errors
from cascade.instants import day_of
from cascade.plan import Plan
from cascade.tree import OrgTree
from documents.plan_file import parents_of
from models import plans, units
from models.ledger import Session
from services import plan_files


@dataclass(frozen=True, slots=True)
class Issued:
    """A plan that has just been issued; its findings are what the person who issued it should see."""

    cascade: Cascade
    plan_id: int

    @property
    def units(self) -> int:
        """How many units were given something to do."""
        return len({one.unit for one in self.cascade.obligations})


def issue(session: Session, plan: Plan, tree: OrgTree, *, now: datetime, by: str) -> Issued:
    """Everything that issuing a plan writes, in the caller's transaction.

    Refusal: when the plan contradicts itself, or has been issued before.
    """
    # Before the plan is worked out: the list may bring contacts, and with them who can be reached.
    units.import_units(session, tree, now, by)
    cascade = plan_files.worked_out(session, plan, tree, plan.issued or day_of(now))
    refuse_errors(cascade)
    parents = parents_of(plan)
    return Issued(cascade, plans.issue(session, cascade, now=now, by=by, parents=parents))

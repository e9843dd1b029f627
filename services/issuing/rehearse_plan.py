"""A plan rehearsed for the office under supposed answers and a ladder, summed up by day; nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.org import format
from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from cascade.rehearsal import Rehearsal, play
from cascade.rehearsal.rehearsal_days import DayOfPlan, days_of
from cascade.rehearsal.variants import Variant
from cascade.result.obligation import Cascade, FixedMeeting
from models.database.ledger import Session
from models.org import contact_list
from models.plans import plans, revisions, tree_snapshots
from services import plan_files

MOST = 20_000
"""Obligations that are played while somebody waits for a page: some five seconds."""


@dataclass(frozen=True, slots=True)
class PlanOnTree:
    """What is rehearsed or compared: a plan, the tree it speaks to, and what is fixed already."""

    plan: Plan
    tree: OrgTree
    fixed: Mapping[str, FixedMeeting]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A plan's life as it would go."""

    result: Cascade
    played: Rehearsal
    days: tuple[DayOfPlan, ...]


def running(session: Session, code: str, now: datetime) -> PlanOnTree:
    """The present revision of an issued plan on its frozen tree. Refusal: there is none."""
    known = plans.known(session, code)
    kept = revisions.row(session, known.id, known.revision)
    tree = tree_snapshots.load(session, kept.tree)
    people = contact_list.serving(session, tree.units, day_of(now))
    return PlanOnTree(revisions.plan(kept), replace(tree, contacts=people), revisions.fixed(kept))


def rehearse(session: Session, paper: PlanOnTree, variant: Variant, now: datetime) -> Rehearsed:
    """Its life from the issue on. Refusal: it is too large to be played while a page waits."""
    plan = variant.reminding.applied(paper.plan)
    day = paper.tree.day or plan.issued or day_of(now)
    result = plan_files.worked_out(session, plan, paper.tree, day, paper.fixed)
    if len(result.obligations) > MOST:
        many, most = (format.told_number(one) for one in (len(result.obligations), MOST))
        vi = "{many} nhiệm vụ, nhiều hơn mức chạy thử được trên trang ({most})"
        en = "{many} duties, more than a page can rehearse ({most})"
        todo = Told("dùng lệnh “dondoc rehearse” trên máy chủ", "use “dondoc rehearse” on the server")
        raise Refusal(plan.code, tell(vi, en, many=many, most=most), todo)
    behaviour = replace(variant.answering.behaviour, meetings=dict(paper.fixed))
    played = play(result, behaviour, result.calendar)
    return Rehearsed(result, played, days_of(result, played))

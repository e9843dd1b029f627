"""Issues a plan: its units, duties and first notices are all in the ledger in one go, or none are."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import TYPE_CHECKING

from cli import door, papers
from cli.output import put, warn
from cli.speech import language, say

if TYPE_CHECKING:
    from cascade.duty import Cascade
    from cascade.plan import Plan
    from cascade.tree import OrgTree
    from models.ledger import Session


def add_parser(parser: ArgumentParser) -> None:
    papers.add_files(parser)
    door.add_by(parser)


def run(args: Namespace) -> int:
    from models import clock

    plan, tree = papers.read(args)
    with door.writing() as session:
        cascade, plan_id = hand_out(session, plan, tree, clock.now(session), door.actor(args))
    for finding in cascade.findings:
        warn(f"{plan.file}:{finding.line or 1}: {finding.message.said(language())}")
    _post(plan.code)
    put(args, _facts(cascade, plan_id), _lines(cascade))
    return 0


def _post(code: str) -> None:
    """Where a Prefect server is named, the plan is on it at once; elsewhere the next sweep sees to it."""
    if os.environ.get("PREFECT_API_URL"):
        from cli.serving.deploying import post

        if why := post(code):
            vi = "đã vào sổ; chưa lên được bảng theo dõi, lượt quét sau sẽ thử lại"
            en = "is in the ledger; not on the board yet, the next sweep tries again"
            warn(f"{code}: {say(vi, en)}: {why}")


def hand_out(session: Session, plan: Plan, tree: OrgTree, now: datetime, by: str) -> tuple[Cascade, int]:
    """Everything that issuing a plan writes, in the caller's transaction."""
    from cascade.findings import refuse_errors
    from cascade.instants import day_of
    from documents.plan_file import parents_of
    from models import calendar, plans, sittings, units

    units.import_units(session, tree, now, by)
    days = calendar.load_calendar(session)
    others = sittings.elsewhere(session, plan.code)
    cascade = papers.compiled(plan, tree, days, plan.issued or day_of(now), others=others)
    refuse_errors(cascade)
    parents = parents_of(plan)
    return cascade, plans.issue(session, cascade, now=now, by=by, calendar=days, parents=parents)


def _facts(cascade: Cascade, plan_id: int) -> dict[str, object]:
    return {
        "plan": cascade.plan.code,
        "id": plan_id,
        "duties": len(cascade.duties),
        "obligations": len(cascade.obligations),
        "units": len({obligation.unit for obligation in cascade.obligations}),
        "findings": len(cascade.findings),
    }


def _lines(cascade: Cascade) -> list[str]:
    units = len({obligation.unit for obligation in cascade.obligations})
    return [
        say(
            f"Đã ban hành «{cascade.plan.short or cascade.plan.title}»: "
            f"{len(cascade.obligations)} phần việc của {units} đơn vị.",
            f"Issued “{cascade.plan.short or cascade.plan.title}”: "
            f"{len(cascade.obligations)} obligations of {units} units.",
        )
    ]

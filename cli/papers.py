"""The two files a plan comes in: the plan and its unit list, read and checked against each other."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cli import door
from cli.speech import say

if TYPE_CHECKING:
    from cascade.duty import Cascade, FixedMeeting, Meeting
    from cascade.plan import Plan
    from cascade.tree import OrgTree
    from cascade.workdays import WorkCalendar


def add_files(parser: ArgumentParser) -> None:
    """The arguments of every command that reads a plan file."""
    parser.add_argument(
        "plan", type=Path, metavar=say("KẾ_HOẠCH", "PLAN"), help=say("tệp plan.yaml", "plan.yaml")
    )
    parser.add_argument(
        "--units",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "danh sách đơn vị (mặc định: khóa `units` của kế hoạch)", "unit list (the plan names its own)"
        ),
    )


def read(args: Namespace) -> tuple[Plan, OrgTree]:
    """The plan and the units it speaks to, all dates; a refusal when one does not fit the other."""
    from cascade.refusal import Refusal
    from cascade.told import Told
    from documents.plan_file import check_against, read_plan
    from documents.unit_list import read_units

    plan = read_plan(args.plan)
    units: Path | None = args.units
    if units is None and plan.units:
        units = args.plan.parent / plan.units
    if units is None:
        what = Told("không biết đơn vị nào nhận việc", "it does not say which units there are")
        todo = Told("thêm khóa `units:` hoặc --units TỆP", "add the key `units:`, or --units FILE")
        raise Refusal(str(args.plan), what, todo)
    tree = read_units(units)
    check_against(plan, tree)
    return plan, tree


def compiled(
    plan: Plan,
    tree: OrgTree,
    calendar: WorkCalendar,
    day: date,
    fixed: Mapping[str, FixedMeeting] | None = None,
    others: Sequence[Meeting] = (),
) -> Cascade:
    """What the plan asks of whom by when, on that day's tree, beside other plans' conferences."""
    from cascade.check import cascade
    from documents.plan_file import parents_of

    return cascade(
        plan, tree.as_of(day), calendar, fixed=fixed or {}, parents=parents_of(plan), others=others
    )


def beforehand(plan: Plan, tree: OrgTree) -> Cascade:
    """What issuing the plan would give: by the ledger's calendar and conferences, where there is a ledger."""
    from cascade.workdays import WorkCalendar
    from documents.plan_day import day_of_plan

    with door.looking() as session:
        if session is None:
            return compiled(plan, tree, WorkCalendar(), day_of_plan(plan))
        from models import sittings
        from models.calendar import load_calendar

        others = sittings.elsewhere(session, plan.code)
        return compiled(plan, tree, load_calendar(session), day_of_plan(plan), others=others)

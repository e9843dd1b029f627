"""The two files a plan comes in: the plan and its unit list, read and checked against each other."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cli.speech import say

if TYPE_CHECKING:
    from cascade.duty import Cascade, FixedMeeting
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
    today: date,
    fixed: Mapping[str, FixedMeeting] | None = None,
) -> Cascade:
    """What the plan asks of whom by when, on the tree as it stood when it was issued."""
    from cascade.compile import cascade
    from documents.plan_file import parents_of

    then = tree.as_of(plan.issued or today)
    return cascade(plan, then, calendar, fixed=fixed or {}, parents=parents_of(plan))

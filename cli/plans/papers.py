"""The two files a plan comes in, as the arguments of the commands that read them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import desk_ledger
from cli.console.language import say

if TYPE_CHECKING:
    from cascade.org.tree import OrgTree
    from cascade.plan.model import Plan
    from cascade.result.obligation import Cascade


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
    from services import plan_files

    return plan_files.read(args.plan, args.units)


def beforehand(plan: Plan, tree: OrgTree) -> Cascade:
    """What issuing the plan would give: by the ledger's calendar and conferences, where there is a ledger."""
    from services import plan_files

    with desk_ledger.looking() as session:
        return plan_files.beforehand(session, plan, tree)

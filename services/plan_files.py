"""The two files a plan comes in: read, checked against each other, worked out on the ledger's calendar."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from cascade import findings
from cascade.calendar.workdays import WorkCalendar
from cascade.checked_cascade import cascade
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from cascade.result.obligation import Cascade, FixedMeeting, Meeting
from documents.plan_file.plan_day import day_of_plan
from documents.plan_file.read_plan import check_against, cut_values, parents_of, read_plan
from documents.unit_file.unit_list import read_units
from models.channels import configured
from models.conferences import sittings
from models.database.ledger import Session
from models.org import work_calendar


def read(file: Path, units: Path | None = None, *, within: Path | None = None) -> tuple[Plan, OrgTree]:
    """The plan and the units it speaks to, all dates.

    `units`: another unit list than the plan names. `within`: the folder that the list must lie in, where
    whoever names the plan may not read the whole machine.
    Refusal: when either cannot be read, or one does not fit the other.
    """
    plan = read_plan(file)
    if units is None and plan.units:
        units = file.parent / plan.units
    if units is None:
        what = Told("không biết đơn vị nào được giao nhiệm vụ", "it does not say which units there are")
        todo = Told(
            "thêm khóa `units:` vào tệp kế hoạch (ở dòng lệnh: hoặc --units TỆP)",
            "add the key `units:` to the plan (on the command line, or --units FILE)",
        )
        raise Refusal(str(file), what, todo)
    if within is not None and inside(within, str(units)) is None:
        what = Told("`units:` chỉ ra ngoài thư mục kế hoạch", "`units:` leads out of the folder of plans")
        todo = Told("đặt danh sách đơn vị cạnh tệp kế hoạch", "put the list of units beside the plan")
        raise Refusal(str(file), what, todo)
    tree = read_units(units)
    check_against(plan, tree)
    return plan, tree


def inside(folder: Path, name: str) -> Path | None:
    """The file of that name in the folder or below it; None where the name leads elsewhere, or nowhere."""
    try:
        file = (folder / name).resolve()
        file.is_file()  # a name no file system takes is refused here
    except (OSError, ValueError):
        return None
    return file if folder.resolve() in file.parents else None


def worked_out(
    session: Session,
    plan: Plan,
    tree: OrgTree,
    day: date,
    fixed: Mapping[str, FixedMeeting] | None = None,
) -> Cascade:
    """What the plan asks of whom by when, on that day's tree, beside other running plans' conferences."""
    others, channels = sittings.elsewhere(session, plan.code), configured.beforehand(session)
    days = work_calendar.load_calendar(session)
    return _worked_out(plan, tree, days, day, fixed or {}, others, channels)


def beforehand(session: Session | None, plan: Plan, tree: OrgTree) -> Cascade:
    """What issuing the plan would give; without a ledger, by the calendar of the law and beside no plan."""
    day = day_of_plan(plan)
    if session is None:
        return _worked_out(plan, tree, WorkCalendar(), day, {}, (), configured.beforehand(None))
    return worked_out(session, plan, tree, day)


def _worked_out(
    plan: Plan,
    tree: OrgTree,
    days: WorkCalendar,
    day: date,
    fixed: Mapping[str, FixedMeeting],
    others: Sequence[Meeting],
    channels: Collection[str] | None,
) -> Cascade:
    on_the_day, parents = tree.as_of(day), parents_of(plan)
    made = cascade(plan, on_the_day, days, fixed=fixed, parents=parents, others=others, channels=channels)
    return replace(made, findings=findings.in_order((*made.findings, *cut_values(plan))))

"""A plan file with its unit list, read, checked against each other and worked out; for the board's forms."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from cascade.check import cascade
from cascade.duty import Cascade, FixedMeeting
from cascade.findings import refuse_errors
from cascade.instants import day_of
from cascade.plan import Plan
from cascade.refusal import Refusal
from cascade.told import Told
from cascade.tree import OrgTree
from cascade.workdays import WorkCalendar
from documents.plan_file import check_against, parents_of, read_plan
from documents.unit_list import read_units
from models import calendar, plans, revisions, units
from models.ledger import Session


def read(file: Path) -> tuple[Plan, OrgTree]:
    """The plan and the units it speaks to, all dates."""
    plan = read_plan(file)
    if not plan.units:
        what = Told("không biết đơn vị nào nhận việc", "it does not say which units there are")
        todo = Told("thêm khóa `units:` vào tệp kế hoạch", "add the key `units:` to the plan")
        raise Refusal(str(file), what, todo)
    listed = inside(file.parent, plan.units)
    if listed is None:
        what = Told("`units:` chỉ ra ngoài thư mục kế hoạch", "`units:` leads out of the folder of plans")
        todo = Told("đặt danh sách đơn vị cạnh tệp kế hoạch", "put the list of units beside the plan")
        raise Refusal(str(file), what, todo)
    tree = read_units(listed)
    check_against(plan, tree)
    return plan, tree


def inside(folder: Path, name: str) -> Path | None:
    """The file of that name in the folder or below it; None where the name leads elsewhere."""
    try:
        file = (folder / name).resolve()
        file.is_file()  # a name no file system takes is refused here
    except (OSError, ValueError):
        return None
    return file if folder.resolve() in file.parents else None


def hand_out(session: Session, file: Path, now: datetime, by: str) -> Cascade:
    """Issue a plan: everything that is written, in the caller's transaction."""
    plan, tree = read(file)
    units.import_units(session, tree, now, by)
    days = calendar.load_calendar(session)
    made = _worked_out(plan, tree, days, plan.issued or day_of(now), {})
    refuse_errors(made)
    plans.issue(session, made, now=now, by=by, calendar=days, parents=parents_of(plan))
    return made


def changed(session: Session, file: Path, now: datetime) -> Cascade:
    """What the changed file says; a day that an invitation has fixed stays fixed."""
    plan, tree = read(file)
    known = plans.record(session, plan.code)
    fixed = revisions.fixed(revisions.row(session, known.id, known.revision))
    day = known.tree_day or plan.issued or day_of(now)
    made = _worked_out(plan, tree, calendar.load_calendar(session), day, fixed)
    refuse_errors(made)
    return made


def _worked_out(
    plan: Plan, tree: OrgTree, days: WorkCalendar, day: date, fixed: dict[str, FixedMeeting]
) -> Cascade:
    return cascade(plan, tree.as_of(day), days, fixed=fixed, parents=parents_of(plan))

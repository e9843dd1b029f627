"""Shows what a changed plan file would change for whom; with --apply it does so in one transaction."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import TYPE_CHECKING

from cli import door, papers
from cli.output import put
from cli.speech import say

if TYPE_CHECKING:
    from cascade.amend import Amendment
    from cascade.duty import Cascade
    from cascade.plan import Plan
    from cascade.tree import OrgTree
    from models.ledger import Session


def add_parser(parser: ArgumentParser) -> None:
    papers.add_files(parser)
    parser.add_argument(
        "--apply",
        action="store_true",
        help=say("áp dụng và báo cho đơn vị bị ảnh hưởng", "do it and tell them"),
    )
    parser.add_argument(
        "--why", default="", metavar=say("LÝ_DO", "REASON"), help=say("lý do sửa đổi", "why it changes")
    )
    door.add_by(parser)


def run(args: Namespace) -> int:
    from models import amendments, clock

    plan, tree = papers.read(args)
    with door.writing() as session:
        now, by = clock.now(session), door.actor(args)
        after = _after(session, plan, tree, now)
        if args.apply:
            done = amendments.apply(
                session, plan.code, after, now=now, by=by, why=args.why, parents=parents_of(plan)
            )
        else:
            done = amendments.preview(session, plan.code, after)
    put(args, facts(done, applied=args.apply), lines(done, applied=args.apply))
    return 0


def parents_of(plan: Plan) -> tuple[Plan, ...]:
    """The plans it follows, as their files now say."""
    from documents import plan_file

    return plan_file.parents_of(plan)


def _after(session: Session, plan: Plan, tree: OrgTree, now: datetime) -> Cascade:
    """The changed file on today's calendar; a day that an invitation has fixed stays fixed."""
    from cascade.instants import day_of
    from models import calendar, plans, revisions

    known = plans.record(session, plan.code)
    fixed = revisions.fixed(revisions.row(session, known.id, known.revision))
    return papers.compiled(plan, tree, calendar.load_calendar(session), day_of(now), fixed)


GROUPS = (
    ("added", "thêm", "added"),
    ("withdrawn", "rút", "withdrawn"),
    ("moved_earlier", "sớm hơn", "moved earlier"),
    ("moved_later", "lùi lại", "moved later"),
    ("changed", "đổi nội dung", "changed"),
    ("meetings", "hội nghị", "conferences"),
)


def facts(amendment: Amendment, *, applied: bool) -> dict[str, object]:
    """The obligations of each group by their ids, and the units that hear of it."""
    groups = {name: [item.id for item in getattr(amendment, name)] for name, _, _ in GROUPS}
    return {"applied": applied, **groups, "told": list(amendment.told)}


def lines(amendment: Amendment, *, applied: bool) -> list[str]:
    """One line for each group that has anything in it."""
    found = []
    for name, vi, en in GROUPS:
        items = [item.id for item in getattr(amendment, name)]
        if items:
            shown = ", ".join(items[:5]) + (" …" if len(items) > 5 else "")
            found.append(f"{say(vi, en)}: {len(items)} ({shown})")
    if not found:
        return [say("Không có gì thay đổi.", "Nothing changes.")]
    told = len(amendment.told)
    found.append(say(f"Số đơn vị được báo: {told}.", f"Units that are told: {told}."))
    if not applied:
        found.append(say("Chưa áp dụng; thêm --apply để áp dụng.", "Not applied yet; add --apply."))
    return found

"""Shows what a changed plan file would change for whom; with --apply it does so in one transaction."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date, datetime
from typing import TYPE_CHECKING

from cli import changes, door, papers, targets
from cli.output import put, warn
from cli.speech import language, say

if TYPE_CHECKING:
    from cascade.amend import Amendment
    from cascade.duty import Cascade
    from cascade.plan import Plan
    from cascade.tree import OrgTree
    from cascade.tree_changes import Trace
    from models.ledger import Session


def add_parser(parser: ArgumentParser) -> None:
    papers.add_files(parser)
    parser.add_argument(
        "--apply",
        action="store_true",
        help=say("áp dụng và báo cho đơn vị bị ảnh hưởng", "do it and tell them"),
    )
    parser.add_argument(
        "--on",
        type=targets.day,
        metavar=say("NGÀY", "DAY"),
        help=say(
            "theo cây đơn vị của ngày này: đơn vị đã sáp nhập, giải thể, đổi cấp trên",
            "on that day's tree of units: after a merger, a closure, a move",
        ),
    )
    parser.add_argument(
        "--why", default="", metavar=say("LÝ_DO", "REASON"), help=say("lý do sửa đổi", "why it changes")
    )
    door.add_by(parser)


def run(args: Namespace) -> int:
    from cascade.findings import refuse_errors
    from models import clock

    plan, tree = papers.read(args)
    with door.writing() as session:
        now = clock.now(session)
        after = _after(session, plan, tree, args.on, now)
        if args.apply:
            refuse_errors(after)
        for finding in after.findings if not args.apply else ():
            warn(f"{plan.file}:{finding.line or 1}: {finding.message.said(language())}")
        way = _reshape if args.on else _amend
        done, traces = way(session, args, after, tree, now)
    facts = changes.facts(done, applied=args.apply, traces=traces)
    put(args, facts, changes.lines(done, applied=args.apply, traces=traces))
    return 0


def _amend(
    session: Session, args: Namespace, after: Cascade, tree: OrgTree, now: datetime
) -> tuple[Amendment, tuple[Trace, ...]]:
    from documents.plan_file import parents_of
    from models import amendments

    code, parents = after.plan.code, parents_of(after.plan)
    if not args.apply:
        return amendments.preview(session, code, after), ()
    by = door.actor(args)
    return amendments.apply(session, code, after, now=now, by=by, why=args.why, parents=parents), ()


def _reshape(
    session: Session, args: Namespace, after: Cascade, tree: OrgTree, now: datetime
) -> tuple[Amendment, tuple[Trace, ...]]:
    """Units of the new list are taken over first: whoever takes over a duty must be known."""
    from documents.plan_file import parents_of
    from models import reshaping, units

    code, by = after.plan.code, door.actor(args)
    if not args.apply:
        done = reshaping.preview(session, code, after, tree, now)
    else:
        units.import_units(session, tree, now, by)
        parents = parents_of(after.plan)
        done = reshaping.apply(session, code, after, tree, now=now, by=by, why=args.why, parents=parents)
    return done.amendment, done.traces


def _after(session: Session, plan: Plan, tree: OrgTree, on: date | None, now: datetime) -> Cascade:
    """The changed file on today's calendar and the plan's own tree; fixed conferences stay fixed."""
    from cascade.instants import day_of
    from models import calendar, plans, revisions, sittings

    known = plans.record(session, plan.code)
    fixed = revisions.fixed(revisions.row(session, known.id, known.revision))
    day = on or known.tree_day or plan.issued or day_of(now)
    days, others = calendar.load_calendar(session), sittings.elsewhere(session, plan.code)
    return papers.compiled(plan, tree, days, day, fixed, others)

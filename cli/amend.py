"""Shows what a changed plan file would change for whom; with --apply it does so in one transaction."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli import changes, door, papers, targets
from cli.output import put, warn
from cli.speech import language, say


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
    from models import clock
    from services import amend

    plan, tree = papers.read(args)
    with door.writing() as session:
        now = clock.now(session)
        if args.apply:
            by = door.actor(args)
            done = amend.apply(session, plan, tree, now=now, by=by, why=args.why, on=args.on)
        else:
            done = amend.preview(session, plan, tree, now=now, on=args.on)
    for finding in done.cascade.findings if not args.apply else ():
        warn(f"{plan.file}:{finding.line or 1}: {finding.message.said(language())}")
    facts = changes.facts(done.amendment, applied=args.apply, traces=done.traces)
    put(args, facts, changes.lines(done.amendment, applied=args.apply, traces=done.traces))
    return 0

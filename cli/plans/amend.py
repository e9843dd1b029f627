"""Shows what a changed plan file would change for whom; with --apply it does so in one transaction."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli.console import desk_ledger, diff_text, target_args
from cli.console.language import language, say
from cli.console.output import put, warn
from cli.plans import papers


def add_parser(parser: ArgumentParser) -> None:
    papers.add_files(parser)
    parser.add_argument(
        "--apply",
        action="store_true",
        help=say("áp dụng và báo cho đơn vị bị ảnh hưởng", "do it and tell them"),
    )
    parser.add_argument(
        "--on",
        type=target_args.day,
        metavar=say("NGÀY", "DAY"),
        help=say(
            "theo hệ thống tổ chức của ngày này: đơn vị đã sáp nhập, giải thể, đổi cấp trên",
            "on that day's tree of units: after a merger, a closure, a move",
        ),
    )
    parser.add_argument(
        "--why",
        type=target_args.few_words,
        default="",
        metavar=say("LÝ_DO", "REASON"),
        help=say("lý do sửa đổi", "why it changes"),
    )
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from models.database import clock
    from services.issuing import amend_plan, units_of_change

    plan, tree = papers.read(args)
    with desk_ledger.writing() as session:
        now = clock.now(session)
        if args.apply:
            by = desk_ledger.actor(args)
            done = amend_plan.apply(session, plan, tree, now=now, by=by, why=args.why, on=args.on)
        else:
            done = amend_plan.preview(session, plan, tree, now=now, on=args.on)
        called = units_of_change.names(session, now, done.amendment, done.traces, tree)
    for finding in done.cascade.findings if not args.apply else ():
        warn(f"{plan.file}:{finding.line or 1}: {finding.message.said(language())}")
    facts = diff_text.facts(done.amendment, applied=args.apply, traces=done.traces)
    put(args, facts, diff_text.lines(done.amendment, called, applied=args.apply, traces=done.traces))
    return 0

"""Grants one unit a later date for one duty; the stated date stays on record beside it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli.console import desk_ledger, target_args
from cli.console.language import day, say
from cli.console.output import put


def add_parser(parser: ArgumentParser) -> None:
    target_args.add_target(parser)
    parser.add_argument(
        "until", type=target_args.day, metavar=say("ĐẾN_NGÀY", "UNTIL"), help=say("hạn mới", "the new date")
    )
    target_args.add_why(parser)
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from models.database import clock
    from services import grant

    with desk_ledger.writing() as session:
        grant.extend(
            session,
            args.plan,
            args.duty,
            args.unit,
            args.until,
            args.why,
            now=clock.now(session),
            by=desk_ledger.actor(args),
        )
    facts = {"plan": args.plan, "duty": args.duty, "unit": args.unit, "until": args.until}
    put(args, facts, [say(f"Đã gia hạn đến {day(args.until)}.", f"Extended until {day(args.until)}.")])
    return 0

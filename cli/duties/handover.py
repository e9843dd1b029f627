"""Hands one duty of one unit to another unit, with a trace of who did it and why."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli.console import desk_ledger, target_args
from cli.console.language import say
from cli.console.output import put


def add_parser(parser: ArgumentParser) -> None:
    target_args.add_target(parser)
    parser.add_argument(
        "to", metavar=say("CHO_ĐƠN_VỊ", "TO_UNIT"), help=say("đơn vị nhận", "the unit that takes it")
    )
    target_args.add_why(parser)
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from models.database import clock
    from services import grant

    with desk_ledger.writing() as session:
        before, after = grant.hand_over(
            session,
            args.plan,
            args.duty,
            args.unit,
            args.to,
            args.why,
            now=clock.now(session),
            by=desk_ledger.actor(args),
        )
    facts = {"plan": args.plan, "duty": args.duty, "unit": args.unit, "to": args.to}
    put(
        args,
        facts,
        [
            say(
                f"{after.unit_name} nhận {args.duty} của {before.unit_name}.",
                f"{after.unit_name} takes {args.duty} from {before.unit_name}.",
            )
        ],
    )
    return 0

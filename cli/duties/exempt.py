"""Exempts one unit from one duty: it is asked no more, and no rate counts it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli.console import desk_ledger, target_args
from cli.console.language import say
from cli.console.output import put


def add_parser(parser: ArgumentParser) -> None:
    target_args.add_target(parser)
    target_args.add_why(parser)
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from models.database import clock
    from services import grant

    with desk_ledger.writing() as session:
        before = grant.exempt(
            session,
            args.plan,
            args.duty,
            args.unit,
            args.why,
            now=clock.now(session),
            by=desk_ledger.actor(args),
        )
    facts = {"plan": args.plan, "duty": args.duty, "unit": args.unit}
    put(
        args,
        facts,
        [
            say(
                f"Đã miễn {args.duty} cho {before.unit_name}.",
                f"{before.unit_name} is exempt from {args.duty}.",
            )
        ],
    )
    return 0

"""Exempts one unit from one duty: it is asked no more, and no rate counts it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli import door, targets
from cli.output import put
from cli.speech import say


def add_parser(parser: ArgumentParser) -> None:
    targets.add_target(parser)
    targets.add_why(parser)
    door.add_by(parser)


def run(args: Namespace) -> int:
    from models import clock
    from services import exceptions

    with door.writing() as session:
        exceptions.exempt(
            session, args.plan, args.duty, args.unit, args.why, now=clock.now(session), by=door.actor(args)
        )
    facts = {"plan": args.plan, "duty": args.duty, "unit": args.unit}
    put(
        args,
        facts,
        [say(f"Đã miễn {args.duty} cho {args.unit}.", f"{args.unit} is exempt from {args.duty}.")],
    )
    return 0

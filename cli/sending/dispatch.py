"""Sends the notices that wait: once, or for as long as nobody stops it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli.console.language import language, say
from cli.console.output import put


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--once",
        action="store_true",
        help=say("gửi hết những gì đang chờ rồi thôi", "send what waits now, then stop"),
    )


def run(args: Namespace) -> int:
    from cascade.notices.outcome_kinds import attempts
    from cli.serving import senders
    from cli.serving.processes import veil
    from cli.serving.roles import dispatcher

    veil()
    if not args.once:
        dispatcher([])
        return 0
    done = senders.drain()
    told = attempts(done, language())
    put(args, done, [told or say("Không có gì chờ gửi.", "Nothing waits.")])
    return 0 if not done.get("ours") else 1

"""Closes a plan: nobody is asked or reminded any more, and what stayed open is listed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli import door
from cli.output import put
from cli.speech import say


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "code of the plan"))
    door.add_by(parser)


def run(args: Namespace) -> int:
    from models import clock
    from services.close import close

    with door.writing() as session:
        now = clock.now(session)
        done = close(session, args.plan, now=now, by=door.actor(args))
    left = [f"{row.key}:{row.unit}" for row in done.left_open]
    facts = {"plan": args.plan, "closed_at": now, "left_open": left}
    lines = [say(f"Đã kết thúc «{done.plan.title}».", f"Closed “{done.plan.title}”.")]
    lines += [
        say(f"Còn bỏ ngỏ: {row.unit_name}, {row.action}", f"Left open: {row.unit_name}, {row.action}")
        for row in done.left_open
    ]
    put(args, facts, lines)
    return 0

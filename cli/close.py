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
    from models import clock, obligations, plans
    from models.records import UNDONE

    with door.writing() as session:
        now = clock.now(session)
        plan = plans.record(session, args.plan)
        rows = obligations.rows(session, plan.id, now=now)
        plans.close(session, args.plan, now=now, by=door.actor(args))
    left = [row for row in rows if row.state in UNDONE]
    facts = {"plan": args.plan, "closed_at": now, "left_open": [f"{row.key}:{row.unit}" for row in left]}
    lines = [say(f"Đã kết thúc «{plan.title}».", f"Closed “{plan.title}”.")]
    lines += [
        say(f"Còn bỏ ngỏ: {row.unit_name}, {row.action}", f"Left open: {row.unit_name}, {row.action}")
        for row in left
    ]
    put(args, facts, lines)
    return 0

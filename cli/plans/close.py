"""Closes a plan: nobody is asked or reminded any more, and what stayed open is listed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli.console import desk_ledger
from cli.console.language import say
from cli.console.output import put


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "code of the plan"))
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from models.database import clock
    from services.issuing.close_plan import close

    with desk_ledger.writing() as session:
        now = clock.now(session)
        done = close(session, args.plan, now=now, by=desk_ledger.actor(args))
    left = [f"{row.key}:{row.unit}" for row in done.left_open]
    facts = {"plan": args.plan, "closed_at": now, "left_open": left}
    lines = [say(f"Đã kết thúc “{done.plan.title}”.", f"Closed “{done.plan.title}”.")]
    lines += [
        say(
            f"Nhiệm vụ chưa hoàn thành: {row.unit_name}, {row.action}",
            f"Not completed: {row.unit_name}, {row.action}",
        )
        for row in done.left_open
    ]
    lines.append(_retired(args.plan))
    put(args, facts, lines)
    return 0


def _retired(code: str) -> str:
    """Where a Prefect server is known, the plan's schedule ends at once; elsewhere with the next sweep."""
    vi, en = "lượt quét sau sẽ bỏ", "the next sweep ends it"
    later = say(f"Lịch chạy trên bảng theo dõi: {vi}.", f"Its schedule on the dashboard: {en}.")
    from cli.serving.environment import known_api

    if not known_api():
        return later
    from cli.serving.deploying import retire

    if why := retire(code):
        return f"{later} ({why})"
    return say("Đã bỏ lịch chạy trên bảng theo dõi.", "Its schedule on the dashboard has ended.")

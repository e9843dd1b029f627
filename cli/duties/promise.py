"""Notes the day by which a late unit expects to be done; its deadline stays, and it is pressed after it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli.console import desk_ledger, target_args
from cli.console.language import day, say
from cli.console.output import put


def add_parser(parser: ArgumentParser) -> None:
    target_args.add_target(parser)
    parser.add_argument(
        "day",
        type=target_args.day,
        metavar=say("NGÀY", "DAY"),
        help=say("ngày dự kiến hoàn thành", "when it expects to be done"),
    )
    parser.add_argument(
        "--note",
        type=target_args.few_words,
        default="",
        metavar=say("LỜI", "TEXT"),
        help=say("ghi chú", "a note"),
    )
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from models.database import clock
    from services.answers import late_duties

    with desk_ledger.writing() as session:
        late_duties.promise(
            session,
            args.plan,
            args.duty,
            args.unit,
            args.day,
            args.note,
            now=clock.now(session),
            by=desk_ledger.actor(args),
        )
    facts = {"plan": args.plan, "duty": args.duty, "unit": args.unit, "day": args.day}
    told = say(
        f"Đã ghi: dự kiến hoàn thành ngày {day(args.day)}. Thời hạn không đổi.",
        f"Noted: expected to be done by {day(args.day)}. The deadline stays.",
    )
    put(args, facts, [told])
    return 0

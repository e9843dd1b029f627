"""Shows which days are off, and takes over what is decided later: a day off, a Saturday worked instead."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cli.console import desk_ledger, diff_text, target_args
from cli.console.language import day, language, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cascade.changes.plan_diff import Amendment
    from documents.console.change_text import Called
    from models.database.ledger import Session

    Concerned = list[tuple[str, Amendment]]


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar=say("VIỆC", "ACT"))
    show = acts.add_parser(
        "show", help=say("các ngày nghỉ, ngày làm bù của một năm", "one year's special days")
    )
    show.add_argument("year", type=target_args.year, metavar=say("NĂM", "YEAR"))
    for name, help_line in (
        ("off", say("cho nghỉ một ngày", "make a day a day off")),
        ("work", say("làm việc một ngày (làm bù)", "make a day a working day")),
    ):
        change = acts.add_parser(name, help=help_line)
        change.add_argument("day", type=target_args.day, metavar=say("NGÀY", "DAY"))
        change.add_argument(
            "--source",
            type=target_args.name,
            required=True,
            metavar=say("CĂN_CỨ", "SOURCE"),
            help=say("văn bản quyết định", "who says so"),
        )
        change.add_argument(
            "--apply",
            action="store_true",
            help=say(
                "tính lại hạn các kế hoạch đang chạy và báo cho đơn vị bị ảnh hưởng",
                "date running plans anew and tell the units concerned",
            ),
        )
        desk_ledger.add_by(change)


def run(args: Namespace) -> int:
    return _show(args) if args.act == "show" else _change(args)


def _show(args: Namespace) -> int:
    """Weekdays that are off and weekend days that are worked; ordinary weekends would hide them."""
    from models.org.work_calendar import load_calendar

    with desk_ledger.reading() as session:
        calendar = load_calendar(session)
    first = date(args.year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(args.year + 1, 1, 1) - first).days)]
    special = [day for day in days if calendar.is_working(day) != (day.isoweekday() < 6)]
    rows = [
        {"day": day, "working": calendar.is_working(day), "name": calendar.name(day, language()) or ""}
        for day in special
    ]
    words = {True: say("làm việc", "worked"), False: say("nghỉ", "off")}
    head = (say("Ngày", "Day"), "", say("Vì", "Why"))
    put(
        args,
        rows,
        table(
            head,
            [
                (day(one), words[bool(row["working"])], row["name"])
                for one, row in zip(special, rows, strict=True)
            ],
        ),
    )
    return 0


def _change(args: Namespace) -> int:
    """The day counts from now on; plans already issued follow when they are told to."""
    from models.database import clock
    from models.org.work_calendar import set_override
    from services.issuing import units_of_change

    working = args.act == "work"
    with desk_ledger.writing() as session:
        now = clock.now(session)
        set_override(session, args.day, working, args.source, now=now, by=desk_ledger.actor(args))
        concerned = _follow(session, args, now)
        called = {code: units_of_change.names(session, now, one) for code, one in concerned}
    plans = [{"plan": code, **diff_text.facts(one, applied=args.apply)} for code, one in concerned]
    facts = {"day": args.day, "working": working, "source": args.source, "plans": plans}
    told = say("là ngày làm việc", "is a working day") if working else say("là ngày nghỉ", "is a day off")
    put(args, facts, [f"{day(args.day)} {told}.", *_lines(concerned, called, args.apply)])
    return 0


def _follow(session: Session, args: Namespace, now: datetime) -> Concerned:
    from models.changes import calendar_change
    from models.org import work_calendar

    days = work_calendar.load_calendar(session)
    found = [(plan.code, amendment) for plan, amendment in calendar_change.concerned(session, days)]
    for code, _ in found if args.apply else ():
        calendar_change.apply(session, code, days, now=now, by=desk_ledger.actor(args), why=args.source)
    return found


def _lines(concerned: Concerned, called: Mapping[str, Called], applied: bool) -> list[str]:
    if not concerned:
        return [say("Không kế hoạch nào đang chạy bị ảnh hưởng.", "No running plan is concerned.")]
    return [
        f"{code}: {line}"
        for code, one in concerned
        for line in diff_text.lines(one, called[code], applied=applied)
    ]

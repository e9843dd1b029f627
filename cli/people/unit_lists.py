"""Takes over a list of units, new, known and gone ones; names stand-ins; what only looks is beside it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from cascade.notices.kinds import LISTED
from cli.console import desk_ledger, list_text, target_args
from cli.console.language import day as shown
from cli.console.language import say
from cli.console.output import put
from cli.people import unit_looks


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar=say("VIỆC", "ACT"))
    take = acts.add_parser("import", help=say("nạp danh sách đơn vị", "take over a list of units"))
    take.add_argument(
        "file",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say("danh sách đơn vị (xlsx, csv)", "an xlsx or a csv"),
    )
    take.add_argument(
        "--dry-run",
        action="store_true",
        help=say(
            "chỉ xem sẽ thay đổi gì: đơn vị, cán bộ đầu mối, đường dẫn; không nạp",
            "only show what would change: units, people, links",
        ),
    )
    stand_in = acts.add_parser(
        "stand-in",
        help=say("cử người thay cán bộ đầu mối trong một thời gian", "name a stand-in for some days"),
    )
    stand_in.add_argument("unit", metavar=say("ĐƠN_VỊ", "UNIT"))
    stand_in.add_argument("name", type=target_args.name, metavar=say("HỌ_TÊN", "NAME"))
    stand_in.add_argument("first", type=target_args.day, metavar=say("TỪ_NGÀY", "FIRST_DAY"))
    stand_in.add_argument("last", type=target_args.day, metavar=say("ĐẾN_HẾT_NGÀY", "LAST_DAY"))
    for channel in LISTED:
        stand_in.add_argument(
            f"--{channel}", type=target_args.addresses(channel), default=[], metavar=say("ĐỊA_CHỈ", "ADDRESS")
        )
    unit_looks.add_acts(acts)
    for act in (take, stand_in):
        desk_ledger.add_by(act)


def run(args: Namespace) -> int:
    if args.act in unit_looks.ACTS:
        return unit_looks.run(args)
    return _import(args) if args.act == "import" else _stand_in(args)


def _import(args: Namespace) -> int:
    """Running plans keep their tree; where a unit with open duties is gone, the officer is told."""
    from cascade.calendar.zone import day_of
    from documents.unit_file.unit_list import read_units
    from models.changes import unit_change
    from models.contacts import import_units
    from models.database import clock

    tree = read_units(args.file)
    with desk_ledger.reading() if args.dry_run else desk_ledger.writing() as session:
        now = clock.now(session)
        if not args.dry_run:
            import_units.lock(session, now)
        planned = import_units.plan(session, tree, now, str(args.file))
        touched = unit_change.affected(session, tree, day_of(now))
        if not args.dry_run:
            import_units.write(session, planned, now, desk_ledger.actor(args))
    done = planned.counts
    numbers = (len(tree), done.added, done.changed, done.contacts)
    told = say(
        "{} đơn vị: {} mới, {} thay đổi, {} cán bộ đầu mối cập nhật.",
        "{} units: {} new, {} changed, {} contacts updated.",
    )
    counts = {"added": done.added, "changed": done.changed, "contacts": done.contacts, "plans": touched}
    facts = {"applied": not args.dry_run, **counts, **list_text.facts(planned.told)}
    put(
        args,
        facts,
        [told.format(*numbers), *list_text.lines(planned.told), *_last(args, touched, day_of(now))],
    )
    return 0


def _last(args: Namespace, touched: Mapping[str, int], day: date) -> Iterator[str]:
    hint = say(
        "{}: {} nhiệm vụ chưa hoàn thành của đơn vị đã kết thúc; xem `dondoc amend TỆP_KẾ_HOẠCH --on {}`",
        "{}: {} open duties of units that are gone; see `dondoc amend PLAN_FILE --on {}`",
    )
    yield from (hint.format(code, count, day) for code, count in touched.items())
    if args.dry_run:
        yield say("Chưa nạp gì; bỏ --dry-run để nạp.", "Nothing imported yet; leave out --dry-run to do it.")


def _stand_in(args: Namespace) -> int:
    from cascade.lang.refusal import Refusal
    from cascade.lang.told import Told
    from cascade.org.tree import Contact
    from models.database import clock
    from models.obligations import exceptions
    from models.org import names_in_time
    from services import targets

    ways = tuple(way for channel in LISTED for way in getattr(args, channel))
    if not ways:
        what = Told("chưa có cách liên lạc với người thay", "there is no way to reach the stand-in")
        raise Refusal(args.unit, what, Told("thêm --mail, --zalo hoặc --zbs", "add --mail, --zalo or --zbs"))
    with desk_ledger.writing() as session:
        now = clock.now(session)
        code, after = targets.code(session, args.unit, now), args.last + timedelta(days=1)
        person = Contact(code, args.name, ways, valid_from=args.first, valid_to=after)
        exceptions.delegate(session, person, by=desk_ledger.actor(args), now=now)
        unit = names_in_time.known(session, {code}).on(code, args.first)
    facts = {"unit": code, "name": args.name, "first": args.first, "last": args.last, "channels": ways}
    told = say(
        f"{args.name} thay cán bộ đầu mối của {unit} từ {shown(args.first)} đến hết {shown(args.last)}.",
        f"{args.name} stands in for {unit} from {shown(args.first)} to {shown(args.last)}.",
    )
    put(args, facts, [told])
    return 0

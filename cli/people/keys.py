"""Shows which keys sign links and the log's heads, and puts a new one in place of the old."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cli.console import desk_ledger, target_args
from cli.console.language import moment, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.database.ledger import Ledger
    from models.org.link_keys import Key

MOST_DAYS = 3650


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar=say("VIỆC", "ACT"))
    acts.add_parser("show", help=say("khóa nào đang ký, khóa nào còn nhận", "which sign, which are believed"))
    rotate = acts.add_parser(
        "rotate", help=say("ký bằng khóa mới; khóa cũ còn được nhận một thời gian", "sign with a new key")
    )
    rotate.add_argument(
        "--days",
        type=target_args.whole(0, MOST_DAYS),
        default=90,
        metavar="N",
        help=say(
            "khóa cũ còn được nhận mấy ngày (mặc định 90); khóa đã lộ: 0",
            "days the earlier key is still believed (90); one that leaked: 0",
        ),
    )
    rotate.add_argument(
        "--log",
        action="store_true",
        help=say(
            "đổi khóa ký đầu chuỗi nhật ký trên máy này; khóa cũ ký nhận khóa mới",
            "change the key that signs the log's heads on this machine; the old one signs the new one in",
        ),
    )
    desk_ledger.add_by(rotate)


def run(args: Namespace) -> int:
    from models.database import clock
    from models.org import link_keys

    if args.act == "rotate":
        return _rotate_log(args) if args.log else _rotate(args)
    with desk_ledger.ledger() as ledger:
        with ledger.begin() as session:
            found = link_keys.shown(session, clock.now(session))
        signs = _log_mark(ledger)
    head = (
        say("Dấu", "Mark"),
        say("Tạo lúc", "Made at"),
        say("Nhận đến", "Believed until"),
        say("Ký", "Signs"),
    )
    heads = say(f"Khóa ký đầu chuỗi nhật ký: {signs or '–'}", f"Key of the log's heads: {signs or '–'}")
    put(args, {"keys": found, "log": signs}, [*table(head, map(_cells, found)), "", heads])
    return 0


def _log_mark(ledger: Ledger) -> str:
    from services.keeping import head_signing, log_heads

    folder = log_heads.folder_for(ledger.url)
    public = head_signing.public(folder) if folder else ""
    return head_signing.mark(public) if public else ""


def _rotate_log(args: Namespace) -> int:
    from models.database import audit, clock
    from services.auditing import sealed_log

    with desk_ledger.ledger() as ledger:
        with ledger.begin() as session:
            now = clock.now(session)
        made = sealed_log.rotate_key(ledger, now)
        with ledger.begin() as session:
            audit.log(session, desk_ledger.actor(args), "rotate_log_key", now=now, key=made)
    told = say(
        f"Từ nay đầu chuỗi nhật ký trên máy này ký bằng khóa {made}; những gì khóa cũ đã ký vẫn được nhận.",
        f"The log's heads are signed with key {made} here now; what the old one signed still counts.",
    )
    put(args, {"key": made}, [told])
    return 0


def _rotate(args: Namespace) -> int:
    from datetime import timedelta

    from models.database import clock
    from services.office import factor_acts

    with desk_ledger.writing() as session:
        now = clock.now(session)
        made = factor_acts.change_link_key(session, timedelta(days=args.days), now, desk_ledger.actor(args))
    until = moment(now + timedelta(days=args.days))
    told = say(
        f"Từ nay ký bằng khóa {made.mark}; đường dẫn ký bằng khóa cũ còn dùng được đến {until}.",
        f"Links are signed with key {made.mark} from now on; those of the earlier key open until {until}.",
    )
    if args.days == 0:
        told = say(
            f"Từ nay ký bằng khóa {made.mark}; mọi đường dẫn đã gửi không còn dùng được.",
            f"Links are signed with key {made.mark} from now on; no link sent so far opens any more.",
        )
    put(args, {"key": made, "days": args.days}, [told])
    return 0


def _cells(key: Key) -> tuple[object, ...]:
    return (
        key.mark,
        moment(key.made_at) if key.made_at else "–",
        moment(key.until) if key.until else "–",
        "✓" if key.signs else "",
    )

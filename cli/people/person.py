"""What is kept of one person: written out for them, or erased without breaking the sealed log."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cli.console import desk_ledger, target_args
from cli.console.language import language, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.contacts.erase_person import Erased
    from models.contacts.person_search import Person
    from models.database.ledger import Session


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar=say("VIỆC", "ACT"))
    export = acts.add_parser(
        "export",
        help=say("ghi ra tệp mọi dữ liệu đang giữ về người ấy", "write out all that is kept of them"),
    )
    export.add_argument(
        "--to",
        type=Path,
        required=True,
        metavar=say("TỆP", "FILE"),
        help=say("tệp JSON, chỉ chủ tệp đọc được", "a JSON file, for its owner's eyes"),
    )
    erase = acts.add_parser(
        "erase",
        help=say(
            "xóa tên, địa chỉ của người đã thôi việc", "erase name and addresses of somebody who has left"
        ),
    )
    erase.add_argument(
        "--apply", action="store_true", help=say("làm thật; không có thì chỉ xem", "do it; else only look")
    )
    desk_ledger.add_by(erase)
    for act in (export, erase):
        act.add_argument(
            "who",
            type=target_args.name,
            metavar=say("AI", "WHO"),
            help=say("hộp thư, số điện thoại hoặc họ tên", "mailbox, number or name"),
        )
        act.add_argument(
            "--unit",
            metavar=say("ĐƠN_VỊ", "UNIT"),
            help=say(
                "đơn vị của người ấy, khi nhiều người trùng tên", "their unit, where several are called so"
            ),
        )


def run(args: Namespace) -> int:
    return _export(args) if args.act == "export" else _erase(args)


def _found(session: Session, args: Namespace) -> Person:
    from cascade.calendar.zone import day_of
    from models.contacts import person_search
    from models.database import clock
    from services import targets

    now = clock.now(session)
    unit = targets.code(session, args.unit, now) if args.unit else None
    return person_search.find(session, args.who, unit, day_of(now))


def _export(args: Namespace) -> int:
    from cli.people import kept_meanings
    from models.contacts import person_search
    from models.migrations.carrying import plan_rows
    from services.keeping import backup_file

    if args.to.exists():
        what = Told("tệp này đã có", "this file is there already")
        raise Refusal(str(args.to), what, Told("nêu một tên khác", "name another"))
    with desk_ledger.reading() as session:
        person = _found(session, args)
        meanings = plan_rows.meanings() if language() == "en" else kept_meanings.MEANINGS
        kept = {
            one.name: {"meaning": meanings[one.name], "rows": [person_search.shown(row) for row in rows]}
            for one, rows in person_search.held(session, person)
        }
    about = {
        "names": sorted(person.names),
        "addresses": sorted(person.addresses),
        "units": sorted(person.units),
    }
    with backup_file.ours(args.to) as there:
        there.write(json.dumps({"person": about, "kept": kept}, ensure_ascii=False, indent=2).encode())
    many = {name: len(one["rows"]) for name, one in kept.items()}
    head = (say("bảng", "table"), say("dòng", "rows"))
    told = say(f"Đã ghi vào {args.to}.", f"Written to {args.to}.")
    put(args, {"file": str(args.to), "rows": many}, [*table(head, many.items()), "", told])
    return 0


def _erase(args: Namespace) -> int:
    from models.contacts import erase_person
    from models.database import clock
    from services.auditing import sealed_log

    with desk_ledger.ledger() as ledger:
        with ledger.begin() as session:
            now = clock.now(session)
            done = erase_person.erase(session, _found(session, args), now, desk_ledger.actor(args))
            if not args.apply:
                session.rollback()
        if args.apply:
            sealed_log.seal(ledger, now)
    put(args, {"applied": args.apply, "erased": done}, _told(done, applied=args.apply))
    return 0


def _told(done: Erased, *, applied: bool) -> list[str]:
    lines = [*table((say("bảng", "table"), say("dòng", "rows")), done.rows.items()), ""]
    if done.namesakes:
        lines.append(
            say(
                "Có người khác trùng tên: ngoài đơn vị của người này, tên được để nguyên.",
                "Somebody else is called the same: outside of this person's units the name was left alone.",
            )
        )
    if not applied:
        return [*lines, say("Chưa ghi gì; thêm --apply để làm.", "Nothing was written; --apply does it.")]
    return [
        *lines,
        say(
            f"Đã xóa; việc người ấy đã làm nay mang tên {done.alias}. Xem lại nhật ký: dondoc audit verify.",
            f"Erased; what they did now stands under {done.alias}. See the log: dondoc audit verify.",
        ),
        say(
            "Các bản sao lưu trước hôm nay còn giữ tên cũ cho đến khi hết hạn giữ.",
            "Backups made before today keep the name until they are let go.",
        ),
    ]

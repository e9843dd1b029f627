"""After a backup of the ledger was put back: the sweep first, then silence over what may have left."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import desk_ledger, target_args
from cli.console.language import say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.database.ledger import Session
    from models.reminders.restore_window import Restored

_MAIL_NAME = re.compile(r"(?<![0-9a-f])[0-9a-f]{40}(?=@)")


def add_parser(parser: ArgumentParser) -> None:
    when = say("LÚC", "WHEN")
    parser.add_argument(
        "--backup-taken",
        required=True,
        type=target_args.moment,
        metavar=when,
        help=say("lúc tạo bản sao lưu: 2024-03-28 08:00", "when the backup was made: 2024-03-28 08:00"),
    )
    parser.add_argument(
        "--stopped-at",
        type=target_args.moment,
        metavar=when,
        help=say(
            "từ lúc nào chắc chắn không ai gửi nữa (mặc định: bây giờ)",
            "since when surely nobody has sent anything (now, unless given)",
        ),
    )
    parser.add_argument(
        "--mail-log",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "nhật ký máy chủ thư của cả khoảng ấy: có Message-ID là đã gửi, không có là chưa",
            "the mail server's log of all that time: a Message-ID in it was sent, any other was not",
        ),
    )
    parser.add_argument(
        "--apply", action="store_true", help=say("làm thật; không có thì chỉ xem", "do it; else only look")
    )
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    with desk_ledger.ledger() as ledger, ledger.begin() as session:
        done = _restore(session, args)
        if not args.apply:
            session.rollback()
    lines = [*_listed(done), "", *_told(done, applied=args.apply)]
    put(args, {"applied": args.apply, "restored": done}, lines)
    return 0


def _restore(session: Session, args: Namespace) -> Restored:
    from models.database import clock
    from models.reminders.restore_window import Lost, restore

    now = clock.now(session)
    known = (
        frozenset(_MAIL_NAME.findall(args.mail_log.read_text(errors="replace"))) if args.mail_log else None
    )
    return restore(
        session, Lost(args.backup_taken, args.stopped_at or now, known), now, desk_ledger.actor(args)
    )


def _listed(done: Restored) -> list[str]:
    from cli.sending.notices import HEAD, cells

    head = tuple(say(*pair) for pair in HEAD)
    return table(head, map(cells, [*done.left, *done.perhaps]))


def _told(done: Restored, *, applied: bool) -> list[str]:
    lines = [
        say(
            f"Quét bù: {done.caught_up} thông báo. Đã gửi theo nhật ký thư: {len(done.left)}.",
            f"Caught up: {done.caught_up} notices. Sent, by the mail log: {len(done.left)}.",
        ),
        say(
            f"Không biết đã gửi chưa, không gửi lại: {len(done.perhaps)} (bảng trên; gọi các đơn vị ấy).",
            f"Perhaps sent, not sent again: {len(done.perhaps)} (the list above; call these units).",
        ),
        say(f"Sẽ gửi như thường: {done.waiting}.", f"To be sent as usual: {done.waiting}."),
        say(
            "Mất cùng khoảng ấy, làm lại: báo cáo đã gửi, gia hạn, miễn, điều chỉnh, kế hoạch ban hành.",
            "Gone with that time, to be done again: reports, extensions, exemptions, amendments, issues.",
        ),
    ]
    if applied:
        return [*lines, say("Bây giờ có thể bật lại.", "The house may be started now.")]
    return [*lines, say("Chưa ghi gì; thêm --apply để làm.", "Nothing was written; --apply does it.")]

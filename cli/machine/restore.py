"""A backup is put back: the sweep first, then silence over what has left or may have left since."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cli.console import desk_ledger, target_args
from cli.console.language import moment, say
from cli.console.output import put, table, warn
from cli.machine.backup import add_key_file

if TYPE_CHECKING:
    from datetime import datetime

    from models.database.ledger import Ledger, Session
    from models.reminders.restore_window import Restored

_MAIL_NAME = re.compile(r"(?<![0-9a-f])[0-9a-f]{40}(?=@)")


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "bản sao lưu của `dondoc backup`; bỏ trống: bản sao đã tự đặt vào chỗ",
            "a backup of `dondoc backup`; without it: a copy that was put in place by hand",
        ),
    )
    add_key_file(parser)
    parser.add_argument(
        "--running",
        action="store_true",
        help=say("dù các tiến trình đang chạy", "although processes are at work"),
    )
    _add_window(parser)
    _add_what_left(parser)
    parser.add_argument(
        "--apply", action="store_true", help=say("làm thật; không có thì chỉ xem", "do it; else only look")
    )
    desk_ledger.add_by(parser)


def _add_window(parser: ArgumentParser) -> None:
    """The time of which the copy knows nothing."""
    when = say("LÚC", "WHEN")
    parser.add_argument(
        "--backup-taken",
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


def _add_what_left(parser: ArgumentParser) -> None:
    """Where it stands what was sent in that time."""
    parser.add_argument(
        "--sent",
        type=Path,
        action="append",
        default=[],
        metavar=say("THƯ_MỤC", "FOLDER"),
        help=say("nhật ký gửi chép từ máy khác về", "the journal of what left, brought from another machine"),
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


def run(args: Namespace) -> int:
    if args.file is not None:
        return _put_back(args)
    if args.backup_taken is None:
        todo = Told("nêu TỆP sao lưu, hoặc --backup-taken", "name the FILE of a backup, or --backup-taken")
        raise Refusal("restore", Told("khôi phục từ đâu?", "restore from where?"), todo)
    from models.database import clock
    from services.keeping import log_heads

    with desk_ledger.ledger() as ledger, ledger.begin() as session:
        now = clock.now(session)
        done = _restore(session, args, now)
        if args.apply:
            log_heads.note_restored(ledger.url, session, now)
        else:
            session.rollback()
    lines = [*_listed(done), "", *_told(done, applied=args.apply)]
    put(args, {"applied": args.apply, "restored": done}, lines)
    return 0


def _restore(session: Session, args: Namespace, now: datetime) -> Restored:
    from models.reminders.restore_window import Lost, restore

    known = _mail_ids(args)
    return restore(
        session, Lost(args.backup_taken, args.stopped_at or now, known), now, desk_ledger.actor(args)
    )


def _put_back(args: Namespace) -> int:
    from services.keeping.put_back import BackupWanted, put_back

    wanted = BackupWanted(
        args.file, args.key_file, args.stopped_at, _mail_ids(args), tuple(args.sent), running=args.running
    )
    with _living() as ledger:
        done = put_back(ledger, wanted, desk_ledger.actor(args), apply=args.apply)
    known = say(
        "Nhật ký gửi đủ mọi máy." if done.complete else "Nhật ký gửi KHÔNG đủ mọi máy (--sent, --mail-log).",
        "The journals of all senders are here."
        if done.complete
        else "The journals of some sender are MISSING (--sent, --mail-log).",
    )
    taken = say(f"Bản sao lưu lúc {moment(done.taken)}", f"Backup of {moment(done.taken)}")
    head = f"{taken}, {done.rows} {say('dòng', 'rows')}. {known}"
    beside = [say(f"Đặt lại: {file}", f"Put back: {file}") for file in done.files]
    lines = [*_listed(done.window), "", head, *beside, *_told(done.window, applied=args.apply)]
    put(args, {"applied": args.apply, "put_back": done}, lines)
    return 0


@contextmanager
def _living() -> Iterator[Ledger]:
    """The ledger that gives way. A file that no longer is a database is laid aside, not overwritten."""
    from models.migrations.carrying import ledger_copies

    if (broken := ledger_copies.laid_aside()) is not None:
        warn(say(f"tệp hỏng được để lại ở {broken}", f"the broken file was laid aside as {broken}"))
    with desk_ledger.ledger() as ledger:
        yield ledger


def _mail_ids(args: Namespace) -> frozenset[str] | None:
    if not args.mail_log:
        return None
    return frozenset(_MAIL_NAME.findall(args.mail_log.read_text(errors="replace")))


def _listed(done: Restored) -> list[str]:
    from cli.sending.notices import HEAD, cells

    head = tuple(say(*pair) for pair in HEAD)
    return table(head, map(cells, [*done.left, *done.perhaps]))


def _told(done: Restored, *, applied: bool) -> list[str]:
    lines = [
        say(
            f"Quét bù: {done.caught_up} thông báo. Đã gửi theo nhật ký: {len(done.left)}.",
            f"Caught up: {done.caught_up} notices. Sent, by the log: {len(done.left)}.",
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

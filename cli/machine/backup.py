"""One backup of everything, now: the ledger, Prefect's own database, templates and plan files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from cli.console import desk_ledger
from cli.console.language import say
from cli.console.output import put
from settings.keeping_settings import BACKUP_KEY_FILE, BACKUPS


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        type=Path,
        metavar=say("THƯ_MỤC", "FOLDER"),
        help=say(f"nơi để ({BACKUPS.name})", f"where it goes ({BACKUPS.name})"),
    )
    add_key_file(parser)


def add_key_file(parser: ArgumentParser) -> None:
    """The key of a sealed backup, as its file: never as a word that a list of processes shows."""
    parser.add_argument(
        "--key-file",
        type=Path,
        default=BACKUP_KEY_FILE.get(),
        metavar=say("TỆP", "FILE"),
        help=say(
            f"tệp chứa khóa mã hóa ({BACKUP_KEY_FILE.name})",
            f"the file with the key ({BACKUP_KEY_FILE.name})",
        ),
    )


def run(args: Namespace) -> int:
    from services.keeping import back_up

    with desk_ledger.ledger() as ledger:
        made = back_up.back_up(ledger, args.to, args.key_file)
    size = f"{made.size / 1_000_000:.1f} MB"
    tried = {
        back_up.RESTORED: say("đã khôi phục thử, đủ số dòng", "put back once, every row is there"),
        back_up.READ: say("đã đọc lại đến hết, đủ số dòng", "read to its end, every row is there"),
    }[made.tried]
    sealed = say("đã mã hóa", "sealed") if made.encrypted else say("KHÔNG mã hóa", "NOT sealed")
    put(args, made, [f"{made.file}: {size}, {made.rows} {say('dòng', 'rows')}, {sealed}; {tried}"])
    return 0

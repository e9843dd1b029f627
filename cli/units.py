"""Takes over a list of units: new ones are added, known ones brought up to date, the others left alone."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from cli import door
from cli.output import put
from cli.speech import say


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument("act", choices=("import",), help=say("nạp", "import"))
    parser.add_argument(
        "file", type=Path, metavar=say("TỆP", "FILE"), help=say("danh sách đơn vị (csv)", "a csv")
    )
    door.add_by(parser)


def run(args: Namespace) -> int:
    from documents.unit_list import read_units
    from models import clock, units

    tree = read_units(args.file)
    with door.writing() as session:
        done = units.import_units(session, tree, clock.now(session), door.actor(args))
    numbers = (len(tree), done.added, done.changed, done.contacts)
    told = say(
        "{} đơn vị: {} mới, {} thay đổi, {} đầu mối cập nhật.",
        "{} units: {} new, {} changed, {} contacts updated.",
    )
    put(args, done, [told.format(*numbers)])
    return 0

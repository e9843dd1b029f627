"""Plays a plan's whole life on a frozen clock and prints every notice; nothing is sent or stored."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console.language import language, say
from cli.console.output import put
from cli.plans import papers

if TYPE_CHECKING:
    from cascade.rehearsal import Rehearsal
    from cascade.result.obligation import Cascade


def add_parser(parser: ArgumentParser) -> None:
    papers.add_files(parser)
    parser.add_argument(
        "--behaviour",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "đơn vị nào đúng hạn, chậm, không phản hồi (mặc định: mọi đơn vị đúng hạn)", "who reports when"
        ),
    )
    parser.add_argument(
        "--against",
        type=Path,
        metavar=say("KẾ_HOẠCH", "PLAN"),
        help=say("so với một phương án khác của kế hoạch", "compare with another variant of the plan"),
    )
    parser.add_argument(
        "--every", action="store_true", help=say("ghi tên mọi nơi nhận", "name every recipient")
    )


def run(args: Namespace) -> int:
    from cascade.rehearsal import compare
    from documents.console.rehearsal_text import RehearsalText, comparison_facts, facts

    result, played = _played(args, args.plan)
    text = RehearsalText(result, language(), every=args.every)
    if args.against is None:
        put(args, facts(played, language()), text.lines(played))
        return 0
    found = compare(played.notices, _played(args, args.against)[1].notices)
    put(args, comparison_facts(found, language()), text.comparison(found))
    return 0


def _played(args: Namespace, path: Path) -> tuple[Cascade, Rehearsal]:
    from cascade.rehearsal import play
    from cascade.rehearsal.behaviour import Behaviour
    from documents.behaviour_file import read_behaviour

    plan, tree = papers.read(Namespace(plan=path, units=args.units))
    result = papers.beforehand(plan, tree)
    behaviour = read_behaviour(args.behaviour) if args.behaviour else Behaviour()
    return result, play(result, behaviour, result.calendar)

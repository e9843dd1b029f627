"""Reads a signed paper and says what it asks of whom by when, each fact with its line; nothing is stored."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cli.console.language import language, say
from cli.console.output import put

if TYPE_CHECKING:
    from documents.papers.draft.named_units import UnitNames
    from documents.papers.draft.paper_facts import PaperReading


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar=say("VĂN_BẢN", "PAPER"),
        help=say("tệp Word, PDF, trang web hoặc văn bản thuần", "a Word file, PDF, web page or plain text"),
    )
    parser.add_argument(
        "--units",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "danh sách đơn vị để nhận ra tên trong văn bản", "the unit list that names are looked up in"
        ),
    )
    _say_where_it_goes(parser)
    parser.add_argument(
        "--against",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "so với bản kế hoạch đã soạn từ lần đọc trước: văn bản nay nói gì khác",
            "compare with the plan that was drafted before: what the paper says otherwise now",
        ),
    )


def _say_where_it_goes(parser: ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say("viết bản nháp kế hoạch vào tệp này", "write the draft plan into this file"),
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help=say(
            "in cả văn bản, đánh dấu từng điều đọc được ở chỗ của nó",
            "print the whole paper with each fact marked where it stands",
        ),
    )
    parser.add_argument(
        "--html",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "viết một trang HTML: văn bản, từng điều đọc được ở bên cạnh",
            "write one page of HTML: the paper with each fact beside it",
        ),
    )


def run(args: Namespace) -> int:
    from documents.papers.draft.first_reading import first_said, said_facts
    from documents.papers.draft.joined_papers import read_together
    from documents.papers.draft.plan_questions import questions_of
    from documents.papers.draft.reading_changes import changes_between
    from documents.papers.intake.paper_file import read_paper
    from documents.papers.shown.explained import explained, legend
    from documents.papers.shown.fact_page import fact_page
    from documents.papers.shown.facts_json import change_json, facts_json
    from documents.papers.shown.facts_text import changes_text, facts_text

    read = read_together([read_paper(path) for path in args.files])
    names = _names(args, read[0])
    if args.output:
        _write(args, read[0], names)
    if args.units:
        read = (replace(read[0], questions=questions_of(read[0], names)), *read[1:])
    if args.explain:
        colours = _coloured()
        lines = [line for one in read for line in explained(one, colours=colours)]
        lines.append(legend(language(), colours=colours))
    else:
        lines = [line for one in read for line in facts_text(one, language())]
    if args.html:
        args.html.write_text(fact_page(read, language()), encoding="utf-8")
    data = facts_json(read, language())
    if args.against:
        changes = changes_between(first_said(args.against), said_facts(read[0]))
        lines = list(changes_text(changes, str(args.against), language()))
        data["changes"] = [change_json(one, language()) for one in changes]
    put(args, data, lines)
    return 0


def _coloured() -> bool:
    """As https://no-color.org says: any value that is not empty switches colours off."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _names(args: Namespace, read: PaperReading) -> UnitNames:
    """The names of the unit list, seen from the committee that issues the plan."""
    from documents.papers.draft.named_units import UnitNames

    if not args.units:
        return UnitNames()
    from documents.unit_file.unit_list import read_units

    return UnitNames.seen_from(read_units(args.units), read.head.issuer)


def _write(args: Namespace, read: PaperReading, names: UnitNames) -> None:
    """The draft plan of these papers; a file that is there already is somebody's work and stays."""
    from documents.papers.draft.plan_yaml import plan_yaml

    if args.output.exists():
        what = Told("tệp này đã có", "this file is there already")
        raise Refusal(str(args.output), what, Told("chọn tên khác", "choose another name"))
    listed = os.path.relpath(args.units, args.output.parent) if args.units else None
    args.output.write_text(plan_yaml(read, names, listed, language()), encoding="utf-8")

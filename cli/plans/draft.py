"""Reads a signed paper and says what it asks of whom by when, each fact with its line; nothing is stored."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from cli.console.language import language, say
from cli.console.output import put


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar=say("VĂN_BẢN", "PAPER"),
        help=say("tệp Word, PDF, trang web hoặc văn bản thuần", "a Word file, PDF, web page or plain text"),
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help=say(
            "in cả văn bản, đánh dấu từng điều đọc được ở chỗ của nó",
            "print the whole paper with each fact marked where it stands",
        ),
    )


def run(args: Namespace) -> int:
    from documents.papers.draft.explained import explained
    from documents.papers.draft.facts_json import facts_json
    from documents.papers.draft.facts_text import facts_text
    from documents.papers.draft.paper_facts import facts_of
    from documents.papers.intake.paper_file import read_paper

    read = [facts_of(read_paper(path)) for path in args.files]
    if args.explain:
        lines = [line for one in read for line in explained(one, colours=sys.stdout.isatty())]
    else:
        lines = [line for one in read for line in facts_text(one, language())]
    put(args, facts_json(read, language()), lines)
    return 0

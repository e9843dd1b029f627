"""Shows who owes what by when, and what a person must see before issuing; nothing is stored."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console.language import language, say
from cli.console.output import put
from cli.plans import papers

if TYPE_CHECKING:
    from cascade.result.obligation import Cascade


def add_parser(parser: ArgumentParser) -> None:
    papers.add_files(parser)
    parser.add_argument(
        "--unit",
        metavar=say("MÃ", "CODE"),
        help=say("chỉ xem nhiệm vụ của một đơn vị", "only the duties of one unit"),
    )
    parser.add_argument(
        "--svg",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say("vẽ sơ đồ kế hoạch vào tệp SVG", "draw the cascade into an SVG file"),
    )


def run(args: Namespace) -> int:
    from cascade.result.obligation import Severity
    from documents.console.check_json import facts
    from documents.console.check_text import CheckText
    from documents.picture.draw import cascade_svg, picture_of

    plan, tree = papers.read(args)
    result = papers.beforehand(plan, tree)
    if args.unit:
        result = _only(args.unit, result)
    if args.svg:
        args.svg.write_text(cascade_svg(picture_of(result, lang=language())), encoding="utf-8")
    put(args, facts(result, language()), CheckText(result, language()).lines())
    # What would be refused when it is issued fails here: a script may rely on it.
    return 1 if any(one.severity is Severity.ERROR for one in result.findings) else 0


def _only(unit: str, result: Cascade) -> Cascade:
    """What one unit owes; conferences and findings are everybody's."""
    code = result.tree.unit(unit).code
    obligations = tuple(each for each in result.obligations if each.unit == code)
    keys = {each.duty.key for each in obligations}
    duties = tuple(duty for duty in result.duties if duty.key in keys)
    return replace(result, obligations=obligations, duties=duties)

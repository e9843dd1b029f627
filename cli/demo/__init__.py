"""The demo: years of six plans in a few minutes, with real runs and mail, and units that act like units."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from cli.console.language import say

_BROUGHT = Path(__file__).with_name("examples")
EXAMPLES = _BROUGHT if _BROUGHT.is_dir() else Path(__file__).resolve().parents[2] / "examples"
"""Inside an installed wheel, or at the top of the checkout."""


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--exit",
        action="store_true",
        help=say("xong thì dừng và in bản tóm tắt JSON", "stop at the end and print a JSON summary"),
    )
    parser.add_argument(
        "--open",
        action="store_true",
        help=say("xong thì mở trang nên xem trước trong trình duyệt", "open the first page in a browser"),
    )
    parser.add_argument(
        "--script",
        type=Path,
        default=EXAMPLES / "demo.yaml",
        metavar=say("TỆP", "FILE"),
        help=say("kịch bản: kế hoạch nào, ai quyết gì, khi nào", "which plans, who decides what, when"),
    )
    parser.add_argument(
        "--home",
        type=Path,
        metavar=say("THƯ_MỤC", "FOLDER"),
        help=say("nơi để dữ liệu của buổi diễn (xóa mỗi lần chạy)", "where the demo keeps its data"),
    )


def run(args: Namespace) -> int:
    from cli.demo.demo_addresses import play

    return play(args)

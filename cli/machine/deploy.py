"""Registers the flows and every running plan with the Prefect server; what ops changed by hand is kept."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli.console.language import say
from cli.console.output import put


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--reset",
        action="store_true",
        help=say(
            "bỏ những chỗ đã sửa trên bảng theo dõi, trở về như trong mã", "undo what was edited in the UI"
        ),
    )


def run(args: Namespace) -> int:
    from cli.serving.deploying import deploy

    done = deploy(reset=args.reset)
    put(args, done, [str(line) for line in done])
    return 1 if any(line.why for line in done) else 0

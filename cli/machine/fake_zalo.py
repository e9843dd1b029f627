"""Runs a Zalo that is none: it takes every message and shows it on a page; for trying things out."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli.console import target_args
from cli.console.language import say


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=target_args.port, default=8026, metavar="N", help=say("cổng", "port"))
    parser.add_argument(
        "--portal",
        default="",
        metavar="URL",
        help=say("cổng báo cáo mà Zalo giả gọi về", "the portal it calls back"),
    )


def run(args: Namespace) -> int:
    from cli.serving import fakes

    fakes.zalo(["--port", str(args.port), "--portal", args.portal])
    return 0

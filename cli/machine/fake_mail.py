"""Runs a mail server that keeps everything it gets and shows it on a page; for trying things out."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from cli.console import target_args
from cli.console.language import say


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=target_args.port, default=2525, metavar="N", help=say("cổng SMTP", "SMTP port")
    )
    parser.add_argument(
        "--web-port",
        type=target_args.port,
        default=8025,
        metavar="N",
        help=say("cổng trang xem thư", "port of the page"),
    )


def run(args: Namespace) -> int:
    from cli.serving import fakes

    fakes.mail(["--port", str(args.port), "--web-port", str(args.web_port)])
    return 0

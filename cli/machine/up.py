"""Starts everything dondoc needs on one machine, says where to look, and stops it all together."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import target_args
from cli.console.language import say
from cli.console.output import put
from settings import catalogue

if TYPE_CHECKING:
    from cli.serving import House


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--home",
        type=Path,
        metavar=say("THƯ_MỤC", "FOLDER"),
        help=say("nơi để dữ liệu (DONDOC_HOME)", "where the data lives (DONDOC_HOME)"),
    )
    parser.add_argument("--prefect-port", type=target_args.port, metavar=say("CỔNG", "PORT"), help="4200")
    parser.add_argument("--portal-port", type=target_args.port, metavar=say("CỔNG", "PORT"), help="8080")


def run(args: Namespace) -> int:
    from cli.serving import House
    from cli.serving.deploying import deploy, get_ready
    from cli.serving.processes import veil
    from models.org import link_keys

    veil()  # we hold what every child was given, and the worker's runs are of the same user
    catalogue.check()
    link_keys.from_settings()
    given = {"home": args.home, "prefect_port": args.prefect_port, "portal_port": args.portal_port}
    chosen = {name: value for name, value in given.items() if value is not None}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with House(**chosen, meanwhile=get_ready, as_it_answers=deploy) as house:
            put(
                args, house.addresses, [*addresses(house.addresses.ui, house.addresses.portal), *login(house)]
            )
            sys.stdout.flush()
            house.start_dispatcher()
            house.start_worker()
            house.wait()
    except KeyboardInterrupt:
        pass  # Ctrl-C, or systemd's SIGTERM: this is how it ends
    return 0


def login(house: House) -> list[str]:
    """How to get into the board. The link itself is a password: for a terminal, never for a log."""
    from cli.serving.credential import FILE

    told = (
        f"{say('Mật khẩu của bảng theo dõi ở', 'The password of the dashboard is in'):28} {house.home / FILE}"
    )
    if not sys.stdout.isatty():
        return [told]
    return [told, f"{say('Mở và đăng nhập luôn', 'Open it logged in'):28} {house.login}"]


def addresses(ui: str, portal: str) -> list[str]:
    """Where the board looks and where units report; Ctrl-C ends it."""
    return [
        f"{say('Bảng theo dõi (Prefect)', 'Dashboard (Prefect)'):28} {ui}",
        f"{say('Cổng báo cáo', 'Reporting portal'):28} {portal}",
        f"{say('Văn phòng', 'The office'):28} {portal}/van-phong",
        say(
            'Cán bộ đầu tiên: dondoc officers add "HỌ TÊN" --mail ĐỊA_CHỈ --role admin,'
            " rồi dondoc officers link ĐỊA_CHỈ",
            'The first officer: dondoc officers add "NAME" --mail ADDRESS --role admin,'
            " then dondoc officers link ADDRESS",
        ),
        say("Ctrl-C để dừng tất cả.", "Ctrl-C stops everything."),
    ]

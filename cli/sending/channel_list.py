"""Shows how each way out stands, starts a stopped one again, and sets how fast and how much it may send."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cascade.notices.kinds import Channel
from cli.console import desk_ledger, target_args
from cli.console.language import language, moment, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.database.ledger import Session
    from models.views.notice_views import ChannelState


CREDENTIAL = "zalo-oa"
"""As services.dispatch.open_channels calls it, which the desk may not import."""


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar=say("VIỆC", "ACT"))
    acts.add_parser("show", help=say("từng kênh đang ra sao", "how each channel stands"))
    resume = acts.add_parser("resume", help=say("cho kênh đã dừng gửi lại ngay", "start a stopped one again"))
    limit = acts.add_parser(
        "limit", help=say("đặt tốc độ, hạn mức; không nêu: bỏ", "rate and quota, or none")
    )
    told = say("lưu cặp mã OA của Zalo: hai dòng ở đầu vào", "keep Zalo's token pair: two lines on stdin")
    desk_ledger.add_by(acts.add_parser("token", help=told))
    order = acts.add_parser(
        "order", help=say("thứ tự kênh cho một loại thông báo", "which channel first on an occasion")
    )
    order.add_argument("occasion", nargs="?", metavar=say("DỊP", "OCCASION"), help="invitation, reminder …")
    order.add_argument(
        "channels",
        nargs="*",
        metavar=say("KÊNH", "CHANNEL"),
        help=say("mail, zalo …; không nêu: chỉ xem; “-”: bỏ", "mail, zalo …; none: only look; “-”: as usual"),
    )
    desk_ledger.add_by(order)
    for act in (resume, limit):
        act.add_argument("channel", metavar=say("KÊNH", "CHANNEL"), help=", ".join(Channel))
        desk_ledger.add_by(act)
    limit.add_argument(
        "--rate", type=target_args.rate, metavar="N", help=say("tin mỗi giây", "messages a second")
    )
    limit.add_argument(
        "--burst", type=target_args.whole(1), default=1, metavar="N", help=say("tin liền nhau", "at once")
    )
    limit.add_argument(
        "--quota", type=target_args.whole(), metavar="N", help=say("số tin còn lại", "messages left")
    )


def run(args: Namespace) -> int:
    if args.act == "token":
        with desk_ledger.writing() as session:
            _keep(session, args)
    elif args.act == "order":
        return _order(args)
    elif args.act in ("resume", "limit"):
        with desk_ledger.writing() as session:
            _change(session, args)
    with desk_ledger.reading() as session:
        from models.channels import rates

        found = rates.channels(session)
    head = (
        say("Kênh", "Channel"),
        say("Tình trạng", "State"),
        say("Tốc độ", "Rate"),
        say("Hạn mức", "Quota"),
    )
    put(args, {"channels": found}, table(head, map(_cells, found)))
    return 0


def _keep(session: Session, args: Namespace) -> None:
    """From stdin: what stands on a command line is seen by everybody on the machine."""
    from cascade.lang.refusal import Refusal
    from models.database import clock
    from models.outbox import tokens

    pair = [line.strip() for line in sys.stdin if line.strip()]
    if len(pair) != 2:
        raise Refusal(
            "stdin",
            say(f"cần hai dòng, thấy {len(pair)}", f"two lines are needed, not {len(pair)}"),
            say("dòng 1: access token; dòng 2: refresh token", "line 1: access token; line 2: refresh token"),
        )
    access, refresh = pair
    now, by = clock.now(session), desk_ledger.actor(args)
    tokens.store(session, CREDENTIAL, access, refresh, None, now=now, by=by)


def _order(args: Namespace) -> int:
    from cascade.notices.kinds import Channel, Occasion
    from models.channels import channel_order
    from models.database import clock

    wanted = [] if args.channels == ["-"] else args.channels
    _known("loại thông báo", "occasion", [args.occasion] if args.occasion else [], list(Occasion))
    _known("kênh", "channel", wanted, list(Channel))
    with desk_ledger.writing() as session:
        if args.channels:
            channel_order.prefer(session, args.occasion, wanted, clock.now(session), desk_ledger.actor(args))
        found = channel_order.routes(session)
    lines = [f"{occasion}: {', '.join(channels)}" for occasion, channels in sorted(found.items())]
    put(
        args,
        {"order": found},
        lines or [say("Theo thứ tự của từng cán bộ đầu mối.", "As each contact has it.")],
    )
    return 0


def _known(vi: str, en: str, given: Sequence[str], names: Sequence[str]) -> None:
    from cascade.lang.refusal import Refusal
    from cascade.lang.told import Told

    for name in given:
        if name not in names:
            raise Refusal(Told(vi, en), Told(f"không có “{name}”", f"no “{name}”"), ", ".join(names))


def _change(session: Session, args: Namespace) -> None:
    from models.database import clock
    from services.office import channel_acts

    now, by, name = clock.now(session), desk_ledger.actor(args), args.channel
    if args.act == "limit":
        channel_acts.limit(session, name, rate=args.rate, burst=args.burst, quota=args.quota, now=now, by=by)
    else:
        channel_acts.resume(session, name, now=now, by=by)


def _cells(channel: ChannelState) -> tuple[object, ...]:
    from cascade.notices.reasons import said

    state = say("chạy", "running")
    if channel.stopped_why:
        until = f" → {moment(channel.stopped_until)}" if channel.stopped_until else ""
        state = f"{say('dừng', 'stopped')}: {said(channel.stopped_why, language())}{until}"
    rate = "-" if channel.rate is None else f"{channel.rate:g}/s, {channel.burst}"
    return channel.name, state, rate, "-" if channel.quota_left is None else channel.quota_left

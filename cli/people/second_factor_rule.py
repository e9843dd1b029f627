"""Of whom a second factor is asked: shown and set; who has one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cascade.org.office_roles import FactorRule
from cli.console import desk_ledger
from cli.console.language import language, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.views.office_views import Officer

_ACTS = ("show", *FactorRule)


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "act",
        nargs="?",
        choices=_ACTS,
        default=_ACTS[0],
        help=say(
            "xem; không bắt buộc; bắt buộc với vai duyệt ban hành và quản trị; với mọi cán bộ",
            "show it; ask it of nobody; of approvers and administrators; of every officer",
        ),
    )
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from models.database import clock
    from models.org.officers import factor_rule, officers, second_factors

    with desk_ledger.writing() as session:
        if args.act != _ACTS[0]:
            by, now = desk_ledger.actor(args), clock.now(session)
            factor_rule.put(session, FactorRule(args.act), now=now, by=by)
        rule, known = factor_rule.in_force(session), officers.everybody(session)
        paired = second_factors.among(session, {one.id for one in known})
    told = [_line(one, one.id in paired, rule) for one in known]
    head = (say("Cán bộ", "Officer"), say("Thư", "Mail"), say("Lớp thứ hai", "Second factor"))
    rule_said = rule.told.said(language())
    line = say(f"Xác thực hai lớp: {rule_said}.", f"A second factor is asked {rule_said}.")
    put(args, {"of": rule, "officers": told}, [line, *(table(head, told) if told else [])])
    return 0


def _line(one: Officer, paired: bool, rule: FactorRule) -> tuple[str, str, str]:
    if paired:
        return one.name, one.mail, say("đang bật", "on")
    must = rule.asks(grant.role for grant in one.grants)
    off = (
        say("chưa bật; đặt ở lần vào tới", "off; set up when they come in")
        if must
        else say("chưa bật", "off")
    )
    return one.name, one.mail, off

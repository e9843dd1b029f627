"""The officers of the office: the first administrator is made here; roles, ending, a link to log in."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cli.console import desk_ledger, target_args
from cli.console.language import language, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from models.database.ledger import Session
    from models.views.office_views import OfficeGrant, Officer


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar=say("VIỆC", "ACT"))
    acts.add_parser("list", help=say("ai đang là cán bộ, giữ vai nào", "who is an officer, with which roles"))
    add = acts.add_parser("add", help=say("thêm cán bộ", "add an officer"))
    add.add_argument("name", type=target_args.name, metavar=say("HỌ_TÊN", "NAME"))
    add.add_argument("--mail", type=target_args.mailbox, required=True, metavar=say("THƯ", "ADDRESS"))
    add.add_argument(
        "--unit",
        metavar=say("ĐƠN_VỊ", "UNIT"),
        help=say("đơn vị của cán bộ: mã hoặc tên", "the officer's own unit: code or name"),
    )
    add.add_argument("--english", action="store_true", help=say("đọc tiếng Anh", "reads English"))
    roles = acts.add_parser("roles", help=say("giao lại các vai, thay cho các vai cũ", "other roles"))
    end = acts.add_parser("end", help=say("cho thôi: đăng xuất mọi nơi", "an officer no more"))
    link = acts.add_parser(
        "link",
        help=say(
            "in một đường dẫn đăng nhập dùng một lần trong 15 phút, ở trình duyệt nào cũng được",
            "print a link to log in: once, within 15 minutes, in any browser",
        ),
    )
    reset = acts.add_parser(
        "reset",
        help=say(
            "gỡ lớp thứ hai của người mất điện thoại và mã dự phòng; đăng xuất mọi nơi",
            "take away the second factor of whoever lost telephone and codes; logged out everywhere",
        ),
    )
    for act in (roles, end, link, reset):
        act.add_argument("mail", type=target_args.mailbox, metavar=say("THƯ", "ADDRESS"))
    for act in (add, roles):
        act.add_argument(
            "--role",
            type=target_args.office_role,
            action="append",
            required=True,
            metavar=say("VAI[=ĐƠN_VỊ]", "ROLE[=UNIT]"),
            help=say(
                "chỉ xem, theo dõi, soạn thảo, duyệt ban hành, quản trị;"
                " =ĐƠN_VỊ: cho đơn vị ấy và các đơn vị trực thuộc",
                "viewer, follower, drafter, approver, admin; =UNIT: for that unit and all below it",
            ),
        )
    for act in (add, roles, end, link, reset):
        desk_ledger.add_by(act)


def run(args: Namespace) -> int:
    acts = {"add": _add, "roles": _roles, "end": _end, "link": _link, "reset": _reset}
    return acts.get(args.act or "", _list)(args)


def _list(args: Namespace) -> int:
    from models.database import clock
    from models.org.officers import officers

    with desk_ledger.reading() as session:
        found = officers.everybody(session)
        names = _names(session, found, clock.now(session))
    head = (say("Họ tên", "Name"), say("Thư", "Mail"), say("Đơn vị", "Unit"), say("Vai", "Roles"))
    rows = [
        (one.name, one.mail, names.get(one.unit or "", one.unit or ""), _roles_of(one, names))
        for one in found
    ]
    none = [
        say(
            'Chưa có cán bộ nào; thêm người đầu tiên: dondoc officers add "Họ tên" --mail … --role admin',
            'No officer yet; add the first: dondoc officers add "Name" --mail … --role admin',
        )
    ]
    put(args, {"officers": found}, table(head, rows) if rows else none)
    return 0


def _add(args: Namespace) -> int:
    from models.database import clock
    from services import targets
    from services.office import officer_acts

    with desk_ledger.writing() as session:
        now = clock.now(session)
        unit = targets.code(session, args.unit, now) if args.unit else None
        grants, by = _grants(session, args, now), desk_ledger.actor(args)
        lang = "en" if args.english else "vi"
        made = officer_acts.add(
            session, None, args.name, args.mail, grants, unit=unit, now=now, by=by, lang=lang
        )
        roles = _roles_of(made, _names(session, [made], now))
    told = say(
        f"{made.name} là cán bộ của văn phòng ({roles}). Đăng nhập bằng thư {made.mail}, hoặc bằng đường dẫn "
        f"của `dondoc officers link {made.mail}`.",
        f"{made.name} is an officer ({roles}): logs in by mail to {made.mail}, or by the link of "
        f"`dondoc officers link {made.mail}`.",
    )
    put(args, {"officer": made}, [told])
    return 0


def _roles(args: Namespace) -> int:
    from models.database import clock
    from models.org.officers import officers
    from services.office import officer_acts

    with desk_ledger.writing() as session:
        now = clock.now(session)
        number = officers.named(session, args.mail).id
        grants, by = _grants(session, args, now), desk_ledger.actor(args)
        officer_acts.set_roles(session, None, number, grants, now=now, by=by)
        done = officers.one(session, number)
        roles = _roles_of(done, _names(session, [done], now))
    put(
        args, {"officer": done}, [say(f"{done.name}, từ nay: {roles}.", f"{done.name} from now on: {roles}.")]
    )
    return 0


def _end(args: Namespace) -> int:
    from models.database import clock
    from models.org.officers import officers
    from services.office import officer_acts

    with desk_ledger.writing() as session:
        gone = officers.named(session, args.mail)
        officer_acts.end(session, None, gone.id, now=clock.now(session), by=desk_ledger.actor(args))
    told = say(
        f"{gone.name} không còn là cán bộ của văn phòng; đã đăng xuất mọi nơi.",
        f"{gone.name} is an officer no more, and logged out everywhere.",
    )
    put(args, {"ended": gone}, [told])
    return 0


def _reset(args: Namespace) -> int:
    from models.database import clock
    from models.org.officers import officers
    from services.office import factor_acts

    with desk_ledger.writing() as session:
        officer, by = officers.named(session, args.mail), desk_ledger.actor(args)
        factor_acts.reset(session, None, officer, now=clock.now(session), by=by)
    told = say(
        f"Đã gỡ lớp thứ hai của {officer.name}, đăng xuất mọi nơi; đã gửi thư báo vào {officer.mail}.",
        f"The second factor of {officer.name} is gone, and they are logged out; {officer.mail} is told.",
    )
    put(args, {"reset": officer}, [told])
    return 0


def _link(args: Namespace) -> int:
    from models.database import clock
    from models.org.officers import officers
    from services.office import officer_acts

    with desk_ledger.writing() as session:
        now = clock.now(session)
        officer = officers.named(session, args.mail)
        url = officer_acts.give_link(session, officer, now=now, by=desk_ledger.actor(args))
    told = say(
        f"{officer.name}, dùng một lần trong 15 phút: {url}",
        f"{officer.name}, once, within 15 minutes: {url}",
    )
    put(args, {"officer": officer, "link": url}, [told])
    return 0


def _grants(session: Session, args: Namespace, now: datetime) -> list[OfficeGrant]:
    from cascade.org.office_roles import OfficeRole
    from models.views.office_views import EVERYWHERE, OfficeGrant
    from services import targets

    return [
        OfficeGrant(OfficeRole(role), targets.code(session, unit, now) if unit else EVERYWHERE)
        for role, unit in args.role
    ]


def _names(session: Session, some: list[Officer], now: datetime) -> Mapping[str, str]:
    from cascade.calendar.zone import day_of
    from models.org import names_in_time

    codes = {one.unit for one in some if one.unit}
    codes |= {grant.subtree for one in some for grant in one.grants if grant.subtree}
    return names_in_time.known(session, codes).all_on(day_of(now)) if codes else {}


def _roles_of(officer: Officer, names: Mapping[str, str]) -> str:
    everywhere = say("mọi đơn vị", "every unit")
    told = (
        (grant.role.told.said(language()), names.get(grant.subtree, grant.subtree) or everywhere)
        for grant in officer.grants
    )
    return "; ".join(f"{role}: {where}" for role, where in told)

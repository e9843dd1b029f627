"""A conference's day: proposed, fixed by an invitation, postponed, cancelled; and who came."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.console import desk_ledger, diff_text, target_args
from cli.console.language import language, moment, say
from cli.console.output import put, table
from cli.plans import backdrop, talk, telephoned

if TYPE_CHECKING:
    from cascade.conferences.proposals import Proposal, TakenHour
    from cascade.lang.told import Told
    from models.database.ledger import Session


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar=say("VIỆC", "ACT"))
    propose = acts.add_parser(
        "propose", help=say("đề xuất ngày trong khoảng cho phép", "days inside its window")
    )
    fix = acts.add_parser("fix", help=say("ấn định theo giấy mời", "fix it as the invitation says"))
    postpone = acts.add_parser("postpone", help=say("hoãn sang ngày khác", "another day"))
    cancel = acts.add_parser("cancel", help=say("hủy", "cancel it"))
    attend = acts.add_parser(
        "attend", help=say("ghi số đại biểu dự của một đơn vị", "record attendance of one unit")
    )
    for act in (propose, fix, postpone, cancel, attend):
        act.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"))
        act.add_argument("conference", metavar=say("HỘI_NGHỊ", "CONFERENCE"))
        desk_ledger.add_by(act)
    for act in (fix, postpone):
        act.add_argument(
            "start", type=target_args.moment, metavar=say("BẮT_ĐẦU", "START"), help="2024-03-28 08:00"
        )
        act.add_argument(
            "end", type=target_args.moment, metavar=say("KẾT_THÚC", "END"), help="2024-03-28 11:30"
        )
    target_args.add_why(cancel)
    for act in (propose, fix, postpone, cancel):
        _say_the_level(act)
    telephoned.add_acts(acts)
    talk.add_acts(acts)
    _say_the_level(backdrop.add_acts(acts))
    propose.add_argument(
        "--in-turn",
        action="store_true",
        help=say("họp lần lượt từng cấp: mỗi cấp một ngày, cấp trên trước", "one level after another"),
    )
    _say_who_came(attend)


def _say_the_level(act: ArgumentParser) -> None:
    act.add_argument(
        "--level",
        type=target_args.level,
        metavar=say("CẤP", "LEVEL"),
        help=say(
            "cấp nào, khi họp lần lượt từng cấp: tỉnh, xã, chi bộ …",
            "which level, where one sits after another: province, commune, grassroots …",
        ),
    )


def _say_who_came(attend: ArgumentParser) -> None:
    for name, vi in (("unit", "ĐƠN_VỊ"), ("venue", "ĐIỂM_CẦU")):
        attend.add_argument(name, metavar=say(vi, name.upper()))
    for name, vi in (("present", "CÓ_MẶT"), ("expected", "TRIỆU_TẬP")):
        attend.add_argument(name, type=target_args.whole(), metavar=say(vi, name.upper()))
    attend.add_argument(
        "--excused",
        type=target_args.whole(),
        metavar=say("SỐ", "NUMBER"),
        help=say("vắng có lý do", "excused, of those called"),
    )


def run(args: Namespace) -> int:
    if args.act in telephoned.ACTS:
        return telephoned.run(args)
    if args.act in talk.ACTS:
        return talk.run(args)
    if args.act in backdrop.ACTS:
        return backdrop.run(args)
    doing = {"propose": _propose, "attend": _attend}
    return doing.get(args.act, _move)(args)


def _propose(args: Namespace) -> int:
    from models.database import clock
    from services.conferences import conference_acts

    if args.in_turn:
        return _propose_in_turn(args)
    with desk_ledger.reading() as session:
        now = clock.now(session)
        found = conference_acts.propose(session, args.plan, args.conference, now, level=args.level)
    rows = [(*_cells(row), _why(row.reasons)) for row in found.days]
    none = [say("Không còn ngày nào trong khoảng cho phép.", "No day is left in its window.")]
    lines = [*(table(_head(), rows) if rows else none), *map(_clash, found.taken)]
    facts = {
        "plan": args.plan,
        "conference": args.conference,
        "proposals": found.days,
        "taken": found.taken,
    }
    put(args, facts, lines)
    return 0


def _clash(one: TakenHour) -> str:
    return say(
        f"Không đề xuất {moment(one.start)}: trùng giờ với “{one.other}” ({_why(one.why)})",
        f"Not {moment(one.start)}: at the hour of “{one.other}” ({_why(one.why)})",
    )


def _propose_in_turn(args: Namespace) -> int:
    """One level after another: each sits when the one above has sat."""
    from cascade.org import format
    from models.database import clock
    from services.conferences import conference_acts

    with desk_ledger.reading() as session:
        found = conference_acts.propose_in_turn(session, args.plan, args.conference, clock.now(session))
    turns = [{"level": level, "proposal": one} for level, one in found]
    rows = [(format.level_name(level, language()), *_cells(one), _why(one.reasons)) for level, one in found]
    head = (say("Cấp", "Level"), *_head())
    put(args, {"plan": args.plan, "conference": args.conference, "turns": turns}, table(head, rows))
    return 0


def _head() -> tuple[str, str, str]:
    return say("Bắt đầu", "Start"), say("Điểm", "Score"), say("Vì sao", "Why")


def _cells(one: Proposal) -> tuple[str, int]:
    return moment(one.start), one.score


def _why(reasons: Sequence[Told]) -> str:
    from cascade.lang.told import joined

    return joined("; ", reasons).said(language())


def _move(args: Namespace) -> int:
    from models.database import clock
    from services.conferences import conference_acts
    from services.issuing import units_of_change

    with desk_ledger.writing() as session:
        which, invited = (session, args.plan, args.conference), 0
        acted = {"now": clock.now(session), "by": desk_ledger.actor(args), "level": args.level}
        if args.act == "cancel":
            done = conference_acts.cancel(*which, why=args.why, **acted)
        else:
            why = "hoãn" if args.act == "postpone" else ""
            before = _invitations(session, args.plan)
            done = conference_acts.fix(*which, args.start, args.end, why=why, **acted)
            invited = _invitations(session, args.plan) - before
        called = units_of_change.names(session, acted["now"], done)
    facts = diff_text.facts(done, applied=True) | {"invited": invited}
    lines = diff_text.lines(done, called, applied=True)
    if invited:
        # Of a day that the plan itself names nothing changes; the guests are invited all the same.
        lines = [*(() if done.empty else lines), _sent(invited)]
    put(args, facts, lines)
    return 0


def _sent(invited: int) -> str:
    from cascade.org.format import number

    many = number(invited, language())
    return say(f"Gửi giấy mời đến {many} đơn vị.", f"Invitations go to {many} units.")


def _invitations(session: Session, plan: str) -> int:
    """How many units the conferences of that plan have invited."""
    from models.changes import conference_day
    from models.conferences import meetings, standings
    from models.plans import plans

    listed = conference_day.listed(session, plans.number(session, plan))
    return sum(standings.total(session, meetings.known(session, one.id)).invited for one in listed)


def _attend(args: Namespace) -> int:
    from cascade.calendar.zone import day_of
    from cascade.org.format import share
    from models.database import clock
    from models.org import names_in_time
    from services.conferences import conference_acts

    with desk_ledger.writing() as session:
        now = clock.now(session)
        name = names_in_time.on(session, args.unit, day_of(now))
        conference_acts.attend(
            session,
            args.plan,
            args.conference,
            args.unit,
            args.venue,
            args.present,
            args.expected,
            excused=args.excused,
            now=now,
            by=desk_ledger.actor(args),
        )
    facts = {"unit": args.unit, "present": args.present, "expected": args.expected}
    put(args, facts, [f"{name}: {share(args.present, args.expected, language())}"])
    return 0

"""What units answer about a conference, entered by the desk when they call; and how all of them stand."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cli.console import desk_ledger, target_args
from cli.console.language import language, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.conferences.standings import Group
    from models.database.ledger import Session
    from models.views.conference_views import HallCounts, HeldMeeting, InvitedUnit
    from services.conferences.conference_answers import Answer, Seat

ACTS = ("reply", "line-test", "show")


def add_acts(acts: _SubParsersAction[ArgumentParser]) -> None:
    reply = acts.add_parser("reply", help=say("ghi một đơn vị dự hay không", "whether a unit comes"))
    test = acts.add_parser("line-test", help=say("ghi kết quả thử đường truyền", "how a unit's line is"))
    show = acts.add_parser("show", help=say("ai đã xác nhận, ai chưa", "who has confirmed, who has not"))
    for act in (reply, test, show):
        act.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"))
        act.add_argument("conference", metavar=say("HỘI_NGHỊ", "CONFERENCE"))
    for act in (reply, test):
        act.add_argument("unit", metavar=say("ĐƠN_VỊ", "UNIT"))
        desk_ledger.add_by(act)
    reply.add_argument("--no", action="store_true", help=say("không dự", "it does not come"))
    test.add_argument("--fault", action="store_true", help=say("có lỗi", "the line has a fault"))
    _say_who_comes(reply)
    test.add_argument(
        "--note",
        type=target_args.note,
        default="",
        metavar=say("LỜI", "TEXT"),
        help=say("lỗi gì", "the fault"),
    )
    test.add_argument(
        "--technician", default="", metavar=say("TÊN", "NAME"), help=say("cán bộ kỹ thuật", "who to call")
    )
    test.add_argument(
        "--phone", default="", metavar=say("SỐ", "NUMBER"), help=say("điện thoại", "the telephone")
    )


def _say_who_comes(reply: ArgumentParser) -> None:
    reply.add_argument(
        "--reason",
        type=target_args.reason,
        metavar=say("LÝ_DO", "REASON"),
        help=say("vì sao không dự", "why nobody comes"),
    )
    reply.add_argument(
        "--delegates",
        type=target_args.whole(),
        action="append",
        default=[],
        metavar=say("SỐ", "NUMBER"),
        help=say("số đại biểu; nhiều loại thì lặp lại theo thứ tự", "how many; repeated for each kind"),
    )
    reply.add_argument("--names", default="", metavar=say("TÊN", "NAMES"), help=say("họ tên", "who comes"))
    reply.add_argument(
        "--stand-in", default="", metavar=say("TÊN", "NAME"), help=say("người dự thay", "who stands in")
    )


def run(args: Namespace) -> int:
    return {"reply": _reply, "line-test": _line_test, "show": _show}[args.act](args)


def _reply(args: Namespace) -> int:
    from cascade.conferences.answer_kinds import AnswerKind
    from services.conferences import answer_forms

    typed = {
        "coming": "no" if args.no else "yes",
        "reason": args.reason or "",
        "names": args.names,
        "stand_in": args.stand_in,
    }
    typed |= {answer_forms.delegates_field(place): str(number) for place, number in enumerate(args.delegates)}

    def read(seat: Seat, hidden: tuple[str, ...]) -> Answer:
        venue = seat.meeting.venue(seat.unit.venue)
        kinds = venue.participants if venue else ()
        return answer_forms.read_reply(typed, kinds, hidden, veiled=seat.meeting.secret).answer()

    _give(args, AnswerKind.REPLY, read)
    word = say("không dự", "does not attend") if args.no else say("dự", "attends")
    put(args, {"unit": args.unit, "coming": not args.no}, [f"{args.unit}: {word}"])
    return 0


def _line_test(args: Namespace) -> int:
    from cascade.conferences.answer_kinds import AnswerKind
    from services.conferences import answer_forms

    good = "no" if args.fault else "yes"
    typed = {"good": good, "note": args.note, "technician": args.technician, "phone": args.phone}

    def read(seat: Seat, hidden: tuple[str, ...]) -> Answer:
        return answer_forms.read_line_test(typed, hidden, veiled=seat.meeting.secret).answer()

    _give(args, AnswerKind.LINE_TEST, read)
    fault = say("đường truyền có lỗi", "the line has a fault")
    word = fault if args.fault else say("đường truyền tốt", "the line is good")
    put(args, {"unit": args.unit, "good": not args.fault}, [f"{args.unit}: {word}"])
    return 0


def _give(args: Namespace, act: Any, read: Callable[[Seat, tuple[str, ...]], Answer]) -> None:
    from cascade.reports import secrecy
    from models.database import clock
    from models.plans import plans
    from services.conferences import conference_answers

    with desk_ledger.writing() as session:
        now = clock.now(session)
        seat = conference_answers.seat_of(session, args.plan, args.conference, args.unit, act, now)
        hidden = secrecy.content(plans.hidden(session, seat.meeting.plan_id), seat.meeting.secret, ())
        said = read(seat, hidden)
        conference_answers.give(session, seat, said, now=now, by=desk_ledger.actor(args))


def _show(args: Namespace) -> int:
    from models.conferences import meetings, standings
    from models.database import clock
    from models.plans import plans

    with desk_ledger.reading() as session:
        now = clock.now(session)
        meeting = meetings.of_plan(session, plans.number(session, args.plan), args.conference)
        counts = standings.total(session, meeting)
        seats = meeting.seats(standings.by_venue(session, meeting))
        lines = [*_counted(counts, seats), *_listed(session, meeting, now)]
    put(args, {"plan": args.plan, "conference": args.conference, "counts": counts}, lines)
    return 0


def _counted(counts: HallCounts, seats: int | None) -> list[str]:
    from cascade.org.format import number

    room = f"/{number(seats, language())}" if seats is not None else ""
    rows = [
        (say("Đơn vị được mời", "Units invited"), number(counts.invited, language())),
        (say("Dự", "Attend"), number(counts.coming, language())),
        (say("Không dự", "Do not attend"), number(counts.declined, language())),
        (say("Chưa xác nhận", "Not confirmed"), number(counts.silent, language())),
        (say("Đại biểu/số chỗ", "Delegates/seats"), number(counts.delegates, language()) + room),
        (say("Đường truyền có lỗi", "Lines with a fault"), number(counts.faults, language())),
    ]
    return table((say("Nội dung", "What"), say("Số", "Number")), rows)


def _listed(session: Session, meeting: HeldMeeting, now: datetime) -> list[str]:
    """Those that somebody has to call: faulty lines, who does not come and why, then who is silent."""
    from cascade.calendar.zone import day_of
    from models.conferences import standings
    from models.conferences.standings import Group
    from models.org import names_in_time

    found = []
    for group, words in (
        (Group.FAULTS, say("đường truyền có lỗi", "faulty line")),
        (Group.DECLINED, say("không dự", "does not attend")),
        (Group.SILENT, say("chưa xác nhận", "not confirmed")),
    ):
        some = standings.listed(session, meeting, group)
        names = names_in_time.known(session, {one.unit for one in some})
        found += [f"{names.on(one.unit, day_of(now))}: {words}{_why(group, one)}" for one in some]
    return found


def _why(group: Group, one: InvitedUnit) -> str:
    """ " (Mất tiếng; Anh Tư, 0912345678)", " (trùng đại hội)", or nothing"""
    from cascade.org.telephone import phone
    from models.conferences.standings import Group

    if group is Group.FAULTS and one.test is not None:
        test = one.test.said
        number = phone(test.phone, language()) if test.phone else ""
        parts = [test.note, ", ".join(filter(None, (test.technician, number)))]
    else:
        parts = [one.reply.said.reason] if group is Group.DECLINED and one.reply is not None else []
    told = "; ".join(filter(None, parts))
    return f" ({told})" if told else ""

"""A conference's day: proposed, fixed by an invitation, postponed, cancelled; and who came."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cli import amend, door, targets
from cli.output import put, table
from cli.speech import language, moment, say

if TYPE_CHECKING:
    from cascade.conferences import Proposal


def add_parser(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar=say("VIỆC", "ACT"))
    propose = acts.add_parser(
        "propose", help=say("đề xuất ngày trong khoảng cho phép", "days inside its window")
    )
    fix = acts.add_parser("fix", help=say("ấn định theo thư mời", "fix it as the invitation says"))
    postpone = acts.add_parser("postpone", help=say("hoãn sang ngày khác", "another day"))
    cancel = acts.add_parser("cancel", help=say("hủy", "cancel it"))
    attend = acts.add_parser("attend", help=say("ghi số người dự của một đơn vị", "who came, for one unit"))
    for act in (propose, fix, postpone, cancel, attend):
        act.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"))
        act.add_argument("conference", metavar=say("HỘI_NGHỊ", "CONFERENCE"))
        door.add_by(act)
    for act in (fix, postpone):
        act.add_argument(
            "start", type=targets.moment, metavar=say("BẮT_ĐẦU", "START"), help="2024-03-28 08:00"
        )
        act.add_argument("end", type=targets.moment, metavar=say("KẾT_THÚC", "END"), help="2024-03-28 11:30")
    targets.add_why(cancel)
    for name in ("unit", "venue"):
        attend.add_argument(name)
    for name in ("present", "expected"):
        attend.add_argument(name, type=int)


def run(args: Namespace) -> int:
    doing = {"propose": _propose, "attend": _attend}
    return doing.get(args.act, _move)(args)


def _propose(args: Namespace) -> int:
    from cascade.told import joined

    found = proposals(args.plan, args.conference)
    head = (say("Bắt đầu", "Start"), say("Điểm", "Score"), say("Vì sao", "Why"))
    rows = [(moment(row.start), row.score, joined("; ", row.reasons).said(language())) for row in found]
    put(args, {"plan": args.plan, "conference": args.conference, "proposals": found}, table(head, rows))
    return 0


def proposals(code: str, conference: str) -> tuple[Proposal, ...]:
    """The days a conference could sit on, the best first, clear of what other plans have fixed."""
    from cascade.conferences import propose
    from models import clock, plans, sittings

    with door.reading() as session:
        cascade = plans.recompile(session, code)
        others = [plan.id for plan in plans.all_plans(session) if plan.code != code]
        taken = [meeting for plan_id in others for meeting in sittings.thawed(session, plan_id)]
        return propose(cascade, conference, now=clock.now(session), others=taken)


def _move(args: Namespace) -> int:
    from models import clock, meetings

    with door.writing() as session:
        now, by = clock.now(session), door.actor(args)
        if args.act == "cancel":
            done = meetings.cancel(session, args.plan, args.conference, why=args.why, now=now, by=by)
        else:
            move = meetings.fix if args.act == "fix" else meetings.postpone
            done = move(session, args.plan, args.conference, args.start, args.end, now=now, by=by)
    put(args, amend.facts(done, applied=True), amend.lines(done, applied=True))
    return 0


def _attend(args: Namespace) -> int:
    from models import clock, meetings, plans

    with door.writing() as session:
        plan = plans.record(session, args.plan)
        meetings.attend(
            session,
            plan.id,
            args.conference,
            args.unit,
            args.venue,
            args.present,
            args.expected,
            now=clock.now(session),
            by=door.actor(args),
        )
    facts = {"unit": args.unit, "present": args.present, "expected": args.expected}
    put(args, facts, [f"{args.unit}: {args.present}/{args.expected}"])
    return 0

"""How all plans stand, or one plan branch by branch, or the duties of one unit."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import TYPE_CHECKING

from cascade.lang.told import not_valid
from cascade.plan.typed.levels import told_key
from cli.console import desk_ledger
from cli.console.language import language, moment, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from cli.machine.health import HealthVerdict
    from models.contacts.address_health import Trouble
    from models.database.ledger import Session
    from models.outbox.ops_notices import Alarm
    from models.reminders.hindrances import Hindrance
    from models.views.obligation_views import BranchCounts, ObligationView
    from models.views.plan_views import FrozenPlan


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "plan",
        nargs="?",
        metavar=say("KẾ_HOẠCH", "PLAN"),
        help=say("mã kế hoạch; bỏ trống: tất cả", "one plan"),
    )
    parser.add_argument(
        "--branch", metavar=say("ĐẢNG_BỘ", "BRANCH"), help=say("chỉ một đảng bộ", "only one branch")
    )
    parser.add_argument("--unit", metavar=say("ĐƠN_VỊ", "UNIT"), help=say("chỉ một đơn vị", "only one unit"))
    parser.add_argument(
        "--late", action="store_true", help=say("chỉ nhiệm vụ quá hạn", "only what is overdue")
    )
    parser.add_argument(
        "--waiting",
        action="store_true",
        help=say(
            "báo cáo đang chờ tiếp nhận, và đơn vị tiếp nhận", "reports waiting to be accepted, and by whom"
        ),
    )


def run(args: Namespace) -> int:
    from models.database import clock
    from models.plans import plans

    with desk_ledger.reading() as session:
        now = clock.now(session)
        if args.plan is None:
            return _all_plans(args, session, now)
        plan = plans.record(session, args.plan)
        if args.waiting:
            return _waiting(args, session, plan, now)
        if args.branch or args.unit or args.late:
            return _duties(args, session, plan, now)
        return _branches(args, session, plan, now)


def _all_plans(args: Namespace, session: Session, now: datetime) -> int:
    from cascade.calendar.zone import day_of
    from cli.machine import health
    from models import outbox
    from models.contacts import address_health
    from models.plans import plans
    from models.reminders import hindrances
    from models.stats import rollups

    found, kept = [], rollups.of_closed(session, now)
    for plan in plans.all_plans(session):
        total = kept.get(plan.id) or rollups.counts(session, plan.id, now, by="plan")["plan"]
        found.append({"plan": plan.code, "short": plan.short, "state": plan.state.value, "counts": total})
    head = (
        say("Kế hoạch", "Plan"),
        say("Tên gọi", "Name"),
        say("Tình trạng", "Status"),
        say("Đã xong", "Done"),
    )
    rows = [(row["plan"], row["short"], _state(str(row["state"])), _done(row["counts"])) for row in found]
    held_up, unheard = hindrances.listed(session), outbox.unheard(session, now)
    missing, failing = list(health.passed_over()), address_health.troubled(session, day_of(now))
    told = {"held_up": held_up, "unheard": unheard, "passed_over": missing, "failing": failing}
    lines = [*table(head, rows), *_held_up(held_up), *_unheard(unheard), *_out_of_reach(missing, failing)]
    put(args, {"now": now, "plans": found, **told}, lines)
    return 0


def _out_of_reach(missing: list[HealthVerdict], failing: list[Trouble]) -> list[str]:
    """Who is written to by another channel than their first, or by none."""
    lines = [f"! {one.what}: {one.told}" for one in missing]
    if failing:
        bad = sum(1 for one in failing if one.address)
        none = len(failing) - bad
        vi = f"! {bad} địa chỉ không dùng được, {none} cán bộ đầu mối chưa có địa chỉ: dondoc contacts"
        lines.append(say(vi, f"! {bad} addresses fail, {none} contacts have none: dondoc contacts"))
    return lines


def _unheard(found: list[Alarm]) -> list[str]:
    """What ops would have been told, had anybody set up how to wake them."""
    from cascade.notices.reasons import said

    head = say(
        "! Cảnh báo chưa tới ai, vì chưa đặt DONDOC_OPS_URL hoặc bộ gửi không chạy:",
        "! Alarms that have reached nobody, as DONDOC_OPS_URL is not set or no dispatcher runs:",
    )
    told = [f"  {moment(one.at)}: {said(one.why, language())}" for one in found]
    return [head, *told] if told else []


def _held_up(found: list[Hindrance]) -> list[str]:
    """What `dondoc doctor` says at length: which plans something stands in the way of."""
    return [
        say(
            f"! {one.plan} bị vướng từ {moment(one.since)}: {one.why}",
            f"! {one.plan} is held up since {moment(one.since)}: {one.why}",
        )
        for one in found
    ]


def _state(state: str) -> str:
    known = {"running": say("đang chạy", "running"), "closed": say("đã kết thúc", "closed")}
    return known.get(state) or not_valid(state).said(language())


def _done(counts: object) -> str:
    from cascade.org.format import share

    if counts is None:
        return ""
    return share(getattr(counts, "received", 0), getattr(counts, "expected", 0), language())


def _branches(args: Namespace, session: Session, plan: FrozenPlan, now: datetime) -> int:
    from cascade.org.format import share
    from models.obligations import obligations
    from models.obligations.below import subordinates

    branches = obligations.branches(session, plan.id, now)
    data = {
        "plan": plan.code,
        "title": plan.title,
        "state": plan.state.value,
        "now": now,
        "branches": [_branch_facts(row) for row in branches],
    }
    head = (
        say("Đảng bộ", "Branch"),
        say("Đã xong", "Done"),
        say("Báo cáo chậm", "Reported late"),
        say("Quá hạn", "Overdue"),
        say("Miễn", "Exempt"),
    )
    rows = [
        (
            row.name,
            share(row.counts.received, row.counts.expected, language()),
            row.counts.late,
            row.counts.overdue,
            row.counts.exempt,
        )
        for row in branches
    ]
    waits = subordinates.queued(session, plan.id)
    seen = f"dondoc status {plan.code} --waiting"
    more = (
        [say(f"Báo cáo chờ tiếp nhận: {waits} ({seen})", f"Reports waiting to be accepted: {waits} ({seen})")]
        if waits
        else []
    )
    put(args, data, [f"{plan.title} ({_state(plan.state.value)})", "", *table(head, rows), *more])
    return 0


def _waiting(args: Namespace, session: Session, plan: FrozenPlan, now: datetime) -> int:
    from cascade.calendar.zone import day_of
    from cascade.reports import secrecy
    from models.obligations.below import subordinates

    found = subordinates.queue(session, plan.id, now, 1_000_000)
    head = (
        say("Đơn vị", "Unit"),
        say("Nhiệm vụ", "Duty"),
        say("Báo cáo lúc", "Reported at"),
        say("Đã chờ (ngày)", "Waiting (days)"),
        say("Đơn vị tiếp nhận", "Accepted by"),
    )
    rows = []
    for one in found:
        row, at = one.row, one.row.submitted_at
        code = told_key(row.key).said(language())
        told = secrecy.content(f"{code} {row.action}", row.secret, code)
        days = (day_of(now) - day_of(at)).days if at else 0
        rows.append((row.unit_name, told, moment(at) if at else "", days, one.decider_name))
    none = [say("Không có báo cáo nào chờ tiếp nhận.", "No report is waiting to be accepted.")]
    put(args, {"plan": plan.code, "now": now, "waiting": found}, table(head, rows) if rows else none)
    return 0


def _branch_facts(row: BranchCounts) -> dict[str, object]:
    """What is printed as JSON stays as it was first promised, however the counts are kept."""
    counts = row.counts
    return dict(
        branch=row.branch,
        name=row.name,
        level=row.level,
        expected=counts.expected,
        done=counts.received,
        accepted=counts.accepted,
        late=counts.late,
        overdue=counts.overdue,
        open=counts.open,
        exempt=counts.exempt,
        opened_at=row.opened_at,
        done_at=row.done_at,
    )


def _duties(args: Namespace, session: Session, plan: FrozenPlan, now: datetime) -> int:
    from models.obligations import obligations
    from services import targets

    branch, unit = (
        targets.code(session, named, now) if named else None for named in (args.branch, args.unit)
    )
    rows = obligations.rows(session, plan.id, now=now, branch=branch, unit=unit, late_only=args.late)
    head = (
        say("Đơn vị", "Unit"),
        say("Nhiệm vụ", "Duty"),
        say("Hạn", "Due"),
        say("Tình trạng", "Status"),
        say("Quá hạn (ngày)", "Days overdue"),
    )
    put(args, {"plan": plan.code, "now": now, "obligations": rows}, table(head, map(_duty_cells, rows)))
    return 0


def _duty_cells(row: ObligationView) -> tuple[object, ...]:
    from cascade.calendar.zone import day_of
    from cascade.org.format import day

    due = day(day_of(row.due_at), language()) if row.due_at else "—"
    state = row.state.told.said(language())
    if row.promised:
        by = day(row.promised, language())
        state += say(f", dự kiến {by}", f", expected by {by}")
    duty = f"{told_key(row.key).said(language())} {row.action}"
    return row.unit_name, duty, due, state, row.days_late or ""

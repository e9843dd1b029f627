"""What a unit has reported under a plan: every report of each duty in full, the last one first."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cascade.plan.typed.levels import told_key
from cli.console import desk_ledger, target_args
from cli.console.language import language, moment, say
from cli.console.output import put

if TYPE_CHECKING:
    from models.views.obligation_views import ObligationDetail, Report


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "code of the plan"))
    parser.add_argument(
        "unit",
        metavar=say("ĐƠN_VỊ", "UNIT"),
        help=say("mã hoặc tên đơn vị", "code or name of the unit"),
    )
    parser.add_argument(
        "duty",
        nargs="?",
        type=target_args.duty,
        metavar=say("NHIỆM_VỤ", "DUTY"),
        help=say(
            "mã nhiệm vụ; bỏ trống: mọi nhiệm vụ đã báo cáo", "one duty; left out: all it has reported on"
        ),
    )


def run(args: Namespace) -> int:
    from models.database import clock
    from services.answers import reports_of

    with desk_ledger.reading() as session:
        found = reports_of.unit(session, args.plan, args.unit, args.duty, clock.now(session))
    facts = {"plan": args.plan, "unit": found.unit.code, "unit_name": found.unit.name}
    lines = [line for one in found.duties for line in _lines(one)]
    none = say("Đơn vị chưa báo cáo nhiệm vụ nào.", "The unit has not reported on any duty yet.")
    put(args, facts | {"duties": [_facts(one) for one in found.duties]}, lines or [none])
    return 0


def _lines(found: ObligationDetail) -> Iterator[str]:
    from cascade.calendar.zone import day_of
    from cascade.org.format import day
    from cascade.reports import secrecy

    row = found.row
    due = day(day_of(row.due_at), language()) if row.due_at else say("không ghi", "none")
    what = secrecy.action(row.action, number="", secret=row.secret)
    yield f"{row.unit_name} · {told_key(row.key).said(language())} {what}".rstrip()
    yield say(f"Hạn {due} · {row.shown.told}", f"Due {due} · {row.shown.told.en}")
    for one in reversed(found.reports):
        yield ""
        yield from _report(found, one)
    if not found.reports:
        yield say("Chưa có báo cáo.", "No report yet.")
    yield ""


def _report(found: ObligationDetail, one: Report) -> Iterator[str]:
    from documents.reading.report_papers import size_told
    from services import decisions

    late = say(", báo cáo chậm", ", late") if one.late else ""
    yield say(f"Báo cáo số {one.number}", f"Report {one.number}") + f", {moment(one.at)}, {one.by}{late}"
    told = decisions.lines(found, one, language())
    for line in told:
        first, *rest = line.value.splitlines() or [""]
        yield f"    {line.label}: {first}"
        yield from (f"        {more}" for more in rest)
    for file in one.files:
        yield f"    {say('Tệp kèm', 'File')}: {file.name} ({size_told(file.size).said(language())})"
    if found.row.secret:
        yield "    " + say("(nội dung mật, không hiển thị)", "(secret, not shown)")
    if one.decided_at is not None:
        yield f"    {_verdict(one)}"


def _verdict(one: Report) -> str:
    from cascade.reports.obligation_states import ReportState

    assert one.decided_at is not None
    back = one.state is ReportState.RETURNED
    what = say("Trả lại", "Returned") if back else say("Tiếp nhận", "Accepted")
    reason = f": {one.reason}" if one.reason else ""
    return f"{what} {moment(one.decided_at)}, {one.decided_by}{reason}"


def _facts(found: ObligationDetail) -> dict[str, object]:
    from cascade.reports import secrecy

    row = found.row
    return {
        "duty": row.key,
        "action": secrecy.content(row.action, row.secret, ""),
        "secret": row.secret,
        "state": row.state.value,
        "due_at": row.due_at,
        "reports": [_report_facts(found, one) for one in found.reports],
    }


def _report_facts(found: ObligationDetail, one: Report) -> dict[str, object]:
    from cascade.reports import secrecy
    from services import decisions

    secret = found.row.secret
    return dict(
        number=one.number,
        at=one.at,
        by=one.by,
        late=one.late,
        state=one.state.value,
        figures=secrecy.content(one.figures, secret, {}),
        note=secrecy.content(one.note, secret, ""),
        files=[{"name": file.name, "size": file.size, "sha256": file.digest} for file in one.files],
        lines=[(line.label, line.value) for line in decisions.lines(found, one, language())],
        reason=one.reason,
        decided_at=one.decided_at,
        decided_by=one.decided_by,
    )

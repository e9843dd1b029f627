"""Writes a plan as files for the office: a closing report in the official form, a table, a picture."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli import door
from cli.output import put
from cli.speech import language, say

if TYPE_CHECKING:
    from documents.report_data import FigureLine, RollUpReport, UnitLine
    from documents.sheet import Status
    from models.ledger import Session
    from models.records import FrozenPlan, ObligationRow


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "code of the plan"))
    for name, told in (
        ("docx", say("báo cáo tổng hợp theo thể thức văn bản của Đảng", "the report in the official form")),
        ("xlsx", say("bảng tiến độ từng đơn vị", "the table of every unit")),
        ("svg", say("sơ đồ triển khai", "the picture of the cascade")),
    ):
        parser.add_argument(
            f"--{name}",
            type=Path,
            nargs="?",
            const=Path(f".{name}"),
            metavar=say("TỆP", "FILE"),
            help=f"{told} ({say('mặc định: <mã>', 'default: <code>')}.{name})",
        )


def run(args: Namespace) -> int:
    from cascade.refusal import Refusal
    from models import clock, plans

    writers = {"docx": _write_docx, "xlsx": _write_xlsx, "svg": _write_svg}
    asked = {name: _path(args.plan, getattr(args, name)) for name in writers if getattr(args, name)}
    if not asked:
        what = say("chưa nói xuất tệp gì", "it does not say which file")
        raise Refusal(args.plan, what, say("thêm --docx, --xlsx hoặc --svg", "add --docx, --xlsx or --svg"))
    with door.reading() as session:
        plan, now = plans.record(session, args.plan), clock.now(session)
        for name, path in asked.items():
            writers[name](session, plan, now, path)
    put(
        args,
        {"plan": args.plan, "files": {name: str(path) for name, path in asked.items()}},
        map(str, asked.values()),
    )
    return 0


def _path(plan: str, given: Path) -> Path:
    """A bare --docx means <plan>.docx beside us."""
    return Path(f"{plan}{given.name}") if given.name.startswith(".") else given


def _write_svg(session: Session, plan: FrozenPlan, now: datetime, path: Path) -> None:
    from documents.picture import cascade_svg, picture_of
    from models import obligations, plans

    rows = obligations.rows(session, plan.id, now=now)
    states = {f"{row.key}:{row.unit}": _state(row) for row in rows}
    picture = picture_of(plans.recompile(session, plan.code), now=now, states=states, lang=language())
    path.write_text(cascade_svg(picture), encoding="utf-8")


def _write_xlsx(session: Session, plan: FrozenPlan, now: datetime, path: Path) -> None:
    from documents.sheet import write_sheet

    write_sheet(path, _status(session, plan, now))


def _status(session: Session, plan: FrozenPlan, now: datetime) -> Status:
    from documents.sheet import Status, StatusRow
    from models import obligations, rollups

    names = {each.branch: each.name for each in obligations.branches(session, plan.id, now)}
    counts = rollups.counts(session, plan.id, now, by="branch")
    rows = [
        StatusRow(
            branch=names.get(row.branch, row.branch),
            unit=row.unit_name,
            level=row.level,
            requirement=row.key,
            action=_action(row),
            state=_state(row),
            due_at=row.due_at,
            submitted_at=row.submitted_at,
            days_late=row.days_late,
            derived=row.derived.said(language()) if row.derived else None,
        )
        for row in obligations.rows(session, plan.id, now=now)
    ]
    return Status(
        _title(plan), now, rows, {names.get(code, code): sums for code, sums in counts.items()}, language()
    )


def _action(row: ObligationRow) -> str:
    from cascade import secrecy

    return secrecy.action(row.action, number=row.requirement, secret=row.secret)


def _title(plan: FrozenPlan) -> str:
    from cascade import secrecy

    return secrecy.plan_name(plan.title, number=plan.number, code=plan.code, secret=plan.secret)


def _write_docx(session: Session, plan: FrozenPlan, now: datetime, path: Path) -> None:
    from documents.report import write_report

    write_report(path, report(session, plan, now))


def report(session: Session, plan: FrozenPlan, now: datetime) -> RollUpReport:
    """What the closing report says, out of the ledger."""
    from cascade.instants import day_of
    from cascade.tree import Level
    from documents.report_data import report_of
    from models import obligations, plans, rollups
    from models.records import UNDONE

    rows = obligations.rows(session, plan.id, now=now)
    counts = rollups.counts(session, plan.id, now, by="level")
    return report_of(
        plans.recompile(session, plan.code),
        day=day_of(now),
        levels=[(level, counts[level]) for level in Level if level in counts],
        figures=list(_figures(session, plan)),
        late=_lines([row for row in rows if row.late and row.state not in UNDONE]),
        still_open=_lines([row for row in rows if row.state in UNDONE]),
    )


def _figures(session: Session, plan: FrozenPlan) -> Iterator[FigureLine]:
    """The sums of what was asked of the upper level: its reports already hold those from below."""
    from cascade import secrecy
    from documents.report_data import FigureLine
    from models import rollups

    found = rollups.figures(session, plan.id).get("plan", {})
    for requirement in plan.plan.requirements:
        sums = {one.figure: one for one in found.get(requirement.id, ())}
        # A total is told with what it is the total of.
        told_with = {figure.of for figure in requirement.figures if figure.id in sums}
        secret = secrecy.is_secret(plan.plan, requirement)
        for figure in secrecy.content(requirement.figures, secret, ()):
            one = sums.get(figure.id)
            if one is not None and figure.id not in told_with:
                yield FigureLine(figure.label, one.total if one.of is None else one.part, one.of)


def _lines(rows: Sequence[ObligationRow]) -> list[UnitLine]:
    from cascade.instants import day_of
    from documents.report_data import UnitLine

    return [
        UnitLine(
            row.unit_name,
            _action(row),
            day_of(row.due_at) if row.due_at else None,
            day_of(row.submitted_at) if row.submitted_at else None,
        )
        for row in rows
    ]


def _state(row: ObligationRow) -> str:
    """As the picture and the table colour it: what is overdue is late, whatever it waits for."""
    from models.records import UNDONE

    return "late" if row.late and row.state in UNDONE else row.state.value

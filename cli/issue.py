"""Issues a plan: its units, duties and first notices are all in the ledger in one transaction, or none are."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cli import door, papers
from cli.output import put, warn
from cli.speech import say

if TYPE_CHECKING:
    from cascade.duty import Cascade


def add_parser(parser: ArgumentParser) -> None:
    papers.add_files(parser)
    door.add_by(parser)


def run(args: Namespace) -> int:
    from cascade.instants import day_of
    from models import calendar, clock, plans, units

    plan, tree = papers.read(args)
    with door.writing() as session:
        now = clock.now(session)
        units.import_units(session, tree, now, door.actor(args))
        cascade = papers.compiled(plan, tree, calendar.load_calendar(session), day_of(now))
        _refuse_errors(cascade)
        plan_id = plans.issue(session, cascade, now=now, by=door.actor(args))
    for finding in cascade.findings:
        warn(f"{plan.file}:{finding.line or 1}: {finding.message}")
    put(args, _facts(cascade, plan_id), _lines(cascade))
    return 0


def _refuse_errors(cascade: Cascade) -> None:
    """A contradiction must be mended before anybody is asked to act on it; warnings only have to be seen."""
    from cascade.duty import Severity
    from cascade.refusal import Refusal, place

    for finding in cascade.findings:
        if finding.severity is Severity.ERROR:
            where = place(cascade.plan.file, finding.line, finding.requirement or "")
            raise Refusal(where, finding.message, finding.suggestion or "sửa tệp kế hoạch rồi ban hành lại")


def _facts(cascade: Cascade, plan_id: int) -> dict[str, object]:
    return {
        "plan": cascade.plan.code,
        "id": plan_id,
        "duties": len(cascade.duties),
        "obligations": len(cascade.obligations),
        "units": len({obligation.unit for obligation in cascade.obligations}),
        "findings": len(cascade.findings),
    }


def _lines(cascade: Cascade) -> list[str]:
    units = len({obligation.unit for obligation in cascade.obligations})
    return [
        say(
            f"Đã ban hành «{cascade.plan.short or cascade.plan.title}»: "
            f"{len(cascade.obligations)} phần việc của {units} đơn vị.",
            f"Issued “{cascade.plan.short or cascade.plan.title}”: "
            f"{len(cascade.obligations)} obligations of {units} units.",
        )
    ]

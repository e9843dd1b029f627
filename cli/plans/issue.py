"""Issues a plan: its units, duties and first notices are all in the ledger in one go, or none are."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cli.console import desk_ledger
from cli.console.language import language, say
from cli.console.output import put, warn
from cli.plans import papers

if TYPE_CHECKING:
    from services.issuing.issue_plan import Issued


def add_parser(parser: ArgumentParser) -> None:
    papers.add_files(parser)
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from models.database import clock
    from services.issuing.issue_plan import issue

    plan, tree = papers.read(args)
    with desk_ledger.writing() as session:
        issued = issue(session, plan, tree, now=clock.now(session), by=desk_ledger.actor(args))
    for finding in issued.cascade.findings:
        warn(f"{plan.file}:{finding.line or 1}: {finding.message.said(language())}")
    _post(plan.code)
    put(args, _facts(issued), _lines(issued))
    return 0


def _post(code: str) -> None:
    """Where a Prefect server is known, the plan is on it at once; elsewhere the next sweep sees to it."""
    from cli.serving.environment import known_api

    if known_api():
        from cli.serving.deploying import post

        if why := post(code):
            vi = "đã ghi vào hệ thống; chưa lên được bảng theo dõi, lượt quét sau sẽ thử lại"
            en = "is in the ledger; not on the dashboard yet, the next sweep tries again"
            warn(f"{code}: {say(vi, en)}: {why}")


def _facts(issued: Issued) -> dict[str, object]:
    cascade = issued.cascade
    return {
        "plan": cascade.plan.code,
        "id": issued.plan_id,
        "duties": len(cascade.duties),
        "obligations": len(cascade.obligations),
        "units": issued.units,
        "findings": len(cascade.findings),
    }


def _lines(issued: Issued) -> list[str]:
    plan, many = issued.cascade.plan, len(issued.cascade.obligations)
    return [
        say(
            f"Đã ban hành “{plan.short or plan.title}”: {many} nhiệm vụ của {issued.units} đơn vị.",
            f"Issued “{plan.short or plan.title}”: {many} duties of {issued.units} units.",
        )
    ]

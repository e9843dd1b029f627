"""Shows what a changed plan file would change for whom; with --apply it does so in one transaction."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cli import door, papers
from cli.output import put
from cli.speech import say

if TYPE_CHECKING:
    from cascade.amend import Amendment


def add_parser(parser: ArgumentParser) -> None:
    papers.add_files(parser)
    parser.add_argument(
        "--apply",
        action="store_true",
        help=say("áp dụng và báo cho đơn vị bị ảnh hưởng", "do it and tell them"),
    )
    parser.add_argument(
        "--why", default="", metavar=say("LÝ_DO", "REASON"), help=say("lý do sửa đổi", "why it changes")
    )
    door.add_by(parser)


def run(args: Namespace) -> int:
    from cascade.instants import day_of
    from models import amendments, calendar, clock, units

    plan, tree = papers.read(args)
    with door.writing() as session:
        now = clock.now(session)
        if args.apply:
            units.import_units(session, tree, now, door.actor(args))
        after = papers.compiled(plan, tree, calendar.load_calendar(session), day_of(now))
        if args.apply:
            amendment = amendments.apply(
                session, plan.code, after, now=now, by=door.actor(args), why=args.why
            )
        else:
            amendment = amendments.preview(session, plan.code, after)
    put(args, facts(amendment, applied=args.apply), lines(amendment, applied=args.apply))
    return 0


GROUPS = (
    ("added", "thêm", "added"),
    ("withdrawn", "rút", "withdrawn"),
    ("moved_earlier", "sớm hơn", "moved earlier"),
    ("moved_later", "lùi lại", "moved later"),
    ("changed", "đổi nội dung", "changed"),
)


def facts(amendment: Amendment, *, applied: bool) -> dict[str, object]:
    """The obligations of each group by their ids, and the units that hear of it."""
    groups = {name: [_id(item) for item in getattr(amendment, name)] for name, _, _ in GROUPS}
    return {"applied": applied, **groups, "told": _told(amendment)}


def lines(amendment: Amendment, *, applied: bool) -> list[str]:
    """One line for each group that has anything in it."""
    found = []
    for name, vi, en in GROUPS:
        items = [_id(item) for item in getattr(amendment, name)]
        if items:
            shown = ", ".join(items[:5]) + (" …" if len(items) > 5 else "")
            found.append(f"{say(vi, en)}: {len(items)} ({shown})")
    if not found:
        return [say("Không có gì thay đổi.", "Nothing changes.")]
    told = len(_told(amendment))
    found.append(say(f"Số đơn vị được báo: {told}.", f"Units that are told: {told}."))
    if not applied:
        found.append(say("Chưa áp dụng; thêm --apply để áp dụng.", "Not applied yet; add --apply."))
    return found


def _id(item: object) -> str:
    return str(getattr(item, "id", item))


def _told(amendment: Amendment) -> list[str]:
    return sorted(
        {_id(item).rpartition(":")[2] for name, _, _ in GROUPS for item in getattr(amendment, name)}
    )

"""What came of a plan: the sentence of its report, the table by level, the plans that follow it, pictures."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import desk_ledger
from cli.console.language import language, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from datetime import datetime

    from cascade.reports.results import DayResult
    from cascade.reports.rollup import Counts
    from models.database.ledger import Session
    from services.figures.plan_figures import PlanFigures

PICTURES = ("progress", "branches", "cascade")


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "code of the plan"))
    parser.add_argument(
        "--requirement",
        metavar=say("MÃ_NHIỆM_VỤ", "ID"),
        help=say("chỉ một nhiệm vụ của kế hoạch, ví dụ D6", "one requirement alone, as D6"),
    )
    parser.add_argument(
        "--alone",
        action="store_true",
        help=say("không tính các kế hoạch thực hiện văn bản này", "without the plans that follow it"),
    )
    parser.add_argument(
        "--days", action="store_true", help=say("thêm bảng theo từng ngày", "the table by day as well")
    )
    parser.add_argument(
        "--picture",
        choices=PICTURES,
        default=PICTURES[0],
        help=say(
            "vẽ gì: tiến độ theo ngày, các đảng bộ, hay sơ đồ triển khai",
            "what to draw: progress by day, the branches, or the cascade",
        ),
    )
    for name, told in (
        ("svg", say("hình vẽ", "the picture")),
        ("png", say("hình vẽ để đưa vào văn bản, bài trình chiếu", "the picture for papers and slides")),
        ("xlsx", say("mọi bảng số liệu", "all tables")),
    ):
        parser.add_argument(f"--{name}", type=Path, metavar=say("TỆP", "FILE"), help=told)


def run(args: Namespace) -> int:
    from models.database import clock
    from models.plans import plans
    from services.figures import plan_figures

    with desk_ledger.reading() as session:
        now, plan = clock.now(session), plans.record(session, args.plan)
        if args.requirement:
            _refuse_unknown(args, {one.id for one in plan.plan.requirements})
        found = plan_figures.look(session, plan, now, requirement=args.requirement, alone=args.alone)
        days = plan_figures.days(session, found) if args.days else ()
        files = _files(args, session, found, now)
    put(args, _facts(found, days, files), _lines(found, days, files))
    return 0


def _refuse_unknown(args: Namespace, known: set[str]) -> None:
    from cascade.lang.refusal import Refusal

    if args.requirement not in known:
        what = say("kế hoạch không có nhiệm vụ này", "the plan has no such requirement")
        todo = say(f"chọn một trong: {', '.join(sorted(known))}", f"one of: {', '.join(sorted(known))}")
        raise Refusal(f"{args.plan}: {args.requirement}", what, todo)


def _files(args: Namespace, session: Session, found: PlanFigures, now: datetime) -> dict[str, Path]:
    from services.exports import figure_files

    kind, written = figure_files.PlanPicture(args.picture), {}
    if args.svg:
        args.svg.write_text(figure_files.svg(session, found, kind, now, language()), encoding="utf-8")
        written["svg"] = args.svg
    if args.png:
        args.png.write_bytes(figure_files.as_png(session, found, kind, now, language()))
        written["png"] = args.png
    if args.xlsx:
        figure_files.workbook(session, found, now, args.xlsx, language())
        written["xlsx"] = args.xlsx
    return written


def _facts(found: PlanFigures, days: Sequence[DayResult], files: dict[str, Path]) -> dict[str, object]:
    return {
        "plan": found.plan.code,
        "day": found.whole.day,
        "sentence": found.sentence,
        "levels": [{"level": one.level, **_plain(one.counts)} for one in found.whole.levels],
        "branches": [{"branch": one.code, "name": one.name, **_plain(one.counts)} for one in found.branches],
        "plans": [
            {
                "plan": one.follower.plan.code,
                "follows": one.follower.through,
                "issuer": one.follower.plan.issuer_name,
                **_plain(one.counts),
            }
            for one in found.followers
        ],
        "figures": found.whole.figures,
        "days": days,
        "files": {name: str(path) for name, path in files.items()},
    }


def _plain(counts: Counts) -> dict[str, int]:
    from dataclasses import asdict

    return asdict(counts)


def _lines(found: PlanFigures, days: Sequence[DayResult], files: dict[str, Path]) -> Iterable[str]:
    from cascade.org.format import day, level_name
    from services.exports.figure_files import follower_name

    yield found.sentence.said(language())
    yield ""
    yield from _counts(
        say("Cấp", "Level"), [(level_name(one.level, language()), one.counts) for one in found.whole.levels]
    )
    if found.followers:
        yield ""
        own = say("Kế hoạch này", "This plan"), found.own.counts
        others = [("  " * one.follower.depth + follower_name(one), one.counts) for one in found.followers]
        yield from _counts(say("Kế hoạch", "Plan"), [own, *others])
    if days:
        yield ""
        first = (say("Ngày", "Day"), say("Cấp", "Level"))
        heads = (*first, say("Đến hạn", "Due"), say("Đã báo cáo", "Received"), say("Chậm", "Late"))
        cells = [
            (day(one.day, language()), level_name(one.level, language()), one.due, one.received, one.late)
            for one in days
        ]
        yield from table(heads, cells)
    yield from map(str, files.values())


def _counts(first: str, lines: Iterable[tuple[str, Counts]]) -> list[str]:
    from cascade.org.format import number, percent
    from documents.office.figures_workbook import COUNT_HEADS

    def cells(name: str, counts: Counts) -> tuple[str, ...]:
        rate = percent(counts.received, counts.expected, language()) if counts.expected else ""
        before = (counts.expected, counts.received, counts.on_time, counts.late)
        after = (counts.extended, counts.exempt, counts.open, counts.overdue)
        told = [[number(one, language()) for one in some] for some in (before, after)]
        return name, *told[0], rate, *told[1]

    heads = (first, *(head.said(language()) for head in COUNT_HEADS))
    return table(heads, [cells(name, counts) for name, counts in lines])

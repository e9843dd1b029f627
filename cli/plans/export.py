"""Writes a plan as files for the office: a closing report in the official form, a table, a picture."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import desk_ledger, target_args
from cli.console.language import language, moment, say
from cli.console.output import put

if TYPE_CHECKING:
    from datetime import datetime

    from models.database.ledger import Session
    from models.views.conference_views import HeldMeeting
    from models.views.plan_views import FrozenPlan
    from services.exports.write_exports import Kind

KINDS: tuple[Kind, ...] = ("docx", "xlsx", "svg", "ics")


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "code of the plan"))
    for name, told in (
        ("docx", say("báo cáo tổng hợp theo thể thức văn bản của Đảng", "the report in the official form")),
        ("xlsx", say("bảng tiến độ từng đơn vị", "the table of every unit")),
        ("svg", say("sơ đồ triển khai", "the picture of the cascade")),
        ("ics", say("các hạn, hội nghị để đưa vào lịch", "deadlines and conferences for a diary")),
    ):
        parser.add_argument(
            f"--{name}",
            type=Path,
            nargs="?",
            const=Path(f".{name}"),
            metavar=say("TỆP", "FILE"),
            help=f"{told} ({say('mặc định: <mã>', 'default: <code>')}.{name})",
        )
    _add_papers(parser)


def _add_papers(parser: ArgumentParser) -> None:
    from documents.signed.paper_form import PaperSort

    parser.add_argument(
        "--paper",
        choices=[one.value for one in PaperSort],
        help=say(
            "giấy tờ để ký, tệp Word theo thể thức văn bản", "a paper to sign, as Word in the official form"
        ),
    )
    parser.add_argument(
        "--conference",
        metavar=say("HỘI_NGHỊ", "CONFERENCE"),
        help=say("hội nghị nào (mặc định: hội nghị sắp tới)", "which conference (default: the next)"),
    )
    parser.add_argument(
        "--unit",
        metavar=say("ĐƠN_VỊ", "UNIT"),
        help=say("mời ai, đôn đốc ai, báo cáo của ai", "who is invited, pressed, or reports"),
    )
    parser.add_argument(
        "--level",
        type=target_args.level,
        metavar=say("CẤP", "LEVEL"),
        help=say("chỉ đôn đốc cấp này", "press this level alone"),
    )
    parser.add_argument(
        "--until",
        type=target_args.day,
        metavar=say("NGÀY", "DAY"),
        help=say("hạn mới trong công văn đôn đốc", "the new day in the letter that presses"),
    )
    parser.add_argument(
        "--template",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say("mẫu Word riêng cho giấy tờ này", "an own Word template for this paper"),
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say("tệp của giấy tờ (mặc định: <mã>-<loại>)", "file of the paper (default: <code>-<kind>)"),
    )


def run(args: Namespace) -> int:
    from cascade.lang.refusal import Refusal
    from models.database import clock
    from models.plans import plans
    from services.exports import write_exports

    asked = {name: _path(args.plan, given) for name in KINDS if (given := getattr(args, name))}
    if not asked and not args.paper:
        what = say("chưa nói xuất tệp gì", "it does not say which file")
        raise Refusal(
            args.plan,
            what,
            say(
                "thêm --docx, --xlsx, --svg, --ics hoặc --paper",
                "add --docx, --xlsx, --svg, --ics or --paper",
            ),
        )
    facts: dict[str, object] = {"plan": args.plan}
    lines: list[str] = []
    with desk_ledger.reading() as session:
        plan, now = plans.record(session, args.plan), clock.now(session)
        for name, path in asked.items():
            write_exports.write(session, plan, now, path, name, language())
        files = {str(name): str(path) for name, path in asked.items()}
        if args.paper:
            taken = _conference(session, plan, now, args)
            files[args.paper] = str(_paper(session, plan, now, args, taken))
            if taken is not None:
                facts, lines = facts | {"conference": taken.conference.id}, _which(taken, args)
    put(args, {**facts, "files": files}, [*lines, *files.values()])
    return 0


def _conference(session: Session, plan: FrozenPlan, now: datetime, args: Namespace) -> HeldMeeting | None:
    """Which one the paper is about; None: it is about none."""
    from documents.signed.paper_form import PaperSort
    from services.exports import conference_files

    if not PaperSort(args.paper).about_conference:
        return None
    return conference_files.chosen(session, plan, args.conference, now)


def _which(taken: HeldMeeting, args: Namespace) -> list[str]:
    """Where nobody has named it, it is said which one it is."""
    from cascade.reports import secrecy

    if args.conference:
        return []
    at = moment(taken.start) if taken.start else say("chưa có ngày", "no day yet")
    called = secrecy.content(f"{taken.conference.id}, {taken.name}", taken.secret, taken.conference.id)
    return [say(f"Hội nghị {called}: {at}", f"Conference {called}: {at}")]


def _paper(
    session: Session, plan: FrozenPlan, now: datetime, args: Namespace, taken: HeldMeeting | None
) -> Path:
    """Writes it; where it went."""
    from cascade.org.unit import Level
    from documents.signed.paper_form import PaperSort
    from services import targets
    from services.exports import paper_exports

    unit = targets.code(session, args.unit, now) if args.unit else None
    sort = PaperSort(args.paper)
    level = Level(args.level) if args.level else None
    about = taken.conference.id if taken else None
    asked = paper_exports.AskedPaper(sort, about, unit, level, args.until)
    path = args.output or Path(f"{args.plan.replace('/', '-')}-{sort.value}.{asked.ending}")
    template = args.template.read_bytes() if args.template else None
    paper_exports.write(session, plan, now, path, asked, template)
    return path


def _path(plan: str, given: Path) -> Path:
    """A bare --docx means <plan>.docx beside us."""
    return Path(f"{plan}{given.name}") if given.name.startswith(".") else given

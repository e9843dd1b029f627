"""A report that a unit told otherwise, handed in for it by the rules of every door: figures, words, files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import desk_ledger, target_args
from cli.console.language import say

if TYPE_CHECKING:
    from datetime import datetime

    from cascade.lang.told import Telling
    from models.database.ledger import Session
    from models.obligations.locked import Owed
    from services.answers.hand_in import HandInResult, SentReport


def add_arguments(submit: ArgumentParser) -> None:
    submit.add_argument(
        "figures",
        nargs="*",
        metavar=say("SỐ_LIỆU=GIÁ_TRỊ", "FIGURE=VALUE"),
        help="members=120 members_total=125",
    )
    submit.add_argument(
        "--note",
        type=target_args.note,
        default="",
        metavar=say("LỜI", "TEXT"),
        help=say("ghi chú; việc không có số liệu: đã làm gì", "a note; without figures: what was done"),
    )
    submit.add_argument(
        "--file",
        type=Path,
        action="append",
        default=[],
        dest="files",
        metavar=say("TỆP", "FILE"),
        help=say("tệp kèm báo cáo; nhiều tệp thì ghi nhiều lần", "comes with the report; may be repeated"),
    )
    submit.add_argument(
        "--sure",
        action="store_true",
        help=say("đã xem lại những số liệu bất thường, đúng là vậy", "what is unusual was looked at"),
    )
    submit.add_argument(
        "--early",
        action="store_true",
        help=say("báo cáo sớm, trước hội nghị hoặc việc phải chờ", "before what it must wait for"),
    )


def submit(args: Namespace) -> str:
    """Hand it in. Refusal: of what is wrong with it the first, or all that is unusual and not looked at."""
    from models.database import clock
    from models.obligations import locked
    from services.answers.below import on_behalf
    from services.targets import obligation

    sent = _sent(args)
    with desk_ledger.writing() as session:
        now = clock.now(session)
        owed = locked.fetch(session, obligation(session, args.plan, args.duty, args.unit, now).id)
        result = on_behalf.write_down(session, owed, sent, now=now, by=desk_ledger.actor(args))
        _refuse_what_is_wrong(session, owed, sent, result, now)
    return say("Đã gửi, chờ tiếp nhận.", "Sent, waiting to be accepted.")


def _sent(args: Namespace) -> SentReport:
    """What was typed, with the files looked into: nothing is in hand meanwhile."""
    from cascade.reports.obligation_states import ReportDoor
    from documents.reading.handed_in import LARGEST
    from documents.reading.text_file import bytes_of
    from services.answers.files import take_files
    from services.answers.files.take_files import NewFile
    from services.answers.hand_in import SentReport

    given = _typed(args.figures)
    files, unread = take_files.check(NewFile(one.name, bytes_of(one, LARGEST)) for one in args.files)
    return SentReport(
        typed=given,
        note=args.note,
        files=files,
        unread=unread,
        sure=args.sure,
        early=args.early,
        door=ReportDoor.BEHALF,
    )


def _typed(words: list[str]) -> dict[str, str]:
    """ "members=83.546" -> {"members": "83.546"}. Refusal: a word without "=", or one that comes twice."""
    from cascade.lang.refusal import Refusal
    from cascade.lang.told import Told

    given: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            what = Told("số liệu phải có dấu =", "a figure needs a =")
            raise Refusal(word, what, Told("ghi dạng members=120", "write it like members=120"))
        if name in given:
            what = Told("số liệu này có hai lần", "this figure is given twice")
            raise Refusal(word, what, Told("giữ một", "keep one of them"))
        given[name] = value
    return given


def _refuse_what_is_wrong(
    session: Session, owed: Owed, sent: SentReport, result: HandInResult, now: datetime
) -> None:
    from cascade.lang.refusal import Refusal
    from cascade.lang.told import Told, joined
    from cascade.reports import report_form
    from models.obligations import preconditions
    from models.obligations.locked import TooEarly
    from models.plans import duties
    from services.answers.read_report import EARLY, NOTE, field_name

    for name, wrong in result.problems.items():
        if name == EARLY:
            raise TooEarly(preconditions.unmet(session, owed, now))
        figure = name.removeprefix(field_name(""))
        where: Telling = f"{figure}={sent.typed.get(figure, '')}" if name != figure else ""
        if name == NOTE:
            where = report_form.note_label(duties.thaw(owed.duty).figures, owed.duty.secret)
        raise Refusal(where, wrong.what, wrong.todo)
    if result.report is None:
        what = joined("; ", [one.told for one in result.questions])
        raise Refusal(
            "", what, Told("xem lại; nếu đúng, gửi lại kèm --sure", "look again; if it is right, add --sure")
        )

"""An office's letter of the week: shown as it would be now, switched on and off, saved as a page."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import desk_ledger
from cli.console.language import language, say
from cli.console.output import put

if TYPE_CHECKING:
    from cascade.reports.weekly import WeeklyLetter

_ACTS = ("show", "on", "off")


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "act",
        choices=_ACTS,
        help=say(
            "xem bản tin lúc này; bật; tắt gửi hằng tuần", "show it as of now; send it weekly; no longer"
        ),
    )
    parser.add_argument(
        "unit", metavar=say("ĐƠN_VỊ", "UNIT"), help=say("tên hoặc mã văn phòng", "the office")
    )
    parser.add_argument(
        "--pdf",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say("lưu thành một trang để in", "a page to print"),
    )
    desk_ledger.add_by(parser)


def run(args: Namespace) -> int:
    from documents.office.weekly_page import weekly_page
    from models.database import clock
    from services import targets
    from services.figures import weekly_letter

    with desk_ledger.writing() as session:
        now = clock.now(session)
        unit = targets.code(session, args.unit, now)
        if args.act != _ACTS[0]:
            weekly_letter.switch(session, unit, args.act == "on", now=now, by=desk_ledger.actor(args))
        on, letter = weekly_letter.is_on(session, unit), weekly_letter.letter(session, unit, now)
    if args.pdf:
        args.pdf.write_bytes(weekly_page(letter, language()))
    put(args, {"unit": unit, "on": on, "letter": letter}, _lines(letter, on))
    return 0


def _lines(letter: WeeklyLetter, on: bool) -> Iterator[str]:
    from cascade.reports import weekly

    lang = language()
    yield f"{letter.office}: {weekly.title(letter).said(lang)}"
    for told, lines in (
        (say("Đã làm", "Done"), weekly.done(letter, lang)),
        (say("Quá hạn", "Overdue"), weekly.late(letter, lang)),
        (say("Hai tuần tới", "The next two weeks"), weekly.coming(letter, lang)),
    ):
        yield ""
        yield told
        yield from [f"  {line}" for line in lines] or ["  —"]
    yield ""
    yield (
        say("Gửi hằng tuần: có, sáng thứ Hai.", "Sent weekly: yes, on Monday mornings.")
        if on
        else say("Gửi hằng tuần: không.", "Sent weekly: no.")
    )

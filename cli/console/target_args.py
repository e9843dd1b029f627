"""How a person names one duty of one unit: plan, duty and unit, the way `dondoc status` shows them."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime

from cli.console.language import language, say


def add_target(parser: ArgumentParser) -> None:
    """PLAN DUTY UNIT."""
    parser.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "code of the plan"))
    parser.add_argument(
        "duty",
        metavar=say("PHẦN_VIỆC", "DUTY"),
        help=say("mã phần việc: D6, D6/grassroots", "D6, D6/grassroots"),
    )
    parser.add_argument("unit", metavar=say("ĐƠN_VỊ", "UNIT"), help=say("mã đơn vị", "code of the unit"))


def add_why(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--why", required=True, metavar=say("LÝ_DO", "REASON"), help=say("lý do", "the reason")
    )


def day(text: str) -> date:
    """24/4/2024 or 2024-04-24."""
    from cascade.lang.told import said
    from documents.reading.dates import parse_day
    from documents.reading.value_errors import Wrong

    try:
        return parse_day(text)
    except Wrong as wrong:
        raise ArgumentTypeError(f"{said(wrong.what, language())}; {said(wrong.todo, language())}") from None


def moment(text: str) -> datetime:
    """ "2024-03-28 08:00" on a clock in Việt Nam."""
    from cascade.calendar.zone import instant
    from cascade.lang.told import said
    from documents.reading.times import parse_time
    from documents.reading.value_errors import Wrong

    first, _, hour = text.strip().replace("T", " ").partition(" ")
    if first and not hour.strip():
        what = say(f"«{first[:40]}» thiếu giờ, ghi", f"«{first[:40]}» lacks the hour, write")
        raise ArgumentTypeError(f"{what} 2024-03-28 08:00")
    try:
        return instant(day(first), parse_time(hour))
    except Wrong as wrong:
        what = said(wrong.what, language())
        raise ArgumentTypeError(f"{what}; {say('ghi', 'write')} 2024-03-28 08:00") from None

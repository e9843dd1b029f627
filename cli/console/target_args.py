"""How the words of a command are read: the duty of a unit, and each other value by its one reader."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from cli.console.language import language, say


def add_target(parser: ArgumentParser) -> None:
    """PLAN DUTY UNIT."""
    parser.add_argument("plan", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "code of the plan"))
    parser.add_argument(
        "duty",
        type=duty,
        metavar=say("NHIỆM_VỤ", "DUTY"),
        help=say("mã nhiệm vụ: D6, D6/cơ sở", "code of the duty: D6, D6/grassroots"),
    )
    parser.add_argument("unit", metavar=say("ĐƠN_VỊ", "UNIT"), help=say("mã đơn vị", "code of the unit"))


def add_why(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--why",
        type=reason,
        required=True,
        metavar=say("LÝ_DO", "REASON"),
        help=say("lý do", "the reason"),
    )


T = TypeVar("T")


def _taken(read: Callable[[str], T], text: str) -> T:
    """What the reader makes of the word, or what it says of it, at the name of the argument."""
    from cascade.lang.refusal import Wrong

    try:
        return read(text)
    except Wrong as wrong:
        raise ArgumentTypeError(wrong.told.said(language())) from None


def day(text: str) -> date:
    """24/4/2024 or 2024-04-24."""
    from cascade.plan.typed.dates import parse_day

    return _taken(parse_day, text)


def moment(text: str) -> datetime:
    """ "2024-03-28 08:00" on a clock in Việt Nam."""
    from documents.reading.moments import parse_moment

    return _taken(parse_moment, text)


def whole(low: int = 0, high: int | None = None) -> Callable[[str], int]:
    """A whole number between two bounds: 5342 or 5.342."""

    def read(text: str) -> int:
        from cascade.plan.typed import numbers

        return _taken(partial(numbers.whole, low=low, high=numbers.LARGEST if high is None else high), text)

    return read


def wall(text: str) -> tuple[int, int]:
    """ "8 x 3,5": width and height in metres, as centimetres."""
    from cascade.plan.typed.numbers import parse_wall

    return _taken(parse_wall, text)


def port(text: str) -> int:
    """A port of this machine; 0: any that is free."""
    from cascade.plan.typed import numbers

    return _taken(partial(numbers.whole, high=65_535), text)


def year(text: str) -> int:
    """A year that a date may have."""
    from cascade.plan.typed import dates, numbers

    return _taken(partial(numbers.whole, low=dates.YEARS[0], high=dates.YEARS[-1]), text)


def rate(text: str) -> float:
    """So many a second: 0,5 or 0.5."""
    from cascade.plan.typed import numbers

    return _taken(numbers.rate, text)


def duty(text: str) -> str:
    """The key of a duty, its level by any of its names: "D6/cơ sở" is "D6/grassroots"."""
    from cascade.plan.typed.levels import keyed

    return keyed(text)


def level(text: str) -> str:
    """A level by any of its names, as the ledger keeps it: "xã" is "district"."""
    from cascade.plan.typed.levels import parse_level

    return _taken(parse_level, text).value


def name(text: str) -> str:
    """What somebody or something is called."""
    from cascade.plan.typed import texts

    return _taken(texts.name, text)


def reason(text: str) -> str:
    """Why something is done."""
    from cascade.plan.typed import texts

    return _taken(texts.reason, text)


def few_words(text: str) -> str:
    """Why something is done, where nobody must say it."""
    from cascade.plan.typed import texts

    return _taken(texts.text, text)


def note(text: str) -> str:
    """A text of several lines, or nothing."""
    from cascade.plan.typed import texts

    return _taken(partial(texts.text, most=texts.LONGEST_NOTE), text)


def one_of(words: Iterable[str]) -> Callable[[str], str]:
    """One word out of a fixed list."""

    def read(text: str) -> str:
        from cascade.plan.typed import fixed_words

        return _taken(partial(fixed_words.one_of, words=words), text)

    return read


def addresses(channel: str) -> Callable[[str], list[tuple[str, str]]]:
    """The ways that somebody gave for a channel, as a unit list would keep them."""

    def read(text: str) -> list[tuple[str, str]]:
        from documents.reading.addresses import address_of

        return [(channel, one) for one in _taken(partial(address_of, channel), text)]

    return read


def mailbox(text: str) -> str:
    """One mail address, as it is compared."""
    from documents.reading.addresses import mail_address

    return _taken(mail_address, text)


def office_role(text: str) -> tuple[str, str]:
    """ "theo dõi", or "follower=long-thanh" for a unit and all below it: the role and the unit's name."""
    from cascade.lang.nearest import bare
    from cascade.org.office_roles import OfficeRole
    from cascade.plan.typed import fixed_words

    role, _, unit = text.partition("=")
    offered = {name: one for one in OfficeRole for name in (one.told.said(language()), one.value)}
    also = {bare(name): one for one in OfficeRole for name in (one.told.vi, one.told.en)}
    if (found := also.get(bare(role))) is None:
        found = offered[_taken(partial(fixed_words.one_of, words=offered), role.strip())]
    return found.value, unit.strip()

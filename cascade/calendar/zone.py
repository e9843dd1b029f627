"""From a Vietnamese calendar day and an hour to an instant everybody agrees on, back, and as people read it.

Pendulum knows the zone and reckons; what leaves this module are plain datetimes, which every library takes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache

import pendulum

from cascade.org import format

VIETNAM = pendulum.timezone("Asia/Ho_Chi_Minh")


def instant(day: date, hour: time) -> datetime:
    """The aware UTC instant of that hour in Vietnam."""
    return datetime.combine(day, hour, VIETNAM).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """The same instant on a clock in Vietnam."""
    try:
        return moment.astimezone(VIETNAM)
    except OverflowError:  # the last hours that a calendar has: the ledger says "for ever" with them
        return moment.replace(tzinfo=VIETNAM)


@lru_cache(maxsize=4096)
def day_of(moment: datetime) -> date:
    """The calendar day in Vietnam at that instant."""
    return local(moment).date()


def hours_after(moment: datetime, count: int) -> datetime:
    """The instant so many hours later (earlier, when negative), on a clock in Vietnam."""
    moved = pendulum.instance(moment).add(hours=count)
    return datetime.fromtimestamp(moved.timestamp(), VIETNAM)


def hour(at: datetime) -> str:
    """08:00 on a clock in Việt Nam."""
    return f"{local(at):%H:%M}"


def spoken_hour(at: datetime, lang: str = "vi") -> str:
    """ "07 giờ 30", "08 giờ" (English "07:30")."""
    if lang == "en":
        return hour(at)
    here = local(at)
    return f"{here:%H} giờ" + (f" {here:%M}" if here.minute else "")


def file_stamp(at: datetime) -> str:
    """20240424T010000Z: the instant in the name of a file, in UTC, so that names stand in order of time."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def moment(at: datetime, lang: str = "vi") -> str:
    """08:00 24/4/2024"""
    return f"{hour(at)} {format.day(day_of(at), lang)}"


def long_moment(at: datetime, lang: str = "vi") -> str:
    """08 giờ, ngày 24/4/2024 (thứ Tư) (English "08:00, Wednesday, 24 April 2024")."""
    before = ", ngày " if lang == "vi" else ", "
    return f"{spoken_hour(at, lang)}{before}{format.long_day(day_of(at), lang)}"


@lru_cache(maxsize=256)
def deadline(at: datetime, lang: str = "vi") -> str:
    """The day alone when it counts to its end, with the hour when it does not."""
    return format.long_day(day_of(at), lang) if hour(at) == "23:59" else long_moment(at, lang)

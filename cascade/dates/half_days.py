"""Half days (buổi): when a conference that starts at an hour and takes n sessions is over."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from cascade.calendar.zone import local
from cascade.plan.model import Policy

NOON = time(12, 0)
_EVENING = timedelta(hours=3, minutes=30)


def end_of(start: datetime, sessions: int, policy: Policy) -> datetime:
    """The end of the n-th half day, counted from the one in which the conference starts."""
    begin = local(start)
    # 0 is the morning of the first day, 1 its afternoon, 2 the next morning.
    last = (1 if begin.time() >= NOON else 0) + max(sessions, 1) - 1
    hours = policy.session_afternoon if last % 2 else policy.session_morning
    end = datetime.combine(begin.date() + timedelta(days=last // 2), hours[1], begin.tzinfo)
    return (end if end > begin else begin + _EVENING).astimezone(start.tzinfo)


def minutes_of(sessions: int, policy: Policy) -> int:
    """Minutes that n half days hold, mornings first."""
    pair = (_length(policy.session_morning), _length(policy.session_afternoon))
    return sum(pair[index % 2] for index in range(sessions))


def _length(hours: tuple[time, time]) -> int:
    start, end = hours
    return (end.hour - start.hour) * 60 + end.minute - start.minute

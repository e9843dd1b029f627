"""Variants of a plan that a person may choose to rehearse: who answers how, and how often is reminded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from cascade.lang.told import Told
from cascade.plan.model import Plan, Rung
from cascade.rehearsal.behaviour import Behaviour, Habit, UnitBehaviour
from cascade.reminders.ladder import DEFAULT

_LATE = tuple((Habit(UnitBehaviour.LATE, days), 1) for days in range(1, 6))
"""Late by one to five working days, each as likely."""


class Answering(StrEnum):
    """How the units answer in a rehearsal."""

    ON_TIME = "on-time"
    USUAL = "usual"
    LATE = "late"
    SILENT = "silent"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _ANSWERING[self]

    @property
    def behaviour(self) -> Behaviour:
        """Who does what; the same draw each time, so that two looks show the same."""
        return Behaviour(shares=_SHARES[self])


_ANSWERING: Mapping[Answering, Told] = {
    Answering.ON_TIME: Told("mọi đơn vị đúng hạn", "all on time"),
    Answering.USUAL: Told(
        "phần lớn đúng hạn, 8% chậm, 3% phải làm lại, 1% không báo cáo",
        "most on time, 8% late, 3% returned, 1% never",
    ),
    Answering.LATE: Told("một nửa chậm 1–5 ngày làm việc", "half are late by 1–5 working days"),
    Answering.SILENT: Told("không đơn vị nào báo cáo", "nobody reports"),
}
_SHARES: Mapping[Answering, tuple[tuple[Habit, int], ...]] = {
    Answering.ON_TIME: ((Habit(), 1),),
    Answering.USUAL: (
        (Habit(), 88 * 5),
        *((habit, 8) for habit, _ in _LATE),
        (Habit(UnitBehaviour.WRONG), 3 * 5),
        (Habit(UnitBehaviour.NEVER), 5),
    ),
    Answering.LATE: ((Habit(), 5), *_LATE),
    Answering.SILENT: ((Habit(UnitBehaviour.NEVER), 1),),
}


class Reminding(StrEnum):
    """By which ladder the units are reminded in a rehearsal."""

    AS_WRITTEN = "as-written"
    OURS = "ours"
    SPARE = "spare"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _REMINDING[self]

    def applied(self, plan: Plan) -> Plan:
        """The plan with this ladder for every duty; as it is written, with its own."""
        rungs = _LADDERS.get(self)
        if rungs is None:
            return plan
        return replace(plan, policy=replace(plan.policy, ladders=(("default", rungs),)))


_REMINDING: Mapping[Reminding, Told] = {
    Reminding.AS_WRITTEN: Told("như trong kế hoạch", "as the plan says"),
    Reminding.OURS: Told(
        "lịch chung: trước 5 và 1 ngày, đúng hạn, sau 1, 3, 5 ngày",
        "the common schedule: 5 and 1 days before, on the day, 1, 3 and 5 after",
    ),
    Reminding.SPARE: Told("thưa hơn: trước 1 ngày, sau 1 và 5 ngày", "fewer: 1 day before, 1 and 5 after"),
}
_SPARED = ("T-1", "T+1", "T+5")
_LADDERS: Mapping[Reminding, tuple[Rung, ...]] = {
    Reminding.OURS: DEFAULT,
    Reminding.SPARE: tuple(rung for rung in DEFAULT if rung.id in _SPARED),
}


@dataclass(frozen=True, slots=True)
class Variant:
    """What is supposed in one rehearsal."""

    answering: Answering = Answering.ON_TIME
    reminding: Reminding = Reminding.AS_WRITTEN

"""Makes the picture of a plan out of its cascade and of how its obligations stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from cascade.calendar.zone import day_of
from cascade.lang.vietnamese import vn_sort_key
from cascade.org import format
from cascade.org.tree import LEVEL_ORDER, Level, OrgTree, Unit, UnitKind
from cascade.plan.responsible import root_of
from cascade.reports import secrecy
from cascade.reports.obligation_states import Shown
from cascade.result.obligation import Cascade, Duty, Meeting
from documents.picture.picture_data import Bar, Cell, Picture, Row, UnitCluster, worst

MOST_GROUPS = 120
"""More are gathered by the branches of the issuer: a country by its provinces."""


def picture_of(
    result: Cascade,
    *,
    now: datetime | None = None,
    states: Mapping[str, Shown] | None = None,
    lang: str = "vi",
) -> Picture:
    """The picture of a plan. `states`: obligation id -> how it looks; absent: not issued yet."""
    known = states or {}
    levels = sorted({each.level for each in result.duties}, key=LEVEL_ORDER.__getitem__)
    bars = {level: _bars(result, level, known) for level in levels}
    plan, today = result.plan, day_of(now) if now else None
    start, end = _span([bar for row in bars.values() for bar in row], plan.issued, today)
    title = secrecy.plan_name(
        plan.short or plan.title, number=plan.number, code=plan.code, secret=plan.secret
    )
    issued = f" · {format.day(plan.issued, lang)}" if plan.issued else ""
    return Picture(
        title=title[:1].upper() + title[1:],
        subtitle=result.tree.unit(plan.issuer).name + issued,
        start=start - timedelta(days=2),
        end=max(end, start + timedelta(days=14)) + timedelta(days=4),
        rows=tuple(Row(level, bars[level], _groups(result, level, known)) for level in levels),
        calendar=result.calendar,
        today=today,
        lang=lang,
    )


def _span(bars: list[Bar], *more: date | None) -> tuple[date, date]:
    """The days to draw. What returns every year long after the rest would press the rest together."""
    days = [day for bar in bars if not bar.recurring for day in (bar.start, bar.end) if day]
    days = days or [bar.end for bar in bars if bar.end]
    days += [day for day in more if day]
    return min(days, default=date(2000, 1, 1)), max(days, default=date(2000, 2, 1))


def _bars(result: Cascade, level: Level, states: Mapping[str, Shown]) -> tuple[Bar, ...]:
    owed: dict[str, list[Shown]] = {}
    for each in result.obligations:
        owed.setdefault(each.duty.key, []).append(states.get(each.id, Shown.PLANNED))
    meetings = [_meeting(each) for each in result.meetings if _level_of(each, result) is level]
    duties = [_bar(each, worst(owed.get(each.key, ()))) for each in result.duties if each.level is level]
    return tuple(sorted((*meetings, *duties), key=lambda bar: (bar.end or date.max, bar.key)))


def _bar(duty: Duty, state: Shown) -> Bar:
    label = secrecy.action(duty.action, number="", secret=duty.secret)
    window = duty.window
    name = f"{duty.requirement} ({duty.period})" if duty.period else duty.requirement
    return Bar(
        id=duty.key,
        key=name,
        label=label,
        start=window.earliest,
        end=window.latest,
        state=state,
        derived=duty.derived is not None,
        recurring=duty.period is not None,
        collects=duty.collects,
    )


def _meeting(meeting: Meeting) -> Bar:
    days = (meeting.window.earliest, meeting.window.latest)
    if meeting.start:
        days = (day_of(meeting.start), day_of(meeting.end or meeting.start))
    name = meeting.conference.id
    return Bar(name, name, meeting.conference.name, *days, None)


def _level_of(meeting: Meeting, result: Cascade) -> Level:
    """The level that holds it; a meeting above everybody is drawn in the first row."""
    level = meeting.conference.level or result.tree.unit(result.plan.issuer).level
    present = sorted({each.level for each in result.duties}, key=LEVEL_ORDER.__getitem__)
    return level if level in present else (present[0] if present else level)


def _groups(result: Cascade, level: Level, states: Mapping[str, Shown]) -> tuple[UnitCluster, ...]:
    owed: dict[str, list[Shown]] = {}
    for each in result.obligations:
        if each.duty.level is level:
            owed.setdefault(each.unit, []).append(states.get(each.id, Shown.PLANNED))
    found = _grouped(result, owed, lambda unit: _home_of(unit, result.tree))
    if len(found) > MOST_GROUPS:
        branches = result.tree.branches(root_of(result.plan, result.tree))
        found = _grouped(result, owed, lambda unit: branches.get(unit.code, unit.parent or ""))
    groups = [
        UnitCluster(result.tree.unit(home).name if home else "", tuple(sorted(cells, key=_by_name)))
        for home, cells in found.items()
    ]
    return tuple(sorted(groups, key=lambda group: vn_sort_key(group.name)))


def _grouped(
    result: Cascade, owed: Mapping[str, list[Shown]], home: Callable[[Unit], str]
) -> dict[str, list[Cell]]:
    units = [result.tree.unit(code) for code in owed]
    names = Counter(unit.name for unit in units)
    found: dict[str, list[Cell]] = {}
    for unit in units:
        superior = result.tree.above(unit.code)
        # Every province has a "Ban Tuyên giáo Tỉnh ủy".
        name = f"{superior.name}: {unit.name}" if superior and names[unit.name] > 1 else unit.name
        found.setdefault(home(unit), []).append(Cell(unit.code, name, worst(owed[unit.code])))
    return found


def _home_of(unit: Unit, tree: OrgTree) -> str:
    """The superior; an office is drawn beside the committee it serves, not below it."""
    superior = tree.above(unit.code)
    if superior and unit.kind is UnitKind.OFFICE and superior.level is unit.level and superior.parent:
        return superior.parent
    return unit.parent or ""


def _by_name(cell: Cell) -> tuple[object, str]:
    return vn_sort_key(cell.name), cell.code

"""Small trees, plans and dates for the tests of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import instant
from cascade.changes.plan_diff import Amendment
from cascade.checked_cascade import cascade
from cascade.org.tree import Contact, Level, OrgTree, Selector, Unit, UnitKind
from cascade.plan.model import (
    ActionKind,
    Conference,
    Offset,
    OffsetUnit,
    Plan,
    Policy,
    Requirement,
    Venue,
    When,
    WhenKind,
)
from cascade.result.obligation import Cascade, Duty, FixedMeeting, Obligation

CALENDAR = WorkCalendar()
DISTRICTS = Selector(level=Level.DISTRICT, kind=UnitKind.COMMITTEE, under="tinh")
COMMUNES = Selector(level=Level.GRASSROOTS, under="tinh")
DESK = Selector(units=("tinh-btg",))


def rows(districts: int = 2, communes: int = 3) -> list[Unit]:
    """A province with two offices, its districts, and the same number of communes in each."""
    units = [
        Unit("tinh", "Tỉnh ủy", Level.PROVINCE),
        Unit("tinh-btg", "Ban Tuyên giáo", Level.PROVINCE, "tinh", UnitKind.OFFICE, "ban đảng"),
        Unit("tinh-vp", "Văn phòng", Level.PROVINCE, "tinh", UnitKind.OFFICE, "văn phòng"),
    ]
    for number in range(1, districts + 1):
        units.append(Unit(f"h{number}", f"Huyện ủy {number}", Level.DISTRICT, "tinh", group="huyện ủy"))
        units += [
            Unit(f"h{number}-x{each}", f"Đảng ủy xã {number}.{each}", Level.GRASSROOTS, f"h{number}")
            for each in range(1, communes + 1)
        ]
    return units


def people(units: Iterable[Unit]) -> list[Contact]:
    """Somebody to write to in each unit."""
    return [
        Contact(unit.code, f"Cán bộ {unit.name}", (("mail", f"{unit.code}@example.vn"),)) for unit in units
    ]


def tree(units: Iterable[Unit] | None = None) -> OrgTree:
    """A tree of these units with contacts."""
    known = list(rows() if units is None else units)
    return OrgTree.of(known, people(known))


def plan(
    *requirements: Requirement,
    conferences: Iterable[Conference] = (),
    policy: Policy | None = None,
    issued: date | None = date(2024, 3, 1),
    issuer: str = "tinh",
) -> Plan:
    """A plan of the province."""
    return Plan(
        code="kh",
        title="Kế hoạch",
        kind="KH",
        issuer=issuer,
        desk="tinh-btg",
        on_behalf_of="Ban Thường vụ Tỉnh ủy",
        issued=issued,
        conferences=tuple(conferences),
        requirements=requirements,
        policy=policy or Policy(),
    )


def asks(
    name: str,
    who: Selector = DISTRICTS,
    when: When | None = None,
    kind: ActionKind = ActionKind.REPORT,
    **more: object,
) -> Requirement:
    """A requirement; reports go to the province's committee."""
    fields: dict[str, object] = {"to": ("tinh",), "action": f"Việc {name}", **more}
    return Requirement(id=name, kind=kind, who=who, when=when or none(), **fields)  # type: ignore[arg-type]


def meets(code: str = "C1", when: When | None = None, **more: object) -> Conference:
    """A conference that the province holds with its districts."""
    venue = Venue("P1", "Hội trường", DISTRICTS)
    fields: dict[str, object] = {"name": f"Hội nghị {code}", "host": "tinh", "venues": (venue,), **more}
    return Conference(id=code, when=when or within(2024, 3), **fields)  # type: ignore[arg-type]


def before(year: int, month: int, day: int, **more: object) -> When:
    """trước ngày X"""
    return When(WhenKind.BEFORE_STRICT, day=date(year, month, day), phrase="trước ngày", **more)  # type: ignore[arg-type]


def by(year: int, month: int, day: int, **more: object) -> When:
    """chậm nhất ngày X"""
    return When(WhenKind.BY, day=date(year, month, day), phrase="chậm nhất ngày", **more)  # type: ignore[arg-type]


def on(year: int, month: int, day: int, hour: int | None = None, **more: object) -> When:
    """ngày X, lúc H giờ"""
    start = None if hour is None else time(hour)
    return When(WhenKind.FIXED, day=date(year, month, day), start_time=start, phrase="ngày", **more)  # type: ignore[arg-type]


def within(year: int, month: int, **more: object) -> When:
    """trong tháng M/Y"""
    return When(WhenKind.WITHIN_MONTH, year=year, month=month, phrase="trong tháng", **more)  # type: ignore[arg-type]


def after(anchor: str, amount: int, unit: OffsetUnit = OffsetUnit.WORKING_DAYS, **more: object) -> When:
    """A distance from something else; set by the office unless a phrase is given."""
    at = more.pop("at", None)
    return When(WhenKind.RELATIVE, anchor=anchor, offset=Offset(amount, unit, at), **more)  # type: ignore[arg-type]


def none() -> When:
    """The paper gives no date."""
    return When(WhenKind.NONE)


def drawn(known: Plan, of: OrgTree | None = None, **more: object) -> Cascade:
    """The cascade of a plan on the small tree."""
    return cascade(known, of or tree(), CALENDAR, **more)  # type: ignore[arg-type]


def duty(known: Cascade, key: str) -> Duty:
    """The duty of that key."""
    return known.by_key[key]


def due(known: Cascade, key: str) -> date | None:
    """The last day of the duty of that key."""
    return known.by_key[key].window.latest


def at(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """An instant said in Vietnamese time."""
    return instant(date(year, month, day), time(hour, minute))


def fixed(start: datetime, end: datetime, **more: object) -> FixedMeeting:
    """What an invitation fixed."""
    return FixedMeeting(start, end, **more)  # type: ignore[arg-type]


def amended(before: Cascade, change: Amendment) -> dict[str, Obligation]:
    """What is owed, by name, once the difference has been made."""
    owed = {item.id: item for item in before.obligations}
    for item in change.withdrawn:
        del owed[item.id]
    owed |= {item.id: item for item in change.added}
    moves = (*change.moved_earlier, *change.moved_later, *change.changed, *change.silent)
    return owed | {moved.before.id: moved.after for moved in moves}

"""A small province with every kind of recipient: by mail, by Zalo, by both, at a dead address, by nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from cascade.calendar.zone import VIETNAM
from cascade.checked_cascade import cascade
from cascade.org.tree import Contact, Level, OrgTree, Selector, Unit, UnitKind
from cascade.plan.model import ActionKind, Conference, Figure, Plan, Requirement, Topic, Venue, When, WhenKind
from cascade.result.obligation import Cascade, FixedMeeting
from models.database.ledger import Session
from models.org.work_calendar import load_calendar

CODE = "faults"
DISTRICTS = tuple(f"d{number}" for number in range(1, 5))
COMMUNES = tuple(f"{district}-{number}" for district in DISTRICTS for number in range(1, 4))
UNITS = (
    Unit("tinh", "Tỉnh ủy Đồng Nai", Level.PROVINCE),
    Unit("btg", "Ban Tuyên giáo Tỉnh ủy", Level.PROVINCE, "tinh", UnitKind.OFFICE),
    *(Unit(code, f"Huyện ủy số {code[1:]}", Level.DISTRICT, "tinh") for code in DISTRICTS),
    *(Unit(code, f"Đảng ủy xã {code[1:]}", Level.GRASSROOTS, code[:2]) for code in COMMUNES),
)
BY_ZALO = {"d2", "d2-1", "d2-2", "d3-2"}
"""Zalo first, then mail."""
ONLY_ZALO = "d2-3"
LINKS = "d1-2"
"""Links a Zalo chat of its own in the middle of it all; from then on that comes before mail."""
DEAD = "d3-1"
"""The mail server knows no such person; Zalo reaches them."""
DEAD_TWICE = "d4-1"
"""Nobody reaches them: the unit above is told."""
NOBODY = "d4-3"
"""No address at all."""
DEAD_MAIL = "dead-*@example.vn"


def at(day: int, month: int, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of 2024 by the clocks of Vietnam."""
    return datetime(2024, month, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


ISSUED = at(4, 3)


def ways(code: str) -> tuple[tuple[str, str], ...]:
    """How a unit is reached, in order of preference."""
    mail, chat = ("mail", f"{code}@example.vn"), ("zalo", f"chat-{code}")
    special = {
        ONLY_ZALO: (chat,),
        DEAD: (("mail", f"dead-{code}@example.vn"), chat),
        DEAD_TWICE: (("mail", f"dead-{code}@example.vn"),),
        NOBODY: (),
    }
    return special.get(code, (chat, mail) if code in BY_ZALO else (mail,))


def tree(other_ways: Mapping[str, tuple[tuple[str, str], ...]] | None = None) -> OrgTree:
    """The units and whom we write to; some may be reached in other ways than usual."""
    found = {unit.code: ways(unit.code) for unit in UNITS} | dict(other_ways or {})
    return OrgTree.of(UNITS, [Contact(code, f"Nguyễn Văn {code}", listed) for code, listed in found.items()])


def plan(due: date = date(2024, 4, 25)) -> Plan:
    """A conference, a report down to the communes, and its synthesis."""
    return Plan(
        code=CODE,
        title="quán triệt nghị quyết",
        kind="KH",
        issuer="tinh",
        short="quán triệt",
        number="1-KH/TU",
        issued=date(2024, 3, 4),
        desk="btg",
        conferences=(
            Conference(
                id="C1",
                name="Hội nghị quán triệt",
                when=When(WhenKind.WITHIN_MONTH, "trong tháng 3/2024", date(2024, 3, 1), tentative=True),
                host="tinh",
                level=Level.PROVINCE,
                venues=(Venue("P1", "Hội trường Tỉnh ủy", Selector(level=Level.DISTRICT), host="tinh"),),
                agenda=(Topic("Nghị quyết", "Báo cáo viên", minutes=45),),
            ),
        ),
        requirements=(
            Requirement(
                id="D6",
                action="báo cáo kết quả quán triệt",
                kind=ActionKind.REPORT,
                who=Selector(level=Level.DISTRICT, kind=UnitKind.COMMITTEE),
                when=When(WhenKind.BEFORE_STRICT, f"trước ngày {due:%d/%m/%Y}", due),
                to=("tinh",),
                down_to=Level.GRASSROOTS,
                figures=(Figure("members", "đảng viên tham dự"),),
            ),
            Requirement(
                id="D5",
                action="tổng hợp toàn tỉnh",
                kind=ActionKind.SYNTHESISE,
                who=Selector(units=("btg",)),
                when=When(WhenKind.BEFORE_STRICT, "trước ngày 15/5/2024", date(2024, 5, 15)),
                to=("tinh",),
                collects=("D6",),
            ),
        ),
    )


def compiled(
    session: Session, due: date = date(2024, 4, 25), fixed: Mapping[str, FixedMeeting] | None = None
) -> Cascade:
    """The plan worked out for the province."""
    return cascade(plan(due), tree(), load_calendar(session), fixed=fixed or {})

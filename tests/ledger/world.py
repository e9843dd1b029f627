"""A small province, a plan it issues, and short words for what the tests do with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import instant
from cascade.checked_cascade import cascade
from cascade.org.tree import Contact, Level, OrgTree, Selector, Unit, UnitKind
from cascade.plan.model import (
    ActionKind,
    Conference,
    Figure,
    Offset,
    OffsetUnit,
    Plan,
    Requirement,
    Topic,
    Venue,
    When,
    WhenKind,
)
from cascade.result.obligation import Cascade
from models import outbox
from models.changes import issuing
from models.contacts import import_units
from models.database.ledger import Ledger, Session
from models.obligations import obligations, reports
from models.plans import plans
from models.reminders import escalate
from models.views.notice_views import Claimed, NoticeView
from models.views.obligation_views import ObligationView, Report

ISSUED = instant(date(2026, 3, 2), time(8))
DUE = date(2026, 4, 24)
FIGURES = (Figure("done", "Đã học tập", "all"), Figure("all", "Phải học tập"))
GOOD: Mapping[str, int | str] = {"done": 9, "all": 10}


def at(month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """An hour in Vietnam in the year of the plan."""
    return instant(date(2026, month, day), time(hour, minute))


def contact(unit: str, name: str = "", *channels: tuple[str, str]) -> Contact:
    """Whom we write to for a unit: by mail first, then by Zalo."""
    return Contact(
        unit, name or f"Đầu mối {unit}", channels or (("mail", f"{unit}@example.vn"), ("zalo", f"z-{unit}"))
    )


def province(districts: int = 2, below: int = 2) -> OrgTree:
    """A province with two offices, some districts and some grassroots organisations in each."""
    rows = [
        Unit("tinh", "Tỉnh ủy", Level.PROVINCE),
        Unit("tinh-btg", "Ban Tuyên giáo", Level.PROVINCE, "tinh", UnitKind.OFFICE, "ban đảng"),
        Unit("tinh-vp", "Văn phòng", Level.PROVINCE, "tinh", UnitKind.OFFICE, "văn phòng"),
    ]
    for district in range(1, districts + 1):
        rows.append(Unit(f"h{district}", f"Huyện ủy {district}", Level.DISTRICT, "tinh"))
        rows += [
            Unit(f"h{district}-x{each}", f"Đảng ủy xã {district}.{each}", Level.GRASSROOTS, f"h{district}")
            for each in range(1, below + 1)
        ]
    return OrgTree.of(rows, [contact(row.code) for row in rows])


def a_plan(due: date = DUE, **changes: object) -> Plan:
    """Districts and grassroots report, the propaganda office sums up, the office prepares the hall."""
    made = Plan(
        code="kh-1",
        title="Học tập nghị quyết",
        kind="KH",
        issuer="tinh",
        desk="tinh-btg",
        short="học tập",
        number="1-KH/TU",
        issued=date(2026, 3, 2),
        conferences=(_conference(),),
        requirements=(
            Requirement(
                "R1",
                "Báo cáo kết quả học tập",
                ActionKind.REPORT,
                Selector(level=Level.DISTRICT, kind=UnitKind.COMMITTEE, under="tinh"),
                When(WhenKind.BY, day=due, phrase="chậm nhất ngày 24/4/2026"),
                to=("tinh",),
                via=("tinh-btg",),
                down_to=Level.GRASSROOTS,
                figures=FIGURES,
            ),
            Requirement(
                "TH",
                "Tổng hợp toàn tỉnh",
                ActionKind.SYNTHESISE,
                Selector(units=("tinh-btg",)),
                When(WhenKind.BY, day=date(2026, 5, 15)),
                to=("tinh",),
                collects=("R1",),
            ),
            Requirement(
                "CB",
                "Chuẩn bị hội trường",
                ActionKind.PREPARE,
                Selector(units=("tinh-vp",)),
                When(
                    WhenKind.RELATIVE,
                    anchor="conference:C1",
                    offset=Offset(-2, OffsetUnit.WORKING_DAYS),
                ),
            ),
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _conference() -> Conference:
    return Conference(
        "C1",
        "Hội nghị học tập",
        When(WhenKind.WITHIN_MONTH, year=2026, month=4, sessions=1, tentative=True, awaiting="thư mời"),
        host="tinh",
        venues=(
            Venue("P1", "Hội trường Tỉnh ủy", Selector(units=("tinh-btg",)), host="tinh"),
            Venue("P2", "Hội trường huyện", Selector(level=Level.DISTRICT, under="tinh")),
        ),
        agenda=(
            Topic("Chuyên đề một", speaker="Trưởng ban", speaker_unit="tinh-btg", minutes=45),
            Topic("Chuyên đề mật", secret=True, code="Chuyên đề 2", minutes=45),
        ),
    )


def compiled(plan: Plan | None = None, tree: OrgTree | None = None) -> Cascade:
    """The cascade of a plan over a tree, by the built-in calendar."""
    return cascade(plan or a_plan(), (tree or province()).as_of(date(2026, 3, 2)), WorkCalendar())


def told(one: Claimed) -> dict[str, Any]:
    """The facts of a notice."""
    return dict(one.facts)


@dataclass
class House:
    """A ledger with one issued plan, and short words for what tests do with it."""

    ledger: Ledger
    plan_id: int
    code: str

    def run(self, now: datetime, branch: str | None = None) -> escalate.Escalated:
        """Call the ladder in a transaction of its own."""
        with self.ledger.begin() as session:
            return escalate.run(session, self.plan_id, now, branch)

    def submit(
        self,
        unit: str,
        now: datetime,
        duty: str | None = None,
        key: str = "k",
        figures: Mapping[str, int | str] | None = None,
    ) -> Report:
        """Hand in a good report for a unit's first duty."""
        with self.ledger.begin() as session:
            row = self.one(unit, now, duty, session)
            asked = duty is None or duty.startswith("R1")
            given = figures if figures is not None else GOOD if asked else {}
            return reports.submit(session, row.id, given, "Đã xong", now=now, by=unit, idempotency=key)

    def one(
        self, unit: str, now: datetime, duty: str | None = None, session: Session | None = None
    ) -> ObligationView:
        """A unit's obligation."""
        if session is None:
            with self.ledger.read() as own:
                return self.one(unit, now, duty, own)
        return obligations.rows(session, self.plan_id, now=now, unit=unit, duty=duty)[0]

    def notices(
        self,
        occasion: str | None = None,
        *,
        unit: str | None = None,
        state: str | None = None,
    ) -> list[NoticeView]:
        """Notices, the earliest first."""
        with self.ledger.read() as session:
            found = outbox.search(session, occasion=occasion, unit=unit, state=state, limit=10_000)
        return sorted(found, key=lambda row: row.id)

    def claim(self, now: datetime, limit: int = 1000, worker: str = "w1") -> list[Claimed]:
        """Take notices in hand and commit."""
        with self.ledger.begin() as session:
            return outbox.claim(session, now, worker, limit)

    def settle(self, one: Claimed, kind: str, now: datetime, **rest: object) -> bool:
        """Write down an outcome and commit."""
        with self.ledger.begin() as session:
            return outbox.settle(session, one.id, one.claim, kind, now=now, **rest)  # type: ignore[arg-type]

    def recheck(self, some: Sequence[Claimed], now: datetime) -> list[Claimed]:
        """Look again and commit."""
        with self.ledger.begin() as session:
            return outbox.recheck(session, some, now)

    def send_all(self, now: datetime) -> list[Claimed]:
        """Play a dispatcher whose every message is accepted, until nothing is ready: what was sent."""
        sent: list[Claimed] = []
        while some := self.claim(now):
            good = self.recheck(some, now)
            for one in good:
                assert self.settle(one, "accepted", now)
            sent += good
        return sent


def issue_in(
    ledger: Ledger, plan: Plan | None = None, tree: OrgTree | None = None, now: datetime = ISSUED
) -> House:
    """Take over a tree and issue a plan over it."""
    drawn = compiled(plan, tree)
    with ledger.begin() as session:
        import_units.take_over(session, tree or province(), now)
        plan_id = issuing.issue(session, drawn, now=now, by="văn thư")
    return House(ledger, plan_id, drawn.plan.code)


def found_house(ledger: Ledger) -> None:
    """An empty database becomes the small province with its plan just issued and its first notices sent."""
    ledger.upgrade()
    issue_in(ledger).send_all(ISSUED)


def the_house(ledger: Ledger) -> House:
    """What was founded there."""
    with ledger.read() as session:
        (plan,) = plans.all_plans(session)
    return House(ledger, plan.id, plan.code)

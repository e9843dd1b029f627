"""A small province for the counter: a desk, two districts, two communes, and a plan that asks them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cascade.checked_cascade import cascade
from cascade.org.tree import Contact, Level, OrgTree, Selector, Unit, UnitKind
from cascade.plan.model import (
    ActionKind,
    Conference,
    Figure,
    FigureKind,
    Offset,
    OffsetUnit,
    Plan,
    Policy,
    Requirement,
    When,
    WhenKind,
)
from models.changes import issuing
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger
from models.org.work_calendar import load_calendar

ISSUED = datetime(2024, 3, 4, 2, 0, tzinfo=UTC)
NOON = datetime(2024, 4, 19, 5, 0, tzinfo=UTC)
"""12:00 in Vietnam, five days before the district reports are due."""
LATE = datetime(2024, 4, 27, 5, 0, tzinfo=UTC)
LATER = datetime(2024, 6, 3, 5, 0, tzinfo=UTC)
"""The month of the conference is over, and it still has no day."""

UNITS = (
    Unit("tinh", "Tỉnh ủy Đồng Nai", Level.PROVINCE),
    Unit("btg", "Ban Tuyên giáo Tỉnh ủy", Level.PROVINCE, "tinh", UnitKind.OFFICE),
    Unit("long-thanh", "Huyện ủy Long Thành", Level.DISTRICT, "tinh"),
    Unit("nhon-trach", "Huyện ủy Nhơn Trạch", Level.DISTRICT, "tinh"),
    Unit("an-phuoc", "Đảng ủy xã An Phước", Level.GRASSROOTS, "long-thanh"),
    Unit("phu-hoi", "Đảng ủy xã Phú Hội", Level.GRASSROOTS, "nhon-trach"),
)
PEOPLE = {
    "tinh": "Trần Thị Hòa",
    "btg": "Lê Minh Tâm",
    "long-thanh": "Nguyễn Văn An",
    "nhon-trach": "Phạm Quỳnh Như",
    "an-phuoc": "Đỗ Thị Mười",
    "phu-hoi": "Võ Hữu Phước",
}
FIGURES = (
    Figure("organisations", "tổ chức đảng đã quán triệt", of="organisations_total"),
    Figure("organisations_total", "tổng số tổ chức đảng"),
    Figure("members", "cán bộ, đảng viên tham dự", of="members_total"),
    Figure("members_total", "tổng số cán bộ, đảng viên phải dự"),
    Figure("plans", "kế hoạch đã ban hành (số, ngày)", kind=FigureKind.TEXT, required=False),
)
GOOD = {
    "f_organisations": "57",
    "f_organisations_total": "59",
    "f_members": "5.310",
    "f_members_total": "5.342",
    "f_plans": "Kế hoạch số 112-KH/HU ngày 02/4/2024",
    "note": "Hai tổ chức còn lại học bù trước 30/4.",
}


def plan() -> Plan:
    """One report down to the grassroots, its synthesis, a secret duty, and one without a date."""
    return Plan(
        code="dong-nai-tw8",
        title="quán triệt, triển khai thực hiện các nghị quyết Hội nghị Trung ương 8 khóa XIII",
        kind="KH",
        issuer="tinh",
        short="quán triệt TW8",
        number="301-KH/TU",
        issued=date(2024, 3, 4),
        desk="btg",
        policy=Policy(close_after=10),
        conferences=(
            Conference(
                id="C1",
                name="Hội nghị sơ kết",
                when=When(WhenKind.WITHIN_MONTH, "trong tháng 5/2024", year=2024, month=5, tentative=True),
                host="tinh",
            ),
        ),
        requirements=(
            Requirement(
                id="H1",
                action="cử đại biểu dự hội nghị",
                kind=ActionKind.ATTEND,
                who=Selector(units=("phu-hoi",)),
                when=When(WhenKind.RELATIVE, anchor="conference:C1", offset=Offset(-2)),
                conference="C1",
            ),
            Requirement(
                id="D6",
                action="báo cáo kết quả quán triệt, tuyên truyền nghị quyết",
                kind=ActionKind.REPORT,
                who=Selector(level=Level.DISTRICT, kind=UnitKind.COMMITTEE),
                when=When(WhenKind.BEFORE_STRICT, "trước ngày 25/4/2024", date(2024, 4, 25)),
                to=("tinh",),
                via=("btg",),
                down_to=Level.GRASSROOTS,
                figures=FIGURES,
            ),
            Requirement(
                id="D5",
                action="tổng hợp kết quả toàn tỉnh",
                kind=ActionKind.SYNTHESISE,
                who=Selector(units=("btg",)),
                when=When(WhenKind.BEFORE_STRICT, "trước ngày 12/5/2024", date(2024, 5, 12)),
                to=("tinh",),
                collects=("D6",),
            ),
            Requirement(
                id="M1",
                action="triển khai chuyên đề quốc phòng",
                kind=ActionKind.TEACH,
                who=Selector(level=Level.DISTRICT, kind=UnitKind.COMMITTEE),
                when=When(WhenKind.BY, "đến ngày 30/4/2024", date(2024, 4, 30)),
                figures=(Figure("soldiers", "quân nhân đã học"),),
                secret=True,
            ),
            Requirement(
                id="U2",
                action="xây dựng kế hoạch của địa phương",
                kind=ActionKind.ADOPT,
                who=Selector(level=Level.DISTRICT, kind=UnitKind.COMMITTEE),
                when=When(WhenKind.NONE),
            ),
            Requirement(
                id="P1",
                action="nộp bài tham luận",
                kind=ActionKind.SUBMIT,
                who=Selector(units=("an-phuoc",)),
                when=When(
                    WhenKind.RELATIVE, anchor="requirement:D6", offset=Offset(-5, OffsetUnit.WORKING_DAYS)
                ),
            ),
        ),
    )


def found_province(ledger: Ledger) -> int:
    """Units, contacts and the issued plan; the clock stands at noon of 19 April 2024. The plan's number."""
    phone = {"btg": (("mail", "btg@example.vn"), ("zbs", "0251 382 2501"))}
    people = [
        Contact(code, name, phone.get(code, (("mail", f"{code}@example.vn"),)))
        for code, name in PEOPLE.items()
    ]
    tree = OrgTree.of(UNITS, people)
    ledger.upgrade()
    with ledger.begin() as session:
        import_units.take_over(session, tree, ISSUED)
        made = cascade(plan(), tree, load_calendar(session))
        plan_id = issuing.issue(session, made, now=ISSUED, by="Ban Tuyên giáo")
        clock.set_clock(session, NOON)
    return plan_id

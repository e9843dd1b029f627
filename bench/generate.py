"""Trees and plans of known size for the benchmarks: a province, the nation today, the nation before 2025."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cascade.org.tree import Contact, Level, OrgTree, Selector, Unit, UnitKind
from cascade.plan.model import (
    ActionKind,
    Conference,
    Figure,
    Plan,
    Reference,
    Requirement,
    Venue,
    When,
    WhenKind,
)

ISSUED = date(2026, 3, 2)
DUE = date(2026, 6, 25)

PROVINCE = (16, 941)
"""Đồng Nai in March 2024: committees directly below the province, grassroots organisations."""
NATION = (34, 3_321, 52_000)
"""Since 1 July 2025: provinces; communes, wards and special zones; grassroots organisations."""
NATION_OF_OLD = (63, 705, 11_000, 52_000)
"""Before: provinces, districts, communes, organisations below the communes."""

_SUBJECTS = (
    "đảng viên học tập nghị quyết",
    "kết quả tuyên truyền",
    "chương trình hành động đã ban hành",
    "hội nghị và lớp đã mở",
    "khó khăn, kiến nghị",
)
_LEVELS = {
    len(PROVINCE): (Level.PROVINCE, Level.DISTRICT, Level.GRASSROOTS),
    len(NATION): (Level.CENTRAL, Level.PROVINCE, Level.DISTRICT, Level.GRASSROOTS),
    len(NATION_OF_OLD): (
        Level.CENTRAL,
        Level.PROVINCE,
        Level.DISTRICT,
        Level.GRASSROOTS,
        Level.GRASSROOTS,
    ),
}


def tree(sizes: tuple[int, ...], share: int = 1) -> OrgTree:
    """A tree with that many units on each level below its root; every level divided by `share`."""
    units = list(_units(sizes, share))
    contacts = [
        Contact(unit.code, f"Đầu mối {unit.code}", (("mail", f"{unit.code}@example.vn"),)) for unit in units
    ]
    return OrgTree.of(units, contacts).as_of(ISSUED)


def plan(sizes: tuple[int, ...], requirements: int = 5) -> Plan:
    """A plan whose requirements reach every committee, each level counted back from the one above."""
    top = _LEVELS[len(sizes)][1]
    return Plan(
        code="do-toc-do",
        title="Kế hoạch đo tốc độ",
        kind="KH",
        issuer="goc",
        short="đo tốc độ",
        desk="goc-btg",
        number="1-KH/TW",
        issued=ISSUED,
        follows=(Reference("1-NQ/TW", date(2026, 2, 2)),),
        conferences=(_conference(top),),
        requirements=(
            *(_requirement(index, top) for index in range(1, requirements + 1)),
            Requirement(
                "TH",
                "Tổng hợp toàn hệ thống",
                ActionKind.SYNTHESISE,
                Selector(units=("goc-btg",)),
                When(WhenKind.BY, day=date(2026, 7, 31)),
                to=("goc",),
                collects=("D1",),
            ),
        ),
    )


def moved(known: Plan, unit: str, day: date) -> Plan:
    """The plan with another date for one unit's first report, everything else as it was."""
    special = Requirement(
        "D1-rieng",
        known.requirements[0].action,
        known.requirements[0].kind,
        Selector(units=(unit,)),
        When(WhenKind.BY, day=day),
        to=known.requirements[0].to,
        instead_of=("D1",),
    )
    return replace(known, requirements=(*known.requirements, special))


def _units(sizes: tuple[int, ...], share: int) -> Iterator[Unit]:
    levels = _LEVELS[len(sizes)]
    yield Unit("goc", "Gốc", levels[0])
    yield Unit("goc-btg", "Ban Tuyên giáo", levels[0], "goc", UnitKind.OFFICE, "ban đảng")
    above = ["goc"]
    for depth, size in enumerate(sizes, start=1):
        count = max(1, size // share)
        codes = [f"{'tpxh'[depth - 1]}{number:05}" for number in range(count)]
        for number, code in enumerate(codes):
            # Spread evenly: neighbours hang on the same superior.
            yield Unit(code, f"Đơn vị {code}", levels[depth], above[number * len(above) // count])
        above = codes


def _requirement(index: int, level: Level) -> Requirement:
    return Requirement(
        f"D{index}",
        f"Báo cáo {_SUBJECTS[index % len(_SUBJECTS)]}",
        ActionKind.REPORT,
        Selector(level=level, kind=UnitKind.COMMITTEE, under="goc"),
        When(WhenKind.BY, day=DUE),
        to=("goc",),
        via=("goc-btg",),
        down_to=Level.GRASSROOTS,
        figures=(Figure("done", "Đã học tập", "all"), Figure("all", "Tổng số")),
    )


def _conference(level: Level) -> Conference:
    return Conference(
        "C1",
        "Hội nghị trực tuyến",
        When(WhenKind.WITHIN_MONTH, year=2026, month=4, sessions=1, tentative=True),
        host="goc",
        venues=(Venue("P1", "Điểm cầu", Selector(level=level, under="goc")),),
    )

"""Whatever plan is drawn on whatever tree, these hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import local
from cascade.changes import plan_diff
from cascade.checked_cascade import cascade
from cascade.compile import outline
from cascade.lang.refusal import Refusal
from cascade.org.tree import LEVEL_ORDER, Level, OrgTree, Selector, Unit, UnitKind
from cascade.plan.model import ActionKind, Offset, OffsetUnit, Plan, Policy, Requirement, When, WhenKind
from cascade.result.obligation import Cascade
from tests.unit.cascade.making import CALENDAR, amended

DAYS = st.dates(date(2022, 1, 1), date(2027, 12, 31))
LOWER = [Level.DISTRICT, Level.GRASSROOTS]


@st.composite
def trees(draw: st.DrawFn) -> OrgTree:
    """A province with units hung anywhere above or beside their level; levels may be skipped."""
    units = [
        Unit("tinh", "Tỉnh ủy", Level.PROVINCE),
        Unit("btg", "Ban", Level.PROVINCE, "tinh", UnitKind.OFFICE),
    ]
    committees = [units[0]]
    for number in range(draw(st.integers(1, 12))):
        # Often below the last one: chains of several tiers must not be rare.
        above = draw(st.one_of(st.just(committees[-1]), st.sampled_from(committees)))
        ranks = [level for level in LOWER if LEVEL_ORDER[level] >= LEVEL_ORDER[above.level]]
        kind = draw(st.sampled_from([UnitKind.COMMITTEE] * 4 + [UnitKind.OFFICE]))
        unit = Unit(f"u{number:02}", f"Đơn vị {number}", draw(st.sampled_from(ranks)), above.code, kind)
        units.append(unit)
        if kind is UnitKind.COMMITTEE:
            committees.append(unit)
    return OrgTree.of(draw(st.permutations(units)))


WHENS = st.one_of(
    st.builds(When, st.just(WhenKind.BY), day=DAYS, phrase=st.just("chậm nhất")),
    st.builds(When, st.just(WhenKind.BEFORE_STRICT), day=DAYS, phrase=st.just("trước ngày")),
    st.builds(
        When,
        st.just(WhenKind.WITHIN_MONTH),
        year=st.integers(2022, 2027),
        month=st.integers(1, 12),
        phrase=st.just("trong tháng"),
    ),
    st.builds(
        When,
        st.just(WhenKind.RELATIVE),
        anchor=st.just("issue"),
        offset=st.builds(
            Offset,
            st.integers(-20, 60),
            st.sampled_from([OffsetUnit.WORKING_DAYS, OffsetUnit.CALENDAR_DAYS]),
        ),
    ),
    st.just(When(WhenKind.NONE)),
)
WHO = st.builds(
    Selector,
    level=st.sampled_from([None, *LOWER]),
    kind=st.sampled_from([None, *UnitKind]),
    under=st.sampled_from([None, "tinh"]),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Up to four requirements, some of them handed down, some gathering others."""
    wanted: list[Requirement] = []
    for number in range(draw(st.integers(1, 4))):
        names = [item.id for item in wanted]
        chosen = draw(st.lists(st.sampled_from(names), max_size=2, unique=True)) if names else []
        wanted.append(
            Requirement(
                f"D{number}",
                f"Việc {number}",
                draw(st.sampled_from([ActionKind.REPORT, ActionKind.TEACH, ActionKind.SYNTHESISE])),
                draw(WHO),
                draw(WHENS),
                to=("tinh",),
                down_to=draw(st.sampled_from([None, Level.DISTRICT, Level.GRASSROOTS])),
                depends_on=tuple(chosen),
            )
        )
    policy = Policy(strict=draw(st.booleans()), hop_default=draw(st.integers(1, 8)))
    return Plan(
        "kh", "Kế hoạch", "KH", "tinh", issued=date(2024, 3, 1), requirements=tuple(wanted), policy=policy
    )


def drawn(known: Plan, of: OrgTree) -> Cascade:
    return cascade(known, of, CALENDAR)


@given(plans(), trees())
def test_a_child_is_never_due_after_its_parent(known: Plan, of: OrgTree) -> None:
    found = drawn(known, of)
    due = {(item.unit, item.duty.requirement): item.duty for item in found.obligations}
    for (unit, requirement), duty in due.items():
        above = of.above(unit)
        parent = due.get((above.code, requirement)) if above is not None else None
        if parent is not None and parent.window.latest is not None and duty.window.latest is not None:
            assert duty.window.latest <= parent.window.latest


@given(plans(), trees())
def test_nothing_selected_is_lost_or_doubled(known: Plan, of: OrgTree) -> None:
    found = drawn(known, of)
    owed = Counter((item.duty.requirement, item.unit) for item in found.obligations)
    assert all(times == 1 for times in owed.values())
    for requirement in known.requirements:
        for unit in of.select(requirement.who, "tinh"):
            assert owed[requirement.id, unit.code] == 1


@given(plans(), trees())
def test_every_committee_below_that_is_asked_the_same_is_reached(known: Plan, of: OrgTree) -> None:
    found = drawn(known, of)
    owed = {(item.duty.requirement, item.unit) for item in found.obligations}
    for requirement in known.requirements:
        if requirement.down_to is None:
            continue
        for unit in of:
            for below in of.children(unit.code) if (requirement.id, unit.code) in owed else ():
                deep = LEVEL_ORDER[below.level] <= LEVEL_ORDER[requirement.down_to]
                if deep and below.kind is UnitKind.COMMITTEE:
                    assert (requirement.id, below.code) in owed


@given(plans(), trees(), st.randoms())
def test_the_order_of_units_and_requirements_does_not_matter(
    known: Plan, of: OrgTree, chance: object
) -> None:
    units = list(of)
    wanted = list(known.requirements)
    chance.shuffle(units)  # type: ignore[attr-defined]
    chance.shuffle(wanted)  # type: ignore[attr-defined]
    one = drawn(known, of)
    other = drawn(replace(known, requirements=tuple(wanted)), OrgTree.of(units))
    assert (one.duties, one.obligations, one.findings) == (other.duties, other.obligations, other.findings)


@given(plans(), trees())
def test_a_plan_does_not_differ_from_itself(known: Plan, of: OrgTree) -> None:
    assert plan_diff.diff(drawn(known, of), drawn(known, of)).empty


@given(plans(), plans(), trees(), trees())
def test_applying_a_difference_gives_the_other_plan(
    one: Plan, other: Plan, here: OrgTree, there: OrgTree
) -> None:
    before, after = drawn(one, here), drawn(other, there)
    gives = amended(before, plan_diff.diff(before, after))
    assert gives == {item.id: item for item in after.obligations}


@given(plans(), plans(), trees())
def test_duties_that_nothing_touches_differ_in_nothing(one: Plan, other: Plan, of: OrgTree) -> None:
    keys = plan_diff.touched(outline(one, of, CALENDAR), outline(other, of, CALENDAR))
    found = plan_diff.diff(drawn(one, of), drawn(other, of))
    moved = (*found.moved_earlier, *found.moved_later, *found.changed, *found.silent)
    differ = {item.duty.key for item in (*found.added, *found.withdrawn, *(each.after for each in moved))}
    assert differ <= keys


@given(plans(), trees())
def test_every_derived_date_is_a_working_day_and_says_why(known: Plan, of: OrgTree) -> None:
    for duty in drawn(known, of).duties:
        latest = duty.window.latest
        if duty.derived is not None and latest is not None:
            assert str(duty.derived)
            assert duty.derived.said("en") != str(duty.derived)
            moved = known.requirements[int(duty.requirement[1:])].when.offset
            # The day of issue itself is an event and stays where it is.
            assert CALENDAR.is_working(latest) or (moved is not None and moved.amount == 0)


@given(plans(), trees())
def test_every_rung_of_a_plan_falls_inside_sending_hours(known: Plan, of: OrgTree) -> None:
    first, last = known.policy.send_hours
    for duty in drawn(known, of).duties:
        for step in duty.steps:
            assert first <= local(step.at).time() <= last


@given(plans(), trees())
def test_a_working_day_to_aim_at_is_worked_and_not_after_the_date(known: Plan, of: OrgTree) -> None:
    for duty in drawn(known, of).duties:
        window = duty.window
        if window.latest is None:
            assert window.due_at is None
            continue
        assert window.latest_workday is not None
        assert window.latest_workday <= window.latest
        assert CALENDAR.is_working(window.latest_workday)


NAMES = st.sampled_from(["D0", "D1", "D9", "C1", "tinh", "u00", "không có", "", "above"])


@st.composite
def broken(draw: st.DrawFn) -> Plan:
    """A plan in which any reference may be wrong."""
    known = draw(plans())
    spoilt = [
        replace(
            item,
            to=tuple(draw(st.lists(NAMES, max_size=2))),
            depends_on=tuple(draw(st.lists(NAMES, max_size=2))),
            collects=tuple(draw(st.lists(NAMES, max_size=2))),
            conference=draw(st.one_of(st.none(), NAMES)),
            who=draw(
                st.one_of(WHO, st.builds(Selector, units=st.tuples(NAMES), under=st.one_of(st.none(), NAMES)))
            ),
            when=draw(
                st.one_of(
                    WHENS,
                    st.builds(
                        When,
                        st.just(WhenKind.RELATIVE),
                        anchor=st.one_of(st.none(), NAMES, NAMES.map(lambda name: f"requirement:{name}")),
                        offset=st.one_of(st.none(), st.builds(Offset, st.integers(-9, 9))),
                    ),
                )
            ),
        )
        for item in known.requirements
    ]
    return replace(known, requirements=tuple(spoilt), file="kh.yaml")


@settings(max_examples=300)
@given(broken(), trees())
def test_a_broken_plan_is_refused_in_one_line_or_drawn(known: Plan, of: OrgTree) -> None:
    told = refused(known, of)
    assert "\n" not in told
    assert not told or told.startswith("kh.yaml: ")


def refused(known: Plan, of: OrgTree) -> str:
    """The one line of the refusal; empty when the plan was drawn."""
    try:
        cascade(known, of, WorkCalendar())
    except Refusal as refusal:
        return str(refusal)
    return ""

"""Every selected unit gets its own deadline, counted back from the one above."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from cascade.lang.refusal import Refusal
from cascade.org.tree import Level, Selector, Unit, UnitKind
from cascade.plan import unit_names
from cascade.plan.model import ActionKind, OffsetUnit, Policy, Topic, Venue, When, WhenKind
from tests.unit.cascade.making import (
    COMMUNES,
    DESK,
    DISTRICTS,
    after,
    asks,
    at,
    before,
    by,
    drawn,
    due,
    duty,
    fixed,
    meets,
    none,
    on,
    plan,
    rows,
    tree,
    within,
)

K = ActionKind


def units(key: str, *requirements: object, **more: object) -> list[str]:
    known = drawn(plan(*requirements), **more)  # type: ignore[arg-type]
    return [item.unit for item in known.obligations if item.duty.key == key]


def test_each_unit_of_the_selection_owes_it_once() -> None:
    assert units("D1", asks("D1", when=by(2024, 4, 25))) == ["h1", "h2"]


def test_the_same_is_asked_below_a_hop_earlier_and_reported_to_its_own_superior() -> None:
    known = drawn(plan(asks("D6", when=before(2024, 4, 25), down_to=Level.GRASSROOTS)))
    assert due(known, "D6/grassroots") == date(2024, 4, 16)
    assert str(duty(known, "D6/grassroots").derived) == (
        "tính ngược 5 ngày làm việc từ hạn 24/4/2024 của báo cáo kết quả (D6, đảng bộ trực thuộc)"
    )
    below = [item for item in known.obligations if item.duty.key == "D6/grassroots"]
    assert {(item.unit, item.branch, item.to) for item in below if item.branch == "h1"} == {
        ("h1-x1", "h1", ("h1",)),
        ("h1-x2", "h1", ("h1",)),
        ("h1-x3", "h1", ("h1",)),
    }


def test_the_paper_states_no_reason_and_a_derived_date_does() -> None:
    known = drawn(plan(asks("D6", when=before(2024, 4, 25), down_to=Level.GRASSROOTS)))
    assert duty(known, "D6").derived is None
    assert duty(known, "D6").phrase == "trước ngày"
    assert duty(known, "D6/grassroots").phrase is None


def test_the_length_of_a_hop_is_policy_for_each_level() -> None:
    policy = Policy(hop=((Level.GRASSROOTS, 3),))
    known = drawn(
        plan(asks("D7", when=before(2023, 2, 2), down_to=Level.GRASSROOTS), policy=policy, issued=None)
    )
    assert due(known, "D7/grassroots") == date(2023, 1, 27)


def test_a_level_gathers_what_it_asks_of_the_one_below() -> None:
    known = drawn(plan(asks("D6", when=before(2024, 4, 25), down_to=Level.GRASSROOTS)))
    assert duty(known, "D6").collects == ("D6/grassroots",)


def test_whoever_collects_a_requirement_gathers_its_stated_duty_only() -> None:
    top = asks("D5", DESK, before(2024, 5, 10), K.SYNTHESISE, collects=("D6",))
    known = drawn(plan(top, asks("D6", when=before(2024, 4, 25), down_to=Level.GRASSROOTS)))
    assert duty(known, "D5").collects == ("D6",)


def test_where_levels_are_skipped_the_next_one_is_a_single_hop_away() -> None:
    flat = [*rows()[:3], *(Unit(f"x{n}", f"Xã {n}", Level.GRASSROOTS, "tinh") for n in range(3))]
    who = Selector(units=("tinh",))
    known = drawn(plan(asks("D1", who, by(2024, 4, 24), down_to=Level.GRASSROOTS, to=())), tree(flat))
    assert due(known, "D1/grassroots") == date(2024, 4, 16)


def test_committees_of_one_level_below_each_other_are_a_hop_apart() -> None:
    nested = [*rows(), Unit("h1-x1-cb", "Chi bộ", Level.GRASSROOTS, "h1-x1")]
    known = drawn(plan(asks("D6", when=by(2024, 4, 24), down_to=Level.GRASSROOTS)), tree(nested))
    assert due(known, "D6/grassroots") == date(2024, 4, 16)
    assert due(known, "D6/grassroots/2") == date(2024, 4, 9)


def test_offices_are_not_asked_what_is_passed_down_to_committees() -> None:
    office = Unit("h1-vp", "Văn phòng huyện", Level.GRASSROOTS, "h1", UnitKind.OFFICE)
    known = drawn(plan(asks("D6", when=by(2024, 4, 24), down_to=Level.GRASSROOTS)), tree([*rows(), office]))
    assert "h1-vp" not in {item.unit for item in known.obligations}


def test_offices_of_the_issuer_belong_to_its_own_branch() -> None:
    known = drawn(plan(asks("D5", DESK, by(2024, 5, 10))))
    assert [item.branch for item in known.obligations] == ["tinh"]


def test_a_report_without_a_date_follows_the_event() -> None:
    wants = asks("U1", kind=K.REPORT, depends_on=("C1",))
    known = drawn(plan(wants, conferences=[meets(when=on(2022, 5, 18, 8, sessions=1))], issued=None))
    assert due(known, "U1") == date(2022, 5, 25)
    assert str(duty(known, "U1").derived) == "hội nghị C1 + 5 ngày làm việc"


def test_a_report_without_a_date_counts_back_from_a_dated_one_above() -> None:
    top = asks("D5", DESK, by(2024, 4, 24), K.SYNTHESISE, collects=("U1",))
    known = drawn(plan(top, asks("U1", kind=K.REPORT)))
    assert due(known, "U1") == date(2024, 4, 16)
    assert (
        str(duty(known, "U1").derived)
        == "tính ngược 5 ngày làm việc từ hạn 24/4/2024 của báo cáo tổng hợp (D5)"
    )


def test_what_a_report_of_the_same_level_tells_of_is_due_the_same_day() -> None:
    known = drawn(plan(asks("D6", when=by(2024, 4, 24), depends_on=("U1",)), asks("U1", kind=K.ADOPT)))
    assert due(known, "U1") == date(2024, 4, 24)


def test_what_a_conference_comes_after_is_done_the_working_day_before() -> None:
    wants = asks("U3", DESK, none(), K.PREPARE)
    known = drawn(plan(wants, conferences=[meets(when=on(2024, 3, 25, 8), after=("U3",))]))
    assert due(known, "U3") == date(2024, 3, 22)


def test_what_prepares_a_conference_is_ready_when_invitations_leave() -> None:
    wants = asks("U3", DESK, none(), K.PREPARE, conference="C1")
    known = drawn(plan(wants, conferences=[meets(when=on(2022, 5, 18, 8))], issued=None))
    assert due(known, "U3") == date(2022, 5, 13)


def test_a_duty_nobody_can_date_is_still_owed() -> None:
    known = drawn(plan(asks("U2", kind=K.ADOPT)))
    assert due(known, "U2") is None
    assert len(known.obligations) == 2


def test_a_conference_comes_after_what_must_be_done_first() -> None:
    texts = asks("D2", DESK, before(2024, 3, 18), K.SUBMIT)
    known = drawn(plan(texts, conferences=[meets(after=("D2",))]))
    assert known.meetings[0].window.earliest == date(2024, 3, 18)
    assert known.meetings[0].start is None


def test_who_holds_an_open_conference_has_its_window() -> None:
    texts = asks("D2", DESK, before(2024, 3, 18), K.SUBMIT)
    holds = asks("D1", kind=K.HOLD, conference="C1", when=within(2024, 3, tentative=True))
    known = drawn(plan(holds, texts, conferences=[meets(after=("D2",))]))
    window = duty(known, "D1").window
    assert (window.earliest, window.latest) == (date(2024, 3, 18), date(2024, 3, 31))


def test_an_invitation_fixes_everything_that_hangs_on_the_conference() -> None:
    holds = asks("D1", kind=K.HOLD, conference="C1", when=within(2024, 3, tentative=True))
    test = asks(
        "D4",
        DESK,
        after("conference:C1", -1, OffsetUnit.CALENDAR_DAYS, at=time(15), phrase="trước 01 ngày"),
        K.LINE_TEST,
        conference="C1",
    )
    letter = fixed(at(2024, 3, 27, 7, 30), at(2024, 3, 27, 11, 30))
    known = drawn(plan(holds, test, conferences=[meets()]), fixed={"C1": letter})
    assert duty(known, "D1").window.due_at == at(2024, 3, 27, 11, 30)
    assert str(duty(known, "D1").derived) == "theo giấy mời"
    assert duty(known, "D4").window.due_at == at(2024, 3, 26, 15)
    assert not duty(known, "D4").window.tentative


def test_nobody_is_pressed_for_a_day_that_hangs_on_an_open_conference() -> None:
    test = asks("D4", DESK, after("conference:C1", -1), K.LINE_TEST, conference="C1")
    assert duty(drawn(plan(test, conferences=[meets()])), "D4").steps == ()


def test_with_a_cancelled_conference_falls_what_prepares_it() -> None:
    prepares = asks("P1", DESK, after("conference:C1", -2), K.PREPARE, conference="C1")
    stays = asks("D3", kind=K.TEACH, when=before(2024, 4, 25), depends_on=("C1",))
    letter = fixed(at(2024, 3, 27), at(2024, 3, 27, 11), sequence=1, cancelled=True)
    known = drawn(plan(prepares, stays, conferences=[meets()]), fixed={"C1": letter})
    assert [item.key for item in known.duties] == ["D3"]
    assert known.meetings[0].cancelled


def test_a_line_test_is_set_by_policy_where_several_venues_are_joined() -> None:
    hall, halls = meets().venues[0], replace(meets().venues[0], id="P2")
    known = drawn(plan(conferences=[meets(when=on(2022, 5, 18, 8), venues=(hall, halls))], issued=None))
    assert known.meetings[0].line_test_at == at(2022, 5, 17, 15)


def test_a_special_requirement_stands_in_place_of_the_general_one() -> None:
    general = asks("D3", kind=K.TEACH, when=by(2023, 1, 31))
    special = asks("D4", Selector(units=("h2",)), by(2023, 1, 31), K.TEACH, instead_of=("D3",))
    known = drawn(plan(general, special, issued=None))
    assert sorted((item.unit, item.duty.key) for item in known.obligations) == [("h1", "D3"), ("h2", "D4")]


def test_a_special_requirement_also_stands_in_place_of_what_is_passed_down() -> None:
    general = asks("D3", when=by(2024, 4, 24), down_to=Level.GRASSROOTS)
    special = asks("D4", Selector(units=("h1-x1",)), by(2024, 4, 30), instead_of=("D3",))
    owed = [(item.unit, item.duty.key) for item in drawn(plan(general, special)).obligations]
    assert ("h1-x1", "D4") in owed
    assert ("h1-x1", "D3/grassroots") not in owed
    assert ("h1-x2", "D3/grassroots") in owed


def test_levels_named_together_share_the_stated_date() -> None:
    known = drawn(plan(asks("D2", Selector(kind=UnitKind.COMMITTEE), by(2024, 4, 25), K.TEACH)))
    assert {item.key: item.window.latest for item in known.duties} == {
        "D2": date(2024, 4, 25),
        "D2/district": date(2024, 4, 25),
        "D2/grassroots": date(2024, 4, 25),
    }
    assert all(item.derived is None for item in known.duties)


def test_a_recurring_duty_is_one_duty_for_each_period() -> None:
    when = When(WhenKind.RECURRING, every="year", on_day=15, on_month=12, phrase="hằng năm")
    known = drawn(plan(asks("D3", when=when, down_to=Level.GRASSROOTS)))
    assert {item.key for item in known.duties} == {
        "D3@2024",
        "D3@2025",
        "D3@2024/grassroots",
        "D3@2025/grassroots",
    }
    assert duty(known, "D3@2024").collects == ("D3@2024/grassroots",)


def test_whoever_gathers_a_recurring_report_gathers_the_same_period() -> None:
    yearly = When(WhenKind.RECURRING, every="year", on_day=15, on_month=12, phrase="hằng năm")
    later = replace(yearly, on_day=31)
    top = asks("D4", DESK, later, K.SYNTHESISE, collects=("D3",))
    known = drawn(plan(asks("D3", when=yearly), top))
    assert duty(known, "D4@2025").collects == ("D3@2025",)


def test_the_scope_of_a_plan_keeps_others_out_but_not_the_issuers_offices() -> None:
    everyone = asks("D1", Selector(), by(2024, 4, 25))
    narrow = replace(plan(everyone), scope=Selector(under="h1"))
    found = {item.unit for item in drawn(narrow).obligations}
    assert found == {"tinh", "tinh-btg", "tinh-vp", "h1-x1", "h1-x2", "h1-x3"}


def test_an_issuing_office_speaks_for_the_committee_it_serves() -> None:
    known = drawn(plan(asks("D1", Selector(level=Level.DISTRICT), by(2024, 4, 25)), issuer="tinh-btg"))
    assert [(item.unit, item.branch) for item in known.obligations] == [("h1", "h1"), ("h2", "h2")]


def test_owners_of_a_joint_duty_each_owe_it() -> None:
    both = Selector(units=("tinh-btg", "tinh-vp"))
    known = drawn(plan(asks("D4", both, by(2024, 4, 25), joint=True, lead="tinh-btg")))
    assert len(known.obligations) == 2
    assert duty(known, "D4").lead == "tinh-btg"


def test_a_secret_plan_makes_every_duty_secret() -> None:
    assert duty(drawn(replace(plan(asks("D1", when=by(2024, 4, 25))), secret=True)), "D1").secret


@pytest.mark.parametrize(
    ("requirement", "told"),
    [
        (asks("D1", Selector(units=("huyen-ma",))), "huyen-ma"),
        (asks("D1", to=("ban-nao-do",)), "ban-nao-do"),
        (asks("D1", depends_on=("D9",)), "D9"),
        (asks("D1", collects=("C7",)), "C7"),
        (asks("D1", when=after("conference:C9", 1)), "C9"),
        (asks("D1", when=after("ngày đẹp", 1)), "ngày đẹp"),
        (asks("D1", ladder="gấp"), "gấp"),
        (asks("D1", conference="C9"), "C9"),
        (asks("D1", when=after("requirement:D1", 1)), "D1 → D1"),
        (asks("D1", depends_on=("D1",)), "D1 → D1"),
    ],
)
def test_a_plan_that_names_what_does_not_exist_is_refused(requirement: object, told: str) -> None:
    with pytest.raises(Refusal, match=told):
        drawn(plan(requirement))  # type: ignore[arg-type]


def test_a_refusal_names_file_line_and_field() -> None:
    wrong = replace(plan(asks("D1", to=("x",), line=7)), file="kh.yaml")
    with pytest.raises(Refusal) as told:
        drawn(wrong)
    assert str(told.value).startswith("kh.yaml:7: requirements.D1.to.x: ")


def test_nothing_counts_from_a_date_that_is_itself_counted_back_from_above() -> None:
    one = asks("D6", when=by(2024, 4, 25), down_to=Level.GRASSROOTS)
    other = asks("D7", when=after("requirement:D6/grassroots", 1))
    with pytest.raises(Refusal, match="“D6/grassroots” là hạn tính theo quy tắc từ “D6”; tính từ “D6”"):
        drawn(plan(one, other))


def test_the_ladder_that_every_plan_has_may_be_named_by_the_rules_as_by_the_file() -> None:
    assert drawn(plan(asks("D1", when=by(2024, 4, 25), ladder="default"))).obligations


def test_every_field_that_names_a_unit_is_checked_and_read_by_the_successors_of_later() -> None:
    topic = Topic("Chuyên đề", speaker_unit="h1")
    hall = Venue("P1", "Hội trường", Selector(under="h1", units=("h1-x1",), exclude=("h2",)), "h1")
    held = meets(host="h1", venues=(replace(hall, exceptions=(("h1", "P1"),)),), agenda=(topic,))
    asked = asks("D1", Selector(units=("h1",)), to=("above", "h1"), via=("h1",), copy=("h1",), lead="h1")
    wide = plan(asked, conferences=[held], policy=Policy(desk="h1"))
    wide = replace(wide, desk="h1", scope=Selector(under="h1"))
    ways = {path for path, code in unit_names.named(wide) if code == "h1"}
    assert len(ways) == 13
    later = replace(tree(), heirs={"h1": "h2"}, day=date(2030, 1, 1))
    read = unit_names.read_in(wide, later)
    assert "h1" not in {code for _, code in unit_names.named(read)}
    assert read.requirements[0].to == ("above", "h2")
    assert read.policy.desk == "h2"


def test_a_circle_of_dates_is_refused() -> None:
    one = asks("D1", when=after("requirement:D2", 1))
    other = asks("D2", when=after("requirement:D1", 1))
    with pytest.raises(Refusal, match="D1 → D2 → D1"):
        drawn(plan(one, other))


def test_a_test_before_the_conference_that_comes_after_it_is_no_circle() -> None:
    test = asks("D4", DESK, after("conference:C1", -1), K.LINE_TEST, conference="C1")
    assert drawn(plan(test, conferences=[meets(after=("D4",))])).obligations


def test_units_selected_twice_owe_two_different_things() -> None:
    one, other = asks("D1", when=by(2024, 4, 25)), asks("D2", DISTRICTS, by(2024, 5, 25))
    assert len(drawn(plan(one, other)).obligations) == 4


def test_grassroots_named_by_the_paper_have_the_papers_date() -> None:
    known = drawn(plan(asks("D5", COMMUNES, before(2022, 9, 20), to=("above",)), issued=None))
    assert due(known, "D5") == date(2022, 9, 19)
    assert {item.to for item in known.obligations} == {("h1",), ("h2",)}


def test_committees_of_one_level_below_each_other_are_reached_to_the_last() -> None:
    chain = [Unit(f"c{tier}", f"Chi bộ {tier}", Level.GRASSROOTS, f"c{tier - 1}") for tier in range(2, 5)]
    deep = tree([*rows(1, 0), Unit("c1", "Đảng bộ bộ phận", Level.GRASSROOTS, "h1"), *chain])
    known = drawn(plan(asks("D6", when=before(2024, 4, 25), down_to=Level.GRASSROOTS)), deep)
    days = [due(known, key) for key in ("D6", "D6/grassroots", "D6/grassroots/2", "D6/grassroots/4")]
    assert [item.unit for item in known.obligations if item.duty.key == "D6/grassroots/4"] == ["c4"]
    assert days == sorted((day for day in days if day), reverse=True)

"""What a person must see before issuing is found; and a plan without a fault raises no alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cascade.checked_cascade import cascade
from cascade.findings import kinds
from cascade.findings.kind import FindingKind
from cascade.org.tree import Level, OrgTree, Selector, Unit, UnitKind
from cascade.plan.model import ActionKind, Figure, Plan, Reference, Topic, Venue, When, WhenKind
from cascade.result.obligation import Cascade, Finding, Meeting, Severity, Window
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
    fixed,
    meets,
    none,
    on,
    people,
    plan,
    rows,
    tree,
    within,
)

K = ActionKind


def codes(known: Cascade) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.requirement) for finding in known.findings]


def found(code: str, known: Cascade) -> list[Finding]:
    return [finding for finding in known.findings if finding.code == code]


def says(code: str, *requirements: Any, **more: Any) -> list[Finding]:
    return found(code, drawn(plan(*requirements, **more)))


def test_a_due_day_on_a_sunday_is_told_with_the_day_to_aim_at() -> None:
    (told,) = says("rest_day", asks("D2", when=before(2024, 3, 18)))
    assert "17/3/2024 (Chủ nhật)" in told.message.vi
    assert told.suggestion is not None
    assert "15/3/2024 (thứ Sáu)" in told.suggestion.vi


def test_a_due_day_on_a_holiday_is_told_by_its_name() -> None:
    (told,) = says("rest_day", asks("D2", when=by(2026, 11, 24)), issued=date(2026, 10, 1))
    assert "Ngày Văn hóa Việt Nam" in told.message.vi


def test_a_month_that_ends_on_a_sunday_is_only_a_note() -> None:
    (told,) = says("period_ends_on_rest_day", asks("D1", kind=K.TEACH, when=within(2024, 3)))
    assert told.severity is Severity.NOTE


def test_a_due_day_right_after_tet_must_in_practice_be_met_before_it() -> None:
    (told,) = says("after_long_break", asks("D6", when=before(2023, 1, 30)), issued=date(2022, 12, 1))
    assert told.suggestion is not None
    assert "19/01/2023" in told.suggestion.vi


def test_a_derived_date_right_after_tet_is_told_by_its_duty() -> None:
    chain = asks("D7", when=by(2023, 2, 3), down_to=Level.GRASSROOTS)
    assert [told.requirement for told in says("after_long_break", chain, issued=date(2022, 12, 1))] == [
        "D7/grassroots"
    ]


def test_a_month_with_tet_inside_has_fewer_days_than_it_seems() -> None:
    (told,) = says("break_inside", asks("D3", kind=K.TEACH, when=within(2023, 1)), issued=date(2022, 12, 1))
    assert "13 ngày làm việc" in told.message.vi


def test_a_weekday_that_does_not_match_stops_the_plan() -> None:
    (told,) = says("weekday_mismatch", asks("D1", when=by(2022, 5, 18, weekday=4)), issued=None)
    assert told.severity is Severity.ERROR
    assert "thứ Tư" in told.message.vi
    assert "thứ Năm" in told.message.vi


def test_a_conference_on_the_wrong_weekday_is_told_too() -> None:
    assert says("weekday_mismatch", conferences=[meets(when=on(2022, 5, 18, 8, weekday=2))], issued=None)


@pytest.mark.parametrize("day", [(2024, 3, 31), (2024, 2, 29), (2024, 4, 30)])
def test_before_the_last_of_a_month_probably_means_all_of_it(day: tuple[int, int, int]) -> None:
    assert says("month_end_meant", asks("D1", when=before(*day)), issued=date(2024, 1, 2))


def test_before_the_30th_of_march_means_what_it_says() -> None:
    assert not says("month_end_meant", asks("D1", when=before(2024, 3, 30)))


def test_a_duty_without_a_date_is_told() -> None:
    assert codes(drawn(plan(asks("U2", kind=K.ADOPT)))) == [("missing_date", "U2")]


def test_a_date_that_policy_filled_in_is_to_be_confirmed() -> None:
    (told,) = says(
        "date_from_policy", asks("U1", depends_on=("D3",)), asks("D3", kind=K.TEACH, when=by(2024, 4, 12))
    )
    assert "19/4/2024" in told.message.vi or "22/4/2024" in told.message.vi


def test_a_distance_the_officer_wrote_needs_no_second_word() -> None:
    unquoted = asks("D1", kind=K.TEACH, when=When(WhenKind.BY, day=date(2024, 4, 12)))
    report = asks("D2", when=after("requirement:D1", 5), depends_on=("D1",))
    assert not says("date_from_policy", unquoted, report)


def test_a_report_the_paper_left_undated_is_told_where_the_paper_is_quoted_elsewhere() -> None:
    taught = asks("D1", kind=K.TEACH, when=by(2024, 4, 12))
    assert says("date_from_policy", taught, asks("D2", when=after("requirement:D1", 5), depends_on=("D1",)))


def test_periodically_without_a_period_cannot_be_followed() -> None:
    assert says("recurrence_without_period", asks("D9", when=When(WhenKind.RECURRING, phrase="định kỳ")))


def test_a_tentative_time_says_what_it_waits_for() -> None:
    (told,) = says(
        "tentative_date", conferences=[meets(when=within(2024, 3, tentative=True, awaiting="thư mời"))]
    )
    assert "thư mời" in told.message.vi


def test_a_year_that_was_inferred_is_told() -> None:
    assert says("year_inferred", asks("D1", when=by(2024, 4, 25, year_inferred=True)))


def test_two_bounds_that_leave_no_day_stop_the_plan() -> None:
    (told,) = says("window_empty", asks("D1", when=by(2024, 4, 25, not_before=date(2024, 5, 1))))
    assert told.severity is Severity.ERROR


def test_a_range_that_ends_before_it_starts_stops_the_plan() -> None:
    backwards = When(WhenKind.RANGE, day=date(2024, 4, 25), end=date(2024, 4, 20))
    assert says("window_empty", asks("D1", kind=K.TEACH, when=backwards))


def test_a_due_day_before_the_issue_stops_the_plan() -> None:
    (told,) = says("due_before_issue", asks("D1", when=by(2024, 2, 20)))
    assert told.severity is Severity.ERROR


def test_a_level_that_is_left_no_time_is_told() -> None:
    (told,) = says("derived_before_issue", asks("D1", when=by(2024, 3, 6), down_to=Level.GRASSROOTS))
    assert told.requirement == "D1/grassroots"


def test_one_day_from_letter_to_deadline_is_short() -> None:
    letter = date(2025, 10, 30)
    assert says("short_notice", asks("D1", when=before(2025, 11, 1)), issued=letter)


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (before(2024, 4, 20), "report_before_work"),
        (before(2024, 4, 25), "report_same_day"),
        (by(2024, 4, 25), "report_next_day"),
    ],
)
def test_a_report_needs_time_after_the_work(report: When, code: str) -> None:
    taught = asks("D3", kind=K.TEACH, when=before(2024, 4, 25))
    (told,) = says(code, taught, asks("D6", when=report, depends_on=("D3",)))
    assert told.requirement == "D6"
    assert "D3" in told.message.vi


def test_a_weekend_between_them_is_no_time_either() -> None:
    taught = asks("D3", kind=K.TEACH, when=by(2024, 4, 19))
    assert says("report_next_day", taught, asks("D6", when=by(2024, 4, 22), depends_on=("D3",)))


def test_a_report_that_names_nothing_tells_of_its_own_units_teaching() -> None:
    taught = asks("D2", kind=K.TEACH, when=When(WhenKind.WITHIN_QUARTER, year=2022, quarter=3))
    assert says("report_before_work", taught, asks("D5", when=before(2022, 9, 20)), issued=None)


def test_three_days_between_work_and_report_are_no_alarm() -> None:
    taught = asks("D3", kind=K.TEACH, when=by(2024, 4, 12))
    assert codes(drawn(plan(taught, asks("D6", when=by(2024, 4, 17), depends_on=("D3",))))) == []


def test_the_level_above_needs_time_to_synthesise() -> None:
    below = asks("D6", when=by(2024, 4, 24))
    top = asks("D5", DESK, by(2024, 4, 26), K.SYNTHESISE, collects=("D6",))
    (told,) = says("no_time_to_synthesise", below, top)
    assert told.requirement == "D5"
    assert "2 ngày làm việc" in told.message.vi


def test_what_must_come_first_is_not_due_later() -> None:
    first = asks("D1", kind=K.PREPARE, when=by(2024, 4, 24))
    assert says("order_conflict", first, asks("D2", kind=K.TEACH, when=by(2024, 4, 19), depends_on=("D1",)))


OWN = meets(
    when=within(2023, 1, tentative=True),
    host=None,
    relayed=False,
    agenda=(Topic("Học tập, quán triệt"), Topic("Triển khai chương trình hành động")),
)


def test_a_programme_is_due_before_the_half_day_that_presents_it() -> None:
    programme = asks("D6", kind=K.ADOPT, when=before(2023, 1, 30), action="Xây dựng Chương trình hành động")
    (told,) = says("programme_after_presentation", programme, conferences=[OWN], issued=date(2022, 12, 1))
    assert "C1" in told.message.vi


def test_a_programme_that_is_ready_before_is_no_alarm() -> None:
    programme = asks("D6", kind=K.ADOPT, when=before(2022, 12, 24), action="Xây dựng Chương trình hành động")
    assert not says("programme_after_presentation", programme, conferences=[OWN], issued=date(2022, 12, 1))


def test_a_conference_of_the_province_presents_the_provinces_own_programme() -> None:
    central = replace(OWN, host="tinh", relayed=True)
    programme = asks("D6", kind=K.ADOPT, when=before(2023, 1, 30), action="Xây dựng Chương trình hành động")
    assert not says(
        "programme_after_presentation", programme, conferences=[central], issued=date(2022, 12, 1)
    )


def test_a_selector_that_means_nobody_stops_the_plan() -> None:
    (told,) = says("selector_empty", asks("D1", Selector(group=("tỉnh đoàn",)), by(2024, 4, 25)))
    assert told.severity is Severity.ERROR


def test_a_venue_for_nobody_is_told_by_its_conference() -> None:
    hall = Venue("P9", "Hội trường", Selector(group=("tỉnh đoàn",)), line=14)
    (told,) = says("selector_empty", conferences=[meets(when=on(2024, 3, 20, 8, sessions=1), venues=(hall,))])
    assert (told.requirement, told.line) == ("C1", 14)


def named(code: str) -> str:
    """People read the name of a unit, never its code."""
    return next(unit.name for unit in rows() if unit.code == code)


def test_units_nobody_can_write_to_are_counted_and_named() -> None:
    silent = OrgTree.of(rows(), [person for person in people(rows()) if person.unit != "h2"])
    (told,) = found("no_contact", drawn(plan(asks("D1", when=by(2024, 4, 25))), silent))
    assert told.message.vi == f"1 đơn vị chưa có cán bộ đầu mối nhận tin: {named('h2')}"


@pytest.mark.parametrize(
    ("there", "code", "vi"),
    [
        (
            {"mail"},
            "channel_passed_over",
            "2 cán bộ đầu mối nhận tin trước hết qua Zalo, kênh chưa được cấu hình",
        ),
        ({"zbs"}, "channel_missing", "2 cán bộ đầu mối chỉ có Zalo, kênh chưa được cấu hình: tin sẽ chờ"),
        ({"zalo"}, "", ""),
        (None, "", ""),
    ],
)
def test_contacts_who_prefer_a_channel_that_is_not_set_up_are_counted(
    there: set[str] | None, code: str, vi: str
) -> None:
    zalo_first = (("zalo", "z-1234"), ("mail", "a@example.vn"))
    those = [
        replace(person, channels=zalo_first if person.unit in ("h1", "h2") else (("mail", "b@example.vn"),))
        for person in people(rows())
    ]
    asked = plan(asks("D1", when=by(2024, 4, 25)))
    made = cascade(asked, OrgTree.of(rows(), those), drawn(asked).calendar, channels=there)
    told = [one for one in made.findings if one.code.startswith("channel_") and "Zalo" in one.message.vi]
    assert [one.code for one in told] == ([code] if code else [])
    assert vi in "".join(one.message.vi for one in told)
    assert all("DONDOC_ZALO_BOT_URL" in one.suggestion.vi for one in told if one.suggestion)


@pytest.mark.parametrize(
    ("labels", "alike"),
    [
        (("Đảng ủy khối", "Đảng ủy  khối."), True),
        (("ban-đảng", "ban–đảng"), True),
        (("khối O", "khối 0"), True),
        (("xã", "phường"), False),
        (("hoà bình", "Hòa Bình"), False),
    ],
)
def test_labels_that_differ_only_by_look_are_told(labels: tuple[str, str], alike: bool) -> None:
    units = [replace(unit, group=labels[place % 2]) for place, unit in enumerate(rows())]
    told = found(
        "look_alike", drawn(plan(asks("D1", when=by(2024, 4, 25))), OrgTree.of(units, people(units)))
    )
    assert [labels[0] in one.message.vi and labels[1] in one.message.vi for one in told] == [True] * alike


@pytest.mark.parametrize(("name", "told"), [("Huyện ủy, H2", 1), ("Huyện ủy H3", 0)])
def test_names_under_one_superior_that_differ_only_by_look_are_told(name: str, told: int) -> None:
    units = [
        replace(unit, name={"h1": name, "h2": "Huyện ủy H2"}.get(unit.code, unit.name)) for unit in rows()
    ]
    made = drawn(plan(asks("D1", when=by(2024, 4, 25))), OrgTree.of(units, people(units)))
    assert len(found("look_alike", made)) == told


@pytest.mark.parametrize(
    "where",
    [
        *("title", "action", "phrase", "figure", "conference", "attachment"),
        *("venue", "chair", "speaker", "topic", "handout", "backdrop"),
    ],
)
def test_a_secret_number_is_told_in_every_text_that_leaves(where: str) -> None:
    words = "Quán triệt Nghị quyết 44\u2013NQ/TW"
    asked = asks("D1", when=by(2024, 4, 25))
    if where == "action":
        asked = replace(asked, action=words)
    if where == "phrase":
        asked = replace(asked, when=replace(asked.when, phrase=words))
    if where == "figure":
        asked = replace(asked, figures=(Figure("f", words),))
    held = meets(when=on(2024, 3, 20, 8, sessions=1))
    held = replace(held, name=words) if where == "conference" else held
    if where == "attachment":
        asked = replace(asked, attachment=f"{words}.docx")
    if where in ("venue", "chair"):
        hall = Venue("P1", "Hội trường", Selector(level=Level.DISTRICT), host="tinh")
        in_it: dict[str, Any] = {"name" if where == "venue" else "chair": words}
        held = replace(held, venues=(replace(hall, **in_it),))
    if where in ("speaker", "topic", "handout"):
        said: dict[str, Any] = {{"topic": "title", "handout": "attachment"}.get(where, where): words}
        held = replace(held, agenda=(replace(Topic("Chuyên đề một"), **said),))
    held = replace(held, backdrop=(words,)) if where == "backdrop" else held
    paper = replace(plan(asked, conferences=[held]), follows=(Reference("44-NQ/TW", secret=True),))
    paper = replace(paper, title=words) if where == "title" else paper
    assert found("secret_not_marked", drawn(paper))
    assert not found("secret_not_marked", drawn(replace(paper, secret=True)))


def test_a_report_to_nobody_is_told() -> None:
    assert says("no_recipient", asks("D1", when=by(2024, 4, 25), to=()))


def test_a_unit_that_ends_before_its_duty_needs_a_successor() -> None:
    ending = [replace(unit, valid_to=date(2024, 4, 1)) if unit.code == "h2" else unit for unit in rows()]
    wants = asks("D1", when=by(2024, 4, 25))
    (told,) = found("unit_ends_before_due", drawn(plan(wants), tree(ending)))
    assert told.message.vi.startswith(f"{named('h2')} kết thúc hoạt động")
    followed = [replace(unit, successor="h1") if unit.code == "h2" else unit for unit in ending]
    assert not found("unit_ends_before_due", drawn(plan(wants), tree(followed)))


def test_the_military_are_not_asked_twice_for_the_same_teaching() -> None:
    general = asks("D3", kind=K.TEACH, when=by(2024, 4, 25), action="Học tập, quán triệt (cho cơ sở)")
    special = asks(
        "D4", Selector(units=("h2",)), by(2024, 4, 25), K.TEACH, action="Học tập (lực lượng vũ trang)"
    )
    (told,) = says("asked_twice", general, special)
    assert f"({named('h2')})" in told.message.vi
    apart = replace(general, who=replace(DISTRICTS, exclude=("h2",)))
    assert not says("asked_twice", apart, special)
    assert not says("asked_twice", general, replace(special, instead_of=("D3",)))


def test_two_different_reports_on_one_day_are_no_alarm() -> None:
    one = asks("D1", when=by(2024, 4, 25), action="Báo cáo kết quả quán triệt")
    other = asks("D2", when=by(2024, 4, 25), action="Báo cáo kết quả tuyên truyền")
    assert codes(drawn(plan(one, other))) == []


NEWER = Reference("27-NQ/TW", date(2022, 11, 9))


def with_papers(*follows: Reference) -> Plan:
    return replace(plan(issued=date(2022, 12, 1)), follows=follows, covers=(NEWER,))


def test_guidance_older_than_what_it_guides_is_told_and_not_corrected() -> None:
    (told,) = found("guidance_older", drawn(with_papers(Reference("78-HD/BTGTW", date(2022, 11, 7), line=5))))
    assert (told.line, told.requirement) == (5, None)
    assert "27-NQ/TW 09/11/2022" in told.message.vi


def test_a_regulation_may_well_be_older() -> None:
    assert codes(drawn(with_papers(Reference("66-QĐ/TW", date(2017, 2, 6))))) == []


def test_a_paper_of_a_committee_says_for_whom_it_is_signed_and_one_of_an_office_need_not() -> None:
    known = replace(plan(asks("D1", when=by(2024, 4, 26))), on_behalf_of=None)
    (told,) = found("not_said_for_whom", drawn(known))
    assert (told.severity, "Tỉnh ủy" in told.message.vi) == (Severity.NOTE, True)
    assert not found("not_said_for_whom", drawn(replace(known, issuer="tinh-btg")))


def test_a_plan_does_not_rest_on_what_comes_later() -> None:
    assert found("issued_before_guidance", drawn(with_papers(Reference("99-KH/TU", date(2023, 1, 1)))))


def gathering(*topics: Topic, **more: Any) -> Any:
    return meets(when=on(2024, 3, 20, 8, sessions=1), agenda=topics, **more)


def test_a_secret_topic_with_an_attachment_stops_the_plan() -> None:
    hidden = Topic("Chiến lược", secret=True, code="Chuyên đề 3", attachment="a.docx")
    (told,) = says("secret_attachment", conferences=[gathering(hidden)])
    assert told.severity is Severity.ERROR


def test_a_finding_about_a_secret_topic_does_not_tell_its_title() -> None:
    hidden = Topic("Chiến lược", secret=True, code="Chuyên đề 3")
    known = drawn(plan(conferences=[gathering(hidden, replace(hidden, code=None))]))
    assert found("secret_topic", known)
    assert found("secret_topic_without_code", known)
    assert not any("Chiến lược" in told.message.vi for told in known.findings)


def test_a_topic_on_a_secret_document_must_be_marked() -> None:
    secret = replace(
        plan(conferences=[gathering(Topic("Kế hoạch thực hiện Nghị quyết số 44-NQ/TW"))]),
        covers=(Reference("44-NQ/TW", date(2023, 11, 24), secret=True),),
    )
    assert found("secret_not_marked", drawn(secret))


def test_a_requirement_of_a_secret_plan_carries_no_file() -> None:
    assert found(
        "secret_attachment",
        drawn(replace(plan(asks("D1", when=by(2024, 4, 25), attachment="a")), secret=True)),
    )


def test_an_agenda_longer_than_its_session_is_told() -> None:
    assert says("agenda_too_long", conferences=[gathering(*[Topic("x", minutes=60)] * 4)])
    assert not says("agenda_too_long", conferences=[gathering(*[Topic("x", minutes=45)] * 4)])


def test_an_open_conference_holds_as_much_as_its_sessions() -> None:
    open_day = meets(when=within(2024, 3, sessions=1), agenda=(Topic("x", minutes=300),))
    assert says("agenda_too_long", conferences=[open_day])


def test_the_backdrop_keeps_step_with_the_conference() -> None:
    wrong = gathering(backdrop=("HỘI NGHỊ",), backdrop_date=date(2024, 3, 21))
    assert says("backdrop_date", conferences=[wrong])
    assert not says("backdrop_date", conferences=[replace(wrong, backdrop_date=date(2024, 3, 20))])


def test_a_moved_conference_takes_the_backdrop_out_of_step() -> None:
    known = plan(
        conferences=[meets(when=within(2024, 3), backdrop=("HỘI NGHỊ",), backdrop_date=date(2024, 3, 20))]
    )
    held = drawn(known, fixed={"C1": fixed(at(2024, 3, 27), at(2024, 3, 27, 11))})
    assert found("backdrop_date", held)


def test_a_blank_backdrop_is_a_note_while_the_day_is_open() -> None:
    (told,) = says("backdrop_date_blank", conferences=[meets(backdrop=("HỘI NGHỊ",))])
    assert told.severity is Severity.NOTE


def test_a_line_test_on_a_sunday_is_told() -> None:
    test = after("conference:C1", -1, unit_of_days())
    assert says(
        "line_test_on_rest_day", conferences=[meets(when=on(2024, 3, 25, 8, sessions=1), line_test=test)]
    )


def unit_of_days() -> Any:
    from cascade.plan.model import OffsetUnit

    return OffsetUnit.CALENDAR_DAYS


def test_what_must_precede_a_conference_leaves_it_a_day() -> None:
    late = asks("D1", DESK, by(2024, 4, 5), K.SUBMIT)
    (told,) = says("no_room_for_conference", late, conferences=[meets(after=("D1",))])
    assert told.requirement == "C1"


def test_what_may_be_done_in_the_same_quarter_is_no_contradiction() -> None:
    quarter = When(WhenKind.WITHIN_QUARTER, year=2022, quarter=3)
    first = asks("D4", DESK, quarter, K.PREPARE)
    assert not says(
        "no_room_for_conference", first, conferences=[meets(when=quarter, after=("D4",))], issued=None
    )


def test_invitations_need_three_working_days() -> None:
    soon = meets(when=on(2024, 3, 5, 8, sessions=1))
    assert says("invitation_too_late", conferences=[soon])
    assert not says("invitation_too_late", conferences=[replace(soon, when=on(2024, 3, 6, 8, sessions=1))])


def test_a_conference_of_another_plan_at_the_same_hour_is_told() -> None:
    other = Meeting(meets("C9"), Window(), at(2024, 3, 20, 9), at(2024, 3, 20, 11))
    known = plan(conferences=[meets(when=on(2024, 3, 20, 8, sessions=1))])
    (told,) = found("meeting_clash", drawn(known, others=[other]))
    assert "đơn vị dự" in told.message.vi
    assert not found("meeting_clash", drawn(known, others=[replace(other, cancelled=True)]))


ABOVE = replace(
    plan(
        asks("D1", Selector(level=Level.PROVINCE, kind=UnitKind.COMMITTEE), before(2024, 4, 25)),
        conferences=[meets(when=on(2024, 3, 17, end=date(2024, 3, 18)), name="Hội nghị toàn quốc")],
        issuer="tw",
        issued=date(2024, 2, 1),
    ),
    code="tw-kh",
)


def below(*requirements: Any, **more: Any) -> list[tuple[str, str | None]]:
    return codes(drawn(plan(*requirements, **more), parents=[ABOVE]))


def test_a_child_that_reports_after_its_parent_wants_it_stops() -> None:
    late = asks("D5", DESK, by(2024, 5, 3), K.SYNTHESISE)
    assert ("parent_contradiction", "D5") in below(late)


def test_a_child_that_fits_inside_its_parent_raises_no_alarm() -> None:
    assert below(asks("D5", DESK, by(2024, 4, 24), K.SYNTHESISE)) == []


PROVINCES = Selector(level=Level.PROVINCE, kind=UnitKind.COMMITTEE)
CENTRE = replace(
    plan(
        asks("TH", Selector(units=("tw-btg",)), by(2024, 5, 24), K.SYNTHESISE, collects=("D3",)),
        asks("D3", PROVINCES),
        asks("D4", PROVINCES, after("requirement:TH", -20), K.TEACH),
        asks("D5", Selector(level=Level.CENTRAL), by(2024, 6, 28), K.ADOPT, down_to=Level.GRASSROOTS),
        issuer="tw",
        issued=date(2024, 2, 1),
    ),
    code="tw-kh",
)


@pytest.mark.parametrize(
    ("kind", "last", "why"),
    [
        (K.REPORT, date(2024, 5, 17), "tính ngược 5 ngày làm việc từ hạn 24/5/2024 của TH"),
        (K.TEACH, date(2024, 4, 24), "hạn của TH - 20 ngày làm việc"),
        (K.ADOPT, date(2024, 6, 21), "tính ngược 5 ngày làm việc từ hạn 28/6/2024 của D5 (Trung ương)"),
    ],
)
def test_a_child_fits_inside_the_dates_its_parent_derives_for_it(kind: K, last: date, why: str) -> None:
    def told(day: date) -> list[Finding]:
        mine = asks("M1", when=by(day.year, day.month, day.day), kind=kind)
        known = drawn(plan(mine), parents=[CENTRE])
        return [one for one in known.findings if one.code == "parent_derived_contradiction"]

    assert told(last) == []
    (late,) = told(last + timedelta(days=1))
    assert late.requirement == "M1"
    assert why in late.message.vi
    assert late.severity is Severity.WARNING


def test_a_level_below_is_bound_by_what_is_left_of_the_hops_above_it() -> None:
    """A district under a central plan that asks every level the same: two hops before the top."""
    known = OrgTree.of(
        [Unit("h1", "Huyện ủy", Level.DISTRICT), *(row for row in rows() if row.parent == "h1")]
    )
    late = asks("M1", Selector(under="h1"), by(2024, 6, 15), K.ADOPT, to=("h1",))
    told = drawn(replace(plan(late, issuer="h1"), desk=None), known, parents=[CENTRE]).findings
    (one,) = [one for one in told if one.code == "parent_derived_contradiction"]
    assert "muộn hơn hạn 14/6/2024" in one.message.vi


def test_a_relayed_conference_sits_when_the_one_above_does() -> None:
    late = meets(when=on(2024, 3, 21, 8, sessions=1), relays="tw-kh:C1")
    assert ("parent_conference_differs", "C1") in below(conferences=[late])
    assert below(conferences=[replace(late, when=on(2024, 3, 18, 8, sessions=1))]) == []


def test_a_conference_of_the_same_name_is_taken_for_the_same() -> None:
    late = meets(when=on(2024, 3, 21, 8, sessions=1), name="HỘI NGHỊ TOÀN QUỐC")
    assert ("parent_conference_differs", "C1") in below(conferences=[late])


def test_a_child_is_not_issued_before_its_parent() -> None:
    assert ("older_than_parent", None) in below(issued=date(2024, 1, 15))


CLEAN = [
    plan(
        asks("D1", kind=K.TEACH, when=by(2024, 4, 12), depends_on=("C1",)),
        asks("D2", when=by(2024, 4, 26), depends_on=("D1",), down_to=Level.GRASSROOTS),
        asks("D3", DESK, by(2024, 5, 15), K.SYNTHESISE, depends_on=("D2",), collects=("D2",)),
        conferences=[
            meets(
                when=on(2024, 3, 20, 8, weekday=3, sessions=1),
                agenda=(Topic("Chuyên đề 1", minutes=90),),
                backdrop=("HỘI NGHỊ",),
                backdrop_date=date(2024, 3, 20),
            )
        ],
    ),
    plan(
        asks("D1", kind=K.ADOPT, when=before(2024, 4, 13)),
        asks("D2", COMMUNES, by(2024, 4, 26), K.ADOPT, to=("above",), action="Ban hành kế hoạch xã"),
        asks("D3", when=by(2024, 5, 10), depends_on=("D1", "D2")),
    ),
    plan(
        asks(
            "D1",
            when=When(
                WhenKind.RECURRING, every="month", on_day=22, until=date(2024, 5, 31), phrase="hằng tháng"
            ),
        )
    ),
]


@pytest.mark.parametrize("known", CLEAN, ids=["conference", "programmes", "monthly"])
def test_a_plan_without_a_fault_raises_no_alarm(known: Plan) -> None:
    assert codes(drawn(known)) == []


def test_the_gravest_finding_comes_first() -> None:
    known = drawn(
        plan(asks("D1", when=by(2024, 2, 20)), asks("U2", kind=K.ADOPT), asks("U3", when=none(), to=()))
    )
    severities = [finding.severity for finding in known.findings]
    assert severities == sorted(severities, key=list(Severity).index)


def test_every_finding_is_said_in_english_too() -> None:
    known = drawn(plan(asks("D2", when=before(2024, 3, 18), line=9)))
    [english] = found("rest_day", known)
    assert english.message.en == "the due day Sunday, 17 March 2024 is a day off"
    assert (english.code, english.line) == ("rest_day", 9)


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.code)
def test_both_languages_use_the_same_facts(kind: FindingKind) -> None:
    import string

    def used(*texts: str) -> set[str | None]:
        return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}

    assert used(kind.message.vi) == used(kind.message.en)
    assert used(kind.advice.vi) == used(kind.advice.en)


def test_the_handbook_lists_every_finding_as_it_is_said() -> None:
    from cascade.findings.listing import page

    written = Path(__file__).parents[4] / "docs" / "findings.md"
    assert written.read_text(encoding="utf-8") == page()

"""Each of the example plans lives its whole life: issued, reminded, reported, escalated, decided, closed."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from cascade.calendar.zone import day_of, local
from cascade.reports.obligation_states import ObligationState
from models import outbox
from models.changes import conference_day
from models.database import clock
from models.stats import rollups
from models.views.notice_views import NoticeView
from models.views.plan_views import PlanState
from tests.story.conftest import Town

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

DONE = {ObligationState.SUBMITTED, ObligationState.ACCEPTED}


def notices(town: Town, plan: str, occasion: str | None = None, state: str | None = None) -> list[NoticeView]:
    with town.ledger.read() as session:
        return outbox.search(session, plan=plan, occasion=occasion, state=state, limit=100_000)


def test_the_guidance_asks_sixty_seven_bodies_for_a_plan_and_every_year_for_a_review(town: Town) -> None:
    town.live("huong-dan-nq06")
    assert town.plan("huong-dan-nq06").state is PlanState.CLOSED
    plans = town.rows("huong-dan-nq06", "D2")
    assert len(plans) == 67
    assert {day_of(row.stated_due_at) for row in plans if row.stated_due_at} == {date(2022, 6, 30)}
    for year in (2022, 2023):
        reviews = town.rows("huong-dan-nq06", f"D3@{year}")
        assert len(reviews) == 65
        assert all(row.derived for row in reviews)
    # The forum was tentative; the invitation that fixed it reached the provinces.
    assert notices(town, "huong-dan-nq06", occasion="invitation", state="sent")


@pytest.mark.xdist_group("dong-thap")
def test_dong_thap_carries_the_guidance_down_and_reports_that_no_paper_dated_come_in(
    after_dong_thap: Town,
) -> None:
    town = after_dong_thap
    counted = Counter(row.key for row in town.rows("dong-thap-nq06"))
    assert counted["U1/grassroots"] == 143
    assert counted["U1"] == 17
    reported = [row for row in town.rows("dong-thap-nq06", "U1") if row.state in DONE]
    assert len(reported) >= 15
    assert all(row.derived and "C1" in str(row.derived) for row in reported)
    (synthesis,) = town.rows("dong-thap-nq06", "U2")
    assert synthesis.due_at is not None
    assert day_of(synthesis.due_at) == date(2022, 5, 25)
    assert town.plan("dong-thap-nq06").plan.follows[1].plan == "huong-dan-nq06"


def test_dong_nai_waits_for_its_invitation_presses_the_late_and_ends_with_sums_that_agree(town: Town) -> None:
    code = "dong-nai-tw8"
    town.live(code)
    with town.ledger.read() as session:
        plan_id = town.plan(code).id
        (meeting,) = conference_day.listed(session, plan_id)
        counts = rollups.counts(session, plan_id, clock.now(session), by="plan")["plan"]
        figures = rollups.figures(session, plan_id, by="plan")
    assert meeting.line_test_at is not None
    assert f"{local(meeting.line_test_at):%d/%m/%Y %H:%M}" == "27/03/2024 15:00"
    # The line test is owed by two together and counted once, for the one who leads.
    rows = [row for row in town.rows(code) if (row.key, row.unit) != ("D4", "dong-nai-vien-thong")]
    assert counts.received == sum(row.state in DONE for row in rows)
    assert counts.expected == sum(row.state is not ObligationState.EXEMPT for row in rows)
    members = next(one for one in figures["plan"]["D6/grassroots"] if one.figure == "members")
    assert members.of is not None
    assert 0 < members.part <= members.of
    assert members.reports == sum(row.state in DONE for row in town.rows(code, "D6/grassroots"))
    # Whoever stands above the late gets one list a day, and no letter names the secret resolution.
    lists = notices(town, code, occasion="escalation")
    assert lists
    per_day = Counter((one.unit, one.channel, day_of(one.due_at)) for one in lists)
    assert max(per_day.values()) == 1
    letters = [letter.raw.decode("utf-8", "replace") for letter in town.sink.box.letters]
    assert not any("44-NQ/TW" in letter for letter in letters)


def test_can_tho_reminds_nobody_on_a_day_of_tet(town: Town) -> None:
    town.live("can-tho-tw6")
    sent = [one for one in notices(town, "can-tho-tw6") if one.sent_at is not None]
    days = {day_of(one.sent_at) for one in sent if one.sent_at is not None}
    assert not [day for day in days if date(2023, 1, 20) <= day <= date(2023, 1, 26)]
    hours = {local(one.sent_at).hour for one in sent if one.sent_at is not None}
    assert min(hours) >= 6
    assert max(hours) <= 21
    # Military and police have a duty of their own (D4) and are not asked twice.
    assert {row.unit for row in town.rows("can-tho-tw6", "D4")} == {"can-tho-quan-su", "can-tho-cong-an"}
    assert not {"can-tho-quan-su", "can-tho-cong-an"} & {row.unit for row in town.rows("can-tho-tw6", "D3")}


def test_the_block_of_offices_gathers_forty_reports_before_its_own(town: Town) -> None:
    town.live("dang-uy-khoi-nq15")
    grassroots = town.rows("dang-uy-khoi-nq15", "D5")
    assert len(grassroots) == 40
    assert {day_of(row.stated_due_at) for row in grassroots if row.stated_due_at} == {date(2022, 9, 19)}
    (synthesis,) = town.rows("dang-uy-khoi-nq15", "D3")
    assert synthesis.state in DONE
    last_in = max(row.submitted_at for row in grassroots if row.submitted_at is not None)
    if all(row.state in DONE for row in grassroots):
        assert synthesis.opened_at is not None
        assert synthesis.opened_at >= last_in


def test_quang_ninh_has_no_districts_and_its_communes_gather_what_their_cells_report(town: Town) -> None:
    code = "quang-ninh-nq99"
    town.live(code)
    assert town.plan(code).state is PlanState.CLOSED
    with town.ledger.read() as session:
        plan_id = town.plan(code).id
        communes = rollups.counts(session, plan_id, clock.now(session), by="branch")
        figures = rollups.figures(session, plan_id, by="plan")
    assert {"phuong-ha-long", "xa-quang-la", "dac-khu-co-to"} <= set(communes)
    cells = town.rows(code, "D7/grassroots")
    assert len(cells) == 248
    assert {day_of(row.stated_due_at) for row in cells if row.stated_due_at} == {date(2026, 12, 4)}
    members = next(one for one in figures["plan"]["D7"] if one.figure == "members")
    assert members.of is not None
    assert 0 < members.part <= members.of
    # The forces have a duty of their own, and the special zone has its longer date.
    assert {row.unit for row in town.rows(code, "D4")} == {"quang-ninh-quan-su", "quang-ninh-cong-an"}
    (island,) = [row for row in town.rows(code, "D3") if row.unit == "dac-khu-co-to"]
    assert island.due_at is not None
    assert day_of(island.due_at) == date(2026, 12, 4)
    # Nobody is pressed on the holiday; the last word before the date of D5 goes out on the day before it.
    sent = [one for one in notices(town, code) if one.sent_at is not None]
    assert date(2026, 11, 24) not in {day_of(one.sent_at) for one in sent if one.sent_at is not None}
    last = {day_of(one.due_at) for one in notices(town, code, occasion="due_today")}
    assert date(2026, 11, 23) in last
    assert date(2026, 11, 24) not in last

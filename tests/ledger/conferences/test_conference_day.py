"""Conferences: a day is fixed, moved or called off, and everything that hangs on it follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from cascade.changes.plan_diff import Amendment
from cascade.lang.refusal import Refusal
from cascade.reports.obligation_states import ObligationState
from models.changes import conference_day
from models.database import audit
from models.plans import plans
from models.views.notice_views import Attendance
from notifications.wording.words import render
from services.conferences import conference_acts
from tests.ledger.world import House, a_plan, at, told

DAY = (at(4, 22, 7, 30), at(4, 22, 11, 30))


def fix(house: House, start: datetime, end: datetime, now: datetime | None = None) -> Amendment:
    with house.ledger.begin() as session:
        return conference_day.fix(session, "kh-1", "C1", start, end, now=now or at(4, 1), by="văn phòng")


def test_fixing_the_day_invites_every_hall_once(house: House) -> None:
    fix(house, *DAY)
    fix(house, *DAY)
    invited = [one for one in house.send_all(at(4, 1)) if one.occasion == "invitation"]
    assert {one.unit: told(one)["venue"] for one in invited} == {
        "tinh-btg": "Hội trường Tỉnh ủy",
        "h1": "Hội trường huyện",
        "h2": "Hội trường huyện",
    }
    assert len(invited) == 3
    facts = told(invited[0])
    assert (facts["start_long"], facts["line_test_long"]) == (
        "07 giờ 30, ngày 22/4/2026 (thứ Tư)",
        "15 giờ, ngày 21/4/2026 (thứ Ba)",
    )
    diary = invited[0].invitation
    assert diary is not None
    assert (diary.start, diary.end, diary.sequence, diary.cancelled) == (*DAY, 0, False)


def test_nobody_is_invited_to_what_is_over_and_its_attendance_is_kept_all_the_same(house: House) -> None:
    fix(house, *DAY, now=at(4, 23))
    assert not [one for one in house.claim(at(4, 23)) if one.occasion == "invitation"]
    with house.ledger.begin() as session:
        plan = plans.known(session, "kh-1").id
        [meeting] = [one for one in conference_day.listed(session, plan) if one.conference == "C1"]
        assert (meeting.state, meeting.invited_at) == ("fixed", at(4, 23))
        assert conference_day.notify(session, plan, "C1", "attendance", at(4, 23)) == 3


def test_a_secret_topic_is_named_by_its_code(house: House) -> None:
    fix(house, *DAY)
    facts = told(next(one for one in house.claim(at(4, 1)) if one.occasion == "invitation"))
    assert [(topic["code"], topic["secret"]) for topic in facts["agenda"]][1] == ("Chuyên đề 2", True)


def test_what_hung_on_the_conference_opens_with_its_own_date(house: House) -> None:
    assert house.one("tinh-vp", at(4, 1)).state is ObligationState.WAITING
    amendment = fix(house, *DAY)
    row = house.one("tinh-vp", at(4, 1))
    assert amendment.told == ("tinh-vp",)
    assert (row.state, row.due_at) == (ObligationState.OPEN, at(4, 20, 23, 59))
    assert row.next_rung == "T-5"
    facts = told(next(one for one in house.claim(at(4, 1)) if one.occasion == "amended"))
    assert (facts["due"], facts.get("was_long")) == ("20/4/2026", None)


def test_another_day_moves_what_hangs_on_it_and_renews_the_invitation(house: House) -> None:
    fix(house, *DAY)
    first = house.send_all(at(4, 1))
    fix(house, at(4, 23, 13, 30), at(4, 23, 16, 30), at(4, 2))
    again = house.send_all(at(4, 2))
    changed = [one for one in again if one.occasion == "invitation_changed"]
    assert sorted(one.unit for one in changed) == ["h1", "h2", "tinh-btg"]
    old = {one.unit: one.invitation for one in first if one.invitation}
    for one in changed:
        assert one.invitation is not None
        assert (one.invitation.uid, one.invitation.sequence) == (old[one.unit].uid, 1)
        assert told(one)["was_long"] == "07 giờ 30, ngày 22/4/2026 (thứ Tư)"
    assert house.one("tinh-vp", at(4, 2)).due_at == at(4, 21, 23, 59)


def test_calling_it_off_takes_it_out_of_every_diary_and_withdraws_what_served_it(house: House) -> None:
    fix(house, *DAY)
    house.send_all(at(4, 1))
    with house.ledger.begin() as session:
        conference_day.cancel(session, "kh-1", "C1", why="bão", now=at(4, 2), by="văn phòng")
        conference_day.cancel(session, "kh-1", "C1", why="bão", now=at(4, 2), by="văn phòng")
    sent = house.send_all(at(4, 2))
    off = [one for one in sent if one.occasion == "invitation_cancelled"]
    assert sorted(one.unit for one in off) == ["h1", "h2", "tinh-btg"]
    assert all(one.invitation is not None and one.invitation.cancelled for one in off)
    assert [one.unit for one in sent if one.occasion == "withdrawn"] == ["tinh-vp"]
    with house.ledger.read() as session:
        [meeting] = conference_day.listed(session, house.plan_id)
    assert meeting.state == "cancelled"


def test_a_conference_called_off_before_it_had_a_day_troubles_nobody_at_the_halls(house: House) -> None:
    with house.ledger.begin() as session:
        conference_day.cancel(session, "kh-1", "C1", why="thôi", now=at(4, 2), by="văn phòng")
    assert house.notices("invitation_cancelled") == []
    assert [row.unit for row in house.notices("withdrawn")] == ["tinh-vp"]


def test_the_fixed_day_is_part_of_the_frozen_revision(house: House) -> None:
    fix(house, *DAY)
    with house.ledger.read() as session:
        assert plans.record(session, "kh-1").revision == 2
        [meeting] = plans.recompile(session, "kh-1").meetings
        [row] = conference_day.listed(session, house.plan_id)
    assert (meeting.start, meeting.end) == DAY
    assert (row.state, row.start, row.invited) == ("fixed", DAY[0], True)


def test_an_invitation_says_whom_to_call_together(issue: Callable[..., House]) -> None:
    plan = a_plan()
    [conference] = plan.conferences
    first, second = conference.venues
    second = replace(second, participants=("ủy viên Ban Chấp hành", "bí thư chi bộ"))
    house = issue(replace(plan, conferences=(replace(conference, venues=(first, second)),)))
    fix(house, *DAY)
    letters = {
        one.unit: render("invitation", told(one)).text
        for one in house.send_all(at(4, 1))
        if one.occasion == "invitation"
    }
    assert "Thành phần: ủy viên Ban Chấp hành; bí thư chi bộ" in letters["h1"]
    assert "Thành phần:" not in letters["tinh-btg"]


def test_halls_are_reminded_of_the_line_test_and_speakers_of_their_topic_once(house: House) -> None:
    fix(house, *DAY)
    for occasion in ("line_test", "attendance", "speaker", "line_test"):
        with house.ledger.begin() as session:
            conference_day.notify(session, house.plan_id, "C1", occasion, at(4, 20))
    assert len(house.notices("line_test")) == 3
    assert len(house.notices("attendance")) == 3
    facts = told(next(one for one in house.claim(at(4, 20)) if one.occasion == "speaker"))
    assert (facts["topic"], facts["minutes"]) == ("Chuyên đề một", 45)


def test_attendance_is_written_down_and_may_be_corrected(house: House) -> None:
    fix(house, *DAY)
    with house.ledger.begin() as session:
        for present in (90, 95):
            conference_acts.attend(
                session, "kh-1", "C1", "h1", "P2", present, 100, now=at(4, 22, 14), by="h1"
            )
        assert conference_day.attendance(session, house.plan_id, "C1") == [
            Attendance("C1", "h1", "P2", 95, 100)
        ]
        assert audit.trail(session, plan="kh-1")[0].act == "attend"
        with pytest.raises(Refusal, match="101"):
            conference_acts.attend(session, "kh-1", "C1", "h1", "P2", 101, 100, now=at(4, 22, 14), by="h1")


def test_an_hour_that_ends_before_it_begins_and_an_unknown_conference_are_refused(house: House) -> None:
    with pytest.raises(Refusal, match="khai mạc"):
        fix(house, DAY[1], DAY[0])
    with house.ledger.begin() as session, pytest.raises(Refusal, match="C1"):
        conference_day.fix(session, "kh-1", "C9", *DAY, now=at(4, 1), by="x")

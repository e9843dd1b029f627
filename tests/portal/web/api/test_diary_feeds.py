"""A diary is subscribed to by its address; every property is as Google, Outlook and Apple's want it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from icalendar import Calendar

from models.changes import conference_day
from models.database import clock
from models.org.clients import clients
from services import grant
from tests.portal.conftest import Office, Submit, Visitor, hidden
from tests.portal.province import GOOD, NOON
from tests.portal.web.api.conftest import Connect, Program, problem

_KEYS = count(1)
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def make(program: Program, **about: object) -> str:
    """The path of a diary's address."""
    answer = program.post("/feeds", about, Idempotency_Key=f"feed-of-a-test-{next(_KEYS)}")
    assert answer.status_code == 201, answer.text
    return httpx.URL(answer.json()["address"]).path


def read(client: Visitor, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def events(calendar: Any) -> dict[str, Any]:
    found = calendar.walk("VEVENT")
    by_uid = {str(one["uid"]): one for one in found}
    assert len(by_uid) == len(found)
    return by_uid


def test_the_frame_of_a_diary_is_what_the_three_programs_ask_for(connect: Connect, client: Visitor) -> None:
    path = make(connect("long-thanh"), unit="long-thanh")
    raw = client.get(path).content
    assert raw.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    calendar = read(client, path)
    assert calendar["method"] == "PUBLISH"  # Outlook takes an invitation for a diary otherwise
    assert calendar["x-wr-calname"] == calendar["name"] == "Đôn đốc: Huyện ủy Long Thành"
    assert calendar["x-wr-timezone"] == "Asia/Ho_Chi_Minh"
    assert calendar["refresh-interval"].dt == timedelta(hours=1)  # Apple, RFC 7986
    assert calendar["refresh-interval"].params["VALUE"] == "DURATION"
    assert calendar["x-published-ttl"] == "PT1H"  # Outlook
    assert [str(one["tzid"]) for one in calendar.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]


def test_a_deadline_fills_its_day_and_blocks_nobody(connect: Connect, client: Visitor) -> None:
    found = events(read(client, make(connect("long-thanh"), unit="long-thanh")))
    [due] = [one for uid, one in found.items() if "-D6-" in uid]
    assert (due["dtstart"].dt, due["dtend"].dt) == (date(2024, 4, 24), date(2024, 4, 25))
    assert due["dtstart"].params["VALUE"] == "DATE"
    assert (due["transp"], due["status"], due["sequence"]) == ("TRANSPARENT", "CONFIRMED", 0)
    assert due["x-microsoft-cdo-alldayevent"] == "TRUE"
    assert due["dtstamp"].dt.utcoffset() == due["last-modified"].dt.utcoffset() == timedelta()
    assert "báo cáo kết quả quán triệt" in str(due["summary"])


def test_a_later_date_moves_the_entry_in_place(office: Office, connect: Connect, client: Visitor) -> None:
    path = make(connect("long-thanh"), unit="long-thanh")
    before = events(read(client, path))
    with office.ledger.begin() as session:
        now = clock.now(session)
        args = ("dong-nai-tw8", "D6", "long-thanh", date(2024, 5, 3), "địa bàn rộng")
        grant.extend(session, *args, now=now, by="Ban Tuyên giáo")
    after = events(read(client, path))
    assert before.keys() == after.keys()
    [uid] = [one for one in after if "-D6-" in one]
    assert after[uid]["dtstart"].dt == date(2024, 5, 3)
    assert after[uid]["sequence"] > before[uid]["sequence"]
    assert after[uid]["last-modified"].dt > before[uid]["last-modified"].dt


def test_a_conference_has_its_hours_in_vietnam_and_moves_in_place(
    office: Office, connect: Connect, client: Visitor
) -> None:
    path = make(connect("tinh"), plan=office.plan_id)
    assert not [one for one in events(read(client, path)) if one.endswith("-C1@dondoc")]
    seen = []
    for day in (15, 16):
        start = datetime(2024, 5, day, 8, tzinfo=HERE)
        with office.ledger.begin() as session:
            now, end = clock.now(session), start + timedelta(hours=3)
            conference_day.fix(session, "dong-nai-tw8", "C1", start, end, now=now, by="Ban Tuyên giáo")
        [found] = [one for uid, one in events(read(client, path)).items() if uid.endswith("-C1@dondoc")]
        assert (found["dtstart"].dt, found["dtend"].dt) == (start, start + timedelta(hours=3))
        assert found["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
        seen.append((str(found["uid"]), found["sequence"]))
    assert seen[0][0] == seen[1][0]
    assert seen[1][1] > seen[0][1]
    with office.ledger.begin() as session:
        conference_day.cancel(session, "dong-nai-tw8", "C1", why="bão", now=clock.now(session), by="Ban")
    [off] = [one for uid, one in events(read(client, path)).items() if uid.endswith("-C1@dondoc")]
    assert (off["status"], off["sequence"] > seen[1][1]) == ("CANCELLED", True)


def test_what_is_done_says_so_and_stays_on_its_day(
    office: Office, connect: Connect, client: Visitor, submit: Submit
) -> None:
    path = make(connect("long-thanh"), unit="long-thanh", lang="en")
    submit(office.link("D6", "long-thanh"), GOOD)
    [due] = [one for uid, one in events(read(client, path)).items() if "-D6-" in uid]
    assert str(due["summary"]).startswith("Done: ")
    assert (due["dtstart"].dt, due["sequence"]) == (date(2024, 4, 24), 0)


def test_of_a_secret_duty_a_diary_has_the_code_and_the_day(
    office: Office, connect: Connect, client: Visitor
) -> None:
    for path in (
        make(connect("long-thanh"), unit="long-thanh"),
        make(connect("tinh"), plan=office.plan_id),
    ):
        text = client.get(path).text.replace("\r\n ", "")
        assert "quốc phòng" not in text
        assert any("-M1" in uid for uid in events(read(client, path)))


def test_what_has_not_changed_is_not_sent_again(office: Office, connect: Connect, client: Visitor) -> None:
    path = make(connect("long-thanh"), unit="long-thanh")
    first = client.get(path)
    office.set_clock(NOON + timedelta(minutes=30))
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.ask("HEAD", path).headers["etag"] == first.headers["etag"]


def test_an_address_opens_its_own_diary_until_it_is_ended(
    office: Office, connect: Connect, client: Visitor
) -> None:
    program = connect("long-thanh")
    path = make(program, unit="long-thanh")
    assert make(program, unit="long-thanh") == path
    number, _, proof = path.removeprefix("/lich/").partition("-")
    other = make(connect("tinh"), unit="tinh").removeprefix("/lich/").partition("-")[0]
    for wrong in (
        f"{other}-{proof}",
        f"{number}-{proof[:-6]}x.ics",
        f"{number}-.ics",
        "x.ics",
        "999-x.ics",
        "x",
    ):
        assert client.get(f"/lich/{wrong}").status_code == 404, wrong
    [known] = program.get("/feeds").json()["items"]
    assert problem(connect("tinh").delete(f"/feeds/{known['id']}"), 404)["code"] == "not_there"
    assert program.delete(f"/feeds/{known['id']}").status_code == 204
    assert client.get(path).status_code == 404
    assert make(program, unit="long-thanh") != path
    with office.ledger.begin() as session:
        clients.revoke(session, program.client.id, now=clock.now(session), by="Quản trị")
    assert program.visitor.get(path).status_code == 404


def test_a_program_gets_diaries_of_its_own_units_alone(office: Office, connect: Connect) -> None:
    program = connect("long-thanh")
    for body, status in (
        ({"unit": "nhon-trach"}, 404),
        ({"plan": 9999}, 404),
        ({}, 422),
        ({"unit": "long-thanh", "plan": office.plan_id}, 422),
    ):
        answer = program.post("/feeds", body, Idempotency_Key=f"feed-of-a-test-{next(_KEYS)}")
        problem(answer, status)


def test_a_unit_makes_its_diary_on_its_own_page_and_another_when_it_leaked(
    office: Office, client: Visitor
) -> None:
    page = f"/d/{office.list_token('long-thanh')}/lich"
    assert f'href="{page}"' in client.get(page.removesuffix("/lich")).text
    first = client.get(page)
    assert client.post(page, data=hidden(first.text)).status_code == 303
    shown = client.get(page)
    address = shown.text.partition('readonly value="')[2].partition('"')[0]
    path = httpx.URL(address).path
    assert "webcal://" in shown.text
    assert read(client, path)["x-wr-calname"] == "Đôn đốc: Huyện ủy Long Thành"
    assert client.post(page, data=hidden(shown.text)).status_code == 303
    assert client.get(path).status_code == 404
    assert client.post(page, data=hidden(first.text)).status_code == 303  # a page that was open all the time

"""A plan taken away as files: whole, in the reader's language, and nothing secret in them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from cascade.org.office_roles import OfficeRole
from models.tables import MeetingRow, PlanRow
from portal.office.plans import take_away_routes
from portal.office.plans.take_away_routes import MEDIA
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.office.plans.test_plan_desk import at
from tests.portal.province import LATER


@pytest.fixture
def viewer(come_in: ComeIn) -> Officer:
    return come_in(OfficeRole.VIEWER)


def events_of(body: bytes) -> list[Any]:
    return list(Calendar.from_ical(body).walk("VEVENT"))


def summaries(body: bytes) -> list[str]:
    return [str(one["summary"]) for one in events_of(body)]


@pytest.mark.parametrize("kind", MEDIA)
def test_every_file_is_linked_and_comes_whole(office: Office, viewer: Officer, kind: str) -> None:
    path = at(office, "tep", kind)
    assert f'href="{path}"' in viewer.get(at(office)).text
    answer = viewer.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == MEDIA[kind].partition(";")[0]  # type: ignore[index]
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-disposition"].endswith(f".{kind}")
    assert int(answer.headers["content-length"]) == len(answer.content) > 0
    if kind in ("docx", "xlsx"):
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert viewer.ask("HEAD", path).status_code == 200


def test_a_diary_gets_each_deadline_on_its_day_and_a_conference_at_its_hours(
    office: Office, viewer: Officer
) -> None:
    with office.ledger.begin() as session:
        session.execute(update(MeetingRow).values(start_at=LATER, end_at=LATER, state="fixed"))
        meeting = session.scalars(select(MeetingRow)).one()
        name, due = meeting.name, office.obligation("D6", "long-thanh").due_at
    assert due is not None
    events = events_of(viewer.get(at(office, "tep", "ics")).content)
    by_name = {str(one["summary"]): one for one in events}
    [held] = [one for told, one in by_name.items() if told.startswith(name)]
    assert held["dtstart"].dt == LATER
    [deadline] = [one for told, one in by_name.items() if told.startswith("D6: báo cáo")]
    assert deadline["dtstart"].dt.isoformat() == "2024-04-24"
    assert len({str(one["uid"]) for one in events}) == len(events)


def test_of_a_secret_plan_a_diary_gets_numbers_alone(office: Office, viewer: Officer) -> None:
    open_ones = summaries(viewer.get(at(office, "tep", "ics")).content)
    with office.ledger.begin() as session:
        session.execute(update(PlanRow).values(secret=True))
    told = viewer.get(at(office, "tep", "ics")).content.decode()
    assert len(summaries(told.encode())) == len(open_ones)
    assert "tổng hợp" in str(open_ones)
    assert not [one for one in ("tổng hợp", "báo cáo kết quả", "Quán triệt") if one in told]
    assert "301-KH/TU" in told


def test_whoever_may_not_know_of_the_plan_gets_no_file(office: Office, come_in: ComeIn) -> None:
    below = come_in(OfficeRole.VIEWER, subtree="long-thanh")
    for kind in (*MEDIA, "exe"):
        assert below.get(at(office, "tep", kind)).status_code == 404


def test_who_waits_too_long_is_told_so_in_one_line(
    office: Office, viewer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_away_routes, "PATIENCE", 0.01)
    with take_away_routes.turn(), take_away_routes.turn():
        answer = viewer.get(at(office, "tep", "svg"))
    assert answer.status_code == 503
    assert "đợi một phút" in answer.text
    assert viewer.get(at(office, "tep", "svg")).status_code == 200

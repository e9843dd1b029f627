"""Every role × every route of the office × every method, found from the application: none is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import Engine, event

from cascade.org.office_roles import OfficeRole, Right
from models.database import clock
from models.org.officers import officers
from portal.office.web.desk import LOGIN, ROOT
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.office.places import FOREIGN, Way, guarded, ways

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NO_CSRF = "0" * 40
MOST_QUERIES = 12
Wrong = dict[str, object]

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


def ask(officer: Officer, way: Way, path: str, **more: str) -> httpx.Response:
    """The request that a browser would send; a form that carries files is sent as one."""
    if way.method != "POST":
        return officer.ask(way.method, path, headers=more)
    answer = officer.post(path, {}, headers=more)
    if answer.status_code != 415:
        return answer
    return officer.post(path, {}, headers=more, files={"files": ("a.txt", b"a", "text/plain")})


def wrong(office: Office, some: list[Way], right: Callable[[Way, str], httpx.Response | None]) -> Wrong:
    """The ways for which the answer is not as it should be."""
    found: Wrong = {}
    for way in some:
        if (answer := right(way, way.at(office))) is not None:
            found[f"{way.method} {way.path}"] = (answer.status_code, answer.headers.get("location"))
    return found


@pytest.mark.parametrize("role", OfficeRole)
def test_a_role_opens_what_its_rights_name_and_nothing_else(
    office: Office, come_in: ComeIn, role: OfficeRole
) -> None:
    def judge(way: Way, path: str) -> httpx.Response | None:
        officer = come_in(role)
        if way.method == "POST":
            officer.get(ROOT)
        answer = ask(officer, way, path)
        allowed = way.right in role.rights
        led_out = answer.headers.get("location", "").startswith(LOGIN) and "/ra" not in way.path
        good = answer.status_code not in (403, 405, 429) and answer.status_code < 500 and not led_out
        return None if good is allowed and (allowed or answer.status_code == 403) else answer

    assert wrong(office, guarded(), judge) == {}


def test_nobody_comes_in_without_a_login(office: Office, stranger: Officer) -> None:
    stranger.csrf = NO_CSRF

    def judge(way: Way, path: str) -> httpx.Response | None:
        answer = ask(stranger, way, path)
        led = answer.status_code == 303 and answer.headers["location"].startswith(LOGIN)
        return None if led or (way.method == "POST" and answer.status_code == 403) else answer

    assert wrong(office, guarded(), judge) == {}


def test_whoever_has_left_is_out_at_once(office: Office, come_in: ComeIn) -> None:
    come_in(OfficeRole.ADMIN)
    gone = come_in(*OfficeRole, name="Đã nghỉ")
    gone.get(ROOT)
    with office.ledger.begin() as session:
        number = next(one.id for one in officers.everybody(session) if one.name == "Đã nghỉ")
        officers.end(session, number, now=clock.now(session), by="kiểm thử")

    def judge(way: Way, path: str) -> httpx.Response | None:
        answer = ask(gone, way, path)
        led = answer.status_code == 303 and answer.headers["location"].startswith(LOGIN)
        return None if led or (way.method == "POST" and answer.status_code == 403) else answer

    assert wrong(office, guarded(), judge) == {}


def test_an_officer_of_another_subtree_finds_nothing_there(office: Office, come_in: ComeIn) -> None:
    def judge(way: Way, path: str) -> httpx.Response | None:
        officer = come_in(*OfficeRole, subtree=FOREIGN)
        officer.get(ROOT)
        answer = ask(officer, way, path)
        return None if answer.status_code == 404 else answer

    assert wrong(office, [way for way in guarded() if way.in_subtree], judge) == {}


def test_a_form_without_our_mark_does_nothing(office: Office, come_in: ComeIn) -> None:
    officer = come_in(*OfficeRole)

    def judge(way: Way, path: str) -> httpx.Response | None:
        for mark in (NO_CSRF, ""):
            officer.csrf = mark or " "
            answer = ask(officer, way, path)
            if answer.status_code != 403:
                return answer
        return None

    assert wrong(office, [way for way in ways() if way.method == "POST"], judge) == {}
    assert officer.get(ROOT).status_code == 200


def test_a_page_elsewhere_sends_nothing(office: Office, come_in: ComeIn) -> None:
    officer = come_in(*OfficeRole)
    officer.get(ROOT)

    def judge(way: Way, path: str) -> httpx.Response | None:
        answers = [
            ask(officer, way, path, **{"sec-fetch-site": site}) for site in ("cross-site", "same-site")
        ]
        return next((answer for answer in answers if answer.status_code != 403), None)

    assert wrong(office, [way for way in guarded() if way.method == "POST"], judge) == {}


def test_no_other_method_is_answered(office: Office, come_in: ComeIn) -> None:
    officer = come_in(*OfficeRole)
    known = {(way.path, way.method) for way in guarded()}
    others = [
        Way(method, path, Right.LOOK, False)
        for path in {way.path for way in guarded()}
        for method in METHODS
        if (path, method) not in known
    ]

    def judge(way: Way, path: str) -> httpx.Response | None:
        answer = ask(officer, way, path)
        return None if answer.status_code == 405 else answer

    assert wrong(office, others, judge) == {}


def test_what_binds_many_asks_again_who_it_is(office: Office, come_in: ComeIn) -> None:
    officer = come_in(*OfficeRole)
    officer.get(ROOT)
    with office.ledger.begin() as session:
        clock.set_clock(session, clock.now(session) + timedelta(minutes=11))

    def judge(way: Way, path: str) -> httpx.Response | None:
        answer = ask(officer, way, path)
        return None if answer.headers.get("location", "").startswith(f"{ROOT}/xac-nhan") else answer

    assert wrong(office, [way for way in guarded() if way.fresh], judge) == {}


def test_no_page_asks_the_ledger_too_often(office: Office, come_in: ComeIn) -> None:
    officer = come_in(*OfficeRole)
    officer.get(ROOT)
    # What is taken away is written as `dondoc export` writes it, and is no page.
    shown = [way for way in guarded() if way.method == "GET" and "/tep/" not in way.path]
    pages = {way: way.at(office) for way in shown}
    asked: list[str] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def note(*call: object) -> None:
        asked.append(str(call[2]))

    found: dict[str, int] = {}
    try:
        for way, path in pages.items():
            asked.clear()
            ask(officer, way, path)
            found[way.path] = sum(one.lstrip().startswith(("SELECT", "WITH")) for one in asked)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert {path: many for path, many in found.items() if many > MOST_QUERIES} == {}
    assert max(found.values()) > 1

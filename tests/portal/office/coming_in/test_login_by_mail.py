"""Coming in by a link in a mail: the same answer to all, one browser, one use, and never to another host."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from sqlalchemy import select
from starlette.datastructures import URL
from starlette.types import Message

from cascade.notices.kinds import Occasion
from cascade.org.office_roles import OfficeRole
from models import outbox
from models.database import clock
from models.org.officers import login_links, officers
from models.tables import AuditRow, LoginLinkRow, NoticeRow
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.app import create_app
from portal.office.login.login_door import onward_path
from portal.office.web.desk import ASKER, COOKIE, LOGIN, PROVE, ROOT, csrf_of
from portal.web.access_log import HideLinks
from portal.web.counter import Counter
from services.office import officer_acts
from tests.portal.conftest import ZALO, Office
from tests.portal.office.conftest import ComeIn, Officer

MAIL = "mai@example.vn"
NewBrowser = Callable[[], Officer]


@pytest.fixture
def mai(office: Office) -> int:
    """An administrator who is not in yet."""
    with office.ledger.begin() as session:
        grants = [OfficeGrant(OfficeRole.ADMIN, EVERYWHERE)]
        now = clock.now(session)
        return officers.add(session, "Lê Thị Mai", MAIL, grants, now=now, by="kiểm thử", unit="btg").id


@pytest.fixture
def browser(office_app: FastAPI) -> Iterator[NewBrowser]:
    with start_blocking_portal() as loop:
        yield lambda: Officer(office_app, loop)


def asks(one: Officer, mail: str = MAIL, onward: str = "") -> None:
    one.get(LOGIN)
    answer = one.post(LOGIN, {"thu": mail, "tiep": onward})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LOGIN}/da-gui")


def links(office: Office) -> list[str]:
    """The paths of the login links in the letters that leave now."""
    with office.ledger.begin() as session:
        sent = outbox.claim(session, clock.now(session), "kiểm thử", 50)
        return [URL(one.facts["link"]).path for one in sent if one.occasion == Occasion.OFFICE_LOGIN]


def later(office: Office, by: timedelta) -> None:
    with office.ledger.begin() as session:
        clock.set_clock(session, clock.now(session) + by)


def enters(one: Officer, path: str) -> tuple[int, str]:
    one.get(path)
    answer = one.post(path)
    return answer.status_code, answer.headers.get("location", "")


def test_an_officer_comes_in_by_the_link_and_is_led_on(office: Office, mai: int, browser: NewBrowser) -> None:
    one = browser()
    asks(one, " Mai@Example.VN ", f"{ROOT}/ke-hoach/1?trang=2")
    (path,) = links(office)
    assert one.get(path).status_code == 200
    assert one.cookie(COOKIE) is None, "looking at it opens nothing: scanners of mail do"
    assert enters(one, path) == (303, f"{ROOT}/ke-hoach/1?trang=2")
    assert "Lê Thị Mai" in one.get(ROOT).text
    with office.ledger.read() as session:
        acts = session.scalars(select(AuditRow).where(AuditRow.who == "Lê Thị Mai")).all()
        assert [act.act for act in acts] == ["office_link_asked", "office_entered"]
        assert {act.detail["address"] for act in acts} == {"203.0.113.9"}


def test_the_answer_is_the_same_whoever_asks(office: Office, mai: int, browser: NewBrowser) -> None:
    one = browser()
    one.get(LOGIN)
    known = one.post(LOGIN, {"thu": MAIL})
    unknown = one.post(LOGIN, {"thu": "nobody@example.vn"})
    assert (known.status_code, known.text, known.headers["location"]) == (
        unknown.status_code,
        unknown.text,
        unknown.headers["location"],
    )
    assert len(links(office)) == 1


def test_the_answer_does_not_wait_for_the_letter(office: Office, mai: int, office_app: FastAPI) -> None:
    """What is written for an officer is written behind the answer, where nobody can measure it."""
    written: list[int] = []
    body = f"csrf={csrf_of('n' * 32)}&thu={MAIL}".encode()
    headers = {"cookie": f"{ASKER}={'n' * 32}", "content-type": "application/x-www-form-urlencoded"}

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            with office.ledger.read() as session:
                written.append(len(session.scalars(select(LoginLinkRow)).all()))

    scope = {
        **{"type": "http", "method": "POST", "path": LOGIN, "raw_path": LOGIN.encode(), "scheme": "https"},
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        **{"query_string": b"", "client": ("203.0.113.5", 1), "server": ("portal.test", 443)},
    }
    with start_blocking_portal() as loop:
        loop.call(office_app, scope, receive, send)
    assert set(written) == {0}
    assert len(links(office)) == 1


def test_the_link_opens_only_in_the_browser_that_asked(office: Office, mai: int, browser: NewBrowser) -> None:
    one, other = browser(), browser()
    asks(one)
    (path,) = links(office)
    shown = other.get(path)
    assert shown.status_code == 403
    assert "trình duyệt đã đề nghị đăng nhập" in shown.text
    asks(other, "nobody@example.vn")
    assert enters(other, path)[0] == 403
    assert other.cookie(COOKIE) is None
    assert enters(one, path)[0] == 303


def test_the_link_opens_once_and_for_a_quarter_of_an_hour(
    office: Office, mai: int, browser: NewBrowser
) -> None:
    one = browser()
    asks(one)
    asks(one)
    first, second = links(office)
    assert enters(one, first)[0] == 303
    one.csrf = ""
    assert one.get(first).status_code == 410
    later(office, login_links.VALID)
    assert one.get(second).status_code == 410


def test_whoever_presses_twice_is_led_on_and_is_in_once(
    office: Office, mai: int, browser: NewBrowser
) -> None:
    one = browser()
    asks(one, onward=f"{ROOT}/toi")
    (path,) = links(office)
    assert enters(one, path) == (303, f"{ROOT}/toi")
    secret = one.cookie(COOKIE)
    assert one.post(path).headers["location"] == f"{ROOT}/toi"
    assert one.cookie(COOKIE) == secret
    assert one.get(f"{ROOT}/toi").text.count("đường dẫn trong thư") == 1


def test_a_form_is_sent_only_from_the_browser_that_was_shown_it(
    office: Office, mai: int, browser: NewBrowser
) -> None:
    one = browser()
    one.csrf = "0" * 40
    assert one.post(LOGIN, {"thu": MAIL}).status_code == 403
    asks(one)
    away = one.post(LOGIN, {"thu": MAIL}, headers={"sec-fetch-site": "cross-site"})
    assert away.status_code == 403
    (path,) = links(office)
    assert one.post(path, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    one.csrf = "é"
    assert one.post(path).status_code == 403


def test_a_word_that_is_no_address_is_told_and_kept(browser: NewBrowser) -> None:
    one = browser()
    one.get(LOGIN)
    answer = one.post(LOGIN, {"thu": "mai@@"})
    assert answer.status_code == 422
    assert 'value="mai@@"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "không phải địa chỉ thư" in answer.text


def test_wrong_links_count_and_the_address_has_to_wait(browser: NewBrowser) -> None:
    one = browser()
    codes = [one.get(f"{ROOT}/vao/x{number}").status_code for number in range(32)]
    assert codes[0] == 404
    assert codes[-1] == 429


def test_whoever_asks_too_often_waits(office: Office, mai: int, browser: NewBrowser) -> None:
    one = browser()
    one.get(LOGIN)
    codes = [one.post(LOGIN, {"thu": MAIL}).status_code for _ in range(6)]
    assert codes == [303] * 5 + [429]
    codes = [one.post(LOGIN, {"thu": f"a{number}@example.vn"}).status_code for number in range(30)]
    assert codes[-1] == 429


def test_a_link_made_on_the_machine_opens_anywhere(office: Office, mai: int, browser: NewBrowser) -> None:
    with office.ledger.begin() as session:
        now = clock.now(session)
        path = URL(officer_acts.give_link(session, officers.one(session, mai), now=now, by="root")).path
    one = browser()
    assert enters(one, path) == (303, ROOT)


def test_another_officer_in_the_same_browser_ends_the_first_one(
    office: Office, mai: int, come_in: ComeIn, browser: NewBrowser
) -> None:
    binh = come_in(OfficeRole.VIEWER)
    before = binh.cookie(COOKIE)
    asks(binh)
    (path,) = links(office)
    assert enters(binh, path)[0] == 303
    assert "Lê Thị Mai" in binh.get(ROOT).text
    thief = browser()
    assert thief.get(ROOT, headers={"cookie": f"{COOKIE}={before}"}).status_code == 303


def test_cookies_are_for_this_host_and_for_no_script(office: Office, mai: int, browser: NewBrowser) -> None:
    one = browser()
    asks(one)
    (path,) = links(office)
    shown = one.get(path)
    given = [shown.headers["set-cookie"], one.post(path).headers["set-cookie"]]
    assert [cookie.partition("=")[0] for cookie in given] == [ASKER, COOKIE]
    for cookie in given:
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
        assert not any(part.startswith("domain") for part in parts)


GOOD = [
    ROOT,
    f"{ROOT}/ke-hoach/1",
    f"{ROOT}?trang=2",
    f"{ROOT}/don-vi/a%2Fb?tim=x&trang=2",
    f"{ROOT}/bang/v2/runs",
]
BAD = [
    *("", "/", "https://evil.example", "//evil.example", f"{ROOT}evil", f"{ROOT}@evil.example", "/bangs"),
    *(f"{ROOT}/../d/x", f"{ROOT}/%2e%2e/d/x", f"{ROOT}//evil.example/x", f"{ROOT}/\\evil", f"{ROOT}/a\nb"),
    *(f"{ROOT}/..", f"{ROOT}/%2E%2E%2Fd", f"{ROOT}/ê", f"/x{ROOT}", f"{ROOT}/" + "a" * 3_000, "javascript:x"),
]


@pytest.mark.parametrize("asked", GOOD)
def test_one_is_led_on_to_pages_of_the_office_and_the_board(office: Office, asked: str) -> None:
    assert onward_path(asked) == asked


@pytest.mark.parametrize("asked", BAD)
def test_one_is_never_led_elsewhere(office: Office, asked: str) -> None:
    assert onward_path(asked) == ROOT


def test_showing_again_who_one_is_leads_back(office: Office, come_in: ComeIn) -> None:
    officer = come_in(OfficeRole.VIEWER)
    back = f"{ROOT}/toi"
    just_in = officer.get(f"{PROVE}?tiep={back}")
    assert (just_in.status_code, just_in.headers["location"]) == (303, back)
    later(office, timedelta(minutes=11))
    assert "Trần Văn Bình" in officer.get(f"{PROVE}?tiep={back}").text
    answer = officer.post(PROVE, {"tiep": back})
    assert answer.status_code == 303
    assert "can-bo-0@example.vn" in officer.get(answer.headers["location"]).text
    (path,) = links(office)
    secret = officer.cookie(COOKIE)
    assert enters(officer, path) == (303, back)
    assert officer.cookie(COOKIE) == secret, "the forms in other tabs go on"
    with office.ledger.read() as session:
        assert session.scalars(select(AuditRow.act).order_by(AuditRow.id.desc())).first() == "office_proved"


def test_the_own_page_shows_every_browser_and_leaves_them_all(
    office: Office, mai: int, browser: NewBrowser
) -> None:
    one, two = browser(), browser()
    for each in (one, two):
        asks(each)
        (path,) = links(office)
        enters(each, path)
    shown = one.get(f"{ROOT}/toi").text
    assert shown.count("đường dẫn trong thư") == 2
    assert shown.count("trình duyệt này") == 1
    assert one.post(f"{ROOT}/ra-moi-noi").status_code == 303
    assert (one.get(ROOT).status_code, two.get(ROOT).status_code) == (303, 303)


def test_no_log_and_no_row_holds_the_link(office: Office, mai: int, browser: NewBrowser) -> None:
    one = browser()
    asks(one)
    (path,) = links(office)
    token = path.rpartition("/")[2]
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(HideLinks())
    record = ("127.0.0.1:1", "GET", path, "1.1", 200)
    line = logging.LogRecord("uvicorn.access", 20, "", 0, '%s - "%s %s HTTP/%s" %d', record, None)
    handler.handle(line)
    for spelled in (f"GET {ROOT}/vao%2Fshort", f"GET /van-phong%2Fvao/{token}", f"GET {ROOT}/vao/x.y"):
        handler.handle(logging.LogRecord("uvicorn.access", 20, "", 0, spelled, (), None))
    assert token not in out.getvalue()
    assert not re.search(r"short|x\.y", out.getvalue())
    with office.ledger.read() as session:
        kept = [
            str(vars(row))
            for row in (*session.scalars(select(NoticeRow)), *session.scalars(select(AuditRow)))
        ]
        assert not [row for row in kept if token in row]


def test_below_a_path_of_another_site_everything_stays_there(office: Office, mai: int) -> None:
    app = create_app(office.ledger, Counter(office.ledger, ZALO, root="/dondoc"))
    with start_blocking_portal() as loop:
        one = Officer(app, loop)
        one.csrf = "not yet"
        shown = one.get(f"/dondoc{LOGIN}?tiep={ROOT}/toi").text
        inner = set(re.findall(r'(?:href|action|src)="(/[^"]*)"', shown))
        assert inner
        assert not {place for place in inner if not place.startswith(f"/dondoc{ROOT}/")}
        answer = one.post(f"/dondoc{LOGIN}", {"thu": MAIL, "tiep": f"{ROOT}/toi"})
        assert answer.headers["location"] == f"/dondoc{LOGIN}/da-gui"
        (path,) = links(office)
        one.get(f"/dondoc{path}")
        assert one.post(f"/dondoc{path}").headers["location"] == f"/dondoc{ROOT}/toi"
        assert one.get(f"/dondoc{ROOT}/toi").status_code == 200

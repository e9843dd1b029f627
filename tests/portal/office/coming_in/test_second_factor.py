"""The second factor at the door of the office: nothing is open without it, each way to it is told plainly."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import datetime, timedelta

import httpx
import pytest

from cascade.org import one_time_codes
from cascade.org.office_roles import FactorRule, OfficeRole
from models.database import audit, clock
from models.org.officers import factor_rule, office_sessions, officers, second_factors
from portal.office.login.own_login import two_factors
from portal.office.web.desk import CODE, PAIR, PROVE, ROOT
from services.issuing import second_officer
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.office.places import Way, guarded

ADMIN, VIEWER = OfficeRole.ADMIN, OfficeRole.VIEWER
HALF = {CODE, f"{ROOT}/ra", f"{ROOT}/ra-moi-noi"}
"""Open to whoever has still to show a second factor;"""
UNPAIRED = {*HALF, PAIR, f"{PAIR}/bat-dau", f"{PAIR}/xong", PROVE}
"""and to whoever has none yet."""
NAME = "Trần Văn Bình"
STEP = timedelta(seconds=one_time_codes.SECONDS)
MAY_BE_ASKED_AGAIN = office_sessions.PROVED + STEP


@pytest.fixture
def database_kind() -> str:
    """What the ledger does with codes is tested on both databases beside it."""
    return "sqlite"


def now_of(office: Office) -> datetime:
    with office.ledger.read() as session:
        return clock.now(session)


def later(office: Office, by: timedelta = STEP) -> None:
    office.set_clock(now_of(office) + by)


def number(office: Office, name: str = NAME) -> int:
    with office.ledger.read() as session:
        return next(one.id for one in officers.everybody(session) if one.name == name)


def rule(office: Office, asked: FactorRule) -> None:
    with office.ledger.begin() as session:
        factor_rule.put(session, asked, now=clock.now(session), by="kiểm thử")


def key_on(page: str) -> bytes:
    """The key as somebody reads it off the page into their telephone."""
    found = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page)
    assert found is not None, page
    return b32decode(found[1].replace(" ", ""))


def code(office: Office, key: bytes) -> str:
    return one_time_codes.code_at(key, one_time_codes.step_of(now_of(office)))


def sets_up(office: Office, one: Officer) -> tuple[bytes, list[str]]:
    """Through the pages, as an officer does; the code just used is over when it ends."""
    assert one.post(f"{PAIR}/bat-dau").headers["location"] == PAIR
    key = key_on(one.get(PAIR).text)
    done = one.post(f"{PAIR}/xong", {"ma": code(office, key)})
    assert done.status_code == 200, done.text
    later(office)
    return key, re.findall(r"<li><code>(\w{5}-\w{5})</code>", done.text)


def again(office: Office, one: Officer, name: str = NAME) -> None:
    """The same officer comes in once more, by the first factor."""
    with office.ledger.begin() as session:
        now = clock.now(session)
        secret = office_sessions.open_for(session, number(office, name), "mail", "203.0.113.9", now=now)
    one._browser.cookies.clear()
    one._browser.cookies.set("__Host-dondoc", secret)
    one.csrf = ""
    one.get(CODE)


def leads(answer: httpx.Response) -> str:
    return answer.headers.get("location", "") if answer.status_code == 303 else str(answer.status_code)


def test_it_is_set_up_and_asked_the_next_time(office: Office, come_in: ComeIn) -> None:
    one = come_in(ADMIN)
    key, codes = sets_up(office, one)
    assert len(codes) == 10
    assert codes[0] not in one.get(PAIR).text, "they are shown once"
    assert one.get(ROOT).status_code == 200, "whoever has just set it up has shown it"
    again(office, one)
    assert leads(one.get(f"{ROOT}/ke-hoach?trang=1")) == f"{CODE}?tiep=%2Fvan-phong%2Fke-hoach%3Ftrang%3D1"
    shown = one.get(f"{CODE}?tiep={ROOT}/ke-hoach").text
    assert 'autocomplete="one-time-code"' in shown
    assert "Hôm nay" not in shown, "no menu yet"
    answer = one.post(CODE, {"ma": code(office, key), "tiep": f"{ROOT}/ke-hoach"})
    assert leads(answer) == f"{ROOT}/ke-hoach"
    assert one.get(ROOT).status_code == 200
    pressed_twice = one.post(CODE, {"ma": code(office, key), "tiep": f"{ROOT}/ke-hoach"})
    assert leads(pressed_twice) == f"{ROOT}/ke-hoach"


def test_the_same_code_opens_no_second_browser(office: Office, come_in: ComeIn) -> None:
    one = come_in(ADMIN)
    key, codes = sets_up(office, one)
    again(office, one)
    typed = code(office, key)
    assert leads(one.post(CODE, {"ma": typed})) == ROOT
    again(office, one)
    answer = one.post(CODE, {"ma": typed})
    assert answer.status_code == 422
    assert "đã dùng rồi" in answer.text
    assert leads(one.get(ROOT)).startswith(CODE)
    assert leads(one.post(CODE, {"ma": codes[7].lower()})) == ROOT
    assert "Còn 9 mã dự phòng" in one.get(PAIR).text


def test_half_in_nothing_is_open(office: Office, come_in: ComeIn) -> None:
    """Every route × every method, as the application has them: each leads to the code and does nothing."""
    one = come_in(*OfficeRole)
    sets_up(office, one)
    again(office, one)
    assert closed(office, one, HALF, CODE) == {}
    with office.ledger.read() as session:
        assert second_factors.of(session, number(office)) is not None


def test_whoever_must_have_one_sets_it_up_first(office: Office, come_in: ComeIn) -> None:
    one, viewer = come_in(*OfficeRole), come_in(VIEWER, name="Người xem")
    rule(office, FactorRule.BINDING)
    assert viewer.get(ROOT).status_code == 200
    assert closed(office, one, UNPAIRED, PAIR) == {}
    shown = one.get(f"{PAIR}?tiep={ROOT}/ke-hoach").text
    assert "bắt buộc có lớp thứ hai" in shown
    sets_up(office, one)
    assert one.get(ROOT).status_code == 200
    refused = one.post(f"{PAIR}/tat")
    assert refused.status_code == 422
    assert "đặt trên máy mới" in refused.text
    rule(office, FactorRule.EVERYBODY)
    assert leads(viewer.get(ROOT)).startswith(PAIR)


def closed(office: Office, one: Officer, but: set[str], to: str) -> dict[str, str]:
    """The ways that do not lead there."""

    def judge(way: Way) -> str:
        answer = one.ask(way.method, way.at(office)) if way.method != "POST" else one.post(way.at(office))
        return leads(answer)

    rest = [way for way in guarded() if way.path not in but]
    assert len(rest) > 100
    found = {f"{way.method} {way.path}": judge(way) for way in rest}
    return {way: led for way, led in found.items() if not led.startswith(to)}


def test_the_door_of_the_board_stays_shut_as_well(office: Office, come_in: ComeIn) -> None:
    one = come_in(ADMIN)
    asked = {"x-original-method": "GET", "x-original-uri": "/"}
    key, _ = sets_up(office, one)
    assert one.get(f"{ROOT}/cong", headers=asked).status_code == 204
    again(office, one)
    assert one.get(f"{ROOT}/cong", headers=asked).status_code == 401
    one.post(CODE, {"ma": code(office, key)})
    assert one.get(f"{ROOT}/cong", headers=asked).status_code == 204


def test_before_what_binds_many_a_code_is_asked_again(office: Office, come_in: ComeIn) -> None:
    one = come_in(ADMIN)
    key, _ = sets_up(office, one)
    later(office, MAY_BE_ASKED_AGAIN)
    one.get(ROOT)
    led = leads(one.post(f"{ROOT}/can-bo/them", {"ten": "X", "thu": "x@example.vn", "vai": "viewer"}))
    assert led == f"{PROVE}?tiep=%2Fvan-phong%2Fcan-bo"
    assert leads(one.get(led)) == f"{CODE}?tiep=%2Fvan-phong%2Fcan-bo"
    assert "cần nhập mã một lần nữa" in one.get(CODE).text
    assert leads(one.post(CODE, {"ma": code(office, key), "tiep": f"{ROOT}/can-bo"})) == f"{ROOT}/can-bo"
    typed = {"ten": "Lê Thị Mai", "thu": "x@example.vn", "vai": "viewer"}
    assert leads(one.post(f"{ROOT}/can-bo/them", typed)).startswith(f"{ROOT}/can-bo/")


def test_whoever_sits_down_at_an_open_browser_moves_nothing(office: Office, come_in: ComeIn) -> None:
    one = come_in(VIEWER)
    key, _ = sets_up(office, one)
    later(office, MAY_BE_ASKED_AGAIN)
    for act in ("bat-dau", "ma-du-phong", "tat"):
        assert leads(one.post(f"{PAIR}/{act}")).startswith(PROVE)
    one.post(CODE, {"ma": code(office, key)})
    assert leads(one.post(f"{PAIR}/tat")) == PAIR
    assert "Bắt đầu đặt" in one.get(PAIR).text


def test_wrong_codes_are_counted_and_waited_for(office: Office, come_in: ComeIn) -> None:
    one = come_in(ADMIN)
    key, _ = sets_up(office, one)
    again(office, one)
    near = {one_time_codes.code_at(key, one_time_codes.step_of(now_of(office)) + n) for n in range(-2, 3)}
    bad = next(digits for digits in ("000000", "111111", "222222", "333333") if digits not in near)
    assert "Mã gồm 6 chữ số" in one.post(CODE, {"ma": "mười hai"}).text
    answers = [one.post(CODE, {"ma": bad}) for _ in range(second_factors.TRIES)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429]
    assert "còn được nhập sai 4 lần" in answers[0].text
    assert 'aria-invalid="true"' in answers[0].text
    assert "mới nhập tiếp được" in answers[-1].text
    assert one.post(CODE, {"ma": code(office, key)}).status_code == 429
    later(office, second_factors.WAIT)
    assert leads(one.post(CODE, {"ma": code(office, key)})) == ROOT


def test_an_administrator_resets_it_for_whoever_lost_the_telephone(office: Office, come_in: ComeIn) -> None:
    lost, admin = come_in(VIEWER), come_in(ADMIN, name="Quản trị")
    outsider = come_in(ADMIN, name="Nơi khác", subtree="long-thanh")
    sets_up(office, lost)
    page = f"{ROOT}/can-bo/{number(office)}"
    assert "Gỡ lớp thứ hai của cán bộ này" in admin.get(page).text
    assert outsider.post(f"{page}/go-hai-lop").status_code == 404
    assert leads(admin.post(f"{page}/go-hai-lop")) == page
    assert "Gỡ lớp thứ hai của cán bộ này" not in admin.get(page).text
    assert leads(lost.get(ROOT)).startswith(f"{ROOT}/dang-nhap"), "out everywhere"
    nothing = admin.post(f"{page}/go-hai-lop")
    assert nothing.status_code == 422
    assert "chưa đặt lớp thứ hai" in nothing.text
    sets_up(office, admin)
    own = admin.post(f"{ROOT}/can-bo/{number(office, 'Quản trị')}/go-hai-lop")
    assert own.status_code == 422
    assert "Nhờ" in own.text or "nhờ cán bộ quản trị khác" in own.text


def test_a_reset_that_waits_stands_on_the_first_page_of_whoever_may_confirm_it(
    office: Office, come_in: ComeIn
) -> None:
    lost, first = come_in(VIEWER), come_in(ADMIN, name="Quản trị một")
    second, outsider = come_in(ADMIN, name="Quản trị hai"), come_in(ADMIN, name="Xa", subtree="long-thanh")
    sets_up(office, lost)
    with office.ledger.begin() as session:
        second_officer.switch(session, True, now=clock.now(session), by="máy")
    page, said = f"{ROOT}/can-bo/{number(office)}", f"Gỡ lớp thứ hai của {NAME}: Quản trị một đề nghị"

    def told() -> list[bool]:
        return [said in one.get(ROOT).text for one in (second, first, outsider, lost)]

    assert not any(told())
    first.post(f"{page}/go-hai-lop")
    assert told() == [True, False, False, False]
    assert f'href="{page}"' in second.get(ROOT).text
    assert f"Reset the second factor of {NAME}" in second.get(f"{ROOT}?lang=en").text
    later(office, timedelta(days=1, minutes=1))
    again(office, second, "Quản trị hai")
    assert said not in second.get(ROOT).text, "asked too long ago"
    again(office, first, "Quản trị một")
    first.post(f"{page}/go-hai-lop")
    assert said in second.get(ROOT).text
    assert leads(second.post(f"{page}/go-hai-lop")) == page
    assert said not in second.get(ROOT).text


def test_under_the_rule_of_two_another_administrator_presses_too(office: Office, come_in: ComeIn) -> None:
    lost, first = come_in(VIEWER), come_in(ADMIN, name="Quản trị một")
    second = come_in(ADMIN, name="Quản trị hai")
    sets_up(office, lost)
    with office.ledger.begin() as session:
        second_officer.switch(session, True, now=clock.now(session), by="máy")
    page, button = f"{ROOT}/can-bo/{number(office)}", "Gỡ lớp thứ hai của cán bộ này"
    for _ in range(2):  # the same one's second press is no second officer's
        assert leads(first.post(f"{page}/go-hai-lop")) == page
    asked = first.get(page).text
    assert ("Quản trị một đã đề nghị gỡ lúc" in asked, button in asked) == (True, False)
    assert lost.get(ROOT).status_code == 200, "still in"
    assert button in second.get(page).text
    later(office, timedelta(days=1, minutes=1))
    assert "đã đề nghị gỡ lúc" not in second.get(page).text, "asked too long ago"
    again(office, first, "Quản trị một")
    again(office, second, "Quản trị hai")
    assert leads(first.post(f"{page}/go-hai-lop")) == page
    assert leads(second.post(f"{page}/go-hai-lop")) == page
    assert button not in second.get(page).text
    with office.ledger.read() as session:
        acts = [one.act for one in audit.trail(session) if one.act.startswith("factor_reset")]
    assert acts == ["factor_reset", "factor_reset_asked", "factor_reset_asked"]


@pytest.mark.parametrize(
    ("claims", "two"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": ["pwd", "kba"]}, False),
        ({"amr": ["pwd", "otp"]}, True),
        ({"amr": ["mfa"]}, True),
        ({"amr": "mfa"}, False),
        ({"amr": [["pwd"], {"otp": 1}]}, False),
        ({"acr": "hai-lop"}, True),
        ({"acr": "mot-lop", "amr": ["pwd"]}, False),
        ({"acr": ["hai-lop"]}, False),
    ],
)
def test_what_an_organisations_login_counts_for(claims: dict[str, object], two: bool) -> None:
    assert two_factors(claims, ("hai-lop",)) is two

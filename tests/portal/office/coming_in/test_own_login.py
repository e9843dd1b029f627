"""Coming in with the organisation's account, against a real OpenID Connect provider on loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from cascade.lang.refusal import Refusal
from cascade.org.office_roles import FactorRule, OfficeRole
from models.database import clock
from models.org.officers import factor_rule, officers
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.app import create_app
from portal.office.login.own_login_routes import COOKIE
from portal.office.web import desk
from portal.office.web.desk import LOGIN, ROOT
from portal.web.counter import Counter, OwnLogin
from tests.portal.conftest import ZALO, Office
from tests.portal.office.conftest import Officer

START, BACK = f"{ROOT}/oidc", f"{ROOT}/oidc/ve"
PEOPLE = (
    {"sub": "mai", "email": "Mai@example.vn", "email_verified": True},
    {"sub": "binh", "email": "binh@example.vn", "email_verified": False},
    {"sub": "la", "email": "la@example.vn", "email_verified": True},
    {"sub": "khong-thu"},
    {"sub": "thao", "email": "thao@example.vn", "email_verified": True, "amr": ["pwd", "otp"]},
)
PROVIDER = """
import json, sys
from oidc_provider_mock import User, run_server_in_thread
users = [User(sub=one["sub"], claims=one) for one in json.loads(sys.argv[1])]
with run_server_in_thread(require_nonce=True, user_claims=users) as server:
    print(server.server_port, flush=True)
    sys.stdin.read()
"""
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])
NewBrowser = Callable[..., Officer]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of the provider, in a process of its own: what it imports warns of what is to come."""
    command = [sys.executable, "-W", "ignore", "-c", PROVIDER, json.dumps(PEOPLE)]
    there = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=there, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.terminate()


@pytest.fixture
def browser(office: Office, provider: str) -> Iterator[NewBrowser]:
    """A browser before an office whose organisation has that provider."""
    with office.ledger.begin() as session:
        for name in ("mai", "binh", "thao"):
            grants = [OfficeGrant(OfficeRole.VIEWER, EVERYWHERE)]
            now = clock.now(session)
            officers.add(session, f"Cán bộ {name}", f"{name}@example.vn", grants, now=now, by="kiểm thử")
    with start_blocking_portal() as loop:

        def new(issuer: str = provider, client_id: str = "dondoc") -> Officer:
            own = OwnLogin(issuer, client_id, "secret-of-the-client")
            return Officer(create_app(office.ledger, Counter(office.ledger, ZALO, own_login=own)), loop)

        yield new


def agrees(url: str, who: str) -> str:
    """What the provider's form leads to for somebody who logs in there: path and query on our side."""
    answer = httpx.post(url, data={"sub": who})
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}" == "http://127.0.0.1:8080", "the address that ops set"
    return f"{back.path}?{back.query}"


def test_an_officer_comes_in_and_is_led_on(office: Office, browser: NewBrowser) -> None:
    one = browser()
    shown = one.get(f"{LOGIN}?tiep={ROOT}/toi").text
    assert f'href="{START}?tiep=%2Fvan-phong%2Ftoi"' in shown
    url = one.get(f"{START}?tiep={ROOT}/toi").headers["location"]
    asked = parse_qs(urlsplit(url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid email"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    answer = one.get(agrees(url, "mai"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ROOT}/toi")
    me = one.get(f"{ROOT}/toi").text
    assert "Cán bộ mai" in me
    assert "tài khoản của cơ quan" in me
    assert one.cookie(COOKIE) is None


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("binh", "chưa có địa chỉ thư đã xác minh"),
        ("khong-thu", "chưa có địa chỉ thư đã xác minh"),
        ("la", "chưa là cán bộ của văn phòng"),
    ],
)
def test_only_a_verified_mailbox_of_an_officer_comes_in(browser: NewBrowser, who: str, said: str) -> None:
    one = browser()
    answer = one.get(agrees(one.get(START).headers["location"], who))
    assert answer.status_code == 403
    assert said in answer.text
    assert one.cookie(desk.COOKIE) is None


def test_an_answer_counts_only_in_the_browser_that_asked_and_once(browser: NewBrowser) -> None:
    one, other = browser(), browser()
    back = agrees(one.get(START).headers["location"], "mai")
    other.get(START)
    for wrong in (other, browser()):
        answer = wrong.get(back)
        assert answer.status_code == 403
        assert "bắt đầu ở trình duyệt khác" in answer.text
        assert wrong.cookie(desk.COOKIE) is None
    assert one.get(back).status_code == 303
    assert one.get(back).status_code == 403, "the errand is done"


def test_a_code_of_another_errand_is_not_taken(browser: NewBrowser) -> None:
    """Somebody's own code slipped under the state of this browser: the nonce tells."""
    thief, one = browser(), browser()
    code = parse_qs(urlsplit(agrees(thief.get(START).headers["location"], "mai")).query)["code"][0]
    state = parse_qs(urlsplit(one.get(START).headers["location"]).query)["state"][0]
    answer = one.get(f"{BACK}?code={code}&state={state}")
    assert answer.status_code == 502
    assert one.cookie(desk.COOKIE) is None


def test_whoever_declines_there_is_told_so(browser: NewBrowser) -> None:
    one = browser()
    state = parse_qs(urlsplit(one.get(START).headers["location"]).query)["state"][0]
    answer = one.get(f"{BACK}?error=access_denied&state={state}")
    assert answer.status_code == 403
    assert "đã từ chối" in answer.text
    assert LOGIN in answer.text


def test_a_wrong_code_is_one_clear_line(browser: NewBrowser) -> None:
    one = browser()
    state = parse_qs(urlsplit(one.get(START).headers["location"]).query)["state"][0]
    answer = one.get(f"{BACK}?code=made-up&state={state}")
    assert answer.status_code == 502
    assert "không đúng như đã công bố" in answer.text


def test_a_provider_that_is_away_is_one_clear_line_and_the_other_way_in(browser: NewBrowser) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    answer = browser(nobody).get(START)
    assert answer.status_code == 502
    assert "không trả lời" in answer.text
    assert "Đăng nhập bằng đường dẫn trong thư" in answer.text


def test_a_provider_that_is_another_one_is_not_believed(browser: NewBrowser, provider: str) -> None:
    answer = browser(provider.replace("127.0.0.1", "localhost") + "/").get(START)
    assert answer.status_code == 502


def test_showing_again_who_one_is_wants_the_login_there_once_more(browser: NewBrowser) -> None:
    one = browser()
    one.get(agrees(one.get(START).headers["location"], "mai"))
    secret = one.cookie(desk.COOKIE)
    url = one.get(f"{START}?tiep={ROOT}/toi&lai=1").headers["location"]
    assert parse_qs(urlsplit(url).query)["prompt"] == ["login"]
    assert one.get(agrees(url, "mai")).headers["location"] == f"{ROOT}/toi"
    assert one.cookie(desk.COOKIE) == secret


def test_two_factors_seen_there_are_not_asked_for_here(office: Office, browser: NewBrowser) -> None:
    with office.ledger.begin() as session:
        factor_rule.put(session, FactorRule.EVERYBODY, now=clock.now(session), by="kiểm thử")
    for who, led in (("thao", 200), ("mai", 303)):
        one = browser()
        one.get(agrees(one.get(START).headers["location"], who))
        answer = one.get(ROOT)
        assert (answer.status_code, who) == (led, who)
    assert answer.headers["location"].startswith(desk.PAIR)


def test_without_a_provider_there_is_no_such_page(office: Office, stranger: Officer) -> None:
    assert stranger.get(START).status_code == 404
    assert stranger.get(BACK).status_code == 404
    assert "oidc" not in stranger.get(LOGIN).text


def test_a_secret_travels_in_the_open_to_this_machine_only(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_OIDC_ISSUER", "http://dang-nhap.example.vn")
    with pytest.raises(Refusal, match="DONDOC_OIDC_ISSUER"):
        OwnLogin.from_env()
    monkeypatch.setenv("DONDOC_OIDC_ISSUER", "https://dang-nhap.example.vn/")
    with pytest.raises(Refusal, match="DONDOC_OIDC_CLIENT_ID: chưa đặt"):
        OwnLogin.from_env()
    monkeypatch.setenv("DONDOC_OIDC_CLIENT_ID", "dondoc")
    monkeypatch.setenv("DONDOC_OIDC_CLIENT_SECRET", "rất bí mật")
    own = OwnLogin.from_env()
    assert own.issuer == "https://dang-nhap.example.vn"
    assert "rất bí mật" not in repr(own)

"""The frame of the office: who is in sees it, nobody else does, and a right holds for its subtree only."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from fastapi.routing import APIRoute

from cascade.org.office_roles import OfficeRole, Right
from models.database import clock
from models.org.officers import office_sessions
from portal.app import OFFICE
from portal.office.web import static_files
from portal.office.web.desk import LOGIN, ROOT
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.office.places import NAME, PLACES, guarded

OPEN = {
    LOGIN,
    f"{LOGIN}/da-gui",
    f"{ROOT}/vao/{{token}}",
    f"{ROOT}/oidc",
    f"{ROOT}/oidc/ve",
    f"{ROOT}/cong",
    f"{ROOT}/tinh/{{print}}/{{name}}",
}
"""Routes for whoever is not in."""


def routes() -> list[APIRoute]:
    return [one for router in OFFICE for one in router.routes if isinstance(one, APIRoute)]


def test_every_route_of_the_office_names_its_right() -> None:
    found = routes()
    unnamed = {one.path for one in found if "x-right" not in (one.openapi_extra or {})}
    assert unnamed == OPEN
    assert {Right(one.openapi_extra["x-right"]) for one in found if one.openapi_extra}


def test_every_name_in_a_path_is_known() -> None:
    strangers = {name for way in guarded() for name in NAME.findall(way.path)} - PLACES.keys()
    assert not strangers, "say in tests/portal/office/places.py what stands there"


def test_styles_and_scripts_are_packed_for_whoever_can_unpack_them(stranger: Officer) -> None:
    for name in ("office.css", "htmx.min.js"):
        packed = stranger.get(static_files.address(name), headers={"Accept-Encoding": "gzip"})
        plain = stranger.get(static_files.address(name), headers={"Accept-Encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content
        assert int(packed.headers["content-length"]) * 2 < int(plain.headers["content-length"])


def test_an_officer_sees_the_plans_of_the_own_subtree(come_in: ComeIn) -> None:
    title = "Kế hoạch"
    assert title in come_in(OfficeRole.VIEWER).get(ROOT).text
    assert "Chưa có kế hoạch nào." in come_in(OfficeRole.VIEWER, subtree="nhon-trach").get(ROOT).text


def test_a_stranger_is_led_to_the_login(stranger: Officer) -> None:
    answer = stranger.get(ROOT)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(LOGIN)


def test_an_idle_session_ends(come_in: ComeIn, office: Office) -> None:
    officer = come_in(OfficeRole.VIEWER)
    assert officer.get(ROOT).status_code == 200
    with office.ledger.begin() as session:
        clock.set_clock(session, clock.now(session) + office_sessions.IDLE + timedelta(seconds=1))
    assert officer.get(ROOT).status_code == 303


def test_whoever_keeps_looking_stays_in(come_in: ComeIn, office: Office) -> None:
    officer = come_in(OfficeRole.VIEWER)
    for _ in range(3):
        with office.ledger.begin() as session:
            clock.set_clock(session, clock.now(session) + timedelta(minutes=20))
        assert officer.get(ROOT).status_code == 200


def test_leaving_ends_the_session_and_wants_our_own_form(come_in: ComeIn) -> None:
    officer = come_in(OfficeRole.VIEWER)
    officer.csrf = "0" * 40
    assert officer.post(f"{ROOT}/ra").status_code == 403
    assert officer.get(ROOT).status_code == 200
    assert officer.post(f"{ROOT}/ra").status_code == 303
    assert officer.get(ROOT).status_code == 303


def test_pages_of_the_office_run_only_our_own_scripts(come_in: ComeIn) -> None:
    answer = come_in(OfficeRole.VIEWER).get(ROOT)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_other_language_keeps_what_was_searched_and_filtered(come_in: ComeIn) -> None:
    viewer = come_in(OfficeRole.VIEWER)
    page = viewer.get(f"{ROOT}/don-vi", params={"tim": "Long Thành & xã", "cap": "district"}).text
    (other,) = re.findall(r'<a href="([^"]*)" hreflang="en"', page)
    kept = "tim=Long+Th%C3%A0nh+%26+x%C3%A3"
    assert other.startswith(f"{ROOT}/don-vi?{kept}&amp;cap=district&amp;lang=en")
    (back,) = re.findall(r'<a href="([^"]*)" hreflang="vi"', viewer.get(unescape(other)).text)
    assert unescape(back) == f"{ROOT}/don-vi?{kept}&cap=district&lang=vi"

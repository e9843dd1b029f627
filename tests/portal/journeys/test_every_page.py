"""Every page of the counter and of the office, in both languages: nobody is shut out, nothing is too wide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import pytest

from portal.office.web.desk import ROOT
from tests.portal.journeys.conftest import Lived
from tests.portal.journeys.lived_counter import PAGES, PRESSED, routes
from tests.portal.journeys.looking import DESK, PHONE, Reader
from tests.portal.office.places import Way, ways

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
NO_PAGE = (
    f"{ROOT}/tinh/{{print}}/{{name}}",
    f"{ROOT}/oidc",
    f"{ROOT}/oidc/ve",
    f"{ROOT}/cong",
    f"{ROOT}/bang",
    f"{ROOT}/bang/{{path:path}}",
    f"{ROOT}/danh-sach-don-vi/ban-dau",
    f"{ROOT}/danh-sach-don-vi/dien",
    f"{ROOT}/danh-sach-don-vi/xem",
    f"{ROOT}/ke-hoach/{{plan_id}}/giay-to/{{sort}}",
    f"{ROOT}/ke-hoach/{{plan_id}}/so-lieu/{{kind}}",
    f"{ROOT}/ke-hoach/{{plan_id}}/hoi-nghi/{{meeting_id}}/ma-ket",
    f"{ROOT}/loi-thong-bao/{{occasion}}/thu",
    f"{ROOT}/ma-dang-nhap",
)
"""Of the office: files, letters, doors of other programs; the code on the way in has a walk of its own."""
FILES = ("/tep/{kind}", "/tep/{file_id}", "/tep/{position}", "/plan.yaml", "/tep-ke-hoach")
DRAFT = f"{ROOT}/van-ban/{{draft_id}}"
READY = ("dien-tap", "ban-hanh")
"""Of a draft in which nothing is open any more."""
STATUS = {f"{ROOT}/vao/{{token}}": 404, f"{DRAFT}/dieu-chinh": 404} | {f"{DRAFT}/{one}": 422 for one in READY}
"""Where a page says no: the link is wrong, that draft amends nothing, something is open in it."""
ACT = f"{ROOT}/ke-hoach/{{plan_id}}/nhiem-vu/{{obligation_id}}/lam/{{act}}"
DUE = ("gia-han", "nhac-ngay", "ngay-hua", "bao-cao-thay", "giao-lai", "mien")
WAITS = ("tiep-nhan", "tra-lai")


def test_a_page_that_shuts_people_out_is_found(reader: Reader) -> None:
    reader.page.set_content("<title>x</title><p style='width: 2000px'><input><img src='x'></p>")
    found = " ".join(reader.complaints())
    assert "too wide" in found
    assert [said in found for said in ("label: <input", "image-alt: <img", "region: ")] == [reader.whole] * 3


def test_everybody_can_use_every_page_behind_a_link(lived: Lived, reader: Reader) -> None:
    assert routes() == set(PAGES)
    found = []
    for path in chain.from_iterable(lived.pages.values()):
        found += reader.looks_at(lived.address + path, 404 if path.endswith("7K3F9QXM") else 200)
    assert found == []


def test_everybody_can_use_what_a_press_answers_with(lived: Lived, officer: Reader) -> None:
    found = []
    for path, which, end, typed in PRESSED:
        found += officer.sends(lived.address + lived.pages[path][which], end, typed)
    assert found == []


def of_the_office(lived: Lived) -> Iterator[tuple[Way, int]]:
    """Each page, where it is looked at, and the status it answers with."""
    for way in ways():
        if way.method == "GET" and way.path not in (*NO_PAGE, ACT) and not way.path.endswith(FILES):
            path = way.path.replace("{draft_id}", str(lived.draft))
            yield replace(way, path=path), STATUS.get(way.path, 200)
        elif way.method == "GET" and way.path == ACT:
            for duty, acts in ((("P1", "an-phuoc"), DUE), (("D6/grassroots", "phu-hoi"), WAITS)):
                at = ACT.replace("{obligation_id}", str(lived.office.obligation(*duty).id))
                for act in acts:
                    yield replace(way, path=at.replace("{act}", act)), 200


def test_everybody_can_use_every_page_of_the_office(lived: Lived, officer: Reader) -> None:
    found = []
    for way, status in of_the_office(lived):
        if way.right is not None:
            lived.come_in(officer.page)
        found += officer.looks_at(lived.address + way.at(lived.office), status, DESK, PHONE)
    for page in READY:
        found += officer.looks_at(f"{lived.address}{ROOT}/van-ban/{lived.ready}/{page}", 200, DESK, PHONE)
    assert found == []

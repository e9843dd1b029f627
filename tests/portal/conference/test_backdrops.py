"""The backdrop of one's own hall is behind the conference's page: day and name as they stand."""

from __future__ import annotations

import re

import pytest

from cascade.lang.refusal import Refusal
from documents.backdrop import lettering
from tests.portal.conference.conftest import Hall
from tests.portal.conftest import Visitor


@pytest.fixture(autouse=True)
def _letters() -> None:
    try:
        lettering.bold()
    except Refusal as refusal:
        pytest.skip(str(refusal))


def test_the_page_has_it_in_three_kinds_and_each_is_a_file_to_keep(client: Visitor, office: Hall) -> None:
    html = client.get(office.page("nhon-trach")).text
    links = re.findall(r'href="([^"]*/ma-ket/\w+)"', html)
    assert [link.rsplit("/")[-1] for link in links] == ["pdf", "png", "svg"]
    for link, begins in zip(links, (b"%PDF-", b"\x89PNG", b"<svg"), strict=True):
        answer = client.get(link)
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["content-security-policy"]


def test_it_bears_the_name_of_the_hall_and_the_day_that_holds(client: Visitor, office: Hall) -> None:
    hall = client.get(office.page("nhon-trach") + "/ma-ket/svg").text
    assert "HUYỆN ỦY NHƠN TRẠCH / HỘI NGHỊ / " in hall
    assert "Nhơn Trạch, ngày 16 tháng 5 năm 2024" in hall
    guest = client.get(office.page("btg") + "/ma-ket/svg").text
    assert "TỈNH ỦY" in guest
    assert client.get(office.page("nhon-trach") + "/ma-ket/exe").status_code == 404

"""Links: whoever holds one may report for that unit, and nobody can make one up."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable
from hashlib import sha256

import pytest

from cascade.lang.refusal import Refusal
from models.database.ledger import Ledger
from models.org import link_keys, report_links
from tests.ledger.world import ISSUED, House, at

THEIRS = "b3Wq-1f0Zk8_Yt7Lm2Rv5Xc9Pd4Hs6Jg"
OURS = "Ka7_Qe2Wr9Tz-Ui4Op1As6Df8Gh3Jk5L"


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (link_keys.VARIABLE, link_keys.BEFORE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DONDOC_PORTAL_URL", "https://bao-cao.example.vn/")


def test_a_link_names_one_obligation_and_one_contact(ledger: Ledger) -> None:
    with ledger.begin() as session:
        token = report_links.sign(session, 12, 34)
        assert report_links.verify(session, token) == report_links.Grant(12, 34)
        assert report_links.url(session, 12, 34) == f"https://bao-cao.example.vn/b/{token}"


def test_the_key_is_made_once_and_kept(ledger: Ledger) -> None:
    with ledger.begin() as session:
        token = report_links.sign(session, 1, 2)
    with ledger.read() as session:
        assert report_links.verify(session, token) == report_links.Grant(1, 2)


def test_a_link_is_sealed_with_sha_256(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(link_keys.VARIABLE, OURS)
    with ledger.begin() as session:
        payload, _, seal = report_links.sign(session, 1, 2).rpartition(".")
    key = hmac.digest(OURS.encode(), b"dondoc.link.2", sha256)
    made = base64.urlsafe_b64encode(hmac.digest(key, payload.encode(), sha256)).rstrip(b"=").decode()
    assert seal == made


def test_a_link_of_another_house_is_refused(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with ledger.begin() as session:
        monkeypatch.setenv(link_keys.VARIABLE, THEIRS)
        token = report_links.sign(session, 1, 2)
        monkeypatch.setenv(link_keys.VARIABLE, OURS)
        with pytest.raises(Refusal, match="đường dẫn"):
            report_links.verify(session, token)


@pytest.mark.parametrize("token", ["", ".", "WzEsMl0", "WzEsMl0.", "x" * 5000, "WzEsMl0.aaaa", "\x00", "đ"])
def test_a_link_that_was_made_up_or_cut_is_refused(ledger: Ledger, token: str) -> None:
    with ledger.begin() as session, pytest.raises(Refusal, match="đường dẫn"):
        report_links.verify(session, token)


def test_a_letter_about_one_duty_opens_that_duty_alone_and_a_list_opens_the_list(
    issue: Callable[..., House],
) -> None:
    house = issue()
    sent = house.send_all(ISSUED)
    house.run(at(4, 10))
    sent += house.send_all(at(4, 10))
    found = [re.findall(r"/(b|d)/([^/]+)", str(one.facts["link"])) for one in sent if one.facts["link"]]
    assert {page for ((page, _),) in found} == {"b", "d"}
    with house.ledger.read() as session:
        for ((page, token),) in found:
            assert report_links.verify(session, token).opens_list == (page == "d")


def test_what_is_sent_about_units_below_leads_to_the_page_for_those_below(house: House) -> None:
    sent = []
    for day in range(13, 30):
        house.run(at(4, day))
        sent += house.send_all(at(4, day))
    told = [one for one in sent if one.occasion == "escalation" and one.unit == "h1"]
    assert told
    for one in told:
        assert str(one.facts["link"]).endswith("/truc-thuoc")

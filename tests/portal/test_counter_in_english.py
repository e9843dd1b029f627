"""Who prefers English reads English on every page; names and the words of the plan stay as they are."""

from __future__ import annotations

import re
import unicodedata

import pytest

from tests.portal.conftest import Office, Visitor
from tests.portal.province import FIGURES, PEOPLE, UNITS, plan

ENGLISH = {"Accept-Language": "en"}
OURS = "Đôn Đốc Tiếng Việt"


def marked(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word)
    return "đ" in word.lower() or any(unicodedata.combining(letter) for letter in letters)


def strange(page: str) -> list[str]:
    """Words with Vietnamese marks that are nobody's name and not of the plan."""
    paper = plan()
    names = [*(unit.name for unit in UNITS), *PEOPLE.values(), *(figure.label for figure in FIGURES), OURS]
    names += [paper.title, paper.short, *(one.action for one in paper.requirements)]
    names += [one.when.phrase or "" for one in paper.requirements]
    known = set(re.findall(r"\w+", " ".join(names).lower()))
    text = re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    return [word for word in re.findall(r"\w+", text) if marked(word) and word.lower() not in known]


@pytest.mark.parametrize(
    ("duty", "unit"),
    [
        ("D6", "long-thanh"),
        ("D6/grassroots", "an-phuoc"),
        ("P1", "an-phuoc"),
        ("M1", "long-thanh"),
        ("U2", "long-thanh"),
        ("H1", "phu-hoi"),
    ],
)
def test_a_duty_reads_in_english(client: Visitor, office: Office, duty: str, unit: str) -> None:
    answer = client.get(office.link(duty, unit), headers=ENGLISH)
    assert answer.status_code == 200
    assert strange(answer.text) == []


def test_a_derived_date_says_in_english_from_what_it_came(client: Visitor, office: Office) -> None:
    commune = client.get(office.link("D6/grassroots", "an-phuoc"), headers=ENGLISH).text
    derived = "5 working days back from the deadline 24 April 2024 of the report of the subordinate committee"
    assert derived in commune
    assert "tính ngược" not in commune
    paper = client.get(office.link("P1", "an-phuoc"), headers=ENGLISH).text
    assert "5 working days before the deadline of the report" in paper


def test_the_lists_of_a_unit_and_of_those_below_read_in_english(client: Visitor, office: Office) -> None:
    token = office.list_token("long-thanh")
    for path in (f"/d/{token}", f"/d/{token}/truc-thuoc"):
        answer = client.get(path, headers=ENGLISH)
        assert answer.status_code == 200
        assert strange(answer.text) == []


def test_a_wrong_link_is_explained_in_english(client: Visitor) -> None:
    answer = client.get("/b/xyz", headers=ENGLISH)
    assert answer.status_code == 404
    assert "The link is wrong, incomplete or too old" in answer.text
    assert strange(answer.text) == []


def test_whoever_types_the_address_by_hand_is_told_where_the_links_are(client: Visitor) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "đường dẫn riêng trong thông báo" in answer.text
    english = client.get("/", headers=ENGLISH).text
    assert "a link of its own" in english
    assert strange(english) == []

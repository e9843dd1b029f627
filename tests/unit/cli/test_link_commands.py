"""Typing: keys shown and rotated, links ended and given anew, each in both languages and as JSON."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from models.changes import issuing
from models.contacts import import_units
from models.database.ledger import Ledger
from models.org import report_links
from models.tables import ContactRow
from tests.ledger.world import at, province
from tests.unit.cli.conftest import Desk

HOUSE = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DONDOC_SECRET", "DONDOC_SECRET_BEFORE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def token(desk: Desk) -> str:
    """A link to the list of h1, in a ledger that knows the small province."""
    from tests.ledger.world import compiled

    assert desk("contacts").code == 0
    ledger = Ledger()
    ledger.upgrade()
    with ledger.begin() as session:
        import_units.take_over(session, province(), at(3, 2))
        issuing.issue(session, compiled(), now=at(3, 2), by="văn thư")
        contact = session.query(ContactRow.id).filter(ContactRow.unit == "h1").scalar()
        made = report_links.sign(session, 0, contact)
    ledger.dispose()
    return made


def test_a_key_is_shown_by_its_mark_and_rotated_with_an_overlap(desk: Desk) -> None:
    (first,) = desk("keys", "--json").json["keys"]
    rotated = desk("keys", "rotate", "--days", "30", "--json").json
    assert rotated["days"] == 30
    newest, before = desk("keys", "show", "--json").json["keys"]
    assert (newest["mark"], before["mark"]) == (rotated["key"]["mark"], first["mark"])
    assert (newest["signs"], before["signs"]) == (True, False)
    assert newest["until"] is None
    assert before["until"] is not None
    assert "still" not in desk("--lang", "en", "keys").err
    assert "Links are signed with key" in desk("--lang", "en", "keys", "rotate").out
    assert "không còn dùng được" in desk("keys", "rotate", "--days", "0").out
    assert len(desk("keys", "--json").json["keys"]) == 1
    assert "đổi khóa ký đường dẫn" in desk("log").out


@pytest.mark.parametrize("days", ["-1", "3651"])
def test_an_overlap_that_is_none_is_refused(desk: Desk, days: str) -> None:
    answer = desk("keys", "rotate", "--days", days)
    assert (answer.code, answer.out) == (2, "")
    assert f"--days: số {days} ngoài khoảng cho phép; ghi một số từ 0 đến 3650" in answer.err


def test_links_are_ended_by_contact(desk: Desk, token: str) -> None:
    assert desk("contacts", "revoke", "h1", "--why", "mất máy", "--json").json == {
        "revoked": ["Đầu mối h1"],
        "all": True,
    }
    assert "Every link of Đầu mối h1 is revoked" in desk("--lang", "en", "contacts", "revoke", "h1").out
    log = desk("log", "--unit", "h1").out
    assert "thu hồi mọi đường dẫn" in log
    assert "mất máy" in log
    assert "all links revoked" in desk("--lang", "en", "log", "--unit", "h1").out


def test_one_link_is_ended_alone_and_a_new_one_given(desk: Desk, token: str) -> None:
    link = f"https://bao-cao.example.vn/d/{token}/truc-thuoc?lang=en"
    assert "Đã thu hồi đường dẫn này của Đầu mối h1" in desk("contacts", "revoke", "--link", link).out
    given = desk("contacts", "link", "h1", "--json").json
    assert given["contact"] == "Đầu mối h1"
    assert re.search(r"/d/[^/]+$", given["link"])
    assert token not in given["link"]
    assert "new link given" in desk("--lang", "en", "log", "--unit", "h1").out


@pytest.mark.parametrize(
    "words", [(), ("h1", "--link", "x"), ("h9",), ("h1", "--name", "Ai đó"), ("--link", "https://x/b/y")]
)
def test_what_cannot_be_ended_is_refused_in_one_line(desk: Desk, token: str, words: tuple[str, ...]) -> None:
    answer = desk("contacts", "revoke", *words)
    assert (answer.code, answer.out) == (1, "")
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("role", ["portal", "dispatcher"])
def test_no_process_starts_under_a_key_that_could_be_guessed(role: str, tmp_path: Path) -> None:
    given = {"DONDOC_SECRET": "matkhau-cua-ban", "DONDOC_HOME": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-m", "cli.serving", role, "--port", "0"],
        cwd=HOUSE,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.returncode == 1
    (line,) = answer.stderr.splitlines()
    assert line.startswith("DONDOC_SECRET: ")
    assert given["DONDOC_SECRET"] not in line


def test_up_refuses_such_a_key_before_it_starts_anything(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_SECRET", "x" * 40)
    answer = desk("up")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("DONDOC_SECRET: ")

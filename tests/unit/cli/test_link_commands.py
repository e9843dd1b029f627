"""Typing: keys, links of units, officers and their links; each in both languages and as JSON."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cascade.org import one_time_codes
from models.changes import issuing
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger
from models.org import report_links
from models.org.officers import login_links, officers, second_factors
from models.org.officers.login_links import LinkState
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


FIRST = ("officers", "add", "Lê Thị Mai", "--mail", "Mai@Example.vn")


@pytest.fixture
def here(desk: Desk) -> Desk:
    """A desk with the small province."""
    ledger = Ledger()
    ledger.upgrade()
    with ledger.begin() as session:
        import_units.take_over(session, province(), at(3, 2))
    ledger.dispose()
    return desk


def test_an_empty_office_says_how_the_first_one_is_made(here: Desk) -> None:
    assert "--role admin" in here("officers").out
    assert "No officer yet" in here("--lang", "en", "officers", "list").out
    assert here("officers", "--json").json == {"officers": []}


def test_the_first_administrator_is_made_and_comes_in(here: Desk) -> None:
    made = here(*FIRST, "--role", "quản trị", "--role", "follower=h1", "--json").json["officer"]
    assert (made["mail"], made["unit"]) == ("mai@example.vn", None)
    assert made["grants"] == [{"role": "admin", "subtree": ""}, {"role": "follower", "subtree": "h1"}]
    listed = here("officers").out
    assert "quản trị: mọi đơn vị; theo dõi: " in listed
    assert "administrator: every unit; follow-up: " in here("--lang", "en", "officers").out
    url = here("officers", "link", "mai@example.vn", "--json").json["link"]
    token = re.sub(r".*/van-phong/vao/", "", url)
    ledger = Ledger()
    with ledger.begin() as session:
        assert login_links.use(session, token, "", at(3, 2)).state is LinkState.GOOD
    ledger.dispose()
    assert "tạo đường dẫn đăng nhập" in here("log").out


def test_roles_change_and_somebody_stays_administrator(here: Desk) -> None:
    here(*FIRST, "--role", "admin")
    assert here("officers", "add", "Trần Văn Bình", "--mail", "binh@example.vn", "--role", "viewer").code == 0
    refused = here("officers", "roles", "mai@example.vn", "--role", "chỉ xem")
    assert refused.code == 1
    assert "không còn ai giữ vai quản trị" in refused.err
    assert here("officers", "end", "mai@example.vn").code == 1
    assert here("officers", "roles", "binh@example.vn", "--role", "admin", "--role", "approver=h1").code == 0
    assert "no more" in here("--lang", "en", "officers", "end", "mai@example.vn").out
    assert [one["name"] for one in here("officers", "--json").json["officers"]] == ["Trần Văn Bình"]
    assert here(*FIRST, "--role", "drafter").code == 0, "whoever has left may come back"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*FIRST, "--role", "qan tri"), "quản trị"),
        ((*FIRST, "--role", "admin=xã không có"), "không có “xã không có”"),
        ((*FIRST[:-1], "mai@", "--role", "admin"), "không phải địa chỉ thư"),
        ((*FIRST[:-1], "a@example.vn b@example.vn", "--role", "admin"), "hơn một địa chỉ"),
        ((*FIRST, "--unit", "xyz", "--role", "admin"), "không có “xyz”"),
        (FIRST, "--role"),
        (("officers", "link", "nobody@example.vn"), "không có cán bộ dùng thư nobody@example.vn"),
        (("officers", "end", "nobody@example.vn"), "dondoc officers list"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(here: Desk, words: tuple[str, ...], said: str) -> None:
    answer = here(*words)
    assert answer.code in (1, 2)
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_an_address_that_is_taken_is_refused(here: Desk) -> None:
    here(*FIRST, "--role", "admin")
    assert "đã có cán bộ dùng thư mai@example.vn" in here(*FIRST, "--role", "viewer").err


def test_the_second_factor_is_ruled_here_and_reset_for_whoever_lost_it(desk: Desk) -> None:
    desk(*FIRST, "--role", "admin")
    assert "không bắt buộc với ai" in desk("second-factor").out
    assert "chưa bật; đặt ở lần vào tới" in desk("second-factor", "binding").out
    assert desk("second-factor", "--json").json["of"] == "binding"
    refused = desk("officers", "reset", "mai@example.vn")
    assert (refused.code, "chưa đặt lớp thứ hai" in refused.err) == (1, True)
    ledger = Ledger()
    with ledger.begin() as session:
        now, mai = clock.now(session), officers.named(session, "mai@example.vn")
        second_factors.begin(session, mai.id, now)
        key = second_factors.pending(session, mai.id, now)
        assert key is not None
        code = one_time_codes.code_at(key, one_time_codes.step_of(now))
        assert second_factors.confirm(session, mai.id, code, now)
    ledger.dispose()
    assert "second factor is asked of approvers" in desk("--lang", "en", "second-factor").out
    assert "đang bật" in desk("second-factor", "everybody").out
    assert "is gone" in desk("--lang", "en", "officers", "reset", "mai@example.vn").out
    assert "chưa bật" in desk("second-factor", "nobody").out
    logged = desk("log").out
    assert "đặt quy định xác thực hai lớp" in logged
    assert "gỡ xác thực hai lớp của cán bộ" in logged

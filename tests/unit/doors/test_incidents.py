"""The incident book in its two languages: every command in it is typed against a small ledger."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from cascade.org import one_time_codes
from cli.main import _chosen, build_parser, main
from models.database import clock
from models.database.ledger import Ledger, Session
from models.org.officers import officers, second_factors
from tests.copies import Prepare
from tests.ledger.world import at, issue_in

HOUSE = Path(__file__).resolve().parents[3]
PAGES = ("so-tay-su-co.md", "incidents.en.md")
NEEDS_A_SERVER = {"deploy", "move"}
"""Only parsed here: others run them against a real Prefect server, a real PostgreSQL."""
FINDS_TROUBLE = {"doctor"}
"""This small home lacks a worker and channels, and the doctor is right to say so by its exit code."""
OF_THE_MACHINE = {"systemctl", "journalctl", "nginx", "timedatectl", "df"}


def situations(page: str) -> list[str]:
    text = (HOUSE / "docs" / page).read_text(encoding="utf-8")
    return re.split(r"^## \d+\. ", text, flags=re.MULTILINE)[1:]


def typed(text: str) -> list[str]:
    return re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)


def lines(page: str) -> list[str]:
    return [line for one in situations(page) for line in typed(one)]


@pytest.mark.parametrize(
    ("page", "words"),
    [(PAGES[0], ("Thấy:", "Vì sao:", "Gõ:")), (PAGES[1], ("What one sees:", "Why:", "Type:"))],
)
def test_thirty_situations_say_what_one_sees_why_and_what_to_type(page: str, words: tuple[str, ...]) -> None:
    found = situations(page)
    assert len(found) >= 30
    short = [one.partition("\n")[0] for one in found if not all(f"**{word}**" in one for word in words)]
    assert short == []
    assert all(typed(one) for one in found)


def test_both_languages_have_the_same_commands_in_each_situation() -> None:
    vi, en = ([typed(one) for one in situations(page)] for page in PAGES)
    assert vi == en


def test_the_commands_of_the_machine_name_units_that_we_ship() -> None:
    shipped = {file.name for file in (HOUSE / "deploy" / "systemd").iterdir()}
    shipped |= {name.removesuffix(".service") for name in shipped}
    for line in lines(PAGES[0]):
        first, *words = shlex.split(line)
        assert first in OF_THE_MACHINE | {"dondoc"}, line
        if first == "systemctl":
            assert set(words[1:]) <= shipped, line


def small_home(ledger: Ledger) -> None:
    """An issued plan in April 2026; one unit has reported; one officer; one address that did not work."""
    ledger.upgrade()
    house = issue_in(ledger)
    now = at(4, 10)
    house.run(now)
    house.submit("h2-x1", now)
    with ledger.begin() as session:
        clock.set_clock(session, now)
    for one in house.claim(now):
        if one.unit == "h1-x1":
            house.settle(one, "never", now, reason="550", blames_contact=True)


def has_a_second_factor(session: Session, mail: str) -> None:
    now, officer = clock.now(session), officers.named(session, mail)
    second_factors.begin(session, officer.id, now)
    key = second_factors.pending(session, officer.id, now)
    assert key is not None
    code = one_time_codes.code_at(key, one_time_codes.step_of(now))
    assert second_factors.confirm(session, officer.id, code, now)


@pytest.mark.timeout(300)
def test_every_command_of_ours_does_what_it_says_in_the_order_of_the_page(
    copy_of: Callable[[str, Prepare], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DONDOC_DATABASE_URL", copy_of("sqlite", small_home))
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DONDOC_PORTAL_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("DONDOC_BACKUPS", str(tmp_path / "backups"))
    monkeypatch.setenv("DONDOC_BY", "người trực")
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.chdir(tmp_path)
    assert main(["officers", "add", "Cán bộ", "--mail", "can-bo@example.vn", "--role", "drafter"]) == 0
    lost = ["officers", "add", "Mất máy", "--mail", "mat-dien-thoai@example.vn", "--role", "viewer"]
    assert main(lost) == 0
    ledger = Ledger()
    with ledger.begin() as session:
        has_a_second_factor(session, "mat-dien-thoai@example.vn")
        clock.set_clock(session, at(4, 10, 9, 30))  # the backup of the page was made meanwhile
    ledger.dispose()
    failed, ran = list[str](), 0
    for line in lines(PAGES[0]):
        first, *words = shlex.split(line)
        if first != "dondoc":
            continue
        chosen = _chosen(words)
        assert chosen is not None, line
        if chosen.name in NEEDS_A_SERVER:
            build_parser(chosen).parse_args(words)
            continue
        code, ran = main(words), ran + 1
        printed = capsys.readouterr()
        if code != 0 and not (code == 1 and chosen.name in FINDS_TROUBLE):
            failed.append(f"{line}: {code} {printed.err.strip()}")
        assert "Traceback" not in printed.err
    assert not failed, "\n".join(failed)
    assert ran > 40

"""Whoever asks for English gets English: sentences, dates and states; names and quotes stay as they are."""

from __future__ import annotations

import re
import shutil
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.database import clock
from models.database.ledger import Ledger
from tests.unit.cli.conftest import Answer, Desk
from tests.unit.cli.test_bad_input import BROKEN_LISTS, BROKEN_PLANS, PLAN, UNITS, edit

CODE = "dang-uy-khoi-nq15"
ISSUED = datetime(2022, 8, 29, 2, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, examples: Path) -> Path:
    for name in (PLAN, UNITS):
        shutil.copy(examples / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def office(desk: Desk, folder: Path) -> Path:
    """A desk with one issued plan, on the morning it was issued."""
    ledger = Ledger()
    ledger.upgrade()
    with ledger.begin() as session:
        clock.set_clock(session, ISSUED)
    ledger.dispose()
    english(desk("issue", folder / PLAN, "--lang", "en"), folder)
    return folder


def marked(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word)
    return "đ" in word.lower() or any(unicodedata.combining(letter) for letter in letters)


def english(answer: Answer, folder: Path) -> str:
    """All that was printed. A word with Vietnamese marks must be one of the plan's or the list's own."""
    text = answer.out + answer.err
    papers = "".join((folder / name).read_text("utf-8") for name in (PLAN, UNITS))
    known = set(re.findall(r"\w+", papers))
    known |= {"Cán", "bộ", "theo", "dõi", "Đôn", "Đốc", "thử"}
    strange = [word for word in re.findall(r"\w+", text) if marked(word) and word not in known]
    assert strange == [], text
    return text


@pytest.mark.parametrize("case", BROKEN_PLANS)
def test_a_broken_plan_is_refused_in_english(desk: Desk, folder: Path, case: str) -> None:
    old, new, told = BROKEN_PLANS[case]
    edit(folder / PLAN, old, new)
    answer = desk("check", folder / PLAN, "--lang", "en")
    assert answer.code == 1
    assert told in english(answer, folder)
    assert answer.err != desk("check", folder / PLAN).err


@pytest.mark.parametrize("case", BROKEN_LISTS)
def test_a_broken_list_is_refused_in_english(desk: Desk, folder: Path, case: str) -> None:
    *_, old, new = BROKEN_LISTS[case]
    edit(folder / UNITS, old, new)
    answer = desk("units", "import", folder / UNITS, "--lang", "en")
    assert answer.code == 1
    assert f"{UNITS}:" in english(answer, folder)
    assert answer.err != desk("units", "import", folder / UNITS).err


def test_the_environment_asks_for_english_as_well(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_LANG", "en")
    assert desk("check", folder / "nowhere.yaml").err.endswith("there is no such file; check the path\n")


def test_check_says_why_a_day_was_chosen_and_what_to_mend(desk: Desk, folder: Path) -> None:
    told = english(desk("check", folder / PLAN, "--lang", "en"), folder)
    assert "by rule: before the conference" in told
    assert "September 2022" in told
    assert "To look at again" in told


def test_a_program_gets_the_reasons_in_the_language_it_asks_for(desk: Desk, folder: Path) -> None:
    english_one = desk("check", folder / PLAN, "--json", "--lang", "en").json
    ours = desk("check", folder / PLAN, "--json").json
    pairs = list(zip(english_one["obligations"], ours["obligations"], strict=True))
    derived = [(one["derived"], other["derived"]) for one, other in pairs if one["derived"]]
    assert derived
    assert not any(one == other or marked(one) for one, other in derived)
    assert [one["code"] for one in english_one["findings"]] == [one["code"] for one in ours["findings"]]


def test_a_rehearsal_says_why_each_notice_leaves(desk: Desk, folder: Path) -> None:
    told = english(desk("rehearse", folder / PLAN, "--lang", "en"), folder)
    assert "the plan is issued" in told
    assert "working days left" in told


def test_status_and_notices_name_states_occasions_and_outcomes(desk: Desk, office: Path) -> None:
    assert "running" in english(desk("status", "--lang", "en"), office)
    english(desk("status", CODE, "--lang", "en"), office)
    assert "September 2022" in english(desk("status", CODE, "--unit", "khoi-cs01", "--lang", "en"), office)
    told = english(desk("notices", CODE, "--limit", 5, "--lang", "en"), office)
    assert "assigned" in told
    assert "09:00 29 August 2022" in told
    assert "giao việc" in desk("notices", CODE, "--limit", 5).out


def test_an_amendment_is_shown_in_english(desk: Desk, office: Path) -> None:
    edit(office / PLAN, "day: 2022-09-20", "day: 2022-09-22")
    told = english(desk("amend", office / PLAN, "--lang", "en"), office)
    assert "moved later" in told
    assert "Not applied yet" in told


def test_days_for_a_conference_are_proposed_with_english_reasons(desk: Desk, office: Path) -> None:
    (conference,) = re.findall(r"- id: (C1)", (office / PLAN).read_text("utf-8")) or ["C1"]
    told = english(desk("conference", "propose", CODE, conference, "--lang", "en"), office)
    assert "is a working day" in told
    reasons = desk("conference", "propose", CODE, conference, "--json", "--lang", "en").json["proposals"][0]
    assert not any(marked(why) for why in reasons["reasons"])


@pytest.mark.parametrize(
    "words",
    [
        ("extend", CODE, "D99", "khoi-cs01", "2022-10-01", "--why", "x"),
        ("exempt", "unknown", "D1", "khoi-cs01", "--why", "x"),
        ("report", "submit", CODE, "D99", "khoi-cs01"),
        ("report", "accept", CODE, "D1", "nobody"),
        ("conference", "fix", CODE, "C9", "2022-09-15 08:00", "2022-09-15 11:00"),
        ("close", "unknown"),
        ("export", CODE),
        ("notice", "preview", "nonsense"),
        ("channels", "resume", "nonsense"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_the_desk_refuses_in_english(desk: Desk, office: Path, words: tuple[str, ...]) -> None:
    answer = desk(*words, "--lang", "en")
    assert answer.code == 1
    assert english(answer, office) != (ours := desk(*words)).err
    assert ours.code == 1


def test_doctor_speaks_english(desk: Desk, office: Path) -> None:
    assert "set by hand: 09:00 29 August 2022" in english(desk("doctor", "--lang", "en"), office)

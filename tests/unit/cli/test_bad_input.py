"""Bad input gives one line that says where, what and how to mend it; nothing is stored, nothing explodes."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Desk

PLAN = "dang-uy-khoi-nq15.yaml"
UNITS = "dang-uy-khoi.csv"

BROKEN_PLANS = {
    "an unknown unit": ("desk: khoi-btg", "desk: khoi-bgt", "khoi-bgt"),
    "a date that does not exist": ("day: 2022-09-20", "day: 2022-09-31", "31"),
    "an unknown key": ("kind: KH", "kin: KH", "kin"),
    "a circle": ("depends_on: [D5, D2]", "depends_on: [D5, D3]", "D3"),
    "not YAML": ("policy:", "policy: {", ":"),
    "a date word nobody knows": ("kind: before_strict", "kind: before", "before"),
}
BROKEN_LISTS = {
    "an orphan": ("khoi-cs01,Đảng bộ", "khoi-cs01,Đảng bộ", ",grassroots,khoi,", ",grassroots,khoj,"),
    "an unknown level": ("", "", ",grassroots,", ",grasroots,"),
}


@pytest.fixture
def folder(tmp_path: Path, examples: Path) -> Path:
    for name in (PLAN, UNITS):
        shutil.copy(examples / name, tmp_path / name)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("case", BROKEN_PLANS)
def test_a_broken_plan_is_refused_in_one_line_and_nothing_is_stored(
    desk: Desk, folder: Path, case: str
) -> None:
    old, new, told = BROKEN_PLANS[case]
    edit(folder / PLAN, old, new)
    answer = desk("issue", folder / PLAN)
    assert answer.code == 1
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1
    assert f"{PLAN}:" in answer.err
    assert told in answer.err
    assert desk("status", "--json").json["plans"] == []


@pytest.mark.parametrize("case", BROKEN_LISTS)
def test_a_broken_unit_list_is_refused_in_one_line(desk: Desk, folder: Path, case: str) -> None:
    *_, old, new = BROKEN_LISTS[case]
    edit(folder / UNITS, old, new)
    answer = desk("units", "import", folder / UNITS)
    assert answer.code == 1
    assert len(answer.err.splitlines()) == 1
    assert f"{UNITS}:" in answer.err


def test_a_plan_in_another_encoding_is_refused_in_one_line(desk: Desk, folder: Path) -> None:
    plan = folder / PLAN
    plan.write_bytes(plan.read_text(encoding="utf-8").encode("utf-16"))
    answer = desk("issue", plan)
    assert (answer.code, len(answer.err.splitlines())) == (1, 1)


def test_a_file_that_is_not_there_is_one_line(desk: Desk, tmp_path: Path) -> None:
    answer = desk("issue", tmp_path / "khong-co.yaml")
    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert "khong-co.yaml" in answer.err


@pytest.mark.parametrize(
    "words", [["chao"], ["issue"], ["extend", "p", "D1", "u", "31/31/2024", "--why", "x"], []]
)
def test_wrong_usage_exits_with_two(desk: Desk, words: list[str]) -> None:
    answer = desk(*words)
    assert answer.code == 2
    assert "Traceback" not in answer.err


def test_a_plan_that_was_never_issued_is_named_in_the_refusal(desk: Desk) -> None:
    answer = desk("status", "khong-co")
    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert "khong-co" in answer.err


def test_the_refusal_of_usage_speaks_the_language_asked_for(desk: Desk) -> None:
    assert "sai cú pháp" in desk("issue").err
    assert "wrong usage" in desk("issue", "--lang", "en").err


UNREACHABLE = {
    "nobody listens": ("postgresql+psycopg://ai:mat-khau-kin@127.0.0.1:1/so", "127.0.0.1:1"),
    "no such folder": ("sqlite:////khong/co/noi/nay/so.sqlite3", "so.sqlite3"),
    "no address": ("so-cua-toi", "DONDOC_DATABASE_URL"),
    "a database nobody speaks": ("dbase://so", "DONDOC_DATABASE_URL"),
}


@pytest.mark.parametrize("case", UNREACHABLE)
def test_a_database_that_cannot_be_had_is_one_line_without_its_password(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    address, told = UNREACHABLE[case]
    monkeypatch.setenv("DONDOC_DATABASE_URL", address)
    answer = desk("status")
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (1, "", 1)
    assert told in answer.err
    assert "mat-khau-kin" not in answer.err


def test_a_ledger_of_another_shape_or_no_ledger_at_all_is_one_line(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk("status")
    old = tmp_path / "home" / "dondoc.sqlite3"
    with closing(sqlite3.connect(old)) as raw:
        raw.execute("ALTER TABLE plan RENAME COLUMN title TO heading")
        raw.commit()
    answer = desk("status")
    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert "bản dondoc khác" in answer.err
    old.write_text("không phải cơ sở dữ liệu", encoding="utf-8")
    answer = desk("status", "--lang", "en")
    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert "the database says" in answer.err


TURNED = "a\u202eb"


@pytest.mark.parametrize("words", [("status", TURNED), ("exempt", "kh", "D1", "xa", "--why", TURNED)])
def test_a_word_with_a_character_nobody_sees_is_refused_at_every_command(
    desk: Desk, words: tuple[str, ...]
) -> None:
    answer = desk(*words)
    assert answer.code != 0
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in answer.err
    assert "từ 2, cột 2" in answer.err or "--why: " in answer.err


def test_a_word_that_only_looks_different_is_the_same_word(desk: Desk) -> None:
    assert "đang-ủy" in desk("status", "\u00f0ang\u2011ủy").err


def test_the_name_of_a_file_that_is_there_stays_as_the_file_has_it(desk: Desk, tmp_path: Path) -> None:
    odd = tmp_path / "ke\u0302\u0301\u2011hoach.yaml"
    odd.write_text("- a", encoding="utf-8")
    assert "tệp không phải một kế hoạch" in desk("check", odd).err

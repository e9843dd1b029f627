"""`dondoc check` says who owes what by when, to a person and to a program, and stores nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import main

EXAMPLES = Path(__file__).parents[3] / "examples"
OBLIGATION = [
    "id", "requirement", "unit", "level", "action", "earliest", "latest", "latest_lenient", "latest_workday",
    "due_at", "derived", "to", "via", "copy",
]  # fmt: skip


def checked(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["check", *words]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


def test_a_program_finds_the_keys_it_was_promised(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(checked(capsys, str(EXAMPLES / "dong-nai-tw8.yaml"), "--json"))
    assert list(told) == ["obligations", "conferences", "findings"]
    assert {tuple(each) for each in told["obligations"]} == {tuple(OBLIGATION)}
    assert {tuple(each) for each in told["conferences"]} == {("id", "name", "start", "end", "form", "venues")}
    one = next(each for each in told["obligations"] if each["id"] == "D6:huyen-long-thanh")
    assert one | {"action": ""} == {
        "id": "D6:huyen-long-thanh",
        "requirement": "D6",
        "unit": "huyen-long-thanh",
        "level": "district",
        "action": "",
        "earliest": None,
        "latest": "2024-04-24",
        "latest_lenient": "2024-04-25",
        "latest_workday": "2024-04-24",
        "due_at": "2024-04-24T23:59:00+07:00",
        "derived": None,
        "to": ["dong-nai", "dong-nai-btg"],
        "via": [],
        "copy": [],
    }


def test_what_is_passed_down_bears_the_level_and_says_where_its_day_comes_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = json.loads(checked(capsys, str(EXAMPLES / "dong-nai-tw8.yaml"), "--json"))
    below = [each for each in told["obligations"] if each["requirement"] == "D6/grassroots"]
    assert len(below) == 941
    assert {each["latest"] for each in below} == {"2024-04-16"}
    assert all("24/4/2024" in each["derived"] for each in below)
    assert all(len(each["to"]) == 1 for each in below)


def test_a_conference_names_each_hall_with_its_units_and_exceptions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = json.loads(checked(capsys, str(EXAMPLES / "dong-nai-tw8.yaml"), "--json"))
    (meeting,) = told["conferences"]
    assert meeting["start"] is None
    halls = {venue["id"]: venue["units"] for venue in meeting["venues"]}
    assert "dong-nai-quan-su" in halls["P1"]
    assert "dong-nai-khoi" in halls["P2-BH"]
    assert "huyen-long-thanh" in halls["P2"]
    assert sum(unit == "dong-nai-khoi" for units in halls.values() for unit in units) == 1


def test_a_fixed_conference_starts_at_its_hour_in_vietnam(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(checked(capsys, str(EXAMPLES / "dong-thap-nq06.yaml"), "--json"))
    assert told["conferences"][0]["start"] == "2022-05-18T08:00:00+07:00"


def test_a_clerk_reads_one_row_for_each_duty(capsys: pytest.CaptureFixture[str]) -> None:
    lines = checked(capsys, str(EXAMPLES / "dong-nai-tw8.yaml")).splitlines()
    row = next(line for line in lines if line.startswith("D6 (cơ sở)"))
    assert "16/4/2024 (thứ Ba)" in row
    assert "chi, đảng bộ cơ sở: 941" in row
    assert "tính ngược 5 ngày làm việc từ hạn 24/4/2024" in lines[lines.index(row) + 1]
    assert any("ngày làm việc cuối: 15/3/2024 (thứ Sáu)" in line for line in lines)


def test_an_english_reader_is_told_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    told = checked(capsys, str(EXAMPLES / "dong-nai-tw8.yaml"), "--lang", "en")
    assert "Tuesday, 16 April 2024" in told
    assert "grassroots organisation: 941" in told


def test_one_unit_may_ask_for_its_own_part(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(EXAMPLES / "dong-nai-tw8.yaml")
    told = json.loads(checked(capsys, path, "--unit", "huyen-long-thanh", "--json"))
    assert {each["unit"] for each in told["obligations"]} == {"huyen-long-thanh"}
    assert main(["check", path, "--unit", "huyen-long"]) == 1
    assert "huyen-long" in capsys.readouterr().err


def test_a_picture_is_drawn_when_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = str(EXAMPLES / "dang-uy-khoi-nq15.yaml")
    checked(capsys, path, "--svg", str(tmp_path / "so-do.svg"))
    assert (tmp_path / "so-do.svg").read_text().startswith("<svg ")
    assert main(["check", path, "--svg", str(tmp_path / "khong" / "co.svg")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_same_files_give_the_same_answer(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(EXAMPLES / "can-tho-tw6.yaml")
    assert checked(capsys, path, "--json") == checked(capsys, path, "--json")


def test_a_finding_names_the_file_and_the_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "thu.yaml"
    path.write_text(
        "plan: thu\ntitle: Thử\nkind: KH\nissuer: dong-nai\nissued: 2024-03-04\nrequirements:\n"
        "  - id: D1\n    action: báo cáo\n    kind: report\n    who: {units: [dong-nai-btg]}\n"
        "    when: {kind: by, day: 2024-03-17}\n"
    )
    told = checked(capsys, str(path), "--units", str(EXAMPLES / "dong-nai.csv"))
    assert f"{path}:7: cảnh báo rest_day D1: hạn 17/3/2024 (Chủ nhật) là ngày nghỉ" in told
    told = checked(capsys, str(path), "--units", str(EXAMPLES / "dong-nai.csv"), "--lang", "en")
    assert f"{path}:7: warning rest_day D1: the due day Sunday, 17 March 2024" in told


def test_a_plan_without_a_fault_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    told = checked(capsys, str(EXAMPLES / "clean" / "hoc-tap.yaml"))
    assert told.endswith("Không có gì phải xem lại.\n")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["khong-co.yaml"], "khong-co.yaml: không có tệp này"),
        ([str(EXAMPLES / "dong-nai-tw8.yaml"), "--units", "khong.csv"], "khong.csv: không có tệp này"),
    ],
)
def test_a_refusal_is_one_line_and_exit_code_one(
    capsys: pytest.CaptureFixture[str], words: list[str], line: str
) -> None:
    assert main(["check", *words]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(line)
    assert told.err.count("\n") == 1

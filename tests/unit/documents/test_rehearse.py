"""`dondoc rehearse` tells every notice of a plan's life, and what another variant would change."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cli.main import main

EXAMPLES = Path(__file__).parents[3] / "examples"
KHOI = str(EXAMPLES / "dang-uy-khoi-nq15.yaml")
DONG_NAI = str(EXAMPLES / "dong-nai-tw8.yaml")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["rehearse", *words]) == 0
    return capsys.readouterr().out


def facts(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(capsys, *words, "--json"))
    return found


def test_when_everybody_reports_on_time_nobody_is_called_late(capsys: pytest.CaptureFixture[str]) -> None:
    found = facts(capsys, KHOI)
    assert found["outcome"]["late"] == 0
    assert not {"overdue", "escalation"} & set(found["occasions"])
    assert found["notices"] == sorted(found["notices"], key=lambda each: each["at"])
    assert Counter(each["occasion"] for each in found["notices"]) == found["occasions"]


def test_who_never_answers_is_reported_to_the_unit_above(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "hanh-vi.yaml"
    path.write_text("shares: {never: 1}\n")
    found = facts(capsys, KHOI, "--behaviour", str(path))
    assert found["outcome"]["received"] == 0
    escalated = [each for each in found["notices"] if each["occasion"] == "escalation"]
    assert any(len(each["obligations"]) >= 40 for each in escalated), "one list, not forty letters"


def test_a_province_is_played_with_the_behaviour_of_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, DONG_NAI, "--behaviour", str(EXAMPLES / "dong-nai.behaviour.yaml"))
    assert "16/4/2024 (thứ Ba)\n" in text
    assert "nhắc trước hạn: " in text
    assert "đơn vị khác" in text
    assert text.splitlines()[-1].startswith("Kết thúc: ")


def test_every_recipient_is_named_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert "đơn vị khác" not in told(capsys, DONG_NAI, "--every")


def test_an_english_reader_is_told_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, KHOI, "--lang", "en")
    assert "Nothing is sent." in text
    assert "assigned: " in text


def test_the_same_seed_tells_the_same_story(capsys: pytest.CaptureFixture[str]) -> None:
    words = [DONG_NAI, "--behaviour", str(EXAMPLES / "dong-nai.behaviour.yaml"), "--json"]
    assert told(capsys, *words) == told(capsys, *words)


def test_moving_a_deadline_a_week_shows_what_would_move(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "phuong-an-hai.yaml"
    text = Path(KHOI).read_text().replace("day: 2022-10-07", "day: 2022-10-14")
    other.write_text(text.replace("\nunits: ", f"\nunits: {EXAMPLES}/"))
    found = facts(capsys, KHOI, "--against", str(other))
    assert found["moved"]
    assert all(
        each["before"]["obligations"] == each["after"]["obligations"] == ["D3:khoi-btg"]
        for each in found["moved"]
        if each["before"]["rung"]
    )
    lines = told(capsys, KHOI, "--against", str(other)).splitlines()
    assert any(line.startswith("Đổi giờ: ") for line in lines)
    same = facts(capsys, KHOI, "--against", KHOI)
    assert same == {"only_before": [], "only_after": [], "moved": []}


def test_a_broken_behaviour_file_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "hanh-vi.yaml"
    path.write_text("shares: {nevr: 1}\n")
    assert main(["rehearse", KHOI, "--behaviour", str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"{path}:1: shares.nevr: ")

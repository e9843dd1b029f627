"""`dondoc draft` tells what a paper asks, with keys that stay, or one line that says why it cannot."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from documents.papers.draft.paper_facts import PaperReading, facts_of
from documents.papers.draft.remarks import remarks_of
from documents.papers.layout.blocks import paper_of
from documents.papers.shown.explained import explained
from documents.papers.shown.facts_json import facts_json
from tests.unit.documents.papers.marked import TEXTS, marked_paper

HEAD = (
    "ĐẢNG ỦY XÃ PHÚ LỘC\nSố 45-KH/ĐU\nPhú Lộc, ngày 22 tháng 7 năm 2025\n\nKẾ HOẠCH\nhọc tập Nghị quyết\n\n"
)


def facts(body: str) -> PaperReading:
    return facts_of(paper_of("ke-hoach.txt", HEAD + body))


def drafted(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["draft", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_command_gives_every_fact_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ke-hoach.txt"
    body = "1. Các chi bộ gửi kế hoạch về Đảng ủy (qua Văn phòng Đảng ủy) trước ngày 15 tháng 8 năm 2025."
    path.write_text(HEAD + body, encoding="utf-8")
    found = drafted(capsys, str(path))
    assert set(found) >= {"plan", "deadlines", "conferences", "questions"}
    assert {name: found["plan"][name] for name in ("kind", "number", "issued", "level")} == {
        "kind": "KH",
        "number": "45-KH/ĐU",
        "issued": "2025-07-22",
        "level": "grassroots",
    }
    (one,) = found["deadlines"]
    assert (one["verbatim"], one["line"], one["kind"]) == (
        "trước ngày 15 tháng 8 năm 2025",
        8,
        "before_strict",
    )
    assert (one["latest"], one["latest_lenient"], one["latest_workday"]) == (
        "2025-08-14",
        "2025-08-15",
        "2025-08-14",
    )
    assert (one["responsible"], one["recipient"], one["via"]) == (
        "Các chi bộ",
        "Đảng ủy",
        "Văn phòng Đảng ủy",
    )
    assert one["action"] == "gửi kế hoạch về Đảng ủy (qua Văn phòng Đảng ủy)"


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem for path in TEXTS])
def test_every_paper_has_an_answer_in_both_languages(path: Path) -> None:
    read = facts_of(marked_paper(path)[0])
    vietnamese, english = (json.dumps(facts_json([read], lang)) for lang in ("vi", "en"))
    assert len(json.loads(vietnamese)["deadlines"]) == len(json.loads(english)["deadlines"])


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cu.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert main(["draft", str(path)]) == 1
    told = capsys.readouterr().err
    assert ".docx" in told
    assert told.count("\n") == 1


def test_what_the_paper_leaves_open_is_asked() -> None:
    read = facts_of(paper_of("x", "Các chi bộ báo cáo trước ngày 10/6."))
    assert [one.about for one in read.questions] == ["issued", "number", "issuer", "requirements.D1.when"]


def test_a_day_that_has_passed_on_the_day_of_issue_is_remarked() -> None:
    assert [one.code for one in remarks_of(facts("Các chi bộ nộp trước ngày 20/7/2025."))] == [
        "passed_at_issue"
    ]


def test_a_window_that_begins_before_the_paper_is_remarked() -> None:
    read = facts("Các chi bộ học tập từ ngày 01/7/2025 đến ngày 30/8/2025.")
    assert [one.code for one in remarks_of(read)] == ["begins_before_issue"]


def test_a_cited_paper_that_is_younger_is_remarked() -> None:
    read = facts("Căn cứ Kế hoạch số 16-KH/TU ngày 23/12/2025 của Ban Thường vụ Tỉnh ủy.")
    assert [one.code for one in remarks_of(read)] == ["cites_a_younger_paper"]


def test_one_duty_with_two_days_is_remarked() -> None:
    task = "Các chi bộ gửi biên bản hội nghị lấy ý kiến về Văn phòng Đảng ủy"
    read = facts(f"1. {task} trước ngày 30/8/2025.\n\n2. {task} trước ngày 25/8/2025.")
    assert [one.code for one in remarks_of(read)] == ["dated_twice"]


def test_a_missing_number_is_remarked() -> None:
    read = facts("1. Việc thứ nhất.\n2. Việc thứ hai.\n4. Việc thứ tư.")
    assert [one.code for one in remarks_of(read)] == ["gap_in_numbers"]


def test_explain_prints_the_paper_with_its_facts_in_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(HEAD + "Các chi bộ nộp trước ngày 30/8/2025.", encoding="utf-8")
    assert main(["draft", str(path), "--explain"]) == 0
    assert "   8  «Các chi bộ»[O1] nộp «trước ngày 30/8/2025»[D1]." in capsys.readouterr().out


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colours_are_for_terminals_that_want_them(
    no_color: str,
    coloured: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(HEAD + "Các chi bộ nộp trước ngày 30/8/2025.", encoding="utf-8")
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["draft", str(path), "--explain"]) == 0
    assert ("\x1b[4;31mtrước ngày 30/8/2025\x1b[0m[D1]" in capsys.readouterr().out) is coloured


def test_a_paper_cannot_colour_or_turn_the_terminal() -> None:
    told = "\n".join(explained(facts("Nộp \x1b[31m\u202e trước ngày 30/8/2025."), colours=False))
    assert not {"\x1b", "\u202e"} & set(told)


def test_a_marked_paper_keeps_its_words() -> None:
    read = facts("Các chi bộ nộp trước\nngày 30/8/2025.")
    told = "\n".join(line[6:] for line in explained(read, colours=True))
    assert re.sub(r"\x1b\[[\d;]*m|\[[DCORH,\d]+\]", "", told) == read.paper.text
    assert told.count("\x1b[") % 2 == 0

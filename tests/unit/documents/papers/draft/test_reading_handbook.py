"""The handbook of reading shows what the command says of the papers in examples/van-ban."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.main import main
from documents.papers.draft.remarks import WHAT_TO_DO

HOUSE = Path(__file__).resolve().parents[5]
PAPERS = HOUSE / "examples" / "van-ban"
PAGES = {"vi": "doc-van-ban.md", "en": "reading-papers.en.md"}


def page(lang: str) -> str:
    return (HOUSE / "docs" / PAGES[lang]).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", PAGES)
def test_the_shown_answer_is_the_answer(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", lang, "draft", str(PAPERS / "ke-hoach.txt")]) == 0
    said = capsys.readouterr().out
    shown = page(lang).partition("\n    ke-hoach.txt: ")[2].partition("\n\n")[0]
    assert shown
    assert f"ke-hoach.txt: {shown.replace(chr(10) + '    ', chr(10))}" in said


@pytest.mark.parametrize("lang", PAGES)
def test_the_shown_difference_is_the_difference(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(PAPERS / "ke-hoach.txt", tmp_path)
    assert main(["--lang", lang, "draft", "ke-hoach.txt", "-o", "plan.yaml"]) == 0
    paper = tmp_path / "ke-hoach.txt"
    paper.write_text(paper.read_text("utf-8").replace("10/7/2026", "15/7/2026"), encoding="utf-8")
    capsys.readouterr()
    assert main(["--lang", lang, "draft", "ke-hoach.txt", "--against", "plan.yaml"]) == 0
    for line in capsys.readouterr().out.strip().split("\n"):
        assert f"    {line}\n" in page(lang)


@pytest.mark.parametrize("lang", PAGES)
def test_every_finding_has_its_row(lang: str) -> None:
    rows = page(lang).split("## Cần xem lại" if lang == "vi" else "## To be looked at")[1].split("##")[0]
    assert rows.count("\n| ") == len(WHAT_TO_DO) + 2


@pytest.mark.parametrize("lang", PAGES)
def test_each_line_that_is_explained_stands_there(lang: str) -> None:
    paper = (PAPERS / "ke-hoach.txt").read_text(encoding="utf-8").splitlines()
    explained = {8: "07-HD/BTGDVTU, ngày 10/02/2026", 12: "01 buổi, trong tháng 3/2026", 22: "10/7/2026"}
    for number, words in explained.items():
        assert words in paper[number - 1]
        assert f"| {number} | " in page(lang)

"""Papers as Word, PDF and a scan have them, beside what a careful reader takes from each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from documents.papers.draft.joined_papers import read_together
from documents.papers.intake.paper_file import read_paper
from documents.papers.shown.facts_json import facts_json
from tests.unit.documents.papers.test_scanned_pages import needs_tesseract

MADE = (
    *("S1_KH_bold_footnote_phuluc.docx", "S2_CV_tracked_changes_comment.docx"),
    *("S3_CV_NFD_nbsp_softhyphen.docx", "S4_HD_TCVN3_VnTime.docx", "S5_HD_VNI_Times.docx"),
    *("S6_KH_columns_nested_textbox.docx", "S7_TB_textlayer_linebreaks.pdf"),
)
TEXT_LAYER, SCAN = "S7_TB_textlayer_linebreaks.pdf", "S8_TB_scan_imageonly.pdf"


def read(file: Path) -> dict[str, Any]:
    return facts_json(read_together([read_paper(file)]))


def days(found: dict[str, Any]) -> set[str]:
    """By which days something is owed; the days of conferences stand with the conferences."""
    return {one["latest"] for one in found["deadlines"] if one["latest"]} - {
        held["latest"] for held in found["conferences"] if held["start"] is None
    }


@pytest.fixture(scope="session")
def wanted(shared: Path) -> dict[str, Any]:
    gold: dict[str, Any] = yaml.safe_load((shared / "files" / "S_gold.yaml").read_text(encoding="utf-8"))
    return gold


@pytest.mark.parametrize("name", MADE)
def test_a_file_says_what_a_careful_reader_takes_from_it(
    shared: Path, wanted: dict[str, Any], name: str
) -> None:
    gold, found = wanted[name], read(shared / "files" / name)
    assert days(found) == {one["latest"] for one in gold["deadlines"]}
    exact = [one for one in gold["conferences"] if "T" in one["start"]]  # with an hour: no mere window
    held = [(one["start"], one["venue"]) for one in found["conferences"] if one["start"]]
    assert held == [(one["start"], one["venue"]) for one in exact]
    assert len(found["conferences"]) == len(gold["conferences"])


@needs_tesseract
def test_a_scan_says_what_the_text_layer_of_the_same_paper_says(shared: Path) -> None:
    printed, scanned = (read(shared / "files" / name) for name in (TEXT_LAYER, SCAN))
    assert days(printed) == days(scanned)
    assert len(days(printed)) >= 4
    assert [one["start"] for one in printed["conferences"]] == [
        one["start"] for one in scanned["conferences"]
    ]
    assert all(date.fromisoformat(day) for day in days(scanned))

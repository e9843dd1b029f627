"""Papers and workbook opened as an office opens them: LibreOffice draws every page, nothing runs off it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.documents.signed import drawn_pages

pytestmark = pytest.mark.skipif(drawn_pages.SOFFICE is None, reason="LibreOffice is not installed here")
MARGIN = 0.8
"""Of the left and right margins that must be white: letters may lean out a little."""


def test_every_paper_is_drawn_between_its_margins(tmp_path: Path) -> None:
    files = drawn_pages.papers(tmp_path)
    drawn = drawn_pages.pages([*files, drawn_pages.workbook(tmp_path)], tmp_path)
    assert set(drawn) == {one.stem for one in files} | {"bang-tien-do"}
    for name, sheets in drawn.items():
        assert 1 <= len(sheets) <= 6, name
        if name == "bang-tien-do":
            continue
        for page in sheets:
            width, height = page.size
            left, right = round(width * 30 / 210 * MARGIN), width - round(width * 15 / 210 * MARGIN)
            for strip in ((0, 0, left, height), (right, 0, width, height)):
                strip_of = page.convert("L").crop(strip)
                assert strip_of.point(lambda tone: 255 * (tone <= 200)).getbbox() is None, (
                    f"{name}: off the page"
                )
            assert page.convert("L").point(lambda tone: 255 * (tone < 60)).getbbox(), f"{name}: an empty page"

"""A scan is read by Tesseract: what it says, how sure each fact is and where on the page it stands."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from cli.main import main
from documents.papers.intake.scan import reads_scans

FONT = Path("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf")
needs_tesseract = pytest.mark.skipif(
    not (reads_scans() and FONT.exists()), reason="needs tesseract with its Vietnamese data, and Noto Sans"
)
FIRST = """
ĐẢNG ỦY XÃ PHÚ LỘC
Số 45-KH/ĐU
Phú Lộc, ngày 22 tháng 7 năm 2025

KẾ HOẠCH
học tập, quán triệt và triển khai thực hiện Nghị quyết

1. Các chi bộ trực thuộc gửi kế hoạch về Đảng ủy trước ngày 15/8/2025.

2. Văn phòng Đảng ủy tổng hợp, báo cáo Ban Thường vụ chậm nhất ngày
05 tháng 9 năm 2025.
"""
SECOND = "3. Các chi bộ trực thuộc báo cáo kết quả về Văn phòng Đảng ủy\ntrước ngày 30/9/2025."
WIDE, HIGH = 1654, 2339
"""A4 at 200 dots an inch."""
ROW, TOP, LEFT = 46, 150, 180
DAYS = {"2025-08-14": ("1. Các", "trước ngày"), "2025-09-05": ("2. Văn", "chậm nhất")}
"""What the first page asks: how its line begins, and the phrase."""


def picture(text: str) -> Image.Image:
    """A page as a scanner gives it."""
    page = Image.new("L", (WIDE, HIGH), 250)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(str(FONT), 34)
    for number, line in enumerate(text.split("\n")):
        pen.text((LEFT, TOP + ROW * number), line, font=font, fill=20)
    return page


def place_of(begin: str, phrase: str) -> tuple[float, float]:
    """Where our pen began to write these words, in shares of the page."""
    number, line = next((at, line) for at, line in enumerate(FIRST.split("\n")) if line.startswith(begin))
    before = ImageFont.truetype(str(FONT), 34).getlength(line[: line.index(phrase)])
    return (LEFT + before) / WIDE, (TOP + ROW * number) / HIGH


def png(text: str) -> bytes:
    out = io.BytesIO()
    picture(text).save(out, "PNG")
    return out.getvalue()


def pdf(*texts: str) -> bytes:
    """A PDF of nothing but pictures."""
    out = io.BytesIO()
    first, *others = [picture(text) for text in texts]
    first.save(out, "PDF", resolution=200, save_all=True, append_images=others)
    return out.getvalue()


def tiff(*texts: str) -> bytes:
    out = io.BytesIO()
    first, *others = [picture(text).convert("1", dither=Image.Dither.NONE) for text in texts]
    first.save(out, "TIFF", compression="group4", save_all=True, append_images=others)
    return out.getvalue()


def drafted(capsys: pytest.CaptureFixture[str], path: Path) -> dict[str, Any]:
    assert main(["draft", str(path), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@needs_tesseract
@pytest.mark.parametrize(("made", "name"), [(png, "quet.png"), (pdf, "quet.pdf")])
def test_a_scan_gives_its_deadlines_with_confidence_and_place(
    made: Any, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(made(FIRST))
    found = drafted(capsys, path)
    assert (found["plan"]["number"], found["plan"]["issued"]) == ("45-KH/ĐU", "2025-07-22")
    assert {one["latest"] for one in found["deadlines"]} == set(DAYS)
    for one in found["deadlines"]:
        box = one["box"]
        assert one["page"] == 1
        assert 0.5 < one["confidence"] <= 1
        left, top = place_of(*DAYS[one["latest"]])
        one_line = "\n" not in one["verbatim"]
        assert top <= box["top"] <= top + 0.01
        assert (box["left"] == pytest.approx(left, abs=0.005)) is one_line
        assert (box["bottom"] - box["top"] < ROW / HIGH) is one_line


@needs_tesseract
@pytest.mark.parametrize(("made", "name"), [(pdf, "quet.pdf"), (tiff, "quet.tif")])
def test_every_page_of_a_scan_is_read(
    made: Any, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(made(FIRST, SECOND))
    found = drafted(capsys, path)["deadlines"]
    assert [(one["page"], one["latest"]) for one in found][-1] == (2, "2025-09-29")
    assert len(found) == 3


@pytest.mark.skipif(not FONT.exists(), reason="needs Noto Sans")
@pytest.mark.parametrize(("made", "name"), [(png, "quet.png"), (pdf, "quet.pdf")])
def test_without_tesseract_one_line_says_what_to_install(
    made: Any,
    name: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / name
    path.write_bytes(made(FIRST))
    monkeypatch.setenv("PATH", "")
    assert main(["draft", str(path)]) == 1
    told = capsys.readouterr().err
    assert "apt install tesseract-ocr tesseract-ocr-vie" in told
    assert told.count("\n") == 1


def test_what_is_no_scan_has_no_confidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(FIRST, encoding="utf-8")
    found = drafted(capsys, path)["deadlines"]
    assert {(one["confidence"], one["box"]) for one in found} == {(None, None)}

"""Whether a page has letters that can be read; and the pictures of those that have none, by Tesseract."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from functools import cache
from typing import Any

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.lang.vietnamese import decomposed
from documents.papers.intake.paper_lines import SeenWord
from documents.papers.layout.block import PageBox

MOST_SCANS = 100
"""Pages of one file; each takes Tesseract some seconds."""
_SECONDS = 120
"""For one page."""
_SCAN = Told(
    "đây là bản quét (ảnh), không có lớp chữ đọc được",
    "it is a scan: a picture without readable letters",
)
_INSTALL = Told(
    "cài Tesseract (Debian: apt install tesseract-ocr tesseract-ocr-vie), hoặc lấy bản Word",
    "install Tesseract (Debian: apt install tesseract-ocr tesseract-ocr-vie), or get the Word file",
)


@cache
def reads_scans() -> bool:
    """Whether Tesseract and its Vietnamese data are here."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    command = [program, "--list-langs"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    return "vie" in (listed.stdout + listed.stderr).split()


def read_picture(name: str, picture: Any) -> list[list[SeenWord]]:
    """The words of a picture by line, paragraphs parted by an empty one.

    Refusal: no Tesseract here, or it cannot read the picture.
    """
    program = shutil.which("tesseract")
    if program is None or not reads_scans():
        raise Refusal(name, _SCAN, _INSTALL)
    png = io.BytesIO()
    picture.save(png, "PNG")
    command = [program, "stdin", "stdout", "-l", "vie", "--psm", "4", "tsv"]
    try:
        # One page, one thread: several threads of a small page wait for each other. It learns no secret.
        alone = {"OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(
            command, input=png.getvalue(), capture_output=True, check=True, timeout=_SECONDS, env=alone
        )
    except (subprocess.SubprocessError, OSError):
        what = Told("Tesseract không đọc được trang này", "Tesseract cannot read this page")
        raise Refusal(name, what, Told("quét lại rõ hơn", "scan it again, more clearly")) from None
    return _lines(done.stdout.decode("utf-8", "replace"), picture.width, picture.height)


_WORD = "5"


def _lines(said: str, width: int, height: int) -> list[list[SeenWord]]:
    """The table that Tesseract writes: level, page, block, paragraph, line, word, box, confidence, text."""
    lines: list[list[SeenWord]] = []
    last: list[str] = []
    for row in said.split("\n"):
        cells = row.split("\t", 11)
        if len(cells) < 12 or cells[0] != _WORD or not cells[11].strip():
            continue
        if cells[2:5] != last:
            lines.extend([[], []] if last and cells[2:4] != last[:2] else [[]])
            last = cells[2:5]
        left, top, wide, high = map(int, cells[6:10])
        box = PageBox(
            *(
                round(share, 4)
                for share in (left / width, top / height, (left + wide) / width, (top + high) / height)
            )
        )
        lines[-1].append((cells[11].strip(), box, round(max(float(cells[10]), 0.0) / 100, 2)))
    return lines


_ENOUGH = 60
"""Letters below which nothing can be told."""
_MARKED_SHARE = 0.08
"""Vietnamese prose has a mark on every third or fourth letter; a bad text layer on almost none."""
_JUNK = re.compile(r"[a-zA-Z]\d+[a-zA-Z]|\d[a-zA-Z]{1,3}\d|[^\W\d_][;:!|\\][^\W\d_]")
_JUNK_SHARE = 0.12


def is_vietnamese(text: str) -> bool:
    """Whether most of it can be read as Vietnamese."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < _ENOUGH:
        return bool(letters)
    marked = sum(1 for letter in letters if letter in "đĐ" or len(decomposed(letter)) > 1)
    words = text.split()
    junk = sum(1 for word in words if _JUNK.search(word) and "http" not in word)
    return marked >= _MARKED_SHARE * len(letters) and junk < _JUNK_SHARE * len(words)

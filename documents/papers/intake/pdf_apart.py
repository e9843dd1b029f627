"""Reads a PDF in a process of its own: what reads it is machine code, which a hostile file can hang or crash.

Run as `python -P -m documents.papers.intake.pdf_apart NAME`; the file comes in, one object of JSON goes out.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from documents.papers.intake.paper_lines import PaperLines
from documents.papers.intake.pdf_text import pdf_lines
from documents.papers.layout.block import PageBox, ScannedWord

_SECONDS = 7
"""Of work on opening the file, and on each page of it; a page of a scan takes about one."""
_MEMORY = 500_000_000
"""Bytes of address space; a page of a scan takes half of it."""
_OUTSIDE = ("PATH", "HOME", "TESSDATA_PREFIX", "LANG", "LC_ALL", "TMPDIR")
_BEYOND = (
    Told(
        "tệp PDF không đọc được: bị hỏng hoặc quá phức tạp",
        "the PDF cannot be read: damaged or too involved",
    ),
    Told("in lại thành PDF mới, hoặc lấy tệp gốc", "print it to a new PDF, or get the original"),
)


def pdf_lines_apart(name: str, raw: bytes) -> PaperLines:
    """The lines of a PDF. Refusal: as `pdf_lines`, or its reader hung, crashed or wanted too much memory."""
    command = [sys.executable, "-P", "-m", __name__, name]
    environment = {key: os.environ[key] for key in _OUTSIDE if key in os.environ}
    answer = subprocess.run(command, input=raw, capture_output=True, check=False, env=environment)
    try:
        said: dict[str, Any] = json.loads(answer.stdout) if answer.returncode == 0 else {}
    except ValueError:
        said = {}
    if not said:
        raise Refusal(name, *_BEYOND)
    if refused := said.get("refused"):
        where, *rest = refused
        raise Refusal(where, *(Told(*both) for both in rest))
    return _lines_of(said)


def _lines_of(said: dict[str, Any]) -> PaperLines:
    seen = [(number, ScannedWord(**{**word, "box": PageBox(**word["box"])})) for number, word in said["seen"]]
    return PaperLines(said["lines"], said["page_starts"], seen)


def _reads(name: str, raw: bytes) -> dict[str, Any]:
    try:
        return asdict(pdf_lines(name, raw, _work_anew))
    except Refusal as refusal:
        parts = (refusal.what, refusal.todo)
        both = [[part.vi, part.en] if isinstance(part, Told) else [part, part] for part in parts]
        return {"refused": [str(refusal.where), *both]}


def _work_anew() -> None:
    """The kernel ends us when this much work brings no page; Tesseract, a child, does not inherit it."""
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)


def main() -> None:
    """One file."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    raw = sys.stdin.buffer.read()
    _work_anew()
    said = _reads(sys.argv[1], raw)
    signal.setitimer(signal.ITIMER_PROF, 0)
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()

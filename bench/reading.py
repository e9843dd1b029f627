"""How long twenty pages take to be read: `python -m bench.reading --json`, from a Word file and from a PDF.

The papers are texts of our own, as long together as twenty full pages; each file is read by a `dondoc draft`
of its own, the start of the interpreter included.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from tests.unit.documents.papers import made_files
from tests.unit.documents.papers.marked import TEXTS, marked_paper

PAGES, LETTERS = 20, 2_500
"""Letters of a full page of size 14."""


def main() -> None:
    """Medians of a few readings each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = {"docx": Path(folder, "paper.docx"), "pdf": Path(folder, "paper.pdf")}
        pages = _pages()
        files["docx"].write_bytes(twenty_pages())
        files["pdf"].write_bytes(made_files.pdf(*pages))
        worked = {
            f"{kind}_user_s": statistics.median(_read(path) for _ in range(args.runs))
            for kind, path in files.items()
        }
    found = {"letters": sum(len(line) for page in pages for line in page), **worked}
    print(json.dumps(found) if args.json else found)


def twenty_pages() -> bytes:
    """They as a Word file."""
    return made_files.docx("".join(_paragraph(line) for page in _pages() for line in page))


def _pages() -> list[list[str]]:
    lines = [line for path in TEXTS for line in marked_paper(path)[0].text.splitlines() if line.strip()]
    pages: list[list[str]] = [[]]
    for line in lines:
        if sum(map(len, pages[-1])) > LETTERS:
            if len(pages) == PAGES:
                break
            pages.append([])
        pages[-1].append(line)
    return pages


def _paragraph(line: str) -> str:
    return made_files.p(escape(line))


def _read(path: Path) -> float:
    """Seconds of work, of the command and of whatever it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "cli.main", "draft", str(path), "--json"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round(after.ru_utime - before.ru_utime, 3)


if __name__ == "__main__":
    main()
